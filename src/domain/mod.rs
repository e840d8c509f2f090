//! What the product is about: values, and the rules between them.
//!
//! Nothing here opens a file, a socket or a database, and nothing asks what time
//! it is: what depends on the present takes `now` as an argument. That is why
//! every rule in this module can be tested with a table of cases.

pub mod calendar;

pub mod reminder;

pub mod measure;

pub mod rung;

pub mod when;

pub mod instrument;

pub mod effect;

pub mod operative;

pub mod notice;

pub mod provision;

pub mod source;

pub mod action;

pub mod meaning;

pub mod stage;

pub mod fold;

pub mod progress;

pub mod record;

pub mod listing;

pub mod item;

pub mod change;

pub mod alike;

pub mod back;

pub mod moved;

pub mod quality;

pub mod schedule;

pub mod budget;

pub mod backoff;

pub mod assurance;

pub mod cause;

pub mod watched;

pub mod claim;

pub mod verdict;

pub mod alert;

pub mod news;

pub mod routing;

pub mod quote;

pub mod printable;

pub mod search;
