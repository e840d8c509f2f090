//! The same words in every shape that they come in.

use super::*;

const BILL_XML: &str = r#"<?xml version="1.0"?>
<!DOCTYPE bill PUBLIC "-//US Congress//DTDs/bill.dtd//EN" "bill.dtd">
<bill bill-stage="Introduced-in-House"><metadata><dublinCore><dc:title>A title of section 907 of the FREEDOM Support Act</dc:title></dublinCore></metadata>
<form><distribution-code>I</distribution-code><legis-num>H. R. 1</legis-num>
<official-title>To repeal section 907 of the FREEDOM Support Act.</official-title></form>
<legis-body style="OLC"><section id="A" section-type="section-one"><enum>1.</enum><header>Short title; table of contents</header>
<subsection><enum>(a)</enum><header>Short title</header><text>This Act may be cited as the <quote><short-title>Peace Act</short-title></quote>.</text></subsection>
<toc><toc-entry level="section">Sec. 1. Short title.</toc-entry><toc-entry>Sec. 201. Repeal of section 907 of the FREEDOM Support Act.</toc-entry></toc></section>
<title><enum>II</enum><header>Azerbaijan</header>
<section><enum>201.</enum><header>Repeal of section 907 of the FREEDOM Support Act</header><subsection><enum>(a)</enum><header>Repeal</header>
<text>Section <bold>907</bold> of the FREEDOM Support Act (<external-xref legal-doc="usc" parsable-cite="usc/22/5812">22 U.S.C. 5812</external-xref> note) is
repealed.</text></subsection></section>
<section><enum>202.</enum><header>Amendment</header><text display-inline="no-display-inline">The Foreign Assistance Act of 1961 is amended by adding at the end the following:</text>
<quoted-block><section><enum>907.</enum><header>Another</header><text>Nothing.</text></section><after-quoted-block>.</after-quoted-block></quoted-block></section>
</title></legis-body></bill>"#;

#[test]
fn a_bill_in_xml() {
    check(BILL_XML, &["repeals @ title II, sec. 201(a)"]);
    let finding = only(BILL_XML);
    assert_eq!(
        finding.quote,
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) is repealed."
    );
    assert_eq!(
        finding.citation,
        "Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note)"
    );
}

#[test]
fn a_division_in_xml_and_text_that_it_inserts() {
    check(
        r#"<bill><legis-body><division><enum>F</enum><header>State</header><title><enum>VII</enum><header>General</header>
        <section section-type="undesignated-section"><enum>7046.</enum><subsection display-inline="yes-display-inline"><enum>(a)</enum>
        <header>Section 907 of the FREEDOM Support Act</header><text>Section 907 of the FREEDOM Support Act (22 U.S.C. 5812 note) shall not apply to&#8212;</text>
        <paragraph><enum>(1)</enum><text>democracy; or</text></paragraph><paragraph><enum>(2)</enum><text>humanitarian assistance.</text></paragraph></subsection></section>
        <section><enum>7047.</enum><header>Waiver</header><text>Section 907 of that Act is amended&#8212;</text></section>
        <section><enum>7048.</enum><header>Waiver</header><text>Section 907 of the FREEDOM Support Act is amended by adding at the end the following:</text>
        <quoted-block><subsection><enum>(b)</enum><header>Waiver</header><text>The President may waive subsection (a).</text></subsection></quoted-block></section>
        </title></division></legis-body></bill>"#,
        &[
            "carves_out @ division F, title VII, sec. 7046(a)",
            "amends @ division F, title VII, sec. 7047",
            "extends_waiver @ division F, title VII, sec. 7048",
            "amends @ division F, title VII, sec. 7048",
        ],
    );
}

#[test]
fn a_law_in_uslm() {
    check(
        r#"<?xml version="1.0" encoding="UTF-8"?><pLaw xmlns="http://schemas.gpo.gov/xml/uslm"><meta><dc:title>x</dc:title></meta><preface><p>Public Law 119-1</p></preface>
        <main><longTitle><docTitle>An Act</docTitle><officialTitle>To bar a waiver of section 907 of the FREEDOM Support Act.</officialTitle></longTitle>
        <enactingFormula>Be it enacted</enactingFormula>
        <division><num value="A">DIVISION A</num><heading>—STATE</heading><title><num value="I">TITLE I</num><heading>—Aid</heading>
        <section><num value="101">SEC. 101. </num><heading>Bar.</heading><subsection><num value="a">(a) </num><heading>In general</heading>
        <sidenote><p>22 USC 5812 note.</p></sidenote>
        <chapeau>The President may not waive section 907 of the <page>134 STAT. 2</page>FREEDOM Support Act (<ref href="/us/usc/t22/s5812">22 U.S.C. 5812</ref> note) unless—</chapeau>
        <paragraph><num value="1">(1) </num><content>peace is made; and</content></paragraph><paragraph><num value="2">(2) </num><content>it holds.</content></paragraph></subsection></section>
        </title></division></main></pLaw>"#,
        &["restricts_waiver @ division A, title I, sec. 101(a)"],
    );
}

