//! What tests of whole ways share.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file is a crate of its own and uses a part of this"
)]

pub mod smtp;

pub mod site;

pub mod documents;

pub mod official;

pub mod letter;

pub mod world;

pub mod home;

pub mod whole;
