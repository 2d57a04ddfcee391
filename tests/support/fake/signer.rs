//! Keys that sign ID tokens, as a provider does: RS256 and ES256.

use std::process::Command;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

/// A key pair.
pub enum Signer {
    /// RS256.
    Rsa(Box<RsaKeyPair>),
    /// ES256.
    Elliptic(Box<EcdsaKeyPair>),
}

impl Signer {
    /// An RSA key: the same for the whole process, because making one takes a while.
    pub fn rsa() -> Self {
        static KEY: OnceLock<Vec<u8>> = OnceLock::new();
        let key = KEY.get_or_init(|| {
            let made = Command::new("openssl")
                .args(["genpkey", "-algorithm", "RSA"])
                .args(["-pkeyopt", "rsa_keygen_bits:2048"])
                .output();
            let text = String::from_utf8(made.expect("openssl runs").stdout);
            let text = text.expect("PEM is text");
            let lines = text.lines().filter(|line| !line.starts_with("-----"));
            let inner: String = lines.collect();
            STANDARD.decode(inner).expect("PEM is base64")
        });
        Self::Rsa(Box::new(
            RsaKeyPair::from_pkcs8(key).expect("openssl made a key"),
        ))
    }

    /// A new elliptic key.
    pub fn elliptic() -> Self {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let key = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key can be made");
        let pair = EcdsaKeyPair::from_pkcs8(kind, key.as_ref(), &random);
        Self::Elliptic(Box::new(pair.expect("it is a key")))
    }

    /// The algorithm's name.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Elliptic(_) => "ES256",
        }
    }

    /// The public key as a member of a JWK set.
    pub fn jwk(&self) -> Value {
        let mut key = json!({ "kid": "key-1", "use": "sig", "alg": self.algorithm() });
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                key["kty"] = "RSA".into();
                key["n"] = encode(&public.n).into();
                key["e"] = encode(&public.e).into();
            }
            Self::Elliptic(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                key["kty"] = "EC".into();
                key["crv"] = "P-256".into();
                key["x"] = encode(&point[..32]).into();
                key["y"] = encode(&point[32..]).into();
            }
        }
        key
    }

    /// A JSON Web Token with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let head = json!({ "alg": self.algorithm(), "kid": "key-1", "typ": "JWT" });
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let text = format!("{}.{}", encode(&head), encode(claims));
        let signature = self.signature(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature)
                    .expect("RSA signs");
                signature
            }
            Self::Elliptic(pair) => {
                let signature = pair.sign(&random, text).expect("P-256 signs");
                signature.as_ref().to_vec()
            }
        }
    }
}
