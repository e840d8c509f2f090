//! govinfo.gov's BILLSTATUS files: the official record of one measure, as XML.
//!
//! Read in every shape they have had: 3.0.0 since 2022, and the two before it
//! (<https://github.com/usgpo/bill-status>). What we don't know is passed over; what
//! a record can't be without (which measure it is of, and a day for each action)
//! is an error. A document that was cut on its way is never taken, as its missing
//! actions would look withdrawn.

mod adapter;
mod wire;

use crate::domain::record::MeasureRecord;

/// How the record writes days, hours and texts, whoever carries it.
pub(super) use self::adapter::{date, time, unlinked};

/// Why a document could not be taken as a measure's record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BillstatusError {
    #[error("the document is empty")]
    Empty,
    #[error("the document is an HTML page, not XML")]
    Html,
    #[error("the document is not XML: {0}")]
    NotXml(String),
    #[error("the document is cut off: it ends before </billStatus>")]
    Truncated,
    #[error("the document is XML of another kind: it begins with <{0}>")]
    OtherXml(String),
    #[error("the document declares entities, which BILLSTATUS never does")]
    Declares,
    #[error("the document is larger than {} MiB", wire::BYTES_MAX >> 20)]
    TooLarge,
    #[error("the document nests more than {} deep", wire::DEPTH_MAX)]
    TooDeep,
    #[error("the record doesn't say which measure it is of: {0} is missing or unreadable")]
    Unnamed(&'static str),
    #[error("an action has no readable date (`{date}`): {text}")]
    Undated { date: String, text: String },
}

/// Reads a BILLSTATUS document as it was received.
///
/// The encoding is taken from a byte order mark, else from the content type, else
/// from the XML declaration, else it is UTF-8.
pub fn read(body: &[u8], content_type: Option<&str>) -> Result<MeasureRecord, BillstatusError> {
    if body.len() > wire::BYTES_MAX {
        return Err(BillstatusError::TooLarge);
    }
    let named = encoding_named_in(content_type).or_else(|| encoding_declared_in(body));
    let (text, ..) = named.unwrap_or(encoding_rs::UTF_8).decode(body);
    parse(&text)
}

/// Reads a BILLSTATUS document that has been decoded.
pub fn parse(text: &str) -> Result<MeasureRecord, BillstatusError> {
    let status = wire::read(text)?;
    adapter::record(&status)
}

fn encoding_named_in(content_type: Option<&str>) -> Option<&'static encoding_rs::Encoding> {
    let (_, label) = content_type?.split_once("charset=")?;
    let label = label.split(';').next()?.trim_matches(['"', '\'', ' ']);
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// The encoding in `<?xml version="1.0" encoding="…"?>`.
fn encoding_declared_in(body: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = body.get(..body.len().min(200))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split("?>")
        .next()?;
    let (_, label) = declaration.split_once("encoding=")?;
    let label = label.split(['"', '\'']).nth(1)?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}
