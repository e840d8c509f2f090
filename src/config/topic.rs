//! `[topic]`: the words by which news on Section 907 is told from other news.

use super::{section::Section, values::words};

/// Lists of phrases, compared without regard to case. In them a space stands for
/// any white space.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// A text that holds one of these is on the topic.
    pub phrases: Vec<String>,
    /// A text that holds the number 907 with an ending and one of these is, too.
    pub context: Vec<String>,
    /// And one that holds it by itself and one of these next to it.
    pub beside: Vec<String>,
    /// Bills whose numbers put what the press writes on the topic.
    pub bills: Vec<String>,
    /// False friends: what stands inside one of these doesn't count.
    pub except: Vec<String>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Topic {
    let topic = Topic {
        phrases: section.take_list("phrases", words),
        context: section.take_list("context", words),
        beside: section.take_list("beside", words),
        bills: section.take_list("bills", words),
        except: section.take_list("except", words),
    };
    section.finish();
    topic
}
