use crate::config::{Layer, load};

const SOURCE: &str = "[[source]]\nid = \"x\"\nkind = \"feed\"\nurl = \"https://example.org/\"\n";
const PAGE: &str = "[[source]]\nid = \"x\"\nkind = \"page\"\nurl = \"https://example.org/\"\n";

#[test]
fn every_mistake_is_told_with_its_place() {
    check(
        "[fetch]
concurency = 4
deadline = 30

[[source]]
id = \"azertag-en\"
cadense = \"1h\"
rung = \"published\"",
        "2: [fetch]: unknown key `concurency`; did you mean `concurrency`?
3: [fetch]: `deadline`: expected a duration such as \"30s\", \"15m\", \"6h\" or \"1d\", not a number
7: source \"azertag-en\": unknown key `cadense`; did you mean `cadence`?
8: source \"azertag-en\": `rung`: a feed counts as `announced` at most, not `published`",
    );
}

#[test]
fn what_is_not_toml_is_told_and_nothing_is_guessed_from_it() {
    check(
        "[fetch\nconcurrency = 4\njitter = = 1\nnonsense",
        "1: this is not TOML: unclosed table, expected `]`
3: this is not TOML: extra `=`, expected nothing
4: this is not TOML: key with no value, expected `=`",
    );
    check(
        "database = \"a\"\ndatabase = \"b\"",
        "2: this is not TOML: duplicate key",
    );
}

#[test]
fn unknown_sections_are_told() {
    check("[fecth]\n", "1: unknown key `fecth`; did you mean `fetch`?");
    check(
        "[fetch.proxy]\n",
        "1: [fetch]: unknown key `proxy`; known are `contact`, `concurrency`, `per_host`, `host_delay`, `jitter`, `deadline`, `connect_timeout`, `body_bytes_max`, `redirects_max`, `backoff_first`, `backoff_ceiling`, `blocked_backoff`, `unconditional_every`, `confirm_after`, `confirm_replaced_after`",
    );
    check("fetch = 1", "1: `fetch`: expected a table, not a number");
    check(
        "[source]\nid = \"x\"",
        "1: `source`: expected a list of tables, each under `[[source]]`, not a table",
    );
}

#[test]
fn a_source_says_what_it_is() {
    check(
        "[[source]]\nname = \"X\"",
        "1: [[source]]: `id` is missing
1: [[source]]: `kind` is missing
1: [[source]]: `url` is missing",
    );
    check(
        "[[source]]\nid = \"oc-medai\"\nenabled = false",
        "1: source \"oc-medai\": it has neither `kind` nor `url`, and no source of this id comes along; did you mean `oc-media`?",
    );
    check(
        "[[source]]\nid = \"OC Media\"\nkind = \"fead\"\nurl = \"https://example.org/\"",
        "2: source \"OC Media\": `id`: expected up to 48 lower-case letters, digits and dashes, as in federal-register, not `OC Media`
3: source \"OC Media\": `kind`: unknown value `fead`; did you mean `feed`?",
    );
    check(
        &source("tell = \"everything\"\nenabled = 1"),
        "5: source \"x\": `tell`: unknown value `everything`; known are `all`, `topic`, `nothing`
6: source \"x\": `enabled`: expected true or false, not a number",
    );
}

#[test]
fn each_mistake_bears_its_key() {
    let text = "[fecth]\n[fetch]\nconcurency = 4\n[[source]]\nid = \"x\"\nkind = \"feed\"\n";
    let layer = Layer {
        name: "watch907.toml",
        text,
    };
    let mistakes = load(&[layer]).unwrap_err();
    let keys: Vec<_> = mistakes
        .iter()
        .filter_map(|one| one.key.as_deref())
        .collect();
    assert_eq!(
        keys,
        ["`fecth`", "[fetch]: `concurency`", "source \"x\": `url`"]
    );
}

#[test]
fn a_source_stands_once_in_a_file() {
    check(
        &format!("{SOURCE}{SOURCE}"),
        "5: source \"x\": stands twice, first at line 1 of watch907.toml; merge the two or rename one",
    );
    check(
        "[[source]]\nid = \"apa\"\n[[source]]\nid = \"apa\"\ncadence = \"2h\"",
        "3: source \"apa\": stands twice, first at line 1 of watch907.toml; merge the two or rename one",
    );
    // What else is wrong with the second is told with it.
    check(
        &format!("{SOURCE}[[source]]\nid = \"x\"\ncadense = \"2h\"\ntell = \"some\"\n"),
        "5: source \"x\": stands twice, first at line 1 of watch907.toml; merge the two or rename one
7: source \"x\": unknown key `cadense`; did you mean `cadence`?
8: source \"x\": `tell`: unknown value `some`; known are `all`, `topic`, `nothing`",
    );
}

