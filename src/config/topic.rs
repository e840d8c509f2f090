//! `[topic]`: the words by which news on Section 907 is told from other news.

use super::{section::Section, values::words};

/// Three lists of phrases, compared without regard to case. In them a space stands for
/// any white space, and `907` for the number by itself or with an ending, as in `907-ci`.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// A text that holds one of these is on the topic.
    pub phrases: Vec<String>,
    /// A text that holds the number 907 and one of these is, too.
    pub context: Vec<String>,
    /// False friends: what stands inside one of these doesn't count.
    pub except: Vec<String>,
}

pub(super) fn read(mut section: Section<'_, '_>) -> Topic {
    let topic = Topic {
        phrases: section.take_list("phrases", words),
        context: section.take_list("context", words),
        except: section.take_list("except", words),
    };
    section.finish();
    topic
}
