//! Whether what a server sent is what the source really says.
//!
//! A wall, an error page or half a document must never be diffed: it would read as if
//! all had been withdrawn. So only a *good* capture becomes a snapshot. A *suspect* one
//! becomes good when its extract is seen again; *blocked* and *broken* ones never do.
//!
//! Signs of walls are weighed, not matched: many good pages come through the same
//! networks as the walls, with the same names in their headers and scripts, and articles
//! write about them. So what stands in the text of a page counts only where it says little
//! else, and never where the page bore it when it was good.

mod looks;

mod marks;

pub mod replaced;

mod seen;

mod wall;

use std::fmt;

use url::Url;

use self::looks::{Form, Looks};

/// An answer, before it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Capture<'a> {
    pub status: u16,
    /// Names in either case.
    pub headers: &'a [(String, String)],
    pub asked_url: &'a Url,
    /// The address that answered, after redirects.
    pub final_url: &'a Url,
    pub expected: Expected,
    /// Unpacked, in whatever character encoding.
    pub body: &'a [u8],
    /// The body that was received last and was good: what it bears is no mark of a wall.
    pub held: Option<&'a [u8]>,
}

/// What a source should send.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// HTML, or plain text.
    Page,
    /// HTML, plain text, or the XML that laws are printed in.
    Text,
    /// RSS, Atom, RDF or JSON Feed; the reader of feeds mends a lot.
    Feed,
    /// XML or JSON made by a machine: a measure's record, an API's answer.
    Record,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Quality {
    Good,
    /// Odd, but perhaps true: counts when it is seen again.
    Suspect,
    /// From a wall before the source.
    Blocked,
    Empty,
    /// Not the source: an error, another kind of document, or half of one.
    Broken,
}

/// How a source is doing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SourceState {
    Fine,
    Suspect,
    Blocked,
    Empty,
    Broken,
    /// No answer came.
    Unreachable,
    /// The server says that it was removed for good. It is polled no more.
    Gone,
    /// Put aside because reading it crashed us.
    SetAside,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verdict {
    pub quality: Quality,
    /// How the source is doing by this answer alone.
    pub state: SourceState,
    /// What speaks against it, to follow "blocked: " and the like; empty for a good one.
    pub reason: String,
}

/// Judges an answer by all that shows before it is read.
///
/// What has to be in it is checked once it was read: [`missing`], [`too_few`], [`shrunk`],
/// [`fewer`].
pub fn assess(capture: &Capture<'_>) -> Verdict {
    let looks = Looks::of(capture.body);
    let held = capture.held.map(Looks::of);
    if let Some(reason) = wall::find(capture, &looks, held.as_ref()) {
        return Verdict::new(Quality::Blocked, reason);
    }
    let found = refused(capture, &looks)
        .or_else(|| nothing(&looks))
        .or_else(|| elsewhere(capture, &looks, held.as_ref()))
        .or_else(|| other_kind(capture.expected, &looks))
        .or_else(|| incomplete(capture, &looks))
        .or_else(|| odd(capture));
    found.unwrap_or_else(|| Verdict::new(Quality::Good, ""))
}

/// Whether a text that must be in the extract is missing.
///
/// White space counts as one space. Its absence is no reason to wait: the page isn't the
/// one that the operator configured.
pub fn missing(expected: &str, extract: &str) -> Option<Verdict> {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = folded(expected);
    if extract.contains(&expected) || folded(extract).contains(&expected) {
        return None;
    }
    let reason = format!("it doesn't say “{expected}”");
    Some(Verdict::new(Quality::Broken, reason))
}

/// Whether there are fewer items than there must be; a list without any is empty.
pub fn too_few(items_min: usize, items: usize) -> Option<Verdict> {
    if items >= items_min {
        return None;
    }
    Some(match items {
        0 => Verdict::new(Quality::Empty, "it lists nothing"),
        _ => Verdict::new(
            Quality::Suspect,
            format!("it lists {items} items, of at least {items_min}"),
        ),
    })
}

/// Whether an extract is suddenly empty or a fifth of the last one, in bytes.
///
/// Short texts may well shrink so far: "In force since 1992" to "Repealed".
pub fn shrunk(before_len: usize, now_len: usize) -> bool {
    match now_len {
        0 => before_len > 0,
        _ => before_len >= SHRINKS_FROM && now_len < before_len / 5,
    }
}

/// Extracts of fewer bytes may shrink as they like.
const SHRINKS_FROM: usize = 500;

