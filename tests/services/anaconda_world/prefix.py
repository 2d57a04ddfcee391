"""prefix.dev: GraphQL's `viewer`, as rattler's `validate_prefix_dev_token` asks for it: null for a token that is
not good."""

import json

from account import bearer
from answer import Answer


def answer(request, books):
    if (request.command, request.path) != ("POST", "/api/graphql"):
        return None
    try:
        query = json.loads(request.body)["query"]
    except (ValueError, KeyError, TypeError):
        return Answer(400, {"errors": [{"message": "no query"}]})
    if "viewer" not in query or "login" not in query:
        return Answer(200, {"data": None, "errors": [{"message": "unknown field"}]})
    is_good = bearer(request) in [one["value"] for one in books.given("prefix-token")]
    return Answer(200, {"data": {"viewer": {"login": "me"} if is_good else None}})
