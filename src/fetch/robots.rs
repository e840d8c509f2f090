//! robots.txt (RFC 9309): whether a site lets programs like us ask for an address.
//!
//! Asked before what nobody configured: an article that a feed leads to. What the operator
//! named is asked for without.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use texting_robots::Robot;
use url::Url;

use super::{FetchError, Fetcher, Request};
use crate::domain::source::HostPort;

/// The name that a robots.txt calls us by.
const NAME: &str = "watch907";

/// For how long what a site said holds (RFC 9309, section 2.4).
const HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// The most of it that is read (RFC 9309, section 2.5).
const BYTES_MAX: u64 = 512 << 10;

const DEADLINE: Duration = Duration::from_secs(30);

/// So many sites are remembered.
const SITES_MAX: usize = 500;

/// What sites said, each since when.
#[derive(Default)]
pub(super) struct Sites(Mutex<HashMap<String, (Instant, Answer)>>);

#[derive(Clone)]
enum Answer {
    /// There is none, so that all may be asked for.
    All,
    /// It can't be had, and nothing may be asked for until it can.
    Nothing,
    Rules(Arc<Robot>),
}

impl Fetcher {
    /// Fails where the site of `url` asks programs not to ask for it, or can't say.
    pub async fn permit(&self, url: &Url, allow: &[HostPort]) -> Result<(), FetchError> {
        let origin = url.origin().ascii_serialization();
        let known = self.sites.known(&origin);
        let answer = match known {
            Some(answer) => answer,
            None => {
                let answer = self.robots(url, allow).await;
                self.sites.remember(origin, answer.clone());
                answer
            }
        };
        let is_allowed = match answer {
            Answer::All => true,
            Answer::Nothing => false,
            Answer::Rules(robot) => robot.allowed(url.as_str()),
        };
        match is_allowed {
            true => Ok(()),
            false => Err(FetchError::refused(url, "its robots.txt doesn't allow it")),
        }
    }

    async fn robots(&self, url: &Url, allow: &[HostPort]) -> Answer {
        let Ok(address) = url.join("/robots.txt") else {
            return Answer::Nothing;
        };
        let request = Request {
            url: &address,
            headers: &[],
            validators: None,
            allow,
            body_bytes_max: BYTES_MAX,
            deadline: DEADLINE,
        };
        match self.fetch(&request).await {
            Ok(response) if response.status == 200 => match Robot::new(NAME, &response.body) {
                Ok(robot) => Answer::Rules(Arc::new(robot)),
                Err(_) => Answer::Nothing,
            },
            // "Unavailable" is leave, "unreachable" is none (section 2.3.1).
            Ok(response) if (400..500).contains(&response.status) => Answer::All,
            Ok(_) | Err(_) => Answer::Nothing,
        }
    }
}

impl Sites {
    fn known(&self, origin: &str) -> Option<Answer> {
        let sites = self.0.lock().expect("no holder panics");
        let (since, answer) = sites.get(origin)?;
        (since.elapsed() < HOLDS).then(|| answer.clone())
    }

    fn remember(&self, origin: String, answer: Answer) {
        let mut sites = self.0.lock().expect("no holder panics");
        sites.retain(|_, (since, _)| since.elapsed() < HOLDS);
        if sites.len() >= SITES_MAX {
            sites.clear();
        }
        sites.insert(origin, (Instant::now(), answer));
    }
}
