"""The backend: writes to Redis and PostgreSQL at each request, and says as JSON what they answered."""

import json
import threading

from linked import ask, postgres_query, redis_command, serve

# One request at a time: two `CREATE TABLE IF NOT EXISTS` at once may collide.
one_request = threading.Lock()


def count_in_redis(host, port):
    redis_command(host, port, "SET", "greeting", "hello from Redis")
    greeting = redis_command(host, port, "GET", "greeting")
    writes = redis_command(host, port, "INCR", "writes")
    return f"{greeting}, write {writes}"


def count_in_postgres(host, port):
    version, _, _ = postgres_query(host, port, "SELECT version()").partition(" (")
    writes = postgres_query(
        host,
        port,
        "CREATE TABLE IF NOT EXISTS writes (written timestamptz NOT NULL DEFAULT now())",
        "INSERT INTO writes DEFAULT VALUES",
        "SELECT count(*) FROM writes",
    )
    return f"hello from {version}, write {writes}"


def respond(path):
    if path != "/":
        return 404, "text/plain", "nothing here\n"
    with one_request:
        answers = {
            "redis": ask("redis", 6379, count_in_redis),
            "postgres": ask("db", 5432, count_in_postgres),
        }
    complete = all(row["ok"] for rows in answers.values() for row in rows)
    return 200 if complete else 503, "application/json", json.dumps(answers, indent=2) + "\n"


if __name__ == "__main__":
    serve(8000, respond)
