//! Redirects: where an answer sends us, and what may go along.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, LOCATION, USER_AGENT};
use url::Url;

use super::{FetchError, guard};

/// Whether an answer asks us to go elsewhere. 300 lets a person choose, which we aren't;
/// 304 to 306 are no redirects.
pub(super) fn is_one(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Where an answer from `url` leads. The address itself is checked by the next hop.
pub(super) fn target(url: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let failed = |reason: &str| Err(FetchError::Redirect(reason.to_owned()));
    let mut locations = headers.get_all(LOCATION).iter();
    let Some(location) = locations.next() else {
        return failed("it names no location");
    };
    if locations.next().is_some() {
        return failed("it names several locations");
    }
    let Ok(location) = std::str::from_utf8(location.as_bytes()) else {
        return failed("its location is no text");
    };
    if location.is_empty() {
        return failed("its location is empty");
    }
    let target = guard::join(url, location)?;
    if url.scheme() == "https" && target.scheme() == "http" {
        return failed("it gives up https");
    }
    Ok(target)
}

/// Removes what was configured for the host at `from`, unless `to` is the same host.
pub(super) fn drop_secrets(headers: &mut HeaderMap, configured: &HeaderMap, from: &Url, to: &Url) {
    let upgraded = (from.scheme(), to.scheme()) == ("http", "https")
        && from.port().is_none()
        && to.port().is_none();
    let same_port = from.port_or_known_default() == to.port_or_known_default();
    if from.host_str() == to.host_str() && (same_port || upgraded) {
        return;
    }
    for name in configured.keys() {
        if ![ACCEPT, ACCEPT_LANGUAGE, USER_AGENT].contains(name) {
            headers.remove(name);
        }
    }
}

/// An address as it may be shown and logged: without user name and password, and with
/// the values of query parameters that are named like secrets replaced by `…`.
pub fn redacted(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail where an address can't have either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if let Some(query) = url.query() {
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}=…"),
            _ => part.to_owned(),
        });
        let query = parts.collect::<Vec<_>>().join("&");
        shown.set_query(None);
        shown.set_fragment(None);
        return format!("{shown}?{query}");
    }
    shown.to_string()
}

fn is_secret(name: &str) -> bool {
    const SECRET: [&str; 7] = ["key", "token", "secret", "pass", "auth", "sig", "session"];
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn a_redirect_leads_to_one_readable_location() {
        check("https://a.example/x", &["/y"], Ok("https://a.example/y"));
        check(
            "http://a.example/x",
            &["https://a.example/x"],
            Ok("https://a.example/x"),
        );
        check("http://a.example/x", &[], Err("it names no location"));
        check("http://a.example/x", &[""], Err("its location is empty"));
        check(
            "http://a.example/x",
            &["/a", "/b"],
            Err("it names several locations"),
        );
        check(
            "https://a.example/x",
            &["http://a.example/x"],
            Err("it gives up https"),
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = |url: &str| redacted(&Url::parse(url).unwrap());
        assert_eq!(
            shown("https://ann:pw@example.org/a?q=907&api_key=s3cret&Token=t#frag"),
            "https://example.org/a?q=907&api_key=…&Token=…"
        );
        assert_eq!(
            shown("https://example.org/a?q=1"),
            "https://example.org/a?q=1"
        );
        assert_eq!(shown("https://example.org/a"), "https://example.org/a");
    }

    #[test]
    fn what_was_configured_for_a_host_stays_with_it() {
        let kept = |from: &str, to: &str| {
            let mut configured = HeaderMap::new();
            configured.insert("x-api-key", HeaderValue::from_static("s3cret"));
            configured.insert(ACCEPT, HeaderValue::from_static("text/html"));
            let mut headers = configured.clone();
            headers.insert("if-none-match", HeaderValue::from_static("\"1\""));
            let (from, to) = (Url::parse(from).unwrap(), Url::parse(to).unwrap());
            drop_secrets(&mut headers, &configured, &from, &to);
            assert!(headers.contains_key(ACCEPT) && headers.contains_key("if-none-match"));
            headers.contains_key("x-api-key")
        };
        assert!(kept("https://a.example/", "https://a.example/b"));
        assert!(kept("http://a.example/", "https://a.example/"));
        assert!(!kept("https://a.example/", "https://b.example/"));
        assert!(!kept("https://a.example/", "https://www.a.example/"));
        assert!(!kept("https://a.example/", "https://a.example:8443/"));
    }

    #[track_caller]
    fn check(from: &str, locations: &[&'static str], expected: Result<&str, &str>) {
        let mut headers = HeaderMap::new();
        for location in locations {
            headers.append(LOCATION, HeaderValue::from_static(location));
        }
        let found = target(&Url::parse(from).unwrap(), &headers);
        match expected {
            Ok(url) => assert_eq!(found.unwrap().as_str(), url),
            Err(reason) => assert_eq!(found, Err(FetchError::Redirect(reason.to_owned()))),
        }
    }
}
