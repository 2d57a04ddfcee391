//! Code: a QR code, drawn with characters.

use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};

/// Black on bright white, and back, whatever the terminal's own colours are (ECMA-48 §8.3.117).
const INK: &str = "\x1b[30;107m";
const END: &str = "\x1b[0m";

/// A QR code, two rows of it a line.
pub(super) struct Code(QrCode);

/// The code for `text`; `Err` says why there is none that `columns` have room for.
pub(super) fn draw(text: &str, columns: Option<usize>) -> Result<Code, String> {
    // It is read from a screen: nothing of it gets lost, so it can be as small as possible.
    let code = QrCode::with_error_correction_level(text, EcLevel::L);
    let code = code.map_err(|_| "no QR code has room for it".to_owned())?;
    // A module each, and four on either side, which a camera needs (ISO/IEC 18004 §6.3.8).
    let wanted = code.width() + 8;
    match columns {
        Some(columns) if columns < wanted => Err(format!(
            "its QR code needs a terminal of {wanted} columns, and this one has {columns}"
        )),
        _ => Ok(Code(code)),
    }
}

/// How wide the terminal at standard error is, if that can be known.
#[cfg(unix)]
pub(super) fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stderr()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col.into())
}

#[cfg(not(unix))]
pub(super) fn columns() -> Option<usize> {
    None
}

impl Code {
    /// Its lines for a terminal that has colours.
    pub(super) fn coloured(&self) -> String {
        self.lines(Dense1x2::Dark, Dense1x2::Light)
            .map(|line| format!("{INK}{line}{END}\n"))
            .collect()
    }

    /// Its lines without colours. The light parts are drawn, as most terminals are dark.
    pub(super) fn plain(&self) -> String {
        self.lines(Dense1x2::Light, Dense1x2::Dark)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    fn lines(&self, dark: Dense1x2, light: Dense1x2) -> impl Iterator<Item = String> {
        let mut picture = self.0.render::<Dense1x2>();
        let picture = picture.dark_color(dark).light_color(light).build();
        let lines: Vec<_> = picture.lines().map(str::to_owned).collect();
        lines.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_needs_room() {
        let url = "https://idp.example/device?user_code=ABCD-EFGH";
        assert!(draw(url, None).is_ok());
        assert!(draw(url, Some(37)).is_ok());
        let error = draw(url, Some(36)).err().unwrap();
        assert!(error.contains("37 columns, and this one has 36"), "{error}");
        assert!(draw(&url.repeat(100), None).is_err());
    }

    #[test]
    fn both_forms_are_the_same_picture() {
        let code = draw("https://idp.example/device", None).ok().unwrap();
        let swap = |drawn| match drawn {
            ' ' => '█',
            '█' => ' ',
            '▀' => '▄',
            '▄' => '▀',
            other => other,
        };
        let plain: String = code.plain().chars().map(swap).collect();
        let coloured = code.coloured().replace(INK, "").replace(END, "");
        let (plain, coloured): (Vec<_>, Vec<_>) =
            (plain.lines().collect(), coloured.lines().collect());
        // The rows are odd in number: of the last line there is only one half.
        let whole = plain.len() - 1;
        assert_eq!(plain[..whole], coloured[..whole]);
        assert!(coloured[0].chars().all(|drawn| drawn == ' '), "a margin");
        assert!(coloured[2].starts_with("    █▀▀▀▀▀█"), "{}", coloured[2]);
    }
}
