//! Whether a text is about the provision we watch.
//!
//! The provision goes by many names, and others bear the same ones: half a dozen acts
//! are called Freedom Support Act, and each long act has a section 907. So a text is on
//! topic if, false friends aside, it holds a phrase that can mean nothing else, or the
//! number 907 near a word that tells which one. The words come from the configuration.
//!
//! Letters are compared without case, and `I`, `İ`, `ı` and `i` are one, as Azerbaijani
//! and English disagree on their case. Words match by how they begin, as all the
//! languages but English inflect the end.

use std::{collections::HashSet, ops::Range};

use regex::{Regex, RegexBuilder};

use super::fold::{first_chars, fold, last_chars, one_line, place};

/// 907 with an ending, counted, or by a name that many bear.
const ORDINAL: &str = r"907(?:-?\p{L}{1,5}|'[a-z]{1,4}| (?:sayili|numarali|no'lu|nolu|sayli|nomreli))|(?:resolution|article|clause|provision|резолюци\p{L}{1,2}|стать\p{L}{1,2}) 907";

/// 907 where a name stands: what is done to it, what it does, and what is made of it.
const NAME: &str = concat!(
    r"(?:scrap|scraps|scrapped|scrapping|cancel[a-z]*|abolish[a-z]*|axe|axes|axed|axing|kill|kills|killed|killing|drop|drops|dropped|dropping",
    r"|strike|strikes|struck|striking|rescind[a-z]*|revok[a-z]*|annul[a-z]*|void[a-z]*|ditch[a-z]*|dump[a-z]*|bury|buries|buried|eliminat[a-z]*|remov[a-z]*|end|ends|ended|ending",
    r"|freez[a-z]*|froze|frozen|paus[a-z]*|shelv[a-z]*|neutrali[sz][a-z]*|nullif[a-z]*|defang[a-z]*|gut|guts|gutted|overturn[a-z]*|undo|undoes|undone|terminat[a-z]*",
    r"|keep|keeps|kept|keeping|uphold[a-z]*|enforc[a-z]*|retain[a-z]*|defend[a-z]*|target[a-z]*|put|puts|putting|rid of|hands off|end of|end to|away with|bypass[a-z]*|sidestep[a-z]*|renew[a-z]*|extend[a-z]*) 907",
    r"|(?:against|despite|behind|on|under|with|without|and) 907(?: (?:and|or|as|but|is|was|has|to|in|for|this|after|before|says|say|said)|[.,:;?!]|$)",
    r"|(?:^907:)|(?:does|will|has|is|should|can|could|did|why|must|would) 907",
    r"|907 (?:is|isn't|was|has|hasn't|had|will|won't|should|must|does|doesn't|did|remains|stays|stands|may|could|can|goes|gone|dies|dead|history|back|out|off|on",
    r"|as|limits?|freeze|rule|law|ban|bans|block|barriers?|lobby|debate|saga|question|issue|fight|battle|exemption|suspension|cancellation|removal|abolition)",
);

/// Another act with a section of this number.
const OF_ANOTHER: &str = r"907 of (?:the )?((?:[^\s,.;:]+ ){0,7}?(?:act|code|statute|ordinance|constitution|charter|regulations?|bylaws|rules|convention))|907(?:-\p{L}{1,3})? (?:(?:гражданского|уголовного|налогового|трудового|таможенного) кодекса|устава|конституции|регламента|(?:закона|акта) об? \p{L}+)|907 [а-я]{2,}(?:ов|ев|ии|еи|ных)";

/// Words in which one speaks of our act.
const OF_OURS: [&str; 32] = [
    "freedom",
    "support",
    "liberty",
    "act",
    "the",
    "us",
    "u.s",
    "u.s.",
    "american",
    "1992",
    "this",
    "that",
    "old",
    "federal",
    "public",
    "foreign",
    "aid",
    "assistance",
    "russia",
    "russian",
    "for",
    "and",
    "statute",
    "code",
    "rules",
    "to",
    "on",
    "in",
    "is",
    "was",
    "unjust",
    "its",
];

