//! WORK: what is to be done, and what is owed.

pub mod meta;

pub mod heartbeat;

pub mod sources;

pub mod causes;

pub mod crashes;

pub mod opened;

pub mod rejects;

pub mod alerts;

pub mod owed;

pub mod messages;

pub mod also;

pub mod rebuilds;

pub mod readers;
