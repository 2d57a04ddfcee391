//! A QR code on a terminal.

use xauth::ui::Ui;

use crate::part::play;
use crate::support::{Run, Session};

#[test]
fn a_qr_code_is_black_on_white_unless_colours_are_off_or_it_has_no_room() {
    let test = "code::a_qr_code_is_black_on_white_unless_colours_are_off_or_it_has_no_room";
    let run = play(test, |ui| {
        ui.qr(&"https://idp.example/device?user_code=ABCD-EFGH".repeat(3));
        0
    });
    let code = |run: Run| Session::start(run).end().exits(0);
    code(run.clone()).shows("\x1b[30;107m    █▀▀▀▀▀█ ");
    code(run.clone().env("NO_COLOR", "1"))
        .shows("████ ▄▄▄▄▄ █")
        .hides("\x1b[");
    let narrow = ["sh", "-c", "stty cols 40; \"$@\"; stty cols 80", "sh"];
    let narrow = code(run.clone().through(narrow));
    narrow
        .shows("warning:")
        .shows("columns, and this one has 40")
        .hides("▀▀▀");
    assert!(run.run().err.starts_with("████"));
}
