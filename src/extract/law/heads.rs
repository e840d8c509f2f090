//! Whether a citation is the head of its noun phrase, or only hangs on another noun.
//!
//! "Section 907 is repealed" and "the restriction in section 907 is repealed" speak of the
//! provision, "the waiver of section 907 is revoked" of its waiver; "the report required by
//! section 907 is repealed" speaks of neither. What isn't known to be one of the first two
//! is taken for the last, and does nothing.

use super::{effects::Clause, marks::last_bytes, phrases::spelled_out, sentences, verbs};

/// What a noun phrase that holds a citation names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Head {
    /// What is cited: Section 907, a part of it, or its Act.
    Itself,
    Waiver,
}

pattern!(
    ITSELF,
    spelled_out(r"^@LEAD(?:@PROVISION|@OTHERS@DET(?:provisions? of @DET)?@F)$")
);
pattern!(WAIVER, spelled_out(r"^@LEAD@OTHERS@WAIVER$"));
pattern!(
    CITED_LAST,
    spelled_out(r"(?:@SECTION(?:,|,? and|,? or) (?:the )?)*@SECTION$")
);
pattern!(
    FOR_PURPOSES,
    r"\bfor (?:the )?purposes of (?:this|that|such|(?:sub)?sections?|paragraphs?|titles?|chapters?|applying|determining|carrying out|assistance)\b[^;:\u{2014}]*$"
);
pattern!(AND, r" (?:and|or|but|nor) ");
pattern!(LEADS_ON, r"^(?: ?\([0-9a-z]{1,5}\))* ?(?:and|or|but|nor) ");
pattern!(
    LEADS_WITH_THAT,
    r"^(?: ?\([0-9a-z]{1,5}\))* ?(?:(?:and|or) )?(?:\([0-9a-z]{1,5}\) )*that "
);
pattern!(LISTS_ON, r"^,? (?:and|or) |^, (?:sub)?(?:section|title) ");
pattern!(DESIGNATED, r"^ ?\([0-9a-z]{1,5}\) ");
// Begins what stands before the main clause and a comma.
pattern!(
    INTRODUCES,
    r"^(?: ?\([0-9a-z]{1,5}\))* ?(?:(?:and|but) )?(?:notwithstanding|except|subject|pursuant|consistent|in|upon|effective|under|as|for|on|to|beginning|after|with|not later|during|if|unless|by)\b"
);
// On what a noun hangs that is no head.
pattern!(
    HANGS,
    r"\b(?:under|by|of|pursuant to|to|relating to|required|prohibited|with|than|except|from|on)\b"
);
pattern!(
    PROVISO,
    r"\b(?:provided|further|also|resolved|assembled|except|enacted|ordered|declared)[,:]?$"
);
pattern!(
    DANGLES,
    r"\b(?:if|unless|until|whether|when|whenever|that|where|while|because|although|once),[^;:\u{2014}]*$"
);
pattern!(
    SUBORDINATES,
    r"\b(?:if|unless|until|whether|how|why|when|whenever|(?:under|in|by|for|to|with) which|that)\b"
);
pattern!(
    GOVERNS,
    r"\b(?:if|unless|until|whether|when|whenever|that|where|while|how|why|of|by|under|to|from|in|for|with|on|than|except|including)[ ,:\u{2014}-]*$"
);
// Words that are quoted as words.
pattern!(
    QUOTES_WORDS,
    r"\b(?:strik(?:e|es|ing)|insert(?:s|ing)?|phrases?|words?|terms?|headings?|items?|as)(?: at the end)? ?\u{201C}[^\u{201C}\u{201D}]*$"
);
// Laws, of which what follows is one.
pattern!(
    INCLUDED,
    r"(?:^|[,;:.\u{2014}] ?)(?:all|any|each|every)(?: other)? (?:provisions? of law|laws?|restrictions?|prohibitions?|limitations?)\b[^;:\u{2014}]*,? \(?including,?(?: without limitation,?| but not limited to,?)? (?:the )?$"
);

/// What parts a sentence.
const MARKS: [char; 8] = [
    ',', ';', ':', '\u{2014}', '.', '\u{201C}', '\u{2022}', '\u{25CF}',
];

/// Bytes before a citation in which the beginning of its phrase is looked for.
const REACH: usize = 1500;

/// Whether a clause denies of its subject what it says: "neither … nor section 907".
pub(super) fn is_denied(before: &str) -> bool {
    let before = last_bytes(before, REACH);
    let (start, _) = stretch(before);
    verbs::NEITHER.is_match(&before[start..])
}

/// Whether what is said of a citation holds for some purpose only.
pub(super) fn is_for_purpose(before: &str) -> bool {
    FOR_PURPOSES.is_match(last_bytes(before, REACH))
}

/// What the phrase names whose citation stands at a place of the sentence and is so long;
/// `None` where that is something else.
pub(super) fn head(clause: &Clause, text: &str, at: usize, length: usize) -> Option<Head> {
    let before = last_bytes(&text[..at], REACH);
    let chapeau = text.get(..clause.own_from).unwrap_or(text);
    let own = last_bytes(&text[chapeau.len()..at], REACH);
    if QUOTES_WORDS.is_match(before) || clause.listed && governs(chapeau) || is_governed(own) {
        return None;
    }
    if INCLUDED.is_match(before) {
        return Some(Head::Itself);
    }
    let (start, mark) = stretch(before);
    let phrase = &text[at - (before.len() - start)..at + length];
    let Some(head) = named(phrase) else {
        // "Section 5 takes effect and section 907 is repealed".
        let (last, tail) = AND
            .find_iter(phrase)
            .last()
            .map(|and| (&phrase[..and.start()], &phrase[and.end()..]))?;
        return named(tail).filter(|_| is_main_clause(last));
    };
    leads_to(&before[..start], mark, phrase, &text[at + length..]).then_some(head)
}

