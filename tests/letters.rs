//! What people get to read, whole: each kind of alert, and what hostile text can't
//! do to it.

#[path = "letters/samples.rs"]
#[allow(unreachable_pub, reason = "a test file is a crate of its own")]
mod samples;

use jiff::civil::date;
use mailparse::{MailHeaderMap as _, ParsedMail};
use samples::context;
use watch907::{
    domain::{
        alert::{Alert, AlertId},
        news::{ItemChange, News},
    },
    mail::message::{self, Draft},
    render::{
        Context, Letter, SUBJECT_CHARS_MAX,
        alert::letter,
        diff,
        digest::{self, Occasion},
    },
};

#[test]
fn a_change_of_standing_names_its_document_and_what_it_does_not_mean() {
    check(
        alone(samples::standing()),
        r#"Subject: [907] Waiver extended: Section 907 stays law, but does not apply

Section 907 is WAIVED (was: waiver overdue).

  What happened   The President extended the waiver of Section 907.
  Document        "Extension of Waiver of Section 907 of the FREEDOM Support Act With Respect to
                  Assistance to the Government of Azerbaijan"
                  Federal Register, published Nov 20, 2026
                  https://www.federalregister.gov/documents/2026/11/20/2026-99999/extension
  It says         "I hereby extend the waiver of section 907."
  When            signed Nov 13, 2026 · first seen Nov 20, 2026, 08:47 EST

What it means
  Aid to the Government of Azerbaijan may be given while the waiver runs, about a year.

What it does not mean
  Nothing is repealed, lifted or struck. Only an Act of Congress can do that.
  No bill to repeal it has left committee.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show b437d492 · watch907 status
"#,
    );
}

#[test]
fn a_measure_that_moved_is_told_with_what_it_still_needs() {
    check(
        alone(samples::measure()),
        r#"Subject: [907] H.R. 6534 passed the House (was: reported)

H.R. 6534, "To repeal a restriction on assistance to Azerbaijan", PASSED THE HOUSE on May 12,
2026. It is not law: it still needs the Senate and the President.

  The record      "On passage Passed by the Yeas and Nays: 231 - 182 (Roll no. 140)."
                  GovInfo BILLSTATUS and api.congress.gov agree
                  https://www.congress.gov/bill/119th-congress/house-bill/6534/all-actions
  First seen      Nov 22, 2026, 11:00 EST
  Stage           passed the House (PASS_OVER:HOUSE)
                  before: reported
  Effect          its text would repeal Section 907: sec. 1
                  "Section 907 of the FREEDOM Support Act is repealed."
  Still needed    the Senate, then the President
                  this Congress ends Jan 3, 2027; what has not passed by then dies
  Note            The text that passed is the one introduced.

New on its record since the last alert
  + May 12, 2026  On passage Passed by the Yeas and Nays: 231 - 182 (Roll no. 140).
  + May 12, 2026  Considered under the provisions of rule H. Res. 99.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show bce48cd1 · watch907 status
"#,
    );
}

#[test]
fn a_claim_is_told_in_quotation_marks_beside_the_record() {
    check(
        alone(samples::claim()),
        r#"Subject: [907] Press: "Section 907 lifted". Record: waived, no such document

5 outlets in 2 languages say since Jan 5, 2026: "Section 907 lifted". No document says so. The
record: WAIVED since Aug 8, 2025.

  First           azerbaijan.example, Jan 5, 2026, 09:00 EST
                  "Trump has lifted the long-standing Section 907 amendment"
                  https://azerbaijan.example/907
  Then            news.example, Jan 5, 2026, 11:00 EST
                  "Section 907 is gone"
                  https://news.example/907
  The same text   "Congress has not yet formally repealed the amendment"
  Searched        Federal Register and GovInfo: public laws to Jan 6, 2026, 01:00 EST
  Next            we look for a document dated to Feb 4, 2026, and tell you when the record
                  settles it

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show cd2b44c1 · watch907 claims · watch907 status
"#,
    );
}

