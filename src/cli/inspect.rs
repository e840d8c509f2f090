//! `inspect`: what would be extracted from a document, as JSON.

mod claims;

mod register;

use std::{fs, io::Write, path::Path};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use url::Url;

use crate::{
    cli::{End, open::Place, output, run::runtime},
    daemon::outlet::{Outlet, Secrets},
    domain::{
        quality::{self, Capture, Quality},
        record::Inspected,
        source::{HostPort, SourceKind},
    },
    extract::{
        billstatus,
        congress_page::{self, InspectedPage, InspectedResults, PageRecord},
        decode::{self, decode},
        feed, law,
        page::{self, PageRules},
    },
    fetch::Request,
    pipeline::read,
};

/// What would be extracted from a document, as JSON.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How it is read.
    #[arg(value_enum)]
    kind: Kind,

    /// The document: a file, or an http or https address. A private address is asked
    /// too, as you named it.
    #[arg(value_name = "FILE-OR-URL")]
    from: String,

    /// Where a file came from, to resolve its links. Without it, those that are relative
    /// are null.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,

    /// The Content-Type header that a file came with.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,

    /// Pages: what to read, as a CSS selector.
    #[arg(long, value_name = "CSS")]
    select: Option<String>,

    /// Pages: what to leave out, as a CSS selector; may be repeated.
    #[arg(long, value_name = "CSS")]
    remove: Vec<String>,

    /// Pages: text to leave out, as a regular expression; may be repeated.
    #[arg(long, value_name = "REGEX")]
    ignore: Vec<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    Feed,
    Page,
    Measure,
    CongressPage,
    FederalRegister,
    Text,
    /// Plain text, a page or a feed.
    Claims,
}

#[derive(Serialize)]
struct Feed<'a> {
    title: &'a str,
    link: Option<&'a str>,
    id: Option<&'a str>,
    items: Vec<Item<'a>>,
    /// What had to be mended to read it.
    repairs: Vec<String>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: Option<&'a str>,
    title: &'a str,
    link: Option<&'a str>,
    published: Option<jiff::Timestamp>,
    updated: Option<jiff::Timestamp>,
    summary: &'a str,
    content: &'a str,
}

/// A document, and what is known of it.
struct Document {
    body: Vec<u8>,
    content_type: Option<String>,
    url: Url,
}

pub(super) fn run(args: &Args, place: &Place, out: &mut dyn Write) -> anyhow::Result<End> {
    let document = match Url::parse(&args.from) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => ask(args, url, place)?,
        _ => open(args)?,
    };
    let content_type = document.content_type.as_deref();
    let text = |kind| decode(&document.body, content_type, kind).text;
    let failed = || format!("failed to read {}", args.from);
    match args.kind {
        Kind::Feed => {
            let feed =
                feed::read(&document.body, content_type, &document.url).with_context(failed)?;
            let items = feed.items.iter().map(|item| Item {
                id: known(&item.key),
                title: &item.title,
                link: item.link.as_deref().and_then(known),
                published: item.published_at,
                updated: item.updated_at,
                summary: &item.summary,
                content: &item.content,
            });
            output::json(
                out,
                &Feed {
                    title: &feed.title,
                    link: feed.link.as_deref().and_then(known),
                    id: known(&feed.id),
                    items: items.collect(),
                    repairs: feed.repairs.iter().map(ToString::to_string).collect(),
                },
            )?;
        }
        Kind::Page => {
            let rules = PageRules::new(args.select.as_deref(), &args.remove, &args.ignore)?;
            let page = page::read(&text(decode::Kind::Html), &rules).with_context(failed)?;
            let links = page.links(&document.url);
            let links: Vec<Option<&str>> = links.iter().map(|link| known(link.as_str())).collect();
            output::json(
                out,
                &serde_json::json!({ "title": page.title, "text": page.lines, "links": links }),
            )?;
        }
        Kind::Measure => {
            let record = billstatus::parse(&text(decode::Kind::Xml)).with_context(failed)?;
            output::json(out, &Inspected::of(&record))?;
        }
        Kind::CongressPage => {
            let page = congress_page::read(&text(decode::Kind::Html), &document.url);
            let page = page.map_err(|error| match error.advice() {
                Some(advice) => anyhow::anyhow!("{error}\n{advice}"),
                None => error.into(),
            });
            match page.with_context(failed)? {
                PageRecord::Measure(page) => output::json(out, &InspectedPage::of(&page))?,
                PageRecord::Results(listing) => output::json(out, &InspectedResults::of(&listing))?,
            }
        }
        Kind::Text => {
            let reading = law::read(&document.body, content_type).with_context(failed)?;
            output::json(out, &reading)?;
        }
        Kind::FederalRegister => {
            let found = register::found(&document.body, content_type).with_context(failed)?;
            output::json(out, &found)?;
        }
        Kind::Claims => {
            let config = place.config()?;
            let (body, url) = (&document.body, &document.url);
            let found = claims::found(body, content_type, url, &config).with_context(failed)?;
            output::json(out, &found)?;
        }
    }
    Ok(End::Done)
}

/// Where a file came from that didn't say so. The name is reserved, and belongs to nobody
/// (RFC 6761, 6.4).
const NOWHERE: &str = "http://nowhere.invalid/";

/// An address, unless it is relative to what we don't know.
fn known(address: &str) -> Option<&str> {
    (!address.starts_with(NOWHERE)).then_some(address)
}

fn open(args: &Args) -> anyhow::Result<Document> {
    let body = fs::read(&args.from).with_context(|| format!("failed to read {}", args.from))?;
    let nowhere = Url::parse(NOWHERE).expect("this is an address");
    Ok(Document {
        body,
        content_type: args.content_type.clone(),
        url: args.url.clone().unwrap_or(nowhere),
    })
}

fn ask(args: &Args, url: Url, place: &Place) -> anyhow::Result<Document> {
    let config = place.config()?;
    let named = HostPort {
        host: url.host_str().unwrap_or_default().to_owned(),
        port: url.port_or_known_default().unwrap_or_default(),
    };
    let fetched = runtime()?.block_on(async {
        let outlet = Outlet::new(&config, Path::new(""), Secrets::default())?;
        let request = Request {
            url: &url,
            headers: &[],
            validators: None,
            allow: &[named],
            body_bytes_max: config.fetch.body_bytes_max,
            deadline: config.fetch.deadline.unsigned_abs(),
        };
        outlet.fetcher.fetch(&request).await
    });
    let response = fetched.with_context(|| format!("failed to fetch {url}"))?;
    let kind = match args.kind {
        Kind::Feed => SourceKind::Feed,
        Kind::Page | Kind::CongressPage => SourceKind::Page,
        Kind::Measure => SourceKind::Measure,
        Kind::FederalRegister => register::kind_at(&url),
        Kind::Claims => claims::kind(
            &response.body,
            response.header("content-type"),
            &response.final_url,
        ),
        Kind::Text if url.path().ends_with(".xml") => SourceKind::Text,
        Kind::Text => SourceKind::Page,
    };
    let verdict = quality::assess(&Capture {
        status: response.status,
        headers: &response.headers,
        asked_url: &url,
        final_url: &response.final_url,
        expected: read::expected(kind),
        body: &response.body,
        held: None,
    });
    ensure!(
        verdict.quality == Quality::Good,
        "{url}: {}",
        verdict.reason
    );
    Ok(Document {
        content_type: args
            .content_type
            .clone()
            .or(response.header("content-type").map(str::to_owned)),
        url: args
            .url
            .clone()
            .unwrap_or_else(|| response.final_url.clone()),
        body: response.body.to_vec(),
    })
}
