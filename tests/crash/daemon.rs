//! A real `watch907 run`, with a site and a mail server on loopback.

#![allow(dead_code, reason = "each test uses a part of this")]

use std::{ops::Deref, path::Path};

use crate::kit::{
    documents::{Entry, entry, feed},
    home::Home,
    site::{Document, Site},
    smtp::SmtpServer,
};

pub(crate) struct Place {
    pub(crate) site: Site,
    pub(crate) smtp: SmtpServer,
    home: Home,
}

impl Deref for Place {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl Place {
    /// A feed at `/feed` that is polled each second, and a reader who is told at once.
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// The same, on the disk of this folder.
    pub(crate) fn within(folder: &Path) -> Self {
        let place = Self {
            site: Site::start(),
            smtp: SmtpServer::start(),
            home: Home::within(folder),
        };
        place.list(1);
        place.configure("");
        place
    }

    /// Writes the configuration, with more at its end.
    pub(crate) fn configure(&self, more: &str) {
        let (site, smtp) = (self.site.addr, self.smtp.addr);
        let text = format!(
            r#"
[built_in]
sources = false
history = false
[fetch]
host_delay = "0s"
jitter = 0
backoff_first = "1s"
backoff_ceiling = "1s"
[mail]
server = "{}"
port = {}
tls = "none"
retry_first = "1s"
retry_ceiling = "1s"
singles = 1000
[[subscriber]]
address = "reader@example.org"
tell = {{ item = "at_once" }}
[[source]]
id = "news"
kind = "feed"
url = "http://{site}/feed"
allow = ["{site}"]
cadence = "1s"
fresh_for = "1h"
{more}
"#,
            smtp.ip(),
            smtp.port()
        );
        self.write_config(&text);
    }

    /// The feed lists so many entries, newest first.
    pub(crate) fn list(&self, count: usize) {
        let entries: Vec<Entry> = (0..count)
            .rev()
            .map(|n| entry(&format!("n{n}"), 20))
            .collect();
        self.site.serve("/feed", Document::feed(feed(&entries)));
    }
}