#[test]
fn a_record_withdrawn_is_told_with_what_it_said() {
    check(
        alone(samples::record()),
        r#"Subject: [907] H.R. 6534: record changed, 1 withdrawn and 1 corrected; now passed the House (was: with the President)

H.R. 6534, "To repeal a restriction on assistance to Azerbaijan", HAD ITS RECORD WITHDRAWN IN
PART, AND CORRECTED. What we told you before stays in the history.

  Stage           now passed the House; before: with the President
  Noticed         Nov 22, 2026, 11:00 EST
  Record          https://www.congress.gov/bill/119th-congress/house-bill/6534
  Note            No passage by the Senate is on record, so it could not have been presented.
  It said         "Received in the Senate and read the first time."
  It says now     "Received in the Senate and read twice."

No longer on the record
  - May 14, 2026  "Presented to President."

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 797d6a4f · watch907 status
"#,
    );
}

#[test]
fn a_reminder_says_what_comes_next() {
    check(
        alone(samples::reminder()),
        r#"Subject: [907] Waiver: an extension is due in 30 days, about Aug 8, 2026

WAIVER: AN EXTENSION IS DUE IN 30 DAYS, ABOUT AUG 8, 2026.

  Date            Aug 8, 2026

  The waiver of Aug 8, 2025 has run for eleven months. None has followed it so far.

Next
  If none is found by then, Section 907 will be shown as waiver overdue, and you will be told.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show aeb35fac · watch907 status
"#,
    );
}

#[test]
fn a_changed_page_is_told_line_by_line() {
    check(
        alone(samples::change()),
        r#"Subject: [907] Page changed: US Code, "22 U.S.C. 5812, notes" (+2 −1 lines)

The page "22 U.S.C. 5812, notes" of US Code HAS CHANGED: 2 lines added, 1 removed.

This is an official page: US Code. Nothing changes until the document is published and read.

  Page            https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title22-section5812&num=0&edition=prelim
  First seen      Nov 22, 2026, 11:00 EST

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

What changed
  line 4
    Restriction on Assistance to Azerbaijan
  - Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, provided that the
    restriction applies until the President determines, and so reports, that demonstrable steps
    have been taken.
  + Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, as amended by Pub. L.
    119-200, provided that the restriction applies until the President determines, and so
    certifies, that demonstrable steps have been taken.
    Waiver of Section 907
    Memorandum of President of the United States, Aug. 8, 2025.
  + Memorandum of President of the United States, Nov. 13, 2026.
    Effective Date

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 8b25ab19 · watch907 status
"#,
    );
}

#[test]
fn a_page_written_anew_makes_a_mail_that_is_shown_whole() {
    let page = |word: &str| {
        (0..2_000).fold(String::new(), |text, n| {
            text + &format!("Line {n}: {}\n", format!("{word} ").repeat(120))
        })
    };
    let mut alert = samples::change();
    if let News::Change(news) = &mut alert.news {
        news.diff = diff::Difference::between(&page("before"), &page("after"))
            .cut(diff::DIFF_BYTES_MAX, |_| false);
    }
    let letter = alone(alert);
    // Gmail hides what follows after 102 KB.
    assert!(letter.text.len() < 100_000, "{}", letter.text.len());
    assert!(letter.html.len() < 100_000, "{}", letter.html.len());
    assert!(letter.text.contains(" more lines: watch907 diff us-code"));
}

#[test]
fn what_the_press_says_is_told_as_that_beside_the_record() {
    check(
        alone(samples::item()),
        r#"Subject: [907] Press, Example News: "Amendment 907 is history, says deputy". Record: waiver overdue

Example News published "Amendment 907 is history, says deputy".

This is what Example News says. It changes nothing in law.

  It says         "The long-standing Amendment 907 has been lifted, a deputy told reporters on
                  Sunday."
  On topic for    "Amendment 907"
  Published       Nov 22, 2026, 07:30 EST
  First seen      Nov 22, 2026, 11:00 EST
  Address         https://news.example/2026/11/22/amendment-907

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 91b99b72 · watch907 status
"#,
    );
}

