//! The words by which statutes do things, as patterns over a sentence in lower case in
//! which each citation is one character.

use super::phrases::spelled_out;

/// Section 907.
pub(super) const PROVISION: char = '\u{E000}';
/// A subsection of Section 907.
pub(super) const PART: char = '\u{E001}';
/// The law that holds the authority to waive.
pub(super) const AUTHORITY: char = '\u{E002}';
/// The FREEDOM Support Act.
pub(super) const ACT: char = '\u{E003}';
/// Its title IX.
pub(super) const TITLE_NINE: char = '\u{E004}';
/// "Such waiver authority".
pub(super) const BACK: char = '\u{E005}';

/// A pattern that is open to the reader's other parts, with its phrases spelled out.
macro_rules! verb {
    ($name:ident, $pattern:expr) => {
        pattern!(pub(super) $name, spelled_out($pattern));
    };
}

// The main clause of who finds or urges; an introduction before a comma is none.
verb!(
    RHETORIC,
    r"^whereas\b|\bresolving clause\b|(?:^|[,;:.\u{2014}] ?)(?:\([0-9a-z]{1,4}\) ?)*(?:that )?(?:(?:(?:the )?congress|the (?:senate|house(?: of representatives)?))(?:,[^,;]{1,200},)?(?: ?[:\u{2014}-] ?(?:\([0-9a-z]{1,4}\) )?| )(?:[a-z]+ ){0,2}?(?:finds|makes the following findings|declares|notes|urges|calls (?:up)?on|encourages|recommends|reaffirms|affirms|condemns|commends|deplores|opposes|welcomes|supports|believes|recognizes|expresses|acknowledges|expects|requests)\b|it (?:is|shall be|continues to be|remains) (?:[a-z]+ )?the (?:sense|policy|view|position|opinion|intent) of\b|the (?:sense|policy|view|position) of (?:the )?(?:united states|congress|senate|house(?: of representatives)?) (?:is|shall|should|remains|continues)\b|(?:sense of (?:the )?(?:congress|senate|house)|findings)[.:\u{2014}])"
);
verb!(SHOULD, r"\b(?:should|ought)\b");
verb!(ORDERS, r"\b(?:shall|may not|must)\b");
verb!(
    CONSTRUED,
    r"\bnothing (?:in|contained in) (?:this|the|that|such|subsection|paragraph|title|division)\b|\b(?:shall|may|is to) (?:not )?be construed|\bis intended to\b|\bno provision of this\b|\bnothing herein\b"
);
// Another main clause, which what came before does not govern.
verb!(
    NEXT_CLAUSE,
    r"[,;] (?:and|but|except that) [^,;]{0,120}?\b(?:may|shall|must|is|are)\b"
);
verb!(NOTHING_IN_PROVISION, r"\bnothing (?:in|contained in) @P");
// Makes what follows it a condition and not a command.
verb!(
    CONDITION,
    r"\b(?:if|unless|until|when|whenever|whether|once|where|while|after|before|upon|that|how|why|by which)\b"
);
// Stands between a subject and its verb.
verb!(
    ASIDE,
    r"^, (?:(?:as |as it )?(?:contained|appears|set forth|found)|as (?:so )?(?:amended|added|in effect|continued|enacted|redesignated|applied|extended|codified|modified)|relating to|which|concerning|pertaining to|regarding|with respect to|codified|enacted|commonly|popularly|also|including|referred to|or any|and any|together with|as well as|in its entirety|(?:the|a) (?:prohibition|restriction|limitation|provision)|(?:\([^()]*\) ?)?[0-9]+ (?:stat|u\.s\.c))\b"
);
verb!(
    JOINED,
    r"^,? (?:and|or) (?:@DET@SECTION|@DET@LIMIT)|^, @DET@SECTION"
);
verb!(
    NEITHER,
    r"^ ?(?:\([0-9a-z]{1,5}\) ?)*(?:and |or )?(?:neither|nor)\b"
);
verb!(
    AUXILIARY,
    r"^(shall|may|will|is|are|does|do|has|have|was|were) "
);
verb!(
    INTERRUPTED,
    r"^(shall|may|will|is|are|does|must|shall be), [^,;:\u{2014}]{1,160}, "
);

