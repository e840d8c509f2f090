//! Building a message: from words to the bytes that are sent and kept.
//!
//! The bytes hold nothing but printable ASCII in lines of at most 998 octets that
//! end in CRLF (RFC 5322, 2.1.1), with both bodies encoded. No text from outside
//! can then end the message early or add a header, whatever the library or a
//! server in between makes of a bare line feed. [`check`] holds that, when a
//! message is booked and again before it is sent.
//!
//! The same draft always gives the same bytes.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Message,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use sha2::{Digest as _, Sha256};

use crate::domain::{
    alert::{AlertId, Kind},
    printable::clip,
};

/// What a message is built from.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// As [`message_id`] makes it.
    pub message_id: &'a str,
    /// The entity whose messages stand together, as `Alert::thread` says.
    pub thread: Option<&'a str>,
    /// `watch907 <watch@example.org>`
    pub from: &'a str,
    pub to: &'a str,
    /// RFC 2919, without angle brackets: `section-907.example.org`.
    pub list_id: &'a str,
    /// The mail address of whoever takes people off the list (RFC 2369, 3.2).
    pub contact: Option<&'a str>,
    pub composed_at: Timestamp,
    pub kind: Kind,
    /// The alert it tells; `None` where it tells several.
    pub alert: Option<&'a AlertId>,
    pub subject: &'a str,
    pub text: &'a str,
    /// `None` for a plain message, which may pass where the other was refused.
    pub html: Option<&'a str>,
}

#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("`{0}` is not a mail address in ASCII, like `Ann <ann@example.org>`")]
    Address(String),
    #[error(transparent)]
    Message(#[from] lettre::error::Error),
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// Why bytes must not be sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CheckError {
    #[error("line {line} holds a byte 0x{byte:02x}, which is not printable ASCII")]
    Byte { line: usize, byte: u8 },
    #[error("line {0} does not end in CRLF")]
    LineEnd(usize),
    #[error("line {0} is longer than 998 octets")]
    TooLong(usize),
    #[error("a body is not encoded")]
    NotEncoded,
}

/// RFC 5322, 2.1.1, without the CRLF.
const LINE_OCTETS_MAX: usize = 998;

/// The Message-ID of the message that tells a subscriber these alerts, in angle
/// brackets. It depends on nothing else: not on the time, nor on their order.
pub fn message_id(alerts: &[AlertId], subscriber: &str, from: &str) -> Result<String, BuildError> {
    let mut ids: Vec<&str> = alerts.iter().map(AlertId::as_str).collect();
    ids.sort_unstable();
    ids.push(subscriber);
    Ok(format!("<{}@{}>", digest(&ids), domain(from)?))
}

/// Reads an address as it stands in a header.
pub fn address(text: &str) -> Result<Mailbox, BuildError> {
    let wrong = || BuildError::Address(text.to_owned());
    let mailbox: Mailbox = text.parse().map_err(|_| wrong())?;
    let email: &str = mailbox.email.as_ref();
    if email.is_ascii() && !text.contains(char::is_control) {
        Ok(mailbox)
    } else {
        Err(wrong())
    }
}

/// Whether a text is a bare mail address that a `mailto:` address can hold as it is.
pub fn is_bare_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+".contains(c);
    text.chars().all(plain) && address(text).is_ok()
}

