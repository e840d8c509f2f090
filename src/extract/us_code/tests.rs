use super::*;

/// The page in the site's shape; the words of the notes are ours.
const PAGE: &str = include_str!("../../../tests/register/uscode-5812.html");

const ON_907: &str = r#"<p class="note-body">Pub. L. 102–511, title IX, §907, Oct. 24, 1992, as amended by Pub. L. 107–115, title II, Jan. 10, 2002, provided that: "It was amended by Pub. L. 1–1 and repealed by nobody."</p>"#;

#[test]
fn the_note_is_read_from_its_heading_to_the_next() {
    let note = note(PAGE).unwrap();
    assert_eq!(note.heading, "Restriction on Assistance to Azerbaijan");
    assert!(
        note.text.starts_with("Pub. L. 102-511, title IX, §907"),
        "{}",
        note.text
    );
    assert!(
        note.text
            .ends_with("test wording.\"\n[Second paragraph of the note.]"),
        "{}",
        note.text
    );
}

#[test]
fn layout_does_not_change_the_text_and_words_do() {
    let text = |html: &str| note(html).unwrap().text;
    let plain = text(&page(ON_907));
    let same = [
        page(&ON_907.replace('–', "-")),
        page(
            &ON_907
                .replace('"', "&ldquo;")
                .replace("class=&ldquo;note-body&ldquo;", "class='note-body'"),
        ),
        page(
            &ON_907
                .replace(' ', "\n  ")
                .replace("<p\n  class", "<p class"),
        ),
        page(
            &ON_907
                .replace("Oct.", "<em>Oct.</em>&nbsp;")
                .replace("</em>&nbsp; ", "</em>&nbsp;"),
        ),
    ];
    for same in &same {
        assert_eq!(text(same), plain, "{same}");
    }
    assert_ne!(text(&page(&ON_907.replace("nobody", "somebody"))), plain);
}

#[test]
fn the_note_is_found_without_the_classes_of_the_site() {
    let by_body = page(ON_907).replace(
        r#"<h4 class="note-head"><strong>Restriction on Assistance to Azerbaijan</strong></h4>"#,
        "",
    );
    assert_eq!(
        note(&by_body).unwrap().text,
        note(&page(ON_907)).unwrap().text
    );
    let by_tag = page(ON_907)
        .replace(r#" class="note-head""#, "")
        .replace(r#" class="note-body""#, "");
    assert_eq!(note(&by_tag).unwrap(), note(&page(ON_907)).unwrap());
    let by_class = page(ON_907).replace("h4", "div");
    assert_eq!(note(&by_class).unwrap(), note(&page(ON_907)).unwrap());
}

#[test]
fn a_page_without_the_note_is_an_error() {
    let without = page("").replace("Restriction on Assistance to Azerbaijan", "Another Note");
    check(&without, &NoteError::Missing(2));
    check(&page(""), &NoteError::Bare);
    check("", &NoteError::Empty);
    check("  \n", &NoteError::Empty);
    check(
        "<html><head><title>Error</title></head><body><h4>Sorry</h4><p>Busy.</p></body></html>",
        &NoteError::OtherPage,
    );
    check(
        "<h3 class=section-head>§5812. Coordination</h3><p>Text only.</p>",
        &NoteError::OtherPage,
    );
}

fn page(note: &str) -> String {
    format!(
        r#"<html><body><h3 class="section-head">&sect;5812. Coordination</h3><p class="statutory-body">Text.</p>
<!-- field-start:miscellaneous-note --><h4 class="note-head"><strong>Restriction on Assistance to Azerbaijan</strong></h4>
{note}
<h4 class="note-head"><strong>Next</strong></h4><p class="note-body">Other words.</p></body></html>"#
    )
}

#[track_caller]
fn check(html: &str, expected: &NoteError) {
    assert_eq!(note(html).as_ref(), Err(expected));
}
