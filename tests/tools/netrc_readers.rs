//! Programs that read netrc, given our line in it, before a real server.

use crate::support::{Accepted, Home, Nginx, Ran, anaconda, python};

const USER: &str = "alice@corp";

/// Of every kind of character that we let into the file.
const PASSWORD: &str = "s3cret#:;'!%&*()=+,.<>?@^_`|~/[]{}$-";

/// What was there before; the second entry is for every host.
const THEIRS: &str = "# mine\nmachine other.example login bob password p1 # it\n\ndefault login anonymous password p2\n";

const REQUESTS: &str = "import requests, sys; print(requests.get(sys.argv[1]).status_code)";

/// The status that each reader gets for `url`: curl, git's and others' too, and requests, conda's and others' too.
fn statuses(home: &Home, url: &str) -> [String; 2] {
    let curl = "--silent --netrc --output /dev/null --write-out %{http_code}";
    let curl = home.run("curl").args(curl.split(' ')).args([url]);
    let requests = home.run(anaconda()).args(["-c", REQUESTS, url]);
    [curl, requests].map(|run| run.run().ok().out.trim().to_owned())
}

/// rattler's bindings in a home that has our line and nothing else: they read nothing of a file with comments.
fn download(home: &Home, channel: &str) -> Ran {
    let text = String::from_utf8(home.read(".netrc").unwrap()).unwrap();
    let ours = text.lines().find(|line| line.contains(USER)).unwrap();
    let other = Home::new();
    other.write(".netrc", ours);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/download.py");
    other.run(python()).args([script, channel]).run()
}

#[test]
fn curl_requests_and_rattler_send_what_we_wrote() {
    let server = Nginx::start(&Accepted {
        basic: (USER.into(), PASSWORD.into()),
        ..Accepted::default()
    });
    let channel = server.url("/basic");
    let url = format!("{channel}/noarch/hello-1.0-0.tar.bz2");
    let home = Home::new();
    home.write(".netrc", THEIRS);
    assert_eq!(statuses(&home, &url), ["401", "401"]);

    let login = ["login", &channel, "--username", USER, "--password", "-"];
    let run = home.xauth().args(login).args(["--share", "netrc"]);
    run.stdin(PASSWORD).run().ok();
    assert_eq!(statuses(&home, &url), ["200", "200"]);
    let downloaded = download(&home, &channel).ok();
    downloaded.prints("hello-1.0-0.tar.bz2: hello\n");

    home.xauth().args(["logout", &channel]).run().ok();
    assert_eq!(statuses(&home, &url), ["401", "401"]);
    assert_eq!(home.read(".netrc").unwrap(), THEIRS.as_bytes());
}
