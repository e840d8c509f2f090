//! What a poll costs: CPU per source, beside a floor that only fetches, hashes,
//! compresses and stores.
//!
//! ```text
//! cargo bench --bench poll -- 10 1000 10000
//! ```
//!
//! For each N it polls N sources of a server of its own (another process on loopback),
//! half of them feeds of 28 KB, half pages of 60 KB, first all unchanged (304), then
//! all changed. A cycle is eight hours, so that each third one has the day's digest to
//! compose and write. CPU is this process's, user and system, on all its threads.
//!
//! Memory is this process's peak: with `--only-ours` and one N it is that of watch907.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use cpu_time::ProcessTime;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use url::Url;
use watch907::{
    config::{self, Layer},
    daemon::{
        clock::Clock,
        engine::Engine,
        outlet::{Outlet, Secrets},
        watchdog::Beat,
        writer,
    },
    domain::source::HostPort,
    fetch::{Fetcher, Request, Settings, Validators},
    pipeline::setup::Setup,
    store::{self, evidence::bodies},
};

#[path = "poll/site.rs"]
mod site;

/// Polls over which a figure is taken, at least; and cycles, at least.
const POLLS: usize = 2000;
const CYCLES: usize = 3;

/// Fetches at a time.
const CONCURRENCY: usize = 8;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if args.first().map(String::as_str) == Some("serve") {
        return site::serve();
    }
    let only_ours = args.iter().any(|arg| arg == "--only-ours");
    let mut counts: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![10, 100, 1000];
    }
    println!("CPU per source in ms (unchanged / all changed), mails included in ours");
    println!(
        "{:>7} {:>17} {:>17} {:>10} {:>8}",
        "sources", "floor", "watch907", "peak MiB", "mails"
    );
    for count in counts {
        let site = Site::start();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let floor = match only_ours {
            true => [0.0, 0.0],
            false => runtime.block_on(floor(&site, count)),
        };
        let (ours, mails) = runtime.block_on(ours(&site, count));
        println!(
            "{count:>7} {:>8.3} / {:>6.3} {:>8.3} / {:>6.3} {:>10.1} {mails:>8}",
            floor[0],
            floor[1],
            ours[0],
            ours[1],
            peak_mib(),
        );
    }
}

/// The server, in a process of its own.
struct Site {
    child: Child,
    port: u16,
}

