//! Sending mail: what is promised of it when the mail server misbehaves.

mod kit;

use std::{process::Command, time::Duration};

use kit::smtp::{Answer, CA_FILE, Offer, Received, SmtpServer, Stage};
use secrecy::SecretString;
use watch907::{
    domain::alert::{AlertId, Kind},
    mail::{
        Outgoing, Refused, SendError, Transport,
        folder::Folder,
        message::{self, Draft},
        smtp::{Login, Security, Settings, Smtp, Timeouts},
    },
};

const FROM: &str = "watch907 <watch@example.org>";
const TO: &str = "Ann <ann@example.org>";

#[tokio::test]
async fn a_message_arrives_as_it_was_built() {
    let server = SmtpServer::start();
    let bytes = message();
    send(&server, &bytes).await.unwrap();

    let [mail] = mails(&server);
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("watch@example.org", &["ann@example.org".to_owned()][..])
    );
    let rest = mail.data.strip_prefix(bytes.as_slice());
    assert_eq!(rest, Some(&b"\r\n"[..]));
}

#[tokio::test]
async fn a_message_is_put_off_when_the_server_says_later() {
    for stage in [Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Dot] {
        let server = SmtpServer::start();
        server.once(stage, Answer::say("451 4.7.1 greylisted, come back later"));
        let error = send(&server, &message()).await.unwrap_err();
        let said = "451 4.7.1 greylisted, come back later".to_owned();
        assert_eq!(error, SendError::Transient(said), "{stage:?}");

        send(&server, &message()).await.unwrap();
        assert_eq!(server.mails().len(), 1, "{stage:?}");
    }
}

#[tokio::test]
async fn only_a_refused_recipient_or_content_is_final() {
    let permanent = |refused, answer: &str| SendError::Permanent {
        refused,
        answer: answer.to_owned(),
    };
    for (stage, said, expected) in [
        (
            Stage::Rcpt,
            "550 5.1.1 no such user",
            permanent(Refused::Recipient, "550 5.1.1 no such user"),
        ),
        (
            Stage::Rcpt,
            "554 5.7.1 relay access denied",
            SendError::Transient("554 5.7.1 relay access denied".into()),
        ),
        (
            Stage::Rcpt,
            "552 too many",
            SendError::Transient("552 too many".into()),
        ),
        (
            Stage::Rcpt,
            "530 5.7.0 login first",
            SendError::Unusable("530 5.7.0 login first".into()),
        ),
        (Stage::Data, "554 no", permanent(Refused::Content, "554 no")),
        (
            Stage::Dot,
            "554 5.6.0 refused as spam",
            permanent(Refused::Content, "554 5.6.0 refused as spam"),
        ),
        (
            Stage::Dot,
            "552 5.3.4 too big",
            permanent(Refused::Content, "552 5.3.4 too big"),
        ),
        (
            Stage::Mail,
            "550 5.7.1 sender refused",
            SendError::Unusable("550 5.7.1 sender refused".into()),
        ),
        (
            Stage::Mail,
            "421 closing",
            SendError::Unreachable("421 closing".into()),
        ),
        (
            Stage::Dot,
            "421 closing",
            SendError::Unreachable("421 closing".into()),
        ),
        (
            Stage::Banner,
            "554 no mail here",
            SendError::Unreachable("554 no mail here".into()),
        ),
        (
            Stage::Banner,
            "421 busy",
            SendError::Unreachable("421 busy".into()),
        ),
        (
            Stage::Ehlo,
            "550 who are you",
            SendError::Unreachable("550 who are you".into()),
        ),
    ] {
        let server = SmtpServer::start();
        server.once(stage, Answer::say(said));
        assert_eq!(send(&server, &message()).await, Err(expected), "{stage:?}");
        assert_eq!(server.mails(), [], "{said}");
    }
}

