//! Buckets and prefixes in them.

use serde_json::{Value, json};

use crate::support::Oracle;
use crate::{Desk, Place};

fn login(desk: &Desk, bucket: &str, id: &str) {
    let arguments = [
        "login",
        bucket,
        "--s3-access-key-id",
        id,
        "--s3-secret-access-key",
        "-",
    ];
    desk.xauth(&arguments, "secret").ok();
}

/// The key id that `xauth` gives a URL.
fn ours(desk: &Desk, url: &str) -> Value {
    let ran = desk.xauth(&["token", url, "--json"], "");
    if ran.code == Some(4) {
        return Value::Null;
    }
    ran.ok().json()["fields"]["access_key_id"].clone()
}

#[test]
fn we_agree_on_prefixes() {
    let urls = [
        "s3://pool/a/b/noarch/repodata.json",
        "s3://pool/a/c",
        "s3://pool/ab",
        "s3://pool2/a",
    ];
    for place in Place::ALL {
        let desk = Desk::new(place);
        login(&desk, "s3://pool/a", "short");
        login(&desk, "s3://pool/a/b", "long");
        let found = urls.map(|url| ours(&desk, url));
        assert_eq!(
            found,
            [json!("long"), json!("short"), Value::Null, Value::Null]
        );
        for (oracle, url) in Oracle::all().iter().flat_map(|o| urls.map(|u| (o, u))) {
            let said = &desk.found(oracle, url)["credential"]["S3Credentials"]["access_key_id"];
            assert_eq!(ours(&desk, url), *said, "{place:?} {url} {}", oracle.name);
        }
    }
}

/// A bucket on this machine that takes any signature, and prints whose it was.
const FETCH: &str = "
import asyncio, http.server, os, sys, tempfile, threading
from rattler import Channel, Subdir
from rattler.networking import Client, AuthenticationMiddleware, S3Middleware, fetch_repo_data
from rattler.networking.middleware import S3Config

seen = []

class Bucket(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append(self.path + ' ' + self.headers.get('Authorization', ''))
        is_index = self.path.split('?')[0].endswith('/repodata.json')
        self.send_response(200 if is_index else 404)
        self.end_headers()
        if is_index and self.command == 'GET':
            self.wfile.write(b'{\"info\":{\"subdir\":\"noarch\"},\"packages\":{},\"packages.conda\":{}}')
    do_HEAD = do_GET
    def log_message(self, *arguments):
        pass

async def main(address):
    config = S3Config(address, 'eu-central-1', 'path')
    client = Client([AuthenticationMiddleware(), S3Middleware({'pool': config})])
    with tempfile.TemporaryDirectory() as cache:
        await fetch_repo_data(channels=[Channel('s3://pool/channel')], platforms=[Subdir('noarch')],
                              cache_path=cache, callback=None, client=client)

server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Bucket)
threading.Thread(target=server.serve_forever, daemon=True).start()
asyncio.run(main(f'http://127.0.0.1:{server.server_port}'))
print('\\n'.join(seen), flush=True)
# It now and then crashes on the way out.
os._exit(0)
";

#[test]
fn a_request_to_a_bucket_is_signed_with_what_we_stored() {
    for place in Place::ALL {
        let desk = Desk::new(place);
        login(&desk, "s3://pool", "AKIDOURS");
        let seen = desk.python(FETCH, &[]).ok().out;
        assert!(seen.lines().count() > 0, "no request");
        for request in seen.lines() {
            let signed = request.contains("Credential=AKIDOURS");
            assert!(
                signed && request.starts_with("/pool/channel/noarch/"),
                "{seen}"
            );
        }
    }
}
