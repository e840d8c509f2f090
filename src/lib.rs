//! watch907.
pub mod domain;

pub mod config;

pub mod extract;

pub mod render;

pub mod store;

pub mod fetch;

pub mod mail;

pub mod pipeline;

pub mod daemon;

pub mod cli;