// What becomes of the subject that stands before.
verb!(
    REPEALED,
    r"^(?:,? ?(?:and|or) )?(?:,? )?(?:(?:is|are|shall be|stands?)(?: each| hereby| also| further| permanently| immediately| deemed| considered| to have been| to be)*|hereby) (?:[a-z]+,? and (?:hereby )?)?(?:repealed|stricken|struck|rescinded|abolished|eliminated|revoked|terminated|withdrawn|annulled|nullified|null and void|void|deleted|removed)\b|^ ?(?:shall (?:hereby )?)?(?:terminates?|expires?|sunsets?)\b|^[^,;:]{0,120}? and (?:is|are|shall be)(?: hereby)? repealed\b"
);
// Keeps a repeal from being one of the whole.
verb!(
    IN_PART,
    r"^,? ?(?:but )?(?:only )?(?:(?:insofar as|in so far as|to the extent(?: that)?|as) (?:it|they|such section|that section) (?:applies|apply|relates?|pertains?) to|insofar as|in so far as|to the extent|with respect to|with regard to|for (?:the )?purposes of (?:this|that|such|(?:sub)?sections?|paragraphs?|titles?|chapters?|applying|determining|carrying out|assistance)) "
);
verb!(
    NOT_APPLIED,
    r"^,? ?(?:hereby )?(?:(?:shall|does|do|will|may)(?: also)?(?: not| no longer| cease to| in no case)(?: be)?(?: deemed to)? (?:apply|be applied|be applicable|be enforced|have (?:any |legal |further )*(?:force|effect|force (?:and|or) effect)|be in (?:force|effect)|be effective|remain in (?:force|effect)|be given effect|applicable|applied|enforced|effective|in (?:force|effect))|(?:shall|will)(?: have| be of)? (?:have )?no (?:legal )?(?:further )?(?:force|effect)|(?:is|are|shall be)(?: hereby| each)* (?:suspended|waived|lifted|inapplicable|made inapplicable|superseded|held in abeyance|not applicable|no longer applicable|no longer in (?:force|effect))|ceases? to (?:apply|have|be))\b"
);
verb!(
    NOT_IN_THE_WAY,
    r"^,? ?(?:shall|may|does|do|will) not (?:be (?:construed|interpreted|deemed|a (?:bar|barrier|prohibition))(?: (?:to|as))?|prohibit|preclude|prevent|restrict|limit|bar|affect|impede)\b"
);
verb!(
    AMENDED,
    r"^,? ?(?:(?:is|are|shall be)(?: further| hereby| each)* (?:amended|redesignated|revised|modified|designated)|(?:is|are) (?:further |hereby )?restated)\b"
);
verb!(
    EXTENDED,
    r"^,? ?(?:(?:is|are|shall be)(?: further| hereby| each)* (?:extended|renewed|continued|reinstated|restored|expanded|made permanent|granted|provided|reauthorized|authorized)|shall (?:also |continue to )?(?:remain|continue|be available|be in effect|apply)|extends?|may be exercised)\b"
);
verb!(
    MAY_BE_WAIVED,
    r"^,? ?(?:may|is authorized to|are authorized to)(?: also)? be (?:waived|suspended)\b"
);
verb!(
    NOT_WAIVED,
    r"^,? ?(?:may|shall|can|will)(?: only| not| no longer| in no (?:case|event)|, [^,;]{0,80},)+ be (?:so )?(?:waived|suspended)\b|^,? ?(?:may|shall) be (?:waived|suspended) only\b"
);
verb!(
    NOT_EXERCISED,
    r"^,? ?(?:may|shall|can|will|is|are)(?: only| not| no longer| in no (?:case|event)|, [^,;]{0,80},)+ (?:be |to be )?(?:so )?(?:waived|exercised|used|extended|invoked|granted|issued|renewed|made|applied|available|authorized|permitted|suspended|relied upon|take effect|in effect|effective|continue|remain|apply|have (?:any )?(?:force|effect)|subject to)\b|^,? ?(?:shall|may) be (?:exercised|used|waived|issued|made) only\b|^,? ?(?:is|are|shall be) (?:hereby )?(?:subject to|conditioned|contingent|limited|prohibited|barred|suspended|disapproved|canceled|cancelled)\b|^,? ?shall (?:take effect|be effective) only\b|^,? ?(?:shall |may )?(?:be (?:effective|valid|in effect)|remain in effect) (?:for )?(?:not|no) (?:more|longer) than\b"
);

