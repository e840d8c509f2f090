//! Stories of measures, told by records that we wrote in govinfo.gov's shapes.

use jiff::civil::{Date, date};
use watch907::{
    domain::{
        action::{Action, System},
        fold::fold,
        measure::MeasureId,
        progress::Trouble,
        stage::Stage,
    },
    extract::billstatus,
};

const LAW: &str = include_str!("measures/hr9907-119.xml");
const VETOED: &str = include_str!("measures/s9907-114.xml");

#[test]
fn a_bill_is_followed_from_introduction_to_law() {
    let record = billstatus::parse(LAW).unwrap();
    let mut story: Vec<(String, String, String)> = vec![];
    for known in 1..=record.actions.len() {
        // The record as it was when so many actions were known.
        let actions = &record.actions[record.actions.len() - known..];
        let progress = fold(record.id, actions).unwrap();
        assert_eq!(progress.remarks, []);
        let told = (
            progress.since.to_string(),
            progress.stands(record.id),
            progress.govtrack,
        );
        if story.last() != Some(&told) {
            story.push(told);
        }
    }
    let expected = [
        ("2025-02-03", "introduced", "INTRODUCED"),
        ("2025-02-03", "in House Foreign Affairs", "REFERRED"),
        ("2025-03-11", "heard in House Foreign Affairs", "REFERRED"),
        (
            "2025-04-08",
            "marked up in House Foreign Affairs",
            "REFERRED",
        ),
        ("2025-04-08", "ordered reported", "REPORTED"),
        ("2025-05-06", "reported", "REPORTED"),
        ("2025-05-06", "on the House calendar", "REPORTED"),
        (
            "2025-06-17",
            "short of two thirds in the House",
            "PROV_KILL:SUSPENSIONFAILED",
        ),
        ("2025-07-16", "passed the House", "PASS_OVER:HOUSE"),
        (
            "2025-07-16",
            "passed the House, in Senate Foreign Relations",
            "PASS_OVER:HOUSE",
        ),
        (
            "2025-07-16",
            "passed the House, reported by Senate Foreign Relations",
            "PASS_OVER:HOUSE",
        ),
        (
            "2025-07-16",
            "passed the House, on the Senate calendar",
            "PASS_OVER:HOUSE",
        ),
        (
            "2025-11-18",
            "short of cloture in the Senate",
            "PROV_KILL:CLOTUREFAILED",
        ),
        (
            "2025-12-02",
            "passed the House, on the Senate calendar",
            "PASS_OVER:HOUSE",
        ),
        ("2025-12-04", "between the chambers", "PASS_BACK:SENATE"),
        ("2026-01-14", "between the chambers", "PASS_BACK:HOUSE"),
        ("2026-02-10", "passed both chambers", "PASSED:BILL"),
        ("2026-02-18", "with the President", "PASSED:BILL"),
        ("2026-02-25", "signed", "ENACTED:SIGNED"),
        ("2026-02-25", "Public Law 119-907", "ENACTED:SIGNED"),
    ];
    let expected: Vec<_> = expected
        .map(|(a, b, c)| (a.into(), b.into(), c.into()))
        .into();
    assert_eq!(story, expected);
}

#[test]
fn order_of_arrival_does_not_matter() {
    let record = billstatus::parse(LAW).unwrap();
    let whole = record.progress().unwrap();
    let mut random = fastrand::Rng::with_seed(907);
    for _ in 0..50 {
        // Days shuffled; within a day the record's order stays.
        let mut days: Vec<&[Action]> = record
            .actions
            .chunk_by(|a, b| a.acted_on == b.acted_on)
            .collect();
        random.shuffle(&mut days);
        let shuffled: Vec<Action> = days.concat();
        let progress = fold(record.id, &shuffled).unwrap();
        assert_eq!(shuffled[progress.basis], record.actions[whole.basis]);
        assert_eq!((progress.stage, progress.law), (whole.stage, whole.law));
        assert_eq!(progress.remarks, []);
    }
}

#[test]
fn a_veto_stands_unless_both_chambers_override_it() {
    let record = billstatus::parse(VETOED).unwrap();
    let stage_after = |known: usize| {
        let actions = &record.actions[record.actions.len() - known..];
        let progress = fold(record.id, actions).unwrap();
        (progress.stage, progress.govtrack)
    };
    let check = |known, stage, code: &str| assert_eq!(stage_after(known), (stage, code.into()));
    check(3, Stage::Discharged, "REPORTED");
    check(4, Stage::PassedSenate, "PASS_OVER:SENATE");
    check(5, Stage::PassedBoth, "PASSED:BILL");
    check(7, Stage::Vetoed, "PROV_KILL:VETO");
    check(8, Stage::OverrideSenate, "VETOED:OVERRIDE_PASS_OVER:SENATE");
    check(
        9,
        Stage::OverrideFailed,
        "VETOED:OVERRIDE_FAIL_SECOND:HOUSE",
    );

    let carried = VETOED.replace("notwithstanding Failed by", "notwithstanding Passed by");
    let record = billstatus::parse(&carried).unwrap();
    let progress = record.progress().unwrap();
    assert_eq!(progress.stage, Stage::BecameLawByOverride);
    assert_eq!(progress.govtrack, "ENACTED:VETO_OVERRIDE");
    assert_eq!(progress.still_needed(record.id), Vec::<&str>::new());
}

