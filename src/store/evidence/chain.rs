//! The chain over all evidence: each link carries the hash of the one before.
//!
//! It covers metadata and the hashes of bodies, never bodies: those may be
//! released one day, and the chain has to hold without them. Who keeps one hash
//! elsewhere, in an old mail for one, can show that no row before it was touched.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{attestations, coverage, snapshots};

/// The hash before the first link.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What kind of row a link stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Snapshot,
    Coverage,
    Attestation,
}

/// A link's place and hash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    /// Counted from 1.
    pub place: i64,
    /// Hex sha256.
    pub hash: String,
}

/// A link with all that its hash is taken of, but the hash before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Whole {
    pub place: i64,
    pub kind: Kind,
    /// The id of the row that it stands for.
    pub row: i64,
    /// Hex sha256 of that row as canonical JSON; empty for a stretch that is gone.
    pub digest: String,
    pub hash: String,
}

/// A row in the form of which its digest is taken.
pub(super) fn canonical(row: &impl Serialize) -> rusqlite::Result<Vec<u8>> {
    serde_json::to_vec(row).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

/// Adds a link for the row `id`, whose canonical form is `row` as JSON.
pub(super) fn add(
    tx: &Transaction<'_>,
    kind: Kind,
    id: i64,
    row: &impl Serialize,
) -> rusqlite::Result<()> {
    let before = tip(tx)?;
    let digest = hex(&Sha256::digest(canonical(row)?));
    let place = before.place + 1;
    let hash = link(&before.hash, place, kind, id, &digest);
    tx.prepare_cached(
        "INSERT INTO chain (place, kind, row, digest, hash)
         VALUES (:place, :kind, :row, CASE WHEN :kind <> 'coverage' THEN unhex(:digest) END, unhex(:hash))",
    )?
    .execute(named_params! {
        ":place": place,
        ":kind": kind.as_str(),
        ":row": id,
        ":digest": digest,
        ":hash": hash,
    })?;
    Ok(())
}

/// The last link; place 0 where there is none.
pub fn tip(conn: &Connection) -> rusqlite::Result<Link> {
    let last = conn
        .prepare_cached(
            "SELECT place, lower(hex(hash)) AS hash FROM chain ORDER BY place DESC LIMIT 1",
        )?
        .query_row([], from_row)
        .optional()?;
    Ok(last.unwrap_or(Link {
        place: 0,
        hash: GENESIS.to_owned(),
    }))
}

/// The link at a place.
pub fn at(conn: &Connection, place: i64) -> rusqlite::Result<Option<Link>> {
    conn.prepare_cached("SELECT place, lower(hex(hash)) AS hash FROM chain WHERE place = :place")?
        .query_row(named_params! { ":place": place }, from_row)
        .optional()
}

/// The links from a place on, in their order, up to so many.
pub fn from(conn: &Connection, place: i64, limit: usize) -> rusqlite::Result<Vec<Whole>> {
    let mut links: Vec<Whole> = conn
        .prepare_cached(
            "SELECT place, kind, row, lower(hex(digest)) AS digest, lower(hex(hash)) AS hash
               FROM chain WHERE place >= :place ORDER BY place LIMIT :limit",
        )?
        .query_map(named_params! { ":place": place, ":limit": limit }, |row| {
            Ok(Whole {
                place: row.get("place")?,
                kind: row.get("kind")?,
                row: row.get("row")?,
                digest: row.get("digest")?,
                hash: row.get("hash")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for link in links.iter_mut().filter(|link| link.kind == Kind::Coverage) {
        if let Some(row) = link.kind.canonical(conn, link.row)? {
            link.digest = hex(&Sha256::digest(row));
        }
    }
    Ok(links)
}

/// The hash before the link at a place.
pub fn before(conn: &Connection, place: i64) -> rusqlite::Result<String> {
    let before = conn
        .prepare_cached("SELECT lower(hex(hash)) AS hash FROM chain WHERE place = :place - 1")?
        .query_row(named_params! { ":place": place }, |row| row.get("hash"))
        .optional()?;
    Ok(before.unwrap_or_else(|| GENESIS.to_owned()))
}

/// The place of the link that stands for a snapshot or an attestation.
pub fn place_of(conn: &Connection, kind: Kind, row: i64) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT place FROM chain WHERE kind = :kind AND row = :row AND kind <> 'coverage'",
    )?
    .query_row(
        named_params! { ":kind": kind.as_str(), ":row": row },
        |row| row.get("place"),
    )
    .optional()
}

/// The place of the link whose hash begins with these digits; `None` where there is none,
/// or more than one.
pub fn place_of_hash(conn: &Connection, digits: &str) -> rusqlite::Result<Option<i64>> {
    if digits.len() < 8 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let digits = digits.to_ascii_lowercase();
    let found: Vec<i64> = conn
        .prepare_cached(
            "SELECT place FROM chain WHERE lower(hex(hash)) GLOB :digits || '*' LIMIT 2",
        )?
        .query_map(named_params! { ":digits": digits }, |row| row.get("place"))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(<[i64; 1]>::try_from(found).ok().map(|[place]| place))
}

/// How many rows of evidence of a kind there are, chained or not.
pub fn rows(conn: &Connection, kind: Kind) -> rusqlite::Result<usize> {
    let table = match kind {
        Kind::Snapshot => "snapshots",
        Kind::Coverage => "stretches",
        Kind::Attestation => "attestations",
    };
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
}

/// The link that stands for a snapshot.
pub fn of_snapshot(conn: &Connection, snapshot: i64) -> rusqlite::Result<Option<Link>> {
    conn.prepare_cached(
        "SELECT place, lower(hex(hash)) AS hash FROM chain
          WHERE kind = :kind AND row = :row AND kind <> 'coverage'",
    )?
    .query_row(
        named_params! { ":kind": Kind::Snapshot.as_str(), ":row": snapshot },
        from_row,
    )
    .optional()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        place: row.get("place")?,
        hash: row.get("hash")?,
    })
}

fn link(before: &str, place: i64, kind: Kind, row: i64, digest: &str) -> String {
    hex(&Sha256::digest(hashed(before, place, kind, row, digest)))
}

/// The text of which a link's hash is taken.
fn hashed(before: &str, place: i64, kind: Kind, row: i64, digest: &str) -> String {
    format!("{before} {place} {} {row} {digest}", kind.as_str())
}

impl Whole {
    /// The text of which the hash is taken, where `before` is the hash before.
    pub fn hashed(&self, before: &str) -> String {
        hashed(before, self.place, self.kind, self.row, &self.digest)
    }

    /// Whether the hash is that of the link.
    pub fn follows(&self, before: &str) -> bool {
        self.hash == link(before, self.place, self.kind, self.row, &self.digest)
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes all");
    }
    text
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Snapshot, Self::Coverage, Self::Attestation];

    /// Of the row that a link of this kind stands for, what the digest was taken of.
    pub fn canonical(self, conn: &Connection, row: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        match self {
            Self::Snapshot => snapshots::canonical(conn, row),
            Self::Coverage => coverage::canonical(conn, row),
            Self::Attestation => attestations::canonical(conn, row),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Coverage => "coverage",
            Self::Attestation => "attestation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn each_link_carries_the_hash_of_the_one_before() {
        let mut conn = store::open_in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        add(&tx, Kind::Attestation, 1, &["first"]).unwrap();
        let first = tip(&tx).unwrap();
        add(&tx, Kind::Coverage, 1, &["second"]).unwrap();
        let second = tip(&tx).unwrap();

        // What a stranger computes with sha256sum from the row and the rule.
        let digest = hex(&Sha256::digest(b"[\"second\"]"));
        let expected = format!("{} 2 coverage 1 {digest}", first.hash);
        assert_eq!(second.hash, hex(&Sha256::digest(expected.as_bytes())));
        assert_eq!(second.place, 2);
    }
}
