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
    /// Received and not handed on yet.
    pending: Vec<u8>,
    received_bytes: usize,
    received_lines: usize,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        Ok(Self {
            peer: stream.peer_addr()?,
            stream,
            pending: Vec::new(),
            received_bytes: 0,
            received_lines: 0,
        })
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
        if wire.pending.is_empty() {
            let mut bytes = [0; 4096];
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut wire.stream).poll_read(cx, &mut buffer))?;
            wire.received_bytes += buffer.filled().len();
            wire.pending.extend_from_slice(buffer.filled());
        }
        wire.received_lines += 1;
        if wire.received_bytes > RECEIVED_BYTES_MAX || wire.received_lines > RECEIVED_LINES_MAX {
            let error = io::Error::other("the mail server talks without end");
            return Poll::Ready(Err(error));
        }
        let line_end = wire.pending.iter().position(|&byte| byte == b'\n');
        let line = line_end.map_or(wire.pending.len(), |at| at + 1);
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
