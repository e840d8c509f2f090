//! Whether the evidence is as it was received: each link follows from the one before, each
//! row has the digest that its link holds, and each body the hash that its snapshot names.

use rusqlite::{Connection, ErrorCode};
use serde::Serialize;

use super::{bodies, chain};

/// What was found.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Audit {
    pub links: usize,
    /// The last link's hash.
    pub head: String,
    pub bodies: usize,
    /// Bodies of which only the hash is kept.
    pub released: usize,
    /// The first of them, in words.
    pub faults: Vec<String>,
    /// How many there are in all.
    pub fault_count: usize,
}

/// The most faults that are told.
const FAULTS_MAX: usize = 100;

/// How many links and bodies are held at a time.
const AT_ONCE: usize = 1000;

/// Looks at all of it. The file comes first: what can't be read on in a damaged one is a
/// fault of it, and no error of ours.
pub fn audit(conn: &Connection) -> anyhow::Result<Audit> {
    let mut audit = Audit::default();
    structure(conn, &mut audit)?;
    match evidence(conn, &mut audit) {
        Err(error) if audit.fault_count > 0 => {
            audit.fault(format!("it can't be read to its end: {error:#}"));
        }
        read => read?,
    }
    Ok(audit)
}

fn evidence(conn: &Connection, audit: &mut Audit) -> anyhow::Result<()> {
    audit.head = chain::before(conn, 1)?;
    let stand_for = links(conn, 1, audit)?;
    strays(conn, stand_for, audit)?;
    bodies(conn, audit)
}

/// Looks at the last links of the chain alone, and at their rows.
pub fn tail(conn: &Connection, links_max: usize) -> anyhow::Result<Audit> {
    let last = usize::try_from(chain::tip(conn)?.place)?;
    let place = i64::try_from(last.saturating_sub(links_max) + 1)?;
    let mut audit = Audit {
        head: chain::before(conn, place)?,
        ..Audit::default()
    };
    links(conn, place, &mut audit)?;
    Ok(audit)
}

/// For each kind, how many links stand for a row of it.
type StandFor = [usize; chain::Kind::ALL.len()];

/// Looks at the links from a place on.
fn links(conn: &Connection, mut place: i64, audit: &mut Audit) -> anyhow::Result<StandFor> {
    let mut stand_for = StandFor::default();
    loop {
        let links = chain::from(conn, place, AT_ONCE)?;
        let Some(last) = links.last() else { break };
        let next = last.place + 1;
        for link in links {
            if link.place != place {
                audit.fault(format!("link {place} is missing"));
            }
            // Its digest is that of the row as it is now.
            let of_row = link.kind == chain::Kind::Coverage;
            let follows = link.follows(&audit.head);
            if !follows && !of_row {
                audit.fault(format!(
                    "link {} does not follow from the one before",
                    link.place
                ));
            }
            let kind = chain::Kind::ALL.iter().position(|kind| *kind == link.kind);
            if let Some(kind) = kind {
                stand_for[kind] += 1;
            }
            let row = format!("{} {}", link.kind.as_str(), link.row);
            match link.kind.canonical(conn, link.row)? {
                None => audit.fault(format!("{row} is gone (link {})", link.place)),
                Some(_) if of_row && !follows => {
                    audit.fault(format!(
                        "{row} was changed (link {}), or its link was",
                        link.place
                    ));
                }
                Some(canonical) if bodies::address(&canonical) != link.digest => {
                    audit.fault(format!("{row} was changed (link {})", link.place));
                }
                Some(_) => (),
            }
            place = link.place + 1;
            audit.head = link.hash;
            audit.links += 1;
        }
        place = next;
    }
    Ok(stand_for)
}

/// Looks for rows without a link.
fn strays(conn: &Connection, stand_for: StandFor, audit: &mut Audit) -> anyhow::Result<()> {
    for (kind, linked) in chain::Kind::ALL.into_iter().zip(stand_for) {
        let rows = chain::rows(conn, kind)?;
        if rows > linked {
            let name = kind.as_str();
            audit.fault(format!(
                "{} rows of {name} have no link: they were added by another hand",
                rows - linked
            ));
        }
    }
    Ok(())
}

fn bodies(conn: &Connection, audit: &mut Audit) -> anyhow::Result<()> {
    let mut after = 0;
    loop {
        let ids = bodies::after(conn, after, AT_ONCE)?;
        let Some((last, _)) = ids.last() else {
            return Ok(());
        };
        after = *last;
        for (id, sha256) in ids {
            audit.bodies += 1;
            match bodies::read(conn, id) {
                Ok(None) => audit.released += 1,
                Ok(Some(body)) if bodies::address(&body) == sha256 => (),
                Ok(Some(_)) => audit.fault(format!(
                    "body {id} was changed: it has another hash than {sha256}"
                )),
                Err(error) => audit.fault(format!("{error:#}")),
            }
        }
    }
}

