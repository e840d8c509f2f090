//! Texts from a word list, the same each time.

/// Some are on topic, most are not.
const LANGUAGES: [&[&str]; 5] = [
    &[
        "the",
        "government",
        "of",
        "azerbaijan",
        "armenia",
        "said",
        "waiver",
        "section",
        "907",
        "congress",
        "president",
        "committee",
        "assistance",
        "border",
        "talks",
        "minister",
        "energy",
        "corridor",
        "peace",
        "treaty",
        "foreign",
        "affairs",
        "lifted",
        "sanctions",
        "trade",
        "summit",
        "statement",
        "visit",
        "agreed",
    ],
    &[
        "azərbaycan",
        "prezidenti",
        "ilham",
        "əliyev",
        "düzəliş",
        "ölkə",
        "görüş",
        "sülh",
        "müqavilə",
        "nazir",
        "xarici",
        "işlər",
        "yardım",
        "konqres",
        "qanun",
        "layihəsi",
        "bakı",
        "zəngəzur",
        "dəhlizi",
        "enerji",
        "qarabağ",
        "və",
        "üçün",
        "ilə",
        "bildirib",
        "keçirilib",
        "iqtisadi",
        "əməkdaşlıq",
    ],
    &[
        "президент",
        "азербайджана",
        "поправка",
        "поправки",
        "конгресс",
        "сша",
        "министр",
        "иностранных",
        "дел",
        "переговоры",
        "мир",
        "договор",
        "граница",
        "заявил",
        "помощь",
        "закон",
        "комитет",
        "коридор",
        "встреча",
        "отменил",
        "её",
        "и",
        "в",
        "на",
        "энергетика",
        "торговля",
        "визит",
    ],
    &[
        "azerbaycan",
        "cumhurbaşkanı",
        "türkiye",
        "kongre",
        "yasa",
        "bölüm",
        "barış",
        "antlaşma",
        "dışişleri",
        "bakanı",
        "sınır",
        "görüşme",
        "yardım",
        "kaldırıldı",
        "açıkladı",
        "ve",
        "ile",
        "enerji",
        "koridor",
        "ticaret",
        "ziyaret",
        "güvenlik",
        "ışık",
    ],
    &[
        "հայաստան",
        "ադրբեջան",
        "կոնգրես",
        "նախագահ",
        "վարչապետ",
        "խաղաղություն",
        "պայմանագիր",
        "սահման",
        "բանակցություններ",
        "օգնություն",
        "օրենք",
        "և",
        "հայտարարեց",
        "արտաքին",
        "գործերի",
        "նախարար",
        "միջանցք",
    ],
];

/// Half of the words bend.
const ENDINGS: [&str; 24] = [
    "s", "ing", "ed", "lar", "lər", "dan", "dən", "da", "nın", "in", "а", "у", "ом", "ов", "ами",
    "ский", "ler", "den", "nın", "ը", "ի", "ում", "ներ", "ից",
];

/// Marsaglia's xorshift.
pub(super) struct Words(u64);

impl Words {
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    /// A text of about so many characters in one language.
    pub(super) fn text(&mut self, language: usize, chars: usize) -> String {
        let words = LANGUAGES[language % LANGUAGES.len()];
        let mut text = String::new();
        let mut length = 0;
        while length < chars {
            let word = words[self.below(words.len())];
            length += word.chars().count() + 1;
            text.push_str(word);
            if self.below(2) == 0 {
                let ending = ENDINGS[self.below(ENDINGS.len())];
                length += ending.chars().count();
                text.push_str(ending);
            }
            if self.below(25) == 0 {
                let number = self.below(3_000).to_string();
                length += number.len() + 1;
                text.push_str(&format!(" {number}"));
            }
            text.push(' ');
        }
        text
    }

    /// From 100 to 2,000, 600 in the mean: most are short.
    pub(super) fn length(&mut self) -> usize {
        match self.below(4) {
            0 => 600 + self.below(1400),
            _ => 100 + self.below(633),
        }
    }
}
