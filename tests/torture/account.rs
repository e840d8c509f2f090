//! The account: what was to be told, held against what was.
//!
//! What was to be told follows from the evidence, the snapshots that the program took,
//! and from what the site knows each of them to say. What was told is what the mail
//! server took. That the evidence is complete shows by what the program said to hold
//! when it asked, and by what each source says in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use regex::Regex;
use rusqlite::Connection;

use crate::{
    kit::{letter::Mail, smtp::Received},
    post::READERS,
    site::Site,
    truth::{STAGES, Truth},
};

/// What came of it all.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) mails: usize,
    /// Copies under the same Message-ID where the server or a kill made them.
    pub(crate) repeats: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) doubled: Vec<String>,
    pub(crate) false_: Vec<String>,
}

/// What changed, as a mark without its version, and the version.
type Told = (String, u32);

impl Account {
    /// Takes stock. `is_cause` says whether the program was stopped while it could have
    /// noted that this message was taken.
    pub(crate) fn take(
        conn: &Connection,
        site: &Site,
        received: &[Received],
        is_cause: impl Fn(&Received) -> bool,
    ) -> Self {
        let mut account = Self::default();
        let expected = account.expected(conn, site);
        for reader in READERS {
            let mails = received.iter().filter(|mail| mail.to == [reader]);
            let mails = account.without_repeats(mails.collect(), &is_cause);
            account.mails += mails.len();
            account.compare(reader, &mails, &expected);
        }
        for stray in received {
            let is_known = READERS.iter().any(|reader| stray.to == [*reader]);
            if !is_known {
                account.false_.push(format!("a mail to {:?}", stray.to));
            }
        }
        account.acknowledged(conn, received);
        account.number(conn);
        account
    }

    pub(crate) fn is_clear(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.false_.is_empty()
    }

    /// What the snapshots say that was to be told, in order, of each source.
    fn expected(&mut self, conn: &Connection, site: &Site) -> Vec<Told> {
        let mut expected = Vec::new();
        let mut known: HashMap<String, Truth> = HashMap::new();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for (snapshot, source, sha256) in snapshots(conn) {
            seen.insert((source.clone(), sha256.clone()));
            let said = site.with(|site| site.documents.get(&sha256).cloned());
            let Some(said) = said else {
                if changes(conn, snapshot) > 0 {
                    let told =
                        format!("snapshot {snapshot} of {source} is a fault, and was believed");
                    self.false_.push(told);
                }
                continue;
            };
            let Some(known) = known.get_mut(&source) else {
                known.insert(source, said);
                continue;
            };
            for (subject, version) in said {
                if known.insert(subject.clone(), version) != Some(version) {
                    expected.push((subject, version));
                }
            }
        }
        site.with(|site| {
            for (source, sha256) in &site.held {
                if !seen.contains(&((*source).to_owned(), sha256.clone())) {
                    let what = format!("{source} was said to be held as {sha256}, and is not");
                    self.lost.push(what);
                }
            }
            for (source, truth) in site.truths() {
                let known = known.get(source);
                let is_seen = |(subject, version): (&String, &u32)| {
                    known.and_then(|known| known.get(subject)) == Some(version)
                };
                if !truth.iter().all(is_seen) {
                    self.lost
                        .push(format!("what {source} says in the end was not seen"));
                }
            }
        });
        expected
    }

    /// Each message once. Copies are the same bytes, and have a cause.
    fn without_repeats(
        &mut self,
        received: Vec<&Received>,
        is_cause: impl Fn(&Received) -> bool,
    ) -> Vec<Mail> {
        let mut copies: BTreeMap<String, Vec<&Received>> = BTreeMap::new();
        for received in received {
            let id = received.header("Message-ID");
            copies.entry(id).or_default().push(received);
        }
        let mut mails = Vec::new();
        for (id, mut copies) in copies {
            copies.sort_by_key(|copy| copy.at);
            mails.push(Mail::read(&copies[0].data));
            for pair in copies.windows(2) {
                let [before, after] = pair else { continue };
                if before.data != after.data {
                    self.doubled.push(format!("a copy of {id} differs"));
                } else if before.confirmed_at.is_some() && !is_cause(before) {
                    let later = after.at.duration_since(before.at);
                    self.doubled.push(format!(
                        "{id} to {:?} was sent again without a cause, {later:?} later",
                        before.to
                    ));
                } else {
                    self.repeats += 1;
                }
            }
        }
        mails
    }

    fn compare(&mut self, reader: &str, mails: &[Mail], expected: &[Told]) {
        let mut numbered = BTreeMap::new();
        for mail in mails {
            let number = number(mail);
            if let Some(other) = numbered.insert(number, mail) {
                let ids = (&other.message_id, &mail.message_id);
                self.doubled
                    .push(format!("{ids:?} to {reader} have the same number {number}"));
            }
        }
        for (place, number) in (1..).zip(numbered.keys()) {
            if place != *number {
                self.lost
                    .push(format!("message {place} to {reader}, by its number"));
                break;
            }
        }
        let mut told: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let all: Vec<(Vec<Told>, &Mail)> = numbered
            .values()
            .map(|mail| (self.told(mail), *mail))
            .collect();
        for (subject, version) in all.iter().flat_map(|(told, _)| told) {
            told.entry(subject).or_default().push(*version);
        }
        let mut due: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (subject, version) in expected {
            due.entry(subject).or_default().push(*version);
        }
        let subjects: BTreeSet<&str> = told.keys().chain(due.keys()).copied().collect();
        for subject in subjects {
            let told = told.remove(subject).unwrap_or_default();
            let due = due.remove(subject).unwrap_or_default();
            self.weigh(reader, subject, &due, &told);
        }
    }