#[test]
fn addresses_are_checked() {
    for (url, problem) in [
        (
            "example.org",
            "expected an address such as https://example.org/feed, not `example.org`: relative URL without a base",
        ),
        (
            "ftp://example.org",
            "expected an address such as https://example.org/feed, not `ftp://example.org`: it must begin with https:// or http://",
        ),
        (
            "https://ann:secret@example.org/",
            "an address with a name or password in it is refused: it would stand in logs and mails",
        ),
        (
            "https://example.org/{congres}",
            "expected an address such as https://example.org/feed, not `https://example.org/{congres}`: it holds a brace or a space",
        ),
    ] {
        check(
            &format!("[[source]]\nid = \"x\"\nkind = \"feed\"\nurl = \"{url}\""),
            &format!("4: source \"x\": `url`: {problem}"),
        );
    }
}

#[test]
fn times_are_checked() {
    check(
        &source("cadence = \"500ms\""),
        "5: source \"x\": `cadence`: `500ms` is too short: at least 1s",
    );
    check(
        &source("cadence = \"1 month\""),
        "5: source \"x\": `cadence`: expected a duration such as \"30s\", \"15m\", \"6h\" or \"1d\", not `1 month`",
    );
    check(
        &source("cadence = \"-5m\""),
        "5: source \"x\": `cadence`: `-5m` is too short: at least 1s",
    );
    check(
        &source("cadence = \"2h\"\nfresh_for = \"1h\""),
        "6: source \"x\": `fresh_for`: is shorter than the cadence, 2h: it would always be blind",
    );
    check(
        "[fetch]\nbackoff_first = \"7h\"",
        "2: [fetch]: `backoff_first`: is longer than `backoff_ceiling`, 6h",
    );
    check(
        "[mail]\nretry_first = \"1h\"",
        "2: [mail]: `retry_first`: is longer than `retry_ceiling`, 30m",
    );
}

#[test]
fn numbers_are_checked() {
    check(
        "[fetch]\nconcurrency = 0\nper_host = 2.5\njitter = 1.5\nredirects_max = 99999999999999999999",
        "2: [fetch]: `concurrency`: expected a whole number from 1 to 256, not 0
3: [fetch]: `per_host`: expected a whole number from 1 to 64, not a number
4: [fetch]: `jitter`: expected a number from 0 to 1, not 1.5
5: [fetch]: `redirects_max`: expected a whole number from 0 to 20, not a number",
    );
    check(
        "[fetch]\njitter = nan",
        "2: [fetch]: `jitter`: expected a number from 0 to 1, not NaN",
    );
}

#[test]
fn what_is_called_and_posted_to_is_on_the_web() {
    check(
        "[watch]\nheartbeat = \"ftp://example.org/\"\nheartbeat_every = \"5s\"",
        "2: [watch]: `heartbeat`: expected an address such as https://example.org/feed, not `ftp://example.org/`: it must begin with https:// or http://
3: [watch]: `heartbeat_every`: `5s` is too short: at least 1m",
    );
    let subscriber = |rest: &str| format!("[[subscriber]]\naddress = \"ann@example.org\"\n{rest}");
    check(
        &subscriber("also = \"ftp://example.org/\""),
        "3: subscriber \"ann@example.org\": `also`: expected an address such as https://example.org/feed, not `ftp://example.org/`: it must begin with https:// or http://",
    );
    check(
        &subscriber("also = \"https://example.org/\"\nalso_as = \"xml\""),
        "4: subscriber \"ann@example.org\": `also_as`: unknown value `xml`; known are `json`, `text`",
    );
    check(
        &subscriber("also = \"second\"\nalso_as = \"text\""),
        "4: subscriber \"ann@example.org\": `also_as`: says how a webhook is posted to, and `also` is none",
    );
    check(
        &subscriber("also = \"https://example.org/\"\nalso_file = \"hook\""),
        "4: subscriber \"ann@example.org\": `also_file`: names a file, and `also` an address",
    );
    check(
        "[watch]\nheartbeat = \"https://example.org/\"\nheartbeat_file = \"beat\"",
        "3: [watch]: `heartbeat_file`: names a file, and `heartbeat` an address",
    );
}