#[test]
fn what_an_office_announces_is_told_as_that_and_not_as_the_press() {
    let letter = alone(samples::announced_item());
    let (subject, text) = (letter.subject, letter.text);
    assert_eq!(
        subject,
        "[907] Announced, Presidential actions: \"Extension of Waiver of Section 907\". Record: waiver overdue"
    );
    let notice = "This is an announcement by Presidential actions. Nothing changes until the document is published\nand read.";
    assert!(text.contains(notice), "{text}");
    assert!(!text.contains("in law."), "{text}");

    let digest = together(
        Occasion::Daily(date(2026, 11, 22)),
        &[samples::announced_item()],
    );
    assert!(
        digest.text.contains("\nAnnounced\n") && !digest.text.contains("In the press"),
        "{}",
        digest.text
    );
}

#[test]
fn an_edited_item_shows_its_edit() {
    check(
        alone(samples::edited_item()),
        r#"Subject: [907] Press, Example News, edited: "Amendment 907 is history, says deputy". Record: waiver overdue

Example News edited "Amendment 907 is history, says deputy".

This is what Example News says. It changes nothing in law.

  It says         "The long-standing Amendment 907 has been lifted, a deputy told reporters on
                  Sunday."
  On topic for    "Amendment 907"
  Published       Nov 22, 2026, 07:30 EST
  Edit seen       Nov 22, 2026, 11:00 EST
  Address         https://news.example/2026/11/22/amendment-907

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

What was edited
  line 1
  - Washington has lifted Amendment 907, the deputy said.
  + Washington has waived Amendment 907 for a year, the deputy said.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 91b99b72 · watch907 status
"#,
    );
}

#[test]
fn a_blind_source_is_told_with_what_to_do() {
    check(
        alone(samples::health()),
        r#"Subject: [907] Blind: Federal Register not seen since 04:58 EST (6 h 02 min, blocked)

Federal Register CAN'T BE SEEN. If something is published there now, you won't hear of it from
us.

  Last good       Nov 22, 2026, 04:58 EST
  Since then      24 tries: HTTP 200, but a page "Request Access" from
                  unblock.federalregister.gov.
  This source     required: without it, silence does not mean that nothing happened
                  https://www.federalregister.gov/api/v1/documents.json
  What to do      Open the address from this machine; the API host is not walled. See `watch907
                  doctor`.
  Others          5 of 6 required sources fine. Assurance: degraded.

  You will hear when it is back, and every few days until then. If you know of it, and can wait:
  watch907 acknowledge federal-register --until 2026-11-29

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 088b6215 · watch907 sources · watch907 status
"#,
    );
}

#[test]
fn what_blinds_many_is_told_with_all_that_it_concerns() {
    let above = |alert: Alert| {
        let letter = alone(alert);
        let (above, _) = letter.text.split_once("\nWhere everything stands").unwrap();
        format!("Subject: {}\n\n{above}", letter.subject)
    };
    let down = above(samples::network(false));
    let expected = r#"Subject: [907] Blind: none of 3 sources seen since 04:58 EST (6 h 02 min, unreachable)

NONE OF 3 SOURCES CAN BE SEEN. If something is published there now, you won't hear of it from
us.

  Last good       Nov 22, 2026, 04:58 EST
  Since then      9 tries: the name api.example.org can't be resolved: no address.
  These sources   some are required: without them, silence does not mean that nothing happened
  Concerned       Federal Register; H.R. 6534; News
  What to do      See whether this machine reaches the network.
  Others          5 of 6 required sources fine. Assurance: degraded.

  You will hear when they are back, and every few days until then. If you know of it, and can
  wait:
  watch907 acknowledge SOURCE… --until 2026-11-29
"#;
    assert_eq!(down, expected, "{down}");
    let back = above(samples::network(true));
    let expected = r#"Subject: [907] Seen again: the first of 3 sources, after 6 h 02 min

The first of 3 sources IS SEEN AGAIN. The others are asked now; each that stays blind is told by
itself. What was published meanwhile and is still listed is told as usual.

  Seen before     Nov 22, 2026, 04:58 EST
  Seen again      Nov 22, 2026, 11:00 EST
  In between      9 tries failed: the name api.example.org can't be resolved: no address.
  These sources   some are required: without them, silence does not mean that nothing happened
  Concerned       Federal Register; H.R. 6534; News
  Others          5 of 6 required sources fine. Assurance: degraded.
"#;
    assert_eq!(back, expected, "{back}");
}

