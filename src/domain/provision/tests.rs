use super::*;
use Effect::*;

#[test]
fn a_waiver_runs_to_its_anniversary_and_not_a_day_longer() {
    let history = [law("1992-10-24", Enacts), waiver("2025-08-08")];
    check(&history, "2025-08-07", "in_force since 1992-10-24 (1)");
    check(&history, "2025-08-08", "waived since 2025-08-08 (2)");
    check(&history, "2026-08-07", "waived since 2025-08-08 (2)");
    check(
        &history,
        "2026-08-08",
        "waiver_overdue since 2026-08-08 (2)",
    );
    check(
        &history,
        "2036-08-08",
        "waiver_overdue since 2026-08-08 (2)",
    );
}

#[test]
fn a_gap_that_a_later_waiver_closes_was_in_force() {
    let mut history = vec![law("1992-10-24", Enacts), waiver("2021-04-23")];
    check(
        &history,
        "2022-05-15",
        "waiver_overdue since 2022-04-23 (2)",
    );

    history.push(waiver("2022-06-21"));
    check(&history, "2022-05-15", "in_force since 2022-04-23 (2)");
    check(&history, "2022-06-21", "waived since 2022-06-21 (3)");
}

#[test]
fn a_waiver_extended_in_time_leaves_no_gap() {
    let history = [
        law("1992-10-24", Enacts),
        waiver("2002-01-25"),
        waiver("2003-01-17"),
    ];
    check(&history, "2003-01-16", "waived since 2002-01-25 (2)");
    check(&history, "2003-01-17", "waived since 2003-01-17 (3)");
    check(&history, "2003-06-01", "waived since 2003-01-17 (3)");
}

#[test]
fn a_reported_lapse_closes_the_end_of_knowledge() {
    let history = [
        law("1992-10-24", Enacts),
        waiver("2022-06-21"),
        of("2023", Lapses),
    ];
    check(&history, "2023-03-01", "waived since 2022-06-21 (2)");
    check(
        &history,
        "2024-01-15",
        "in_force since 2023-06-21 (3), reported",
    );
}

#[test]
fn a_lapse_closes_its_own_gap_only() {
    let history = [
        law("1992-10-24", Enacts),
        of("2017/2018", Lapses),
        waiver("2025-08-08"),
    ];
    check(
        &history,
        "2026-09-01",
        "waiver_overdue since 2026-08-08 (3)",
    );
}

#[test]
fn a_row_of_waivers_holds_throughout_and_is_reported() {
    let row = Instrument {
        throughout: true,
        ..of("2004/2016", Waives)
    };
    let history = [
        law("1992-10-24", Enacts),
        row,
        of("2017/2018", Lapses),
        of("2019", Waives),
    ];
    check(
        &history,
        "2004-01-01",
        "waived since 2004/2016 (2), reported",
    );
    check(
        &history,
        "2016-12-31",
        "waived since 2004/2016 (2), reported",
    );
    check(
        &history,
        "2018-06-01",
        "in_force since 2017/2018 (3), reported",
    );
    check(
        &history,
        "2019-06-01",
        "in_force since 2017/2018 (3), reported, undated 4",
    );
    check(&history, "2020-01-01", "waived since 2019 (4), reported");
}

#[test]
fn a_post_announces_and_the_federal_register_waives() {
    let mut history = vec![
        law("1992-10-24", Enacts),
        waiver("2025-08-08"),
        post("2026-08-12"),
    ];
    check(
        &history,
        "2026-08-11",
        "waiver_overdue since 2026-08-08 (2)",
    );
    check(
        &history,
        "2026-08-12",
        "waiver_announced since 2026-08-12 (3)",
    );

    let mut filed = waiver("2026-08-10");
    filed.rung = Rung::Inspection;
    filed.read = false;
    history.push(filed);
    check(
        &history,
        "2026-08-12",
        "waiver_announced since 2026-08-10 (4)",
    );

    history[3].read = true;
    check(&history, "2026-08-09", "in_force since 2026-08-08 (2)");
    check(&history, "2026-08-12", "waived since 2026-08-10 (4)");

    history[3].rung = Rung::Published;
    check(&history, "2026-08-12", "waived since 2026-08-10 (4)");
}

#[test]
fn a_running_waiver_stays_while_the_next_is_announced() {
    let history = [
        law("1992-10-24", Enacts),
        waiver("2025-08-08"),
        post("2026-08-01"),
    ];
    check(
        &history,
        "2026-08-07",
        "waived since 2025-08-08 (2), pending 3",
    );
    check(
        &history,
        "2026-08-08",
        "waiver_announced since 2026-08-01 (3)",
    );
    check(
        &history,
        "2027-07-31",
        "waiver_announced since 2026-08-01 (3)",
    );
    check(
        &history,
        "2027-08-01",
        "waiver_overdue since 2027-08-01 (3)",
    );
}

