//! Whether a database is whole.

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

/// The database is whole, and the chain is as `schema.sql` says.
pub fn check(conn: &Connection) {
    let whole: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
    let strays: i64 = conn
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(strays, 0);

    let mut statement = conn
        .prepare(
            "SELECT place, kind, row, lower(hex(digest)) AS digest,
                lower(hex(hash)) AS hash FROM chain ORDER BY place",
        )
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut before = "0".repeat(64);
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let place: i64 = row.get("place").unwrap();
        let kind: String = row.get("kind").unwrap();
        let id: i64 = row.get("row").unwrap();
        let kept: String = row.get("digest").unwrap();
        let digest = sha256(&canonical(conn, &kind, id));
        let hash: String = row.get("hash").unwrap();
        count += 1;
        assert_eq!(place, count, "no place is left out");
        if kind != "coverage" {
            assert_eq!(kept, digest, "{kind} {id}");
        }
        assert_eq!(
            hash,
            sha256(&format!("{before} {place} {kind} {id} {digest}"))
        );
        before = hash;
    }
    let evidence: i64 = conn
        .query_row(
            "SELECT (SELECT count(*) FROM snapshots) + (SELECT count(*) FROM stretches)
                  + (SELECT count(*) FROM attestations)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(count, evidence, "each row of evidence has its link");
}

/// A row of evidence as JSON, its columns in the order of `schema.sql`.
fn canonical(conn: &Connection, kind: &str, id: i64) -> String {
    let sql = match kind {
        "snapshot" => {
            "SELECT json_object('source', source, 'kind', kind, 'url', url, 'seen_at', seen_at,
                    'status', status, 'content_type', content_type, 'etag', etag,
                    'last_modified', last_modified, 'headers', json(headers), 'sha256', sha256)
               FROM snapshots s JOIN bodies b ON b.id = s.body WHERE s.id = ?1"
        }
        "coverage" => {
            "SELECT json_object('source', source, 'state', state, 'from_at', from_at, 'to_at', to_at,
                    'polls', polls, 'verified', verified, 'longest_gap', longest_gap)
               FROM stretches WHERE id = ?1"
        }
        _ => {
            "SELECT json_object('name', name, 'recorded_at', recorded_at, 'entry', entry)
               FROM attestations WHERE id = ?1"
        }
    };
    conn.query_row(sql, [id], |row| row.get(0)).unwrap()
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