#[test]
fn a_source_that_is_back_is_told_with_its_gap() {
    check(
        alone(samples::recovered()),
        r#"Subject: [907] Seen again: Federal Register, after 6 h 02 min

Federal Register IS SEEN AGAIN. What it published meanwhile and still lists has been read, and
is told as usual.

  Seen before     Nov 22, 2026, 04:58 EST
  Seen again      Nov 22, 2026, 11:00 EST
  In between      24 tries failed: HTTP 200, but a page "Request Access" from
                  unblock.federalregister.gov.
  This source     required: without it, silence does not mean that nothing happened
                  https://www.federalregister.gov/api/v1/documents.json
  Others          6 of 6 required sources fine. Assurance: assured.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show be5bdf9b · watch907 status
"#,
    );
}

#[test]
fn silence_is_told_with_what_it_rests_on() {
    check(
        alone(samples::silence()),
        r#"Subject: [907] Quiet week: nothing changed, Nov 16 to Nov 22, 2026 (assured)

NOTHING CHANGED, Nov 16 to Nov 22, 2026.

Where it stood
               At the beginning          At the end
  Section 907  waiver overdue            waiver overdue
  H.R. 6534    in House Foreign Affairs  in House Foreign Affairs

How the required sources answered
  Source              Answered  Longest gap  Last good
  Federal Register    672/672   16 min       Nov 22, 2026, 10:45 EST
  Public inspection   671/672   31 min       Nov 22, 2026, 10:45 EST
  GovInfo BILLSTATUS  168/168   1 h 02 min   Nov 22, 2026, 10:45 EST

  Also            Optional sources: 21 of 24 fine. Blocked: report.az since Oct 30 (403,
                  challenge page).
                  News on topic: 9 stories. Mail: 3 sent, 0 waiting.
  Evidence chain  41,207 rows, head 9f2c41d07ae1
                  Keep this mail: it witnesses what was on record by then.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 7dd9aae4 · watch907 status
"#,
    );
}

#[test]
fn the_first_mail_says_what_could_not_be_read() {
    check(
        alone(samples::began()),
        r#"Subject: [907] Watching began. Section 907: waiver overdue; 2 of 4 sources read

WATCHING BEGAN. 2 of 4 sources were read. What they hold now is the starting point; what changes
from here on, you will be told.

Section 907
  Section 907 is law; nothing has repealed it.
  Its last known waiver is of Aug 8, 2025. The waiver's year ended on Aug 8, 2026 and no
  extension has been found.

Measures followed
  H.R. 6534       "To repeal a restriction on assistance to Azerbaijan"
                  in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       "ARMENIA Security Partnership Act"
                  in House Foreign Affairs since Dec 18, 2025

What could not be read
  Source     Why
  report.az  blocked: HTTP 403, a challenge page
  Turan      unreachable

What is read
  Federal Register · GovInfo BILLSTATUS

  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show e92907a2 · watch907 status
"#,
    );
}

#[test]
fn an_older_copy_is_told_with_what_was_covered_since() {
    check(
        alone(samples::goes_on()),
        r#"Subject: [907] Set back to Nov 13, 07:00 EST, and watching again. Section 907: waiver overdue; 2 of 4 sources read

SET BACK TO NOV 13, 07:00 EST, AND WATCHING AGAIN. 2 of 4 sources were read. What they hold now
is compared with what they held by Nov 13, 07:00 EST, and what changed is told as ever. What
came and went in between was not seen, but for what these published, which was asked for by
date: Federal Register.

The database knows nothing after Nov 13, 07:00 EST, though it did: an older copy of it was put
back, or the disk lost what was written. What was told since then is told again where it still
holds, with the same Message-ID.

Section 907
  Section 907 is law; nothing has repealed it.
  Its last known waiver is of Aug 8, 2025. The waiver's year ended on Aug 8, 2026 and no
  extension has been found.

Measures followed
  H.R. 6534       "To repeal a restriction on assistance to Azerbaijan"
                  in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       "ARMENIA Security Partnership Act"
                  in House Foreign Affairs since Dec 18, 2025

What could not be read
  Source     Why
  report.az  blocked: HTTP 403, a challenge page
  Turan      unreachable

What is read
  Federal Register · GovInfo BILLSTATUS

  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 43e2c58f · watch907 status
"#,
    );
}

