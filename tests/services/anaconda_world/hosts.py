"""Hosts: who there is, and what each speaks."""

from typing import Callable, NamedTuple

import account
import channels
import login
import organisation
import prefix
import repository
from answer import Answer

# Where the clients send the browser at the end: anaconda-cloud-auth without `/app`.
ENDS = ("/local-login-success", "/local-login-error")
PAGES = ("/", "/device", *ENDS, *("/app" + end for end in ENDS))


class Host(NamedTuple):
    """Hosts of a family have the same books."""

    family: str
    parts: list[Callable]

    def answer(self, request, books):
        for part in self.parts:
            if answer := part(request, books):
                return answer
        return Answer(404, {"detail": "Not Found"})


def pages(request, _):
    """What a person's browser is shown."""
    if request.command == "GET" and request.path.split("?")[0] in PAGES:
        return Answer(200, "<!doctype html><title>A page</title><p>Close this window.")
    return None


ACCOUNT = [pages, login.answer, account.answer, organisation.answer]
HOSTS = {
    "anaconda.com": Host("anaconda", ACCOUNT),
    "auth.anaconda.com": Host("anaconda", ACCOUNT),
    # Names of the same server that older clients know.
    "anaconda.cloud": Host("anaconda", ACCOUNT),
    "id.anaconda.cloud": Host("anaconda", ACCOUNT),
    "repo.anaconda.cloud": Host("anaconda", [channels.of_organisation]),
    "repo.anaconda.com": Host("anaconda", [channels.of_everybody]),
    "anaconda.org": Host("anaconda", [pages]),
    # anaconda-client asks it where one logs in (binstar_client/commands/login.py).
    "api.anaconda.org": Host("anaconda", [repository.answer, login.discovery]),
    "conda.anaconda.org": Host("anaconda", [channels.of_people]),
    "prefix.dev": Host("prefix", [pages, prefix.answer]),
    "repo.prefix.dev": Host("prefix", [channels.of_prefix]),
    # Sites of one's own: an account server, and an Anaconda Repository at /api.
    "anaconda.example.test": Host("anaconda.example.test", [*ACCOUNT, repository.at_api, channels.of_organisation]),
    "other.example.test": Host("other.example.test", [*ACCOUNT, repository.at_api, channels.of_organisation]),
}
