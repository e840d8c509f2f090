//! watch907 watches Section 907 of the FREEDOM Support Act: it polls feeds, pages and
//! Congress's records of bills, keeps what it received, compares it with what it had,
//! derives where Section 907 and each measure stand, and mails an alert when that
//! changes. This page is its architecture; `README.md` says how it is used, and
//! `schema.sql` what is kept.
//!
//! # What always holds
//!
//! 1. [`domain`], [`extract`] and [`render`] do no I/O and read no clock, so they can
//!    be wrong but can't fail halfway.
//! 2. Evidence is append-only: no statement in [`store::evidence`] changes or deletes
//!    a row, but for the bytes that the press sent, which are released in time; and each
//!    row carries the hash of the one before. Derived rows follow from it.
//! 3. What was received is stored before it is believed: a snapshot is written, with
//!    its validators, in the transaction of what is derived from it, and ahead of it.
//!    An answer that isn't believed is kept aside, and nothing is derived from it.
//! 4. What is owed is booked in the transaction of the change that it tells. Delivery
//!    is at least once, and a repeat is the same bytes under the same Message-ID.
//! 5. A standing names the observation or the attestation that it rests on, where it
//!    is not the calendar that moved it; the alert quotes the document.
//! 6. Alerts are known by what was seen and in which order, never by dates: records
//!    arrive late and back-dated.
//! 7. SQL stands in [`store`], HTTP requests in [`fetch`], SMTP in [`mail`], printing
//!    in [`cli`]. Only [`daemon::clock`] tells the time; others at most measure how
//!    long they wait.
//! 8. Whatever comes from outside has a limit: bytes (also after decompression),
//!    seconds, redirects, items, nodes and depth of a tree.
//!
//! # Floors
//!
//! A module imports only from floors below its own, and the edges know nothing of one
//! another.
//!
//! | floor | what | does |
//! |---|---|---|
//! | 6 | [`cli`] | one file for each subcommand; prints |
//! | 5 | [`daemon`] | says *when*: [clock](daemon::clock), [engine](daemon::engine), [writer](daemon::writer), [control](daemon::control), [watchdog](daemon::watchdog) |
//! | 4 | [`pipeline`] | says *what*, step by step: [read](pipeline::read), [record](pipeline::record), [opened](pipeline::opened), [stand](pipeline::stand), [tell](pipeline::tell), [deliver](pipeline::deliver), [watch](pipeline::watch), [begin](pipeline::begin); beside them [claims](pipeline::claims), [sight](pipeline::sight); and for whoever asks later: [reread](pipeline::reread), [report](pipeline::report), [bundle](pipeline::bundle) |
//! | 3, edges | [`extract`] | from bytes to items: [feeds](extract::feed), [pages](extract::page), records of measures ([files](extract::billstatus), [API](extract::congress_api), [pages](extract::congress_page)), [the Federal Register](extract::federal_register), [GovInfo](extract::govinfo), [texts of bills and laws](extract::law), [the US Code](extract::us_code), [what the press writes](extract::press) |
//! | | [`render`] | from alerts to text and HTML; differences; [the report](render::report) and [the feed](render::atom) |
//! | | [`store`] | the database: [evidence](store::evidence), [derived](store::derived), [work](store::work) |
//! | | [`fetch`] | HTTP: conditional, polite, bounded, at public addresses only |
//! | | [`mail`] | SMTP, or a folder |
//! | 2 | [`config`] | layers of text, checked as a whole; opens nothing |
//! | 1 | [`domain`] | values and rules: [measures](domain::measure), [actions](domain::action), [the provision](domain::provision), [alerts](domain::alert), [the schedule](domain::schedule) |
//!
//! # The way of the data
//!
//! | step | function | |
//! |---|---|---|
//! | schedule | [`schedule::next_due`](domain::schedule::next_due) | from cadence, jitter, backoff and what the server asks; kept in the database |
//! | fetch | [`Fetcher::fetch`](fetch::Fetcher::fetch) | one conditional request; a whole answer or an error |
//! | assess | [`quality::assess`](domain::quality::assess) | is this what the source really says? |
//! | extract | [`feed::read`](extract::feed::read), [`page::read`](extract::page::read), [`billstatus::read`](extract::billstatus::read) | bytes to items, lines, actions |
//! | diff | [`change::between`](domain::change::between), [`Difference::between`](render::diff::Difference::between) | added, edited, removed, returned |
//! | snapshot | [`snapshots::insert`](store::evidence::snapshots::insert) | as received, by SHA-256, in the chain |
//! | observe | [`meaning::of`](domain::meaning::of), [`observations::record`](store::derived::observations::record) | dated statements, each with its quote |
//! | fold | [`fold::fold`](domain::fold::fold), [`provision::fold`](domain::provision::fold) | all statements that hold, to where it stands |
//! | decide, owe | [`tell::tell`](pipeline::tell::tell), [`owed::book`](store::work::owed::book) | an alert, and who is to have it, and by which route |
//! | compose | [`deliver::compose`](pipeline::deliver::compose), [`alert::letter`](render::alert::letter) | a message: number, Message-ID, bytes |
//! | send | [`Transport::send`](mail::Transport::send) | until somebody has taken it, or refused it for good |
//!
//! [`read::read`](pipeline::read::read) goes from *assess* to *diff* and writes
//! nothing; [`record::record`](pipeline::record::record) goes from *snapshot* to *owe*
//! in one transaction. A crash at any point leaves all of a poll or nothing of it, and
//! then the poll is made again with the same result. [`watch::tick`](pipeline::watch::tick)
//! moves what time alone moves: a waiver's year ends, a Congress ends, a source has not
//! been seen for too long.
//!
//! What the press says goes beside all this. [`claims::read`](extract::press::claims::read)
//! finds what a text claims, by tables of rules; [`claims::hear`](pipeline::claims::hear)
//! opens a line, and [`verdict::of`](domain::verdict::of) holds it against the record.
//! Nothing of it moves a standing.
//!
//! What a list names is gone after: [`opened`](pipeline::opened) gives each text and each
//! record that a document leads to a source of its own, which is polled like any other.
//! A lead that leads nowhere is forgotten.
//!
//! # Who runs it
//!
//! One [`Engine`](daemon::engine::Engine) does what is due, and is turned by the
//! service, by `watch907 poll`, by [`cli::demo`] and by the tests; they differ in who
//! turns the clock. Waiting is done on one thread by tokio, reading and composing on a
//! pool beside it, and writing on the thread of the [`writer`](daemon::writer), which
//! owns the only connection that writes and puts jobs that wait into one transaction.
//! A slow source holds up no mail, and a dead mail server no poll.
//!
//! # Where to start reading
//!
//! - the database: `schema.sql`, then [`store`];
//! - one poll: [`daemon::engine`], [`pipeline::read`], [`pipeline::record`];
//! - the law: [`domain::stage`], [`domain::fold`], [`domain::provision`];
//! - a mail: [`render::alert`], which lays it out, then [`render`], which writes it;
//! - all of it at once: [`cli::demo`], which runs everything but the far end.
//!
//! # How one thing is added
//!
//! A *kind of source*: a case of [`SourceKind`](domain::source::SourceKind) with the
//! highest rung that it can prove; a module in [`extract`] that makes items of bytes; a
//! branch in [`pipeline::read`], and one in [`pipeline::record`] where it says more than
//! items do; its keys in `config/source.rs`. The compiler finds the places that match.
//!
//! A *kind of alert*: a case of [`Kind`](domain::alert::Kind) with its
//! [default route](domain::routing::Route::default_for), and one of
//! [`News`](domain::news::News) with the facts that the mail is made of; a file in
//! [`render::alert`]; a call of [`tell::tell`](pipeline::tell::tell) where it is decided.
//! Kinds are spelled in databases and in people's mail rules: none is ever renamed.
//!
//! A *subcommand*: a file in `cli/` with its `Args` and a `run` that takes them, and a
//! line in the `Command` of `cli/mod.rs`. What it reads it asks of [`store`]; what it
//! changes goes to the running daemon by [`control::ask`](daemon::control::ask).
//!
//! A *table or column*: `schema.sql` and, once that is released, a step in
//! `store/migrations.rs`; SQL goes to the file of its table.

pub mod domain;

pub mod config;

pub mod extract;

pub mod render;

pub mod store;

pub mod fetch;

pub mod mail;

pub mod pipeline;

pub mod daemon;

pub mod cli;
