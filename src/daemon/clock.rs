//! The clock: the only place where the program looks at the time.
//!
//! Everything below is handed `now`. The demo and the tests hand it a time of
//! their own choosing, so that a year passes in seconds and nothing sleeps.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// Tells the present, to the second, which is as fine as the database keeps it.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Moved by whoever holds it; seconds since 1970.
    Turned(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until it is turned.
    pub fn turned_to(at: Timestamp) -> Self {
        Self::Turned(Arc::new(AtomicI64::new(at.as_second())))
    }

    /// Turns the clock, unless it is the system's.
    pub fn turn(&self, at: Timestamp) {
        if let Self::Turned(second) = self {
            second.store(at.as_second(), Ordering::SeqCst);
        }
    }

    pub fn now(&self) -> Timestamp {
        let second = match self {
            Self::System => Timestamp::now().as_second(),
            Self::Turned(second) => second.load(Ordering::SeqCst),
        };
        Timestamp::from_second(second).expect("the present is in range")
    }

    /// How long to sleep until `at`: not at all where the clock is turned by hand.
    pub fn until(&self, at: Timestamp) -> std::time::Duration {
        let wait = match self {
            Self::System => at.duration_since(Timestamp::now()),
            Self::Turned(_) => SignedDuration::ZERO,
        };
        wait.max(SignedDuration::ZERO).unsigned_abs()
    }
}
