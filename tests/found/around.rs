//! Around: requests to a place, and to places that only look like it.

use super::model::Probe;

pub fn around(host: &str, scheme: &'static str, port: Option<u16>, path: &str) -> Vec<Probe> {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    let hosts = if is_address {
        near_address(host)
    } else {
        near_domain(host)
    };
    let at = |scheme, host: String, port, path: String| Probe {
        scheme,
        host,
        port,
        path,
    };
    // A changed punycode label is mostly no name at all.
    let is_name = |near: &String| url::Host::parse(near).is_ok();
    let mut probes: Vec<Probe> = hosts
        .into_iter()
        .filter(is_name)
        .map(|near| at(scheme, near, port, path.to_owned()))
        .collect();
    let (parent, _) = path.rsplit_once('/').unwrap_or_default();
    let paths = [
        String::new(),
        format!("{path}/noarch/repodata.json"),
        format!("{path}x"),
        format!("{path}-x/below"),
        format!("/x{path}"),
        parent.to_owned(),
        path.to_uppercase(),
    ];
    let paths = paths
        .into_iter()
        .filter(|path| path.is_empty() || path.starts_with('/'));
    probes.extend(paths.map(|path| at(scheme, host.to_owned(), port, path)));
    let other = if scheme == "https" { "http" } else { "https" };
    probes.push(at(other, host.to_owned(), port, path.to_owned()));
    let ports = [None, Some(8080), Some(8444)];
    probes.extend(ports.map(|port| at(scheme, host.to_owned(), port, path.to_owned())));
    if !host.starts_with('[') {
        probes.push(at("s3", host.to_owned(), None, path.to_owned()));
    }
    probes
}

fn near_domain(host: &str) -> Vec<String> {
    let (first, parent) = host.split_once('.').unwrap_or((host, "test"));
    let mut hosts = vec![
        host.to_owned(),
        format!("below.{host}"),
        format!("far.below.{host}"),
        format!("not{host}"),
        format!("not-{host}"),
        format!("{host}.evil.test"),
        format!("{host}-evil.test"),
        format!("{host}."),
        format!("sibling.{parent}"),
        format!("{first}.{first}.{parent}"),
        format!("{first}x.{parent}"),
        host.replacen('.', "-", 1) + ".test",
    ];
    if parent.contains('.') {
        hosts.push(parent.to_owned());
        hosts.push(format!("sibling.below.{parent}"));
    }
    hosts
}

fn near_address(host: &str) -> Vec<String> {
    let named = host.trim_matches(['[', ']']).replace(':', "-");
    let near = [
        "127.0.0.1",
        "127.0.0.2",
        "10.0.0.1",
        "[::1]",
        "[::2]",
        "[::ffff:7f00:1]",
    ];
    let mut hosts: Vec<String> = near.iter().map(ToString::to_string).collect();
    hosts.push(host.to_owned());
    hosts.push(format!("{named}.evil.test"));
    hosts
}

pub fn around_bucket(bucket: &str, path: &str) -> Vec<Probe> {
    let (parent, _) = path.rsplit_once('/').unwrap_or_default();
    let at = |host: String, path: String| Probe {
        scheme: "s3",
        host,
        port: None,
        path,
    };
    let here = |path: String| at(bucket.to_owned(), path);
    vec![
        here(String::new()),
        here(path.to_owned()),
        here(format!("{path}/")),
        here(format!("{path}/noarch/repodata.json")),
        here(format!("{path}/x.y/z")),
        here(parent.to_owned()),
        here(format!("{path}x").replace("//", "/")).filtered(),
        here(format!("/other{path}")),
        here(path.to_uppercase()),
        at(format!("not{bucket}"), path.to_owned()),
        at(format!("{bucket}x"), path.to_owned()),
        at(bucket.to_uppercase(), path.to_owned()),
        at(format!("x.{bucket}"), path.to_owned()),
    ]
}

impl Probe {
    /// `s3://bucketx` when there was no path: another bucket, and still a request.
    fn filtered(self) -> Self {
        match self.path.strip_prefix('/') {
            Some(_) => self,
            None => Self {
                host: format!("{}{}", self.host, self.path),
                path: String::new(),
                ..self
            },
        }
    }
}
