//! `xauth man`: the manual pages.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::{Command, CommandFactory};
use clap_mangen::{Man as Page, roff::Roff};

use super::{Cli, context::Context};
use crate::error::{Error, Result};

/// Write the manual pages, one a command, into a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  xauth man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The directory, which is made if it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

impl Man {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        write(&self.directory).map_err(|error| Error::Failed {
            problem: format!(
                "could not write manual pages in `{}`",
                self.directory.display()
            ),
            hint: None,
            source: Some(error),
        })?;
        let directory = context.env.shorten(&self.directory);
        context.note(&format!("wrote the manual pages in {directory}"));
        Ok(())
    }
}

fn write(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let mut all = Cli::command();
    all.build();
    write_each(&all, directory)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a manual page is no secret, and can be written again"
)]
fn write_each(command: &Command, directory: &Path) -> io::Result<()> {
    // What is empty must be quoted, or the next word is taken for the date.
    let page = Page::new(command.clone())
        .date("\"\"")
        .source(concat!("xauth ", env!("CARGO_PKG_VERSION")));
    std::fs::write(directory.join(page.get_filename()), render(&page, command)?)?;
    let mut below = command.get_subcommands();
    below.try_for_each(|command| write_each(command, directory))
}

fn render(page: &Page, command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    if let Some(examples) = command.get_after_help() {
        examples_section(&examples.to_string(), &mut text)?;
    }
    Ok(text)
}

/// The examples line by line, as they must be typed.
fn examples_section(examples: &str, text: &mut Vec<u8>) -> io::Result<()> {
    let lines = examples
        .split_once('\n')
        .map_or(examples, |(_, lines)| lines);
    let mut roff = Roff::default();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    roff.text([lines.into()]).control("fi", []);
    roff.to_writer(text)
}
