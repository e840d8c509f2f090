//! watch907.
pub mod domain;

pub mod extract;

pub mod fetch;
