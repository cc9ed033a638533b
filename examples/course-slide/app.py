"""The slide's web service: answers on port 8000 with what its link to `db` gave it."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with open("/etc/hosts", encoding="utf-8") as file:
            hosts = file.read()
        variables = "".join(f"{key}={value}\n" for key, value in os.environ.items() if key.startswith("DB_"))
        body = f"{variables}\n{hosts}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# Process 1 of a container has no default action for SIGTERM: without this, a stop takes 10 seconds.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer(("", 8000), Handler).serve_forever()
