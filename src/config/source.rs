//! `[[source]]`: a place that is read, and how.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use url::Url;

use super::{
    Fetch, Watch,
    fetch::{body_bytes_max, deadline},
    mistakes::nearest,
    section::Section,
    tree::Value,
    values::{
        Patterns, YEAR, duration, flag, host_port, integer, one_of, parsed, text, web_address,
        words,
    },
};
use crate::domain::{
    calendar,
    measure::MeasureId,
    rung::Rung,
    source::{Follow, HostPort, SourceId, SourceKind, Tell},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub id: SourceId,
    pub kind: SourceKind,
    /// Of a source for each Congress, that for the 119th.
    pub url: Url,
    /// The address as written, with `{congress}` for the number of a Congress, where there
    /// is to be a source for each.
    pub of_congress: Option<String>,
    /// For people; the id where none is given.
    pub name: String,
    /// A source that is switched off stays listed, and is never asked.
    pub enabled: bool,
    /// Why it is switched off.
    pub why: Option<String>,
    pub cadence: SignedDuration,
    /// How long it may go unseen before it counts as blind.
    pub fresh_for: SignedDuration,
    /// Whether the assurance rests on it.
    pub required: bool,
    /// The most that it can prove.
    pub rung: Rung,
    pub tell: Tell,
    /// Where it may lead to addresses that aren't public.
    pub allow: Vec<HostPort>,
    /// Sent with each request; names in lower case, each once.
    pub headers: Vec<(String, String)>,
    pub expect: Expect,
    /// Pages: the CSS selector of what is read. `None`: the whole page.
    pub select: Option<String>,
    /// Pages: CSS selectors of what is left out.
    pub remove: Vec<String>,
    /// Pages: regular expressions of text that is left out.
    pub ignore: Vec<String>,
    /// Records of a measure: which one.
    pub measure: Option<MeasureId>,
    /// Lists: which entries are gone after.
    pub follow: Follow,
    /// Feeds: whether the article behind an entry on the topic is read where the entry says
    /// little.
    pub articles: bool,
    /// Feeds: whether what it claims is held against the record.
    pub press: bool,
    pub deadline: SignedDuration,
    pub body_bytes_max: u64,
    /// The id that it had before, whose history it takes over.
    pub was: Option<SourceId>,
}

/// What a good answer has at least.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expect {
    /// 0 for sources that are empty at times.
    pub items: usize,
    /// A text that stands in every good answer.
    pub text: Option<String>,
}

/// What sources without a key of their own take over.
#[derive(Clone, Copy)]
pub(super) struct Usual<'a> {
    pub(super) fetch: Option<&'a Fetch>,
    pub(super) watch: Option<&'a Watch>,
    /// The ids of the embedded configuration.
    pub(super) built_in: &'a [String],
}

const CADENCE: SignedDuration = SignedDuration::from_hours(1);

/// Headers that aren't for a configuration to set, and why.
const RESERVED: [(&str, &str); 14] = [
    ("accept-encoding", OURS),
    ("authorization", SECRET),
    ("connection", OURS),
    ("content-length", OURS),
    ("cookie", SECRET),
    ("host", OURS),
    ("if-modified-since", OURS),
    ("if-none-match", OURS),
    ("proxy-authorization", SECRET),
    ("te", OURS),
    ("transfer-encoding", OURS),
    ("upgrade", OURS),
    ("user-agent", "is made from `contact` of [fetch]"),
    ("x-api-key", SECRET),
];
const OURS: &str = "is set by watch907";
const SECRET: &str = "would be a secret in this file";

