"""Logging in at Anaconda: discovery, the device flow, the browser flow and the token endpoint.

The paths are those of anaconda-auth's tests (test_config.py, test_device_flow.py, test_auth.py); the issuer is
the one that anaconda.com has: another host, and not the one that is asked. Errors are RFC 6749's and 8628's."""

import base64
import hashlib
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from answer import Answer

CLIENTS = ["b4ad7f1d-c784-46b5-a9fe-106e50441f5a"]
REDIRECTS = ["http://127.0.0.1:8000/auth/oidc"]
DISCOVERY = (
    "/.well-known/openid-configuration",
    "/api/auth/.well-known/openid-configuration",
    "/api/auth/oauth2/.well-known/openid-configuration",  # anaconda-cloud-auth 0.7
)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def form(text):
    """A form or a query whose names come once each."""
    fields = parse_qs(text, keep_blank_values=True)
    return {name: values[0] for name, values in fields.items() if len(values) == 1}


def refused(code, description=None, status=400):
    return Answer(status, {"error": code} | ({"error_description": description} if description else {}))


def is_client(fields, books):
    return fields.get("client_id") in books.knob("clients", CLIENTS)


def answer(request, books):
    path = urlsplit(request.path).path
    match request.command, path:
        case "GET", "/api/auth/oauth2/authorize":
            return authorize(form(urlsplit(request.path).query), books)
        case "POST", "/api/auth/oauth2/device/authorize" if not books.knob("no_device"):
            return in_form(request, books, device)
        case "POST", "/api/auth/oauth2/token":
            return in_form(request, books, token)
    return discovery(request, books)


def in_form(request, books, then):
    if request.headers.get_content_type() != "application/x-www-form-urlencoded":
        return refused("invalid_request", "the body has to be a form", 415)
    return then(form(request.body), books)


def discovery(request, books):
    if request.command != "GET" or request.path not in DISCOVERY:
        return None
    base = "https://" + ("auth.anaconda.com" if books.family == "anaconda" else books.family)
    document = {
        "issuer": f"{base}/api/auth",
        "authorization_endpoint": f"{base}/api/auth/oauth2/authorize",
        "token_endpoint": f"{base}/api/auth/oauth2/token",
        "userinfo_endpoint": f"{base}/api/auth/oauth2/userinfo",
        "jwks_uri": f"{base}/api/auth/.well-known/jwks.json",
        "device_authorization_endpoint": f"{base}/api/auth/oauth2/device/authorize",
    }
    if books.knob("no_device"):
        del document["device_authorization_endpoint"]
    return Answer(200, document | books.knob("discovery", {}))


def device(fields, books):
    if not is_client(fields, books):
        return refused("invalid_client", status=401)
    if "openid" not in fields.get("scope", "").split():
        return refused("invalid_scope")
    code = books.secret("device-code")
    interval = books.knob("interval", 1)
    # What a poll is told while the person is at it, and what in the end.
    books.devices[code] = {"client_id": fields["client_id"], "scope": fields["scope"], "next": 0,
                           "interval": interval, "told": list(books.knob("device", ["authorization_pending"]))}
    page = ("https://anaconda.com" if books.family == "anaconda" else f"https://{books.family}") + "/device"
    return Answer(200, {
        "device_code": code, "user_code": "WDJB-MJHT", "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code=WDJB-MJHT",
        "expires_in": books.knob("device_expires_in", 600), "interval": interval,
    } | books.knob("device_answer", {}))


def poll(fields, books):
    state = books.devices.get(fields.get("device_code"))
    if state is None:
        return refused("invalid_grant", "no such device code")
    if state["client_id"] != fields.get("client_id"):
        return refused("invalid_client", status=401)
    too_soon, state["next"] = time.time() < state["next"], time.time() + state["interval"] - 0.2
    told = "slow_down" if too_soon else state["told"].pop(0) if state["told"] else None
    if told == "slow_down":
        state["interval"] += 5
        state["next"] += 5
    elif told != "authorization_pending":
        # Good once, whatever the end.
        del books.devices[fields["device_code"]]
    return refused(told) if told else Answer(200, books.access_token(state["scope"]))


def authorize(fields, books):
    """A person who is logged in, and has agreed before."""
    redirect = fields.get("redirect_uri", "")
    if not is_client(fields, books):
        return Answer(400, "<p>There is no such client.")
    if redirect not in books.knob("redirects", REDIRECTS) and not is_any_port(redirect, books):
        return Answer(400, "<p>The client has no such redirect URI.")
    parameters = {"state": fields["state"]} if "state" in fields else {}
    if books.knob("browser"):
        parameters |= {"error": books.knob("browser")}
    elif fields.get("response_type") != "code" or "openid" not in fields.get("scope", "").split():
        parameters |= {"error": "invalid_request"}
    elif fields.get("code_challenge_method") != "S256" or len(fields.get("code_challenge", "")) != 43:
        parameters |= {"error": "invalid_request", "error_description": "PKCE is required"}
    else:
        parameters = {"code": books.code(**fields)} | parameters
    return Answer(302, headers={"Location": f"{redirect}?{urlencode(parameters)}"})


def is_any_port(redirect, books):
    """With this knob a port on loopback is as good as another (RFC 8252 §7.3), as tests beside each other need."""
    url = urlsplit(redirect)
    of_loopback = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost")
    return bool(books.knob("any_port")) and of_loopback and url.path == "/auth/oidc"


def exchange(fields, books):
    # Good once, also for who asks the wrong way.
    facts = books.codes.pop(fields.get("code"), None)
    if facts is None:
        return refused("invalid_grant", "no such code")
    digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != facts["code_challenge"]:
        return refused("invalid_grant", "the code verifier is wrong")
    if any(fields.get(name) != facts[name] for name in ("client_id", "redirect_uri")):
        return refused("invalid_grant", "it was asked for by another")
    return Answer(200, books.access_token(facts["scope"]))


def token(fields, books):
    match fields.get("grant_type"):
        case "authorization_code":
            return exchange(fields, books)
        case grant if grant == DEVICE_GRANT:
            return poll(fields, books)
        case "refresh_token" if fields.get("refresh_token") in books.refresh_tokens:
            books.refresh_tokens.remove(fields["refresh_token"])
            return Answer(200, books.access_token("offline_access"))
        case "refresh_token":
            return refused("invalid_grant")
        # anaconda-auth's own `login(basic=True)`, which has no client id.
        case "password" if fields.get("password") == books.knob("passwords", {}).get(fields.get("username")):
            return Answer(200, books.access_token(""))
        case "password":
            return refused("invalid_grant")
    return refused("unsupported_grant_type")
