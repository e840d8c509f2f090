//! The story's Federal Register: its list of documents, as the API answers.
//!
//! The numbers of documents are invented, as none could be found.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

/// As the API names it.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// The number of the memorandum of 2025.
pub(super) const MEMORANDUM: &str = "2025-99907";

/// A list of these documents, oldest first, and of one that has nothing to do with the
/// story. `{site}` stands for where the story is served.
pub(super) fn list(documents: Vec<(Timestamp, &str)>) -> Vec<u8> {
    let mut results: Vec<serde_json::Value> = documents
        .iter()
        .rev()
        .map(|(at, title)| {
            let on = at.to_zoned(TimeZone::UTC).date();
            json!({
                "title": title,
                "type": "Presidential Document",
                "subtype": "Memorandum",
                "abstract": null,
                "document_number": MEMORANDUM,
                "signing_date": "2025-08-08",
                "publication_date": on,
                "html_url": format!("https://www.federalregister.gov/documents/{}", on.strftime("%Y/%m/%d")),
                "raw_text_url": format!("{{site}}/document/{MEMORANDUM}"),
                "agencies": [{"raw_name": "EXECUTIVE OFFICE OF THE PRESIDENT", "name": "Executive Office of the President", "id": 538}],
            })
        })
        .collect();
    results.push(json!({
        "title": "Notice on another subject (filler, written for the demo)",
        "type": "Notice",
        "abstract": null,
        "document_number": "2025-99001",
        "publication_date": "2025-07-01",
        "html_url": "https://www.federalregister.gov/documents/2025/07/01",
        "raw_text_url": "{site}/document/2025-99001",
        "agencies": [{"raw_name": "DEPARTMENT OF STATE", "name": "State Department", "id": 476}],
    }));
    let answer = json!({
        "description": "Documents of the demo",
        "count": results.len(),
        "total_pages": 1,
        "results": results,
    });
    answer.to_string().into_bytes()
}