pub(super) fn read(
    mut section: Section<'_, '_>,
    usual: Usual<'_>,
    patterns: &mut Patterns,
) -> Option<Source> {
    let id = section.need("id", parsed::<SourceId>);
    suggest_id(&mut section, id.as_ref(), usual.built_in);
    let kind = section.need("kind", one_of(&SourceKind::CONFIGURED, SourceKind::as_str));
    let url = section.need("url", congress_address);
    let (url, of_congress) = url.map_or((None, None), |(url, template)| (Some(url), template));
    let name = section.take("name", words);
    let enabled = section.take("enabled", flag);
    let why = section.take("why", text);

    let (cadence, fresh_for) = timing(&mut section, usual.watch);
    let required = section.take("required", flag);
    let rung = rung(&mut section, kind);
    let tell = section.take("tell", one_of(&Tell::ALL, Tell::as_str));
    let expect = expect(section.take_table("expect"));
    let allow = section.take_list("allow", host_port);
    let headers = headers(section.take_table("headers")).into_iter().collect();
    let deadline = section.take("deadline", deadline);
    let body_bytes_max = section.take("body_bytes_max", body_bytes_max);
    let was = was(&mut section, id.as_ref());

    let mut select = None;
    let (mut remove, mut ignore) = (Vec::new(), Vec::new());
    if matches!(kind, None | Some(SourceKind::Page)) {
        select = section.take("select", |value| patterns.selector(value));
        remove = section.take_list("remove", |value| patterns.selector(value));
        ignore = section.take_list("ignore", |value| patterns.expression(value));
    } else {
        for key in ["select", "remove", "ignore"] {
            section.misplaced(key, "is for sources of kind `page`");
        }
    }
    let measure = match kind {
        Some(SourceKind::Measure) => section.need("measure", parsed::<MeasureId>),
        None | Some(SourceKind::CongressApi | SourceKind::CongressPage) => {
            section.take("measure", parsed::<MeasureId>)
        }
        Some(_) => {
            section.misplaced("measure", "is for records of one measure");
            None
        }
    };
    let follow = match kind {
        Some(kind) if !kind.is_list() => {
            section.misplaced("follow", "is for lists");
            Some((Follow::Nothing, false))
        }
        _ => section.take("follow", |value| follow(value, kind)),
    };
    let press = match kind {
        Some(SourceKind::Feed) | None => section.take("press", flag),
        Some(_) => {
            section.misplaced("press", "is for feeds");
            Some(false)
        }
    };
    section.finish();

    let (id, kind, rung) = (id?, kind?, rung?);
    Some(Source {
        name: name.unwrap_or_else(|| id.to_string()),
        id,
        kind,
        url: url?,
        of_congress,
        enabled: enabled.unwrap_or(true),
        why,
        cadence: cadence?,
        fresh_for: fresh_for?,
        required: required.unwrap_or(false),
        rung,
        tell: tell.unwrap_or(match kind {
            kind if kind.is_list() => Tell::Topic,
            _ => Tell::All,
        }),
        allow,
        headers,
        expect,
        select,
        remove,
        ignore,
        measure,
        articles: follow.is_some_and(|(_, articles)| articles),
        press: press.unwrap_or(kind == SourceKind::Feed && rung == Rung::Rhetoric),
        follow: match (follow, kind) {
            (Some((follow, _)), _) => follow,
            (None, SourceKind::Govinfo) => Follow::All,
            (None, _) => Follow::Topic,
        },
        deadline: deadline.or(usual.fetch.map(|fetch| fetch.deadline))?,
        body_bytes_max: body_bytes_max.or(usual.fetch.map(|fetch| fetch.body_bytes_max))?,
        was,
    })
}

/// Which entries are gone after, and whether to their articles: `true` says so of a feed.
fn follow(value: &Value, kind: Option<SourceKind>) -> Result<(Follow, bool), String> {
    match (value, kind) {
        (Value::Boolean(true), None | Some(SourceKind::Feed)) => Ok((Follow::Topic, true)),
        (Value::Boolean(true), _) => Err("`true` reads articles, and is for feeds".to_owned()),
        (Value::Boolean(false), _) => Ok((Follow::Nothing, false)),
        _ => Ok((one_of(&Follow::ALL, Follow::as_str)(value)?, false)),
    }
}

/// An entry with neither kind nor address was meant to change one that exists.
fn suggest_id(section: &mut Section<'_, '_>, id: Option<&SourceId>, built_in: &[String]) {
    let Some(id) = id.filter(|_| !section.has("kind") && !section.has("url")) else {
        return;
    };
    let near = nearest(id.as_str(), built_in.iter().map(String::as_str));
    let problem = "it has neither `kind` nor `url`, and no source of this id comes along";
    section.refuse(match near {
        Some(near) => format!("{problem}; did you mean `{near}`?"),
        None => problem.to_owned(),
    });
}

