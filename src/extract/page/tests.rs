use super::*;

#[test]
fn blocks_become_lines() {
    check(
        "<title> H.R. 6534\n - Actions</title><h1>H.R. <em>6534</em></h1>
         <p>Referred to
         the   House&nbsp;Committee<br>on Foreign Affairs.</p>
         <ul><li>One<li>Two <b>b</b>old</ul>loose <a href=x>text</a><hr>end",
        "H.R. 6534\nReferred to the House Committee\non Foreign Affairs.\nOne\nTwo bold\n\
         loose text\nend\n",
    );
}

#[test]
fn rows_become_lines_of_cells() {
    check(
        "<table><caption>Actions</caption>
         <tr><th>Date<th>Chamber<th>Action
         <tr><td>12/09/2025<td><td><p>Introduced</p><p>in House</p>
         <tr><td> <td>House<td>
         <tr><td><td><td>
         <tr><td colspan=3>One cell <p>of two blocks</p></table>",
        "Actions\nDate | Chamber | Action\n12/09/2025 | | Introduced in House\n| House\n\
         One cell\nof two blocks\n",
    );
    check(
        "<table><tr><td>menu<td><div>left</div><table><tr><td>a<td>b</table>after<td>x</table>",
        "menu | left\na | b\nafter | x\n",
    );
}

#[test]
fn what_is_not_shown_is_not_read() {
    check(
        "<head><title>t</title><style>p{}</style></head><p>shown</p>
         <script>var nonce = '4711'</script><style>p{}</style><template><p>t</template>
         <noscript><p>enable</noscript><p hidden>h</p><p aria-hidden=true>a</p>
         <p style='color: red; DISPLAY : none !important'>d</p>
         <p style='visibility:hidden'>v</p><p style='display:block'>block</p>
         <p aria-hidden=false>said</p><svg><title>icon</title><text>x</text></svg>
         <select><option>o</select><textarea>csrf</textarea><iframe>f</iframe><!-- c -->
         <dialog>closed</dialog><dialog open>open</dialog><p>soft\u{ad}hyphen\u{200b}\u{7}</p>",
        "shown\nblock\nsaid\nopen\nsofthyphen\n",
    );
}

#[test]
fn entities_and_odd_characters_are_text() {
    check(
        "<p>&sect;&#xa7;&#167; 907 &amp;&lt;b&gt; &mdash; &unknown; a\u{0}b</p>\
         <p>Azərbaycan Respublikası</p><p>Ադրբեջան</p>",
        "§§§ 907 &<b> — &unknown; ab\nAzərbaycan Respublikası\nԱդրբեջան\n",
    );
}

#[test]
fn lines_of_preformatted_text_stay() {
    check(
        "<pre>\nSEC. 907.  RESTRICTION\n\n    <b>(a)</b> In general\n</pre>x\ny",
        "SEC. 907. RESTRICTION\n(a) In general\nx y\n",
    );
}

#[test]
fn noise_in_the_markup_changes_nothing() {
    let lines = |html: &str| page(html, &PageRules::default()).lines;
    let before = "<div id=a class='x y' data-nonce=1><p>Section 907</p>  <p>Waiver</p></div>";
    let after = "<!-- 2 --><div data-nonce='2' class=\"y x\" id=b>\n<p>Section&#32;907\n</p><p>\
        Wai<!-- x -->ver</div>";
    assert_eq!(lines(before), lines(after));
}

#[test]
fn all_that_is_selected_is_read_in_its_order() {
    let html = "<p class=a>one<div class=b>two<p class=a>within</div><p>not<p class=a>three";
    check_with(Some(".b, .a"), &[], &[], html, "one\ntwo\nwithin\nthree\n");
    check_with(Some("p.a"), &[".b"], &[], html, "one\nthree\n");
    let table = "<table><tr><td>1<td>2<tr class=x><td>3<td>4</table><p>5";
    check_with(Some("tr.x"), &[], &[], table, "3 | 4\n");
    check_with(Some("td:nth-child(2)"), &[], &[], table, "2\n4\n");
}

#[test]
fn what_is_selected_may_stand_in_a_hidden_tab() {
    let html = "<div hidden><p id=status hidden>Introduced <i hidden>x</i></p><p>y</div>";
    check_with(Some("#status"), &[], &[], html, "Introduced\n");
}

#[test]
fn a_selector_that_matches_nothing_is_told() {
    let rules = PageRules::new(Some("#gone, .gone"), &[], &[]).unwrap();
    let error = read("<p>redesigned", &rules).unwrap_err();
    assert_eq!(error, PageError::NothingSelected("#gone, .gone".to_owned()));
    assert_eq!(
        error.to_string(),
        "the selector `#gone, .gone` matches nothing"
    );
}

#[test]
fn a_page_without_text_is_told() {
    let rules = PageRules::new(Some("#app"), &[], &[]).unwrap();
    for html in [
        "<div id=app></div>",
        "<div id=app><script>start()</script></div>",
    ] {
        assert_eq!(read(html, &rules), Err(PageError::NoText));
    }
    assert_eq!(read("", &PageRules::default()), Err(PageError::NoText));
}

#[test]
fn what_is_ignored_is_cut_out_of_its_line() {
    check_with(
        None,
        &["nav", ".ads > p"],
        &[r"\d+ views", r"^Updated .*$", "(?i)share this"],
        "<nav>Home</nav><p>Section 907: 1234 views today</p><p>Updated 5 minutes ago</p>\
         <div class=ads><p>Buy</p><div>not an ad</div></div><p>Share This</p><p>end</p>",
        "Section 907: today\nnot an ad\nend\n",
    );
}