#[test]
fn an_amendment_in_xml() {
    check(
        r#"<amendment-doc><amendment-body><amendment><amendment-instruction><text>At the end of title XII, add the following:</text></amendment-instruction>
        <amendment-block><quoted-block><section><enum>12__.</enum><header>Bar</header><text>The President may not waive section 907 of the FREEDOM Support Act.</text></section>
        </quoted-block></amendment-block></amendment></amendment-body></amendment-doc>"#,
        &["restricts_waiver @ sec. 12__"],
    );
}

#[test]
fn what_was_struck_out_does_nothing() {
    check(
        r#"<bill><legis-body><section changed="deleted"><enum>1.</enum><text>Section 907 of the FREEDOM Support Act is repealed.</text></section>
        <section><enum>1.</enum><text>This Act is short.</text></section></legis-body></bill>"#,
        &[],
    );
    check(
        "SECTION 1. X.\n\n<DELETED>    Section 907 of the FREEDOM Support Act is repealed.</DELETED>\n\n    This Act is short.",
        &[],
    );
    check(
        "<html><body><p>Section 1 of this Act <s>Section 907 of the FREEDOM Support Act is repealed.</s></p></body></html>",
        &[],
    );
}

#[test]
fn a_page_with_paragraphs() {
    check(
        r#"<html><head><title>Section 907 of the FREEDOM Support Act is repealed</title></head><body><p><span class="lbexTocSectionOLC"><br>
        <a href="x">Sec. 2. Repeal of section 907 of the FREEDOM Support Act.</a></span></p>
        <div><span>DIVISION B</span><span>&mdash;<span>Foreign Matters</span></span></div><div><span>TITLE I</span><div>AID</div></div>
        <p class="lbexHang"><a href="y"><div><span>SEC. 2.</span><span> <span>Repeal</span>.</span></div></a></p>
        <p>(a) <span>In general</span>.&mdash;Section 907 of the FREEDOM
        Support Act (<a href="z">22 U.S.C. 5812</a> note) is repealed.</p></body></html>"#,
        &["repeals @ division B, title I, sec. 2(a)"],
    );
}

#[test]
fn a_page_with_printed_text() {
    check(
        "<html><body><pre>\n[Congressional Bills 119th Congress]\n[From the U.S. Government Publishing Office]\n[H.R. 6534 Introduced in \
         House (IH)]\n\n&lt;DOC&gt;\n\n119th CONGRESS\n  1st Session\n                                H. R. 6534\n\n To repeal section 907 of \
         the FREEDOM Support Act.\n\n_______________________________________________________________________\n\n                    IN THE \
         HOUSE OF REPRESENTATIVES\n\n                                 A BILL\n\n To repeal section 907 of the FREEDOM Support Act.\n\n    Be \
         it enacted by the Senate and House of Representatives of the \nUnited States of America in Congress assembled,\n\nSECTION 1. REPEAL \
         OF A RESTRICTION ON ASSISTANCE TO AZERBAIJAN UNDER SECTION 907 OF \n            THE FREEDOM SUPPORT ACT.\n\n    (a) In \
         General.--Section 907 of the FREEDOM Support Act (Public Law 102-\n511; 22 U.S.C. 5812 note) is repealed.\n    (b) Report.--The \
         Secretary shall report on trade.\n                                 &lt;all&gt;\n</pre></body></html>",
        &["repeals @ sec. 1(a)"],
    );
}

#[test]
fn printed_text_over_pages_and_with_numbers() {
    check(
        "SEC. 7. BAR.\n\n    The President may not waive section 907 of the FREEDOM\n\n[[Page 139 STAT. 100]]\n\nSupport Act (22 U.S.C. \
         5812 note). <<NOTE: 22 USC \n5812 note.>> This is law.",
        &["restricts_waiver @ sec. 7"],
    );
    check(
        " 1 SECTION 1. REPEAL.\n 2     Section 907 of the FREE-\n 3 DOM Support Act is repealed.\n 4 SEC. 2. REPORT.\n 5     The Secretary \
         shall re-\n 6 port on trade.\n\u{2022}HR 1 IH\n 7     That is all.",
        &["repeals @ sec. 1"],
    );
    check(
        "SEC. 2. BAR.\n    None of the funds may be used to carry out the waiver of sec-\ntion 907 of the FREEDOM Support\nAct (22 U.S.C.\n5812 \
         note).",
        &["restricts_waiver @ sec. 2"],
    );
}

