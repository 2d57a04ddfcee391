"""Unlocks gnome-keyring's collection the way its own prompt does, with the password `pw`."""

import jeepney
import secretstorage

bus = secretstorage.dbus_init()


def call(interface, method, signature, *values):
    address = jeepney.DBusAddress("/org/freedesktop/secrets", "org.freedesktop.secrets", interface)
    return bus.send_and_get_reply(jeepney.new_method_call(address, method, signature, values)).body


_, session = call("org.freedesktop.Secret.Service", "OpenSession", "sv", "plain", ("s", ""))
internal = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
collection = "/org/freedesktop/secrets/collection/login"
call(internal, "UnlockWithMasterPassword", "o(oayays)", collection, (session, b"", b"pw", "text/plain"))
