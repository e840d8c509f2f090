//! What the press claims: each thing that an item says, and the lines that they make.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::domain::{
    claim::{Claim, ClaimKind, Language},
    verdict::LineState,
};

/// One thing that is said of one event, by one outlet or by many.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    pub id: i64,
    pub claim: ClaimKind,
    /// The day on which it was first said.
    pub said_on: Date,
    pub last_said_on: Date,
    pub opened_at: Timestamp,
    pub state: LineState,
    /// When it last came to a state other than open.
    pub settled_at: Option<Timestamp>,
    /// The id of an instrument, or a measure.
    pub settled_by: Option<String>,
    /// When the alert that it opened was booked.
    pub told_at: Option<Timestamp>,
}

/// One thing that one item says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Said {
    pub line: Option<i64>,
    pub source: String,
    /// Of the item.
    pub key: String,
    pub snapshot: i64,
    pub seen_at: Timestamp,
    pub outlet: String,
    pub title: String,
    pub link: Option<String>,
    pub language: Option<Language>,
    pub claim: Claim,
}

/// Writes down what an item says. `false` where it had said so before.
pub fn say(tx: &Transaction<'_>, said: &Said) -> rusqlite::Result<bool> {
    let Said { claim, .. } = said;
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO said
                    (line, source, key, snapshot, seen_at, outlet, title, link, language, claim,
                     polarity, certainty, speaker, quoted, quote, reason)
             VALUES (:line, :source, :key, :snapshot, :seen_at, :outlet, :title, :link, :language, :claim,
                     :polarity, :certainty, :speaker, :quoted, :quote, :reason)",
        )?
        .execute(named_params! {
            ":line": said.line,
            ":source": said.source,
            ":key": said.key,
            ":snapshot": said.snapshot,
            ":seen_at": said.seen_at,
            ":outlet": said.outlet,
            ":title": said.title,
            ":link": said.link,
            ":language": said.language,
            ":claim": claim.kind,
            ":polarity": claim.polarity,
            ":certainty": claim.certainty,
            ":speaker": claim.speaker,
            ":quoted": claim.quoted,
            ":quote": claim.quote,
            ":reason": claim.reason,
        })?;
    Ok(added > 0)
}

/// Whether an item said so before.
pub fn is_said(
    conn: &Connection,
    source: &str,
    key: &str,
    claim: &Claim,
) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM said
          WHERE source = :source AND key = :key AND claim = :claim
            AND polarity = :polarity AND certainty = :certainty",
    )?
    .exists(named_params! {
        ":source": source,
        ":key": key,
        ":claim": claim.kind,
        ":polarity": claim.polarity,
        ":certainty": claim.certainty,
    })
}

/// Opens a line, and returns its id.
pub fn open(
    tx: &Transaction<'_>,
    claim: ClaimKind,
    said_on: Date,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO claim_lines (claim, said_on, last_said_on, opened_at, state)
         VALUES (:claim, :said_on, :said_on, :now, 'open')",
    )?
    .insert(named_params! { ":claim": claim, ":said_on": said_on, ":now": now })
}

/// Writes down where a line has come to.
pub fn save(tx: &Transaction<'_>, line: &Line) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE claim_lines
            SET last_said_on = :last_said_on, state = :state, settled_at = :settled_at,
                settled_by = :settled_by, told_at = :told_at
          WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": line.id,
        ":last_said_on": line.last_said_on,
        ":state": line.state,
        ":settled_at": line.settled_at,
        ":settled_by": line.settled_by,
        ":told_at": line.told_at,
    })?;
    Ok(())
}

/// The line of this kind that was opened last.
pub fn last(conn: &Connection, claim: ClaimKind) -> rusqlite::Result<Option<Line>> {
    conn.prepare_cached("SELECT * FROM claim_lines WHERE claim = :claim ORDER BY id DESC LIMIT 1")?
        .query_row(named_params! { ":claim": claim }, line)
        .optional()
}

/// All lines, the newest first.
pub fn lines(conn: &Connection) -> rusqlite::Result<Vec<Line>> {
    conn.prepare_cached("SELECT * FROM claim_lines ORDER BY id DESC")?
        .query_map([], line)?
        .collect()
}

