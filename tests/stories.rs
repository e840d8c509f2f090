//! Stories of the whole way: a world changes, and the reader is told, or is not.

mod kit;

#[path = "stories/feeds.rs"]
mod feeds;

#[path = "stories/pages.rs"]
mod pages;

#[path = "stories/measures.rs"]
mod measures;

#[path = "stories/health.rs"]
mod health;

#[path = "stories/causes.rs"]
mod causes;

#[path = "stories/crashes.rs"]
mod crashes;

#[path = "stories/outages.rs"]
mod outages;

#[path = "stories/heartbeat.rs"]
mod heartbeat;

#[path = "stories/mails.rs"]
mod mails;

#[path = "stories/also.rs"]
mod also;

#[path = "stories/disk.rs"]
mod disk;

#[path = "stories/law.rs"]
mod law;

#[path = "stories/questions.rs"]
mod questions;

#[path = "stories/record.rs"]
mod record;

#[path = "stories/terminals.rs"]
mod terminals;

#[path = "stories/rebuild.rs"]
mod rebuild;

#[path = "stories/replay.rs"]
mod replay;

#[path = "stories/carriers.rs"]
mod carriers;

#[path = "stories/claims.rs"]
mod claims;

#[path = "stories/congress_gov.rs"]
mod congress_gov;

#[path = "stories/alike.rs"]
mod alike;

#[path = "stories/search.rs"]
mod search;

#[path = "stories/comparing.rs"]
mod comparing;

#[path = "stories/report.rs"]
mod report;

#[path = "stories/export.rs"]
mod export;
