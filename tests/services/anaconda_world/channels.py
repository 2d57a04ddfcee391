"""Channels: an index each, public or not. What is refused how is from the clients' own code and tests:
testing_server.py of anaconda-auth, conda's and rattler's ways with 401, 403 and 404."""

import re
import time

from account import bearer
from answer import Answer, auth_required

INDEX = {"info": {"subdir": "noarch"}, "packages": {}, "packages.conda": {}, "repodata_version": 1}
FILES = ("repodata.json", "current_repodata.json", "channeldata.json")


def split(request):
    """The token in the path, if any, and the path without it."""
    path = request.path.split("?")[0]
    found = re.fullmatch(r"/t/([^/]+)(/.*)", path)
    return (found[1], found[2]) if found else (None, path)


def file(request, path):
    if request.command not in ("GET", "HEAD"):
        return Answer(405, {})
    return Answer(200, INDEX) if path.rsplit("/", 1)[-1] in FILES else Answer(404, {})


def of_organisation(request, books):
    """repo.anaconda.cloud: an API key as a bearer token, or an organisation's token as `token T` or in the path."""
    token, path = split(request)
    if not path.startswith("/repo/"):
        return None
    if token is None:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        token = value if scheme == "token" else None
    if books.takes_key(bearer(request)) or books.takes_organisation_token(token):
        return file(request, path)
    return auth_required(403)


def of_everybody(request, _):
    """repo.anaconda.com: it asks for nothing, and looks at nothing."""
    return file(request, split(request)[1])


def of_people(request, books):
    """conda.anaconda.org: tokens in the path or as `token T`; a bad one is refused also where none is needed.
    Who may not see a channel is told that there is none."""
    value, path = split(request)
    if value is None:
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        value = rest if scheme == "token" else None
    token = books.token(value) if value else None
    is_good = token is not None and token.expires > time.time()
    if value and not is_good and not books.knob("lax_tokens"):
        return Answer(401, {"error": "The token given for the URL is invalid"})
    if path.startswith("/public/") or (path.startswith("/private/") and is_good and token.can("conda:download")):
        return file(request, path)
    return Answer(404, {"error": "not found"})


def of_prefix(request, books):
    """repo.prefix.dev: a bearer token, or one in the path; where none is needed, a bad one is not looked at."""
    token, path = split(request)
    takes = [one["value"] for one in books.given("prefix-token")]
    if path.startswith("/public/") or (path.startswith("/private/") and (token or bearer(request)) in takes):
        return file(request, path)
    return Answer(401 if path.startswith("/private/") else 404, {})
