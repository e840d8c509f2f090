//! The words by which statutes do things, as patterns over a sentence in lower case in
//! which each citation is one character.

use std::sync::LazyLock;

use regex::Regex;

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

/// A pattern in which `@P` is Section 907 or a part of it, `@A` the authority to waive,
/// and `@C` any of these or what refers back to them.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        pub(super) static $name: LazyLock<Regex> = LazyLock::new(|| compile($pattern));
    };
}

fn compile(pattern: &str) -> Regex {
    let pattern = pattern
        .replace("@P", "[\u{E000}\u{E001}]")
        .replace("@A", "\u{E002}")
        .replace("@C", "[\u{E000}\u{E001}\u{E002}\u{E005}]");
    Regex::new(&pattern).expect("the pattern is fixed")
}

// Words that keep a sentence from doing anything.
pattern!(
    RHETORIC,
    r"\b(?:congress|the (?:senate|house)(?: of representatives)?)(?: hereby)? (?:finds|makes the following findings|declares|notes)|\bfindings\b|\bsense of (?:the )?(?:congress|senate|house)|\bpolicy of the united states\b|\bstatement of (?:policy|congress)|^whereas\b|\b(?:urges?|calls? (?:up)?on|encourages?|recommends?|reaffirms?|condemns?|commends?|deplores?|opposes?|welcomes?|supports? the)\b"
);
pattern!(SHOULD, r"\b(?:should|ought)\b");
pattern!(ORDERS, r"\b(?:shall|may not|must)\b");
pattern!(
    CONSTRUED,
    r"\bnothing (?:in|contained in) (?:this|the|that|such|subsection|paragraph|title|division)\b|\b(?:shall|may|is to) (?:not )?be construed|\bis intended to\b|\bno provision of this\b|\bnothing herein\b"
);
pattern!(NOTHING_IN_PROVISION, r"\bnothing (?:in|contained in) @P");
// Makes what follows it a condition and not a command.
pattern!(
    CONDITION,
    r"\b(?:if|unless|until|when|whenever|whether|once|where|while|after|before|upon|that|how|why|by which)\b"
);

// What becomes of the subject that stands before.
pattern!(
    REPEALED,
    r"^(?:,? ?(?:and|or) )?(?:,? )?(?:(?:is|are|shall be|stands?)(?: each| hereby| also| further| deemed| considered| to have been| to be)*|hereby) (?:repealed|stricken|struck|rescinded|abolished|eliminated|revoked|terminated|withdrawn|annulled|nullified|null and void|void|deleted|removed)\b|^ ?(?:shall (?:hereby )?)?(?:terminates?|expires?|sunsets?)\b"
);
pattern!(
    NOT_APPLIED,
    r"^,? ?(?:hereby )?(?:(?:shall|does|do|will|may)(?: also)?(?: not| no longer| cease to| in no case)(?: be)?(?: deemed to)? (?:apply|be applied|be applicable|be enforced|have (?:any |legal )*(?:force|effect|force (?:and|or) effect)|be in (?:force|effect)|be effective|remain in (?:force|effect)|be given effect|applicable|applied|enforced|effective|in (?:force|effect))|(?:shall|will)(?: have| be of)? (?:have )?no (?:legal )?(?:further )?(?:force|effect)|(?:is|are|shall be)(?: hereby| each)* (?:suspended|waived|lifted|inapplicable|made inapplicable|superseded|held in abeyance|not applicable|no longer applicable|no longer in (?:force|effect))|ceases? to (?:apply|have|be))\b"
);
pattern!(
    NOT_IN_THE_WAY,
    r"^,? ?(?:shall|may|does|do|will) not (?:be (?:construed|interpreted|deemed|a (?:bar|barrier|prohibition))(?: (?:to|as))?|prohibit|preclude|prevent|restrict|limit|bar|affect|impede)\b"
);
pattern!(
    AMENDED,
    r"^,? ?(?:(?:is|are|shall be)(?: further| hereby| each)* (?:amended|redesignated|revised|modified|designated)|(?:is|are) (?:further |hereby )?restated)\b"
);
pattern!(
    EXTENDED,
    r"^,? ?(?:(?:is|are|shall be)(?: further| hereby| each)* (?:extended|renewed|continued|reinstated|restored|expanded|made permanent|granted|provided|reauthorized|authorized)|shall (?:also |continue to )?(?:remain|continue|be available|be in effect|apply)|extends?|may be exercised)\b"
);
pattern!(
    MAY_BE_WAIVED,
    r"^,? ?(?:may|is authorized to|are authorized to)(?: also)? be (?:waived|suspended)\b"
);
pattern!(
    NOT_EXERCISED,
    r"^[^;]*?\b(?:may|shall|can|will|is|are)(?: only| not| no longer| in no (?:case|event)|, [^,;]{0,80},)+ (?:be |to be )?(?:so )?(?:waived|exercised|used|extended|invoked|granted|issued|renewed|made|applied|available|authorized|permitted|suspended|relied upon|take effect|in effect|effective|continue|remain|apply|have (?:any )?(?:force|effect)|subject to)\b|^[^;:]*?\b(?:shall|may) be (?:exercised|used|waived|issued|made) only\b|^[^;:]*?\b(?:is|are|shall be) (?:hereby )?(?:subject to|conditioned|contingent|limited|prohibited|barred|suspended|disapproved|canceled|cancelled)\b|^[^;:]*?\bshall (?:take effect|be effective) only\b|^[^;:]*?\b(?:be (?:effective|valid|in effect)|remain in effect) (?:for )?(?:not|no) (?:more|longer) than\b"
);