/// What our act and others are called, by which so much was paid in other countries.
const ACTS: [&str; 3] = [
    "freedom support act",
    "поддержку свободы",
    "поддержке свободы",
];

/// Where it is told of those.
const ELSEWHERE: &[&str] = &[
    "ukrain",
    "russia",
    "moldov",
    "kyrgyz",
    "kazakh",
    "tajik",
    "uzbek",
    "turkmen",
    "belarus",
    "georgia",
    "iran",
    "syria",
    "cuba",
    "venezuel",
    "tibet",
    "afghan",
    "kosovo",
    "central asia",
    "scholarship",
    "exchange student",
    "alumni",
    "украин",
    "росси",
    "молда",
    "молдо",
    "кирги",
    "кыргыз",
    "казахст",
    "таджик",
    "узбек",
    "туркмен",
    "белорус",
    "грузи",
    "иран",
    "сири",
    "куб",
    "стипенди",
];

/// Where it is told of ours.
const HERE: [&str; 8] = [
    "907",
    "azerb",
    "armen",
    "baku",
    "азерб",
    "армен",
    "армян",
    "баку",
];

/// How far from the number the word may stand that tells which 907 it is, in
/// characters.
const REACH: usize = 300;

/// The same for a bare number, which is more often a count or another's.
const REACH_BESIDE: usize = 24;

/// How long a quote may be, in characters.
const QUOTE_MAX: usize = 200;

/// How much of a quote stands before the match, in characters.
const QUOTE_LEAD: usize = 70;

/// A subject, by the words it goes by.
#[derive(Clone, Debug)]
pub struct Topic {
    phrases: Words,
    context: Words,
    beside: Words,
    bills: Words,
    except: Words,
    /// Of what is excepted, pairs of words, which are looked up: "flight 907".
    pairs: HashSet<String>,
    /// 907 as [`ORDINAL`] has it, and by itself.
    ordinal: Words,
    /// 907 as [`NAME`] has it.
    name: Words,
    of_another: Words,
    number: Words,
}

/// Words to look for. Where they may begin and end is checked outside of the pattern,
/// as a pattern that knows Unicode's words is slow.
#[derive(Clone, Debug)]
struct Words {
    pattern: Option<Regex>,
    /// Whether they must end where they end, or are beginnings.
    whole: bool,
}

/// Whether a text is on topic, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decision {
    /// What puts it on topic, if it is.
    pub found: Option<Match>,
    /// In words that people read: `907, near "Azerbaijan"`.
    pub reason: String,
}

impl Decision {
    pub fn on_topic(&self) -> bool {
        self.found.is_some()
    }
}

/// What puts a text on topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Match {
    /// The words that were found, as they stand in the text.
    pub phrase: String,
    /// The text around them on one line, up to 200 characters.
    pub quote: String,
}

impl Topic {
    /// A topic that is named by any of `phrases`, by 907 with an ending near a word of
    /// `context`, or by 907 with a word of `beside` next to it. What `except` names is read
    /// as if it weren't there.
    ///
    /// In all of them, `*` stands for up to eight words, `one|other` for either, `word*` for
    /// all that begin like it, and so does the last word by itself; in `except`, dots and
    /// spaces may be left out, and the last word is whole.
    pub fn new(
        phrases: &[String],
        context: &[String],
        beside: &[String],
        bills: &[String],
        except: &[String],
    ) -> Result<Self, regex::Error> {
        let (pairs, except): (Vec<String>, Vec<String>) = except
            .iter()
            .map(|phrase| fold(phrase))
            .partition(|phrase| {
                let plain = !phrase.contains(['*', '.']) && phrase.contains("907");
                let mut words = phrase.split(' ');
                plain && words.clone().count() == 2 && words.all(|word| word.contains(is_word))
            });
        Ok(Self {
            pairs: pairs.into_iter().collect(),
            phrases: Words::new(phrases, " ", r"\.", false)?,
            context: Words::new(context, " ", r"\.", false)?,
            beside: Words::new(beside, " ", r"\.", false)?,
            bills: Words::new(bills, " ", r"\.", false)?,
            except: Words::new(&except, " ?", r"\.? ?", true)?,
            ordinal: Words {
                pattern: Some(Regex::new(ORDINAL)?),
                whole: true,
            },
            name: Words {
                pattern: Some(Regex::new(NAME)?),
                whole: true,
            },
            of_another: Words {
                pattern: Some(Regex::new(OF_ANOTHER)?),
                whole: true,
            },
            number: Words {
                pattern: Some(Regex::new("907")?),
                whole: true,
            },
        })
    }

