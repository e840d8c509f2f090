//! Reading: from the bytes a source sent to the items that they hold.

pub mod actions;
pub mod billstatus;
