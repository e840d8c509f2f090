//! Reading: from the bytes a source sent to the items that they hold.

pub mod actions;
pub mod billstatus;
pub mod decode;

pub mod feed;

pub mod press;

pub mod text;

mod markup;
pub mod page;

mod references;
