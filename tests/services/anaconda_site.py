"""The site that anaconda-auth uses: anaconda_site.py [SITE]"""

import os
import sys

# As `anaconda auth login --at` does (`anaconda_auth/cli.py`).
if len(sys.argv) > 1:
    os.environ["ANACONDA_DEFAULT_SITE"] = sys.argv[1]

from anaconda_auth.config import AnacondaAuthConfig

site = AnacondaAuthConfig()
fields = [site.domain, site.auth_domain, site.client_id, site.redirect_uri, site.openid_config_path]
print("\n".join([*fields, str(site.keyring_path), site.preferred_token_storage]), file=sys.stderr)
