//! A story's file: read, compared and written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// A story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// `unix` or `linux`, when it cannot be told elsewhere.
    only: Option<String>,
    /// What happens, in order, in one home.
    pub step: Vec<Step>,
}

/// A run of the program. In all texts `[HOME]` stands for the home directory, and `[SERVER]` for the origin of the
/// story's server; in files `[SOON]` is a minute from now, in seconds since 1970.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// The name that the program is called by.
    pub program: Option<String>,
    /// Files to write first, by their path from the home.
    pub files: BTreeMap<String, String>,
    /// Directories to make first.
    pub directories: Vec<String>,
    /// Modes to set first, in octal.
    pub modes: BTreeMap<String, String>,
    /// How the server answers, by path, where it is not as usual; see `provider.rs`.
    pub server: BTreeMap<String, String>,
    /// Variables beside `HOME` and `XAUTH_STORE=file`; an empty one is unset.
    pub env: BTreeMap<String, String>,
    /// The arguments.
    pub args: Vec<String>,
    /// What is on standard input.
    pub stdin: Option<String>,
    /// The exit code.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Story {
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    pub fn is_for_this_system(&self) -> bool {
        match self.only.as_deref() {
            None => true,
            Some("unix") => cfg!(unix),
            Some("linux") => cfg!(target_os = "linux"),
            Some(other) => panic!("there is no system `{other}`"),
        }
    }

    /// Where what came is not what is written.
    pub fn differences(&self, told: &Self) -> String {
        let steps = self.step.iter().zip(&told.step);
        steps
            .map(|(written, came)| written.differences(came))
            .collect()
    }

    /// The story as a file, after the comment that `earlier` begins with.
    pub fn to_text(&self, earlier: &str) -> String {
        let mut text: String = earlier
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        if let Some(only) = &self.only {
            writeln!(text, "only = {}", quoted(only)).unwrap();
        }
        for step in &self.step {
            text.push_str("\n[[step]]\n");
            step.write(&mut text);
        }
        text
    }
}

impl Step {
    fn differences(&self, came: &Self) -> String {
        let codes = [self.status, came.status].map(|code| format!("{code}\n"));
        let pairs = [
            ("status", &codes[0], &codes[1]),
            ("stdout", &self.stdout, &came.stdout),
            ("stderr", &self.stderr, &came.stderr),
        ];
        let differing = pairs.iter().filter(|(_, written, came)| written != came);
        let line = self.args.join(" ");
        differing
            .map(|(what, written, came)| {
                format!(
                    "`xauth {line}`: {what} is\n{}instead of\n{}",
                    indented(came),
                    indented(written)
                )
            })
            .collect()
    }

    fn write(&self, text: &mut String) {
        let mut put = |name: &str, value: String, is_default: bool| {
            if !is_default {
                writeln!(text, "{name} = {value}").unwrap();
            }
        };
        let program = self.program.as_deref().unwrap_or_default();
        put("program", quoted(program), program.is_empty());
        put(
            "directories",
            list(&self.directories),
            self.directories.is_empty(),
        );
        put("files", table(&self.files), self.files.is_empty());
        put("modes", table(&self.modes), self.modes.is_empty());
        put("server", table(&self.server), self.server.is_empty());
        put("env", table(&self.env), self.env.is_empty());
        put("args", list(&self.args), false);
        let stdin = self.stdin.as_deref();
        put("stdin", quoted(stdin.unwrap_or_default()), stdin.is_none());
        put("status", self.status.to_string(), false);
        put("stdout", block(&self.stdout), self.stdout.is_empty());
        put("stderr", block(&self.stderr), self.stderr.is_empty());
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn table(texts: &BTreeMap<String, String>) -> String {
    let pairs = texts
        .iter()
        .map(|(name, text)| format!("{} = {}", quoted(name), quoted(text)));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// A literal string where there is something to escape and it can be one, as it is easier to read.
fn quoted(text: &str) -> String {
    let is_plain = !text.contains(|c: char| c.is_control() || c == '\'');
    if is_plain && text.contains(['"', '\\']) {
        return format!("'{text}'");
    }
    let mut shown = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() => write!(shown, "\\u{:04X}", u32::from(c)).unwrap(),
            c => shown.push(c),
        }
    }
    shown + "\""
}

/// A text of lines.
fn block(text: &str) -> String {
    let is_plain = text.chars().all(|c| c == '\n' || !c.is_control());
    if is_plain && text.ends_with('\n') && !text.contains("\'\'\'") {
        return format!("\'\'\'\n{text}\'\'\'");
    }
    quoted(text)
}
