//! `[discover]`: how measures are found that nobody named, and where their records and
//! texts are.

use std::path::PathBuf;

use url::Url;

use super::{
    section::Section,
    tree::Value,
    values::{host_port, optional, text, web_address, words},
};
use crate::domain::{measure::MeasureId, source::HostPort};

#[derive(Clone, Debug, PartialEq)]
pub struct Discover {
    /// A measure whose title holds one of these is followed. Case makes no difference.
    pub titles: Vec<String>,
    /// With `{congress}`, `{type}` and `{number}`.
    billstatus: String,
    /// With `{package}`: of a bill, and of a law.
    bill_text: String,
    law_text: String,
    /// The root of the API; without its key nothing is asked of it.
    pub api: Url,
    /// The file that holds the API's key, where it is no systemd credential.
    pub key_file: Option<PathBuf>,
    /// Where these may lead to addresses that aren't public.
    pub allow: Vec<HostPort>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Discover> {
    let titles = section.take_list("titles", words);
    let billstatus = section.need("billstatus", |value| {
        template(value, &["{congress}", "{type}", "{number}"])
    });
    let bill_text = section.need("bill_text", |value| template(value, &["{package}"]));
    let law_text = section.need("law_text", |value| template(value, &["{package}"]));
    let api = section.need("api", web_address);
    let key_file = section.need("key_file", optional);
    let allow = section.take_list("allow", host_port);
    section.finish();
    Some(Discover {
        titles,
        billstatus: billstatus?,
        bill_text: bill_text?,
        law_text: law_text?,
        api: api?,
        key_file: key_file?.map(PathBuf::from),
        allow,
    })
}

/// An address that holds each of these places.
fn template(value: &Value, places: &[&str]) -> Result<String, String> {
    let written = text(value)?;
    let mut filled = written.clone();
    for place in places {
        if !written.contains(place) {
            return Err(format!("expected an address that holds `{place}`"));
        }
        filled = filled.replace(place, "1");
    }
    web_address(&Value::Text(filled))?;
    Ok(written)
}

impl Discover {
    /// The address of a measure's BILLSTATUS record.
    pub fn billstatus(&self, measure: MeasureId) -> String {
        self.billstatus
            .replace("{congress}", &measure.congress().to_string())
            .replace("{type}", measure.kind().code())
            .replace("{number}", &measure.number().to_string())
    }

    /// The address of the text of a bill, by its package: `BILLS-119hr6534ih`.
    pub fn bill_text(&self, package: &str) -> String {
        self.bill_text.replace("{package}", package)
    }

    /// The address of the text of a law, by its package: `PLAW-119publ75`.
    pub fn law_text(&self, package: &str) -> String {
        self.law_text.replace("{package}", package)
    }
}
