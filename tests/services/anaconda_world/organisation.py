"""Organisations of anaconda.com and their tokens for repo.anaconda.cloud. The shapes are what anaconda-auth's
tests have (test_repo.py)."""

import json
import re
import uuid

from account import ORGANISATIONS, is_person
from answer import Answer, auth_required

EXPIRES = "2036-01-01T00:00:00Z"


def answer(request, books):
    of_one = re.fullmatch(r"/api/organizations/([^/]+)/ce/current-token", request.path)
    if request.path != "/api/organizations/my" and not of_one:
        return None
    if not is_person(request, books):
        return auth_required(401)
    organisations = books.knob("organisations", ORGANISATIONS)
    if not of_one:
        return Answer(200, [{"id": id, "name": name, "title": name.title()} for name, id in organisations.items()])
    name = of_one[1]
    if name not in organisations:
        return Answer(404, {"error": {"code": "not_found", "message": "no such organization"}})
    match request.command:
        case "GET" if name in books.organisation_tokens:
            return Answer(200, {"id": str(uuid.uuid4()), "expires_at": EXPIRES})
        case "GET":
            return Answer(404, {"error": {"code": "not_found", "message": "no token"}})
        case "PUT":
            return renew(request, name, books)
    return Answer(405, {"detail": "Method Not Allowed"})


def renew(request, name, books):
    """The old token is over from here."""
    try:
        confirmed = json.loads(request.body) == {"confirm": "yes"}
    except ValueError:
        confirmed = False
    if not confirmed:
        return Answer(422, {"detail": [{"loc": ["body", "confirm"], "msg": "field required"}]})
    books.organisation_tokens[name] = books.secret("organisation-token")
    return Answer(200, {"token": books.organisation_tokens[name], "expires_at": EXPIRES})