#[test]
fn a_measure_not_passed_by_both_dies_with_its_congress() {
    let id = id("hr6534-119");
    let progress = fold(id, &referred()).unwrap();
    let at = |day| progress.at(id, day);
    assert_eq!(at(date(2027, 1, 2)), progress);
    let died = at(date(2027, 1, 3));
    assert_eq!((died.stage, died.since), (Stage::Died, date(2027, 1, 3)));
    assert_eq!(died.govtrack, "REFERRED");
    assert_eq!(died.happened(id), "died with the 119th Congress");
    assert_eq!(progress.dies_on(id), Some(date(2027, 1, 3)));
}

#[test]
fn what_both_passed_lives_on_until_the_presidents_ten_days_have_run() {
    let id = id("hr1917-117");
    let mut actions = vec![
        action(date(2022, 12, 28), "Presented to President."),
        action(
            date(2022, 12, 23),
            "Passed Senate without amendment by Voice Vote.",
        ),
        action(date(2021, 11, 4), "On passage Passed by voice vote."),
    ];
    let presented = fold(id, &actions).unwrap();
    assert_eq!(presented.at(id, date(2023, 1, 9)).stage, Stage::ToPresident);
    assert_eq!(presented.at(id, date(2023, 1, 10)).stage, Stage::Died);

    let only_passed = fold(id, &actions[1..]).unwrap();
    assert_eq!(
        only_passed.at(id, date(2023, 1, 10)).stage,
        Stage::PassedBoth
    );

    actions.insert(0, action(date(2023, 1, 5), "Signed by President."));
    let signed = fold(id, &actions).unwrap();
    assert_eq!(signed.at(id, date(2024, 1, 1)).stage, Stage::Signed);
}

#[test]
fn an_agreed_resolution_is_final() {
    let simple = id("hres7-119");
    let agreed = [action(
        date(2025, 5, 1),
        "On agreeing to the resolution Agreed to by voice vote.",
    )];
    let progress = fold(simple, &agreed).unwrap();
    assert_eq!(progress.at(simple, date(2030, 1, 1)).stage, Stage::AgreedTo);
    assert_eq!(progress.govtrack, "PASSED:SIMPLERES");

    // A concurrent one needs both chambers, and nobody else.
    let concurrent = id("hconres7-119");
    let progress = fold(concurrent, &agreed).unwrap();
    assert_eq!(progress.stage, Stage::PassedHouse);
    assert_eq!(progress.still_needed(concurrent), ["the Senate"]);
    assert_eq!(progress.at(concurrent, date(2030, 1, 1)).stage, Stage::Died);
}

#[test]
fn a_back_dated_action_counts_where_it_belongs() {
    let id = id("hr6534-119");
    let mut actions = referred();
    actions.push(action(
        date(2025, 12, 8),
        "Sponsor introductory remarks on measure.",
    ));
    actions.insert(0, action(date(2026, 3, 1), "Committee Hearings Held."));
    let before = fold(id, &actions).unwrap();
    assert_eq!(before.stage, Stage::Hearing);
    // Weeks later the record learns of a report made before it.
    actions.insert(
        1,
        action(
            date(2026, 2, 1),
            "Reported by the Committee on Foreign Affairs. H. Rept. 119-1.",
        ),
    );
    let after = fold(id, &actions).unwrap();
    assert_eq!(
        (after.stage, after.since),
        (Stage::Reported, date(2026, 2, 1))
    );
}

