//! The catalogue of faults, as far as no other test has shown a row already.
//! `docs/faults.md` says for each row where it is shown.

mod kit;

#[allow(dead_code, reason = "other tests use the rest of it")]
mod origin;

#[path = "faults/table.rs"]
mod table;

#[path = "faults/wire.rs"]
mod wire;

#[path = "faults/http.rs"]
mod http;

#[path = "faults/dns.rs"]
mod dns;

#[path = "crash/daemon.rs"]
mod daemon;

#[path = "faults/disk.rs"]
mod disk;

#[path = "faults/storage.rs"]
mod storage;

#[path = "faults/slow.rs"]
mod slow;

#[path = "faults/clock.rs"]
mod clock;

#[path = "faults/process.rs"]
mod process;

#[path = "faults/feeds.rs"]
mod feeds;

#[path = "faults/pages.rs"]
mod pages;

#[path = "faults/text.rs"]
mod text;

#[path = "faults/api.rs"]
mod api;

#[path = "faults/mail.rs"]
mod mail;

#[path = "faults/tls.rs"]
mod tls;