/// The cadence, and how long the source may go unseen, which is never less.
fn timing(
    section: &mut Section<'_, '_>,
    watch: Option<&Watch>,
) -> (Option<SignedDuration>, Option<SignedDuration>) {
    let some = || duration(SignedDuration::from_secs(1)..=YEAR);
    let given = section.has("cadence");
    let cadence = section.take("cadence", some());
    let cadence = if given { cadence } else { Some(CADENCE) };
    let place = section.place_of("fresh_for");
    let (given, fresh_for) = (section.has("fresh_for"), section.take("fresh_for", some()));
    if let (Some(cadence), Some(fresh_for)) = (cadence, fresh_for)
        && fresh_for < cadence
    {
        let problem = format!("is shorter than the cadence, {cadence:#}: it would always be blind");
        section.wrong(place, "fresh_for", problem);
    }
    let usual = || Some(watch?.fresh_for(cadence?));
    (cadence, if given { fresh_for } else { usual() })
}

fn rung(section: &mut Section<'_, '_>, kind: Option<SourceKind>) -> Option<Rung> {
    let place = section.place_of("rung");
    let given = section.has("rung");
    let rung = section.take("rung", one_of(&Rung::ALL, Rung::as_str));
    let kind = kind?;
    let highest = kind.highest_rung();
    if given {
        let rung = rung?;
        if rung > highest {
            let problem = format!("a {kind} counts as `{highest}` at most, not `{rung}`");
            section.wrong(place, "rung", problem);
        }
        return Some(rung);
    }
    // What nobody vouches for is press.
    Some(match kind {
        SourceKind::Feed | SourceKind::Page => Rung::Rhetoric,
        _ => highest,
    })
}

/// The Congress of an address that holds for each.
const SOME_CONGRESS: u16 = 119;

/// An address, in which `{congress}` may stand for the number of a Congress.
fn congress_address(value: &Value) -> Result<(Url, Option<String>), String> {
    let written = text(value)?;
    if !written.contains(CONGRESS) {
        return Ok((web_address(value)?, None));
    }
    let filled = written.replace(CONGRESS, &SOME_CONGRESS.to_string());
    Ok((web_address(&Value::Text(filled))?, Some(written)))
}

const CONGRESS: &str = "{congress}";

impl Source {
    /// The source that this one is in a Congress; itself where it is the same in each.
    pub fn in_congress(&self, congress: u16) -> Option<Source> {
        let Some(template) = &self.of_congress else {
            return Some(self.clone());
        };
        let url = template.replace(CONGRESS, &congress.to_string());
        Some(Source {
            id: format!("{}-{congress}", self.id).parse().ok()?,
            name: format!("{} ({} Congress)", self.name, calendar::ordinal(congress)),
            url: url.parse().ok()?,
            of_congress: None,
            ..self.clone()
        })
    }
}

fn expect(mut section: Section<'_, '_>) -> Expect {
    let expect = Expect {
        items: section.take("items", integer(0..=1_000_000)).unwrap_or(1),
        text: section.take("text", words),
    };
    section.finish();
    expect
}

fn headers(mut section: Section<'_, '_>) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (key, (place, node)) in section.take_rest() {
        let name = key.to_lowercase();
        let reserved = RESERVED.iter().find(|(known, _)| *known == name);
        match (reserved, header(&name, &node.value)) {
            (Some((_, why)), _) => section.wrong(place, &key, (*why).to_owned()),
            (None, Err(problem)) => section.wrong(place, &key, problem),
            (None, Ok(value)) => {
                headers.insert(name, value);
            }
        }
    }
    headers
}

/// A field as RFC 9110 5.1 and 5.5 allow it, in ASCII.
fn header(name: &str, value: &Value) -> Result<String, String> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(token) {
        return Err("is not the name of a header".to_owned());
    }
    let value = words(value)?;
    if !value.is_ascii() {
        return Err("expected plain ASCII".to_owned());
    }
    Ok(value)
}

fn was(section: &mut Section<'_, '_>, id: Option<&SourceId>) -> Option<SourceId> {
    let place = section.place_of("was");
    let was = section.take("was", parsed::<SourceId>);
    if was.is_some() && was.as_ref() == id {
        section.wrong(place, "was", "is the id that it still has".to_owned());
    }
    was
}
