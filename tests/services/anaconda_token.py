"""anaconda-client's own code, on the token of anaconda.org: anaconda_token.py load | store TOKEN | remove"""

import sys

from binstar_client.utils import config

URL = config.DEFAULT_URL

match sys.argv[1:]:
    case ["load"]:
        print(config.load_token(URL))
    case ["store", token]:
        config.store_token(token, None)
    case ["remove"]:
        config.remove_token(None)