// What is done to the object that follows.
verb!(
    STRIKES,
    r"\b(?:striking|repealing|deleting|removing)(?: out)? (?:title [ivx]+,? (?:and )?|all of |the whole of |each of (?:the following:? ?)?)?@P"
);
verb!(
    STRIKE,
    r"(?:^|[:;\u{2014}] ?|[0-9]\) ?)(?:strike|repeal|delete) (?:all of )?(?:the )?@P|(?:^|[,;:\u{2014}] ?)(?:the )?(?:congress|this act|this section) (?:hereby )?(?:repeals|rescinds|abolishes) @PROVISION"
);
verb!(REPLACES, r"^[^;]{0,40}\band inserting\b");
verb!(
    REPEALED_BELOW,
    r"\b(?:is|are|shall be)(?: each| hereby)* (?:repealed|rescinded|stricken)(?:,? [^:\u{2014}.;]{0,60})?[:\u{2014}]"
);
verb!(
    NOT_APPLIED_BELOW,
    r"\b(?:shall|do|does) not apply(?:[^:\u{2014};]{0,200})[:\u{2014}]"
);
verb!(
    AMENDS_IN,
    r"\b(?:amended|amending|amendments)\b[^;]*?\b(?:in|to) (?:the matter in )?@P,? ?(?:by|\u{2014}|-|:|as|to read)|\bamend(?:ing|s)? @P"
);
verb!(
    AMENDS_PART,
    r"\b(?:sentence|matter|heading|subsection|paragraph|proviso|clause|phrase)\b[^,;:]{0,60}? of @P (?:is|are)(?: further| hereby| each)* (?:amended|repealed|stricken|redesignated)\b"
);
verb!(
    IS_AMENDED,
    r"\b(?:is|are)(?: further| hereby| each)* amended\b|\bby amending\b"
);
verb!(
    WAIVES,
    r"\b(?:may|(?:is|are)(?: hereby)? authorized to|shall have (?:the )?(?:authority|power|discretion) to|can|(?:is|are) (?:hereby )?empowered to|may continue to)(?:, [^,;]{1,160},)?@ITEM((?: [a-z]+){0,2}?) (?:(?:waive|suspend)@BRIEFLY(?:(?:any|all|each)(?: other)? (?:provisions? of law|laws?|restrictions?|limitations?)[^;:]{0,160}?\bincluding )?@PROVISION|(?:extend|renew|exercise|continue|use|invoke|issue|grant|(suspend|terminate|revoke|rescind))@BRIEFLY@WAIVER)"
);
verb!(SHALL_WAIVE, r"\bshall (?:hereby )?waive@BRIEFLY@PROVISION");
verb!(
    ENDS_WAIVER,
    r"\b(?:shall|must|(?:is|are) (?:hereby )?directed to) (?:[a-z]+ ){0,2}?(?:terminate|rescind|revoke|cancel|withdraw|end)@BRIEFLY@WAIVER|\bshall (?:exercise|issue|use)@BRIEFLY@WAIVER[^;]*?\bonly\b|\bcongress (?:hereby )?disapproves(?: of)?@BRIEFLY@WAIVER"
);
verb!(
    DOES_NOT_WAIVE,
    r"\b(?:may|shall|can|will|does|do)(?: not| no longer| in no (?:case|event)| neither| never|, [^,;]{0,120}, not| not, [^,;]{0,120},)+@ITEM((?: [a-z]+){0,4}?) (?:(?:waive|suspend)@BRIEFLY@PROVISION|(?:exercise|use|invoke|extend|renew|issue|grant|make|employ|utilize|apply|rely on|rely upon|implement|execute|continue|have)@BRIEFLY@WAIVER)"
);
verb!(
    BARRED_FROM,
    r"\b(?:(?:is|are)(?: hereby)? (?:prohibited|barred|precluded) from|(?:is|are) not (?:authorized|permitted) to) (?:waiv(?:e|ing)|suspend(?:ing)?)@BRIEFLY@PROVISION|\b(?:(?:is|are)(?: hereby)? (?:prohibited|barred|precluded) from|(?:is|are) not (?:authorized|permitted) to) (?:exercis(?:e|ing)|us(?:e|ing)|invok(?:e|ing)|extend(?:ing)?|renew(?:ing)?|issu(?:e|ing)|grant(?:ing)?|mak(?:e|ing))@BRIEFLY@WAIVER"
);
verb!(
    NO_FUNDS,
    r"\b(?:(?:none of the|no)(?: [a-z'\u{2019}-]+){0,4}? (?:funds?|amounts?|appropriations?|monies|assistance|aid)\b[^;]*?\b(?:may|shall) be|any(?: [a-z'\u{2019}-]+){0,4}? (?:funds?|amounts?|appropriations?|monies)\b[^;]*?\b(?:may|shall) not be) ([^;]*?)(?:\b(?:waiv(?:e|ing)|suspend(?:ing)?)@BRIEFLY@PROVISION|\b@WAIVER)"
);
verb!(
    NO_WAIVER,
    r"\bno (?:such |further |new )?@A (?:[a-z]+ ){0,6}?(?:may|shall)\b|\bno @WAIVER(?: [^;,]{1,120}?)?(?:, [^;,]{1,120},)? (?:may|shall|will|can) (?:have|take|be (?:so )?(?:issued|made|granted|exercised|extended|renewed|effective|in effect|valid|used|continued|given|invoked|available|authorized|permitted|implemented)|apply|remain|continue|extend|exceed)\b|\bno @WAIVER is (?:authorized|permitted|allowed)\b|\bno @NEW(?:waivers?|extensions?|authority|exercise|(?:determinations?|certifications?)) (?:may|shall|can) (?:be )?(?:issued|made|granted|exercised|extended|renewed|used|given|invoked) (?:(?:[a-z]+ ){0,6}?@GIVEN @DET(?:@A|@B)|@GIVEN @PROVISION)"
);
verb!(
    ONLY,
    r"\bonly (?:if|after|when|upon|to the extent|for|with|in|where|during|on)\b|\b(?:may|shall) only\b|\bno (?:earlier|sooner) than\b"
);
verb!(
    TAKES_AUTHORITY,
    r"\b(?:striking|repealing|deleting|removing|rescinding|strike|repeal|terminat(?:e|ing)) (?:all of )?@WAIVER"
);
// An amendment of another provision that is placed in the authority.
verb!(
    AMENDS_AUTHORITY,
    r"\bamend(?:ed|ing|s)\b[^;]{0,80}?\b(?:in|by amending|at) @DET@A|\bamending @DET@A"
);
verb!(
    NOTWITHSTANDING_WAIVER,
    r"\b(?:notwithstanding|without regard to|regardless of|irrespective of) (?:[^;,]{0,100}?(?:, | and | or | including ))?@WAIVER|\bnotwithstanding (?:any|the) (?:waiver|exercise)"
);
verb!(
    STILL_BINDS,
    r"@P,? ?(?:shall|is|must)(?: hereby)?(?: fully)?(?: continue to)? (?:apply|be applied|be enforced|remain|be in|have)\b|\b(?:no|none of the)(?: [a-z'-]+){0,4}? (?:assistance|aid|support|funds?|amounts?|sales?|training)\b|\b(?:may|shall) not (?:be )?(?:[a-z]+ ){0,2}?(?:provided?|furnish(?:ed)?|obligated?|expend(?:ed)?|made available|transfer(?:red)?)\b"
);
verb!(
    NOTWITHSTANDING,
    r"\bnotwithstanding@ITEM (?:[^;:\u{2014}]*?\b(?:including|and|or),? )?@PROVISION|\bnotwithstanding [^;:\u{2014}]{0,160}?\(including @PROVISION|\bwithout regard to (?:[^;,:]{0,120}?\b(?:including|and|or) )?@PROVISION"
);
verb!(
    EXEMPT,
    r"\b(?:is|are|shall be)(?: hereby)? (?:exempt(?:ed)?|excluded|excepted) from (?:[^;:,]{0,120}?\b(?:including|and|or) )?@PROVISION|\bnot (?:be )?subject to (?:[^;:,]{0,120}?\b(?:including|and|or) )?@PROVISION"
);
verb!(
    NARROWED,
    r"\bfor (?:the )?purposes of [^,;]{0,60}?@P[^;]*?\b(?:does|do|shall) not (?:include|apply|mean)"
);
verb!(
    AUTHORIZES,
    r"\b(?:may|shall|(?:is|are) authorized)( not| in no)?\b"
);
verb!(NOTHING_MAY, r"\b(?:no|none of the|neither)\b[^,;]*$");

