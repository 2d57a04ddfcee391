//! Files as the real tools and people write them: read, changed and written back, with everything that is not ours as it was.

use xauth::tool::Hands;

use crate::common::Place;
use crate::table::{HOST, ROWS, Row};

const MAMBA: [&str; 5] = [
    // As micromamba writes it: `dump(4)`, keys sorted by bytes, nothing but quotes, backslashes and controls escaped.
    "{\n    \"conda.anaconda.org/ünï\": {\n        \"token\": \"tk-1\",\n        \"type\": \"CondaToken\"\n    },\n    \"localhost:8000\": {\n        \"password\": \"cMOkc3M=\",\n        \"type\": \"BasicHTTPAuthentication\",\n        \"user\": \"a\\\"b\\\\c\\u0007ä😀\"\n    }\n}",
    // Fields of a later version, and numbers that no float holds.
    "{\n    \"a.example\": {\n        \"big\": 123456789012345678901234567890,\n        \"exact\": 1.10,\n        \"huge\": 1e400,\n        \"list\": [\n            1,\n            {\n                \"deep\": null\n            },\n            []\n        ],\n        \"tiny\": -0.0,\n        \"type\": \"Later\"\n    },\n    \"z.example\": true\n}",
    // What a mamba logs out to.
    "{}",
    "{\n    \"\": {}\n}",
    "{\n    \"a.example\": {\n        \"escaped\": \"\\u00e4\\/\\ud83d\\ude00\"\n    }\n}",
];

const NETRC: [&str; 6] = [
    "machine api.heroku.com\n  login me@example.com\n  password c4cd94da15ea0544802c2cfd5ec4ead324327430\nmachine git.heroku.com\n  login me@example.com\n  password c4cd94da15ea0544802c2cfd5ec4ead324327430\n",
    "#machine off login u password p\nmachine ftp.example login anonymous password me@example.com # mail\n\n\n\tmacdef init\nbin\ncd /pub\n\n",
    "machine one login a password b machine two login c account d password e\r\n",
    "machine a\n\tpassword only\n\n\nmachine b login \"with space\" password \"q\\\"uo\\\\te\\n\"",
    "default login anonymous password user@site",
    "machine ünï login é password ß   \n   \n",
];

fn row(tool: &str) -> &'static Row {
    ROWS.iter().find(|row| row.tool == tool).unwrap()
}

fn round(row: &Row, text: &str) {
    let place = Place::new();
    place.write(row.file, text);
    let held = place.tool(row.tool).held(&Hands::default());
    place.give(row.tool, HOST, &row.credential("tk-123"));
    let with_ours = place.read(row.file);
    assert!(with_ours.contains(HOST), "{with_ours}");
    for piece in text.split(['\n']).filter(|piece| piece.len() > 2) {
        let piece = piece.trim_end_matches('\r');
        assert!(with_ours.contains(piece), "{piece}\nis not in\n{with_ours}");
    }
    place.give(row.tool, HOST, &row.credential("tk-456"));
    place.take(row.tool, HOST);
    assert_eq!(place.read(row.file), text);
    assert!(held.is_ok() || text.contains("1e400"), "{held:?}");
}

#[test]
fn files_of_mamba_come_back_as_they_were() {
    for text in MAMBA {
        round(row("mamba"), text);
    }
}

#[test]
fn netrc_files_come_back_as_they_were() {
    for text in NETRC {
        round(row("netrc"), text);
    }
}
