//! The mail server's faults, and whom it refuses for good.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::kit::smtp::{Answer, SmtpServer, Stage};

/// Who is told, all of it and at once.
pub(crate) const READERS: [&str; 2] = ["ann@example.org", "bob@example.org"];

/// Who has no mailbox any more: the others must not suffer for it.
pub(crate) const GONE: &str = "gone@example.org";

/// How long the client waits for the answer to the last dot.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);

pub(crate) struct Post {
    pub(crate) server: SmtpServer,
    is_wild: Arc<AtomicBool>,
    faults: Arc<AtomicU64>,
}

struct Fate {
    random: fastrand::Rng,
    /// Until then each recipient is put off, as greylisting does.
    grey_until: Instant,
}

impl Post {
    pub(crate) fn start(seed: u64) -> Self {
        let fate = Mutex::new(Fate {
            random: fastrand::Rng::with_seed(seed),
            grey_until: Instant::now(),
        });
        let (is_wild, faults) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (wild, count) = (Arc::clone(&is_wild), Arc::clone(&faults));
        let server = SmtpServer::playing(move |stage| {
            if !wild.load(Ordering::SeqCst) {
                return None;
            }
            let fault = fate.lock().unwrap().at(stage);
            count.fetch_add(u64::from(fault.is_some()), Ordering::SeqCst);
            fault
        });
        server.refuse(GONE, "550 5.1.1 no such mailbox");
        Self {
            server,
            is_wild,
            faults,
        }
    }

    pub(crate) fn set_wild(&self, wild: bool) {
        self.is_wild.store(wild, Ordering::SeqCst);
    }

    pub(crate) fn faults(&self) -> u64 {
        self.faults.load(Ordering::SeqCst)
    }
}

impl Fate {
    /// What goes wrong at this stage, if anything does.
    fn at(&mut self, stage: Stage) -> Option<Answer> {
        let of_thousand = match stage {
            Stage::Banner => 12,
            Stage::Ehlo | Stage::Mail => 6,
            Stage::Rcpt => 25,
            Stage::Data | Stage::Body => 15,
            Stage::Dot => 150,
            Stage::Quit => 40,
            Stage::StartTls | Stage::Auth => 0,
        };
        if stage == Stage::Rcpt && Instant::now() < self.grey_until {
            return Some(Answer::say("451 4.7.1 greylisted, come again"));
        }
        if self.random.u32(..1_000) >= of_thousand {
            return None;
        }
        let late = Answer::Late(Duration::from_millis(self.random.u64(50..1_500)));
        let say = Answer::say;
        let answers = match stage {
            Stage::Banner => vec![
                say("421 too busy"),
                say("554 no mail here"),
                say("hello there"),
                say("\u{7f}\u{1}"),
                Answer::HangUp,
                late,
            ],
            Stage::Ehlo => vec![say("421 closing"), say("250"), Answer::HangUp, late],
            Stage::Mail => vec![
                say("451 4.3.0 later"),
                say("421 closing"),
                say("452 4.3.1 no room"),
                Answer::HangUp,
            ],
            Stage::Rcpt => {
                self.grey_until = Instant::now() + Duration::from_millis(self.random.u64(..1_500));
                vec![
                    say("450 4.2.0 busy"),
                    say("451 4.7.1 greylisted, come again"),
                    say("552 5.2.2 full"),
                    say("550 5.7.1 relaying denied"),
                    say("421 closing"),
                    Answer::HangUp,
                ]
            }
            Stage::Data => vec![
                say("451 4.3.0 later"),
                say("421 closing"),
                say("250 what?"),
                Answer::HangUp,
            ],
            Stage::Body => vec![Answer::HangUp],
            Stage::Dot => vec![
                say("451 4.3.0 later"),
                say("452 4.3.1 no room"),
                say("421 closing"),
                say("250-taken\r\n250 and kept"),
                say("hm"),
                Answer::HangUp,
                Answer::HangUp,
                Answer::KeepAndHangUp,
                Answer::KeepAndHangUp,
                Answer::Mute,
                late.clone(),
                late,
            ],
            Stage::Quit => vec![say("500 what?"), Answer::HangUp, Answer::Mute, late],
            Stage::StartTls | Stage::Auth => return None,
        };
        let chosen = self.random.usize(..answers.len());
        answers.into_iter().nth(chosen)
    }
}
