//! `demo`.
use std::io::Write;
/// Demo
#[derive(Debug, clap::Args)]
pub(super) struct Args {}
pub(super) fn run(_: &Args, _out: &mut dyn Write) -> anyhow::Result<super::End> {
    Ok(super::End::Done)
}