#[tokio::test]
async fn an_answer_of_several_lines_is_told_whole_and_clean() {
    let server = SmtpServer::start();
    server.once(
        Stage::Rcpt,
        Answer::say("550-5.1.1 no such\r\n550 5.1.1 user \u{1b}[31mhere"),
    );
    let error = send(&server, &message()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the mail server refused the recipient: 550 5.1.1 no such user [31mhere"
    );
}

#[tokio::test]
async fn a_server_that_hangs_up_before_the_message_is_tried_again() {
    for stage in [
        Stage::Banner,
        Stage::Ehlo,
        Stage::Mail,
        Stage::Rcpt,
        Stage::Data,
    ] {
        let server = SmtpServer::start();
        server.once(stage, Answer::HangUp);
        let error = send(&server, &message()).await.unwrap_err();
        assert!(
            matches!(error, SendError::Unreachable(_)),
            "{stage:?}: {error:?}"
        );
        send(&server, &message()).await.unwrap();
    }
}

#[tokio::test]
async fn a_message_that_may_have_arrived_is_sent_again_as_the_same_message() {
    for (answer, copies) in [
        (Answer::HangUp, 1),
        (Answer::KeepAndHangUp, 2),
        (Answer::Mute, 2),
        (Answer::say("354 what"), 1),
        (Answer::say("good morning"), 1),
        (Answer::say(""), 1),
    ] {
        let server = SmtpServer::start();
        server.once(Stage::Dot, answer.clone());
        let bytes = message();
        let error = send(&server, &bytes).await.unwrap_err();
        assert!(
            matches!(error, SendError::MaybeSent(_)),
            "{answer:?}: {error:?}"
        );
        assert!(!error.concerns_all());

        send(&server, &bytes).await.unwrap();
        let mails = server.mails();
        assert_eq!(mails.len(), copies, "{answer:?}");
        assert!(mails.iter().all(|mail| mail.data == mails[0].data));
    }
}

#[tokio::test]
async fn taken_is_taken_whatever_comes_after() {
    for answer in [
        Answer::HangUp,
        Answer::say("500 what"),
        Answer::say("garbage"),
    ] {
        let server = SmtpServer::start();
        server.once(Stage::Quit, answer);
        assert_eq!(send(&server, &message()).await, Ok(()));
    }
}

#[tokio::test]
async fn what_is_taken_is_known_before_the_farewell_is_answered() {
    let server = SmtpServer::start();
    server.once(Stage::Quit, Answer::Mute);
    let message = message();
    let sent = send(&server, &message);
    let sent = tokio::time::timeout(Duration::from_secs(3), sent).await;
    assert_eq!(sent, Ok(Ok(())));
}

#[tokio::test]
async fn a_server_that_stays_silent_or_talks_without_end_is_left() {
    let endless = "220-".to_owned() + &"x".repeat(4 << 20);
    let many = "220-more\r\n".repeat(100_000) + "220 done";
    for answer in [
        Answer::Mute,
        Answer::Say(endless),
        Answer::Say(many),
        Answer::say("HTTP/1.1 400 Bad Request"),
    ] {
        let server = SmtpServer::start();
        server.once(Stage::Banner, answer);
        let error = send(&server, &message()).await.unwrap_err();
        assert!(matches!(error, SendError::Unreachable(_)), "{error:?}");
        assert!(error.to_string().len() < 600);
    }
    let server = SmtpServer::start();
    let addr = server.addr;
    drop(server);
    let gone = Smtp::new(Settings {
        port: addr.port(),
        ..settings(addr.port())
    });
    let error = gone.send(FROM, TO, &message()).await;
    assert!(error.is_err_and(|error| error.concerns_all()));
}

#[tokio::test]
async fn a_refused_login_stops_the_sending_and_a_busy_one_waits() {
    let offer = Offer {
        auth: true,
        ..Offer::default()
    };
    let smtp = |server: &SmtpServer| {
        Smtp::new(Settings {
            login: Some(login()),
            ..settings(server.addr.port())
        })
    };

    let server = SmtpServer::offering(offer);
    smtp(&server).send(FROM, TO, &message()).await.unwrap();
    assert_eq!(
        mails::<1>(&server)[0].login.as_deref(),
        Some("alerts:s3cret")
    );

    server.always(Stage::Auth, Answer::say("535 5.7.8 wrong password"));
    let error = smtp(&server).send(FROM, TO, &message()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the mail settings don't work: login as alerts: 535 5.7.8 wrong password"
    );
    assert!(error.concerns_all());
    let tries = server
        .heard()
        .iter()
        .filter(|line| line.starts_with("AUTH"))
        .count();
    assert_eq!(tries, 2, "one each");

    server.always(Stage::Auth, Answer::say("454 4.7.0 try later"));
    let error = smtp(&server).send(FROM, TO, &message()).await;
    assert_eq!(
        error,
        Err(SendError::Unreachable("454 4.7.0 try later".into()))
    );

    let server = SmtpServer::start();
    let error = smtp(&server).send(FROM, TO, &message()).await;
    assert!(matches!(error, Err(SendError::Unusable(_))), "{error:?}");
    assert_eq!(server.mails(), []);
}

#[tokio::test]
async fn the_older_way_to_log_in_works_too() {
    let server = SmtpServer::offering(Offer {
        auth: true,
        ..Offer::default()
    });
    server.always(Stage::Ehlo, Answer::say("250-localhost\r\n250 AUTH LOGIN"));
    let smtp = Smtp::new(Settings {
        login: Some(login()),
        ..settings(server.addr.port())
    });
    smtp.send(FROM, TO, &message()).await.unwrap();
    assert_eq!(
        mails::<1>(&server)[0].login.as_deref(),
        Some("alerts:s3cret")
    );
}

#[tokio::test]
async fn nothing_of_ours_goes_out_where_encryption_fails() {
    let injected = "220 go ahead\r\n250-localhost\r\n250 AUTH PLAIN\r\n235 in\r\n250 ok";
    let refused = [
        None,
        Some(Answer::say("454 4.7.0 not now")),
        Some(Answer::say("502 no")),
        Some(Answer::say(injected)),
        Some(Answer::HangUp),
    ];
    for answer in refused {
        let offer = Offer {
            starttls: true,
            auth: true,
            tls: false,
        };
        let server = SmtpServer::offering(offer);
        if let Some(answer) = answer.clone() {
            server.once(Stage::StartTls, answer);
        }
        // The certificate is good, but its authority isn't known here.
        fails_closed(&server, Security::StartTls).await;
    }
    let offer = Offer {
        auth: true,
        ..Offer::default()
    };
    fails_closed(&SmtpServer::offering(offer), Security::StartTls).await;
    let offer = Offer {
        auth: true,
        tls: true,
        starttls: false,
    };
    fails_closed(&SmtpServer::offering(offer), Security::Tls).await;
}

#[track_caller]
fn assert_unheard(server: &SmtpServer) {
    let heard = server.heard();
    let ours = ["AUTH", "MAIL", "RCPT"];
    assert!(
        !heard
            .iter()
            .any(|line| ours.iter().any(|verb| line.starts_with(verb))),
        "{heard:?}"
    );
    assert_eq!(server.mails(), []);
}

async fn fails_closed(server: &SmtpServer, security: Security) {
    let smtp = Smtp::new(Settings {
        security,
        login: Some(login()),
        ..settings(server.addr.port())
    });
    let error = smtp.send(FROM, TO, &message()).await.unwrap_err();
    assert!(error.concerns_all(), "{error:?}");
    assert!(!error.to_string().contains("s3cret"));
    assert_unheard(server);
}

/// The authority is read from `SSL_CERT_FILE`, which a process can't set for itself
/// safely; so this test runs itself again with it.
#[tokio::test]
async fn encrypted_mail_arrives_where_the_authority_is_known() {
    const NAME: &str = "encrypted_mail_arrives_where_the_authority_is_known";
    if std::env::var_os("SSL_CERT_FILE").is_none_or(|file| file != CA_FILE) {
        let again = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env("SSL_CERT_FILE", CA_FILE)
            .output()
            .unwrap();
        assert!(
            again.status.success(),
            "{}",
            String::from_utf8_lossy(&again.stdout)
        );
        return;
    }
    for (security, tls) in [(Security::StartTls, false), (Security::Tls, true)] {
        let server = SmtpServer::offering(Offer {
            starttls: !tls,
            auth: true,
            tls,
        });
        let smtp = Smtp::new(Settings {
            security,
            login: Some(login()),
            ..settings(server.addr.port())
        });
        smtp.probe().await.unwrap();
        assert_eq!(server.mails(), []);
        smtp.send(FROM, TO, &message()).await.unwrap();
        let [mail] = mails(&server);
        assert!(mail.encrypted);
        assert_eq!(mail.login.as_deref(), Some("alerts:s3cret"));
    }
    // Injected behind the answer to STARTTLS, as by somebody between.
    let server = SmtpServer::offering(Offer {
        starttls: true,
        auth: true,
        tls: false,
    });
    server.once(
        Stage::StartTls,
        Answer::say("220 go ahead\r\n250-localhost\r\n250 AUTH PLAIN\r\n235 in\r\n250 ok"),
    );
    fails_closed(&server, Security::StartTls).await;
}

#[tokio::test]
async fn a_message_that_can_not_be_sent_safely_is_never_begun() {
    let server = SmtpServer::start();
    let mut bytes = message();
    bytes.extend_from_slice(b"\n.\nMAIL FROM:<x@example.org>\r\n");
    let error = send(&server, &bytes).await.unwrap_err();
    assert!(matches!(
        error,
        SendError::Permanent {
            refused: Refused::Content,
            ..
        }
    ));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn without_a_mail_server_each_message_is_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mail");
    let transport = Transport::Folder(Folder::new(&path));
    let bytes = message();
    let mail = Outgoing {
        number: 14,
        kind: Kind::Standing,
        message_id: "<../../etc/passwd\0@example.org>",
        from: FROM,
        to: TO,
        bytes: &bytes,
    };
    transport.send(&mail).await.unwrap();
    transport.send(&mail).await.unwrap();
    let other = Outgoing { number: 15, ..mail };
    transport.send(&other).await.unwrap();

    let names = || {
        let mut names: Vec<String> = std::fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(),
        [Folder::file_name(&mail), Folder::file_name(&other)]
    );
    assert!(names()[0].starts_with("000014-standing-") && names()[0].len() == 36);
    assert_eq!(std::fs::read(path.join(&names()[0])).unwrap(), bytes);
}

#[tokio::test]
async fn a_folder_that_can_not_be_written_is_a_matter_of_the_settings() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let transport = Transport::Folder(Folder::new(file.path()));
    let bytes = message();
    let mail = Outgoing {
        number: 1,
        kind: Kind::Test,
        message_id: "<a@example.org>",
        from: FROM,
        to: TO,
        bytes: &bytes,
    };
    let error = transport.send(&mail).await.unwrap_err();
    assert!(matches!(error, SendError::Unusable(_)), "{error:?}");
}