    /// One subject's versions as they were due, and as they were told.
    fn weigh(&mut self, reader: &str, subject: &str, due: &[u32], told: &[u32]) {
        if due == told || (subject.starts_with(BY_TURNS) && is_by_turns(due, told)) {
            return;
        }
        let count = |of: &[u32], version: u32| of.iter().filter(|&&one| one == version).count();
        let versions: BTreeSet<u32> = due.iter().chain(told).copied().collect();
        let mut as_often = true;
        for version in versions {
            let what = format!("{subject}.{version} to {reader}");
            let (due, told) = (count(due, version), count(told, version));
            as_often &= due == told;
            match (due, told) {
                (0, _) => self.false_.push(what),
                _ if told < due => self
                    .lost
                    .push(format!("{what}: told {told} of {due} times")),
                _ if told > due => self
                    .doubled
                    .push(format!("{what}: told {told} for {due} times")),
                _ => (),
            }
        }
        if as_often {
            let what = format!("{subject} to {reader} out of order: {told:?} for {due:?}");
            self.false_.push(what);
        }
    }

    /// What a mail tells.
    fn told(&mut self, mail: &Mail) -> Vec<Told> {
        let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (text, _) = text
            .split_once("Where everything stands")
            .unwrap_or_default();
        let told = marks(text);
        let count = match mail.kind.as_str() {
            "began" => 0,
            "item" | "change" | "measure" => 1,
            "digest" => first_number(text),
            kind => {
                let subject = &mail.subject;
                self.false_
                    .push(format!("a mail of {kind} to {}: {subject}", mail.to));
                return Vec::new();
            }
        };
        if told.len() != count {
            let (to, id) = (&mail.to, &mail.message_id);
            let what =
                format!("{id} to {to} tells {count} alerts, of which these are known: {told:?}");
            self.false_.push(what);
        }
        told
    }

    /// What is noted as sent was taken.
    fn acknowledged(&mut self, conn: &Connection, received: &[Received]) {
        let taken: BTreeSet<String> = received
            .iter()
            .map(|received| Mail::read(&received.data).message_id)
            .collect();
        let mut statement = conn
            .prepare("SELECT message_id FROM messages WHERE sent_at IS NOT NULL")
            .unwrap();
        let sent = statement.query_map([], |row| row.get(0)).unwrap();
        for id in sent.map(Result::<String, _>::unwrap) {
            if !taken.contains(&id) {
                self.lost
                    .push(format!("{id} is noted as sent, and was never taken"));
            }
        }
    }

    /// Each reader's messages are numbered without a gap, whoever got them.
    fn number(&mut self, conn: &Connection) {
        let mut statement = conn
            .prepare(
                "SELECT subscriber FROM messages GROUP BY subscriber HAVING count(*) <> max(number)",
            )
            .unwrap();
        let gaps = statement.query_map([], |row| row.get(0)).unwrap();
        for subscriber in gaps.map(Result::<String, _>::unwrap) {
            let what = format!("the numbers of messages to {subscriber} have gaps");
            self.lost.push(what);
        }
    }
}

/// Begins the mark of what says one of two things.
const BY_TURNS: &str = "flag-";

/// Of two texts by turns the first turn is told, and of the others only what stays.
fn is_by_turns(due: &[u32], told: &[u32]) -> bool {
    told.first() == due.first()
        && told.len() <= due.len()
        && told.windows(2).all(|pair| pair[0] != pair[1])
}

/// The alerts that a text tells.
fn marks(text: &str) -> Vec<Told> {
    let stages = STAGES.join("|");
    let pattern = format!(
        r#""(?<subject>[a-z]+-\d+)\.(?<version>\d+): |H\.R\. (?<bill>30\d)(?:, "[^"]*",)? (?<stage>(?i:{stages}))"#
    );
    let found = Regex::new(&pattern).unwrap();
    let told = found
        .captures_iter(text)
        .map(|found| match found.name("subject") {
            Some(subject) => (
                subject.as_str().to_owned(),
                found["version"].parse().unwrap(),
            ),
            None => {
                let mut stages = (1..).zip(STAGES);
                let told = stages.find(|(_, stage)| found["stage"].eq_ignore_ascii_case(stage));
                (format!("hr-{}", &found["bill"]), told.unwrap().0)
            }
        });
    told.collect()
}

fn first_number(text: &str) -> usize {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().unwrap()
}

/// Its number to its reader.
fn number(mail: &Mail) -> u64 {
    let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, _) = text.split_once(" to you").unwrap();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

pub(crate) fn snapshots(conn: &Connection) -> Vec<(i64, String, String)> {
    let mut statement = conn
        .prepare(
            "SELECT s.id, s.source, b.sha256 FROM snapshots s JOIN bodies b ON b.id = s.body ORDER BY s.id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn changes(conn: &Connection, snapshot: i64) -> i64 {
    let sql = "SELECT count(*) FROM changes WHERE snapshot = ?1";
    conn.query_row(sql, [snapshot], |row| row.get(0)).unwrap()
}
