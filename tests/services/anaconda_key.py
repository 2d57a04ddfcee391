"""anaconda-auth's own code, on its keyring:

anaconda_key.py get SERVICE ACCOUNT | set SERVICE ACCOUNT SECRET | delete SERVICE ACCOUNT | save KEY | login KEY |
organization NAME TOKEN | load"""

import sys

import keyring
from anaconda_auth.token import AnacondaKeyring, TokenInfo

assert isinstance(keyring.get_keyring(), AnacondaKeyring), keyring.get_keyring()
match sys.argv[1:]:
    case ["get", service, account]:
        print(keyring.get_password(service, account))
    case ["set", service, account, secret]:
        keyring.set_password(service, account, secret)
    case ["delete", service, account]:
        keyring.delete_password(service, account)
    case ["save", key]:
        TokenInfo(domain="anaconda.com", api_key=key).save()
    case ["login", key]:
        info = TokenInfo.load("anaconda.com", create=True)
        info.api_key = key
        info.save()
    case ["organization", name, token]:
        info = TokenInfo.load("anaconda.com", create=True)
        info.set_repo_token(name, token)
        info.save()
    case ["load"]:
        print(TokenInfo.load("anaconda.com").api_key)
