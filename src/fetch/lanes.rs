//! Turns: how many fetches run at a time, in all and per host, and how soon one host is
//! asked again.
//!
//! A fetch first waits for its host and then for a place among all, so that a slow host
//! with many sources holds up nobody else.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// Hands out turns.
pub(super) struct Lanes {
    all: Arc<Semaphore>,
    per_host_max: usize,
    host_delay: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// The right to fetch, until it is dropped.
pub(super) struct Turn {
    _host: (Arc<Host>, OwnedSemaphorePermit),
    _all: OwnedSemaphorePermit,
}

struct Host {
    lane: Arc<Semaphore>,
    /// From when on it may be asked.
    free_at: Mutex<Instant>,
}

impl Lanes {
    /// For each figure 0 means no limit.
    pub(super) fn new(concurrent_max: usize, per_host_max: usize, host_delay: Duration) -> Self {
        Self {
            all: semaphore(concurrent_max),
            per_host_max,
            host_delay,
            hosts: Mutex::default(),
        }
    }

    /// Waits for a turn.
    pub(super) async fn enter(&self, host: &str) -> Turn {
        let host = self.host(host);
        let lane = acquire(&host.lane).await;
        let starts_at = host.book(self.host_delay);
        if starts_at > Instant::now() {
            tokio::time::sleep_until(starts_at).await;
        }
        Turn {
            _all: acquire(&self.all).await,
            _host: (host, lane),
        }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(name) {
            return Arc::clone(host);
        }
        // The map holds one reference; a host that nobody waits for and that may be
        // asked at once is as good as one we never heard of.
        let now = Instant::now();
        hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.free_at() > now);
        let host = Arc::new(Host {
            lane: semaphore(self.per_host_max),
            free_at: Mutex::new(now),
        });
        hosts.insert(name.to_owned(), Arc::clone(&host));
        host
    }
}

impl Host {
    /// Books the next start; returns when that is.
    fn book(&self, delay: Duration) -> Instant {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let starts_at = Instant::now().max(*free_at);
        *free_at = starts_at + delay;
        starts_at
    }

    fn free_at(&self) -> Instant {
        *self.free_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn semaphore(permits: usize) -> Arc<Semaphore> {
    let permits = match permits {
        0 => Semaphore::MAX_PERMITS,
        some => some.min(Semaphore::MAX_PERMITS),
    };
    Arc::new(Semaphore::new(permits))
}

async fn acquire(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    let permit = Arc::clone(semaphore).acquire_owned().await;
    permit.expect("the semaphore is never closed")
}

#[cfg(test)]
mod tests {
    use std::future::Future;

    use super::*;

    #[tokio::test]
    async fn a_host_is_asked_by_so_many_at_a_time() {
        let lanes = Lanes::new(0, 2, Duration::ZERO);
        let first = lanes.enter("a.example").await;
        let _second = lanes.enter("a.example").await;
        let _other = lanes.enter("b.example").await;

        assert!(has_to_wait(lanes.enter("a.example")).await);
        drop(first);
        assert!(!has_to_wait(lanes.enter("a.example")).await);
    }

    #[tokio::test]
    async fn all_hosts_together_are_asked_by_so_many_at_a_time() {
        let lanes = Lanes::new(2, 0, Duration::ZERO);
        let first = lanes.enter("a.example").await;
        let _second = lanes.enter("b.example").await;

        assert!(has_to_wait(lanes.enter("c.example")).await);
        drop(first);
        assert!(!has_to_wait(lanes.enter("c.example")).await);
    }

    #[tokio::test]
    async fn a_host_has_its_rest_between_two_requests() {
        let lanes = Lanes::new(0, 0, Duration::from_secs(3600));
        drop(lanes.enter("a.example").await);

        assert!(has_to_wait(lanes.enter("a.example")).await);
        assert!(!has_to_wait(lanes.enter("b.example")).await);
    }

    #[tokio::test]
    async fn hosts_that_rest_are_forgotten() {
        let lanes = Lanes::new(0, 1, Duration::ZERO);
        for host in 0..1000 {
            drop(lanes.enter(&format!("host{host}.example")).await);
        }
        assert!(lanes.hosts.lock().unwrap().len() < 3);
    }

    /// Polls once: what isn't ready then waits for somebody else.
    async fn has_to_wait(turn: impl Future<Output = Turn>) -> bool {
        let mut turn = std::pin::pin!(turn);
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(turn.as_mut().poll(context).is_pending())
        })
        .await
    }
}