#[test]
fn page_keys_are_for_pages() {
    check(
        &source("select = \"main\"\nignore = []\nmeasure = \"hr1-119\""),
        "5: source \"x\": `select` is for sources of kind `page`
6: source \"x\": `ignore` is for sources of kind `page`
7: source \"x\": `measure` is for records of one measure",
    );
    check(
        &format!("{PAGE}select = \"main >\"\nremove = [\"nav\", \"..x\", 5]\nignore = [\n  '(',\n  'a{{9999}}{{9999}}',\n]"),
        "5: source \"x\": `select`: `main >` is not a CSS selector
6: source \"x\": `remove`: `..x` is not a CSS selector
6: source \"x\": `remove`: expected a text in quotes, not a number
8: source \"x\": `ignore`: `(` is not a regular expression: unclosed group
9: source \"x\": `ignore`: `a{9999}{9999}` is not a regular expression: Compiled regex exceeds size limit of 10485760 bytes.",
    );
}

#[test]
fn a_measure_is_named() {
    let measure = |rest: &str| {
        format!(
            "[[source]]\nid = \"x\"\nkind = \"measure\"\nurl = \"https://example.org/\"\n{rest}"
        )
    };
    check(&measure(""), "1: source \"x\": `measure` is missing");
    check(
        &measure("measure = \"H.R. 6534\"\nrung = \"public_law\""),
        "5: source \"x\": `measure`: expected a type, a number and a congress, as in hr6534-119, not `H.R. 6534`
6: source \"x\": `rung`: a measure counts as `published` at most, not `public_law`",
    );
}

#[test]
fn headers_hold_no_secrets_and_none_of_ours() {
    check(
        &source(
            "[source.headers]\nX-Api-Key = \"abc\"\nHost = \"a\"\n\"a b\" = \"c\"\nAccept = \"é\"\nX = \"a\\nb\"",
        ),
        "6: source \"x\": `headers`: `X-Api-Key`: would be a secret in this file
7: source \"x\": `headers`: `Host`: is set by watch907
8: source \"x\": `headers`: `a b`: is not the name of a header
9: source \"x\": `headers`: `Accept`: expected plain ASCII
10: source \"x\": `headers`: `X`: expected one line without control characters",
    );
}

#[test]
fn other_keys_of_a_source_are_checked() {
    check(
        &source("allow = [\"127.0.0.1\", \"localhost:0\"]\nexpect = { item = 1 }\nbody_bytes_max = 67108865\nwas = \"x\""),
        "5: source \"x\": `allow`: expected a host and a port, as in \"127.0.0.1:8080\", not `127.0.0.1`
5: source \"x\": `allow`: expected a host and a port, as in \"127.0.0.1:8080\", not `localhost:0`
6: source \"x\": `expect`: unknown key `item`; did you mean `items`?
7: source \"x\": `body_bytes_max`: expected a whole number from 1024 to 16777216, not 67108865
8: source \"x\": `was`: is the id that it still has",
    );
    check(
        &source("was = \"apa\""),
        "5: source \"x\": `was`: the history of `apa` belongs to another source",
    );
}

#[test]
fn mail_fails_closed() {
    check(
        "[mail]\nserver = \"smtp.example.org\"\ntls = \"none\"",
        "3: [mail]: `tls`: \"none\" is for a server on this machine; to smtp.example.org mail would travel in the clear: use \"starttls\" or \"tls\"",
    );
    check(
        "[mail]\npassword = \"secret\"",
        "2: [mail]: `password` would be a secret in this file; put it into systemd's credential `smtp-password`, or name a file in `password_file`",
    );
    check(
        "[mail]\nserver = \"smtp://example.org\"\ntls = \"ssl\"\nfrom = \"nobody\"\nlist_id = \"<x>\"",
        "2: [mail]: `server`: expected a host such as smtp.example.org, not `smtp://example.org`: invalid international domain name
3: [mail]: `tls`: unknown value `ssl`; known are `starttls`, `tls`, `none`
4: [mail]: `from`: expected an address such as \"watch907 <watch@example.org>\", not `nobody`: Invalid input
5: [mail]: `list_id`: expected a name with a dot in it such as section-907.example.org, not `<x>`",
    );
}

