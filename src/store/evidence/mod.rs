//! EVIDENCE: what was received. Rows are added and chained, never changed.

pub mod bodies;

pub mod snapshots;

pub mod coverage;

pub mod attestations;

pub mod chain;

pub mod audit;