// What is done to the object that follows.
pattern!(
    STRIKES,
    r"\b(?:striking|repealing|deleting|removing)(?: out)? (?:title [ivx]+,? (?:and )?|all of |the whole of |each of (?:the following:? ?)?)?@P"
);
pattern!(
    STRIKE,
    r"(?:^|[:;\u{2014}] ?|[0-9]\) ?)(?:strike|repeal|delete) (?:all of )?@P"
);
pattern!(REPLACES, r"^[^;]{0,40}\band inserting\b");
pattern!(
    REPEALED_BELOW,
    r"\b(?:is|are|shall be)(?: each| hereby)* (?:repealed|rescinded|stricken)(?:,? [^:\u{2014}.;]{0,60})?[:\u{2014}]"
);
pattern!(
    NOT_APPLIED_BELOW,
    r"\b(?:shall|do|does) not apply(?:[^:\u{2014};]{0,200})[:\u{2014}]"
);
pattern!(
    AMENDS_IN,
    r"\b(?:amended|amending|amendments)\b[^;]*?\b(?:in|to) (?:the matter in )?@P,? ?(?:by|\u{2014}|-|:|as|to read)|\bamend(?:ing|s)? @P"
);
pattern!(
    IS_AMENDED,
    r"\b(?:is|are)(?: further| hereby| each)* amended\b|\bby amending\b"
);
pattern!(
    WAIVES,
    r"\b(?:may|(?:is|are)(?: hereby)? authorized to|shall have (?:the )?(?:authority|power|discretion) to|can|(?:is|are) (?:hereby )?empowered to|may continue to)((?: [a-z]+){0,2}?) (?:waive|suspend|extend|renew|exercise|continue|terminate)\b([^;]*?)@C"
);
pattern!(SHALL_WAIVE, r"\bshall (?:hereby )?waive\b[^;]*?@C");
pattern!(
    ENDS_WAIVER,
    r"\b(?:shall|must|(?:is|are) (?:hereby )?directed to) (?:[a-z]+ ){0,2}?(?:terminate|rescind|revoke|cancel|withdraw|end)\b[^;]*?\bwaiv[^;]*?@C|\bshall (?:exercise|issue|use)\b[^;]*?\bwaiv[^;]*?@C[^;]*?\bonly\b"
);
pattern!(
    DOES_NOT_WAIVE,
    r"\b(?:may|shall|can|will|does|do)(?: not| no longer| in no (?:case|event)| neither| never|, [^,;]{0,120}, not| not, [^,;]{0,120},)+(?: [a-z]+){0,4}? (?:waive|exercise|use|invoke|extend|renew|issue|grant|make|employ|utilize|apply|rely|implement|suspend|execute|continue|have)\b([^;]*?)@C"
);
pattern!(
    BARRED_FROM,
    r"\b(?:(?:is|are)(?: hereby)? (?:prohibited|barred|precluded) from|(?:is|are) not (?:authorized|permitted) to)\b([^;]*?)@C"
);
pattern!(
    NO_FUNDS,
    r"\b(?:none of the|no|any)(?: [a-z'\u{2019}-]+){0,4}? (?:funds?|amounts?|appropriations?|monies)\b[^;]*?\b(?:may|shall|should)(?: not)? be\b[^;]*?\b(?:waiv[a-z]*|exercis[a-z]*|invok[a-z]*)\b[^;]*?@C|\b(?:none of the|no)(?: [a-z'\u{2019}-]+){0,4}? (?:funds?|amounts?|appropriations?|monies)\b[^;]*?\b(?:may|shall) be\b[^;]*?(?:authority|waive)[^;]*?@C|\bno (?:funds?|amounts?)\b[^;]*?\b(?:may|shall) be\b[^;]*?@A"
);
pattern!(
    NO_WAIVER,
    r"\bno (?:such |further |new )?@A ?[^;]*?\b(?:may|shall)\b|\bno (?:such |further |additional |new )*(?:waivers?|extensions?|exercise|determinations?|certifications?|authority)\b[^;]*?(?:@C[^;]*?\b(?:may|shall|is|are)\b|\b(?:may|shall|is|are)\b[^;]*?@C)"
);
pattern!(
    ONLY,
    r"\bonly (?:if|after|when|upon|to the extent|for|with|in|where|during|on)\b|\b(?:may|shall) only\b|\bno (?:earlier|sooner) than\b"
);
pattern!(
    TAKES_AUTHORITY,
    r"\b(?:striking|repealing|deleting|removing|rescinding|strike|repeal|terminat(?:e|ing))\b([^;]*?)@A"
);
pattern!(
    NOTWITHSTANDING_WAIVER,
    r"\bnotwithstanding [^;]*?(?:\b(?:waiv[a-z]*|authority)\b[^;,]*?@C|@A)|\b(?:without regard to|regardless of|irrespective of) [^;]*?(?:\bwaiv[a-z]*\b[^;,]*?@C|@A)|\bnotwithstanding (?:any|the) (?:waiver|exercise)"
);
pattern!(
    STILL_BINDS,
    r"@P,? ?(?:shall|is|must)(?: hereby)?(?: fully)?(?: continue to)? (?:apply|be applied|be enforced|remain|be in|have)\b|\b(?:no|none of the|may not|shall not)\b"
);
pattern!(
    NOTWITHSTANDING,
    r"\bnotwithstanding (?:[^,;:\u{2014}]*?|[^;:\u{2014}]*?\b(?:including|and|or) [^,;:\u{2014}]*?)@P|\bwithout regard to (?:[^;,:]{0,120}? )?@P"
);
pattern!(
    EXEMPT,
    r"\b(?:is|are|shall be)(?: hereby)? (?:exempt(?:ed)?|excluded|excepted) from (?:[^;:]{0,120}? )?@P|\bnot (?:be )?subject to (?:[^;:]{0,120}? )?@P"
);
pattern!(
    NARROWED,
    r"\bfor (?:the )?purposes of [^,;]{0,60}?@P[^;]*?\b(?:does|do|shall) not (?:include|apply|mean)"
);
pattern!(AUTHORIZES, r"\b(?:may|shall|(?:is|are) authorized)\b");

