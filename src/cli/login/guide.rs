//! The guide: what a person at the terminal, or the program that reads `--json`, is told while a login waits.

use std::{mem, thread};

use serde_json::{Value, json};
use tokio::sync::oneshot;
use url::Url;

use super::{super::report, oauth::Way};
use crate::{
    cli::time,
    scheme::oauth::{self, DeviceCode},
    text::escape,
    ui::{Listening, Tone, Ui, Waiting},
};

pub(super) struct Guide<'a> {
    ui: &'a mut dyn Ui,
    way: &'a Way,
    is_json: bool,
    waiting: Waiting,
    listening: Option<Listening>,
    /// Whether a browser was to open, and did not.
    has_failed: bool,
}

impl<'a> Guide<'a> {
    pub(super) fn new(ui: &'a mut dyn Ui, way: &'a Way, is_json: bool) -> Self {
        // A provider that is slow has half a minute to answer.
        let waiting = ui.wait("asking the login provider");
        Self {
            ui,
            way,
            is_json: is_json || way.has_events,
            waiting,
            listening: None,
            has_failed: false,
        }
    }

    /// One line of JSON. A reader that went away is no reason to stop.
    fn event(&mut self, name: &str, mut event: Value) {
        if self.is_json {
            event["event"] = json!(name);
            let _ = self.ui.out(&report::line(event));
        }
    }

    fn task(&mut self, text: &str) {
        self.ui.say(Tone::Task, text);
    }

    fn copy(&mut self, text: &str, what: &str) {
        if !self.way.clipboard {
            return;
        }
        match self.ui.copy(text) {
            true => self
                .ui
                .say(Tone::Note, &format!("the {what} is in the clipboard")),
            false => self.ui.say(Tone::Warning, "there is no clipboard here"),
        }
    }

    fn draw(&mut self, url: &Url) {
        if self.way.qr {
            self.ui.qr(url.as_str());
        }
    }

    /// Opens the page from a thread: a browser takes its time, and Ctrl-C must not wait for it.
    fn open(&self, url: Url) -> oneshot::Receiver<bool> {
        let (sender, receiver) = oneshot::channel();
        let opener = self.ui.opener();
        thread::spawn(move || {
            // Nobody may be waiting any more.
            let _ = sender.send(opener.open(&url));
        });
        receiver
    }

    fn wait(&mut self, until: i64) {
        let left = until.saturating_sub(time::now());
        let left = time::words(left.unsigned_abs());
        let text = format!("waiting for you to log in, for {left} at most (Ctrl-C ends it)");
        self.waiting = self.ui.wait_on(mem::take(&mut self.waiting), &text);
    }
}

impl oauth::Guide for Guide<'_> {
    fn has_browser(&self) -> bool {
        !self.ui.is_unattended() && self.ui.browser().is_ok()
    }

    fn show_page(&mut self, url: &Url, until: i64) -> Option<oneshot::Receiver<bool>> {
        let can_open = oauth::Guide::has_browser(self);
        let expires_at = time::rfc3339(until);
        self.event(
            "browser",
            json!({ "url": url.as_str(), "opens": can_open, "expires_at": expires_at }),
        );
        match can_open {
            true => self.task("your browser opens; if it does not, visit this page"),
            false => self.task("to log in, visit this page with a browser on this machine"),
        }
        self.task(&format!("  {}", escape_url(url)));
        self.copy(url.as_str(), "address");
        if self.way.qr {
            let why = "no QR code is drawn: a telephone cannot come back from that page; \
                       `--oauth-flow device-code` has one that it can use";
            self.ui.say(Tone::Warning, why);
        }
        self.wait(until);
        can_open.then(|| self.open(url.clone()))
    }

    fn not_opened(&mut self) {
        self.has_failed = true;
        self.ui.say(Tone::Warning, "no browser could be opened");
    }

    fn not_listening(&mut self, why: &str) {
        self.ui
            .say(Tone::Warning, &format!("{why}: there is a code instead"));
    }

    fn show_code(&mut self, code: &DeviceCode) {
        let whole = code.page_with_code.as_ref();
        self.event(
            "device_code",
            json!({
                "user_code": code.code,
                "verification_uri": code.page.as_str(),
                "verification_uri_complete": whole.map(Url::as_str),
                "expires_at": time::rfc3339(code.until),
                "interval": code.interval,
            }),
        );
        self.task(&format!("your one-time code: {}", escape(&code.code)));
        self.copy(&code.code, "code");
        let page = whole.unwrap_or(&code.page);
        let can_open = self.ui.can_ask() && !self.has_failed && oauth::Guide::has_browser(self);
        match can_open {
            true => self.task(
                "press Enter to open this page, or open it yourself, and type the code if it asks",
            ),
            false => self.task("open this page in any browser, and type the code if it asks"),
        }
        self.task(&format!("  {}", escape_url(page)));
        self.draw(page);
        if can_open {
            let (opener, page) = (self.ui.opener(), page.clone());
            let open = move || {
                let _ = opener.open(&page);
            };
            self.listening = Some(self.ui.when_enter(Box::new(open)));
        }
        self.wait(code.until);
    }
}

/// A URL in full, which has to be visited: it is never cut.
fn escape_url(url: &Url) -> String {
    url.as_str()
        .chars()
        .map(|c| if c.is_ascii_graphic() { c } else { '?' })
        .collect()
}
