"""Reads pairs of condarcs as conda does, and compares what they say beside our settings."""
import json, sys
from ruamel.yaml import YAML

AUTH = {'auth', 'auth_target', 'username', 'password', 'token', 'auth_allow_plaintext_http'}

def read(text):
    return json.loads(json.dumps(YAML(typ='safe').load(text) or {}, default=str))

def rest(data, channel):
    entries = data.pop('channel_settings', None) or []
    at = max((i for i, e in enumerate(entries) if e.get('channel') == channel), default=None)
    own = None
    if at is not None:
        own = {k: v for k, v in entries[at].items() if k in AUTH}
        entries[at] = {k: v for k, v in entries[at].items() if k not in AUTH}
        if list(entries[at]) == ['channel']:
            del entries[at]
    return (data, entries), own

for case in json.load(sys.stdin):
    channel = case['channel']
    before, _ = rest(read(case['before']), channel)
    after, own = rest(read(case['given']), channel)
    gone = read(case['taken'])
    gone = gone, gone.pop('channel_settings', None) or []
    assert before == after, case
    assert before == gone, case
    assert own == case['settings'], (own, case)
print('read')
