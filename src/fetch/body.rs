//! Bodies: received whole, unpacked under our own limits, within a budget of memory.
//!
//! All bodies in memory share the budget, from the first byte until the caller drops
//! them. Most are small and take a small slot each. One that grows past it needs the
//! single lane for large bodies as well. Who holds the lane never waits for anything
//! but the network, so there is no deadlock, and one huge answer at a time is enough.

use std::{
    fmt,
    io::{self, Write},
    ops::Deref,
    sync::Arc,
};

use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::FetchError;

/// A body, and its share of the memory.
#[derive(Default)]
pub struct Body {
    bytes: Vec<u8>,
    _room: Vec<OwnedSemaphorePermit>,
}

impl Body {
    /// Frees the bytes, and not their share: who is done with a body still holds what it says.
    pub fn free(&mut self) {
        self.bytes = Vec::new();
    }
}

/// What a body may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes_max: u64,
    pub(super) ratio_max: u64,
}

/// The budget.
pub(super) struct Memory {
    slots: Arc<Semaphore>,
    lane: Arc<Semaphore>,
    lane_bytes: u64,
}

impl Memory {
    pub(super) fn new(bytes_max: u64) -> Self {
        let lane_bytes = bytes_max / 3 * 2;
        let slots = (bytes_max - lane_bytes) / (SLOT_BYTES + OVERSHOOT_BYTES);
        let slots = usize::try_from(slots).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            slots: Arc::new(Semaphore::new(slots.clamp(1, Semaphore::MAX_PERMITS))),
            lane: Arc::new(Semaphore::new(1)),
            lane_bytes,
        }
    }

    async fn slot(&self) -> OwnedSemaphorePermit {
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        slot.expect("the semaphore is never closed")
    }

    async fn lane(&self) -> OwnedSemaphorePermit {
        let lane = Arc::clone(&self.lane).acquire_owned().await;
        lane.expect("the semaphore is never closed")
    }
}

/// Receives a body; returns it unpacked.
pub(super) async fn receive(
    answer: &mut reqwest::Response,
    limits: Limits,
    memory: &Memory,
) -> Result<Body, FetchError> {
    let bytes_max = limits.bytes_max.min(memory.lane_bytes);
    let declared = Coding::declared(answer.headers())?;
    let announced = answer.content_length();
    if announced.is_some_and(|length| length > bytes_max) {
        return Err(FetchError::TooLarge { limit: bytes_max });
    }
    if announced == Some(0) {
        return Ok(Body::default());
    }

    let mut room = vec![memory.slot().await];
    if announced.is_some_and(|length| length > SLOT_BYTES) {
        room.push(memory.lane().await);
    }
    let capacity = announced.filter(|_| declared == Coding::Identity);
    let mut unpacker = Unpacker::new(
        declared,
        Sink {
            bytes: Vec::with_capacity(usize::try_from(capacity.unwrap_or(0)).unwrap_or(0)),
            wire: 0,
            limits: Limits {
                bytes_max,
                ..limits
            },
            refused: None,
        },
    );
    let next = |chunk: reqwest::Result<_>| chunk.map_err(|error| FetchError::of_body(&error));
    while let Some(chunk) = next(answer.chunk().await)? {
        for piece in chunk.chunks(PIECE_BYTES) {
            unpacker.push(piece)?;
            if room.len() == 1 && unpacker.len() > SLOT_BYTES {
                room.push(memory.lane().await);
            }
        }
    }
    let mut bytes = unpacker.finish()?;
    if bytes.capacity() - bytes.len() > bytes.len() / 4 {
        bytes.shrink_to_fit();
    }
    Ok(Body { bytes, _room: room })
}

