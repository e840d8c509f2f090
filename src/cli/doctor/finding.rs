//! Findings: one line each, told as soon as they are known.

use std::io::Write;

use serde::Serialize;

use crate::{cli::output, domain::printable::clean, render::text::sentence};

/// What was found of one thing.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(in crate::cli) struct Finding {
    verdict: Verdict,
    about: String,
    found: String,
    /// What to do, where that isn't said by what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    Warning,
    Failed,
}

impl Finding {
    pub(super) fn ok(about: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(Verdict::Ok, about, found, None)
    }

    pub(super) fn warning(
        about: impl Into<String>,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self::new(Verdict::Warning, about, found, Some(todo.into()))
    }

    pub(super) fn failed(
        about: impl Into<String>,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self::new(Verdict::Failed, about, found, Some(todo.into()))
    }

    /// One whose words say what to do themselves, as errors of ours do.
    pub(super) fn new(
        verdict: Verdict,
        about: impl Into<String>,
        found: impl Into<String>,
        todo: Option<String>,
    ) -> Self {
        Self {
            verdict,
            about: clean(&about.into()),
            found: clean(&found.into()),
            todo: todo.map(|todo| clean(&todo)),
        }
    }

    fn line(&self) -> String {
        let Self {
            verdict,
            about,
            found,
            todo,
        } = self;
        let found = found.trim_end_matches('.');
        let todo = todo
            .as_ref()
            .map(|todo| format!(". {}", capital(&sentence(todo))));
        let mark = match verdict {
            Verdict::Ok => format!("{:<8}", "ok"),
            Verdict::Warning => format!("<{:<8}>", "warning"),
            Verdict::Failed => format!("<{:<8}>", "failed"),
        };
        let mark = output::bold(&mark, '<', '>');
        format!("{mark} {about}: {found}{}", todo.unwrap_or_default())
    }
}

/// The text with a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

/// What was found so far.
pub(super) struct Report<'a> {
    json: bool,
    out: &'a mut dyn Write,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(json: bool, out: &'a mut dyn Write) -> Self {
        Self {
            json,
            out,
            findings: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, finding: Finding) -> anyhow::Result<()> {
        if !self.json {
            writeln!(self.out, "{}", finding.line())?;
            self.out.flush()?;
        }
        self.findings.push(finding);
        Ok(())
    }

    pub(super) fn add_all(
        &mut self,
        findings: impl IntoIterator<Item = Finding>,
    ) -> anyhow::Result<()> {
        findings
            .into_iter()
            .try_for_each(|finding| self.add(finding))
    }

    /// Sums up. Returns how many findings failed, and how many there are.
    pub(super) fn end(self) -> anyhow::Result<(usize, usize)> {
        let of = |verdict| {
            self.findings
                .iter()
                .filter(|one| one.verdict == verdict)
                .count()
        };
        let (warnings, failed) = (of(Verdict::Warning), of(Verdict::Failed));
        if self.json {
            let answer = serde_json::json!({
                "failed": failed,
                "warnings": warnings,
                "findings": self.findings,
            });
            output::json(self.out, &answer)?;
        } else {
            writeln!(
                self.out,
                "\n{} ok, {warnings} with a warning, {failed} failed.",
                of(Verdict::Ok)
            )?;
        }
        Ok((failed, self.findings.len()))
    }
}
