//! Times, for people and programs.

use jiff::Timestamp;

/// RFC 3339 in UTC; nothing for a time outside the years −9999 to 9999.
pub(crate) fn rfc3339(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}

/// What ends sooner is worth a word: a week, in seconds.
pub(crate) const SOON: i64 = 7 * 86_400;

/// Now, in seconds since 1970.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Now, as a part of a file's name: `20260102T030405Z`.
pub(crate) fn stamp() -> String {
    let now = rfc3339(now()).unwrap_or_default();
    now.replace(['-', ':'], "")
}

/// Whether that time is over.
pub(crate) fn is_past(seconds: i64) -> bool {
    seconds <= now()
}

/// `in 3 days` or `2 hours ago`.
pub(crate) fn distance(seconds: i64) -> String {
    let distance = seconds.saturating_sub(now());
    let words = words(distance.unsigned_abs());
    match distance {
        1.. => format!("in {words}"),
        _ => format!("{words} ago"),
    }
}

/// `in 3 days (2026-01-02T03:04:05Z)` or `2 hours ago (…)`.
pub(crate) fn relative(seconds: i64) -> String {
    let words = distance(seconds);
    match rfc3339(seconds) {
        Some(exact) => format!("{words} ({exact})"),
        None => words,
    }
}

pub(crate) fn words(seconds: u64) -> String {
    const UNITS: [(u64, &str); 5] = [
        (365 * 86_400, "year"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let unit = UNITS.into_iter().find(|(size, _)| seconds >= *size);
    let (size, name) = unit.unwrap_or((1, "second"));
    let count = seconds / size;
    match count {
        1 => format!("1 {name}"),
        1000.. if name == "year" => "more than 1000 years".into(),
        _ => format!("{count} {name}s"),
    }
}

/// The seconds in `90s`, `10m`, `12h`, `7d`, or a bare number of them.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let size = match &text[end..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    text[..end].parse::<u64>().ok()?.checked_mul(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_times_are_times_too() {
        for seconds in [i64::MIN, i64::MAX, 0, -1] {
            assert!(!relative(seconds).is_empty());
        }
        assert!(is_past(i64::MIN) && !is_past(i64::MAX));
        assert_eq!(rfc3339(i64::MAX), None);
        assert_eq!(rfc3339(0).unwrap(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        for (text, wanted) in [
            ("90", 90),
            ("90s", 90),
            ("10m", 600),
            ("12h", 43_200),
            ("7d", 604_800),
        ] {
            assert_eq!(seconds(text), Some(wanted));
        }
        for text in ["", "m", "-1", "1.5h", "10 m", "1w", "99999999999999999999d"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn distances_are_in_their_largest_unit() {
        for (seconds, wanted) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (7_300, "2 hours"),
            (90_000, "1 day"),
        ] {
            assert_eq!(words(seconds), wanted);
        }
    }
}
