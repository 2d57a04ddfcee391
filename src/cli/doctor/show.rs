//! What `xauth doctor` found, for people and programs.

use serde_json::{Value, json};

use super::{checks::Check, finding::Finding, fix::Mended};

pub(super) fn text(findings: &[Finding], mended: &[Mended]) -> String {
    let mended = mended
        .iter()
        .map(|mended| format!("mended: {}\n  {}\n", mended.problem, mended.done));
    let found = findings.iter().map(|finding| {
        let name = finding.severity.name();
        format!("{name}: {}\n{}", finding.problem, remedy(finding))
    });
    let all: String = mended.chain(found).collect();
    match findings.iter().any(Finding::is_problem) {
        false => all + "nothing is wrong\n",
        true => all,
    }
}

fn remedy(finding: &Finding) -> String {
    let run = finding.command().map(|run| format!("run `{run}`"));
    let parts: Vec<String> = run.into_iter().chain(finding.remedy.clone()).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("  {}\n", parts.join("; ")),
    }
}

pub(super) fn json(findings: &[Finding], mended: &[Mended], checks: &[&Check]) -> Value {
    let found = findings.iter().map(|finding| {
        json!({
            "check": finding.check,
            "severity": finding.severity.name(),
            "problem": finding.problem,
            "run": finding.command(),
            "remedy": finding.remedy,
            "fixable": finding.fix.is_some(),
        })
    });
    let mended = mended.iter().map(
        |mended| json!({ "check": mended.check, "problem": mended.problem, "done": mended.done }),
    );
    let checks = checks.iter().map(|check| check.name);
    json!({
        "findings": found.collect::<Value>(),
        "mended": mended.collect::<Value>(),
        "checked": checks.collect::<Value>(),
    })
}
