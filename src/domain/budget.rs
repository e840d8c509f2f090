//! One budget of requests, which all sources of an API share.
//!
//! api.data.gov counts requests by key, whatever they ask for. So one answer that says
//! how much is left speaks for all sources, and all slow down before nothing is.

use jiff::SignedDuration;

/// What an answer says of the budget.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// HTTP.
    pub status: u16,
    /// `x-ratelimit-limit`: requests in an hour.
    pub limit: Option<u32>,
    /// `x-ratelimit-remaining`
    pub remaining: Option<u32>,
    pub retry_after: Option<SignedDuration>,
}

/// The window over which requests are counted.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// The pause while little is left.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// The longest rest that is taken, whatever is asked for.
const REST_MAX: SignedDuration = SignedDuration::from_hours(24);

impl Budget {
    /// How long nothing should be asked for; `None` while there is plenty.
    pub fn rest(&self) -> Option<SignedDuration> {
        if self.status == 429 || self.remaining == Some(0) {
            return Some(self.retry_after.unwrap_or(WINDOW).min(REST_MAX));
        }
        let few = self.limit.unwrap_or(1000) / 20;
        self.remaining
            .is_some_and(|remaining| remaining < few)
            .then_some(PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(budget: Budget, minutes: Option<i64>) {
        assert_eq!(budget.rest().map(|rest| rest.as_mins()), minutes);
    }

    #[test]
    fn all_rest_once_one_is_told_to_and_slow_down_before() {
        let asked = |limit, remaining| Budget {
            status: 200,
            limit,
            remaining,
            retry_after: None,
        };
        check(asked(Some(5000), Some(4000)), None);
        check(asked(None, None), None);
        check(asked(Some(5000), Some(249)), Some(10));
        check(asked(Some(5000), Some(0)), Some(60));
        let over = |seconds: Option<i64>| Budget {
            status: 429,
            retry_after: seconds.map(SignedDuration::from_secs),
            ..Budget::default()
        };
        check(over(None), Some(60));
        check(over(Some(120)), Some(2));
        check(over(Some(i64::MAX)), Some(24 * 60));
    }
}