/// The whole message, headers and both parts.
pub fn build(draft: &Draft<'_>) -> Result<Vec<u8>, BuildError> {
    let domain = domain(draft.from)?;
    let mut builder = Message::builder()
        .from(address(draft.from)?)
        .to(address(draft.to)?)
        .subject(draft.subject)
        .message_id(Some(draft.message_id.to_owned()))
        .date(SystemTime::from(draft.composed_at))
        // RFC 3834: nothing may answer this by itself.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("List-Id", &format!("watch907 <{}>", draft.list_id)))
        .raw_header(header("X-Watch907-Kind", draft.kind.as_str()));
    if let Some(alert) = draft.alert {
        builder = builder.raw_header(header("X-Watch907-Alert", alert.short()));
    }
    if let Some(contact) = draft.contact {
        let unsubscribe = format!("<mailto:{contact}?subject=unsubscribe>");
        builder = builder.raw_header(header("List-Unsubscribe", &unsubscribe));
    }
    if let Some(thread) = draft.thread {
        // No message has this id: it is the root that all of a thread hang from,
        // so that it doesn't matter which of them a reader kept.
        let root = format!("<thread.{}@{domain}>", digest(&[thread, draft.to]));
        builder = builder.in_reply_to(root.clone()).references(root);
    }
    let text = part(ContentType::TEXT_PLAIN, draft.text);
    let message = match draft.html {
        Some(html) => {
            let boundary = format!("=_{}", digest(&[draft.message_id]));
            let alternative = MultiPart::alternative().boundary(boundary);
            let html = part(ContentType::TEXT_HTML, html);
            builder.multipart(alternative.singlepart(text).singlepart(html))?
        }
        None => builder.singlepart(text)?,
    };
    let bytes = message.formatted();
    check(&bytes)?;
    Ok(bytes)
}

/// The plain text of a built message.
pub fn text(bytes: &[u8]) -> Result<String, mailparse::MailParseError> {
    let mail = mailparse::parse_mail(bytes)?;
    let plain = mail
        .parts()
        .find(|part| part.ctype.mimetype == "text/plain")
        .map(mailparse::ParsedMail::get_body);
    Ok(plain.transpose()?.unwrap_or_default().replace("\r\n", "\n"))
}

/// The same message as plain text, and no longer than any server takes; it may pass where
/// the whole was refused. `None` where it is plain already.
pub fn plain(bytes: &[u8]) -> Result<Option<Vec<u8>>, PlainError> {
    const END: &[u8] = b"\r\n\r\n";
    let mail = mailparse::parse_mail(bytes)?;
    if mail.subparts.is_empty() {
        return Ok(None);
    }
    let end = bytes.windows(END.len()).position(|four| four == END);
    let head = String::from_utf8_lossy(&bytes[..end.unwrap_or(0)]);
    let mut kept = String::new();
    let mut is_kept = true;
    for line in head.split("\r\n") {
        // What is indented belongs to the header above it.
        if !line.starts_with([' ', '\t']) {
            is_kept = !line.starts_with("Content-Type:");
        }
        if is_kept {
            kept.push_str(line);
            kept.push_str("\r\n");
        }
    }
    let text = clip(&text(bytes)?, PLAIN_CHARS_MAX);
    let note = "The mail server refused the whole of this mail; this is its text alone.";
    let text = part(ContentType::TEXT_PLAIN, &format!("{text}\n\n{note}\n"));
    let mut plain = kept.into_bytes();
    plain.extend(text.formatted());
    check(&plain)?;
    Ok(Some(plain))
}

/// What any server takes, with room to spare: RFC 5321 (4.5.3.1.7) grants 64 KiB.
const PLAIN_CHARS_MAX: usize = 12_000;

