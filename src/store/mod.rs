//! The database: every line of SQL, and nothing else.
//!
//! There is one file for each table, and its functions read as deeds done to that
//! table: `owed::book`, `bodies::insert`. What changes the database takes a
//! [`Transaction`](rusqlite::Transaction), so that the caller decides what belongs
//! together; what only reads takes a [`Connection`].
//!
//! - [`evidence`]: what was received. Rows are added and chained, never changed.
//! - [`derived`]: what follows from it.
//! - [`work`]: what is to be done, and what is owed.
//!
//! One process writes, through one connection: whoever holds the [`lock`]. The
//! command line opens the file beside it, for reading.

use std::{fs, io::ErrorKind, path::Path};

use rusqlite::{
    Connection, ErrorCode, FileControl, MAIN_DB, OpenFlags, TransactionBehavior, config::DbConfig,
};

mod columns;

mod migrations;

pub mod backup;

pub mod lock;

pub mod marker;

pub mod evidence;

pub mod derived;

pub mod work;

pub mod export;

pub mod scratch;

const SCHEMA: &str = include_str!("../../schema.sql");

/// `w907` in ASCII: tells our files from others, for `file` and for us.
const APPLICATION_ID: i32 = 0x7739_3037;

/// Statements that a connection keeps compiled.
const STATEMENTS: usize = 128;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database was written by a newer watch907 (its schema is version {found}, this program knows up to {known}): \
         install that version again, or restore a backup made before it"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "the database has schema version {found}, and this program needs {known}: start the daemon once, which brings it up to date"
    )]
    Older { found: i64, known: i64 },
    #[error("this is an SQLite database, but not one of watch907")]
    Foreign,
    #[error("there is no database yet: `watch907 run` or `watch907 poll` makes one")]
    Missing,
    #[error("{0} (members of its group may read it)")]
    Shut(std::io::Error),
    #[error(
        "the database is damaged ({0}): put a backup in its place, or move it away with what stands \
         beside it, and watching begins anew"
    )]
    Damaged(String),
    #[error(
        "failed to copy the database to {copy} before it is brought up to date ({error}): make room there, or put it right"
    )]
    Backup { copy: String, error: String },
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Sqlite(error),
        }
    }
}

/// Opens the database at `path` for writing, creating it or bringing it up to date.
///
/// The caller holds the [`lock`]. A database of a newer version is refused
/// untouched.
pub fn open(path: &Path) -> Result<Connection, OpenError> {
    let mut conn = Connection::open(path)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    // A page's text is one row: in large pages it is a few writes and not a dozen.
    // Says nothing to a database that is there already.
    conn.pragma_update(None, "page_size", 16 << 10)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "journal_size_limit", 8 << 20)?;
    harden(&conn)?;
    // Without this the WAL vanishes when we stop, and a reader who may not write
    // to the folder can't open the database until we run again.
    conn.file_control(Some(MAIN_DB), FileControl::PersistWal(&mut 1))?;
    check_origin(&conn)?;
    match version(&conn)? {
        found if (1..migrations::CURRENT).contains(&found) => {
            backup::make(&conn, path, found, migrations::CURRENT)?;
        }
        _ => (),
    }
    prepare(&mut conn)?;
    Ok(conn)
}

/// Opens the database at `path` for reading, beside a running daemon.
pub fn open_read_only(path: &Path) -> Result<Connection, OpenError> {
    match fs::metadata(path) {
        Ok(_) => (),
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(OpenError::Missing),
        Err(error) => return Err(OpenError::Shut(error)),
    }
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    harden(&conn)?;
    // There are several readers, and each asks for little.
    conn.pragma_update(None, "cache_size", -512)?;
    check_origin(&conn)?;
    match version(&conn)? {
        found if found < migrations::CURRENT => Err(OpenError::Older {
            found,
            known: migrations::CURRENT,
        }),
        found if found > migrations::CURRENT => Err(OpenError::Newer {
            found,
            known: migrations::CURRENT,
        }),
        _ => Ok(conn),
    }
}