impl Site {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().unwrap();
        Self { child, port }
    }

    /// Changes every document.
    fn change(&self) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .write_all(b"POST /change HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn url(&self, source: usize) -> Url {
        let kind = if source.is_multiple_of(2) {
            "feed"
        } else {
            "page"
        };
        let url = format!("http://127.0.0.1:{}/{kind}/{source}", self.port);
        Url::parse(&url).unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Fetches, hashes, compresses and stores, and nothing else.
async fn floor(site: &Site, count: usize) -> [f64; 2] {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = store::open(&dir.path().join("floor.db")).unwrap();
    let fetcher = Fetcher::new(Settings {
        concurrent_max: CONCURRENCY,
        per_host_max: 0,
        host_delay: Duration::ZERO,
        ..Settings::default()
    })
    .unwrap();
    let allow = [HostPort {
        host: "127.0.0.1".to_owned(),
        port: site.port,
    }];
    let urls: Vec<Url> = (0..count).map(|source| site.url(source)).collect();
    let mut validators = vec![Validators::default(); count];
    let mut cycle = async |conditional: bool, conn: &mut Connection| {
        for (batch, urls) in urls.chunks(CONCURRENCY).enumerate() {
            let first = batch * CONCURRENCY;
            let answers = futures_join(urls.iter().enumerate().map(|(at, url)| {
                let validators = Some(&validators[first + at]).filter(|_| conditional);
                let request = Request {
                    url,
                    headers: &[],
                    validators,
                    allow: &allow,
                    body_bytes_max: 10 << 20,
                    deadline: Duration::from_secs(30),
                };
                let fetcher = &fetcher;
                async move { fetcher.fetch(&request).await.unwrap() }
            }))
            .await;
            let tx = conn.transaction().unwrap();
            for (at, answer) in answers.into_iter().enumerate() {
                if !answer.is_unchanged() {
                    let sha256 = bodies::address(&answer.body);
                    bodies::insert(&tx, &bodies::encode(&answer.body, sha256, None).unwrap())
                        .unwrap();
                }
                validators[first + at] = answer.validators;
            }
            tx.commit().unwrap();
        }
    };
    cycle(false, &mut conn).await;
    let unchanged = measure(count, async || cycle(true, &mut conn).await).await;
    let changed = measure(count, async || cycle(false, &mut conn).await).await;
    [unchanged, changed]
}

/// The whole pipeline, as the service runs it.
async fn ours(site: &Site, count: usize) -> ([f64; 2], usize) {
    let dir = tempfile::tempdir().unwrap();
    let mut text = format!(
        "[built_in]\nsources = false\n\
         [fetch]\nconcurrency = {CONCURRENCY}\nper_host = 64\nhost_delay = \"0s\"\njitter = 0\n\
         unconditional_every = \"8760h\"\n\
         [watch]\nbegan_after = \"0s\"\n"
    );
    for source in 0..count {
        let kind = if source.is_multiple_of(2) {
            "feed"
        } else {
            "page"
        };
        text.push_str(&format!(
            "[[source]]\nid = \"s{source}\"\nkind = \"{kind}\"\nurl = \"{}\"\n\
             allow = [\"127.0.0.1:{}\"]\ncadence = \"8h\"\ntell = \"all\"\n",
            site.url(source),
            site.port
        ));
    }
    let layer = Layer {
        name: "bench",
        text: &text,
    };
    let config = config::load(&[layer]).unwrap();
    let database = dir.path().join("watch907.db");
    let outlet = Outlet::new(&config, dir.path(), Secrets::default()).unwrap();
    let setup = Setup::new(config).unwrap();
    let conn = store::open(&database).unwrap();
    let (writer, _thread) = writer::start(conn, Beat::default());
    let clock = Clock::turned_to(Timestamp::from_second(1_790_000_000).unwrap());
    let engine = Engine::new(clock, writer, database, setup, outlet);
    engine.declare(std::future::ready(Ok(()))).await.unwrap();

    let cycle = async |engine: &Arc<Engine>| {
        let next = engine.clock.now() + SignedDuration::from_hours(8);
        engine.clock.turn(next);
        let polled = engine.poll_due().await.unwrap();
        assert_eq!(polled.len(), count);
        engine.deliver().await.unwrap();
        polled.iter().map(|outcome| outcome.changes).sum::<usize>()
    };
    cycle(&engine).await;
    let unchanged = measure(count, async || {
        assert_eq!(cycle(&engine).await, 0);
    })
    .await;
    let mut total = Duration::ZERO;
    let cycles = cycles(count);
    for _ in 0..cycles {
        site.change();
        let start = ProcessTime::now();
        assert!(cycle(&engine).await >= count);
        total += start.elapsed();
    }
    let changed = per_source(total, cycles, count);
    let mails = std::fs::read_dir(dir.path().join("mail")).unwrap().count();
    ([unchanged, changed], mails)
}

async fn measure(count: usize, mut cycle: impl AsyncFnMut()) -> f64 {
    let cycles = cycles(count);
    let start = ProcessTime::now();
    for _ in 0..cycles {
        cycle().await;
    }
    per_source(start.elapsed(), cycles, count)
}

fn cycles(count: usize) -> usize {
    (POLLS / count).max(CYCLES)
}

fn per_source(total: Duration, cycles: usize, count: usize) -> f64 {
    total.as_secs_f64() * 1000.0 / (cycles * count) as f64
}

/// Runs futures side by side on this thread.
async fn futures_join<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pending: Vec<_> = futures.map(Box::pin).map(Some).collect();
    let mut done: Vec<Option<T>> = pending.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        let mut ready = true;
        for (slot, result) in pending.iter_mut().zip(&mut done) {
            if let Some(future) = slot {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => {
                        *result = Some(value);
                        *slot = None;
                    }
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        match ready {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// The most memory that this process ever held, in MiB.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