/// The lines that were told and said again on `since` or later, with how many outlets say so;
/// those of most outlets first.
pub fn told_since(conn: &Connection, since: Date) -> rusqlite::Result<Vec<(Line, usize)>> {
    conn.prepare_cached(
        "SELECT l.*, count(DISTINCT lower(c.outlet)) AS outlets
           FROM claim_lines l JOIN said c ON c.line = l.id
          WHERE l.told_at IS NOT NULL AND l.last_said_on >= :since
          GROUP BY l.id ORDER BY outlets DESC, l.id",
    )?
    .query_map(named_params! { ":since": since }, |row| {
        Ok((line(row)?, row.get("outlets")?))
    })?
    .collect()
}

/// What was said on a line, the first first.
pub fn said(conn: &Connection, line: i64) -> rusqlite::Result<Vec<Said>> {
    conn.prepare_cached("SELECT * FROM said WHERE line = :line ORDER BY id")?
        .query_map(named_params! { ":line": line }, from_row)?
        .collect()
}

/// What an item says, in the order of its text.
pub fn of_item(conn: &Connection, source: &str, key: &str) -> rusqlite::Result<Vec<Said>> {
    conn.prepare_cached("SELECT * FROM said WHERE source = :source AND key = :key ORDER BY id")?
        .query_map(named_params! { ":source": source, ":key": key }, from_row)?
        .collect()
}

/// An item of the press, and what it says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reported {
    pub seen_at: Timestamp,
    pub outlet: String,
    pub title: String,
    pub link: Option<String>,
    pub language: Option<Language>,
    /// In the order of its text.
    pub claims: Vec<Claim>,
}

/// The items that were read for claims, the newest first; with `words` those that hold them
/// in their title, their outlet or what was read.
pub fn reported(
    conn: &Connection,
    words: Option<&str>,
    limit: usize,
) -> rusqlite::Result<Vec<Reported>> {
    // The case of other letters than a to z is SQLite's blind spot.
    let words = words.map(str::to_lowercase);
    let mut statement = conn.prepare_cached(
        "SELECT source, key, max(title) AS title, max(outlet) AS outlet, group_concat(quote, ' ') AS said
           FROM said GROUP BY source, key ORDER BY min(id) DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if found.len() >= limit {
            break;
        }
        let holds = |words: &String| -> rusqlite::Result<bool> {
            let columns = ["title", "outlet", "said"];
            let texts: Vec<String> = columns
                .iter()
                .map(|&column| row.get(column))
                .collect::<rusqlite::Result<_>>()?;
            Ok(texts.iter().any(|text| text.to_lowercase().contains(words)))
        };
        if !words.as_ref().map_or(Ok(true), holds)? {
            continue;
        }
        let (source, key): (String, String) = (row.get("source")?, row.get("key")?);
        let said = of_item(conn, &source, &key)?;
        let Some(first) = said.first() else { continue };
        found.push(Reported {
            seen_at: first.seen_at,
            outlet: first.outlet.clone(),
            title: first.title.clone(),
            link: first.link.clone(),
            language: first.language,
            claims: said.iter().map(|said| said.claim.clone()).collect(),
        });
    }
    Ok(found)
}

/// Gives what a source said to the source that takes over from it.
pub fn rename(tx: &Transaction<'_>, was: &str, source: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE said SET source = :source WHERE source = :was")?
        .execute(named_params! { ":was": was, ":source": source })?;
    Ok(())
}

fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get("id")?,
        claim: row.get("claim")?,
        said_on: row.get("said_on")?,
        last_said_on: row.get("last_said_on")?,
        opened_at: row.get("opened_at")?,
        state: row.get("state")?,
        settled_at: row.get("settled_at")?,
        settled_by: row.get("settled_by")?,
        told_at: row.get("told_at")?,
    })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Said> {
    let outlet: String = row.get("outlet")?;
    Ok(Said {
        line: row.get("line")?,
        source: row.get("source")?,
        key: row.get("key")?,
        snapshot: row.get("snapshot")?,
        seen_at: row.get("seen_at")?,
        outlet: outlet.clone(),
        title: row.get("title")?,
        link: row.get("link")?,
        language: row.get("language")?,
        claim: Claim {
            kind: row.get("claim")?,
            polarity: row.get("polarity")?,
            certainty: row.get("certainty")?,
            speaker: row.get("speaker")?,
            quoted: row.get("quoted")?,
            outlet: Some(outlet),
            quote: row.get("quote")?,
            reason: row.get("reason")?,
        },
    })
}
