"""Gives a new quetz two channels, `private` and `public`, with the packages of a directory, and prints
an API key of their owner and one of a stranger: quetz.py URL CHANNEL_DIRECTORY"""

import hashlib
import json
import sys
import time
from pathlib import Path

import requests


def api_key(server, user):
    person = requests.Session()
    person.get(f"{server}/api/dummylogin/{user}", allow_redirects=False).raise_for_status()
    made = person.post(f"{server}/api/api-keys", json={"description": "test", "roles": []})
    made.raise_for_status()
    return made.json()["key"]


def fill(server, owner, name, packages):
    api = f"{server}/api/channels"
    owner.post(api, json={"name": name, "private": name == "private"}).raise_for_status()
    for package in packages:
        data = package.read_bytes()
        digest = {"sha256": hashlib.sha256(data).hexdigest()}
        owner.post(f"{api}/{name}/upload/{package.name}", data=data, params=digest).raise_for_status()


def wait_for_index(server, owner, name, packages):
    url = f"{server}/get/{name}/noarch/repodata.json"
    for _ in range(600):
        answer = owner.get(url)
        if answer.ok and all(package.name in answer.text for package in packages):
            return
        time.sleep(0.05)
    sys.exit(f"{url} does not list what was uploaded")


def main(server, directory):
    packages = sorted(Path(directory).glob("noarch/*.tar.bz2"))
    keys = {"member": api_key(server, "alice"), "stranger": api_key(server, "bob")}
    owner = requests.Session()
    owner.headers["X-API-Key"] = keys["member"]
    for name in "private", "public":
        fill(server, owner, name, packages)
        wait_for_index(server, owner, name, packages)
    print(json.dumps(keys))


main(*sys.argv[1:])
