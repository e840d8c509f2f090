//! The verbs of acts, and the other words that the reading turns on, in small letters and
//! without hyphens.

/// What a verb can do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verb {
    /// Its object is the section, or its restriction.
    Waive,
    /// Its object is the waiver.
    Extend,
    /// Its object is the waiver, or the authority to waive.
    Exercise,
    /// Its object is the waiver, or the document that gave it.
    Revoke,
    /// Finds, determines, certifies.
    Determine,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// `extend`
    Base,
    /// `extends`
    Third,
    /// `extended`
    Participle,
    /// `extending`
    Gerund,
}

/// Each verb as it is, in the third person, as participle and as gerund.
const VERBS: [(Verb, &str); 30] = [
    (Verb::Waive, "waive waives waived waiving"),
    (Verb::Extend, "extend extends extended extending"),
    (Verb::Extend, "renew renews renewed renewing"),
    (Verb::Extend, "continue continues continued continuing"),
    (Verb::Extend, "prolong prolongs prolonged prolonging"),
    (Verb::Extend, "reinstate reinstates reinstated reinstating"),
    (Verb::Extend, "reissue reissues reissued reissuing"),
    (Verb::Extend, "issue issues issued issuing"),
    (Verb::Extend, "grant grants granted granting"),
    (Verb::Extend, "approve approves approved approving"),
    (Verb::Extend, "authorize authorizes authorized authorizing"),
    (
        Verb::Extend,
        "reauthorize reauthorizes reauthorized reauthorizing",
    ),
    (Verb::Exercise, "exercise exercises exercised exercising"),
    (Verb::Exercise, "invoke invokes invoked invoking"),
    (Verb::Revoke, "revoke revokes revoked revoking"),
    (Verb::Revoke, "rescind rescinds rescinded rescinding"),
    (Verb::Revoke, "terminate terminates terminated terminating"),
    (Verb::Revoke, "withdraw withdraws withdrawn withdrawing"),
    (Verb::Revoke, "cancel cancels cancelled cancelling"),
    (Verb::Revoke, "cancel cancels canceled canceling"),
    (Verb::Revoke, "annul annuls annulled annulling"),
    (Verb::Revoke, "nullify nullifies nullified nullifying"),
    (Verb::Revoke, "suspend suspends suspended suspending"),
    (Verb::Revoke, "end ends ended ending"),
    (
        Verb::Revoke,
        "discontinue discontinues discontinued discontinuing",
    ),
    (
        Verb::Determine,
        "determine determines determined determining",
    ),
    (Verb::Determine, "certify certifies certified certifying"),
    (Verb::Determine, "find finds found finding"),
    (Verb::Determine, "report reports reported reporting"),
    (Verb::Determine, "declare declares declared declaring"),
];

/// The verb that a word is a form of.
pub(super) fn verb(word: &str) -> Option<(Verb, Form)> {
    const FORMS: [Form; 4] = [Form::Base, Form::Third, Form::Participle, Form::Gerund];
    VERBS.iter().find_map(|(verb, spelled)| {
        let mut forms = spelled.split(' ').zip(FORMS);
        let (_, form) = forms.find(|(spelled, _)| *spelled == word)?;
        Some((*verb, form))
    })
}

/// Whether a word can be the noun of a verb's object.
pub(super) fn is_head(verb: Verb, word: &str) -> bool {
    let heads = match verb {
        Verb::Waive => {
            "section restriction restrictions prohibition prohibitions requirement requirements \
             provision provisions limitation limitations application applicability ban bar"
        }
        Verb::Extend => "waiver waivers extension renewal",
        Verb::Exercise => "waiver waivers authority authorities",
        Verb::Revoke => {
            "waiver waivers extension renewal memorandum memoranda determination determinations \
             certification notice order action"
        }
        Verb::Determine => return false,
    };
    is_one_of(heads, word)
}

/// Words between an article and its noun.
pub(super) fn is_adjective(word: &str) -> bool {
    const ADJECTIVES: &str = "annual existing current previous prior earlier former present \
        presidential oneyear yearly additional further limited general full same new national \
        security statutory aforementioned aforesaid latest most recent last initial original \
        foregoing single temporary relevant applicable any all and year public legal entire";
    is_one_of(ADJECTIVES, word)
}

pub(super) fn is_determiner(word: &str) -> bool {
    const DETERMINERS: &str =
        "the a an this that these those such said its my his her our another any each";
    is_one_of(DETERMINERS, word)
}

/// Words that put a noun out of a verb's reach.
pub(super) fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: &str = "of in under to for with about concerning regarding on by from \
        against into upon over within governing implementing per than as between during \
        notwithstanding without beyond after before since until through";
    is_one_of(PREPOSITIONS, word)
}

/// Words that begin what may stand between a verb and its object.
pub(super) fn begins_adverbial(word: &str) -> bool {
    const BEGINNINGS: &str = ", ( - for through until from effective as pursuant under in on \
        upon by with subject beginning consistent immediately again hereby once";
    is_one_of(BEGINNINGS, word)
}

pub(super) fn is_adverb(word: &str) -> bool {
    const ADVERBS: &str = "hereby herewith therefore accordingly also further now thus formally \
        again consequently today likewise additionally immediately";
    is_one_of(ADVERBS, word)
}

/// Words that deny what follows them.
pub(super) fn denies(word: &str) -> bool {
    const DENIALS: &str = "not never nothing neither nor cannot no without unable decline \
        declines refuse refuses failed fails none";
    is_one_of(DENIALS, word)
}

/// Words that make what follows them a condition, or a remark.
pub(super) fn subordinates(word: &str) -> bool {
    const CONJUNCTIONS: &str = "if unless until whether whenever when while once although \
        should which who whereby where because would";
    is_one_of(CONJUNCTIONS, word)
}

/// Words by which a sentence tells what is always done, or under which condition.
pub(super) fn is_habitual(word: &str) -> bool {
    const HABITS: &str = "annually each every usually routinely regularly normally often if \
        unless whenever only provided";
    is_one_of(HABITS, word)
}

pub(super) fn is_modal(word: &str) -> bool {
    is_one_of("may might would could should can must will shall", word)
}

pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: &str = "january february march april may june july august september october \
        november december";
    is_one_of(MONTHS, word)
}

/// What is granted, delegated or due about a waiver, and isn't the waiver.
pub(super) fn is_other_subject(word: &str) -> bool {
    const OTHERS: &str = "authority authorities delegation delegations function functions \
        deadline report reports assistance funds emergency power powers request proposal";
    is_one_of(OTHERS, word)
}

/// Documents that act in their own name, as in "this memorandum extends".
pub(super) fn is_document(word: &str) -> bool {
    const DOCUMENTS: &str =
        "memorandum determination notice order proclamation certification action document";
    is_one_of(DOCUMENTS, word)
}

/// Who acts.
pub(super) fn is_subject(word: &str) -> bool {
    const SUBJECTS: &str = "i we secretary president undersigned department memorandum \
        determination notice order nothing";
    is_one_of(SUBJECTS, word)
}

/// Verbs by which somebody else's words are told.
pub(super) fn is_reporting(word: &str) -> bool {
    is_one_of("said stated announced wrote noted explained recalled", word)
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}
