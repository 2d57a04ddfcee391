"""The account at anaconda.com: API keys, who one is. The shapes are what anaconda-auth's tests have (test_auth.py,
test_client.py, test_user.py)."""

import json
import uuid

from answer import Answer, auth_required

PERSON = {"id": "u1", "email": "me@example.com", "first_name": "Em", "last_name": "Ee"}
ORGANISATIONS = {"my-org": "11111111-1111-1111-1111-111111111111"}


def bearer(request):
    """The value of `Authorization: Bearer`; no other scheme is one."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value if scheme == "Bearer" else ""


def is_person(request, books):
    return books.takes_key(bearer(request)) or books.takes_access_token(bearer(request))


def answer(request, books):
    match request.command, request.path:
        case "POST", "/api/auth/api-keys" if not books.knob("old_keys"):
            return make_key(request, books)
        case "POST", "/api/iam/api-keys":
            return make_key(request, books)
        case ("GET" | "HEAD"), "/api/account":
            return whoami(request, books)
        case "GET", "/api/auth/oauth2/userinfo":
            return userinfo(request, books)
    return None


def make_key(request, books):
    # With an access token, that is: a key does not make keys.
    if not books.takes_access_token(bearer(request)):
        return auth_required(401)
    if request.headers.get_content_type() != "application/json":
        return Answer(415, {"detail": "Unsupported Media Type"})
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not (isinstance(body, dict) and texts(body.get("scopes")) and texts(body.get("tags", ["-"]))):
        return Answer(422, {"detail": [{"loc": ["body", "scopes"], "msg": "field required"}]})
    return Answer(201, {"id": str(uuid.uuid4()), "api_key": books.api_key()})


def texts(value):
    return isinstance(value, list) and value and all(isinstance(one, str) for one in value)


def username(books):
    """`"username": null` as a knob is a person who has none."""
    name = books.knob("username", "me")
    return {"username": name} if name else {}


def whoami(request, books):
    if not is_person(request, books):
        return auth_required(401)
    subscriptions = [{"org_id": id, "product_code": "security_subscription"} for id in ORGANISATIONS.values()]
    return Answer(200, {
        "user": PERSON | username(books),
        "profile": {"is_confirmed": True, "is_disabled": False},
        "subscriptions": books.knob("subscriptions", subscriptions),
    })


def userinfo(request, books):
    if not is_person(request, books):
        return auth_required(401)
    return Answer(200, {"sub": "u1", "email": PERSON["email"], "organization_features": []})
