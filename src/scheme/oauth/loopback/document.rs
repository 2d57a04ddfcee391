//! Document: a whole page, and the headers it is sent with; no script, nothing from outside.

use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};

/// The body of a response, which is a whole page.
pub(super) type Body = Full<Bytes>;

const STYLE: &str = include_str!("page.css");

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    // The hash is that of the style.
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'sha256-ZNNqNkd4bTS4gQQkf++YwKiZUdVo7Ft9taHjK7W0754='; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONNECTION, "close"),
];

/// A sign for how it went: the name of its colour, and its lines.
pub(super) struct Mark(&'static str, &'static str);

pub(super) const DONE: Mark = Mark("done", "M15 25l6 6 12-13");
pub(super) const FAILED: Mark = Mark("failed", "M17 17l14 14M31 17L17 31");
pub(super) const ASIDE: Mark = Mark("aside", "M24 14v.01M24 22v12");

/// A page in parts, each of them HTML.
pub(super) struct Document<'a> {
    pub(super) title: &'a str,
    pub(super) mark: &'static Mark,
    pub(super) heading: &'a str,
    pub(super) lines: &'a [&'a str],
}

impl Document<'_> {
    pub(super) fn response(&self, status: StatusCode) -> Response<Body> {
        let mut response = Response::new(Full::from(self.text()));
        *response.status_mut() = status;
        for (name, value) in HEADERS {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }

    fn text(&self) -> String {
        let Mark(kind, mark) = self.mark;
        let lines: String = (self.lines.iter())
            .map(|line| format!("<p>{line}</p>\n"))
            .collect();
        format!(
            include_str!("page.html"),
            title = self.title,
            style = STYLE,
            kind = kind,
            mark = mark,
            heading = self.heading,
            lines = lines,
        )
    }
}