/// Reads what little a redirect says, so that its connection can be used again.
pub(super) async fn drain(mut answer: reqwest::Response) {
    let mut left = DRAIN_BYTES;
    while let Ok(Some(chunk)) = answer.chunk().await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// A body up to this size takes a slot only.
const SLOT_BYTES: u64 = 512 << 10;

/// What is unpacked at a time. Deflate makes at most 1,032 bytes of one.
const PIECE_BYTES: usize = 256;

/// How far one piece can carry a body past its slot.
const OVERSHOOT_BYTES: u64 = 1032 * PIECE_BYTES as u64;

/// From here on the ratio counts: short texts of one letter pack very well.
const RATIO_FREE_BYTES: u64 = 1 << 20;

const DRAIN_BYTES: usize = 16 << 10;

/// What gzip begins with, deflate being its only method (RFC 1952, 2.3.1).
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Coding {
    Identity,
    Gzip,
}

impl Coding {
    /// The one coding of a body. We ask for gzip; whoever sends something else, or two
    /// in a row, sends what we can't vouch for.
    fn declared(headers: &HeaderMap) -> Result<Self, FetchError> {
        let mut found = Self::Identity;
        for value in headers.get_all(CONTENT_ENCODING) {
            let value = String::from_utf8_lossy(value.as_bytes());
            for name in value.split(',').map(str::trim) {
                match name.to_ascii_lowercase().as_str() {
                    "" | "identity" => {}
                    "gzip" | "x-gzip" if found == Self::Identity => found = Self::Gzip,
                    "gzip" | "x-gzip" => {
                        return Err(FetchError::Encoding("gzip within gzip".to_owned()));
                    }
                    other => {
                        let name: String = other.escape_default().take(40).collect();
                        return Err(FetchError::Encoding(format!("`{name}` wasn't asked for")));
                    }
                }
            }
        }
        Ok(found)
    }
}

/// Undoes the coding piece by piece.
enum Unpacker {
    /// Too few bytes came to see whether they are gzip that nobody declared.
    Unsure(Vec<u8>, Sink),
    Plain(Sink),
    Gzip(Box<MultiGzDecoder<Sink>>),
}

impl Unpacker {
    fn new(declared: Coding, sink: Sink) -> Self {
        match declared {
            Coding::Identity => Self::Unsure(Vec::new(), sink),
            Coding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(sink))),
        }
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), FetchError> {
        match self {
            Self::Unsure(head, sink) => {
                head.extend_from_slice(piece);
                if head.len() < GZIP_MAGIC.len() {
                    return Ok(());
                }
                let (head, sink) = (std::mem::take(head), sink.take());
                *self = if head.starts_with(&GZIP_MAGIC) {
                    Self::Gzip(Box::new(MultiGzDecoder::new(sink)))
                } else {
                    Self::Plain(sink)
                };
                self.push(&head)
            }
            Self::Plain(sink) => {
                sink.wire += piece.len() as u64;
                let written = sink.write_all(piece);
                written.map_err(|error| sink.error(&error))
            }
            Self::Gzip(decoder) => {
                decoder.get_mut().wire += piece.len() as u64;
                let written = decoder.write_all(piece);
                written.map_err(|error| decoder.get_ref().error(&error))
            }
        }
    }

    /// How many bytes have been unpacked so far.
    fn len(&self) -> u64 {
        match self {
            Self::Unsure(..) => 0,
            Self::Plain(sink) => sink.bytes.len() as u64,
            Self::Gzip(decoder) => decoder.get_ref().bytes.len() as u64,
        }
    }

    fn finish(self) -> Result<Vec<u8>, FetchError> {
        match self {
            Self::Unsure(head, _) => Ok(head),
            Self::Plain(sink) => Ok(sink.bytes),
            // Servers declare a coding on empty bodies too.
            Self::Gzip(decoder) if decoder.get_ref().wire == 0 => Ok(Vec::new()),
            Self::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                let sink = decoder.get_mut().take();
                finished.map_err(|error| sink.error(&error))?;
                if sink.bytes.starts_with(&GZIP_MAGIC) {
                    return Err(FetchError::Encoding("gzip within gzip".to_owned()));
                }
                Ok(sink.bytes)
            }
        }
    }
}

/// Where unpacked bytes go, up to the limits.
#[derive(Debug)]
struct Sink {
    bytes: Vec<u8>,
    /// Bytes that went in.
    wire: u64,
    limits: Limits,
    refused: Option<FetchError>,
}

impl Sink {
    fn take(&mut self) -> Self {
        Self {
            bytes: std::mem::take(&mut self.bytes),
            refused: self.refused.take(),
            ..*self
        }
    }

    /// Why writing failed: our refusal, or what the decoder says.
    fn error(&self, error: &io::Error) -> FetchError {
        let refused = self.refused.clone();
        refused.unwrap_or_else(|| FetchError::Encoding(error.to_string()))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Limits {
            bytes_max,
            ratio_max,
        } = self.limits;
        let length = (self.bytes.len() + bytes.len()) as u64;
        if length > bytes_max {
            self.refused = Some(FetchError::TooLarge { limit: bytes_max });
        } else if length > RATIO_FREE_BYTES.max(self.wire.saturating_mul(ratio_max)) {
            self.refused = Some(FetchError::TooDense { ratio: ratio_max });
        }
        if self.refused.is_some() {
            return Err(io::Error::other("past a limit"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Of bytes that were received before, and are no part of the budget.
impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            _room: Vec::new(),
        }
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}
