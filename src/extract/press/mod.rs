//! What the press writes: whether it is about our subject, in five languages.

pub mod topic;

mod fold;

pub mod measures;
