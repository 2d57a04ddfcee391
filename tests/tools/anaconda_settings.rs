//! anaconda-auth's settings: from every place where it looks, in its order, as its own code finds them.

use xauth::{
    Env,
    anaconda::{Site, Storage},
};

use crate::{
    common::Place,
    support::{Run, anaconda},
};

const SITES: &str = "[sites.zeta]\ndomain = \"https://zeta.example:8443/x\"\nkeyring_path = \"~/zeta\"\n\
    [sites.alpha]\ndomain = \"alpha.example\"\nauth_domain_override = \"id.alpha.example\"\nclient_id = \"of-alpha\"\n\
    [plugin.auth]\nclient_id = \"of-the-plugin\"\nredirect_uri = \"http://127.0.0.1:8001/x\"\n\
    [plugin.cloud]\nclient_id = \"of-the-cloud\"\nopenid_config_path = \"/of/the/cloud\"\n";

/// A file, variables (`~` is the home), and the site that is named.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    Option<&'static str>,
);

const CASES: [Case; 12] = [
    ("", &[], None),
    (SITES, &[], None),
    (SITES, &[], Some("alpha")),
    (SITES, &[], Some("alpha.example")),
    (SITES, &[], Some("anaconda.com")),
    (SITES, &[("ANACONDA_AUTH_DOMAIN", "alpha.example")], None),
    (
        SITES,
        &[
            ("ANACONDA_AUTH_DOMAIN", "other.example"),
            ("ANACONDA_AUTH_CLIENT_ID", "set"),
        ],
        None,
    ),
    (
        SITES,
        &[
            ("ANACONDA_CLOUD_DOMAIN", "other.example"),
            ("ANACONDA_CLOUD_CLIENT_ID", "set"),
        ],
        None,
    ),
    (
        "default_site = \"b\"\n[sites.a]\n[sites.b]\npreferred_token_storage = \"system\"\n",
        &[],
        None,
    ),
    (
        "[plugin.auth]\ndomain = \"a.example\"\n",
        &[("ANACONDA_CLOUD_DOMAIN", "b.example")],
        None,
    ),
    (
        "",
        &[
            ("ANACONDA_SECRETS_DIR", "~/secrets"),
            ("ANACONDA_CLOUD_DOMAIN", "b.example"),
        ],
        None,
    ),
    (
        "",
        &[
            ("ANACONDA_AUTH_KEYRING_PATH", "$HOME/${UNSET}/k"),
            ("ANACONDA_AUTH_AUTH_DOMAIN_OVERRIDE", "http://id.example/y"),
        ],
        None,
    ),
];

#[test]
fn a_site_is_what_anaconda_auth_takes_it_for() {
    for (file, variables, at) in CASES {
        let place = Place::new();
        let home = place.home.path().to_str().unwrap();
        place.write(".anaconda/config.toml", file);
        place.write("secrets/anaconda_auth_domain", "secret.example\n");
        let mut all = vec![("HOME", home.to_owned())];
        all.extend(
            variables
                .iter()
                .map(|(name, value)| (*name, value.replace('~', home))),
        );

        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/services/anaconda_site.py"
        );
        let run = Run::new(anaconda())
            .args([script])
            .args(at)
            .envs(all.clone());
        // On standard output are its warnings.
        let theirs = run.cwd(home).run().ok().err;
        let ours = Site::of(&Env::of(all), at, None).unwrap();
        assert_eq!(
            shown(&ours, home),
            theirs.trim_end(),
            "{variables:?} {at:?}\n{file}"
        );
    }
}

fn shown(site: &Site, home: &str) -> String {
    let usual = format!("{home}/.anaconda/keyring");
    let (path, storage) = match &site.storage {
        Storage::File(path) => (path.to_str().unwrap(), "anaconda-keyring"),
        Storage::System => (&*usual, "system"),
        Storage::None(why) => panic!("{why}"),
    };
    let Site {
        domain,
        auth_domain,
        client_id,
        redirect_uri,
        openid_config_path,
        ..
    } = site;
    [
        domain,
        auth_domain,
        client_id,
        redirect_uri,
        openid_config_path,
        path,
        storage,
    ]
    .join("\n")
}