// What stands in a list that a report is about.
verb!(
    ORDERS_TO,
    r"\b(?:shall|must|(?:is|are) (?:hereby )?(?:directed|required|instructed) to)\b"
);
verb!(ORDER_ENDS, r"\b(?:unless|until|shall|must|may)\b|;");
verb!(
    REPORTS,
    r"\b(?:submit|transmit|report|provide|deliver|brief|notify|furnish|certify|inform|include|contain|describe|conduct|prepare|publish|post|address|consult|send|assess|review|identify|set forth|specify)\b"
);
verb!(
    REPORT,
    r"\b(?:reports?|certifications?|certify|certifies|assessments?|briefings?|brief|notifications?|notify|justifications?|descriptions?|stud(?:y|ies)|reviews?|strateg(?:y|ies)|plans?|statements?|analys[ie]s|written|explanations?|determinations?|memorand(?:um|a)|evaluations?|accounting|list|consult|inform)\b"
);
verb!(UNLESS, r"\b(?:unless|until|only if|only after)\b");
// What is said of no funds but that they may not be used without, or against, a waiver.
verb!(
    UNTIED,
    r"\b(?:violation|contravention|inconsistent|consistent|subject|prohibited|required|notwithstanding|regard|other than|except|unless|that|which|who|if|until|before|after|whether)\b"
);
verb!(
    NOBODY,
    r"\b(?:neither|nor|no (?:officer|official|person|employee|agency|head|member))\b[^;]*$"
);

