//! The noun phrases in which a sentence names the provision and its waiver.
//!
//! A verb does something to the provision only where it is tied to it: "waive the
//! application of section 907", not "waive tariffs on goods subject to section 907". So
//! between the noun and the citation stand none but the words that are listed here.
//! Patterns of subjects and of objects hold the same phrases.

/// `@PROVISION`, up to its citation.
const PROVISION: &str = "@DET(?:@LIMIT(?:,? (?:and|or) @DET@LIMIT)*@AID @TIE @DET)*@OTHERS(?:(?:a |the |statutory )*notes? (?:to|under|following) )?@P";

/// `@WAIVER`, up to its citation: "the authority to waive section 907".
const WAIVER: &str = "@NEW(?:(?:extension|renewal|exercise|issuance|use|continuation|grant|application|implementation)s? of @NEW)*\
     (?:@DET(?:provisions? of @DET|application of @DET)?@A\
     |@B(?: @GIVEN @DET@A)?(?: @GIVEN @PROVISION)?\
     |waivers? authorit(?:y|ies)@OF_WHOM @GIVEN (?:@DET@A(?: @GIVEN @PROVISION)?|@PROVISION)\
     |(?:waivers?|authorit(?:y|ies))@OF_WHOM (?:@GIVEN|to (?:waive|suspend|exercise|extend|renew|(?:grant|issue|extend|renew) (?:waivers?|a waiver|the waiver) of)) \
     (?:(?:@NEW(?:waivers?|authorit(?:y|ies)) @GIVEN @NEW)*(?:@A @GIVEN )?@PROVISION|@DET@A|@B)\
     |(?:determinations?|certifications?)(?:,? (?:and|or) (?:determinations?|certifications?))?@OF_WHOM @GIVEN @DET@A)";

const DET: &str = "(?:any and all (?:of )?|(?:all|each|either|any|the whole|the entirety) of |(?:the|any|all|each|every|such|said|those|these|both|a|an) )*";

const NEW: &str = "(?:(?:the|a|an|any|all|each|every|such|said|its|his|their|president's|secretary's|further|additional|new|subsequent|annual|existing|current|presidential|previous|prior|outstanding|national|security) )*";

const LIMIT: &str = "(?:(?:statutory|legal|assistance|aid|funding|existing|current|remaining|other|general|country|same|relevant|applicable|foregoing) )*\
     (?:prohibitions?|restrictions?|limitations?|requirements?|provisions?|conditions?|application|applicability|operation|effect|enforcement|bar|ban|matter|text|terms)";

const AID: &str = "(?: (?:on|against|of|for|regarding) (?:(?:the|provision|providing|furnishing|of|united|states|government|bilateral|u\\.s\\.|foreign|direct|economic|military|security|certain|all|any) )*(?:assistance|aid))?\
     (?: (?:to|for|against|on|with respect to|relating to|regarding|concerning|as to) (?:the )?(?:government of |republic of |the )*azerbaijan)?";

const TIE: &str = "(?:of|in|under|by|pursuant to|(?:contained|found|stated|described|specified) in|set (?:forth|out) (?:in|as)|codified (?:in|at|as)|classified (?:to|as)|(?:imposed|established|provided|provided for|required|made) (?:in|by|under|pursuant to))";

const GIVEN: &str = "(?:(?:issued|granted|provided|provided for|made|exercised|given|conferred|contained|set forth|established|described|available|vested|specified) )?(?:of|in|under|by|for|from|to|on|pursuant to|with respect to|in accordance with)";

const OF_WHOM: &str = "(?: (?:of|by|granted to|provided to|given to|vested in|issued by|granted by|made by) (?:the )?(?:president|secretary of state|secretary)(?: of the united states)?)*";

/// What may stand between a verb and its object.
const BRIEFLY: &str = "(?: (?:(?:in whole or in part|on an? (?:case-by-case|annual) basis|temporarily|annually|permanently|(?:for|during) fiscal years? [0-9]{4}),? )?|, [^,;]{1,160}, )";

/// Where a list opens, of which the verb stands in an item.
const ITEM: &str = "(?:[:\u{2014}] ?(?:\\([0-9a-z]{1,4}\\))?)?";

/// Citations that stand in a list before that of the provision.
const OTHERS: &str =
    "(?:@SECTION(?:,|,? and|,? or|,? nor|,? and (?:in|of|under)) @DET(?:@LIMIT @TIE )?)*";

/// Another citation: "section 620 of the Foreign Assistance Act of 1961".
const SECTION: &str = "(?:[\u{E000}-\u{E005}]|(?:sub)?(?:sections?|paragraphs?|titles?|chapters?|parts?) (?:[0-9][0-9a-z()-]*|\\([0-9a-z]\\)|[ivx]+)\
     (?:(?:,|,? and|,? or|,? through) [0-9][0-9a-z()-]*)*\
     (?: (?:of|in|under) (?:(?:the )?[\u{E003}\u{E004}]|(?:this|such|that|said) (?:act|section|title|law)|[a-z0-9.'&,() -]*?(?:act|code|law [0-9-]+)(?:,? (?:of )?[0-9]{4})?))?(?: \\([^()]*\\))?)";

/// What may lead to a subject in its clause.
const LEAD: &str = "(?: ?\\([0-9a-z]{1,5}\\))* ?(?:(?:and|or|but|nor|also|then|therefore|accordingly|thereafter|hereafter|further|either|neither|both) )*(?: ?\\([0-9a-z]{1,5}\\) )*(?:(?:provided(?: further| also)?|except|resolved)? ?that )?\
     (?:(?:upon|on|effective|beginning|as of|from|after|following|during|for|in|immediately|hereafter|notwithstanding) [^,;:\u{2014}\u{E000}-\u{E005}]*?(?:act|section|title|enactment|thereof|law|[0-9]{4}|date|signature|president|congress|years?|days?|months?|purpose) )?";

/// A pattern in which the phrases are spelled out. `@P` is Section 907 or a part of it,
/// `@A` the authority to waive, `@B` what refers back to it, and `@F` the FREEDOM Support
/// Act or its title IX.
pub(super) fn spelled_out(pattern: &str) -> String {
    const PHRASES: [(&str, &str); 18] = [
        ("@WAIVER", WAIVER),
        ("@PROVISION", PROVISION),
        ("@BRIEFLY", BRIEFLY),
        ("@ITEM", ITEM),
        ("@LEAD", LEAD),
        ("@OTHERS", OTHERS),
        ("@SECTION", SECTION),
        ("@LIMIT", LIMIT),
        ("@AID", AID),
        ("@TIE", TIE),
        ("@GIVEN", GIVEN),
        ("@OF_WHOM", OF_WHOM),
        ("@DET", DET),
        ("@NEW", NEW),
        ("@P", "[\u{E000}\u{E001}]"),
        ("@A", "\u{E002}"),
        ("@B", "\u{E005}"),
        ("@F", "[\u{E003}\u{E004}]"),
    ];
    let mut pattern = pattern.to_owned();
    for (name, phrase) in PHRASES {
        pattern = pattern.replace(name, phrase);
    }
    pattern
}