/// Whether a list suddenly holds nothing, or less than a fifth of its items.
///
/// Short lists may well shrink so far: a feed is cleared once a year.
pub fn fewer(before: usize, now: usize) -> bool {
    match now {
        0 => before > 0,
        _ => before >= FEWER_FROM && now < before.div_ceil(5),
    }
}

/// Lists of fewer items may shrink as they like.
const FEWER_FROM: usize = 5;

impl Verdict {
    /// A verdict by which the source's state follows from the quality.
    pub fn new(quality: Quality, reason: impl Into<String>) -> Self {
        Self {
            quality,
            state: match quality {
                Quality::Good => SourceState::Fine,
                Quality::Suspect => SourceState::Suspect,
                Quality::Blocked => SourceState::Blocked,
                Quality::Empty => SourceState::Empty,
                Quality::Broken => SourceState::Broken,
            },
            reason: reason.into(),
        }
    }
}

/// What the status says against it.
fn refused(capture: &Capture<'_>, looks: &Looks<'_>) -> Option<Verdict> {
    let verdict = |quality, reason: &str| {
        let status = capture.status;
        Some(Verdict::new(quality, format!("HTTP {status}: {reason}")))
    };
    match capture.status {
        200 | 203 => None,
        204 | 205 => verdict(Quality::Empty, "no content"),
        206 => verdict(Quality::Broken, "a part that wasn't asked for"),
        304 => verdict(Quality::Broken, "unchanged, though nobody asked"),
        401 => verdict(Quality::Broken, "it wants credentials"),
        // APIs say in JSON what is wrong with a key; a wall knows no JSON.
        403 if looks.form == Form::Json => verdict(Quality::Broken, "the key is refused"),
        403 => verdict(Quality::Blocked, "it refuses us"),
        404 => verdict(Quality::Broken, "not found"),
        410 => Some(Verdict {
            state: SourceState::Gone,
            ..Verdict::new(Quality::Broken, "HTTP 410: removed for good")
        }),
        429 => verdict(Quality::Blocked, "we ask too often"),
        451 => verdict(Quality::Blocked, "withheld for legal reasons"),
        511 | 999 => verdict(Quality::Blocked, "a wall"),
        300..=399 => verdict(Quality::Broken, "a redirect that names no way"),
        400..=499 => verdict(Quality::Broken, "it refuses the request"),
        500..=599 => verdict(Quality::Broken, "the server fails"),
        _ => verdict(Quality::Broken, "no answer to what we asked"),
    }
}

fn nothing(looks: &Looks<'_>) -> Option<Verdict> {
    let empty = || Verdict::new(Quality::Empty, "the body is empty");
    (looks.form == Form::Nothing).then(empty)
}

/// Whether the answer is some other page of the site: an error, a form to sign in.
fn elsewhere(
    capture: &Capture<'_>,
    looks: &Looks<'_>,
    held: Option<&Looks<'_>>,
) -> Option<Verdict> {
    let is_text = matches!(capture.expected, Expected::Page | Expected::Text);
    let is_shown = match looks.form {
        Form::Html => true,
        // A fragment of HTML, or plain text.
        Form::Xml => is_text && !looks.is_declared() && !looks.begins_a_feed(),
        Form::Other => is_text && !looks.is_binary(),
        Form::Nothing | Form::Json => false,
    };
    if !is_shown {
        return None;
    }
    if let Some(verdict) = marks::find(looks, held) {
        return Some(verdict);
    }
    if marks::is_sign_in(looks, held) {
        return Some(Verdict::new(Quality::Broken, "it is a form to sign in"));
    }
    if looks.form == Form::Html && leads_to_sign_in(capture.asked_url, capture.final_url) {
        let host = capture.final_url.host_str().unwrap_or_default();
        let reason = format!("it redirects to a form to sign in, at {host}");
        return Some(Verdict::new(Quality::Broken, reason));
    }
    None
}

fn other_kind(expected: Expected, looks: &Looks<'_>) -> Option<Verdict> {
    let wrong = match (expected, looks.form) {
        (Expected::Feed, Form::Html) if !looks.holds_a_feed() => "HTML where a feed was expected",
        (Expected::Record, Form::Html) => "HTML where XML or JSON was expected",
        (Expected::Record, Form::Other) => "neither XML nor JSON",
        (_, Form::Other) | (Expected::Page | Expected::Text, _) if looks.is_binary() => {
            "no text: a file for another program"
        }
        // Plain text is a page. What a machine wrote for machines is not: a server that
        // fails says so in JSON or XML.
        (Expected::Page, Form::Json) if looks.is_json() => "JSON where a page was expected",
        (Expected::Text, Form::Json) if looks.is_json() => "JSON where a text was expected",
        (Expected::Page, Form::Xml) if looks.begins_a_feed() => "a feed where a page was expected",
        (Expected::Page, Form::Xml) if looks.is_declared() => "XML where a page was expected",
        _ => return None,
    };
    Some(Verdict::new(Quality::Broken, wrong))
}