#[test]
fn rules_that_cannot_be_used_are_named() {
    let error = |select: Option<&str>, remove: &str, ignore: &str| {
        let rules = PageRules::new(select, &[remove.to_owned()], &[ignore.to_owned()]);
        rules.unwrap_err().to_string()
    };
    assert_eq!(
        error(Some("p..x"), "p", "x"),
        "`p..x` is not a CSS selector"
    );
    assert_eq!(error(None, "", "x"), "`` is not a CSS selector");
    assert_eq!(
        error(None, "p", "(x"),
        "`(x` is no usable regular expression: unclosed group"
    );
    assert_eq!(
        error(None, "p", "(?:x{1000}){1000}"),
        "`(?:x{1000}){1000}` is no usable regular expression: it grows too large"
    );
}

#[test]
fn a_page_says_what_it_is() {
    let html = "<html lang=' az '><head><base href='/deep/'><title>A\n &amp; B</title></head>
        <svg><title>icon</title></svg><p><a href='x#y'>1</a> <a href='https://b.example/'>2</a>
        <a href='mailto:a@b'>3</a> <a>4</a> <a href='http://['>5</a>";
    let page = page(html, &PageRules::default());
    assert_eq!(page.title, "A & B");
    assert_eq!(page.language.as_deref(), Some("az"));
    let url = Url::parse("https://a.example/page").unwrap();
    let links = page.links(&url);
    let links: Vec<_> = links.iter().map(Url::as_str).collect();
    assert_eq!(links, ["https://a.example/deep/x", "https://b.example/"]);
}

#[test]
fn a_title_has_its_limit() {
    let html = format!("<title>{}</title><p>x", "ə".repeat(2000));
    assert_eq!(page(&html, &PageRules::default()).title.len(), 1024);
}

#[test]
fn hostile_pages_end() {
    let fails = |html: String, expected: PageError| {
        let found = read(&html, &PageRules::default());
        assert_eq!(found, Err(expected), "{}", &html[..40]);
    };
    fails("<div>".repeat(10_000), PageError::TooDeep);
    fails("<b><div></b>".repeat(10_000), PageError::TooDeep);
    fails("<div></span>".repeat(10_000), PageError::TooDeep);
    fails("<svg><g>".repeat(10_000), PageError::TooDeep);
    fails("<table><tr><td>".repeat(10_000), PageError::TooDeep);
    let burst = format!("{}</body></html><!--x-->", "<div>".repeat(400));
    fails(burst.repeat(100), PageError::TooDeep);
    fails("<p>".repeat(250_000), PageError::TooManyNodes);
    let fonts: String = (0..100).map(|n| format!("<font color={n}>")).collect();
    fails(fonts + &"<p>x".repeat(100_000), PageError::TooManyNodes);

    let names = |count| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    fails(format!("<p{}>x", names(600)), PageError::TooManyAttributes);
    fails(
        format!("<p{}", names(100_000)),
        PageError::TooManyAttributes,
    );
    let hidden: String = (0..100_000).map(|n| format!(" a{n}='>'")).collect();
    fails(
        format!("<svg><style><p{hidden}>x"),
        PageError::TooManyAttributes,
    );
    let tag = format!("<p{}>", names(100));
    fails(tag.repeat(5000), PageError::TooManyAttributes);
}

#[test]
fn long_pages_that_are_not_hostile_are_read() {
    let data = "iVBORw0KGgo/".repeat(20_000);
    let json = "{\"a\": \"b > c\", \"d\": 1} ".repeat(500);
    let comment = "<p>an old paragraph, no longer shown ".repeat(500);
    let html = format!(
        "<p title='{json}'>one<img src=\"data:image/png;base64,{data}\"><!-- {comment} -->\
         <script>if (a<b) {json}</script><p>two</p>{}",
        "<div>x</div>".repeat(1_000)
    );
    let lines = page(&html, &PageRules::default()).lines;
    assert!(lines.starts_with("one\ntwo\nx\n"), "{}", &lines[..40]);
    assert_eq!(lines.lines().count(), 1_002);
    let deep = format!("{}bottom{}", "<div>".repeat(400), "</div>".repeat(400));
    check(&deep.repeat(20), &"bottom\n".repeat(20));
}

#[test]
fn odd_pages_are_read_without_harm() {
    for html in [
        "plain text",
        "<",
        "</",
        "<!",
        "<?xml?>x",
        "<p <p <p",
        "<table>x<tr>y<td>z</table>",
        "<select><table><tr><td>x</select>y",
        "<frameset><frame>",
        "<plaintext></plaintext>x",
        "<template><template>",
        "<math><mi></mi><annotation-xml><svg>",
        "\u{0}\u{feff}\u{1f}",
        "<a href=\u{0}>\u{10ffff}</a>",
    ] {
        let _ = read(html, &PageRules::default());
    }
}

#[track_caller]
fn check(html: &str, lines: &str) {
    check_with(None, &[], &[], html, lines);
}

#[track_caller]
fn check_with(select: Option<&str>, remove: &[&str], ignore: &[&str], html: &str, lines: &str) {
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|&text| text.to_owned())
            .collect::<Vec<_>>()
    };
    let rules = PageRules::new(select, &owned(remove), &owned(ignore)).unwrap();
    assert_eq!(page(html, &rules).lines, lines);
}

#[track_caller]
fn page(html: &str, rules: &PageRules) -> Page {
    read(html, rules).unwrap()
}
