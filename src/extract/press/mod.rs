//! What the press writes: whether it is about our subject, and what it claims, in five
//! languages.

pub mod topic;

pub mod claims;

pub mod article;

mod fold;

pub mod measures;
