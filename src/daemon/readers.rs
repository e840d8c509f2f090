//! Reading connections, kept open between uses.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use rusqlite::Connection;

use crate::store::{self, OpenError};

/// Lends read-only connections. Cheap to clone.
#[derive(Clone)]
pub struct Readers {
    path: Arc<Path>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// For the database at `path`, which is there and up to date.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path: path.into(),
            idle: Arc::default(),
        }
    }

    /// The folder of the database.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Runs `read` on a connection. Blocks while it runs.
    pub fn with<T, E: From<OpenError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().expect("no holder panics").pop();
        let conn = match idle {
            Some(conn) => conn,
            None => store::open_read_only(&self.path)?,
        };
        let found = read(&conn);
        self.idle.lock().expect("no holder panics").push(conn);
        found
    }
}
