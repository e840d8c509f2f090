//! How domain values are spelled in a column.
//!
//! The spellings are the `as_str` of each type, which JSON and the configuration
//! use too: a contract with every database in the field, held by the test below.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::domain::{
    alert::Kind,
    change::ChangeKind,
    claim::{Certainty, ClaimKind, Language, Polarity},
    measure::MeasureId,
    quality::SourceState,
    routing::Route,
    rung::Rung,
    source::SourceKind,
    verdict::LineState,
};
use crate::store::evidence::chain;

#[derive(Debug, thiserror::Error)]
#[error("unknown spelling `{0}`")]
struct UnknownSpelling(String);

macro_rules! spelled {
    ($($kind:ty),+) => {$(
        impl ToSql for $kind {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let text = value.as_str()?;
                <$kind>::parse(text).ok_or_else(|| FromSqlError::other(UnknownSpelling(text.to_owned())))
            }
        }
    )+};
}

spelled!(
    Certainty,
    ChangeKind,
    ClaimKind,
    Kind,
    Language,
    LineState,
    Polarity,
    chain::Kind,
    Route,
    Rung,
    SourceKind,
    SourceState
);

impl ToSql for MeasureId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for MeasureId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(FromSqlError::other)
    }
}
