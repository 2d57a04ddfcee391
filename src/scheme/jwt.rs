//! What a token says of itself when it is a JSON Web Token (RFC 7519). Nothing is verified: it is for people to read.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// The `exp` claim, in seconds since 1970 (RFC 7519 §4.1.4).
pub(crate) fn expires_at(token: &str) -> Option<i64> {
    let seconds = claims(token)?.get("exp")?.as_f64()?;
    // The cast saturates, so that an absurd value stays an absurd time.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a NumericDate may have a fraction"
    )]
    seconds.is_finite().then_some(seconds as i64)
}

/// The account, by the claim that people know best (OpenID Connect Core §5.1).
pub(super) fn account(token: &str) -> Option<String> {
    let claims = claims(token)?;
    let names = ["email", "preferred_username", "sub"];
    let found = names.iter().find_map(|name| claims.get(name)?.as_str());
    found.map(str::to_owned)
}

fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let json = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn claims_are_read_whatever_their_size() {
        assert_eq!(
            expires_at(&token(r#"{"exp": 1795299816}"#)),
            Some(1_795_299_816)
        );
        assert_eq!(expires_at(&token(r#"{"exp": 1e308}"#)), Some(i64::MAX));
        assert_eq!(expires_at(&token(r#"{"exp": -1e308}"#)), Some(i64::MIN));
        assert_eq!(
            account(&token(r#"{"sub": "7", "email": "a@b.c"}"#)).unwrap(),
            "a@b.c"
        );
    }

    #[test]
    fn one_odd_claim_does_not_hide_the_others() {
        let odd = token(r#"{"exp": 7, "sub": 12, "email": null}"#);
        assert_eq!((expires_at(&odd), account(&odd)), (Some(7), None));
    }

    #[test]
    fn other_tokens_say_nothing() {
        for token in ["", "pfx_abc", "a.b.c", "a.b", "..", &token("[]")] {
            assert_eq!(expires_at(token), None, "{token}");
        }
    }
}
