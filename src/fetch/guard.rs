//! Which addresses we speak to: public ones, unless the operator allows another.
//!
//! A source's URL, a redirect or a name server may point us at the machine itself or at
//! its network, and what stands there would go out by mail. So each hop is checked anew,
//! a name only counts if *all* its addresses are public, and the connection goes to the
//! very addresses that were checked: there is no second look-up to be lied to in.
//!
//! Ranges: the IANA special-purpose registries (RFC 6890), multicast and reserved space.
//! In IPv6 only `2000::/3` is given out; what is not in it is refused as a whole.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::FetchError;
use crate::domain::source::HostPort;

/// How freely a hop may connect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reach {
    /// To public addresses only.
    Public,
    /// Wherever the name leads: the operator vouches for it.
    Any,
}

/// Resolves names to public addresses.
pub(super) struct PublicOnly;

/// The address for which a name was refused.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address")]
pub(super) struct NotPublic(pub(super) IpAddr);

/// Reads an address that a server sent, against the one that was asked.
///
/// Backslashes and control characters are refused before any parser smooths them away:
/// two parsers that disagree on the host are a way around this guard.
pub(super) fn join(base: &Url, location: &str) -> Result<Url, FetchError> {
    if location.contains(|c: char| c == '\\' || c.is_control()) {
        let reason = "it holds a backslash or a control character".to_owned();
        return Err(FetchError::Redirect(reason));
    }
    let url = base.join(location);
    url.map_err(|error| FetchError::Redirect(error.to_string()))
}

/// Checks all that an address shows before a name is looked up.
pub(super) fn check(url: &Url, allow: &[HostPort]) -> Result<Reach, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::refused(url, "it is not http or https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::refused(url, "it holds a user name or password"));
    }
    if url.as_str().len() > URL_BYTES_MAX {
        return Err(FetchError::refused(url, "it is too long"));
    }
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(FetchError::refused(url, "it names no host"));
    };
    if allow.iter().any(|allowed| is(allowed, &host, port)) {
        return Ok(Reach::Any);
    }
    if !matches!(port, 80 | 443) {
        return Err(FetchError::refused(url, "its port is not 80 or 443"));
    }
    let address = match host {
        Host::Domain(_) => return Ok(Reach::Public),
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address),
    };
    check_address(url, address).map(|()| Reach::Public)
}

pub(super) fn check_address(url: &Url, address: IpAddr) -> Result<(), FetchError> {
    if is_public(address) {
        return Ok(());
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    Err(FetchError::RefusedAddress { host, address })
}

/// Looks up the host of an address, and refuses what a fetch of it would refuse.
pub async fn look_up(url: &Url, allow: &[HostPort]) -> Result<(), FetchError> {
    let reach = check(url, allow)?;
    let Some(Host::Domain(host)) = url.host() else {
        return Ok(());
    };
    let found = tokio::net::lookup_host((host, 0)).await;
    let found = found.map_err(|error| FetchError::Dns {
        host: host.to_owned(),
        cause: error.to_string(),
    })?;
    for address in found {
        if reach == Reach::Public {
            check_address(url, address.ip())?;
        }
    }
    Ok(())
}

/// Whether an address is one that anybody on the Internet would reach the same host at.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => {
            GIVEN_OUT_V6.contains(&address)
                && !NOT_PUBLIC_V6.iter().any(|net| net.contains(&address))
        }
    }
}

/// Whether `host` at `port` is the one that is allowed.
fn is(allowed: &HostPort, host: &Host<&str>, port: u16) -> bool {
    let named = allowed.host.trim_start_matches('[').trim_end_matches(']');
    allowed.port == port
        && match host {
            Host::Domain(domain) => domain.eq_ignore_ascii_case(named),
            Host::Ipv4(address) => named.parse() == Ok(*address),
            Host::Ipv6(address) => named.parse() == Ok(*address),
        }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is filled in later; 0 stands for none.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found.collect();
            match addresses.iter().find(|address| !is_public(address.ip())) {
                Some(address) => Err(NotPublic(address.ip()).into()),
                None => Ok(Box::new(addresses.into_iter()) as Addrs),
            }
        })
    }
}

/// Longer ones come from redirects that grow with each hop.
const URL_BYTES_MAX: usize = 8 << 10;

