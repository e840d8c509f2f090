//! Mail: whether the server lets us in, and, where that is asked for, whether it takes a
//! message.

use std::time::Duration;

use super::finding::{Finding, Report, Verdict};
use crate::{
    cli::{
        open::{self, NoSecret, Place},
        test_mail,
    },
    config::Config,
    daemon::outlet::Outlet,
    mail::SendError,
};

const ABOUT: &str = "mail";

/// For the whole login. A server may take its time over each answer, and we must not.
const DEADLINE: Duration = Duration::from_secs(60);

pub(super) async fn examine(
    send: bool,
    config: &Config,
    place: &Place,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let database = place.database(config);
    let outlet = match open::prepare(config.clone(), &database) {
        Ok((_, outlet)) => outlet,
        Err(error) => return report.add(unprepared(send, place, &error)),
    };
    let is_open = match &config.mail.server {
        Some(_) if config.mail_leaves() => log_in(config, &outlet, report).await?,
        server => {
            let missing = match server {
                Some(_) => "no [[subscriber]]",
                None => "no mail.server",
            };
            let folder = open::mail_folder(config, &database);
            report.add(Finding::warning(
                ABOUT,
                format!("none leaves this machine: there is {missing}"),
                format!("name one; until then look into {}", folder.display()),
            ))?;
            false
        }
    };
    if !send || !is_open {
        return Ok(());
    }
    for (address, sent) in test_mail::send(config, place, &outlet).await? {
        let about = "test mail";
        report.add(match sent {
            Ok(id) => Finding::ok(about, format!("{address}: handed over as {id}")),
            Err(error) => Finding::failed(about, format!("{address}: {error}"), advice(&error)),
        })?;
    }
    Ok(())
}

/// Whether the server lets us in.
async fn log_in(config: &Config, outlet: &Outlet, report: &mut Report<'_>) -> anyhow::Result<bool> {
    let tried = tokio::time::timeout(DEADLINE, outlet.transport.probe()).await;
    let tried = tried.unwrap_or_else(|_| {
        let silent = format!("no login within {} s", DEADLINE.as_secs());
        Err(SendError::Unreachable(silent))
    });
    if let Err(error) = tried {
        report.add(Finding::failed(ABOUT, error.to_string(), advice(&error)))?;
        return Ok(false);
    }
    let Some(server) = &config.mail.server else {
        return Ok(true);
    };
    let tls = server.tls.as_str();
    let login = match &server.user {
        Some(user) => format!("lets us in as {user}"),
        None => "answers, without a login".to_owned(),
    };
    let found = format!("{}:{} ({tls}) {login}", server.host, server.port);
    report.add(Finding::ok(ABOUT, found))?;
    Ok(true)
}

/// Why mail can't be tried.
fn unprepared(send: bool, place: &Place, error: &anyhow::Error) -> Finding {
    let is_unnamed = matches!(error.downcast_ref(), Some(NoSecret::Unnamed));
    if is_unnamed && place.is_service() && !send {
        let found = "the service's password is not for you to read, so the login was not tried";
        return Finding::warning(ABOUT, found, "examine it as root");
    }
    let todo = "see the findings on the configuration, or examine it as root".to_owned();
    Finding::new(Verdict::Failed, ABOUT, format!("{error:#}"), Some(todo))
}

fn advice(error: &SendError) -> &'static str {
    match error {
        SendError::Unreachable(_) => {
            "see whether `server` and `port` of [mail] are right, and a firewall lets this machine out"
        }
        SendError::Unusable(_) => "put `user`, its password, `tls` or `from` of [mail] right",
        SendError::Transient(_) | SendError::MaybeSent(_) => "try again later",
        SendError::Permanent { .. } => "see whether the address is right, and `from` of [mail]",
    }
}