#[test]
fn subscribers_are_checked() {
    check(
        "[[subscriber]]\naddress = \"ann\"\ntime_zone = \"Europe/Lodnon\"\ndigest_at = \"7:00\"\n[subscriber.tell]\nstandings = \"never\"\nitem = \"atonce\"\ntest = \"digest\"",
        "2: subscriber \"ann\": `address`: expected an address such as ann@example.org, not `ann`: Missing domain or user
3: subscriber \"ann\": `time_zone`: expected a time zone such as America/New_York, not `Europe/Lodnon`; did you mean `Europe/London`?
4: subscriber \"ann\": `digest_at`: expected a time of day in quotes such as \"07:00\", not `7:00`
6: subscriber \"ann\": `tell`: unknown key `standings`; did you mean `standing`?
7: subscriber \"ann\": `tell`: `item`: unknown value `atonce`; did you mean `at_once`?
8: subscriber \"ann\": `tell`: unknown key `test`; known are `standing`, `measure`, `record`, `claim`, `reminder`, `health`, `change`, `item`, `silence`, `began`",
    );
}

#[test]
fn attested_entries_are_checked() {
    check(
        "[[attested]]\nid = \"x\"\ninstrument = \"X\"\neffect = \"repeal\"\nsource = \"https://example.org/\"\nmark = \"v\"",
        "1: attested \"x\": `on` is missing
4: attested \"x\": `effect`: unknown value `repeal`; did you mean `repeals`?
6: attested \"x\": `mark`: unknown value `v`; did you mean `V`?",
    );
    check(
        "[[attested]]\nid = \"x\"\ninstrument = \"X\"\neffect = \"repeals\"\nsource = \"https://example.org/\"\nmark = \"V\"\non = \"2027-02-30\"\nthrough = \"2027\"\nends_on = \"soon\"\nrung = \"announced\"",
        "7: attested \"x\": `on`: expected a day (2025-08-08), a month (2020-03), a year (2019) or a span of them (2004/2016, the earlier first), not `2027-02-30`
7: attested \"x\": `on`: stands beside `through`; give the day on which it was done, or the time through which it held
8: attested \"x\": `through`: is for `waives` and `lapses`; give the day in `on`
9: attested \"x\": `ends_on`: expected a day such as \"2025-08-08\", not `soon`
10: attested \"x\": `rung`: `repeals` needs `public_law` at least",
    );
}

#[test]
fn contact_is_an_address() {
    check(
        "[fetch]\ncontact = \"me\"",
        "2: [fetch]: `contact`: expected an address such as ann@example.org, not `me`: Missing domain or user",
    );
}

#[test]
fn each_layer_answers_for_its_own_lines() {
    let layers = [
        Layer {
            name: "a.toml",
            text: "[fetch]\ndeadline = \"1x\"",
        },
        Layer {
            name: "b.toml",
            text: "\n\n[fetch]\ndeadline = \"2x\"\n[watch]\nx = 1",
        },
    ];
    let mistakes = load(&layers).unwrap_err().to_string();
    let places: Vec<&str> = mistakes
        .lines()
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(places, ["b.toml:4", "b.toml:6"]);
}

#[test]
fn hostile_text_is_refused_in_time() {
    for text in [
        "[".repeat(100_000),
        format!("a = {}", "[".repeat(100_000)),
        "x = 1\n".repeat(10_000),
        format!("{} = 1", "x".repeat(1_000_000)),
        "\u{0}\u{1}".to_owned(),
    ] {
        let layer = Layer {
            name: "x",
            text: &text,
        };
        assert!(load(&[layer]).is_err());
    }
}

fn source(rest: &str) -> String {
    format!("{SOURCE}{rest}")
}

/// Checks what is told about a file, without its name.
#[track_caller]
fn check(toml: &str, expected: &str) {
    let layer = Layer {
        name: "watch907.toml",
        text: toml,
    };
    let told = load(&[layer])
        .err()
        .map_or_else(String::new, |mistakes| mistakes.to_string());
    let told: Vec<&str> = told
        .lines()
        .map(|line| line.strip_prefix("watch907.toml:").unwrap_or(line))
        .collect();
    assert_eq!(told.join("\n"), expected);
}