/// Whether it ends before its end.
fn incomplete(capture: &Capture<'_>, looks: &Looks<'_>) -> Option<Verdict> {
    let is_text =
        matches!(capture.expected, Expected::Page | Expected::Text) && looks.form != Form::Html;
    if is_text || looks.is_complete() {
        return None;
    }
    // A machine closes what it opens. People needn't in HTML, and feeds are mended.
    let quality = match capture.expected {
        Expected::Record => Quality::Broken,
        Expected::Page | Expected::Text | Expected::Feed => Quality::Suspect,
    };
    Some(Verdict::new(quality, "it ends before its end"))
}

/// What is odd, but perhaps meant.
fn odd(capture: &Capture<'_>) -> Option<Verdict> {
    let suspect = |reason: &str| Some(Verdict::new(Quality::Suspect, reason));
    if capture.status == 203 {
        return suspect("HTTP 203: a proxy changed it");
    }
    let is_root = |url: &Url| url.path() == "/" && url.query().is_none();
    if is_root(capture.final_url) && !is_root(capture.asked_url) {
        return suspect("it redirects to the site's front page");
    }
    None
}

/// Whether a redirect went to where people sign in or consent, which wasn't asked for.
fn leads_to_sign_in(asked: &Url, final_url: &Url) -> bool {
    if asked == final_url {
        return false;
    }
    let has_door = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        let label = host.split('.').next().unwrap_or_default();
        let mut segments = url.path_segments().into_iter().flatten();
        DOORS.contains(&label)
            || segments.any(|segment| {
                let name = segment.split('.').next().unwrap_or_default();
                DOORS.iter().any(|door| name.eq_ignore_ascii_case(door))
            })
    };
    has_door(final_url) && !has_door(asked)
}

/// Host labels and path segments behind which people sign in or consent.
const DOORS: [&str; 13] = [
    "login",
    "log-in",
    "logon",
    "signin",
    "sign-in",
    "sign_in",
    "sso",
    "saml",
    "idp",
    "oauth",
    "oauth2",
    "consent",
    "cookiewall",
];

impl Quality {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Good, "good"),
        (Self::Suspect, "suspect"),
        (Self::Blocked, "blocked"),
        (Self::Empty, "empty"),
        (Self::Broken, "broken"),
    ];

    /// As it is written in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|(quality, _)| *quality == self);
        row.expect("every quality has a row").1
    }

    pub fn parse(text: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|(_, known)| *known == text);
        row.map(|&(quality, _)| quality)
    }
}

impl SourceState {
    /// What the operator can do about it.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Fine | Self::Suspect => None,
            Self::Blocked => Some(
                "Open the address from this machine. A wall against robots is not climbed; another \
                 carrier of the same news may have none.",
            ),
            Self::Empty | Self::Broken => Some(
                "Open the address from this machine, and compare with what was kept: `watch907 \
                 sources NAME` shows it.",
            ),
            Self::Unreachable => Some("Check this machine's network and the address."),
            Self::Gone => Some("The server says it is gone for good: look for its new address."),
            Self::SetAside => Some(
                "Reading it crashed us: please report it, with what was kept: `watch907 sources NAME` \
                 shows it. It is asked again when you say `watch907 poll NAME` or `watch907 reload`.",
            ),
        }
    }

    const ALL: [(Self, &'static str); 8] = [
        (Self::Fine, "fine"),
        (Self::Suspect, "suspect"),
        (Self::Blocked, "blocked"),
        (Self::Empty, "empty"),
        (Self::Broken, "broken"),
        (Self::Unreachable, "unreachable"),
        (Self::Gone, "gone"),
        (Self::SetAside, "set_aside"),
    ];

    /// As it is written in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|(state, _)| *state == self);
        row.expect("every state has a row").1
    }

    pub fn parse(text: &str) -> Option<Self> {
        let row = Self::ALL.iter().find(|(_, known)| *known == text);
        row.map(|&(state, _)| state)
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for SourceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests;
