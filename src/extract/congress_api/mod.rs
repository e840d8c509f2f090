//! api.congress.gov, version 3: the official record of one measure as JSON, in parts and
//! in pages, and lists of measures.
//!
//! It carries the record that BILLSTATUS carries, so the same actions come out of both,
//! with the same keys. A record is made of whole parts or not at all: a page that is
//! missing would look like actions withdrawn. The shapes of all years are read alike;
//! what is missing, null or an empty list means the same, and a key that we don't know is
//! passed over and named ([`Shape`]). The API's own troubles, which come with any status
//! and in any format, are told apart in [`ApiError`].

mod adapter;
mod address;
mod assemble;
mod error;
mod shape;
mod wire;

pub use self::{
    adapter::{
        Bill, Counts, DatedSummary, Page, Title, actions_page, bill, bills, committees_page,
        cosponsors_page, sponsored, summaries_page, texts_page, titles_page,
    },
    address::{Part, bill_url, govinfo_text},
    assemble::{Parts, assemble, whole},
    error::{ApiError, trouble},
    shape::Shape,
};