#[test]
fn what_can_not_be_is_remarked_on_and_not_believed() {
    let check = |name: &str, texts: &[&str], stage: Stage, trouble: &[Trouble]| {
        let days = (1..).map(|day| date(2025, 6, day));
        let mut actions: Vec<Action> = days
            .zip(texts)
            .map(|(day, text)| action(day, text))
            .collect();
        actions.reverse();
        let progress = fold(id(name), &actions).unwrap();
        let found: Vec<_> = progress
            .remarks
            .iter()
            .map(|remark| remark.trouble)
            .collect();
        assert_eq!(
            (progress.stage, &found[..]),
            (stage, trouble),
            "{name} {texts:?}"
        );
        progress
    };
    let house = "On passage Passed by voice vote.";
    let senate = "Passed Senate without amendment by Voice Vote.";
    let agreed = "On agreeing to the resolution Agreed to by voice vote.";

    // H. Res. 104 (118th) was a public law for days.
    let progress = check(
        "hres104-118",
        &[agreed, "Became Public Law No: 118-1."],
        Stage::AgreedTo,
        &[Trouble::NeverBecomesLaw],
    );
    assert_eq!(
        progress.remarks[0].to_string(),
        "upstream claims \"Became Public Law No: 118-1.\", not accepted: \
         a resolution of this type never goes to the President"
    );
    check(
        "hr1-119",
        &[house, "Presented to President."],
        Stage::PassedHouse,
        &[Trouble::NotPassedByBoth],
    );
    check(
        "hr1-119",
        &[house, senate, "Became Public Law No: 118-7."],
        Stage::PassedBoth,
        &[Trouble::WrongLawNumber],
    );
    check(
        "hr1-119",
        &[
            house,
            senate,
            "Signed by President.",
            "Became Public Law No: 119-7.",
            "Became Public Law No: 119-7.",
        ],
        Stage::BecameLaw,
        &[Trouble::TwoDates],
    );
    check(
        "hr1-119",
        &[
            house,
            senate,
            "Became Public Law No: 119-7.",
            "Signed by President.",
        ],
        Stage::BecameLaw,
        &[Trouble::NoSignature],
    );
    check(
        "hr1-119",
        &[house, "Presented to President.", senate],
        Stage::ToPresident,
        &[Trouble::DatedTooEarly],
    );
    check(
        "s1-119",
        &[house],
        Stage::PassedHouse,
        &[Trouble::SecondChamberFirst],
    );
    check(
        "hres1-119",
        &[senate],
        Stage::Introduced,
        &[Trouble::NotItsChamber],
    );
    check(
        "hr1-119",
        &[
            house,
            senate,
            "Passed Senate over veto by Yea-Nay Vote. 70 - 20.",
        ],
        Stage::PassedBoth,
        &[Trouble::NotVetoed],
    );
    check(
        "hr1-119",
        &[
            house,
            senate,
            "Signed by President.",
            "Vetoed by President.",
        ],
        Stage::Signed,
        &[Trouble::ContradictsEarlier],
    );
}

#[test]
fn a_conference_report_needs_both_chambers() {
    let id = id("hr1-119");
    let mut actions = vec![
        action(
            date(2025, 6, 2),
            "Passed Senate with an amendment by Voice Vote.",
        ),
        action(date(2025, 6, 1), "On passage Passed by voice vote."),
    ];
    let mut next = |day, text| {
        actions.insert(0, action(date(2025, 6, day), text));
        fold(id, &actions).unwrap()
    };
    let house = next(
        7,
        "On agreeing to the conference report Agreed to by voice vote.",
    );
    assert_eq!(house.govtrack, "CONFERENCE:PASSED:HOUSE");
    assert_eq!(house.still_needed(id), ["the Senate", "the President"]);
    let both = next(8, "Senate agreed to conference report by Voice Vote.");
    assert_eq!(both.stage, Stage::PassedBoth);
}

#[test]
fn a_passage_taken_back_is_no_passage() {
    let id = id("s1-119");
    let actions = [
        action(
            date(2025, 6, 2),
            "Senate vitiated passage by Unanimous Consent.",
        ),
        action(
            date(2025, 6, 1),
            "Passed Senate without amendment by Voice Vote.",
        ),
        action(
            date(2025, 5, 1),
            "Read twice and referred to the Committee on Finance.",
        ),
    ];
    let progress = fold(id, &actions).unwrap();
    assert_eq!(
        (progress.stage, progress.since),
        (Stage::Referred, date(2025, 6, 2))
    );
    assert_eq!(progress.govtrack, "REFERRED");
}

#[test]
fn words_count_and_codes_do_not() {
    // 36000 stands on both.
    let record = billstatus::parse(LAW).unwrap();
    let signed_only = &record.actions[2..];
    assert_eq!(signed_only[0].code.as_deref(), Some("E30000"));
    let progress = fold(record.id, signed_only).unwrap();
    assert_eq!((progress.stage, progress.law), (Stage::Signed, None));
}

#[test]
fn words_for_a_subject_follow_on_the_measures_name() {
    let record = billstatus::parse(LAW).unwrap();
    let happened = |newest: usize| {
        let progress = fold(record.id, &record.actions[newest..]).unwrap();
        format!("{} {}", record.id.citation(), progress.happened(record.id))
    };
    assert_eq!(happened(0), "H.R. 9907 became Public Law 119-907");
    assert_eq!(happened(4), "H.R. 9907 was presented to the President");
    assert_eq!(happened(8), "H.R. 9907 passed the House, amended");
    assert_eq!(happened(19), "H.R. 9907 passed the House");
    assert_eq!(
        happened(27),
        "H.R. 9907 was reported by House Foreign Affairs"
    );
}

fn referred() -> Vec<Action> {
    vec![
        action(
            date(2025, 12, 9),
            "Referred to the House Committee on Foreign Affairs.",
        ),
        action(date(2025, 12, 9), "Introduced in House"),
    ]
}

fn action(acted_on: Date, text: &str) -> Action {
    Action {
        acted_on,
        acted_time: None,
        text: text.into(),
        kind: String::new(),
        code: None,
        system: System::Unknown,
        committees: vec![],
    }
}

fn id(name: &str) -> MeasureId {
    name.parse().unwrap()
}
