//! API key: what anaconda-auth takes for one (`anaconda_auth/token.py`, `TokenInfo.expired`).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{scheme::jwt, secret::Secret};

/// The last second that a time of Python's can have: the end of the year 9999.
const LAST: i64 = 253_402_300_799;

/// Whether it is a JSON Web Token with an `exp`: anaconda-auth stops at any other.
pub(crate) fn is_api_key(key: &Secret) -> bool {
    let mut parts = key.expose().split('.');
    let header = parts.next().unwrap_or_default();
    let has_three = parts.count() == 2;
    let header = BASE64_URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    let is_object = serde_json::from_slice::<serde_json::Map<_, _>>(&header).is_ok();
    let expiry = jwt::expires_at(key.expose());
    has_three && is_object && expiry.is_some_and(|at| (0..=LAST).contains(&at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_that_ends_is_one() {
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        for (header, claims, wanted) in [
            (r#"{"alg":"HS256"}"#, r#"{"exp":1900000000}"#, true),
            (r#"{"alg":"HS256"}"#, r#"{"sub":"u"}"#, false),
            (r#"{"alg":"HS256"}"#, r#"{"exp":"soon"}"#, false),
            (r#"{"alg":"HS256"}"#, r#"{"exp":1e300}"#, false),
            ("[]", r#"{"exp":1900000000}"#, false),
        ] {
            let key = format!("{}.{}.c2ln", encode(header), encode(claims));
            assert_eq!(is_api_key(&Secret::new(key)), wanted, "{header} {claims}");
        }
        assert!(!is_api_key(&Secret::new("canary")));
    }
}
