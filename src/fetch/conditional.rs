//! Conditional requests: the validators that a server gave, and giving them back.
//!
//! Servers compare them as text, and some compare badly. So quotes, weak marks and odd
//! dates go back as they came (RFC 9110, 13.1), and where we can't keep one we keep
//! neither: half of a pair could confirm what the other would deny.

use reqwest::header::{
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};

/// What a server gave to ask by whether its answer changed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Validators {
    /// The bytes of the header, quotes included, each as the character of its number
    /// (ISO 8859-1): they need not be text.
    pub etag: Option<String>,
    /// The bytes of the header in the same way, which need not be a date.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there are none, so that a request with them is unconditional.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    /// Reads those of an answer.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let read = |name| match headers.get(name).map(HeaderValue::as_bytes) {
            None | Some([]) => Ok(None),
            Some(value) if value.len() > BYTES_MAX => Err(()),
            Some(value) => Ok(Some(value.iter().copied().map(char::from).collect())),
        };
        match (read(ETAG), read(LAST_MODIFIED)) {
            (Ok(etag), Ok(last_modified)) => Self {
                etag,
                last_modified,
            },
            _ => Self::default(),
        }
    }

    /// Puts them on a request.
    pub(super) fn send(&self, headers: &mut HeaderMap) {
        let mut put = |name: HeaderName, value: Option<&String>| {
            let bytes = value.map(|value| value.chars().map(u8::try_from).collect());
            if let Some(Ok::<Vec<u8>, _>(bytes)) = bytes
                && let Ok(value) = HeaderValue::from_bytes(&bytes)
            {
                headers.insert(name, value);
            }
        };
        put(IF_NONE_MATCH, self.etag.as_ref());
        put(IF_MODIFIED_SINCE, self.last_modified.as_ref());
    }

    /// These, and for each that is missing the one that was sent.
    pub(super) fn or(self, sent: &Self) -> Self {
        Self {
            etag: self.etag.or_else(|| sent.etag.clone()),
            last_modified: self.last_modified.or_else(|| sent.last_modified.clone()),
        }
    }
}

/// Longer ones are rather a way to fill our database.
const BYTES_MAX: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators_go_back_byte_for_byte() {
        for (etag, last_modified) in [
            (b"\"abc\"".as_slice(), "Sun, 06 Nov 1994 08:49:37 GMT"),
            (b"W/\"abc\"", "yesterday"),
            (b"unquoted", "0"),
            (b"\"in\"side\", \"comma\"", "Thu, 1 Jan 2099 00:00:00 +0400"),
            ("\"ü\"".as_bytes(), "-1"),
            (b"\"\xfc\xff\"", "-1"),
        ] {
            let mut answer = HeaderMap::new();
            answer.insert(ETAG, HeaderValue::from_bytes(etag).unwrap());
            answer.insert(LAST_MODIFIED, HeaderValue::from_str(last_modified).unwrap());

            let mut request = HeaderMap::new();
            Validators::of(&answer).send(&mut request);

            assert_eq!(request[IF_NONE_MATCH].as_bytes(), etag);
            assert_eq!(request[IF_MODIFIED_SINCE], last_modified);
        }
    }

    #[test]
    fn one_that_cannot_be_kept_takes_the_other_along() {
        let mut answer = HeaderMap::new();
        answer.insert(ETAG, HeaderValue::from_bytes(&[b'x'; 1025]).unwrap());
        answer.insert(LAST_MODIFIED, HeaderValue::from_static("today"));

        assert!(Validators::of(&answer).is_empty());
    }

    #[test]
    fn an_empty_validator_is_none() {
        let mut answer = HeaderMap::new();
        answer.insert(ETAG, HeaderValue::from_static(""));
        assert!(Validators::of(&answer).is_empty());
    }
}
