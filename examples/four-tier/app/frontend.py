"""The frontend: a page with what the backend got from Redis and PostgreSQL, and what they say here.

`/` is the page, `/status.json` the same as data; both have status 503 until everything answers.
"""

import json
import urllib.error
import urllib.request
from html import escape

from linked import TIMEOUT_SECONDS, ask, postgres_query, redis_command, serve

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Four linked containers</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
         color-scheme: light dark; }}
  table {{ border-collapse: collapse; width: 100%; }}
  th, td {{ text-align: left; padding: .35rem .75rem; border-bottom: 1px solid #8884; vertical-align: top; }}
  code {{ font-size: .9em; }}
</style>
<h1>Four linked containers</h1>
<p>The frontend asked the backend, Redis and PostgreSQL, each by every way its link offers.</p>
<table>
<tr><th>Asked by<th>Asked<th>Found through<th>Address<th>Answer</tr>
{rows}
</table>
</html>
"""


def backend_answers(host, port):
    """What the backend says; it says it with status 503 too, while one of its links has no answer."""
    request = f"http://{host}:{port}/"
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS * 5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def status():
    """Rows of who asked whom, through what, and the answer."""
    rows = []
    answers = {}
    for row in ask("backend", 8000, backend_answers):
        if row["ok"]:
            answers, row["answer"] = row["answer"], "answers"
        rows.append({"by": "frontend", "asked": "backend", **row})
    for source, found in answers.items():
        rows.extend({"by": "backend", "asked": source, **it} for it in found)
    reads = {
        "redis": ("redis", 6379, lambda *at: f"{redis_command(*at, 'GET', 'writes')} writes"),
        "postgres": ("db", 5432, lambda *at: f"{postgres_query(*at, 'SELECT count(*) FROM writes')} writes"),
    }
    for source, (alias, port, read) in reads.items():
        rows.extend({"by": "frontend", "asked": source, **it} for it in ask(alias, port, read))
    return rows


def respond(path):
    if path not in ("/", "/status.json"):
        return 404, "text/plain", "nothing here\n"
    rows = status()
    code = 200 if all(row["ok"] for row in rows) else 503
    if path == "/status.json":
        return code, "application/json", json.dumps(rows, indent=2) + "\n"
    cells = "\n".join(
        "<tr>"
        + f"<td>{escape(row['by'])}<td>{escape(row['asked'])}"
        + f"<td><code>{escape(row['way'])}</code><td><code>{escape(row['address'])}</code>"
        + f"<td>{'✓' if row['ok'] else '✗'} {escape(str(row['answer']))}</tr>"
        for row in rows
    )
    return code, "text/html; charset=utf-8", PAGE.format(rows=cells)


if __name__ == "__main__":
    serve(80, respond)
