//! A mail, taken apart as a mail program would.

use mailparse::MailHeaderMap as _;

/// A mail as its reader gets it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub kind: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    /// What it hangs from.
    pub thread: String,
    pub bytes: Vec<u8>,
}

impl Mail {
    pub fn read(bytes: &[u8]) -> Self {
        let mail = mailparse::parse_mail(bytes).unwrap();
        let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
        let part = |kind: &str| {
            let found = mail.parts().find(|part| part.ctype.mimetype == kind);
            found.map_or(String::new(), |part| part.get_body().unwrap())
        };
        Mail {
            to: header("To"),
            subject: header("Subject"),
            kind: header("X-Watch907-Kind"),
            text: part("text/plain").replace("\r\n", "\n"),
            html: part("text/html"),
            message_id: header("Message-ID"),
            thread: header("References"),
            bytes: bytes.to_vec(),
        }
    }
}