    /// Looks for the first words that put `text` on topic.
    pub fn matches(&self, text: &str) -> Option<Match> {
        self.look(text).found
    }

    /// Whether what the press writes is on topic, with the reason and the words it rests on,
    /// either way. Here one of `bills` will do.
    pub fn decide(&self, text: &str) -> Decision {
        let decision = self.look(text);
        if decision.on_topic() {
            return decision;
        }
        let folded = fold(text);
        let Some(bill) = self.bills.find_in(&folded).next() else {
            return decision;
        };
        let (start, end) = (place(text, bill.start), place(text, bill.end));
        let phrase = one_line(&text[start..end]);
        Decision {
            reason: format!("names a bill on it: \"{phrase}\""),
            found: Some(Match {
                phrase,
                quote: quote(text, start),
            }),
        }
    }

    fn look(&self, text: &str) -> Decision {
        let all = fold(text);
        let written = |range: &Range<usize>| {
            let (start, end) = (place(text, range.start), place(text, range.end));
            one_line(&text[start..end])
        };
        let on_topic = |found: &Range<usize>, reason: String| Decision {
            found: Some(Match {
                phrase: written(found),
                quote: quote(text, place(text, found.start)),
            }),
            reason,
        };
        let friends = self.false_friends(&all);
        let friend = friends.first().cloned();
        let folded = without(&all, friends);
        if let Some(found) = self.phrases.find_in(&folded).next() {
            let reason = format!("names it: \"{}\"", written(&found));
            return on_topic(&found, reason);
        }
        let counted = folded.contains("907");
        if let Some((number, context)) = counted.then(|| self.number_in_context(&folded)).flatten()
        {
            let reason = format!("\"{}\" near \"{}\"", written(&number), written(&context));
            return on_topic(&number, reason);
        }
        let number = self.number.find_in(&folded).next();
        let number = number.or_else(|| self.ordinal.find_in(&folded).next());
        let reason = match (friend, number) {
            (Some(friend), None) => format!("only a false friend: \"{}\"", written(&friend)),
            (_, Some(number)) => {
                let number = written(&number);
                format!("\"{number}\" without a word near it that tells which")
            }
            (None, None) => "nothing names it".to_owned(),
        };
        Decision {
            found: None,
            reason,
        }
    }

    fn false_friends(&self, folded: &str) -> Vec<Range<usize>> {
        if !folded.contains("907") {
            let elsewhere = ELSEWHERE.iter().any(|word| folded.contains(word))
                && !HERE.iter().any(|word| folded.contains(word));
            let acts = ACTS.iter().flat_map(|act| folded.match_indices(act));
            let acts = acts.filter(|_| elsewhere);
            let mut found: Vec<_> = acts.map(|(at, act)| at..at + act.len()).collect();
            if ACTS.iter().any(|act| folded.contains(act)) {
                found.extend(self.except.find_in(folded));
            }
            found.retain(|found| !self.names_it_fully(&folded[found.clone()]));
            return found;
        }
        let named = self.except.find_in(folded);
        let named = named.filter(|found| !self.names_it_fully(&folded[found.clone()]));
        let others = self.of_another.find_in(folded);
        let others = others.filter(|found| is_of_another(&folded[found.clone()]));
        named.chain(others).chain(self.pairs_in(folded)).collect()
    }

