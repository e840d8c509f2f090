//! Walls: what stands between us and a source and answers in its stead.
//!
//! Some signs are only set by a wall at work. The others are weighed, as the same
//! networks put their names on good pages too: Cloudflare's challenge script has a
//! sibling that runs beside articles, and an article may have the wall for its subject.

use super::{
    Capture, Expected,
    looks::{Form, Looks},
};

/// Why the answer comes from a wall, if it does.
pub(super) fn find(
    capture: &Capture<'_>,
    looks: &Looks<'_>,
    held: Option<&Looks<'_>>,
) -> Option<String> {
    let host = capture.final_url.host_str().unwrap_or_default();
    if HOSTS.contains(&host) && capture.asked_url.host_str() != Some(host) {
        return Some(format!("it redirects to {host}"));
    }
    let header = |name: &str| {
        let named = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        let found = capture.headers.iter().find(named);
        found.map_or("", |(_, value)| value.as_str())
    };
    for (name, says) in HEADERS {
        let value = header(name).to_ascii_lowercase();
        if says.iter().any(|says| value.contains(says)) {
            return Some(format!("a challenge (header {name}: {value})"));
        }
    }
    if looks.form != Form::Html {
        return None;
    }

    let is_held = |has: &dyn Fn(&Looks<'_>) -> bool| held.is_some_and(has);
    let title =
        TITLES.contains(&looks.title.as_str()) && !is_held(&|held| held.title == looks.title);
    let script = SCRIPTS.iter().find(|(mark, _)| {
        looks.seen().is_made_with(mark) && !is_held(&|held| held.seen().is_made_with(mark))
    });
    let server = header("server").to_ascii_lowercase();
    let weights = [
        if title { 60 } else { 0 },
        script.map_or(0, |&(_, weight)| weight),
        match capture.status {
            403 | 429 | 503 => 30,
            _ => 0,
        },
        // Load balancers sign only what they answer themselves.
        match server.as_str() {
            server if SERVERS.iter().any(|known| server.starts_with(known)) => 30,
            _ => 0,
        },
        match header("x-cache") {
            cache if cache.starts_with("Error from cloudfront") => 30,
            _ => 0,
        },
        match capture.expected {
            Expected::Feed | Expected::Record => 20,
            Expected::Page | Expected::Text => 0,
        },
        if looks.seen().is_short { 20 } else { 0 },
    ];
    if weights.iter().sum::<u32>() < ENOUGH {
        return None;
    }
    Some(match script {
        _ if title => format!("a challenge (“{}”)", looks.title),
        Some((mark, _)) => format!("a challenge ({mark})"),
        None => format!("HTTP {} from a wall", capture.status),
    })
}

/// The weight that makes a wall.
const ENOUGH: u32 = 60;

/// Hosts that are nothing but walls.
const HOSTS: [&str; 1] = ["unblock.federalregister.gov"];

/// Headers that only a wall at work sets, and what they say then.
const HEADERS: [(&str, &[&str]); 3] = [
    ("cf-mitigated", &["challenge", "block"]),
    ("x-amzn-waf-action", &["challenge", "captcha"]),
    ("server", &["rimon"]),
];

const SERVERS: [&str; 2] = ["akamaighost", "awselb/"];

/// Whole titles of challenges and refusals.
const TITLES: [&str; 18] = [
    "access denied",
    "access to this page has been denied",
    "are you a robot?",
    "attention required! | cloudflare",
    "bot verification",
    "checking your browser",
    "checking your browser before accessing",
    "ddos-guard",
    "human verification",
    "just a moment...",
    "just a moment…",
    "one moment, please...",
    "pardon our interruption",
    "please wait... | cloudflare",
    "request rejected",
    "robot challenge screen",
    "security check",
    "sucuri website firewall - access denied",
];

/// Marks in scripts and links, by how much they say.
const SCRIPTS: [(&str, u32); 8] = [
    ("_cf_chl_opt", 40),
    ("/challenge-platform/h/g/orchestrate/", 40),
    ("/challenge-platform/h/b/orchestrate/", 40),
    ("captcha-delivery.com", 40),
    ("/.well-known/sgcaptcha", 50),
    ("sucuri_cloudproxy_js", 50),
    ("px-captcha", 40),
    ("_Incapsula_Resource", 20),
];
