//! watch907.
pub mod domain;

pub mod config;

pub mod extract;

pub mod fetch;

pub mod render;

pub mod mail;