// What stands in a list that a report is about.
pattern!(
    ORDERS_TO,
    r"\b(?:shall|must|(?:is|are) (?:hereby )?(?:directed|required|instructed) to)\b"
);
pattern!(ORDER_ENDS, r"\b(?:unless|until|shall|must|may)\b|;");
pattern!(
    REPORTS,
    r"\b(?:submit|transmit|report|provide|deliver|brief|notify|furnish|certify|inform|include|contain|describe|conduct|prepare|publish|post|address|consult|send|assess|review|identify|set forth|specify)\b"
);
pattern!(
    REPORT,
    r"\b(?:reports?|certifications?|certify|certifies|assessments?|briefings?|brief|notifications?|notify|justifications?|descriptions?|stud(?:y|ies)|reviews?|strateg(?:y|ies)|plans?|statements?|analys[ie]s|written|explanations?|determinations?|memorand(?:um|a)|evaluations?|accounting|list|consult|inform)\b"
);
pattern!(UNLESS, r"\b(?:unless|until|only if|only after)\b");
pattern!(
    NOBODY,
    r"\b(?:neither|nor|no (?:officer|official|person|employee|agency|head|member))\b[^;]*$"
);

// Of which thing a sentence speaks.
pattern!(
    WAIVER_BEFORE,
    r"\b(?:waivers?|authority|authorities|waive|waiving|exercise)\b[^,;:\u{2014}]*$"
);
pattern!(WAIVING, r"\b(?:waiv(?:e|es|er|ers|ing|ed)|authority)\b");
pattern!(
    OTHER_THAN,
    r"\b(?:other than|except|excluding|but not)\b[^,;]*$"
);
pattern!(
    INSERTS_WAIVER,
    r"\b(?:president|secretary(?: of [a-z]+)?|he|she)\b[^.;]{0,120}?\b(?:may|is authorized to) (?:waive|suspend)\b|\bmay be waived\b|\bshall not apply (?:if|whenever|in the event) (?:that )?(?:the )?(?:president|secretary)"
);
pattern!(
    INSERTS_INLINE,
    r#"\b(?:the following[^\u{201c}":]{0,80}:|inserting) ?[\u{201c}"]"#
);
pattern!(
    INSERTS_BAR,
    r"\b(?:may|shall) not (?:[a-z]+ ){0,3}?(?:waive|exercise|be waived|be exercised)\b|\bno waiver\b"
);
pattern!(
    INSERTS_CONDITION,
    r"\b(?:unless|only if|may not|certif[a-z]+|prior to exercising|before exercising|not later than)\b"
);

