//! Documents in the formats that sources send, with words of our own.

/// A page with these paragraphs.
pub fn page<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: String = lines
        .into_iter()
        .map(|line| format!("<p>{line}</p>\n"))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html><head><title>A page</title></head><body>\n{lines}</body></html>\n"
    )
}

/// What a wall shows to programs, as Cloudflare's looks.
pub fn challenge() -> String {
    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title>\
     <meta http-equiv=\"refresh\" content=\"360\"></head><body><noscript>Enable JavaScript and \
     cookies to continue</noscript><script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\">\
     </script></body></html>"
        .to_owned()
}

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub title: String,
    pub link: String,
    pub day: u8,
    pub text: String,
}

/// An entry that is about Section 907, of a day in November 2026.
pub fn entry(name: &str, day: u8) -> Entry {
    Entry {
        id: format!("tag:example.org,2026:{name}"),
        title: format!("{name}: Section 907 of the FREEDOM Support Act and Azerbaijan"),
        link: format!("https://example.org/{name}"),
        day,
        text: format!("What {name} says about Section 907."),
    }
}

impl Entry {
    pub fn titled(mut self, title: &str) -> Self {
        self.title = title.to_owned();
        self
    }

    pub fn saying(mut self, text: &str) -> Self {
        self.text = text.to_owned();
        self
    }

    pub fn with_id(mut self, id: &str) -> Self {
        self.id = id.to_owned();
        self
    }
}

/// An RSS feed that lists these entries.
pub fn feed<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let items: String = entries.into_iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\
         <title>Some news</title><link>https://example.org/</link><description>d</description>\n\
         {items}</channel></rss>\n"
    )
}

fn item(entry: &Entry) -> String {
    let Entry {
        id,
        title,
        link,
        day,
        text,
    } = entry;
    format!(
        "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{id}</guid>\
         <pubDate>{day:02} Nov 2026 09:00:00 GMT</pubDate><description>{text}</description></item>\n"
    )
}

/// An action in a bill's record.
#[derive(Clone, Debug)]
pub struct Action {
    pub on: String,
    /// `18:51:07`; empty for none.
    pub at: String,
    pub text: String,
    pub kind: &'static str,
    pub code: &'static str,
}

pub fn introduced() -> Action {
    action(
        "2025-12-09",
        "Introduced in House",
        "IntroReferral",
        "Intro-H",
    )
}

pub fn referred() -> Action {
    action(
        "2025-12-09",
        "Referred to the House Committee on Foreign Affairs.",
        "IntroReferral",
        "H11100",
    )
}

pub fn reported() -> Action {
    action(
        "2026-11-30",
        "Reported by the Committee on Foreign Affairs. H. Rept. 119-907.",
        "Committee",
        "H12200",
    )
}

pub fn passed_house() -> Action {
    action(
        "2026-12-02",
        "On passage Passed by the Yeas and Nays: 230 - 190 (Roll no. 907).",
        "Floor",
        "H37100",
    )
}

pub fn action(on: &str, text: &str, kind: &'static str, code: &'static str) -> Action {
    Action {
        on: on.to_owned(),
        at: String::new(),
        text: text.to_owned(),
        kind,
        code,
    }
}

impl Action {
    pub fn at(mut self, time: &str) -> Self {
        self.at = time.to_owned();
        self
    }

    pub fn on(mut self, day: &str) -> Self {
        self.on = day.to_owned();
        self
    }

    pub fn saying(mut self, text: &str) -> Self {
        self.text = text.to_owned();
        self
    }
}

/// The BILLSTATUS record of H.R. `number` of the 119th Congress; actions newest first.
pub fn bill(number: u32, actions: &[Action]) -> String {
    let items: String = actions
        .iter()
        .map(|action| {
            let Action {
                on,
                at,
                text,
                kind,
                code,
            } = action;
            let time = match at.as_str() {
                "" => String::new(),
                at => format!("<actionTime>{at}</actionTime>"),
            };
            format!(
                "<item><actionDate>{on}</actionDate>{time}<text>{text}</text><type>{kind}</type>\
                 <actionCode>{code}</actionCode><sourceSystem><code>2</code>\
                 <name>House floor actions</name></sourceSystem></item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<billStatus><version>3.0.0</version><bill>\
         <number>{number}</number><updateDate>2026-11-20T08:05:12Z</updateDate>\
         <originChamber>House</originChamber><originChamberCode>H</originChamberCode>\
         <type>HR</type><introducedDate>2025-12-09</introducedDate><congress>119</congress>\
         <legislationUrl>https://www.congress.gov/bill/119th-congress/house-bill/{number}</legislationUrl>\
         <actions>\n{items}</actions>\
         <sponsors><item><bioguideId>X000907</bioguideId><fullName>Rep. Someone [R-ST-1]</fullName></item></sponsors>\
         <title>To repeal section 907 of the FREEDOM Support Act.</title></bill></billStatus>\n"
    )
}
