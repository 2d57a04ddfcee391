//! Secrets in clear in conda's own settings.

use super::{Facts, Finding, fix};
use crate::{
    condarc::{self, Found},
    text::{escape, redact_url},
};

pub(super) fn run(facts: &Facts<'_, '_>) -> Vec<Finding> {
    match condarc::secrets(facts.env) {
        Ok(found) => {
            let in_clear = found.iter().filter(|found| !found.is_variable);
            in_clear.map(|found| finding(found, facts)).collect()
        }
        Err(failure) => {
            let problem = format!("could not look for secrets: {}", fix::reason(&failure));
            vec![Finding::advice(problem)]
        }
    }
}

fn finding(found: &Found, facts: &Facts<'_, '_>) -> Finding {
    let (file, line) = (facts.env.shorten(&found.file), found.line);
    let (key, site) = (escape(&found.key), redact_url(&found.site));
    let problem = format!("`{file}` line {line} (`{key}`) has a secret in clear, for `{site}`");
    match &found.credential {
        Ok(_) => Finding::problem(problem).run("xauth import --from condarc --remove-source"),
        Err(why) => Finding::problem(problem).remedy(format!("mend it by hand: {}", escape(why))),
    }
}