/// Why a message can't be made plain.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    #[error(transparent)]
    Parse(#[from] mailparse::MailParseError),
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// Whether these bytes can be sent as they are, and mean one message to any server.
pub fn check(bytes: &[u8]) -> Result<(), CheckError> {
    let mut encoded = 0;
    let mut lines = bytes.split(|&byte| byte == b'\n');
    // After the last line end stands nothing.
    if lines.next_back().is_some_and(|rest| !rest.is_empty()) {
        return Err(CheckError::LineEnd(lines.count() + 1));
    }
    for (line, octets) in (1..).zip(lines) {
        let Some(octets) = octets.strip_suffix(b"\r") else {
            return Err(CheckError::LineEnd(line));
        };
        if octets.len() > LINE_OCTETS_MAX {
            return Err(CheckError::TooLong(line));
        }
        let is_text = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
        if let Some(&byte) = octets.iter().find(|&&byte| !is_text(byte)) {
            return Err(CheckError::Byte { line, byte });
        }
        if let Some(encoding) = octets.strip_prefix(b"Content-Transfer-Encoding: ") {
            if encoding != b"quoted-printable" && encoding != b"base64" {
                return Err(CheckError::NotEncoded);
            }
            encoded += 1;
        }
    }
    if encoded == 0 {
        return Err(CheckError::NotEncoded);
    }
    Ok(())
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text.to_owned(), encoding)
        .expect("quoted-printable holds any text");
    SinglePart::builder().content_type(content_type).body(body)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn domain(from: &str) -> Result<String, BuildError> {
    Ok(address(from)?.email.domain().to_ascii_lowercase())
}

/// The first 32 hexadecimal digits of a hash of the parts.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encoded_ascii_in_whole_lines_is_sent() {
        let head = "Content-Transfer-Encoding: base64\r\n\r\n";
        let with = |rest: &str| check(format!("{head}{rest}").as_bytes());
        assert_eq!(with("a\r\n"), Ok(()));
        assert_eq!(with(""), Ok(()));
        assert_eq!(
            with("a\n.\nMAIL FROM:<x@y>\r\n"),
            Err(CheckError::LineEnd(3))
        );
        assert_eq!(
            with("a\r.\r\n"),
            Err(CheckError::Byte {
                line: 3,
                byte: b'\r'
            })
        );
        assert_eq!(with("a"), Err(CheckError::LineEnd(3)));
        assert_eq!(
            with("ə\r\n"),
            Err(CheckError::Byte {
                line: 3,
                byte: 0xc9
            })
        );
        assert_eq!(with("\0\r\n"), Err(CheckError::Byte { line: 3, byte: 0 }));
        let long = |octets| with(&format!("{}\r\n", "a".repeat(octets)));
        assert_eq!(long(998), Ok(()));
        assert_eq!(long(999), Err(CheckError::TooLong(3)));
        assert_eq!(
            check(b"Content-Transfer-Encoding: 7bit\r\n\r\n"),
            Err(CheckError::NotEncoded)
        );
        assert_eq!(
            check(b"Subject: x\r\n\r\nx\r\n"),
            Err(CheckError::NotEncoded)
        );
        assert_eq!(check(b""), Err(CheckError::NotEncoded));
    }

    #[test]
    fn a_message_is_known_by_its_alerts_and_its_subscriber() {
        let [a, b] = ["a", "b"].map(|entity| AlertId::new(entity, 1, "", ""));
        let from = "watch907 <watch@Example.org>";
        let id = |alerts: &[AlertId], subscriber| message_id(alerts, subscriber, from).unwrap();
        let one = id(std::slice::from_ref(&a), "ann");
        assert_eq!(one.len(), "<@example.org>".len() + 32);
        assert!(one.ends_with("@example.org>"), "{one}");
        assert_ne!(one, id(std::slice::from_ref(&b), "ann"));
        assert_ne!(one, id(std::slice::from_ref(&a), "bob"));
        assert_eq!(id(&[a.clone(), b.clone()], "ann"), id(&[b, a], "ann"));
    }

    #[test]
    fn a_web_address_is_nobody_to_write_to() {
        assert!(is_bare_address("ann+watch@example.org"));
        for other in [
            "",
            "https://example.org/about",
            "Ann <ann@example.org>",
            "a?b@example.org",
        ] {
            assert!(!is_bare_address(other), "{other}");
        }
    }

    #[test]
    fn an_address_is_one_address_in_ascii() {
        for good in ["ann@example.org", "Ann Lee <ann@example.org>"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ann",
            "ann@",
            "ann@example.org\r\nBcc: bob@example.org",
            "a@example.org, b@example.org",
            "ünn@example.org",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
