"""Answers: what is sent back, and answers that a test forces."""

import json
import time
from fnmatch import fnmatchcase


class Answer:
    """A status, headers and a body. A body that is no text is sent as JSON."""

    def __init__(self, status, body=None, headers=None, delay=0, size=0, broken=False):
        self.status, self.headers, self.delay, self.broken = status, dict(headers or {}), delay, broken
        is_json = body is not None and not isinstance(body, str)
        self.body = (json.dumps(body) if is_json else body or "").encode().ljust(size)
        kind = "application/json" if is_json or not body else "text/html; charset=utf-8"
        if not any(name.lower() == "content-type" for name in self.headers):
            self.headers["Content-Type"] = kind

    def send(self, request):
        time.sleep(self.delay)
        request.send_response(self.status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        if request.command == "HEAD":
            return
        request.wfile.write(self.body[: len(self.body) // 2] if self.broken else self.body)
        request.close_connection |= self.broken


USED = {}


def forced(answers, request):
    """The first of `answers` that fits: {"POST anaconda.com/api/*": {"status": 500, "body": "…", "headers":
    {}, "delay": seconds, "size": bytes it is filled up to with spaces, "broken": true to break off in the middle,
    "times": how often}}."""
    for pattern, answer in answers.items():
        if not fnmatchcase(request, pattern):
            continue
        answer = dict(answer)
        times = answer.pop("times", None)
        name = json.dumps([pattern, answer, times])
        USED[name] = USED.get(name, 0) + 1
        if times is None or USED[name] <= times:
            return Answer(**{"status": 200} | answer)
    return None


def error(status, text, **more):
    """An error as anaconda.org says it: `_handle_errors` of anaconda-client reads `error`."""
    return Answer(status, {"error": text, **more})


def auth_required(status):
    """A refusal as anaconda.com says it (anaconda-auth, tests/test_client.py)."""
    return Answer(status, {"error": {"code": "auth_required", "message": "auth required"}})