// How far "shall not apply" goes.
pattern!(
    BY_DETERMINATION,
    r"\b(?:if|whenever|in the event(?: that)?)\b[^;]*?\b(?:president|secretary)\b[^;]*?\b(?:determin|certif|report|conclud|waive)"
);
pattern!(
    TO_WHAT,
    r"^[^.;:]*?,? ?\b(?:to|with respect to|with regard to|in the case of|as to|insofar as|in connection with|for purposes of|regarding|for)\b ?"
);
pattern!(
    IN_TIME,
    r"^(?:each of |either of |the )*(?:fiscal|calendar) years?\b|^(?:a|the|any)? ?(?:period|duration|remainder|[0-9a-z-]+[ -](?:day|month|year))|^(?:[0-9]+|one|two|three|four|five|ten) (?:days|months|years)|^amounts (?:made available|appropriated)[^;]{0,60}? for fiscal years?"
);
pattern!(
    TO_AZERBAIJAN,
    r"^(?:any |all |the provision of |united states |u\.s\. |foreign |direct |assistance |aid |provided |furnished |to |for |the |government of |republic of |country of )*azerbaijan\b ?(?:$|[.,:;)\u{201d}]|(?:during|through|until|beginning|effective|on or after|on and after|after|in fiscal|while|so long|as of|for (?:a|the|each|fiscal|[0-9]+|one|two|three|five)|upon|if|whenever|in the event|unless|and shall)\b)"
);