const GIVEN_OUT_V6: Ipv6Net = v6(0x2000, 0, 3);

const NOT_PUBLIC_V6: [Ipv6Net; 4] = [
    // IETF protocols, among them Teredo (2001::/32), which carries an IPv4 address.
    v6(0x2001, 0, 23),
    // Documentation.
    v6(0x2001, 0x0db8, 32),
    // 6to4, which carries an IPv4 address.
    v6(0x2002, 0, 16),
    // Documentation.
    v6(0x3fff, 0, 20),
];

const NOT_PUBLIC_V4: [Ipv4Net; 15] = [
    // This network.
    v4([0, 0, 0, 0], 8),
    // Private.
    v4([10, 0, 0, 0], 8),
    // Shared by carriers' customers (CGNAT).
    v4([100, 64, 0, 0], 10),
    // This machine.
    v4([127, 0, 0, 0], 8),
    // This link, with the metadata services of clouds.
    v4([169, 254, 0, 0], 16),
    // Private.
    v4([172, 16, 0, 0], 12),
    // IETF protocols.
    v4([192, 0, 0, 0], 24),
    // Documentation.
    v4([192, 0, 2, 0], 24),
    // 6to4 relays, withdrawn.
    v4([192, 88, 99, 0], 24),
    // Private.
    v4([192, 168, 0, 0], 16),
    // Benchmarks.
    v4([198, 18, 0, 0], 15),
    // Documentation.
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    // Multicast.
    v4([224, 0, 0, 0], 4),
    // Reserved, and broadcast.
    v4([240, 0, 0, 0], 4),
];

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(first: u16, second: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::a00:1]",
            "[2002:7f00:1::]",
            "[2001:0:5ef5:79fb::1]",
            "[fe80::1]",
            "[fd00::1]",
            "[ff02::1]",
            "[::]",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "１２７.0.0.1",
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            let refused = check(&url, &[]);
            assert!(
                matches!(refused, Err(FetchError::RefusedAddress { .. })),
                "{host}: {refused:?}"
            );
        }
    }

    #[test]
    fn public_addresses_are_asked() {
        for host in [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "[2600:1406::1]",
            "[2001:4860:4860::8888]",
            "[::ffff:8.8.8.8]",
            "www.congress.gov",
        ] {
            let url = Url::parse(&format!("https://{host}/")).unwrap();
            assert_eq!(check(&url, &[]), Ok(Reach::Public), "{host}");
        }
    }

    #[test]
    fn an_allowed_host_is_allowed_at_its_port_only() {
        let allow = |host: &str, port| {
            [HostPort {
                host: host.to_owned(),
                port,
            }]
        };
        let reach = |url: &str, allow: &[HostPort]| check(&Url::parse(url).unwrap(), allow).ok();

        let router = allow("192.168.1.1", 8080);
        assert_eq!(reach("http://192.168.1.1:8080/", &router), Some(Reach::Any));
        assert_eq!(reach("http://192.168.1.1/", &router), None);
        assert_eq!(reach("http://192.168.1.2:8080/", &router), None);

        let loopback = allow("[::1]", 80);
        assert_eq!(reach("http://[::1]/", &loopback), Some(Reach::Any));
        let named = allow("Mirror.Example", 443);
        assert_eq!(reach("https://mirror.example/", &named), Some(Reach::Any));
        assert_eq!(reach("http://mirror.example/", &named), Some(Reach::Public));
    }

    #[test]
    fn odd_addresses_are_refused_without_a_request() {
        for url in [
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "data:text/html,hello",
            "http://user@example.org/",
            "http://:secret@example.org/",
            "http://example.org:8080/",
            "https://example.org:22/",
        ] {
            let refused = check(&Url::parse(url).unwrap(), &[]).unwrap_err();
            assert!(matches!(refused, FetchError::RefusedUrl { .. }), "{url}");
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_location_that_parsers_read_differently_is_refused() {
        let base = Url::parse("http://example.org/a").unwrap();
        for location in ["http:\\\\127.0.0.1\\", "/a\u{9}b", "//example.org\\@other/"] {
            assert!(join(&base, location).is_err(), "{location:?}");
        }
        assert_eq!(
            join(&base, "b?c").unwrap().as_str(),
            "http://example.org/b?c"
        );
    }
}