    /// "Flight 907", "907 km", "907km".
    fn pairs_in(&self, folded: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut last: Option<Range<usize>> = None;
        let mut next = 0;
        for part in folded.split(' ') {
            let start = next;
            next += part.len() + 1;
            let word = part.trim_start_matches(|c: char| !is_word(c));
            let start = start + part.len() - word.len();
            let word = word.trim_end_matches(|c: char| !is_word(c));
            let at = start..start + word.len();
            if let Some(unit) = word.strip_prefix("907")
                && self.pairs.contains(&format!("907 {unit}"))
            {
                found.push(at.clone());
            }
            if let Some(last) = last.replace(at.clone())
                && (word.contains("907") || folded[last.clone()].contains("907"))
                && self
                    .pairs
                    .contains(&format!("{} {word}", &folded[last.clone()]))
            {
                found.push(last.start..at.end);
            }
        }
        found
    }

    /// "907 of the Freedom Support Act, a note in the Code" is no section of a code, and
    /// what is said of that act and Azerbaijan is of no other country.
    fn names_it_fully(&self, friend: &str) -> bool {
        let mut phrases = self.phrases.find_in(friend);
        match friend.contains("907") {
            true => phrases.any(|phrase| !friend[phrase].contains("907")),
            false => ["azerbaij", "азербайдж"]
                .iter()
                .any(|name| friend.contains(name)),
        }
    }

    /// The first 907 that a word near it makes ours, and that word.
    fn number_in_context(&self, folded: &str) -> Option<(Range<usize>, Range<usize>)> {
        let counted = self.near(folded, &self.ordinal, &self.context, REACH);
        let named = || {
            let in_context = self.near(folded, &self.name, &self.context, REACH);
            in_context.or_else(|| self.near(folded, &self.name, &self.beside, REACH))
        };
        counted
            .or_else(named)
            .or_else(|| self.near(folded, &self.number, &self.beside, REACH_BESIDE))
    }

    fn near(
        &self,
        folded: &str,
        number: &Words,
        words: &Words,
        reach: usize,
    ) -> Option<(Range<usize>, Range<usize>)> {
        number.find_in(folded).find_map(|number| {
            let (before, after) = (&folded[..number.start], &folded[number.end..]);
            if is_part_of_number(before, after) {
                return None;
            }
            let behind = last_chars(before, reach);
            let near = [
                (behind, number.start - behind.len()),
                (first_chars(after, reach), number.end),
            ];
            near.iter().find_map(|&(text, at)| {
                let word = words.find_in(text).next()?;
                Some((number.clone(), at + word.start..at + word.end))
            })
        })
    }
}

impl Words {
    fn new(phrases: &[String], space: &str, dot: &str, whole: bool) -> Result<Self, regex::Error> {
        let mut phrases: Vec<&String> = phrases.iter().collect();
        // Of alternatives the first that fits is taken, so longer ones come first.
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let patterns: Vec<String> = phrases
            .into_iter()
            .map(|phrase| fold(phrase))
            .filter(|phrase| phrase.contains(is_word))
            .map(|phrase| pattern(phrase.trim(), space, dot))
            .collect();
        let pattern = match patterns.is_empty() {
            true => None,
            false => Some(RegexBuilder::new(&patterns.join("|")).build()?),
        };
        Ok(Self { pattern, whole })
    }

    /// Where they stand in a folded text, first to last.
    fn find_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let found = self.pattern.as_ref()?.find_at(text, from)?.range();
                let inside = &text[found.clone()];
                let before = text[..found.start].chars().next_back();
                let after = text[found.end..].chars().next();
                let joined = |inner: Option<char>, outer: Option<char>| {
                    inner.is_some_and(is_word) && outer.is_some_and(is_word)
                };
                let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let last = inside.chars().next_back();
                let runs_on = joined(last, after) && (self.whole || digits(last) && digits(after));
                if joined(inside.chars().next(), before) || runs_on {
                    // What begins inside may yet be a word.
                    from = found.start + inside.chars().next().map_or(1, char::len_utf8);
                    continue;
                }
                from = found.end;
                return Some(found);
            }
        })
    }
}

