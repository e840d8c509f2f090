//! The faults that sources have: none of them is news.

use std::{io::Write as _, time::Duration};

use flate2::{Compression, write::GzEncoder};

use crate::{
    kit::documents,
    origin::{Step, answer, message},
};

/// What a fault is made of.
pub(crate) struct Material<'a> {
    pub(crate) path: &'a str,
    pub(crate) content_type: &'a str,
    /// What is true, and something that isn't.
    pub(crate) lie: &'a [u8],
    /// The same kind of document with nothing in it.
    pub(crate) nothing: &'a [u8],
    /// Whoever asks holds an answer already.
    pub(crate) is_conditional: bool,
}

/// Faults that may be believed when they are seen twice: they are played to those only
/// who have just seen what is true.
const ONLY_ONCE: usize = 3;
const FAULTS: usize = 32;

/// Plays one of them.
pub(crate) fn play(of: &Material<'_>, random: &mut fastrand::Rng) -> Vec<Step> {
    let first = match of.is_conditional {
        true => 0,
        false => ONLY_ONCE,
    };
    let kind = format!("content-type: {}", of.content_type);
    let kind = kind.as_str();
    let (lie, nothing) = (of.lie, of.nothing);
    let cut = random.usize(lie.len() / 3..lie.len() - 12);
    let html = "content-type: text/html; charset=utf-8";
    let page = |title: &str| {
        format!(
            "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        )
    };
    let gzipped = "content-encoding: gzip";
    match random.usize(first..FAULTS) {
        // Those that may be believed when they are seen twice.
        0 => answer("200 OK", &[kind], &lie[..cut]),
        1 => answer("203 Non-Authoritative", &[kind], lie),
        2 => answer("200 OK", &[kind], nothing),

        // Errors, some with what would be news.
        3 => answer("500 Internal Server Error", &[html], page("500").as_bytes()),
        4 => answer("500 Internal Server Error", &[kind], lie),
        5 => answer("503 Service Unavailable", &["retry-after: 1"], b"later"),
        6 => answer("429 Too Many Requests", &["retry-after: 1"], b"slowly"),
        7 => answer("404 Not Found", &[kind], lie),
        8 => answer("403 Forbidden", &[html], page("Forbidden").as_bytes()),
        9 => answer("401 Unauthorized", &[html], page("Sign in").as_bytes()),
        10 => answer("204 No Content", &[], b""),
        11 => answer("206 Partial Content", &[kind], &lie[..cut]),
        12 => answer("304 Not Modified", &[], b""),

        // Walls, and other pages.
        13 => answer("200 OK", &[html], documents::challenge().as_bytes()),
        14 => answer(
            "403 Forbidden",
            &[html, "cf-mitigated: challenge", "server: cloudflare"],
            documents::challenge().as_bytes(),
        ),
        15 => answer("200 OK", &[html], page("Down for maintenance").as_bytes()),
        16 => answer(
            "200 OK",
            &["content-type: application/octet-stream"],
            &noise(random),
        ),
        17 => answer("200 OK", &[kind], b""),
        18 => answer("302 Found", &["location: /login"], b""),

        // Half of an answer.
        19 => vec![Step::Send(message("200 OK", &[kind], lie)[..cut].to_vec())],
        20 => vec![
            Step::Send(message("200 OK", &[kind], lie)[..cut].to_vec()),
            Step::Reset,
        ],
        21 => vec![Step::Reset],
        22 => vec![Step::Send(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())],
        23 => vec![
            Step::Send(message("200 OK", &[kind], lie)[..cut].to_vec()),
            Step::Stall,
        ],
        24 => vec![Step::Drip(
            message("200 OK", &[kind], lie),
            Duration::from_millis(20),
        )],
        25 => {
            let head = format!("HTTP/1.1 200 OK\r\n{kind}\r\ntransfer-encoding: chunked\r\n\r\n");
            let chunk = format!("{:x}\r\n", lie.len());
            vec![Step::Send(
                [head.as_bytes(), chunk.as_bytes(), lie, b"\r\n"].concat(),
            )]
        }

        // Wrongly packed.
        26 => answer("200 OK", &[kind, gzipped], &noise(random)),
        27 => {
            let packed = gzip(lie);
            answer(
                "200 OK",
                &[kind, gzipped],
                &packed[..packed.len() - random.usize(1..20)],
            )
        }
        28 => answer("200 OK", &[kind, "content-encoding: br"], lie),

        // Without end.
        29 => answer("302 Found", &[&format!("location: {}", of.path)], b""),
        30 => {
            let head = format!("HTTP/1.1 200 OK\r\n{kind}\r\n\r\n");
            vec![
                Step::Send(head.into_bytes()),
                Step::Repeat(vec![b' '; 65_536], 64),
            ]
        }
        _ => vec![Step::Send(b"220 localhost ESMTP\r\n".to_vec())],
    }
}

fn noise(random: &mut fastrand::Rng) -> Vec<u8> {
    (0..2_000).map(|_| random.u8(..)).collect()
}

pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}
