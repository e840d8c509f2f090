//! DERIVED: what follows from the evidence. It can be dropped and derived anew.

pub mod items;

pub mod pages;

pub mod replaced;

pub mod documents;

pub mod search;

pub mod changes;

pub mod measures;

pub mod finds;

pub mod texts;

pub mod observations;

pub mod standings;

pub mod claims;

/// Every table here but `replaced`, which is of the last day alone, in an order in which a row
/// comes after those that it names.
pub(super) const TABLES: [&str; 11] = [
    "items",
    "pages",
    "documents",
    "differences",
    "records",
    "finds",
    "texts",
    "observations",
    "standings",
    "claim_lines",
    "said",
];