/// Looks through the whole database, which takes its time: whether its pages and trees
/// are as SQLite left them. What stands in a row is not looked at.
pub fn check(conn: &Connection) -> Result<(), OpenError> {
    let found: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(OpenError::Damaged(found)),
    }
}

/// How much room the database takes, in bytes, and how much of that is free: it is used again
/// before the file grows.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Size {
    pub bytes: i64,
    pub free: i64,
}

pub fn size(conn: &Connection) -> rusqlite::Result<Size> {
    let pragma = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let page = pragma("page_size")?;
    Ok(Size {
        bytes: pragma("page_count")? * page,
        free: pragma("freelist_count")? * page,
    })
}

/// Folds the WAL into the database and empties it, for whoever reads while nobody
/// writes. Returns whether readers let it.
pub fn fold_wal(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        let busy: bool = row.get("busy")?;
        Ok(!busy)
    })
}

/// Opens an empty database that lives as long as its connection.
pub fn open_in_memory() -> Result<Connection, OpenError> {
    let mut conn = Connection::open_in_memory()?;
    harden(&conn)?;
    prepare(&mut conn)?;
    Ok(conn)
}

fn harden(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "cache_size", -2048)?;
    // Savepoints keep what they would undo in memory, and not in a file.
    conn.pragma_update(None, "temp_store", "memory")?;
    // A statement is planned once, and not anew for each value bound to it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn prepare(conn: &mut Connection) -> Result<(), OpenError> {
    check_origin(conn)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match version(&tx)? {
        0 => {
            tx.execute_batch(SCHEMA)?;
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
            tx.pragma_update(None, "user_version", migrations::CURRENT)?;
        }
        found if found > migrations::CURRENT => {
            return Err(OpenError::Newer {
                found,
                known: migrations::CURRENT,
            });
        }
        found => migrations::run(&tx, found)?,
    }
    tx.commit()?;
    Ok(())
}

/// Refuses a database that another program made, or changed: tables without a version are
/// nobody's of ours.
fn check_origin(conn: &Connection) -> Result<(), OpenError> {
    let ours: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let empty: bool = conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
        row.get(0)
    })?;
    let version = version(conn)?;
    let is_ours = ours == APPLICATION_ID && version > 0;
    match is_ours || (empty && version == 0 && (ours == 0 || ours == APPLICATION_ID)) {
        true => Ok(()),
        false => Err(OpenError::Foreign),
    }
}

/// The version of its schema.
pub fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_database_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("watch907.db");
        open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();

        let error = open(&path).unwrap_err().to_string();

        assert!(error.contains("newer watch907"), "{error}");
        let conn = Connection::open(&path).unwrap();
        assert_eq!(version(&conn).unwrap(), 99);
        assert!(matches!(
            open_read_only(&path),
            Err(OpenError::Newer { .. })
        ));
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("CREATE TABLE bookmarks (url TEXT)")
            .unwrap();

        assert!(matches!(open(&path), Err(OpenError::Foreign)));
    }

    #[test]
    fn a_version_that_none_had_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("watch907.db");
        let conn = open(&path).unwrap();
        for version in [-1, 0] {
            conn.pragma_update(None, "user_version", version).unwrap();
            assert!(matches!(open(&path), Err(OpenError::Foreign)));
            assert!(matches!(open_read_only(&path), Err(OpenError::Foreign)));
        }
    }

    #[test]
    fn a_commit_is_synced_and_readers_need_no_writer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("watch907.db");
        let conn = open(&path).unwrap();
        let pragma = |name: &str| -> i64 {
            conn.pragma_query_value(None, name, |row| row.get(0))
                .unwrap()
        };
        assert_eq!(pragma("synchronous"), 2);
        assert_eq!(pragma("foreign_keys"), 1);
        let wal = dir.path().join("watch907.db-wal");
        assert!(fs::metadata(&wal).unwrap().len() > 0);
        assert!(fold_wal(&conn).unwrap());
        drop(conn);

        assert_eq!(fs::metadata(&wal).unwrap().len(), 0);
        open_read_only(&path).unwrap();
    }
}
