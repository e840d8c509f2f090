//! The names that dates are written with: months, zones, halves of the day.
//!
//! All in lower case, in the languages of our sources and in those that feeds are known
//! to date in.

use jiff::tz::{Offset, TimeZone};

#[derive(Clone)]
pub(super) enum Zone {
    Fixed(Offset),
    /// Eastern time and the like: which offset it is depends on the season.
    Local(TimeZone),
}

#[derive(Clone, Copy)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

pub(super) fn half_named(word: &str) -> Option<Half> {
    match word {
        "am" | "a.m" | "오전" => Some(Half::Morning),
        "pm" | "p.m" | "오후" => Some(Half::Afternoon),
        _ => None,
    }
}

/// A zone as it follows a time: nothing, `Z`, `+04:00`, `-0430`, `GMT-01:01`, `EDT`,
/// `America/New_York`. An unknown name counts as UTC.
pub(super) fn zone_of(text: &str) -> Option<Zone> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if lower.is_empty() {
        return Some(Zone::Fixed(Offset::UTC));
    }
    if let Some(offset) = lower.strip_prefix(['+', '-']) {
        return numbered(offset, lower.starts_with('-'));
    }
    Some(zone_named(&lower).unwrap_or(Zone::Fixed(Offset::UTC)))
}

fn numbered(digits: &str, west: bool) -> Option<Zone> {
    let digits = digits.split(' ').next()?.replace(':', "");
    let (hours, minutes): (i32, i32) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        3 | 4 => {
            let (hours, minutes) = digits.split_at_checked(digits.len() - 2)?;
            (hours.parse().ok()?, minutes.parse().ok()?)
        }
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    let offset = Offset::from_seconds(if west { -seconds } else { seconds });
    offset.ok().map(Zone::Fixed)
}

/// A zone by its name in lower case.
pub(super) fn zone_named(name: &str) -> Option<Zone> {
    let name = name.strip_prefix("etc/").unwrap_or(name);
    for prefix in ["gmt", "utc"] {
        match name.strip_prefix(prefix) {
            Some(rest) if rest.starts_with(['+', '-']) => {
                return numbered(&rest[1..], rest.starts_with('-'));
            }
            _ => {}
        }
    }
    let hours = match name {
        "z" | "ut" | "utc" | "gmt" | "wet" => 0,
        "a" => -1,
        "n" | "met" | "cet" | "bst" => 1,
        "cest" | "mest" | "eet" => 2,
        "eest" | "msk" => 3,
        "amt" | "azt" | "gst" => 4,
        "kst" | "jst" => 9,
        "y" => 12,
        "m" => -12,
        "adt" => -3,
        "ast" | "at" | "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" | "akdt" => -8,
        "akst" => -9,
        "hst" => -10,
        "et" => return local("America/New_York"),
        "ct" => return local("America/Chicago"),
        "mt" => return local("America/Denver"),
        "pt" => return local("America/Los_Angeles"),
        name if name.contains('/') => return local(name),
        _ => return None,
    };
    Some(Zone::Fixed(Offset::constant(hours)))
}

fn local(name: &str) -> Option<Zone> {
    TimeZone::get(name).ok().map(Zone::Local)
}

/// The month that a word names, in lower case: by three letters in English, and by
/// what its names begin with in the other languages of our sources and in those that
/// feeds are known to date in.
pub(super) fn month_named(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &[
            "jan", "janv", "янв", "ιαν", "yan", "oca", "ene", "gen", "հուն",
        ],
        &["feb", "fév", "фев", "φεβ", "fev", "şub", "փետ"],
        &["mar", "mär", "мар", "μάρ", "μαρ", "már", "մար"],
        &["apr", "avr", "апр", "απρ", "ápr", "nis", "abr", "ապր"],
        &[
            "may", "mai", "май", "мая", "μάι", "μαϊ", "μαι", "máj", "mag", "մայ",
        ],
        &[
            "jun",
            "juin",
            "июн",
            "ιούν",
            "ιον",
            "jún",
            "iyun",
            "haz",
            "giu",
            "հունիս",
        ],
        &[
            "jul", "juil", "июл", "ιούλ", "ιολ", "júl", "iyul", "tem", "lug", "հուլ",
        ],
        &[
            "aug", "aoû", "авг", "αύγ", "αυγ", "avq", "ağu", "ago", "օգոս",
        ],
        &["sep", "сен", "σεπ", "szept", "sen", "eyl", "set", "սեպ"],
        &["oct", "okt", "окт", "οκτ", "eki", "ott", "հոկ"],
        &["nov", "ноя", "νοέ", "νοε", "noy", "kas", "նոյ"],
        &[
            "dec", "déc", "дек", "δεκ", "dez", "dek", "ara", "dic", "դեկ",
        ],
    ];
    // The longest beginning decides: հունիս is June, հունվար January.
    let (_, month) = (1..)
        .zip(MONTHS)
        .flat_map(|(number, names)| names.iter().map(move |name| (name, number)))
        .filter(|(name, _)| word.starts_with(**name))
        .map(|(name, number)| (name.len(), number))
        .max()?;
    Some(month)
}
