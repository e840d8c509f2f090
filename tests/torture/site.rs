//! The site: it flips what it says, plays faults, and remembers what it said.

use std::{
    collections::{BTreeSet, HashMap},
    net::SocketAddr,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use sha2::{Digest as _, Sha256};

use crate::{
    faults::{self, Material},
    origin::{Origin, Step, answer, message},
    truth::{Kind, Place, Truth},
};

/// The sources that are watched.
const PLACES: [(&str, Kind); 10] = [
    ("wire", Kind::Rss),
    ("office", Kind::Atom),
    ("paper", Kind::JsonFeed),
    ("page", Kind::Page),
    ("flag", Kind::Flag),
    ("acts", Kind::Acts),
    ("move1", Kind::Moves(301)),
    ("move2", Kind::Moves(302)),
    ("move3", Kind::Moves(303)),
    ("move4", Kind::Moves(304)),
];

/// How it goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mood {
    /// What is said stays, and is said plainly.
    Calm,
    /// What is said flips, and faults come between.
    Wild,
}

pub(crate) struct Site {
    pub(crate) addr: SocketAddr,
    state: Arc<Mutex<State>>,
}

pub(crate) struct State {
    mood: Mood,
    random: fastrand::Rng,
    places: Vec<Place>,
    /// By its sha256: what a document that was sent truly says.
    pub(crate) documents: HashMap<String, Truth>,
    /// Those that somebody said to hold, by source.
    pub(crate) held: BTreeSet<(&'static str, String)>,
    pub(crate) polls: u64,
    pub(crate) flips: u64,
    pub(crate) faults: u64,
}

impl Site {
    pub(crate) fn start(seed: u64) -> Self {
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Calm,
            random: fastrand::Rng::with_seed(seed),
            places: PLACES.map(|(id, kind)| Place::new(id, kind)).into(),
            documents: HashMap::new(),
            held: BTreeSet::new(),
            polls: 0,
            flips: 0,
            faults: 0,
        }));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let shared = Arc::clone(&state);
        let choose = move |head: &str| shared.lock().unwrap().answer(head);
        let origin = runtime.block_on(Origin::choosing(choose));
        let addr = SocketAddr::from(([127, 0, 0, 1], origin.port()));
        thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        Self { addr, state }
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap())
    }

    /// The sources for a configuration.
    pub(crate) fn config(&self) -> String {
        let site = self.addr;
        let sources = PLACES.iter().map(|(id, kind)| {
            let special = match kind {
                Kind::Rss | Kind::Atom | Kind::JsonFeed => "kind = \"feed\"".to_owned(),
                Kind::Page | Kind::Flag => format!(
                    "kind = \"page\"\nexpect = {{ text = \"{}\" }}",
                    crate::truth::ANCHOR
                ),
                Kind::Acts => "kind = \"measure\"\nmeasure = \"hr901-119\"".to_owned(),
                Kind::Moves(bill) => {
                    format!("kind = \"measure\"\nmeasure = \"hr{bill}-119\"")
                }
            };
            format!(
                "[[source]]\nid = \"{id}\"\nurl = \"http://{site}/{id}\"\nallow = [\"{site}\"]\n\
                 cadence = \"1s\"\nfresh_for = \"2h\"\n{special}\n"
            )
        });
        sources.collect()
    }
}