#[test]
fn a_test_says_that_it_is_one() {
    check(
        alone(samples::test()),
        r#"Subject: [907] Test: mail from watch907 reaches you

MAIL FROM WATCH907 REACHES YOU. Nothing happened: this was sent by hand, to try the way.

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 show 20b4fabf · watch907 status
"#,
    );
}

#[test]
fn a_letter_outside_the_count_has_no_number() {
    let (situation, zone) = (samples::situation(), samples::new_york());
    let outside = Context {
        numbering: None,
        ..context(&situation, &zone)
    };
    let uncounted = letter(&samples::test(), &outside);
    let counted = alone(samples::test());
    let number = "Message 14 to you; the one before was 13, on Nov 3, 2026.";
    for (uncounted, counted) in [
        (&uncounted.text, &counted.text),
        (&uncounted.html, &counted.html),
    ] {
        assert!(counted.contains(number));
        assert!(!uncounted.contains("Message "), "{uncounted}");
    }
}

#[test]
fn the_daily_digest_parts_announcements_from_the_press() {
    check(
        together(
            Occasion::Daily(date(2026, 11, 22)),
            &[samples::change(), samples::item(), samples::edited_item()],
        ),
        r#"Subject: [907] Digest of Nov 22: 1 page changed and 2 items

3 ALERTS in the digest of Nov 22, 2026: 1 page changed and 2 items.

Announced
  Nothing changes until the document is published and read.

  * Page changed: US Code, "22 U.S.C. 5812, notes" (+2 −1 lines)
    https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title22-section5812&num=0&edition=prelim
    line 4
      Restriction on Assistance to Azerbaijan
    - Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, provided that the
      restriction applies until the President determines, and so reports, that demonstrable
      steps have been taken.
    + Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, as amended by Pub. L.
      119-200, provided that the restriction applies until the President determines, and so
      certifies, that demonstrable steps have been taken.
      Waiver of Section 907
      Memorandum of President of the United States, Aug. 8, 2025.
    + Memorandum of President of the United States, Nov. 13, 2026.
      Effective Date
    seen Nov 22, 2026, 11:00 EST · watch907 show 8b25ab19

In the press
  It changes nothing in law.

  * Press, Example News: "Amendment 907 is history, says deputy". Record: waiver overdue
    "The long-standing Amendment 907 has been lifted, a deputy told reporters on Sunday."
    https://news.example/2026/11/22/amendment-907
    seen Nov 22, 2026, 11:00 EST · watch907 show 91b99b72

  * Press, Example News, edited: "Amendment 907 is history, says deputy". Record: waiver overdue
    "The long-standing Amendment 907 has been lifted, a deputy told reporters on Sunday."
    https://news.example/2026/11/22/amendment-907
    line 1
    - Washington has lifted Amendment 907, the deputy said.
    + Washington has waived Amendment 907 for a year, the deputy said.
    seen Nov 22, 2026, 11:00 EST · watch907 show 91b99b72

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 status
"#,
    );
}

