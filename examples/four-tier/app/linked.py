"""Finds what this container is linked to, by both ways a link offers, and talks to it.

A link gives its recipient variables (`DB_PORT_5432_TCP_ADDR=172.17.0.3`) and a host name (`db`, a line
of /etc/hosts). Docker 29 and later set no variables; then only the host name is tried.
"""

import os
import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

TIMEOUT_SECONDS = 3


def ways(alias, port):
    """The ways to the container linked under `alias`: pairs of a name and a (host, port)."""
    prefix = f"{alias.upper()}_PORT_{port}_TCP"
    if prefix + "_ADDR" in os.environ:
        address = os.environ[prefix + "_ADDR"], int(os.environ[prefix + "_PORT"])
        yield f"variable {prefix}_ADDR", address
    yield f"host name {alias}", (alias, port)


def ask(alias, port, question):
    """Puts `question(host, port)` to the linked container by each way; one row per way.

    A service that is still starting is an answer too: its row has `ok` false and the error as text.
    """
    rows = []
    for way, (host, number) in ways(alias, port):
        try:
            row = {"ok": True, "answer": question(host, number)}
        except (OSError, ValueError, psycopg2.Error) as error:
            row = {"ok": False, "answer": f"{type(error).__name__}: {error}".strip()}
        rows.append({"way": way, "address": f"{host}:{number}", **row})
    return rows


def redis_command(host, port, *words):
    """Sends one command to Redis in its own protocol, and gives the answer as text or a number."""
    request = b"*%d\r\n" % len(words)
    for word in words:
        data = str(word).encode()
        request += b"$%d\r\n%s\r\n" % (len(data), data)
    with socket.create_connection((host, port), TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        answer = connection.makefile("rb")
        kind, rest = answer.read(1), answer.readline().rstrip(b"\r\n").decode()
        if kind == b"$":
            length = int(rest)
            return None if length < 0 else answer.read(length).decode()
        if kind == b":":
            return int(rest)
        if kind == b"+":
            return rest
        raise ValueError(f"Redis says: {rest or 'nothing'}")


def postgres_query(host, port, *statements):
    """Runs the statements in one transaction on PostgreSQL; the first column of the last answer."""
    connection = psycopg2.connect(
        host=host,
        port=port,
        user="postgres",
        password=os.environ["POSTGRES_PASSWORD"],
        dbname="postgres",
        connect_timeout=TIMEOUT_SECONDS,
    )
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def serve(port, respond):
    """Answers every GET with `respond(path)` -> (status, content type, text) until SIGTERM."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, content_type, text = respond(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    # Process 1 of a container has no default action for SIGTERM: without this, a stop takes 10 seconds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("", port), Handler).serve_forever()
