//! The machine: its disk and its clock.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::finding::{Finding, Verdict};
use crate::{daemon::clock::Clock, render::text::count};

/// Where timesyncd leaves a mark once it has set the clock.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";

/// This program wasn't there before.
const EARLIEST: &str = "2026-11-01T00:00:00Z";

/// With less than this the daemon would soon write nothing more.
const ROOM_MIN: u64 = 64 << 20;

/// What is worth a warning: an upgrade copies the database, and needs room for that.
const ROOM_BESIDE_COPY: u64 = 512 << 20;

/// How far the clock may be off: alerts are dated by it, and certificates end by it.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
const SKEW_MAX: SignedDuration = SignedDuration::from_hours(1);

/// The disk that a database of so many bytes is on.
pub(super) fn disk(database: &Path, bytes: u64) -> Finding {
    let about = "disk";
    let database = std::path::absolute(database).unwrap_or_else(|_| database.to_owned());
    let there = database
        .ancestors()
        .skip(1)
        .find(|folder| folder.is_dir())
        .unwrap_or(Path::new("/"));
    let disk = match rustix::fs::statvfs(there) {
        Ok(disk) => disk,
        Err(error) => {
            let found = format!("how full it is can't be told: {error}");
            return Finding::new(Verdict::Warning, about, found, None);
        }
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    // Some file systems don't count files.
    let files = (disk.f_files > 0).then_some(disk.f_favail);
    judged(there, free, files, bytes)
}

fn judged(folder: &Path, free: u64, files: Option<u64>, bytes: u64) -> Finding {
    let about = "disk";
    let found = format!("{:.1} GB free at {}", free as f64 / 1e9, folder.display());
    if files.is_some_and(|files| files < 100) {
        let found = format!("{found}, and room for hardly any more files");
        return Finding::failed(about, found, "remove files");
    }
    if free < ROOM_MIN {
        return Finding::failed(
            about,
            found,
            "make room: what can't be written isn't watched",
        );
    }
    if free < bytes + ROOM_BESIDE_COPY {
        let todo = "make room: an upgrade copies the database before it changes it";
        return Finding::warning(about, found, todo);
    }
    Finding::ok(about, found)
}

/// The clock, beside those of the servers that answered: by how much each is ahead of ours.
pub(super) fn clock(skews: &[SignedDuration]) -> Finding {
    let is_set = Path::new(SYNCHRONISED).exists();
    told(skews, is_set, Clock::System.now())
}

fn told(skews: &[SignedDuration], is_set: bool, now: Timestamp) -> Finding {
    let about = "clock";
    let todo = "set it, and have it synchronised: `timedatectl set-ntp true`";
    let earliest: Timestamp = EARLIEST.parse().expect("it is one");
    if now < earliest {
        let found = format!("it shows {now}, which is past");
        return Finding::failed(about, found, todo);
    }
    let mut skews = skews.to_vec();
    skews.sort();
    let by = count(skews.len(), "server", "servers");
    match skews.get(skews.len() / 2) {
        None if is_set => Finding::ok(about, "it was synchronised by systemd-timesyncd"),
        None => Finding::warning(
            about,
            "no server told the time, so nothing shows whether it is right",
            "see `timedatectl`",
        ),
        Some(skew) if skew.abs() > SKEW => {
            let way = if skew.is_positive() { "slow" } else { "fast" };
            let found = format!("it is {:#} {way}, by the clocks of {by}", skew.abs());
            let verdict = match skew.abs() > SKEW_MAX {
                true => Verdict::Failed,
                false => Verdict::Warning,
            };
            Finding::new(verdict, about, found, Some(todo.to_owned()))
        }
        Some(skew) => {
            let found = format!("it is right within {:#}, by the clocks of {by}", skew.abs());
            Finding::ok(about, found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_held_against_most_servers() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let check = |skews: &[i64], is_set, expected: &str| {
            let skews: Vec<_> = skews
                .iter()
                .copied()
                .map(SignedDuration::from_secs)
                .collect();
            let found = serde_json::to_string(&told(&skews, is_set, now)).unwrap();
            assert!(found.contains(expected), "{found}");
        };
        check(&[0, 1, 1], false, "\"ok\"");
        // One server that is wrong is one server that is wrong.
        check(&[0, 1, 90_000], false, "\"ok\"");
        check(&[300, 301, 0], false, "5m slow");
        check(&[-7300, -7300, 0], false, "\"failed\"");
        check(&[-7300, -7300, 0], false, "fast");
        check(&[], true, "\"ok\"");
        check(&[], false, "\"warning\"");

        let before = told(&[], true, "1970-01-01T00:10:00Z".parse().unwrap());
        assert!(format!("{before:?}").contains("Failed"), "{before:?}");
    }

    #[test]
    fn a_disk_must_have_room_for_a_copy_of_the_database() {
        let check = |free, files, bytes, expected: &str| {
            let found = format!("{:?}", judged(Path::new("/"), free, files, bytes));
            assert!(found.contains(expected), "{found}");
        };
        check(10 << 30, Some(10_000), 1 << 30, "Ok");
        check(10 << 30, None, 1 << 30, "Ok");
        check(10 << 30, Some(10_000), 10 << 30, "Warning");
        check(1 << 20, Some(10_000), 0, "Failed");
        check(10 << 30, Some(3), 0, "Failed");
    }
}