#[test]
fn a_storm_is_told_with_its_weightiest_news_first() {
    check(
        together(
            Occasion::Storm,
            &[
                samples::item(),
                samples::change(),
                samples::health(),
                samples::recovered(),
                samples::measure(),
            ],
        ),
        r#"Subject: [907] H.R. 6534 passed the House (was: reported), and 4 more alerts

5 ALERTS came in a short time, so they share this message: 1 measure moved, 1 page changed, 1
item and 2 source notices.

The record

  * H.R. 6534 passed the House (was: reported)
    "On passage Passed by the Yeas and Nays: 231 - 182 (Roll no. 140)."
    https://www.congress.gov/bill/119th-congress/house-bill/6534/all-actions
    seen Nov 22, 2026, 11:00 EST · watch907 show bce48cd1

Announced
  Nothing changes until the document is published and read.

  * Page changed: US Code, "22 U.S.C. 5812, notes" (+2 −1 lines)
    https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title22-section5812&num=0&edition=prelim
    line 4
      Restriction on Assistance to Azerbaijan
    - Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, provided that the
      restriction applies until the President determines, and so reports, that demonstrable
      steps have been taken.
    + Pub. L. 102-511, title IX, §907, Oct. 24, 1992, 106 Stat. 3357, as amended by Pub. L.
      119-200, provided that the restriction applies until the President determines, and so
      certifies, that demonstrable steps have been taken.
      Waiver of Section 907
      Memorandum of President of the United States, Aug. 8, 2025.
    + Memorandum of President of the United States, Nov. 13, 2026.
      Effective Date
    seen Nov 22, 2026, 11:00 EST · watch907 show 8b25ab19

In the press
  It changes nothing in law.

  * Press, Example News: "Amendment 907 is history, says deputy". Record: waiver overdue
    "The long-standing Amendment 907 has been lifted, a deputy told reporters on Sunday."
    https://news.example/2026/11/22/amendment-907
    seen Nov 22, 2026, 11:00 EST · watch907 show 91b99b72

How well we see

  * Blind: Federal Register not seen since 04:58 EST (6 h 02 min, blocked)
    HTTP 200, but a page "Request Access" from unblock.federalregister.gov
    seen Nov 22, 2026, 11:00 EST · watch907 show 088b6215

  * Seen again: Federal Register, after 6 h 02 min
    seen Nov 22, 2026, 11:00 EST · watch907 show be5bdf9b

Where everything stands, Nov 22, 2026, 11:05 EST
  Section 907     WAIVER OVERDUE
                  Section 907 is law; nothing has repealed it. Its last known waiver is of Aug
                  8, 2025. The waiver's year ended on Aug 8, 2026 and no extension has been
                  found.
  H.R. 6534       in House Foreign Affairs since Dec 9, 2025
  H.R. 6840       in House Foreign Affairs since Dec 18, 2025
  Sources         Seen by 6 of 6 required sources; longest gap this week 41 min: assured.

Message 14 to you; the one before was 13, on Nov 3, 2026.
watch907 status
"#,
    );
}

#[test]
fn a_digest_lists_every_alert_however_many() {
    let alerts: Vec<Alert> = (0..500)
        .map(|n| samples::item_saying(&format!("Story {n} of many"), ItemChange::Added, None))
        .collect();
    let letter = together(Occasion::Storm, &alerts);
    assert_eq!(letter.subject, "[907] 500 alerts at once: 500 items");
    for n in 0..500 {
        let title = format!("Story {n} of many");
        assert!(letter.text.contains(&title) && letter.html.contains(&title));
    }
}

#[test]
fn a_message_is_taken_apart_into_the_same_words() {
    let all = [
        samples::standing(),
        samples::measure(),
        samples::record(),
        samples::change(),
        samples::item(),
        samples::silence(),
        samples::test(),
    ];
    for alert in all {
        let letter = alone(alert.clone());
        let bytes = sent(&alert, &letter);
        assert_eq!(
            bytes,
            sent(&alert, &letter),
            "the same draft, the same bytes"
        );

        let mail = mailparse::parse_mail(&bytes).unwrap();
        assert_eq!(header(&mail, "Subject"), letter.subject);
        assert_eq!(header(&mail, "From"), "watch907 <watch@example.org>");
        assert_eq!(header(&mail, "To"), "Ann Ə <ann@example.org>");
        assert_eq!(header(&mail, "Date"), "Sun, 22 Nov 2026 16:05:00 +0000");
        assert_eq!(header(&mail, "MIME-Version"), "1.0");
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&mail, "List-Id"), "watch907 <watch907.example.org>");
        assert_eq!(
            header(&mail, "List-Unsubscribe"),
            "<mailto:help@example.org?subject=unsubscribe>"
        );
        assert_eq!(header(&mail, "X-Watch907-Kind"), alert.kind().as_str());
        assert_eq!(header(&mail, "X-Watch907-Alert"), alert.id.short());
        assert_eq!(header(&mail, "References"), header(&mail, "In-Reply-To"));
        assert_eq!(mail.headers.len(), 14);

        assert_eq!(mail.ctype.mimetype, "multipart/alternative");
        let [text, html] = mail.subparts.as_slice() else {
            panic!("two parts");
        };
        assert_eq!(body(text, "text/plain"), letter.text);
        assert_eq!(body(html, "text/html"), letter.html);
    }
}