#[test]
fn a_headline_moves_nothing() {
    for effect in Effect::ALL.into_iter().filter(|effect| *effect != Lapses) {
        let headline = Instrument {
            rung: Rung::Rhetoric,
            ..of("2025-08-08", effect)
        };
        let history = [law("1992-10-24", Enacts), headline];
        check(&history, "2026-01-01", "in_force since 1992-10-24 (1)");
    }
}

#[test]
fn a_revoked_waiver_leaves_it_in_force() {
    let mut history = vec![
        law("1992-10-24", Enacts),
        waiver("2025-08-08"),
        of("2025-11-03", Revokes),
    ];
    check(&history, "2025-11-02", "waived since 2025-08-08 (2)");
    check(&history, "2025-11-03", "in_force since 2025-11-03 (3)");

    history.push(post("2025-12-15"));
    check(
        &history,
        "2025-12-15",
        "waiver_announced since 2025-12-15 (4)",
    );
}

#[test]
fn posts_near_one_another_announce_one_waiver() {
    let history = [
        law("1992-10-24", Enacts),
        waiver("2025-08-08"),
        post("2026-08-12"),
        post("2026-08-12"),
        post("2026-08-20"),
    ];
    for on in ["2026-08-12", "2026-08-20", "2027-08-11"] {
        check(&history, on, "waiver_announced since 2026-08-12 (3)");
    }
    let later = [&history[..], &[post("2027-08-01")]].concat();
    check(
        &later,
        "2027-08-01",
        "waiver_announced since 2027-08-01 (6)",
    );
    let revoked = [
        &history[..4],
        &[of("2026-08-15", Revokes), post("2026-08-20")],
    ]
    .concat();
    check(
        &revoked,
        "2026-08-20",
        "waiver_announced since 2026-08-20 (6)",
    );
}

#[test]
fn a_bar_waits_for_the_running_waiver_and_ends_by_itself() {
    let bar = Instrument {
        ends_on: Some(day("2027-10-01")),
        ..law("2026-02-03", RestrictsWaiver)
    };
    let history = [
        law("1992-10-24", Enacts),
        law("2002-01-10", GrantsWaiver),
        waiver("2025-08-08"),
        bar,
    ];
    check(&history, "2026-03-01", "waived since 2025-08-08 (3)");
    check(&history, "2026-08-08", "waiver_barred since 2026-08-08 (3)");
    check(
        &history,
        "2027-10-01",
        "waiver_overdue since 2027-10-01 (4)",
    );
    let authority = |on: &str| fold(&history, day(on)).unwrap().authority;
    assert_eq!(authority("2001-01-01"), Authority::None);
    assert_eq!(authority("2026-01-01"), Authority::Available);
    let until = Some(day("2027-10-01"));
    assert_eq!(authority("2026-08-08"), Authority::Barred { until });
    assert_eq!(authority("2027-10-01"), Authority::Available);
}

#[test]
fn a_later_grant_lifts_a_bar() {
    let history = [
        law("1992-10-24", Enacts),
        law("2026-02-03", RestrictsWaiver),
        law("2027-02-03", GrantsWaiver),
    ];
    check(&history, "2027-02-02", "waiver_barred since 2026-02-03 (2)");
    check(&history, "2027-02-03", "in_force since 2027-02-03 (3)");
}

#[test]
fn only_a_public_law_repeals() {
    let mut repeal = law("2027-05-12", Repeals);
    repeal.rung = Rung::Enrolled;
    let mut history = [law("1992-10-24", Enacts), waiver("2026-09-01"), repeal];
    check(&history, "2027-06-01", "waived since 2026-09-01 (2)");

    history[2].rung = Rung::PublicLaw;
    history[2].effective_on = Some(day("2027-06-01"));
    check(&history, "2027-05-31", "waived since 2026-09-01 (2)");
    check(&history, "2027-06-01", "repealed since 2027-06-01 (3)");
}

#[test]
fn carve_outs_leave_it_where_it_stood() {
    let history = [
        law("1992-10-24", Enacts),
        law("2026-02-03", CarvesOut),
        law("2026-02-04", Mentions),
    ];
    check(&history, "2026-03-01", "in_force since 1992-10-24 (1)");
    assert_eq!(
        fold(&history, day("2026-03-01")).unwrap().text,
        Text::Unamended
    );
}

