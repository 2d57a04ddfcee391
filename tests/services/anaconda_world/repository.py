"""The API of anaconda.org: access tokens, who one is. Paths and statuses are those of anaconda-client's tests
(test_authorizations.py, test_login.py, test_whoami.py); the texts are what people quote in its issues."""

import base64
import json
import time
from urllib.parse import unquote, urlsplit

from answer import Answer, error
from books import Token

SCOPES = {
    "all": "Allow all operations",
    "api": "Allow all API operations",
    "api:read": "Allow read access to the API site",
    "conda:download": "Allow private downloads from Conda repositories",
    "conda": "Allow all operations on Conda repositories",
    "repos": "Allow access to all package repositories",
    "pypi:download": "Allow private downloads from PyPI repositories",
}
FIELDS = {
    "scopes": (list, type(None)), "note": str, "note_url": str, "hostname": str, "user": (str, type(None)),
    "max-age": (int, type(None)), "strength": str, "fail-if-exists": bool,
}
ORGANISATIONS = ["my-org"]
NO_SCOPE = "Authentication token does not have the sufficent scope to perform this action expected: "


def at_api(request, books):
    """An Anaconda Repository of one's own has the same below /api."""
    path = urlsplit(request.path).path
    return answer(request, books, path.removeprefix("/api")) if path.startswith("/api/") else None


def answer(request, books, path=None):
    path = urlsplit(request.path).path if path is None else path
    parts = [unquote(part) for part in path.strip("/").split("/")]
    match request.command, parts:
        case ("HEAD" | "GET"), [""]:
            return Answer(200, {})
        case "GET", ["authentication-type"]:
            return Answer(200, {"authentication_type": books.knob("authentication_type", "password")})
        case "GET", ["scopes"]:
            return Answer(200, books.knob("scopes", SCOPES))
        case "POST", ["authentications"]:
            return create(request, books)
        case _, ["authentication" | "authentications" | "user" | "users", *_]:
            return with_token(request, books, parts)
    return None


def with_token(request, books, parts):
    """Everything else is for `Authorization: token T`."""
    header = request.headers.get("Authorization")
    if header is None:
        return error(401, "Authorization header was not given")
    scheme, _, value = header.partition(" ")
    token = books.token(value) if scheme == "token" else None
    if token is None:
        return error(401, "This domain requires token authentication" if scheme != "token" else "Invalid token")
    if token.expires < time.time():
        return error(401, "Authentication token has expired")
    scope = "api:read" if request.command == "GET" else "api:write"
    is_own = request.command == "DELETE" and parts == ["authentications"]
    if not token.can(scope) and not is_own:
        return error(401, NO_SCOPE + scope)
    return serve(request.command, parts, books, token)


def serve(method, parts, books, token):
    match method, parts:
        case "GET", ["authentication"]:
            return Answer(200, shown(token) | {"id": token.id})
        case "GET", ["authentications"]:
            mine = [shown(one) for one in books.tokens if one.owner == token.owner]
            return Answer(200, mine)
        case "DELETE", ["authentications"]:
            return remove(books, lambda one: one is token)
        case "DELETE", ["authentications", "name", name]:
            return remove(books, lambda one: one.owner == "me" and one.name == name)
        case "DELETE", ["authentications", "org", organisation, "name", name]:
            if organisation not in ORGANISATIONS:
                return error(404, f'User "{organisation}" does not exist')
            return remove(books, lambda one: one.owner == organisation and one.name == name)
        case "GET", ["user"] | ["user", "me"]:
            return Answer(200, {"login": "me", "created_at": "2020-01-02 03:04:05.000000+00:00", "name": "Em Ee"})
        case "GET", ["user", "orgs"] | ["users", "me", "orgs"]:
            return Answer(200, [{"login": login} for login in ORGANISATIONS])
    return error(404, "not found")


def shown(token):
    """`expires` as anaconda-client's tests have it."""
    expires = time.strftime("%Y-%m-%d %H:%M:%S+00:00", time.gmtime(token.expires))
    return {"id": token.id, "application": token.name, "remote_addr": "192.0.2.7", "hostname": token.hostname,
            "expires": expires, "scopes": token.scopes}


def remove(books, is_it):
    left = [token for token in books.tokens if not is_it(token)]
    if len(left) == len(books.tokens):
        return error(404, "token not found")
    books.tokens = left
    return Answer(201, {})


def create(request, books):
    """With a password, or an API key or access token of anaconda.com; never with a token of its own."""
    if refusal := not_allowed(request.headers.get("Authorization"), books):
        return refusal
    try:
        body = json.loads(request.body)
        wrong = [name for name, kind in FIELDS.items() if not isinstance(body[name], kind)]
    except (ValueError, KeyError, TypeError) as missing:
        return error(400, f"Missing or malformed: {missing}")
    age = body["max-age"]
    if wrong or body["strength"] not in ("strong", "weak") or (age is not None and age <= 0):
        return error(400, f"Invalid value: {', '.join(wrong) or 'max-age or strength'}")
    owner = body["user"] or "me"
    if owner not in ["me", *ORGANISATIONS]:
        return error(404, f'User "{owner}" does not exist')
    is_same = lambda one: (one.owner, one.name) == (owner, body["note"])
    if body["fail-if-exists"] and any(map(is_same, books.tokens)):
        return error(400, "Authentication with the name already exists")
    books.tokens = [one for one in books.tokens if not is_same(one)]
    value = books.secret("token")
    books.tokens.append(Token(value, body["note"], body["scopes"] or [], owner, body["hostname"],
                              365 * 86400 if age is None else age))
    return Answer(200, {"token": value})


def not_allowed(header, books):
    scheme, _, value = (header or "").partition(" ")
    match scheme:
        case "":
            return error(401, "Authorization header was not given")
        case "Bearer" if books.knob("no_bearer"):
            return error(401, "Bearer token authentication is not enabled")
        case "Bearer" if books.takes_key(value) or books.takes_access_token(value):
            return None
        case "Basic":
            user, _, password = base64.b64decode(value).decode("utf-8", "replace").partition(":")
            is_right = password and books.knob("passwords", {}).get(user) == password
            return None if is_right else error(401, "Invalid username or password")
    return error(401, "Invalid authentication")