impl State {
    /// What each source says now.
    pub(crate) fn truths(&self) -> impl Iterator<Item = (&'static str, Truth)> + '_ {
        self.places.iter().map(|place| (place.id, place.truth()))
    }

    fn answer(&mut self, head: &str) -> Vec<Step> {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let held = head
            .lines()
            .find_map(|line| line.strip_prefix("if-none-match: "))
            .map(|etag| etag.trim().trim_matches('"').to_owned());
        let at = self.places.iter().position(|place| path[1..] == *place.id);
        let Some(at) = at else {
            let login = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>\
                         <input type=\"password\"></form></body></html>";
            return answer("200 OK", &["content-type: text/html"], login.as_bytes());
        };
        self.polls += 1;
        if let Some(held) = &held {
            self.held.insert((self.places[at].id, held.clone()));
        }
        if self.mood == Mood::Wild {
            self.flip(at);
            if self.random.u8(..100) < 35 {
                return self.fault(at, &path, held.is_some());
            }
        }
        self.tell(at, held)
    }

    /// Once, often not at all, and at times more than once before anybody looks.
    fn flip(&mut self, at: usize) {
        while self.random.u8(..100) < 35 {
            if self.places[at].flip(&mut self.random) {
                self.flips += 1;
            }
        }
    }

    fn fault(&mut self, at: usize, path: &str, is_conditional: bool) -> Vec<Step> {
        self.faults += 1;
        let place = &self.places[at];
        let lie = place.with_a_phantom(self.random.u32(1..1_000_000));
        let nothing = match place.is_feed() {
            true => Place {
                said: Vec::new(),
                ..place.clone()
            }
            .document(self.random.u64(..)),
            false => String::new(),
        };
        let lie = lie.document(self.random.u64(..));
        let of = Material {
            path,
            content_type: place.content_type(),
            lie: lie.as_bytes(),
            nothing: nothing.as_bytes(),
            is_conditional,
        };
        faults::play(&of, &mut self.random)
    }

    /// Says what is true, in one way or another.
    fn tell(&mut self, at: usize, held: Option<String>) -> Vec<Step> {
        let is_wild = self.mood == Mood::Wild;
        let truth = self.places[at].truth();
        let is_held = held
            .as_ref()
            .is_some_and(|held| self.documents.get(held) == Some(&truth));
        if is_held && self.random.u8(..100) < 80 {
            return answer("304 Not Modified", &[], b"");
        }
        let mut place = self.places[at].clone();
        let mut nonce = 0;
        if is_wild {
            nonce = self.random.u64(..3);
            self.stir(&mut place, is_held);
        }
        let content_type = format!("content-type: {}", place.content_type());
        let body = place.document(nonce).into_bytes();
        let sha256 = sha256(&body);
        let truth = place.truth();
        self.documents.insert(sha256.clone(), truth);
        let etag = format!("etag: \"{sha256}\"");
        let headers = [content_type.as_str(), etag.as_str()];
        if !is_wild {
            return answer("200 OK", &headers, &body);
        }
        match self.random.u8(..10) {
            0 => answer("200 OK", &headers[..1], &body),
            1 | 2 => {
                let headers = [headers[0], headers[1], "content-encoding: gzip"];
                answer("200 OK", &headers, &faults::gzip(&body))
            }
            3 => {
                let whole = message("200 OK", &headers, &body);
                let (first, rest) = whole.split_at(whole.len() / 2);
                let wait = Duration::from_millis(self.random.u64(10..400));
                vec![
                    Step::Send(first.to_vec()),
                    Step::Drip(rest[..1].to_vec(), wait),
                    Step::Send(rest[1..].to_vec()),
                    Step::Keep,
                ]
            }
            4 => {
                let head = format!(
                    "HTTP/1.1 200 OK\r\n{}\r\n{}\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n",
                    headers[0],
                    headers[1],
                    body.len()
                );
                let whole = [head.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
                vec![Step::Send(whole), Step::Keep]
            }
            _ => answer("200 OK", &headers, &body),
        }
    }

    /// Lists the same in another way. Something is left out only where who asks has just
    /// seen all: it must not be missed twice.
    fn stir(&mut self, place: &mut Place, was_seen: bool) {
        if !place.is_feed() {
            if place.kind == Kind::Acts && was_seen && self.random.u8(..4) == 0 {
                let missed = self.random.usize(..place.said.len());
                place.said.remove(missed);
            }
            return;
        }
        match self.random.u8(..20) {
            0 => self.random.shuffle(&mut place.said),
            1 => {
                let twice = place.said[self.random.usize(..place.said.len())].clone();
                place.said.push(twice);
            }
            2..6 if was_seen => {
                let missed = self.random.usize(..place.said.len());
                place.said.remove(missed);
            }
            _ => (),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
