//! `[report]`: where the report and the feed of alerts are written.

use std::path::PathBuf;

use super::{section::Section, values::optional};

#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The folder for both. Relative to the folder of the database. `None`: neither is
    /// written.
    pub path: Option<PathBuf>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Option<Report> {
    let path = section.need("path", optional);
    section.finish();
    Some(Report {
        path: path?.map(PathBuf::from),
    })
}