async fn send(server: &SmtpServer, bytes: &[u8]) -> Result<(), SendError> {
    Smtp::new(settings(server.addr.port()))
        .send(FROM, TO, bytes)
        .await
}

#[track_caller]
fn mails<const N: usize>(server: &SmtpServer) -> [Received; N] {
    let mails = server.mails();
    mails.try_into().expect("so many mails")
}

fn settings(port: u16) -> Settings {
    Settings {
        host: "localhost".into(),
        port,
        security: Security::None,
        login: None,
        hello_name: Some("watch.example.org".into()),
        timeouts: Timeouts {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(2),
            delivery: Duration::from_secs(2),
        },
    }
}

fn login() -> Login {
    Login {
        user: "alerts".into(),
        password: SecretString::from("s3cret"),
    }
}

/// With lines that begin with a dot.
fn message() -> Vec<u8> {
    let alert = AlertId::new("section-907", 1, "in_force", "waived");
    let message_id = message::message_id(std::slice::from_ref(&alert), "ann", FROM).unwrap();
    message::build(&Draft {
        message_id: &message_id,
        thread: Some("section-907"),
        from: FROM,
        to: TO,
        list_id: "watch907.example.org",
        contact: Some("ann@example.org"),
        composed_at: "2026-11-22T16:05:00Z".parse().unwrap(),
        kind: Kind::Standing,
        alert: Some(&alert),
        subject: "[907] Waived",
        text: "Section 907 is WAIVED.\n.\n..\n.QUIT\n",
        html: Some("<p>Section 907 is waived.</p>\n.\n"),
    })
    .unwrap()
}