// Of which thing a sentence speaks.
verb!(
    INSERTS_WAIVER,
    r"\b(?:president|secretary(?: of [a-z]+)?|he|she)\b[^.;]{0,120}?\b(?:may|is authorized to) (?:waive|suspend)\b|\bmay be waived\b|\bshall not apply (?:if|whenever|in the event) (?:that )?(?:the )?(?:president|secretary)"
);
verb!(
    INSERTS_INLINE,
    r#"\b(?:the following[^\u{201c}":]{0,80}:|inserting) ?[\u{201c}"]"#
);
verb!(
    INSERTS_BAR,
    r"\b(?:may|shall) not (?:[a-z]+ ){0,3}?(?:waive|exercise|be waived|be exercised)\b|\bno waiver\b"
);
verb!(
    INSERTS_CONDITION,
    r"\b(?:unless|only if|may not|certif[a-z]+|prior to exercising|before exercising|not later than)\b"
);

// How far "shall not apply" goes.
verb!(
    BY_DETERMINATION,
    r"\b(?:if|whenever|in the event(?: that)?)\b[^;]*?\b(?:president|secretary)\b[^;]*?\b(?:determin|certif|report|conclud|waive)"
);
verb!(
    TO_WHAT,
    r"^[^.;:]*?,? ?\b(?:to|with respect to|with regard to|in the case of|as to|insofar as|in connection with|for purposes of|regarding|for)\b ?"
);
verb!(
    IN_TIME,
    r"^(?:each of |either of |the )*(?:fiscal|calendar) years?\b|^(?:a|the|any)? ?(?:period|duration|remainder|[0-9a-z-]+[ -](?:day|month|year))|^(?:[0-9]+|one|two|three|four|five|ten) (?:days|months|years)|^amounts (?:made available|appropriated)[^;]{0,60}? for fiscal years?"
);
verb!(
    TO_AZERBAIJAN,
    r"^(?:any |all |the provision of |united states |u\.s\. |foreign |direct |assistance |aid |provided |furnished |to |for |the |government of |republic of |country of )*azerbaijan\b ?(?:$|[.,:;)\u{201d}]|(?:during|through|until|beginning|effective|on or after|on and after|after|in fiscal|while|so long|as of|for (?:a|the|each|fiscal|[0-9]+|one|two|three|five)|upon|if|whenever|in the event|unless|and shall)\b)"
);

/// Whether a word may be a verb, with which a predicate begins.
pub(super) fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "shall"
            | "is"
            | "are"
            | "may"
            | "does"
            | "do"
            | "will"
            | "must"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "stands"
            | "stand"
            | "hereby"
            | "ceases"
            | "terminates"
            | "expires"
            | "extends"
            | "can"
            | "should"
            | "would"
    )
}
