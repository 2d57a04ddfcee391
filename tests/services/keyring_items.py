"""Prints the items of the Secret Service as JSON."""

import json

import secretstorage


def describe(item):
    locked = item.is_locked()
    return {
        "label": item.get_label(),
        "attributes": {k: v for k, v in item.get_attributes().items() if k != "xdg:schema"},
        "secret": None if locked else item.get_secret().decode(),
        "content_type": None if locked else item.get_secret_content_type(),
    }


bus = secretstorage.dbus_init()
items = [describe(item) for item in secretstorage.search_items(bus, {})]
print(json.dumps(sorted(items, key=lambda item: item["label"])))