#[test]
fn the_first_word_that_holds_wins() {
    let suspension = Instrument {
        ends_on: Some(day("2026-06-01")),
        ..law("2026-04-01", Suspends)
    };
    let history = [
        law("1992-10-24", Enacts),
        law("2026-01-01", Amends),
        waiver("2026-03-01"),
        suspension,
        of("2026-07-01", MeetsCondition),
        law("2026-08-01", Repeals),
    ];
    check(&history, "2026-02-01", "amended since 2026-01-01 (2)");
    check(&history, "2026-03-01", "waived since 2026-03-01 (3)");
    check(
        &history,
        "2026-04-01",
        "suspended_by_law since 2026-04-01 (4)",
    );
    check(&history, "2026-06-01", "waived since 2026-03-01 (3)");
    check(
        &history,
        "2026-07-01",
        "lifted_by_determination since 2026-07-01 (5)",
    );
    check(&history, "2026-08-01", "repealed since 2026-08-01 (6)");
}

#[test]
fn before_its_enactment_it_stands_nowhere() {
    assert_eq!(fold(&[law("1992-10-24", Enacts)], day("1992-10-23")), None);
    assert_eq!(fold(&[waiver("2025-08-08")], day("2025-09-01")), None);
    assert_eq!(fold(&[], day("2025-09-01")), None);
}

#[test]
fn overdue_is_told_without_saying_whether_it_applies() {
    let history = [law("1992-10-24", Enacts), waiver("2025-08-08")];
    tell(
        &history,
        "2026-11-22",
        "Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. \
         The waiver's year ended on 8 August 2026 and no extension has been found (106 days). \
         Whether the restriction applies today no document says.",
    );
    tell(
        &history,
        "2026-08-08",
        "Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. \
         The waiver's year ended on 8 August 2026 and no extension has been found. \
         Whether the restriction applies today no document says. \
         An extension may be signed and not yet published.",
    );
    tell(
        &history,
        "2026-08-09",
        "Section 907 is law; nothing has repealed it. Its last known waiver is of 8 August 2025. \
         The waiver's year ended on 8 August 2026 and no extension has been found (1 day). \
         Whether the restriction applies today no document says. \
         An extension may be signed and not yet published.",
    );
}

#[test]
fn for_thirty_days_an_extension_may_be_signed_and_unpublished() {
    let history = [law("1992-10-24", Enacts), waiver("2025-08-08")];
    let said = |on: &str, today: &str| {
        let standing = fold(&history, day(on)).unwrap();
        let told = sentences_on(&standing, day(on), day(today), When::prose).join(" ");
        told.contains("An extension may be signed and not yet published.")
    };
    for (on, today, expected) in [
        ("2026-08-08", "2026-08-08", true),
        ("2026-09-06", "2026-09-06", true),
        ("2026-09-07", "2026-09-07", false),
        // Of a day that is past, we know better.
        ("2026-08-09", "2026-09-06", true),
        ("2026-08-09", "2026-09-07", false),
    ] {
        assert_eq!(said(on, today), expected, "on {on}, asked on {today}");
    }
}

#[test]
fn another_day_is_not_called_today() {
    let history = [law("1992-10-24", Enacts), waiver("2025-08-08")];
    let standing = fold(&history, day("2026-08-18")).unwrap();
    let told = sentences_on(&standing, day("2026-08-18"), day("2026-11-22"), When::prose);
    assert_eq!(
        told[2..],
        [
            "The waiver's year ended on 8 August 2026 and no extension has been found (10 days).",
            "Whether the restriction applies on that day no document says.",
        ]
    );
}

#[test]
fn a_waiver_is_told_with_the_day_on_which_the_next_is_due() {
    let mut history = vec![law("1992-10-24", Enacts), waiver("2025-08-08")];
    tell(
        &history,
        "2025-09-01",
        "Section 907 is law; nothing has repealed it. It is waived since 8 August 2025, by \
         Document of 2025-08-08, and does not apply while the waiver runs. An extension will be \
         due on 8 August 2026.",
    );
    history.push(post("2026-08-01"));
    tell(
        &history,
        "2026-08-02",
        "Section 907 is law; nothing has repealed it. It is waived since 8 August 2025, by \
         Document of 2025-08-08, and does not apply while the waiver runs. The next waiver was \
         announced on 1 August 2026 and has not been read in the Federal Register.",
    );
    tell(
        &history,
        "2026-09-05",
        "Section 907 is law; nothing has repealed it. A waiver was announced on 1 August 2026: \
         Document of 2026-08-01. The document has not been read in the Federal Register, so this \
         is provisional. It has stayed unpublished for 35 days.",
    );
}

