//! docker's `config.json`: only when it is named, and programs that keep its secrets are not run.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    common::{basic, import, importing, stored},
    support::Home,
};

#[test]
fn passwords_are_taken_and_helpers_are_named() {
    let home = Home::new();
    let [one, two] = [home.canary(), home.canary()];
    let auth = STANDARD.encode(format!("ada:{one}"));
    let text = format!(
        "{{\n\t\"auths\": {{\n\t\t\"https://index.docker.io/v1/\": {{\n\t\t\t\"auth\": \"{auth}\"\n\t\t}},\n\
         \t\t\"ghcr.io\": {{\n\t\t\t\"identitytoken\": \"{two}\"\n\t\t}},\n\t\t\"kept.example\": {{}}\n\t}},\n\
         \t\"credHelpers\": {{\n\t\t\"gcr.io\": \"gcloud\"\n\t}},\n\t\"credsStore\": \"desktop\"\n}}"
    );
    home.write(".docker/config.json", &text);
    import(&home, &[])
        .ok()
        .notes("`xauth import --from docker`");
    let ran = import(&home, &["--from", "docker", "--remove-source"]).ok();
    assert_eq!(
        json!(stored(&home)),
        json!({ "index.docker.io": basic("ada", &one) })
    );
    for part in [
        "`docker-credential-desktop`",
        "`docker-credential-gcloud`",
        "login service",
    ] {
        assert!(ran.err.contains(part), "{ran}");
    }
    let entry =
        format!("\n\t\t\"https://index.docker.io/v1/\": {{\n\t\t\t\"auth\": \"{auth}\"\n\t\t}},");
    let left = String::from_utf8(home.read(".docker/config.json").unwrap()).unwrap();
    assert_eq!(left, text.replace(&entry, ""));
}

#[test]
fn the_variable_names_its_folder() {
    let home = Home::new();
    let token = home.canary();
    let auth = STANDARD.encode(format!("ada:{token}"));
    home.write(
        "d/config.json",
        json!({ "auths": { "h.example:5000": { "auth": auth } } }).to_string(),
    );
    let run = importing(&home, &["--from", "docker"]).env("DOCKER_CONFIG", home.path().join("d"));
    run.run().ok();
    assert_eq!(stored(&home)["h.example"], basic("ada", &token));
}