/// What SQLite finds of its own file.
fn structure(conn: &Connection, audit: &mut Audit) -> anyhow::Result<()> {
    let mut check = conn.prepare("PRAGMA integrity_check")?;
    for said in check.query_map([], |row| row.get::<_, String>(0))? {
        match said {
            Ok(said) if said == "ok" => (),
            Ok(said) => audit.fault(format!("the file: {said}")),
            // What is worse than it can tell.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                audit.fault(format!("the file: {error}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if audit.fault_count > 0 {
        return Ok(());
    }
    let mut check = conn.prepare("PRAGMA foreign_key_check")?;
    let orphans = check.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
    })?;
    for orphan in orphans {
        let (table, parent) = orphan?;
        audit.fault(format!(
            "a row of {table} names one of {parent} that is not there"
        ));
    }
    Ok(())
}

impl Audit {
    fn fault(&mut self, fault: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{quality::SourceState, source::SourceKind},
        store::{
            self,
            evidence::{
                attestations,
                coverage::{self, Stretch},
                snapshots::{self, NewPart, NewSnapshot},
            },
        },
    };

    #[test]
    fn what_is_as_it_was_received_has_no_fault() {
        let conn = filled();
        let found = audit(&conn).unwrap();
        assert_eq!((found.links, found.bodies, found.released), (4, 3, 0));
        assert_eq!(found.faults, [""; 0]);
        let head: String = conn
            .query_row(
                "SELECT lower(hex(hash)) FROM chain ORDER BY place DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found.head, head);
    }

    #[test]
    fn whatever_is_touched_is_found() {
        for (touch, fault) in [
            (
                "UPDATE snapshots SET url = 'https://example.org/else' WHERE id = 1",
                "snapshot 1 was changed (link 1)",
            ),
            (
                "UPDATE snapshots SET seen_at = '2026-01-01T00:00:01Z' WHERE id = 1",
                "snapshot 1 was changed (link 1)",
            ),
            (
                "UPDATE parts SET status = 201",
                "snapshot 2 was changed (link 2)",
            ),
            (
                "UPDATE stretches SET verified = 3",
                "coverage 1 was changed (link 3)",
            ),
            (
                "UPDATE attestations SET entry = '2'",
                "attestation 1 was changed (link 4)",
            ),
            ("DELETE FROM stretches", "coverage 1 is gone (link 3)"),
            ("DELETE FROM chain WHERE place = 2", "link 2 is missing"),
            (
                "DELETE FROM chain WHERE place = 4",
                "1 rows of attestation have no link",
            ),
            (
                "UPDATE chain SET hash = digest WHERE place = 2",
                "coverage 1 was changed (link 3), or its link was",
            ),
            (
                "UPDATE bodies SET bytes = (SELECT bytes FROM bodies WHERE id = 2) WHERE id = 1",
                "body 1",
            ),
            (
                "UPDATE items SET source = 'x'; PRAGMA foreign_keys = OFF; DELETE FROM snapshots WHERE id = 2",
                "snapshot 2 is gone",
            ),
        ] {
            let conn = filled();
            conn.execute_batch(touch).unwrap();
            let found = audit(&conn).unwrap();
            let told = found.faults.iter().any(|told| told.contains(fault));
            assert!(told, "{touch}: {:#?}", found.faults);
        }
    }

    #[test]
    fn the_tail_is_the_last_links_and_what_they_stand_for() {
        let conn = filled();
        let found = tail(&conn, 2).unwrap();
        assert_eq!((found.links, found.fault_count), (2, 0));
        assert_eq!(tail(&conn, 100).unwrap().links, 4);
        conn.execute_batch("UPDATE attestations SET entry = '2'")
            .unwrap();
        let found = tail(&conn, 2).unwrap();
        assert_eq!(found.faults, ["attestation 1 was changed (link 4)"]);
        assert_eq!(tail(&store::open_in_memory().unwrap(), 2).unwrap().links, 0);
    }

    #[test]
    fn a_released_body_is_no_fault() {
        let conn = filled();
        conn.execute_batch("UPDATE bodies SET bytes = NULL WHERE id = 1")
            .unwrap();
        let found = audit(&conn).unwrap();
        assert_eq!((found.released, found.fault_count), (1, 0));
    }

    fn filled() -> Connection {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let encoded = |body: &[u8]| bodies::encode(body, bodies::address(body), None).unwrap();
        let snapshot = |body: &[u8], parts| NewSnapshot {
            source: "a".to_owned(),
            kind: SourceKind::Feed,
            url: "https://example.org/ü".to_owned(),
            status: 200,
            content_type: Some("text/xml".to_owned()),
            etag: None,
            last_modified: Some("Thu, 01 Jan 2026 00:00:00 GMT".to_owned()),
            headers: vec![("x-\"quoted\"".to_owned(), "ə\u{7f}".to_owned())],
            body: encoded(body),
            parts,
        };
        snapshots::insert(&tx, &snapshot(b"one", Vec::new()), now).unwrap();
        let part = NewPart {
            url: "https://example.org/2".to_owned(),
            status: 200,
            content_type: None,
            headers: Vec::new(),
            body: encoded(b"a part"),
        };
        snapshots::insert(&tx, &snapshot(b"two", vec![part]), now).unwrap();
        let stretch = Stretch {
            source: "a".to_owned(),
            state: SourceState::Fine,
            from_at: now,
            to_at: now,
            polls: 2,
            verified: 2,
            longest_gap: 60,
        };
        coverage::insert(&tx, &stretch).unwrap();
        attestations::record(&tx, "act", "{\"a\": 1}", now).unwrap();
        tx.commit().unwrap();
        conn
    }
}
