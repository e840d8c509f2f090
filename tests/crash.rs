//! The program as people run it: killed, stopped, asked and misused.
//!
//! Waiting is done by looking until something is so, with a deadline.

mod kit;

#[path = "crash/daemon.rs"]
mod daemon;

#[path = "crash/kills.rs"]
mod kills;

#[path = "crash/service.rs"]
mod service;

#[path = "crash/memory.rs"]
mod memory;
