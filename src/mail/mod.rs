//! Sending: from a composed letter to a mail server that has taken it, or a folder.
//!
//! A message is built once, byte for byte, and every attempt sends those bytes: a
//! copy that arrives twice is the same message with the same Message-ID. What an
//! attempt came to is told in five cases, as each asks for something else of the
//! queue; only a refusal of this very message ends it.

use crate::domain::alert::Kind;

pub mod folder;
pub mod message;
pub mod smtp;

mod wire;

/// A built message, and whom it goes to.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Its number to its subscriber.
    pub number: u64,
    pub kind: Kind,
    /// As [`message::message_id`] makes it.
    pub message_id: &'a str,
    /// Addresses as in the headers, with or without a name.
    pub from: &'a str,
    pub to: &'a str,
    /// As [`message::build`] makes them.
    pub bytes: &'a [u8],
}

/// Where mail goes.
#[derive(Debug)]
pub enum Transport {
    Smtp(smtp::Smtp),
    Folder(folder::Folder),
}

/// Why a message is not known to be taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// The server won't take this message now. Try it again later.
    #[error("the mail server put it off: {0}")]
    Transient(String),
    /// The server will never take this message.
    #[error("the mail server refused the {refused}: {answer}")]
    Permanent { refused: Refused, answer: String },
    /// It was handed over and no answer came: it may have arrived. Try the same
    /// bytes again later.
    #[error("the mail server took it and did not confirm: {0}")]
    MaybeSent(String),
    /// No server answered, or it takes no mail now. All messages wait.
    #[error("the mail server can't be reached: {0}")]
    Unreachable(String),
    /// Login, encryption, sender or folder are not as they must be. All messages
    /// wait, and somebody has to act: trying on may lock the account.
    #[error("the mail settings don't work: {0}")]
    Unusable(String),
}

/// What of a message was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refused {
    Recipient,
    /// Its text, or its size: a shorter one may pass.
    Content,
}

impl Transport {
    /// Goes as far as one can without sending: a mail server is logged in to.
    pub async fn probe(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.probe().await,
            Self::Folder(_) => Ok(()),
        }
    }

    /// Sends one message to one recipient. `Ok` once it is taken for good.
    pub async fn send(&self, mail: &Outgoing<'_>) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail.from, mail.to, mail.bytes).await,
            Self::Folder(folder) => folder.send(mail).await,
        }
    }
}

impl SendError {
    /// Whether it holds for every message, so that the others needn't be tried now.
    pub fn concerns_all(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Unusable(_) => true,
            Self::Transient(_) | Self::Permanent { .. } | Self::MaybeSent(_) => false,
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Recipient => "recipient",
            Self::Content => "message",
        })
    }
}
