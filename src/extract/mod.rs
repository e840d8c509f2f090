//! Reading: from the bytes a source sent to the items that they hold.
//!
//! - [`decode`] makes text of bytes, whatever they claim to be.
//! - [`feed`], [`page`], [`billstatus`], [`congress_api`] and [`congress_page`] each read
//!   one kind of source.
//! - [`actions`] shows a measure's actions as items, so that one diff serves all.
//! - [`federal_register`], [`govinfo`] and [`us_code`] read the law's own publishers.
//! - [`press`] tells what is on topic and what is claimed, in five languages.
//! - [`text`] is what a reader sees of a fragment of HTML.
//!
//! Nothing here is trusted, nothing here panics, and nothing is left out in silence:
//! what can't be read is an error, what had to be mended is reported.

pub mod decode;

pub mod feed;

pub mod page;

pub mod billstatus;

pub mod congress_api;

pub mod congress_page;

pub mod actions;

pub mod federal_register;

pub mod govinfo;

pub mod us_code;

pub mod law;

pub mod press;

pub mod text;

mod markup;

mod references;
