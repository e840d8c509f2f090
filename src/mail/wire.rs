//! The wire to a mail server, as far as it must not be trusted.
//!
//! Bytes are handed on a line at a time. What a server, or somebody between, sends
//! behind its answer to STARTTLS then can't wait in a buffer and pass for an
//! answer inside the encryption: it reaches the handshake, which fails (RFC 3207,
//! section 6). And a server can't send without end.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A mail server says a few kilobytes in a conversation, in a few dozen lines.
const RECEIVED_BYTES_MAX: usize = 128 * 1024;
const RECEIVED_LINES_MAX: usize = 1_000;

#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    peer: SocketAddr,
    /// Nothing on it is encrypted, to the end.
    is_clear: bool,
    /// Received and not handed on yet.
    pending: Vec<u8>,
    received_bytes: usize,
    received_lines: usize,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, is_clear: bool) -> io::Result<Self> {
        Ok(Self {
            peer: stream.peer_addr()?,
            is_clear,
            stream,
            pending: Vec::new(),
            received_bytes: 0,
            received_lines: 0,
        })
    }

    /// A line in the clear is handed on whole.
    fn has_to_read(&self) -> bool {
        let is_whole = self.pending.contains(&b'\n') || self.received_bytes > RECEIVED_BYTES_MAX;
        self.pending.is_empty() || (self.is_clear && !is_whole)
    }

    /// Makes the first line, of so many bytes, one that the library can read, and says how
    /// many it then has: some servers speak their own language in another encoding, or say
    /// nothing behind a code (RFC 5321, 4.2). Neither must cost the code.
    fn make_readable(&mut self, line: usize) -> usize {
        let words = self.pending[..line].iter_mut();
        words
            .filter(|byte| !byte.is_ascii())
            .for_each(|byte| *byte = b'?');
        match &self.pending[..line] {
            [code @ .., b'\r', b'\n'] if code.len() == 3 => {
                self.pending.insert(3, b' ');
                line + 1
            }
            _ => line,
        }
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        while wire.has_to_read() {
            let mut bytes = [0; 4096];
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut wire.stream).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                break;
            }
            wire.received_bytes += buffer.filled().len();
            wire.pending.extend_from_slice(buffer.filled());
        }
        wire.received_lines += 1;
        if wire.received_bytes > RECEIVED_BYTES_MAX || wire.received_lines > RECEIVED_LINES_MAX {
            let error = io::Error::other("the mail server talks without end");
            return Poll::Ready(Err(error));
        }
        let line_end = wire.pending.iter().position(|&byte| byte == b'\n');
        let mut line = line_end.map_or(wire.pending.len(), |at| at + 1);
        if wire.is_clear {
            line = wire.make_readable(line);
        }
        let bytes = wire.pending.drain(..line.min(to.remaining()));
        to.put_slice(bytes.as_slice());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
