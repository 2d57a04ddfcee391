//! Tidy: a provider's answer in the form that the RFCs give it, where it is close to that.

use hyper::{Response, StatusCode, header};
use serde_json::{Value, json};

/// The longest time that is believed, in seconds: ten years.
const LONGEST: f64 = 10.0 * 365.0 * 86_400.0;

/// The answer in the form that the RFCs give it, where a provider is close to that: numbers as text,
/// absurd times, another content type.
pub(super) fn tidy(mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let Ok(Value::Object(mut body)) = serde_json::from_slice(response.body()) else {
        return response;
    };
    let is_device = body.contains_key("device_code");
    let usual = is_device.then_some(600);
    bound(&mut body, "expires_in", 0, LONGEST, usual);
    if is_device {
        bound(&mut body, "interval", 1, 60.0, Some(5));
    }
    if let Some(Value::Array(scopes)) = body.get("scope") {
        let scopes: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
        let scopes = scopes.join(" ");
        body.insert("scope".into(), json!(scopes));
    }
    if body.contains_key("access_token") {
        body.entry("token_type").or_insert_with(|| json!("Bearer"));
    }
    *response.body_mut() = Value::Object(body).to_string().into_bytes();
    let kind = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if response.status().is_success() {
        *response.status_mut() = StatusCode::OK;
    }
    response
}

/// Puts a number of seconds between the bounds; what is no number becomes the usual one, or goes.
fn bound(
    body: &mut serde_json::Map<String, Value>,
    name: &str,
    least: u64,
    most: f64,
    usual: Option<u64>,
) {
    let seconds = match body.remove(name) {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let seconds = seconds.filter(|seconds| seconds.is_finite());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between the bounds"
    )]
    let bounded = seconds.map(|seconds| (seconds.clamp(0.0, most) as u64).max(least));
    if let Some(seconds) = bounded.or(usual) {
        body.insert(name.to_owned(), json!(seconds));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(body: &str) -> Value {
        let response = tidy(Response::new(body.as_bytes().to_vec()));
        serde_json::from_slice(response.body()).unwrap()
    }

    #[test]
    fn odd_times_become_usable_ones() {
        for (said, wanted) in [
            ("3600", json!(3600)),
            (r#""3600""#, json!(3600)),
            ("-1", json!(0)),
            ("1e308", json!(315_360_000)),
            ("9223372036854775808", json!(315_360_000)),
            ("null", Value::Null),
            ("[]", Value::Null),
        ] {
            let body = format!(r#"{{"access_token":"x","expires_in":{said}}}"#);
            assert_eq!(tidied(&body)["expires_in"], wanted, "{said}");
        }
    }

    #[test]
    fn a_device_code_is_polled_for_neither_all_the_time_nor_never() {
        for (said, wanted) in [("0", 1), (r#""5""#, 5), ("1e30", 60), ("{}", 5)] {
            let body = format!(r#"{{"device_code":"x","interval":{said}}}"#);
            assert_eq!(tidied(&body)["interval"], wanted, "{said}");
            assert_eq!(tidied(&body)["expires_in"], 600);
        }
    }
}
