//! What is done, step by step: values in, values out, and one function for each
//! step that writes.
//!
//! A poll goes [`read`] (bytes to a [`Reading`](read::Reading); pure but for what was
//! known before) → [`record`] (one transaction: evidence, derived rows, alerts and
//! what is owed). Between polls, [`watch`] moves what time alone moves. [`deliver`]
//! composes what is owed. *When* each happens is the daemon's business.

pub mod setup;

pub mod begin;

pub mod opened;

pub mod read;

pub mod progress;

pub mod record;

pub mod crash;

pub mod stand;

pub mod claims;

pub mod tell;

pub mod watch;

pub mod sight;

pub mod dismiss;

pub mod acknowledge;

pub mod silence;

pub mod heartbeat;

pub mod situation;

pub mod deliver;

pub mod also;

pub mod reread;

pub mod rebuild;

pub mod report;

pub mod bundle;