#[test]
fn messages_about_one_thing_stand_in_one_thread() {
    let root = |alert: Alert| {
        let bytes = sent(&alert, &alone(alert.clone()));
        header(&mailparse::parse_mail(&bytes).unwrap(), "References")
    };
    assert_eq!(root(samples::measure()), root(samples::record()));
    assert_eq!(root(samples::standing()), root(samples::reminder()));
    assert_ne!(root(samples::measure()), root(samples::standing()));
}

#[test]
fn hostile_text_stays_text() {
    for hostile in [
        "x\r\nBcc: victim@example.org\r\n\r\nbody",
        "x\n.\nMAIL FROM:<a@example.org>\r\n.\r\n",
        "x\r.\rRCPT TO:<b@example.org>",
        "<script>alert(1)</script><img src=https://evil.example/x.png><style>*{}</style>",
        "</title><form action=\"https://evil.example\"><input></form>",
        "\" onclick=\"alert(1)",
        "\u{1b}]52;c;ZXZpbA==\u{7}\u{9b}31m",
        "became \u{202e}wal\u{202c} \u{2066}x\u{2069} se\u{200b}ct\u{feff}ion",
        "=?utf-8?Q?H.R._6534_is_law?=",
        &"long title ".repeat(500),
        &"w".repeat(100_000),
        "\0",
        "",
    ] {
        for alert in hostile_alerts(hostile) {
            let letter = alone(alert.clone());
            let daily = together(
                Occasion::Daily(date(2026, 11, 22)),
                std::slice::from_ref(&alert),
            );
            for letter in [letter, daily] {
                holds(&alert, &letter, hostile);
            }
        }
    }
}

#[test]
fn a_headline_can_not_pass_for_the_record() {
    let spoof = "Calm\". Record: \"repealed";
    let subject = alone(samples::item_saying(spoof, ItemChange::Added, None)).subject;
    assert_eq!(
        subject,
        "[907] Press, Example News: \"Calm'. Record: 'repealed\". Record: waiver overdue"
    );
    let long = "H.R. 6534 became law today, ".repeat(40);
    let subject = alone(samples::item_saying(&long, ItemChange::Added, None)).subject;
    assert!(subject.starts_with("[907] Press, Example News: \"H.R. 6534 became law"));
    assert!(
        subject.ends_with("…\". Record: waiver overdue"),
        "{subject}"
    );
}

#[test]
fn only_web_addresses_are_links() {
    for (address, followed) in [
        ("javascript:alert(1)", false),
        ("data:text/html,<script>alert(1)</script>", false),
        ("https://news.example/?a=1&b=\"><script>", true),
    ] {
        let mut alert = samples::item();
        if let News::Item(item) = &mut alert.news {
            item.link = Some(address.to_owned());
        }
        let html = alone(alert).html;
        assert_eq!(html.contains("href"), followed, "{address}");
        assert!(!html.contains("<script"));
    }
}