#[test]
fn a_report_is_told_as_one() {
    let history = [
        law("1992-10-24", Enacts),
        of("2020-03", Waives),
        waiver("2021-04-23"),
    ];
    tell(
        &history,
        "2020-06-01",
        "Section 907 is law; nothing has repealed it. It is waived since March 2020, by \
         Document of 2020-03, and does not apply while the waiver runs. An extension will be due \
         in March 2021. This is reported; the instrument is not held.",
    );
    tell(
        &history,
        "2020-03-15",
        "Section 907 is law and applies since 24 October 1992: no waiver is in effect. A waiver is \
         reported for March 2020, and its day is not known: it may have been signed already.",
    );
}

#[test]
fn a_row_of_waivers_is_told_as_a_report() {
    let row = Instrument {
        throughout: true,
        ..of("2004/2016", Waives)
    };
    tell(
        &[law("1992-10-24", Enacts), row, of("2017/2018", Lapses)],
        "2018-06-01",
        "Section 907 is law and applies (reported for 2017 to 2018): no waiver is in effect. \
         This is reported; a lapse has no instrument.",
    );
}

#[test]
fn json_carries_the_three_facts() {
    let history = [
        law("1992-10-24", Enacts),
        law("2002-01-10", GrantsWaiver),
        waiver("2025-08-08"),
    ];
    let standing = fold(&history, day("2026-11-22")).unwrap();
    let json = serde_json::to_value(&standing).unwrap();
    assert_eq!(json["word"], "waiver_overdue");
    assert_eq!(json["since"], "2026-08-08");
    assert_eq!(json["text"]["state"], "unamended");
    assert_eq!(json["waiver"]["state"], "year_ended");
    assert_eq!(json["waiver"]["on"], "2026-08-08");
    assert_eq!(json["authority"]["state"], "available");
    assert_eq!(json["rung"], "published");
}

#[test]
fn reminders_come_60_30_and_7_days_before_the_year_ends() {
    let mut history = vec![law("1992-10-24", Enacts), waiver("2025-08-08")];
    let due = |history: &[Instrument], today: &str| {
        let standing = fold(history, day(today)).unwrap();
        reminder(&standing, day(today)).map(|reminder| reminder.days)
    };
    for (today, days) in [
        ("2026-06-08", None),
        ("2026-06-09", Some(60)),
        ("2026-07-08", Some(60)),
        ("2026-07-09", Some(30)),
        ("2026-07-31", Some(30)),
        ("2026-08-01", Some(7)),
        ("2026-08-07", Some(7)),
        ("2026-08-08", None),
    ] {
        assert_eq!(due(&history, today), days, "{today}");
    }
    history.push(post("2026-07-20"));
    assert_eq!(due(&history, "2026-08-01"), None);
}

/// Checks where it stands on a day, whichever instrument is known first; the number
/// is that of the instrument it rests on.
#[track_caller]
fn check(history: &[Instrument], on: &str, expected: &str) {
    let mut history: Vec<Instrument> = (1..)
        .zip(history)
        .map(|(id, instrument): (i32, _)| Instrument {
            id: id.to_string(),
            ..instrument.clone()
        })
        .collect();
    for _ in 0..history.len() {
        history.rotate_left(1);
        let standing = fold(&history, day(on)).unwrap();
        let mut told = format!(
            "{} since {} ({})",
            standing.word.as_str(),
            standing.since,
            standing.basis.id
        );
        if standing.reported {
            told.push_str(", reported");
        }
        if let Some(pending) = standing.pending {
            told.push_str(&format!(", pending {}", pending.id));
        }
        if let Some(undated) = standing.undated {
            told.push_str(&format!(", undated {}", undated.id));
        }
        assert_eq!(told, expected);
    }
}

#[track_caller]
fn tell(history: &[Instrument], today: &str, expected: &str) {
    let standing = fold(history, day(today)).unwrap();
    assert_eq!(
        sentences(&standing, day(today), When::prose).join(" "),
        expected
    );
}

pub(super) fn law(on: &str, effect: Effect) -> Instrument {
    of(on, effect)
}

pub(super) fn waiver(on: &str) -> Instrument {
    of(on, Waives)
}

pub(super) fn post(on: &str) -> Instrument {
    Instrument {
        rung: Rung::Announced,
        ..of(on, Waives)
    }
}

pub(super) fn of(on: &str, effect: Effect) -> Instrument {
    Instrument {
        id: on.to_owned(),
        title: format!("Document of {on}"),
        by: None,
        effect,
        acted: on.parse().unwrap(),
        throughout: false,
        effective_on: None,
        ends_on: None,
        rung: effect.usual_rung(),
        read: true,
        url: None,
        published_on: None,
        quote: None,
    }
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
