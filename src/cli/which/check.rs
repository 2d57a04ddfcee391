//! `which --check`: what the server itself says to the login.

use super::{Context, Target};
use crate::{
    cli::verify::{self, Remedy},
    error::{Error, Result},
    http::Grace,
    vault::Found,
    verify::{Doubt, Subject, Verdict, can_ask, nothing_to_ask as nothing_said, verify_channel},
};

/// Asks the server with the login, and without it if that is let in.
///
/// # Errors
/// When it cannot be asked.
pub(super) fn ask(
    target: &Target,
    found: &Found<'_>,
    context: &mut Context<'_>,
) -> Result<Verdict> {
    let note = context.notes().get(&found.key).unwrap_or_default();
    let subject = verify::subject(
        &found.key,
        &found.credential,
        target.url(),
        &note,
        context.env,
    );
    if !can_ask(&subject) {
        return Err(nothing_to_ask(target, &subject));
    }
    let client = context.client("asking the server")?;
    let client = verify::own_client(&subject, context).unwrap_or(client);
    context.runner.run(Grace::None, async {
        let _waiting = context.ui.wait("asking the server");
        Ok(verify_channel(&client, &subject).await)
    })
}

fn nothing_to_ask(target: &Target, subject: &Subject<'_>) -> Error {
    let hint = match nothing_said(subject) {
        Verdict::Unknown { why, .. } if target.is_bucket() => why,
        _ => "give the URL of a channel: `xauth which https://HOST/CHANNEL --check`".into(),
    };
    Error::Usage {
        problem: format!("`--check` has nothing to ask a server for in `{target}`"),
        hint: Some(hint),
    }
}

/// What is wrong, if the server refuses the login or gave no answer.
pub(super) fn conclude(verdict: Verdict, found: &Found<'_>, context: &Context<'_>) -> Result<()> {
    match verdict {
        Verdict::Rejected { url, status, why } => {
            let Found {
                key,
                store,
                credential,
            } = found;
            Err(Error::Rejected {
                key: key.to_string(),
                url,
                status,
                why,
                hint: Remedy::of(key, *store, credential, Some(status), context).text(),
            })
        }
        Verdict::Unknown {
            doubt: Doubt::Trouble(source),
            url,
            ..
        } => Err(Error::Network {
            server: url.unwrap_or_else(|| found.key.to_string()),
            source,
        }),
        Verdict::Unknown {
            doubt: Doubt::Unasked,
            why,
            ..
        } => Err(Error::Usage {
            problem: format!("the server could not be asked: {why}"),
            hint: None,
        }),
        Verdict::Good { .. } | Verdict::Unknown { .. } => Ok(()),
    }
}
