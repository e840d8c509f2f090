//! Mail servers (M), where `tests/mail.rs` and `tests/stories/mails.rs` leave a gap.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use watch907::{
    domain::alert::{AlertId, Kind},
    mail::{
        SendError,
        message::{self, Draft},
        smtp::{Security, Settings, Smtp, Timeouts},
    },
};

use crate::kit::{
    documents::{Entry, entry, feed},
    site::Document,
    smtp::{Answer, Stage},
    world::World,
};

const NEWS: &str = r#"
[[source]]
id = "news"
name = "Some news"
kind = "feed"
url = "SITE/feed"
cadence = "10m"
"#;

fn mailing() -> World {
    let mut world = World::mailing(NEWS);
    list(&world, 1);
    world.poll();
    assert_eq!(world.only_mail().kind, "began");
    world
}

fn list(world: &World, count: usize) {
    let entries: Vec<Entry> = (0..count)
        .rev()
        .map(|n| entry(&format!("n{n}"), 20))
        .collect();
    world.serve("/feed", Document::feed(feed(&entries)));
}

#[test]
fn a_restart_resets_no_count_of_attempts() {
    let mut world = mailing();
    world
        .smtp
        .as_ref()
        .unwrap()
        .always(Stage::Rcpt, Answer::say("450 later"));
    list(&world, 2);
    let before = world.smtp.as_ref().unwrap().connections();
    for _ in 0..60 {
        world.pass("5m");
        world.restart();
    }
    let tries = world.smtp.as_ref().unwrap().connections() - before;
    // 1, 2, 4, 8, 16 and then 30 minutes apart, in five hours.
    assert!((8..=16).contains(&tries), "{tries}");
    let noted = world.one::<i64>("SELECT attempts FROM messages WHERE sent_at IS NULL");
    assert!(noted >= Some(8), "{noted:?}");
    world.smtp.as_ref().unwrap().behave();
    world.pass("1h");
    assert_eq!(world.told().len(), 1);
}

#[test]
fn what_waited_leaves_in_its_order() {
    let mut world = mailing();
    world
        .smtp
        .as_ref()
        .unwrap()
        .always(Stage::Banner, Answer::say("421 busy"));
    for count in 2..8 {
        list(&world, count);
        world.pass("10m");
    }
    world.smtp.as_ref().unwrap().behave();
    world.pass("1h");
    let mails = world.new_mails();
    let names: Vec<String> = mails
        .iter()
        .map(|mail| mail.subject.split('"').nth(1).unwrap()[..2].to_owned())
        .collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(names.len(), 6);
    // Four go at a time, and overtake one another within that.
    for (place, name) in names.iter().enumerate() {
        let right = sorted.iter().position(|other| other == name).unwrap();
        assert!(right.abs_diff(place) < 4, "{names:?}");
    }
}

#[test]
fn a_server_that_takes_three_in_an_hour_gets_all_in_time() {
    let mut world = mailing();
    list(&world, 9);
    let mut told = Vec::new();
    for hour in 0..12 {
        world.smtp.as_ref().unwrap().behave();
        let room = 3;
        for _ in 0..room {
            // What is over the limit is told so before the message.
            world
                .smtp
                .as_ref()
                .unwrap()
                .once(Stage::Mail, Answer::say("250 ok"));
        }
        world
            .smtp
            .as_ref()
            .unwrap()
            .always(Stage::Mail, Answer::say("450 4.7.1 too much mail"));
        world.pass("1h");
        told.extend(world.told());
        assert!(told.len() <= room * (hour + 1), "{hour}: {}", told.len());
        assert_eq!(world.count("messages WHERE dead_at IS NOT NULL"), 0);
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 8);
}

/// Serves one client by hand.
fn serve(talk: impl FnOnce(BufReader<TcpStream>) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || talk(BufReader::new(listener.accept().unwrap().0)));
    address
}

/// Says the usual up to and with the answer to DATA.
fn usual(client: &mut BufReader<TcpStream>, answers: &[&[u8]]) {
    for answer in answers {
        // As slow as the network may be.
        for piece in answer.chunks(3) {
            client.get_mut().write_all(piece).unwrap();
            client.get_mut().flush().unwrap();
        }
        let mut line = Vec::new();
        client.read_until(b'\n', &mut line).unwrap();
    }
    client.get_mut().write_all(b"354 go ahead\r\n").unwrap();
}

const USUAL: [&[u8]; 4] = [
    b"220 x\r\n",
    b"250-x\r\n250 8BITMIME\r\n",
    b"250 ok\r\n",
    b"250 ok\r\n",
];

#[tokio::test]
async fn a_connection_that_breaks_in_the_body_sent_nothing_for_sure() {
    let address = serve(|mut client| {
        usual(&mut client, &USUAL);
        client.read_exact(&mut [0; 200]).unwrap();
        // Unread bytes make this a reset.
    });
    let error = send(address, &message(1 << 20)).await.unwrap_err();
    assert!(
        matches!(error, SendError::MaybeSent(_) | SendError::Unreachable(_)),
        "{error:?}"
    );
}

#[tokio::test]
async fn answers_in_pieces_in_latin_1_and_without_words_are_understood() {
    for last in [
        &b"250\r\n"[..],
        b"250-taken\r\n250 as 907\r\n",
        b"250 d\xe9j\xe0 vu\r\n",
    ] {
        let address = serve(move |mut client| {
            let greeting: &[u8] = b"220-gr\xfc\xdf Gott\r\n220 x\r\n";
            usual(
                &mut client,
                &[greeting, USUAL[1], b"250\r\n", b"250-fine\r\n250 so\r\n"],
            );
            let mut line = Vec::new();
            while line != b".\r\n" {
                line.clear();
                client.read_until(b'\n', &mut line).unwrap();
            }
            for byte in last {
                client.get_mut().write_all(&[*byte]).unwrap();
            }
            // Until it hangs up.
            let _ = std::io::copy(&mut client, &mut std::io::sink());
        });
        let sent = send(address, &message(100)).await;
        assert_eq!(sent, Ok(()), "{last:?}");
    }
}

#[test]
fn the_answer_to_the_last_dot_is_waited_for_as_long_as_the_standard_says() {
    assert_eq!(Timeouts::default().delivery, Duration::from_mins(10));
    let config = watch907::config::load(&[]).unwrap();
    assert_eq!(config.mail.timeout.as_mins(), 10);
}

async fn send(address: SocketAddr, bytes: &[u8]) -> Result<(), SendError> {
    let smtp = Smtp::new(Settings {
        host: "localhost".into(),
        port: address.port(),
        security: Security::None,
        login: None,
        hello_name: Some("watch.example.org".into()),
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            command: Duration::from_secs(5),
            delivery: Duration::from_secs(5),
        },
    });
    smtp.send(FROM, TO, bytes).await
}

const FROM: &str = "watch907 <watch@example.org>";
const TO: &str = "ann@example.org";

fn message(length: usize) -> Vec<u8> {
    let alert = AlertId::new("section-907", 1, "in_force", "waived");
    let message_id = message::message_id(std::slice::from_ref(&alert), "ann", FROM).unwrap();
    message::build(&Draft {
        message_id: &message_id,
        thread: None,
        from: FROM,
        to: TO,
        list_id: "watch907.example.org",
        contact: None,
        composed_at: "2026-11-22T16:05:00Z".parse().unwrap(),
        kind: Kind::Standing,
        alert: Some(&alert),
        subject: "[907] Waived",
        text: &"Section 907 is WAIVED.\n".repeat(length / 23 + 1),
        html: None,
    })
    .unwrap()
}
