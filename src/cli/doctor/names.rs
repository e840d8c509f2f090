//! Names: whether each host that is asked can be found, and at an address that we ask.

use std::{collections::BTreeMap, time::Duration};

use tokio::task::JoinSet;
use url::Url;

use super::finding::{Finding, Report, Verdict};
use crate::{
    cli::open,
    config::Config,
    domain::source::HostPort,
    fetch::{self, FetchError},
    render::text::{count, list},
};

const ABOUT: &str = "names";

/// A resolver tries a few servers, each for a few seconds.
const DEADLINE: Duration = Duration::from_secs(20);

/// A host, and what for it is asked.
struct Asked {
    url: Url,
    allow: Vec<HostPort>,
    by: Vec<String>,
    required: bool,
}

pub(super) async fn examine(config: &Config, report: &mut Report<'_>) -> anyhow::Result<()> {
    let asked = asked(config);
    let all = asked.len();
    let mut looking = JoinSet::new();
    for one in asked {
        looking.spawn(async move {
            let found = tokio::time::timeout(DEADLINE, fetch::look_up(&one.url, &one.allow)).await;
            let found = found.unwrap_or(Err(FetchError::Deadline(DEADLINE)));
            (one, found.err())
        });
    }
    let mut missed = Vec::new();
    while let Some(looked) = looking.join_next().await {
        if let (one, Some(error)) = looked? {
            missed.push((one, error));
        }
    }
    missed.sort_by(|(a, _), (b, _)| a.url.host_str().cmp(&b.url.host_str()));
    if missed.is_empty() {
        let found = format!(
            "{} found, at addresses that may be asked",
            count(all, "host", "hosts")
        );
        return report.add(Finding::ok(ABOUT, found));
    }
    if missed.len() == all && all > 1 {
        let (_, first) = &missed[0];
        let found = format!(
            "none of {} can be found: {first}",
            count(all, "host", "hosts")
        );
        let todo = "see whether this machine is online, and the name servers in /etc/resolv.conf";
        return report.add(Finding::failed(ABOUT, found, todo));
    }
    for (one, error) in missed {
        let verdict = match one.required {
            true => Verdict::Failed,
            false => Verdict::Warning,
        };
        let todo = match error {
            FetchError::RefusedAddress { .. } => {
                "name it in `allow`, if you mean it to be asked there"
            }
            _ => "see whether it is spelled right, and the name servers in /etc/resolv.conf",
        };
        let found = format!("{error} (for {})", list(&one.by));
        report.add(Finding::new(verdict, ABOUT, found, Some(todo.to_owned())))?;
    }
    Ok(())
}

/// The hosts of sources, webhooks and the heartbeat, each once. The mail server's is looked
/// up when it is asked.
fn asked(config: &Config) -> Vec<Asked> {
    let mut asked: BTreeMap<String, Asked> = BTreeMap::new();
    let mut add = |url: &Url, allow: &[HostPort], by: String, required| {
        let Some(host) = url.host_str() else { return };
        let one = asked.entry(host.to_owned()).or_insert_with(|| Asked {
            url: url.clone(),
            allow: Vec::new(),
            by: Vec::new(),
            required: false,
        });
        one.allow.extend_from_slice(allow);
        one.by.push(by);
        one.required |= required;
    };
    for source in config.enabled_sources() {
        add(
            &source.url,
            &source.allow,
            source.id.to_string(),
            source.required,
        );
    }
    for subscriber in config.subscribers() {
        // One that can't be read was told already.
        if let Some(web) = subscriber.web()
            && let Ok(url) = open::address(&web.url)
        {
            let by = format!("also of {}", subscriber.address);
            add(&url, &web.allow, by, true);
        }
    }
    if let Some(heartbeat) = &config.watch.heartbeat
        && let Ok(url) = open::address(&heartbeat.url)
    {
        add(&url, &heartbeat.allow, "the heartbeat".to_owned(), true);
    }
    asked.into_values().collect()
}
