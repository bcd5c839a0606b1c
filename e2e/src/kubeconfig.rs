//! Kubeconfigs, written as JSON, which every reader of YAML takes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sekisho_api::base64;
use serde_json::{Value, json};

use crate::User;
use crate::certificate::{Pair, write_secret};

/// How a client logs in.
#[derive(Clone, Debug)]
pub(crate) enum Login {
    /// With a certificate.
    Certificate(Pair),
    /// With a token.
    Token(String),
    /// With the administrator's certificate, acting as somebody else.
    Impersonating(Pair, User),
}

/// Where the API server is.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    /// The certificate of the authority that it is trusted by.
    pub(crate) authority: PathBuf,
}

/// Writes the kubeconfig with which a client reaches a server. It holds what it names, so that it can be copied elsewhere.
pub(crate) fn write(path: &Path, server: &Server, login: &Login) -> Result<()> {
    let user = match login {
        Login::Certificate(pair) => certificate(pair)?,
        Login::Token(token) => json!({ "token": token }),
        Login::Impersonating(pair, user) => {
            let mut login = certificate(pair)?;
            if let Some(login) = login.as_object_mut() {
                login.insert("as".to_owned(), json!(user.name));
                login.insert("as-groups".to_owned(), json!(user.groups));
            }
            login
        }
    };
    let authority = base64::encode(&fs::read(&server.authority)?);
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [{ "name": "test", "cluster": { "server": server.url, "certificate-authority-data": authority } }],
        "users": [{ "name": "test", "user": user }],
        "contexts": [{ "name": "test", "context": { "cluster": "test", "user": "test" } }],
    });
    write_secret(path, &serde_json::to_string_pretty(&config)?)
}

fn certificate(pair: &Pair) -> Result<Value> {
    Ok(json!({
        "client-certificate-data": base64::encode(&fs::read(&pair.certificate)?),
        "client-key-data": base64::encode(&fs::read(&pair.key)?),
    }))
}
