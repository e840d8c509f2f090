//! The chain over all evidence: each link carries the hash of the one before.
//!
//! It covers metadata and the hashes of bodies, never bodies: those may be
//! released one day, and the chain has to hold without them. Who keeps one hash
//! elsewhere, in an old mail for one, can show that no row before it was touched.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The hash before the first link.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What kind of row a link stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
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

/// Adds a link for the row `id`, whose canonical form is `row` as JSON.
pub(super) fn add(
    tx: &Transaction<'_>,
    kind: Kind,
    id: i64,
    row: &impl Serialize,
) -> rusqlite::Result<()> {
    let before = tip(tx)?;
    let canonical =
        serde_json::to_vec(row).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    let digest = hex(&Sha256::digest(&canonical));
    let place = before.place + 1;
    let hash = link(&before.hash, place, kind, id, &digest);
    tx.prepare_cached(
        "INSERT INTO chain (place, kind, row, digest, hash)
         VALUES (:place, :kind, :row, :digest, :hash)",
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
        .prepare_cached("SELECT place, hash FROM chain ORDER BY place DESC LIMIT 1")?
        .query_row([], from_row)
        .optional()?;
    Ok(last.unwrap_or(Link {
        place: 0,
        hash: GENESIS.to_owned(),
    }))
}

/// The link that stands for a snapshot.
pub fn of_snapshot(conn: &Connection, snapshot: i64) -> rusqlite::Result<Option<Link>> {
    conn.prepare_cached("SELECT place, hash FROM chain WHERE kind = :kind AND row = :row")?
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
    let text = format!("{before} {place} {} {row} {digest}", kind.as_str());
    hex(&Sha256::digest(text.as_bytes()))
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
    fn as_str(self) -> &'static str {
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
