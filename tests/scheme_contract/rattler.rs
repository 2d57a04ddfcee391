//! rattler writes the same text.

use super::{rows::ROWS, support::Oracle};

#[test]
fn rattler_reads_each_credential_and_writes_it_to_the_same_byte() {
    let line = |json: &str| {
        format!(r#"{{"store":{{"host.example":{json}}},"url":"https://host.example/"}}"#) + "\n"
    };
    let lines: String = ROWS.iter().map(|row| line(row.json)).collect();
    for oracle in Oracle::all() {
        let ran = oracle.run(&["match"], &[], lines.as_bytes()).ok();
        let written: Vec<&str> = ran.out.lines().collect();
        let ours: Vec<&str> = ROWS.iter().map(|row| row.json).collect();
        assert_eq!(written, ours, "{}", oracle.name);
    }
}
