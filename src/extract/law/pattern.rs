//! One way to write a fixed pattern, which is compiled where it is first used.

macro_rules! pattern {
    ($visibility:vis $name:ident, $pattern:expr) => {
        $visibility static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new(&$pattern).expect("the pattern is fixed"));
    };
}
