//! Sign: the signature of a request, in its headers (AWS Signature Version 4,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>).

use hmac::{Hmac, Mac};
use hyper::{Request, header::HeaderName, http::request::Builder};
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::verify::request;

/// The hash of a body with nothing in it.
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What a request is signed with.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub(super) id: &'a str,
    pub(super) secret: &'a str,
    pub(super) session: Option<&'a str>,
}

/// A GET of `url` that is signed for `region`. `time` is as in `20130524T000000Z`.
///
/// The URL's query has to be sorted and escaped as it is to be signed.
pub(super) fn get(url: &Url, keys: Keys<'_>, region: &str, time: &str) -> Option<Builder> {
    let mut headers = vec![
        ("host", host(url)?),
        ("x-amz-content-sha256", NOTHING.to_owned()),
        ("x-amz-date", time.to_owned()),
    ];
    let session = keys.session.map(str::to_owned).map(Zeroizing::new);
    let session = session.iter().map(|token| token.as_str().to_owned());
    headers.extend(session.map(|token| ("x-amz-security-token", token)));
    let authorization = authorization(url, &headers, keys, region, time);
    headers.push(("authorization", authorization));
    // The host is sent anyway.
    headers
        .iter()
        .skip(1)
        .try_fold(Request::get(url.as_str()), |request, (name, value)| {
            request::header(request, HeaderName::from_static(name), value)
        })
}

fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn authorization(
    url: &Url,
    headers: &[(&str, String)],
    keys: Keys<'_>,
    region: &str,
    time: &str,
) -> String {
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let (path, query) = (url.path(), url.query().unwrap_or_default());
    let request = Zeroizing::new(format!("GET\n{path}\n{query}\n{lines}\n{names}\n{NOTHING}"));
    let day = time.get(..8).unwrap_or_default();
    let scope = format!("{day}/{region}/s3/aws4_request");
    let hash = hex(&Sha256::digest(request.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}");
    let first = Zeroizing::new(format!("AWS4{}", keys.secret).into_bytes());
    let key = [day, region, "s3", "aws4_request"]
        .iter()
        .fold(first, |key, part| mac(&key, part));
    let signature = hex(&mac(&key, &text));
    let id = keys.id;
    format!(
        "AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
}

fn mac(key: &[u8], text: &str) -> Zeroizing<Vec<u8>> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    let code = mac.chain_update(text.as_bytes()).finalize();
    Zeroizing::new(code.into_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples at the end of Amazon's page, with its keys.
    #[test]
    fn amazons_own_examples_come_out() {
        let keys = Keys {
            id: concat!("AKIAIOSFODNN7", "EXAMPLE"),
            secret: concat!("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"),
            session: None,
        };
        for (query, signature) in [
            (
                "max-keys=2&prefix=J",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
            (
                "lifecycle=",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
        ] {
            let url = format!("https://examplebucket.s3.amazonaws.com/?{query}");
            let url = Url::parse(&url).unwrap();
            let request = get(&url, keys, "us-east-1", "20130524T000000Z").unwrap();
            let headers = request.headers_ref().unwrap();
            let wanted = format!(
                "AWS4-HMAC-SHA256 Credential={}/20130524/us-east-1/s3/aws4_request, \
                 SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}",
                keys.id
            );
            assert_eq!(headers["authorization"].to_str().unwrap(), wanted);
        }
    }

    #[test]
    fn a_session_token_is_signed_and_is_not_in_the_url() {
        let session = Some("canary-session");
        let (id, secret) = ("canary-id", "canary-secret");
        let keys = Keys {
            id,
            secret,
            session,
        };
        let url = Url::parse("http://127.0.0.1:9000/bucket?list-type=2").unwrap();
        let request = get(&url, keys, "us-east-1", "20130524T000000Z").unwrap();
        assert_eq!(*request.uri_ref().unwrap(), *url.as_str());
        let headers = request.headers_ref().unwrap();
        assert_eq!(headers["x-amz-security-token"], "canary-session");
        let signed = "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,";
        assert!(headers["authorization"].to_str().unwrap().contains(signed));
        assert!(headers["authorization"].is_sensitive());
    }
}