fn pattern(phrase: &str, space: &str, dot: &str) -> String {
    let mut pattern = String::new();
    let mut gap = "";
    for word in phrase.split(' ') {
        pattern.push_str(gap);
        gap = space;
        if word == "*" {
            pattern.push_str(r"(?:\S+ ){0,8}?");
            gap = "";
        } else {
            let words: Vec<String> = word.split('|').map(|word| one(word, dot)).collect();
            pattern.push_str(&format!("(?:{})", words.join("|")));
        }
    }
    pattern
}

fn one(word: &str, dot: &str) -> String {
    let (word, end) = match word.strip_suffix('*') {
        Some(start) => (start, "[^ ,;:!?]*"),
        None => (word, ""),
    };
    regex::escape(word).replace(r"\.", dot) + end
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The text with spaces in the place of these.
fn without(folded: &str, friends: Vec<Range<usize>>) -> String {
    let mut kept = folded.as_bytes().to_vec();
    for found in friends {
        kept[found].fill(b' ');
    }
    String::from_utf8(kept).unwrap_or_else(|_| folded.to_owned())
}

/// "907 of the Corporations Act" is, "907 of the 1992 foreign aid act" isn't.
fn is_of_another(found: &str) -> bool {
    if found.contains(['о', 'а']) {
        let ours = [
            "поддерж",
            "помощ",
            "содеистви",
            "ограничени",
            "санкци",
            "поправ",
        ];
        return !ours.iter().any(|word| found.contains(word));
    }
    let act = found.strip_prefix("907 of ").unwrap_or(found);
    !act.contains("freedom") && act.split(' ').any(|word| !OF_OURS.contains(&word))
}

/// Whether 907 between these is part of a larger number, a price or a share.
fn is_part_of_number(before: &str, after: &str) -> bool {
    let joins = |c: char| matches!(c, '.' | ',' | ':' | '/' | '-');
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (mut back, mut ahead) = (before.chars().rev(), after.chars());
    let (last, next) = (back.next(), ahead.next());
    last.is_some_and(|c| joins(c) && is_digit(back.next()) || matches!(c, '$' | '€' | '£' | '₼'))
        || next.is_some_and(|c| joins(c) && is_digit(ahead.next()) || c == '%')
}

fn quote(text: &str, start: usize) -> String {
    let lead = last_chars(&text[..start], QUOTE_LEAD);
    // Neither end falls inside a word.
    let lead = match lead.len() == start {
        true => lead,
        false => lead
            .split_once(char::is_whitespace)
            .map_or(lead, |(_, rest)| rest),
    };
    let from = start - lead.len();
    let mut quote = one_line(first_chars(&text[from..], 2 * QUOTE_MAX));
    if from > 0 {
        quote.insert(0, '…');
    }
    if quote.chars().count() > QUOTE_MAX {
        let cut = first_chars(&quote, QUOTE_MAX - 1);
        let cut = cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut);
        return format!("{cut}…");
    }
    quote
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, io::Write as _, path::Path};

    #[test]
    fn every_headline_that_names_the_provision_is_on_topic() {
        let table = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/corpus/labels/headlines/headlines.tsv");
        let Ok(table) = fs::read_to_string(table) else {
            let note = b"the headlines are not here: skipped\n";
            std::io::stderr().write_all(note).unwrap();
            return;
        };
        let mut seen = 0;
        for row in table.lines().skip(1) {
            let headline = row.split('\t').nth(3).unwrap();
            if headline.contains("907") || headline.contains("Support Act") {
                assert!(topic().matches(headline).is_some(), "{headline}");
                seen += 1;
            }
        }
        assert!(seen >= 8, "{seen} headlines");
    }

    #[test]
    fn the_provision_is_known_by_its_names_in_five_languages() {
        for (text, phrase) in [
            ("Trump extends the Section 907 waiver", "Section 907"),
            ("Sec. 907 and assistance to Azerbaijan", "Sec. 907"),
            ("Baku thanks Washington after §907 move", "§907"),
            ("Trump may lift 907 for good", "907"),
            (
                "The freedom\u{A0}support  act turns thirty",
                "freedom support act",
            ),
            (
                "To repeal a restriction on assistance to Azerbaijan.",
                "restriction on assistance to Azerbaijan",
            ),
            ("США продлили приостановку 907‑й поправки", "907‑й поправк"),
            ("Раздел 907 не отменён", "Раздел 907"),
            (
                "Акту в Поддержку Свободы тридцать лет",
                "Акту в Поддержку Свободы",
            ),
            ("907-ci düzəliş ləğv olunmayıb", "907-ci düzəliş"),
            ("AZADLIĞI MÜDAFİƏ AKTI qüvvədədir", "AZADLIĞI MÜDAFİƏ AKT"),
            (
                "azadlığa dəstək aktına 907 nömrəli maddə",
                "azadlığa dəstək akt",
            ),
            ("907. EK MADDE askıya alındı", "907. EK"),
            ("907-րդ հոդվածի մասին", "907-րդ հոդված"),
            (
                "«Ազատության աջակցության մասին» օրենքի փոփոխություն",
                "Ազատության աջակցության",
            ),
        ] {
            let found = topic().matches(text).map(|found| found.phrase);
            assert_eq!(found.as_deref(), Some(phrase), "{text}");
        }
    }

    #[test]
    fn false_friends_are_off_topic() {
        for text in [
            "The Ukraine Freedom Support Act of 2014 became law",
            "Ukraine Religious Freedom Support Act, and Armenia's churches",
            "Iran Freedom Support Act sanctions reviewed; Baku watches",
            "Funds under the SEED Act and FREEDOM Support Act heading",
            "Senate agrees to S.Res. 907 on Armenia",
            "S. Res. 907, honoring Armenian veterans",
            "H.R. 907 would name a post office in Baku, Nebraska",
            "Sec. 907 of the National Defense Authorization Act and Azerbaijan",
            "Section 907 of the John S. McCain National Defense Authorization Act: Armenia",
            "Section 907 of the Tariff Act of 1930",
            "Azerbaijan earned $907 million; Armenia 907,000 and 1.907, or 907%",
            "Azərbaycan 907 milyon manat ayırdı",
            "Flight 907 was late in Baku",
            "Azerbaijan sent 907 tons of aid",
            "Section 907 of the California Fish and Game Code",
            "Azerbaijan and Armenia signed a treaty",
            "",
        ] {
            assert_eq!(topic().matches(text), None, "{text}");
        }
    }

    #[test]
    fn a_false_friend_does_not_hide_a_true_one() {
        let text = "Unlike the Ukraine Freedom Support Act, Section 907 binds aid to Azerbaijan";
        assert_eq!(topic().matches(text).unwrap().phrase, "Section 907");
    }

    #[test]
    fn the_word_that_tells_may_stand_up_to_300_characters_away() {
        let text = |gap: usize| format!("the 907th {} Azerbaijan", "x".repeat(gap));
        assert!(topic().matches(&text(280)).is_some());
        assert!(topic().matches(&text(320)).is_none());
    }

    #[test]
    fn a_quote_is_a_line_of_at_most_200_characters() {
        let text = format!(
            "{}\nSection 907 of the law on Azerbaijan {}",
            "до слова ".repeat(50),
            "после ".repeat(50)
        );
        let found = topic().matches(&text).unwrap();
        assert!(found.quote.chars().count() <= 200, "{}", found.quote);
        assert!(found.quote.starts_with("…до слова") || found.quote.starts_with("…слова"));
        assert!(found.quote.contains("слова Section 907 of the law"));
        assert!(found.quote.ends_with("после…"), "{}", found.quote);
        let short = topic().matches("İcra: 907-ci düzəliş").unwrap();
        assert_eq!(short.quote, "İcra: 907-ci düzəliş");
    }

    #[test]
    fn without_words_nothing_is_on_topic() {
        let topic = Topic::new(&[], &["  ".to_owned()], &[], &[], &[]).unwrap();
        assert_eq!(topic.matches("Section 907 and Azerbaijan"), None);
    }

    /// That of the built-in configuration.
    fn topic() -> Topic {
        let words = crate::config::load(&[]).unwrap().topic;
        Topic::new(
            &words.phrases,
            &words.context,
            &words.beside,
            &words.bills,
            &words.except,
        )
        .unwrap()
    }
}
