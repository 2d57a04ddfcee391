//! Files as conda and conda-auth write them, with the library that they write them with.

use std::process::Command;

use super::{get, set, token, unset};
use crate::support::python;

const CONDA: &str = r"
import sys
from io import StringIO
from ruamel.yaml import YAML

style, text = sys.argv[1:]
yaml, out = YAML(), StringIO()
if style == 'main':
    yaml.indent(mapping=2, sequence=4, offset=2)
yaml.dump(yaml.load(text), out)
sys.stdout.write(out.getvalue())
";

/// As conda (`main`) and conda-auth 0.2.1 (`old`) write a file again: with the same library and settings.
fn as_conda_writes(style: &str, text: &str) -> String {
    let run = Command::new(python())
        .args(["-c", CONDA, style, text])
        .output();
    let output = run.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn files_that_conda_writes_are_read_and_given_back() {
    let main = "\
# mine
channels:
  - defaults   # as ever
  - https://h.example/chan
channel_settings:
  - channel: my-channel
    auth: token
    auth_target: my-channel
  - channel: http://h.example/chan
    auth: token
    auth_target: http://h.example/chan
    auth_allow_plaintext_http: true
ssl_verify: true
";
    let old = "\
channels:
- defaults
# why
channel_settings:
- channel: https://other.example/chan
  auth: http-basic
  username: bob
";
    for (style, text) in [("main", main), ("old", old)] {
        assert_eq!(as_conda_writes(style, text), text, "not as conda writes it");
        let given = set(text);
        let again = as_conda_writes(style, &given);
        assert_eq!(again.replace('"', ""), given.replace('"', ""));
        assert_eq!(get(&again).as_deref(), Some(token().expose()));
        assert_eq!(unset(&given), text);
        assert_eq!(unset(&again), text);
        // As conda-auth's own logout leaves the list.
        let empty = as_conda_writes(style, "channel_settings: []\n");
        assert_eq!(unset(&set(&empty)), empty);
    }
}
