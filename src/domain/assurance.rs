//! Assurance: whether silence means that nothing happened.

/// What an answer's silence is worth.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Assurance {
    /// Every required source was verified within its limit.
    Assured,
    /// Some were not.
    Degraded,
    /// None was, or none is required.
    Blind,
}

impl Assurance {
    /// Of so many required sources, so many of them fresh.
    pub fn of(required: usize, fresh: usize) -> Self {
        match fresh {
            0 => Self::Blind,
            _ if fresh < required => Self::Degraded,
            _ => Self::Assured,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assured => "assured",
            Self::Degraded => "degraded",
            Self::Blind => "blind",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_assured_only_when_every_required_source_is_fresh() {
        assert_eq!(Assurance::of(3, 3), Assurance::Assured);
        assert_eq!(Assurance::of(3, 2), Assurance::Degraded);
        assert_eq!(Assurance::of(3, 0), Assurance::Blind);
        assert_eq!(Assurance::of(0, 0), Assurance::Blind);
    }
}
