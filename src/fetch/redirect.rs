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

/// An address as it may be shown and logged: its scheme, host and port. The rest may be a
/// secret: whoever knows the path of a webhook may post there.
pub fn redacted(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    format!("{}://{host}{}", url.scheme(), port.unwrap_or_default())
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
            shown("https://ann:pw@example.org/services/T0/s3cret?api_key=s3cret#frag"),
            "https://example.org"
        );
        assert_eq!(shown("http://[::1]:8080/a"), "http://[::1]:8080");
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
