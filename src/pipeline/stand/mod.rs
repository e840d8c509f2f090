//! Standings: folds what was observed, and tells where it moved.
//!
//! A standing is derived anew each time, from all observations that hold, and is
//! written down only where it differs from the last. So it does not matter in which
//! order records arrive, or whether a rule or a clock moved it.

use rusqlite::Connection;

use crate::store::work::sources;

mod view;

mod measure;

mod section;

mod law;

mod versions;

mod carriers;

pub use carriers::tell_difference;
pub use law::{enact, enact_law};
pub use measure::{Folded, MeasureDetail, fold_measure, measure, stage_words};
pub use section::{attested, document_line, is_carried, known, provision, provision_on};
pub use versions::{newest, rank, versions};

pub use view::{View, end_of};

/// The provision, as an entity.
pub const PROVISION: &str = "section-907";

/// What people call a source.
fn source_name(conn: &Connection, id: &str) -> anyhow::Result<String> {
    let source = sources::get(conn, id)?;
    Ok(source.map_or_else(|| id.to_owned(), |source| source.name))
}
