//! Person: one who writes down everything that is said, and answers with what they were given.

use xauth::{
    Env, Result, Secret,
    ui::{Color, Listening, Opener, Tone, Ui, Volume, Waiting},
};
use zeroize::Zeroizing;

/// Nobody at a terminal unless `answers` says so; then every question is written down.
#[derive(Default)]
pub struct Person {
    pub input: Vec<u8>,
    pub answers: bool,
    pub out: String,
    pub said: Vec<(Tone, String)>,
    pub asked: Vec<String>,
}

impl Ui for Person {
    fn set(&mut self, _: Volume, _: Color) {}

    fn forbid_questions(&mut self) {
        self.answers = false;
    }

    fn out(&mut self, text: &str) -> Result<()> {
        self.out.push_str(text);
        Ok(())
    }

    fn hand_out(&mut self, text: &str) -> Result<()> {
        self.out(text)
    }

    fn say(&mut self, tone: Tone, text: &str) {
        self.said.push((tone, text.to_owned()));
    }

    fn is_unattended(&self) -> bool {
        !self.answers
    }

    fn can_ask(&self) -> bool {
        self.answers
    }

    fn input_is_person(&self) -> bool {
        self.answers
    }

    fn ask_text(&mut self, question: &str) -> Result<String> {
        self.asked.push(question.to_owned());
        Ok("somebody".into())
    }

    fn ask_secret(&mut self, question: &str) -> Result<Secret> {
        self.asked.push(question.to_owned());
        Ok(Secret::new("a-typed-secret"))
    }

    fn ask_yes(&mut self, question: &str) -> Result<bool> {
        self.asked.push(question.to_owned());
        Ok(true)
    }

    fn ask_one(&mut self, question: &str, _: &[String]) -> Result<usize> {
        self.asked.push(question.to_owned());
        Ok(0)
    }

    fn ask_some(&mut self, question: &str, _: &[String]) -> Result<Vec<usize>> {
        self.asked.push(question.to_owned());
        Ok(vec![0])
    }

    fn input(&mut self, _: usize) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.input.clone()))
    }

    fn browser(&self) -> Result<(), &'static str> {
        Err("no display")
    }

    fn opener(&self) -> Opener {
        Opener::new(&Env::of([("BROWSER", "false")]))
    }

    fn when_enter(&mut self, _: Box<dyn FnOnce() + Send>) -> Listening {
        Listening::default()
    }

    fn wait(&mut self, text: &str) -> Waiting {
        self.say(Tone::Note, text);
        Waiting::default()
    }

    fn copy(&mut self, _: &str) -> bool {
        false
    }

    fn qr(&mut self, text: &str) {
        self.said.push((Tone::Note, text.to_owned()));
    }
}