/// Alerts of all kinds with this text wherever text comes from outside.
fn hostile_alerts(text: &str) -> Vec<Alert> {
    let samples = [
        samples::standing(),
        samples::measure(),
        samples::record(),
        samples::reminder(),
        samples::change(),
        samples::item(),
        samples::edited_item(),
        samples::health(),
        samples::silence(),
        samples::began(),
    ];
    let poison = |value: &mut serde_json::Value| {
        if let serde_json::Value::String(old) = value
            && old.parse::<jiff::Timestamp>().is_err()
            && old.parse::<jiff::civil::Date>().is_err()
        {
            *old = match old.strip_prefix("@@") {
                Some(_) => format!("@@ -1 +1 @@\n-{text}\n+{text}!\n{text}\n"),
                None => text.to_owned(),
            };
        }
    };
    let poisoned = samples.into_iter().map(|alert| {
        let mut news = serde_json::to_value(&alert.news).unwrap();
        for (name, value) in news.as_object_mut().unwrap() {
            if !["kind", "change", "rung", "new_word"].contains(&name.as_str()) {
                each(value, &poison);
            }
        }
        let news = serde_json::from_value(news).unwrap();
        Alert::new(alert.entity, 1, alert.old, alert.new, alert.seen_at, news)
    });
    poisoned.collect()
}

fn each(value: &mut serde_json::Value, change: &dyn Fn(&mut serde_json::Value)) {
    match value {
        serde_json::Value::Array(values) => values.iter_mut().for_each(|value| each(value, change)),
        serde_json::Value::Object(values) => {
            values.values_mut().for_each(|value| each(value, change))
        }
        _ => change(value),
    }
}

#[track_caller]
fn holds(alert: &Alert, letter: &Letter, hostile: &str) {
    assert!(letter.subject.starts_with("[907] "));
    assert!(letter.subject.chars().count() <= SUBJECT_CHARS_MAX);
    for part in [&letter.subject, &letter.text, &letter.html] {
        let raw =
            |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(c);
        assert!(!part.contains(raw), "{hostile:?} in {part}");
    }
    for tag in [
        "<script",
        "<img",
        "<style",
        "<form",
        "<input",
        "<link",
        "onclick=\"",
        "src=",
    ] {
        let escaped = letter.html.replace("src=https", "");
        assert!(!escaped.contains(tag), "{tag} of {hostile:?}");
    }
    for line in letter.text.lines() {
        assert!(
            line.chars().count() <= 110 || line.contains("http"),
            "{line}"
        );
    }
    let bytes = sent(alert, letter);
    let mail = mailparse::parse_mail(&bytes).unwrap();
    assert_eq!(mail.headers.len(), 14);
    assert_eq!(header(&mail, "Subject"), letter.subject);
    assert_eq!(mail.subparts.len(), 2);
}

fn alone(alert: Alert) -> Letter {
    let (situation, zone) = (samples::situation(), samples::new_york());
    letter(&alert, &context(&situation, &zone))
}

fn together(occasion: Occasion, alerts: &[Alert]) -> Letter {
    let (situation, zone) = (samples::situation(), samples::new_york());
    digest::letter(occasion, alerts, &context(&situation, &zone))
}

fn sent(alert: &Alert, letter: &Letter) -> Vec<u8> {
    let from = "watch907 <watch@example.org>";
    let ids: &[AlertId] = std::slice::from_ref(&alert.id);
    message::build(&Draft {
        list_id: "watch907.example.org",
        contact: Some("help@example.org"),
        message_id: &message::message_id(ids, "ann", from).unwrap(),
        thread: Some(alert.thread()),
        from,
        to: "Ann Ə <ann@example.org>",
        composed_at: samples::at("2026-11-22T16:05:00Z"),
        kind: alert.kind(),
        alert: Some(&alert.id),
        subject: &letter.subject,
        text: &letter.text,
        html: Some(&letter.html),
    })
    .unwrap()
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers.get_first_value(name).expect("a header")
}

fn body(part: &ParsedMail<'_>, mimetype: &str) -> String {
    assert_eq!(part.ctype.mimetype, mimetype);
    part.get_body().unwrap().replace("\r\n", "\n")
}

#[track_caller]
fn check(letter: Letter, expected: &str) {
    let shown = format!("Subject: {}\n\n{}", letter.subject, letter.text);
    assert_eq!(shown, expected, "{shown}");
}