#[test]
fn printed_text_with_a_table_of_contents() {
    check(
        "SECTION 1. SHORT TITLE; TABLE OF CONTENTS.\n\n    (a) Short Title.--This Act may be cited as the ``Peace Act''.\n    (b) Table of \
         Contents.--The table of contents for this Act is as \nfollows:\n\nSec. 1. Short title; table of contents.\nSec. 2. Repeal of section \
         907 of the FREEDOM Support Act.\nTITLE I--AID\nSec. 101. Report on section 907 of the FREEDOM Support Act.\n\nSEC. 2. \
         REPEAL.\n\n    Section 907 of the FREEDOM Support Act is repealed.\n\n                             TITLE I--AID\n\nSEC. 101. \
         REPORT.\n\n    The Secretary shall submit a report on section 907 of such Act, being the FREEDOM Support Act.",
        &["repeals @ sec. 2", "requires_report @ title I, sec. 101"],
    );
}

#[test]
fn a_title_or_a_heading_counts_where_nothing_else_does() {
    check(
        "A BILL\n\nTo repeal section 907 of the FREEDOM Support Act.\n\nSECTION 1. SHORT TITLE.\n\n    This Act is short.",
        &["mentions"],
    );
    check(
        "SEC. 2. REPEAL OF SECTION 907 OF THE FREEDOM SUPPORT ACT.\n\n    That law is void.",
        &["mentions"],
    );
}

#[test]
fn a_bullet_is_no_page_mark() {
    for bullet in ["\u{2022}", "\u{25CF} "] {
        for text in [
            "Section 907 of the FREEDOM Support Act is repealed.",
            "Hereafter section 907 of the FREEDOM Support Act is repealed.",
        ] {
            check(
                &format!("SEC. 2. REPEAL.\n\n    The law is changed:\n\n    {bullet}{text}\n"),
                &["repeals @ sec. 2"],
            );
        }
    }
    for mark in [
        "\u{2022}HR 6534 IH",
        "\u{2022}S 3000 ES",
        "\u{25CF}HRES 12 EH",
        "\u{2022}SJ 4 IS",
    ] {
        check(
            &format!(
                "SEC. 2. REPEAL.\n\n    Section 907 of the FREEDOM Support\n{mark}\nAct is repealed.\n"
            ),
            &["repeals @ sec. 2"],
        );
    }
}

#[test]
fn what_is_no_law_is_an_error() {
    for (text, error) in [
        ("", LawError::Empty),
        (" \n ", LawError::Empty),
        (
            "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>",
            LawError::NotLaw,
        ),
        ("Page not found", LawError::NotLaw),
        ("{\"error\": \"Not Found\"}", LawError::NotLaw),
        (
            "<?xml version='1.0'?><billStatus><bill/></billStatus>",
            LawError::OtherXml("billStatus".into()),
        ),
        (
            "<rss version='2.0'><channel/></rss>",
            LawError::OtherXml("rss".into()),
        ),
        (
            "<bill><legis-body><section>",
            LawError::Truncated("bill".into()),
        ),
    ] {
        assert_eq!(read(text.as_bytes(), None), Err(error), "{text}");
    }
    let deep = "<bill>".repeat(300) + &"</bill>".repeat(300);
    assert_eq!(read(deep.as_bytes(), None), Err(LawError::TooDeep));
}

#[test]
fn odd_bytes_do_no_harm() {
    for text in [
        "section 907",
        "section 907(",
        "(((((((((((((((((((( section 907 of the FREEDOM Support Act (",
        "“““ (a)(1)(A)(i)(I) section 907 of the FREEDOM Support Act—",
        "section 907 of such Act of the",
        "Section 907 of the Freedom Support Act—\n(1) É\n(2) 22 U.S.C. 5812 note—",
        "907-907,907.907 section 907,907 of the FREEDOM Support Act é",
        "(é) section 907 of the “FREEDOM Support Act” İİ is repealed",
        "<section><enum>1.</enum><text>section 907 of the FREEDOM Support Act</section>",
    ] {
        let _ = read(text.as_bytes(), None);
        for at in 0..text.len() {
            let _ = read(&text.as_bytes()[at..], None);
            let _ = read(&text.as_bytes()[..at], None);
        }
    }
}
