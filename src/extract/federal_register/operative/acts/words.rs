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
        Verb::Extend => {
            "waiver waivers extension renewal continuation issuance term terms period duration \
             effect validity effectiveness application expiration expiry"
        }
        Verb::Exercise => "waiver waivers authority authorities",
        Verb::Revoke => {
            "waiver waivers extension renewal continuation term period duration effect validity \
             effectiveness application memorandum memoranda determination determinations \
             certification notice order action"
        }
        Verb::Determine => return false,
    };
    is_one_of(heads, word)
}

/// Nouns that are of the waiver, and are extended or ended with it; and the waiver.
pub(super) fn is_part(word: &str) -> bool {
    is_extension(word)
        || is_one_of(
            "waiver waivers term terms period duration effect validity effectiveness \
             application expiration expiry",
            word,
        )
}

/// Nouns of an act that keeps a waiver in force.
pub(super) fn is_extension(word: &str) -> bool {
    is_one_of(
        "extension renewal continuation issuance reinstatement exercise",
        word,
    )
}

/// Documents by which a waiver is given, and that can be revoked for it.
pub(super) fn is_revocable(word: &str) -> bool {
    is_one_of(
        "memorandum memoranda determination determinations certification notice order action",
        word,
    )
}

/// What may stand between a document and the waiver that it is about.
pub(super) fn names_document(word: &str) -> bool {
    const NAMING: &str = ", ( ) - of on in at to for by with respect concerning regarding about \
        entitled titled dated signed issued published made no number fr federal register extension \
        renewal continuation extending renewing granting continuing issuing that which i has have \
        extended granted renewed secretary state president memorandum determination certification";
    is_one_of(NAMING, word)
}

/// What restricts assistance, and what of it is waived.
pub(super) fn is_restriction(word: &str) -> bool {
    is_limit(word)
        || is_one_of(
            "requirement requirements provision provisions application applicability",
            word,
        )
}

/// A restriction by its nature, where a requirement may be one of notice.
pub(super) fn is_limit(word: &str) -> bool {
    is_one_of(
        "restriction restrictions prohibition prohibitions limitation limitations ban bar",
        word,
    )
}

/// Words by which a restriction tells where it stands and whom it restricts.
pub(super) fn is_of_restriction(word: &str) -> bool {
    const WORDS: &str = "of to on in with respect regard for by from under assistance aid government \
        republic united states foreign contained imposed set forth established specified found \
        described provided title ii ix freedom support";
    is_one_of(WORDS, word)
}

/// A waiver that isn't one yet.
pub(super) fn is_draft(word: &str) -> bool {
    const DRAFTS: &str = "draft proposed pending possible potential requested prospective planned \
        contemplated intended unsigned hypothetical";
    is_one_of(DRAFTS, word)
}

/// Words of a term or a day.
pub(super) fn is_time(word: &str) -> bool {
    const TIMES: &str = "one two three four five six twelve year years month months day days period \
        term fiscal calendar additional another further date duration purpose purposes reason \
        reasons today terms basis";
    is_one_of(TIMES, word) || is_month(word)
}

/// Prepositions before what a noun is of.
pub(super) fn leads_to_object(word: &str) -> bool {
    is_one_of("of from on for to regarding concerning about against", word)
}

/// What is done for a purpose: "the waiver to support".
pub(super) fn is_purpose(word: &str) -> bool {
    const PURPOSES: &str = "support facilitate permit allow enable provide include cover promote \
        advance counter continue ensure further protect assist be remain";
    is_one_of(PURPOSES, word)
}

/// What may follow a noun and says more of it: "granted", "previously", "above".
pub(super) fn follows_noun(word: &str) -> bool {
    word.ends_with("ed")
        || word.ends_with("ly")
        || is_one_of("made given set forth above below first last then now", word)
}

/// Words with which the phrase of a noun is over.
pub(super) fn ends_phrase(word: &str) -> bool {
    const ENDS: &str = "; : ) has have had consistent pursuant effective subject beginning again \
        not remains remain continues expires as so who whose hereby herewith but";
    word.is_empty()
        || is_be(word)
        || is_modal(word)
        || is_conjunction(word)
        || is_preposition(word)
        || is_adverb(word)
        || subordinates(word)
        || is_one_of(ENDS, word)
        || matches!(verb(word), Some((_, Form::Third | Form::Participle)))
}

pub(super) fn is_be(word: &str) -> bool {
    is_one_of("is are was were be been being", word)
}

pub(super) fn is_conjunction(word: &str) -> bool {
    is_one_of("and or", word)
}

/// Words that say which of those spoken of before is meant.
pub(super) fn points_back(word: &str) -> bool {
    is_one_of("such that those these this said", word)
}

/// What says that a waiver isn't wanted: "is contrary to the interest".
pub(super) fn opposes(word: &str) -> bool {
    is_one_of(
        "contrary unnecessary inconsistent detrimental harmful inimical against",
        word,
    )
}

/// What opens an insertion that ends with a comma: "that, consistent with …, ".
pub(super) fn is_lead(word: &str) -> bool {
    is_one_of("consistent pursuant under for notwithstanding", word)
}

/// Words between an article and its noun.
pub(super) fn is_adjective(word: &str) -> bool {
    const ADJECTIVES: &str = "annual existing current previous prior earlier former present \
        presidential oneyear yearly additional further limited general full same new national \
        security statutory aforementioned aforesaid latest most recent last initial original \
        foregoing single temporary relevant applicable any all and year public legal entire \
        continued certain";
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
