//! A question as a command puts it, and its answer.

use serde_json::Value;
use url::Url;
use xauth::{
    Env,
    http::{Client, Grace, Runner, Settings},
    scheme::{Credential, oauth::Facts},
    target::Key,
    verify::{
        Bucket, Doubt, Statuses, Subject, Verdict, Whereabouts, can_ask, verify, verify_channel,
    },
};

/// What a server is to be asked.
#[derive(Clone, Debug)]
pub struct Asked {
    key: Key,
    credential: Credential,
    sites: Vec<Url>,
    bucket: Whereabouts,
    facts: Option<Facts>,
    anaconda: Option<Url>,
}

impl Asked {
    /// About a credential, as it is stored under `key`.
    pub fn about(key: &str, credential: &Value) -> Self {
        let credential = Credential::from_json(key, &credential.to_string());
        Self {
            key: Key::stored(key),
            credential: credential.unwrap(),
            sites: Vec::new(),
            bucket: Whereabouts::Unknown,
            facts: None,
            anaconda: None,
        }
    }

    /// At one more site.
    pub fn at(mut self, url: &str) -> Self {
        self.sites.push(url.parse().unwrap());
        self
    }

    /// With a bucket's server and region.
    pub fn bucket(mut self, endpoint: Option<&str>, region: Option<&str>) -> Self {
        self.bucket = Whereabouts::Said(Bucket {
            endpoint: endpoint.map(|url| url.parse().unwrap()),
            region: region.map(str::to_owned),
        });
        self
    }

    /// With what else is known of where its bucket is.
    pub fn whereabouts(mut self, bucket: Whereabouts) -> Self {
        self.bucket = bucket;
        self
    }

    /// With what is remembered of an OAuth login.
    pub fn facts(mut self, facts: &Value) -> Self {
        self.facts = serde_json::from_value(facts.clone()).ok();
        self
    }

    /// With an Anaconda server.
    pub fn anaconda(mut self, url: &str) -> Self {
        self.anaconda = Some(url.parse().unwrap());
        self
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            key: &self.key,
            credential: &self.credential,
            sites: self.sites.clone(),
            bucket: self.bucket.clone(),
            facts: self.facts.clone(),
            anaconda: self.anaconda.clone(),
        }
    }

    /// Whether there is anything to ask.
    pub fn can_be_asked(&self) -> bool {
        can_ask(&self.subject())
    }

    /// The verdict, which has no part of the credential in it.
    #[track_caller]
    pub fn verdict(&self) -> Verdict {
        self.verdict_in(&Env::of([("HOME", "/nonexistent")]))
    }

    /// The verdict of who asks about the channel first.
    #[track_caller]
    pub fn channels_verdict(&self) -> Verdict {
        let env = Env::of([("HOME", "/nonexistent")]);
        let client = Client::new(&env, &Settings::default()).unwrap();
        let subject = self.subject();
        let work = async { Ok(verify_channel(&client, &subject).await) };
        Runner::default().run(Grace::None, work).unwrap()
    }

    /// The same with certificates that the environment names.
    #[track_caller]
    pub fn verdict_in(&self, env: &Env) -> Verdict {
        let client = Client::new(env, &Settings::default()).unwrap();
        let subject = self.subject();
        let work = async { Ok(verify(&client, &subject).await) };
        let verdict = Runner::default().run(Grace::None, work).unwrap();
        let shown = format!("{verdict:?}");
        for (name, secret) in self.credential.scheme().fields() {
            let is_secret = !matches!(name, "username" | "access-key-id");
            assert!(!is_secret || !shown.contains(secret), "{name}: {shown}");
        }
        assert!(!shown.contains('\u{1b}'), "{shown}");
        verdict
    }
}

/// The account of a verdict that has to be good.
#[track_caller]
pub fn good(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Good { account, .. } => account.as_deref(),
        other => panic!("{other:?}"),
    }
}

/// The status and reason of a verdict that has to be a refusal.
#[track_caller]
pub fn rejected(verdict: &Verdict) -> (u16, Option<&str>) {
    match verdict {
        Verdict::Rejected { status, why, .. } => (*status, why.as_deref()),
        other => panic!("{other:?}"),
    }
}

/// The doubt of a verdict that has to be none, and why.
#[track_caller]
pub fn unknown(verdict: &Verdict) -> (&Doubt, &str) {
    match verdict {
        Verdict::Unknown { doubt, why, .. } => (doubt, why),
        other => panic!("{other:?}"),
    }
}

/// What was asked.
pub fn url(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Good { url, .. } | Verdict::Rejected { url, .. } => Some(url),
        Verdict::Unknown { url, .. } => url.as_deref(),
    }
}

/// The statuses with the credential and without it.
#[track_caller]
pub fn statuses(verdict: &Verdict) -> [Option<u16>; 2] {
    match verdict {
        Verdict::Good { statuses, .. } | Verdict::Unknown { statuses, .. } => {
            let Statuses { with, without } = *statuses;
            [with, without]
        }
        Verdict::Rejected { status, .. } => [Some(*status), None],
    }
}
