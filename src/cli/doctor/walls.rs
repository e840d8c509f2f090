//! The unit's wall against private networks, and what of ours stands behind it: a name
//! server, a mail server or a source.

use std::{fs, net::IpAddr, path::Path};

use ipnet::IpNet;

use super::finding::Finding;
use crate::config::Config;

/// Where the unit is, the administrator's first.
const UNITS: [&str; 3] = [
    "/etc/systemd/system/watch907.service",
    "/usr/lib/systemd/system/watch907.service",
    "/lib/systemd/system/watch907.service",
];

/// Where the administrator adds to it.
pub(in crate::cli) const DROP_INS: &str = "/etc/systemd/system/watch907.service.d";

/// What the service would not reach, one finding each.
pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let about = "firewall";
    let shut_out = shut_out(config).await;
    let finding = |(what, address): &(String, IpAddr)| {
        Finding::failed(
            about,
            format!("the unit keeps the service from {address} ({what})"),
            format!("`systemctl edit watch907`, and say [Service] IPAddressAllow={address}"),
        )
    };
    shut_out.iter().map(finding).collect()
}

/// What we need and the unit doesn't let the service reach, and at which address.
pub(in crate::cli) async fn shut_out(config: &Config) -> Vec<(String, IpAddr)> {
    let Some(unit) = UNITS.iter().find_map(|unit| fs::read_to_string(unit).ok()) else {
        return Vec::new();
    };
    let mut texts = vec![unit];
    if let Ok(files) = fs::read_dir(DROP_INS) {
        let mut files: Vec<_> = files.flatten().map(|file| file.path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "conf"));
        files.sort();
        texts.extend(
            files
                .iter()
                .filter_map(|file| fs::read_to_string(file).ok()),
        );
    }
    let wall = Wall::of(&texts);
    let mut needed = needed(config).await;
    needed.retain(|(_, address)| !wall.lets_pass(*address));
    needed
}

/// The addresses that must be reached, and what for.
async fn needed(config: &Config) -> Vec<(String, IpAddr)> {
    let resolver = fs::read_to_string(Path::new("/etc/resolv.conf")).unwrap_or_default();
    let servers = resolver.lines().filter_map(|line| {
        let address = line.trim().strip_prefix("nameserver")?.trim();
        let address = address.split('%').next()?.parse().ok()?;
        Some(("a name server".to_owned(), address))
    });
    let mut needed: Vec<(String, IpAddr)> = servers.collect();
    if let Some(server) = &config.mail.server {
        let found = tokio::net::lookup_host((server.host.as_str(), server.port)).await;
        let addresses = found.into_iter().flatten().map(|found| found.ip());
        needed.extend(addresses.map(|address| ("the mail server".to_owned(), address)));
    }
    for source in config.enabled_sources() {
        for allowed in &source.allow {
            if let Ok(address) = allowed.host.parse() {
                needed.push((format!("source {}", source.id), address));
            }
        }
    }
    needed
}

/// `IPAddressDeny=` and `IPAddressAllow=` of a unit, as systemd.resource-control(5) has them.
#[derive(Debug, Default)]
struct Wall {
    deny: Vec<IpNet>,
    allow: Vec<IpNet>,
}

impl Wall {
    /// Of a unit and what is added to it, in their order.
    fn of(texts: &[String]) -> Self {
        let mut wall = Self::default();
        for line in texts.iter().flat_map(|text| text.lines()) {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let list = match key.trim() {
                "IPAddressDeny" => &mut wall.deny,
                "IPAddressAllow" => &mut wall.allow,
                _ => continue,
            };
            // An empty one forgets those before.
            if value.trim().is_empty() {
                list.clear();
            }
            list.extend(value.split_whitespace().flat_map(nets));
        }
        wall
    }

    /// What is allowed passes, whatever is denied.
    fn lets_pass(&self, address: IpAddr) -> bool {
        let holds = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&address));
        holds(&self.allow) || !holds(&self.deny)
    }
}

/// The networks that a word stands for.
fn nets(word: &str) -> Vec<IpNet> {
    let named: &[&str] = match word {
        "any" => &["0.0.0.0/0", "::/0"],
        "localhost" => &["127.0.0.0/8", "::1/128"],
        "link-local" => &["169.254.0.0/16", "fe80::/64"],
        "multicast" => &["224.0.0.0/4", "ff00::/8"],
        _ => &[],
    };
    if !named.is_empty() {
        return named.iter().filter_map(|net| net.parse().ok()).collect();
    }
    let alone = || word.parse::<IpAddr>().ok().map(IpNet::from);
    word.parse().ok().or_else(alone).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = include_str!("../../../systemd/watch907.service");

    #[test]
    fn what_the_unit_denies_passes_once_it_is_allowed() {
        let check = |added: &[&str], address: &str, expected| {
            let mut texts = vec![UNIT.to_owned()];
            texts.extend(added.iter().map(|text| (*text).to_owned()));
            let found = Wall::of(&texts).lets_pass(address.parse().unwrap());
            assert_eq!(found, expected, "{added:?} {address}");
        };
        check(&[], "10.1.2.3", false);
        check(&[], "fd00::1", false);
        check(&[], "169.254.169.254", false);
        check(&[], "127.0.0.53", true);
        check(&[], "8.8.8.8", true);
        let allow = "[Service]\nIPAddressAllow=10.1.2.3 192.168.1.0/24\n";
        check(&[allow], "10.1.2.3", true);
        check(&[allow], "10.1.2.4", false);
        check(&[allow], "192.168.1.9", true);
        check(&[allow, "IPAddressAllow=\n"], "10.1.2.3", false);
        check(&["IPAddressDeny=\n"], "10.1.2.3", true);
    }
}
