//! `[fetch]`: how sources are asked, and the limits on what they may send.

use jiff::SignedDuration;

use super::{
    section::Section,
    tree::Value,
    values::{YEAR, duration, fraction, integer, mail_address, optional, web_address},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// An address of the operator, web or mail, for the `User-Agent`.
    pub contact: Option<String>,
    /// Requests at one time, in all.
    pub concurrency: usize,
    /// Requests at one time to one host.
    pub per_host: usize,
    /// Between two requests to one host.
    pub host_delay: SignedDuration,
    /// By how much a poll may come late, as a fraction of the cadence.
    pub jitter: f64,
    /// For a whole request, redirects and body included.
    pub deadline: SignedDuration,
    pub connect_timeout: SignedDuration,
    /// After decompression.
    pub body_bytes_max: u64,
    pub redirects_max: u32,
    pub backoff_first: SignedDuration,
    pub backoff_ceiling: SignedDuration,
    /// After a challenge or a refusal.
    pub blocked_backoff: SignedDuration,
    /// How often a source is asked without validators.
    pub unconditional_every: SignedDuration,
    /// How long before an odd capture may be confirmed by a second one.
    pub confirm_after: SignedDuration,
    /// How long another page must stand in a page's place before it is one that changed.
    pub confirm_replaced_after: SignedDuration,
}

/// The most that a source may be allowed to send: 16 MiB, two thirds of what all bodies
/// in memory may take.
const BODY_BYTES_MAX: i64 = 16 * 1024 * 1024;

pub(super) fn body_bytes_max(value: &Value) -> Result<u64, String> {
    integer(1024..=BODY_BYTES_MAX)(value)
}

pub(super) fn deadline(value: &Value) -> Result<SignedDuration, String> {
    duration(SignedDuration::from_secs(1)..=SignedDuration::from_mins(10))(value)
}

fn contact(value: &Value) -> Result<Option<String>, String> {
    let Some(text) = optional(value)? else {
        return Ok(None);
    };
    if text.contains("://") {
        web_address(value)?;
    } else {
        mail_address(value)?;
    }
    Ok(Some(text))
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Fetch> {
    let any = || duration(SignedDuration::ZERO..=YEAR);
    let some = || duration(SignedDuration::from_secs(1)..=YEAR);
    let contact = section.need("contact", contact);
    let concurrency = section.need("concurrency", integer(1..=256));
    let per_host = section.need("per_host", integer(1..=64));
    let host_delay = section.need("host_delay", any());
    let jitter = section.need("jitter", fraction(0.0..=1.0));
    let deadline = section.need("deadline", deadline);
    let connect_timeout = section.need("connect_timeout", self::deadline);
    let body_bytes_max = section.need("body_bytes_max", body_bytes_max);
    let redirects_max = section.need("redirects_max", integer(0..=20));
    let first_at = section.place_of("backoff_first");
    let backoff_first = section.need("backoff_first", some());
    let backoff_ceiling = section.need("backoff_ceiling", some());
    let blocked_backoff = section.need("blocked_backoff", some());
    let unconditional_every = section.need("unconditional_every", some());
    let confirm_after = section.need("confirm_after", any());
    let confirm_replaced_after = section.need("confirm_replaced_after", any());
    if let (Some(first), Some(ceiling)) = (backoff_first, backoff_ceiling)
        && first > ceiling
    {
        let problem = format!("is longer than `backoff_ceiling`, {ceiling:#}");
        section.wrong(first_at, "backoff_first", problem);
    }
    section.finish();
    Some(Fetch {
        contact: contact?,
        concurrency: concurrency?,
        per_host: per_host?,
        host_delay: host_delay?,
        jitter: jitter?,
        deadline: deadline?,
        connect_timeout: connect_timeout?,
        body_bytes_max: body_bytes_max?,
        redirects_max: redirects_max?,
        backoff_first: backoff_first?,
        backoff_ceiling: backoff_ceiling?,
        blocked_backoff: blocked_backoff?,
        unconditional_every: unconditional_every?,
        confirm_after: confirm_after?,
        confirm_replaced_after: confirm_replaced_after?,
    })
}
