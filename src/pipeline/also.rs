//! The second channel: what is handed to it where mail doesn't arrive.

use jiff::SignedDuration;
use serde::Serialize;

use crate::{config::AlsoAs, mail::message, render::text::sentence, store::work::also::Due};

/// A mail that waits this long is late.
pub const LATE: SignedDuration = SignedDuration::from_hours(24);

/// What a webhook gets. `text` is where chat services look.
#[derive(Serialize)]
struct Posted<'a> {
    text: &'a str,
    to: &'a str,
    number: u64,
    kind: &'static str,
    subject: &'a str,
    composed_at: String,
    /// Of the mail, by which a copy is known.
    message_id: &'a str,
    /// `refused` for good, or `late`: then it may still come by mail.
    mail: &'static str,
    mail_error: Option<&'a str>,
}

/// The body that a webhook is posted, and its media type.
pub fn posted(due: &Due, to: &str, as_what: AlsoAs) -> anyhow::Result<(String, &'static str)> {
    let text = format!(
        "{}\n\n{}\n{}",
        due.subject,
        message::text(&due.bytes)?.trim_end(),
        why(due)
    );
    Ok(match as_what {
        AlsoAs::Text => (text, "text/plain; charset=utf-8"),
        AlsoAs::Json => {
            let posted = Posted {
                text: &text,
                to,
                number: due.number,
                kind: due.kind.as_str(),
                subject: &due.subject,
                composed_at: due.composed_at.to_string(),
                message_id: &due.message_id,
                mail: match due.refused {
                    true => "refused",
                    false => "late",
                },
                mail_error: due.mail_error.as_deref(),
            };
            (serde_json::to_string(&posted)?, "application/json")
        }
    })
}

/// Why it comes by this way.
fn why(due: &Due) -> String {
    let why = match due.refused {
        true => "This did not go by mail: the mail was refused for good",
        false => "This has not gone by mail for a day, and is still tried",
    };
    match &due.mail_error {
        Some(error) => format!("{why}. {}", sentence(error)),
        None => format!("{why}."),
    }
}
