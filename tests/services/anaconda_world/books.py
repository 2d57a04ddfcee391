"""Books: what one family of hosts has issued and takes."""

import base64
import json
import secrets
import time
import uuid


class Token:
    """An access token of anaconda.org."""

    def __init__(self, value, name, scopes=(), owner="me", hostname="", lives=365 * 86400):
        self.value, self.name, self.scopes, self.owner = value, name, list(scopes), owner
        self.hostname, self.expires = hostname, time.time() + lives
        self.id = uuid.uuid4().hex[:24]

    def can(self, scope):
        """No scopes are all of them (anaconda-client warns of it); a scope has what is below it."""
        above = {"all", scope, scope.split(":")[0]} | ({"repos"} if scope.startswith("conda") else set())
        return not self.scopes or bool(above & set(self.scopes))


class Books:
    """What one family of hosts remembers. Secrets are random and marked as canaries."""

    def __init__(self, family, note):
        self.family, self.note, self.knobs = family, note, {}
        self.codes, self.devices = {}, {}
        self.access_tokens, self.refresh_tokens, self.keys = {}, set(), set()
        self.tokens, self.organisation_tokens = [], {}

    def knob(self, name, default=None):
        return self.knobs.get(name, default)

    def given(self, kind):
        """What a test says that these hosts take."""
        of_all = self.knob("given", [])
        return [one for one in of_all if one["kind"] == kind and one["family"] == self.family]

    def issue(self, kind, value):
        self.note(issued=value, kind=kind, family=self.family)
        return value

    def secret(self, kind):
        return self.issue(kind, f"canary-{kind}-{secrets.token_hex(16)}")

    def code(self, **facts):
        code = self.secret("code")
        self.codes[code] = facts
        return code

    def access_token(self, scope):
        """The answer of a token endpoint; a refresh token is for who asked to have access later."""
        token = self.secret("access-token")
        self.access_tokens[token] = time.time() + 3600
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        if "offline_access" in scope:
            answer["refresh_token"] = self.secret("refresh-token")
            self.refresh_tokens.add(answer["refresh_token"])
        return answer

    def api_key(self):
        key = self.issue("api-key", jwt(self.knob("key_lifetime", 365 * 86400)))
        self.keys.add(key)
        return key

    def takes_access_token(self, token):
        return self.access_tokens.get(token, 0) > time.time()

    def takes_key(self, key):
        """Whether an API key was issued here, is not over, and was not revoked."""
        known = key in self.keys or any(one["value"] == key for one in self.given("api-key"))
        return known and key not in self.knob("revoked", []) and expiry(key) > time.time()

    def token(self, value):
        """The access token of anaconda.org, also one that is over."""
        given = [Token(one["value"], one.get("name", "given"), one.get("scopes", []), lives=one["lives"])
                 for one in self.given("token")]
        for token in self.tokens + given:
            if token.value == value and value not in self.knob("revoked", []):
                return token
        return None

    def takes_organisation_token(self, token):
        given = any(one["value"] == token for one in self.given("organisation-token"))
        return given or token in self.organisation_tokens.values()


def jwt(lives):
    """A key as anaconda-auth reads it: a JWT of which it looks at `exp` only."""
    now = int(time.time())
    claims = {"exp": now + int(lives), "iat": now, "sub": "u1", "jti": str(uuid.uuid4())}
    parts = [json.dumps({"alg": "RS256", "typ": "JWT"}), json.dumps(claims), f"canary-{secrets.token_hex(16)}"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)


def expiry(key):
    try:
        claims = key.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]
    except (IndexError, KeyError, ValueError):
        return 0
