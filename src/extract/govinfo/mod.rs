//! govinfo.gov: what its feeds and sitemaps point to.
//!
//! - [`package`] names what is kept there: `BILLS-119hr6534ih`, `PLAW-119publ75`.
//! - [`links`] goes from links and feed entries to packages, and from packages to the
//!   addresses of their texts.
//! - [`sitemap`] reads the index of BILLSTATUS files.

pub mod package;

pub mod version;

pub mod links;

pub mod sitemap;
