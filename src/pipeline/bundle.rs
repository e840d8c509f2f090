//! The evidence of one alert as files that a lawyer can keep and a stranger can verify.
//!
//! Nothing in it has to be believed: hashes are plain SHA-256 of files that are there, and
//! what a link of the chain was computed from is a file as well.

use std::{collections::BTreeSet, fmt::Write as _};

use rusqlite::Connection;
use serde_json::json;

use crate::{
    domain::alert::Alert,
    store::{
        evidence::{
            bodies::{self, address},
            chain::{self, Kind},
            snapshots::{self, Snapshot},
        },
        work::{alerts, messages, owed},
    },
};

/// Files, by their paths.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The folder that all are in: `alert-1f2e3d4c`.
    pub name: String,
    pub files: Vec<(String, Vec<u8>)>,
}

/// How a stranger verifies it.
const README: &str = include_str!("bundle/README.txt");

/// Gathers what an alert rests on.
pub fn of(conn: &Connection, alert: &Alert) -> anyhow::Result<Bundle> {
    let mut files = vec![file("alert.json", &serde_json::to_string_pretty(alert)?)];
    mails(conn, alert, &mut files)?;
    let basis = alerts::basis(conn, alert)?;
    let mut places = BTreeSet::new();
    for &id in &basis.snapshots {
        if let Some(snapshot) = snapshots::get(conn, id)? {
            let folder = format!("evidence/snapshot-{id}-{}", snapshot.source);
            places.extend(link(conn, Kind::Snapshot, id, &folder, &mut files)?);
            self::snapshot(conn, &snapshot, &folder, &mut files)?;
        }
    }
    for &id in &basis.attestations {
        let folder = format!("evidence/attestation-{id}");
        places.extend(link(conn, Kind::Attestation, id, &folder, &mut files)?);
    }
    if let Some(&first) = places.first() {
        files.push(("chain.txt".to_owned(), chain_from(conn, first)?));
    }
    let tip = chain::tip(conn)?;
    let readme = README
        .replace("{alert}", alert.id.as_str())
        .replace("{seen_at}", &alert.seen_at.to_string())
        .replace("{links}", &tip.place.to_string())
        .replace("{head}", &tip.hash);
    let none =
        "This alert rests on no document: the clock, or our own sight of a source, moved it.\n\n";
    let none = if places.is_empty() { none } else { "" };
    files.insert(0, file("README.txt", &readme.replace("{none}", none)));
    let sums = files
        .iter()
        .map(|(path, bytes)| format!("{}  {path}\n", address(bytes)))
        .collect::<String>();
    files.push(file("SHA256SUMS", &sums));
    Ok(Bundle {
        name: format!("alert-{}", alert.id.short()),
        files,
    })
}

fn file(path: impl Into<String>, text: &str) -> (String, Vec<u8>) {
    (path.into(), text.as_bytes().to_vec())
}

/// The mails that told it, as they were composed.
fn mails(
    conn: &Connection,
    alert: &Alert,
    files: &mut Vec<(String, Vec<u8>)>,
) -> anyhow::Result<()> {
    let mut listed = Vec::new();
    for told in owed::of_alert(conn, alert.id.as_str())? {
        let message = match told.message {
            Some(id) => messages::whole(conn, id)?,
            None => None,
        };
        let Some((message, bytes)) = message else {
            listed.push(json!({ "subscriber": told.subscriber, "mail": null }));
            continue;
        };
        let path = format!(
            "mail/{:06}-{}.eml",
            message.number,
            &address(message.message_id.as_bytes())[..16]
        );
        listed.push(json!({
            "mail": path,
            "subscriber": message.subscriber,
            "number": message.number,
            "message_id": message.message_id,
            "composed_at": message.composed_at,
            "attempts": message.attempts,
            "sent_at": message.sent_at,
            "refused_at": message.dead_at,
            "last_error": message.last_error,
        }));
        files.push((path, bytes));
    }
    files.push(file("mails.json", &serde_json::to_string_pretty(&listed)?));
    Ok(())
}

/// A row of evidence as its digest was taken of it, and its link as its hash was. Returns
/// the link's place.
fn link(
    conn: &Connection,
    kind: Kind,
    row: i64,
    folder: &str,
    files: &mut Vec<(String, Vec<u8>)>,
) -> anyhow::Result<Option<i64>> {
    let (Some(canonical), Some(place)) = (
        kind.canonical(conn, row)?,
        chain::place_of(conn, kind, row)?,
    ) else {
        return Ok(None);
    };
    files.push((format!("{folder}/row.json"), canonical));
    let before = chain::before(conn, place)?;
    for link in chain::from(conn, place, 1)? {
        files.push(file(format!("{folder}/link.txt"), &link.hashed(&before)));
    }
    Ok(Some(place))
}

/// What was received: bytes and headers, of each part.
fn snapshot(
    conn: &Connection,
    snapshot: &Snapshot,
    folder: &str,
    files: &mut Vec<(String, Vec<u8>)>,
) -> anyhow::Result<()> {
    let headers = snapshots::headers(conn, snapshot.id)?;
    let parts = snapshots::parts(conn, snapshot.id)?;
    let first = (
        snapshot.body,
        snapshot.content_type.as_deref(),
        &snapshot.url,
    );
    let further = parts
        .iter()
        .map(|part| (part.body, part.content_type.as_deref(), &part.url));
    for (n, (body, content_type, url)) in std::iter::once(first).chain(further).enumerate() {
        let name = match n {
            0 => String::new(),
            n => format!("-part-{n}"),
        };
        if let Some(bytes) = bodies::read(conn, body)? {
            files.push((
                format!("{folder}/body{name}.{}", extension(content_type)),
                bytes,
            ));
        }
        let mut text = format!("{url}\n\n");
        for (name, value) in headers.get(n).into_iter().flatten() {
            writeln!(text, "{name}: {value}")?;
        }
        files.push(file(format!("{folder}/headers{name}.txt"), &text));
    }
    Ok(())
}

fn extension(content_type: Option<&str>) -> &'static str {
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let kinds = [
        ("json", "json"),
        ("html", "html"),
        ("xml", "xml"),
        ("text/", "txt"),
    ];
    let known = kinds.iter().find(|(part, _)| content_type.contains(part));
    known.map_or("bin", |(_, extension)| extension)
}

/// The links from a place to the last, in the form that README.txt reads: the hash before
/// the first on a line of its own, then `place kind row digest hash`.
fn chain_from(conn: &Connection, first: i64) -> anyhow::Result<Vec<u8>> {
    const AT_ONCE: usize = 10_000;
    let mut text = format!("{}\n", chain::before(conn, first)?);
    let mut place = first;
    loop {
        let links = chain::from(conn, place, AT_ONCE)?;
        let Some(last) = links.last() else {
            return Ok(text.into_bytes());
        };
        place = last.place + 1;
        for link in links {
            let kind = link.kind.as_str();
            writeln!(
                text,
                "{} {kind} {} {} {}",
                link.place, link.row, link.digest, link.hash
            )?;
        }
    }
}