/// Whether a verb that stands at the end of a text is that of a subordinate clause: "whether
/// the President may waive". A proviso's is not.
pub(super) fn is_subordinate(before: &str) -> bool {
    let before = last_bytes(before, REACH);
    let (start, _) = stretch(before);
    let clause = &before[start..];
    SUBORDINATES.find(clause).is_some_and(|found| {
        let lead = clause[..found.start()].trim();
        let lead = if lead.is_empty() {
            before[..start].trim()
        } else {
            lead
        };
        found.as_str() != "that" || !(lead.is_empty() || PROVISO.is_match(lead))
    })
}

/// Where the stretch begins that a place belongs to, and the mark before it.
fn stretch(before: &str) -> (usize, Option<char>) {
    let mut end = before.len();
    while let Some(at) = before[..end].rfind(MARKS) {
        let mark = before[at..].chars().next();
        let word = before[..at].rsplit([' ', '(']).next().unwrap_or("");
        // A comma in a number, the full stop of a short form.
        let within = match mark {
            Some('.') => {
                sentences::is_short(word) || before[at + 1..].starts_with(char::is_alphanumeric)
            }
            Some(',') => is_number_or_year(&before[at + 1..]),
            _ => false,
        };
        if !within {
            return (at + mark.map_or(1, char::len_utf8), mark);
        }
        end = at;
    }
    (0, None)
}

/// Whether a comma's text goes on with `000`, or with the ` 2002` of a day or an Act.
pub(super) fn is_number_or_year(after: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    digits(after) > 0
        || after
            .strip_prefix(' ')
            .is_some_and(|after| digits(after) == 4)
}

fn named(phrase: &str) -> Option<Head> {
    if has_verb(phrase) {
        return None;
    }
    if ITSELF.is_match(phrase) {
        return Some(Head::Itself);
    }
    WAIVER.is_match(phrase).then_some(Head::Waiver)
}

fn has_verb(text: &str) -> bool {
    text.split(' ').any(verbs::is_verb)
}

/// Whether a text is a clause of its own, after which another may begin.
fn is_main_clause(text: &str) -> bool {
    has_verb(text) && !verbs::CONDITION.is_match(text) && !text.contains(" which ")
}

/// Whether a phrase after a mark leads its clause, and isn't the end of a list or of a
/// condition.
fn leads_to(before: &str, mark: Option<char>, phrase: &str, after: &str) -> bool {
    let before = before.trim_end_matches(MARKS);
    if LEADS_WITH_THAT.is_match(phrase) {
        return before.is_empty() || PROVISO.is_match(before);
    }
    if mark != Some(',') {
        return true;
    }
    let clause = before
        .rfind([';', ':', '\u{2014}'])
        .map_or(before, |at| &before[at..])
        .trim_start_matches([';', ':', '\u{2014}']);
    let goes_on = LEADS_ON.is_match(phrase);
    let cited = CITED_LAST
        .find(clause)
        .filter(|found| !has_verb(found.as_str()));
    if let Some(cited) = cited
        && (goes_on || LISTS_ON.is_match(after))
    {
        // What heads the list heads all of it.
        let stem = &clause[..cited.start()];
        let (from, _) = stretch(stem);
        return named(&format!("{}{}", &stem[from..], verbs::PROVISION)).is_some()
            || is_main_clause(stem)
            || !goes_on && INTRODUCES.is_match(clause);
    }
    if goes_on {
        let (from, _) = stretch(clause);
        let last = &clause[from..];
        return match has_verb(clause) {
            true => !verbs::CONDITION.is_match(last),
            false => !HANGS.is_match(clause),
        };
    }
    DANGLES.find(clause).is_none_or(|found| {
        let comma = found.as_str().find(',').unwrap_or(0);
        let lead = clause[..found.start() + comma].trim_end_matches("that");
        found.as_str().starts_with("that") && PROVISO.is_match(lead.trim_end())
    })
}

/// Whether the end of a text makes what it opens a part of its sentence: "certifies that—".
fn governs(opening: &str) -> bool {
    const REACH: usize = 200;
    let opening = last_bytes(opening, REACH);
    GOVERNS.find(opening).is_some_and(|found| {
        let is_that = found.as_str().starts_with("that");
        !(is_that && PROVISO.is_match(opening[..found.start()].trim_end()))
    })
}

/// Whether what a text ends in stands in a list that it governs: "certifies that— (1)
/// peace is signed; and (2)".
fn is_governed(own: &str) -> bool {
    let Some(at) = own.rfind(['\u{2014}', ':']) else {
        return false;
    };
    let (opening, list) = own.split_at(at);
    let list = list.trim_start_matches(['\u{2014}', ':']);
    if !DESIGNATED.is_match(list) || !governs(opening) {
        return false;
    }
    // What follows the last item after a comma goes on with the sentence.
    let last = list.rfind(';').map_or(list, |at| &list[at + 1..]);
    let (from, mark) = stretch(last);
    let is_last = LEADS_ON.is_match(last);
    !(is_last && mark == Some(',') && !LEADS_ON.is_match(&last[from..]))
}
