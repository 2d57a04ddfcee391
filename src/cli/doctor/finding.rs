//! Finding: one thing that is wrong, and what to do about it.

use super::fix::Fix;

/// One thing that a check found. Nothing in it is a secret.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The check's name.
    pub(super) check: &'static str,
    pub(super) severity: Severity,
    /// What is wrong, on one line.
    pub(super) problem: String,
    /// What to do about it, in words; what comes after the command, where there is one.
    pub(super) remedy: Option<String>,
    /// A command that puts it right.
    pub(super) run: Option<String>,
    /// What `--fix` does about it.
    pub(super) fix: Option<Fix>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// Something does not work, or is open to others.
    Problem,
    /// Something that a person may want otherwise.
    Advice,
}

impl Severity {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Advice => "advice",
        }
    }
}

impl Finding {
    pub(super) fn problem(problem: impl Into<String>) -> Self {
        Self::of(Severity::Problem, problem.into())
    }

    pub(super) fn advice(problem: impl Into<String>) -> Self {
        Self::of(Severity::Advice, problem.into())
    }

    fn of(severity: Severity, problem: String) -> Self {
        Self {
            check: "",
            severity,
            problem,
            remedy: None,
            run: None,
            fix: None,
        }
    }

    /// With a command that puts it right.
    pub(super) fn run(self, command: impl Into<String>) -> Self {
        let run = Some(command.into());
        Self { run, ..self }
    }

    /// With words on what to do.
    pub(super) fn remedy(self, words: impl Into<String>) -> Self {
        let remedy = Some(words.into());
        Self { remedy, ..self }
    }

    /// With what `--fix` does.
    pub(super) fn fix(self, fix: Fix) -> Self {
        let fix = Some(fix);
        Self { fix, ..self }
    }

    /// The command that puts it right: its own, or ours.
    pub(super) fn command(&self) -> Option<&str> {
        let ours = self.fix.as_ref().map(|_| "xauth doctor --fix");
        self.run.as_deref().or(ours)
    }

    pub(super) fn is_problem(&self) -> bool {
        self.severity == Severity::Problem
    }
}
