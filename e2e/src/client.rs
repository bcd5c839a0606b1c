//! A small client that blocks: what a test asks an API server, without the client that is being tested.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::AsFd as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::Value;
use ureq::Agent;
use ureq::http::{Method, Request};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

use crate::User;
use crate::kubeconfig::{Login, Server};

/// A client of one API server, logged in as somebody.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    url: String,
    /// Sent with every request.
    headers: Vec<(&'static str, String)>,
    /// The network namespace in which the server is, where it is another one than ours.
    network: Option<PathBuf>,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code of HTTP.
    pub status: u16,
    /// The values of the header `Warning`.
    pub warnings: Vec<String>,
    /// The body, as it was sent.
    pub body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(server: &Server, login: &Login, network: Option<PathBuf>) -> Result<Self> {
        let authority = Certificate::from_pem(&fs::read(&server.authority)?)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut headers = Vec::new();
        let certificate = match login {
            Login::Certificate(pair) => Some(pair),
            Login::Token(token) => {
                headers.push(("Authorization", format!("Bearer {token}")));
                None
            }
            Login::Impersonating(pair, User { name, groups }) => {
                headers.push(("Impersonate-User", name.clone()));
                headers.extend(groups.iter().map(|group| ("Impersonate-Group", group.clone())));
                Some(pair)
            }
        };
        let certificate = match certificate {
            None => None,
            Some(pair) => Some(ClientCert::new_with_certs(
                &[Certificate::from_pem(&fs::read(&pair.certificate)?)?],
                PrivateKey::from_pem(&fs::read(&pair.key)?)?,
            )),
        };
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&[authority]))
            .client_cert(certificate)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // A proxy that the environment names is not meant for loopback.
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(1)))
            .build()
            .new_agent();
        Ok(Self { agent, url: server.url.clone(), headers, network })
    }

    /// A client without TLS and without a login.
    pub(crate) fn plain(url: &str, network: Option<PathBuf>) -> Self {
        let agent =
            Agent::config_builder().http_status_as_error(false).proxy(None).build().new_agent();
        Self { agent, url: url.to_owned(), headers: Vec::new(), network }
    }

    /// Reads a path, with its query.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.send(&Method::GET, path, None)
    }

    /// Sends an object, as JSON, to be created.
    pub fn post(&self, path: &str, object: &Value) -> Result<Answer> {
        self.send(&Method::POST, path, Some(("application/json", object.to_string())))
    }

    /// Sends an object, as JSON, to stand for the one that is there.
    pub fn put(&self, path: &str, object: &Value) -> Result<Answer> {
        self.send(&Method::PUT, path, Some(("application/json", object.to_string())))
    }

    /// Sends a JSON merge patch.
    pub fn patch(&self, path: &str, patch: &Value) -> Result<Answer> {
        let body = Some(("application/merge-patch+json", patch.to_string()));
        self.send(&Method::PATCH, path, body)
    }

    /// Deletes what is at a path.
    pub fn delete(&self, path: &str) -> Result<Answer> {
        self.send(&Method::DELETE, path, None)
    }

    /// Sends a request whose body, if it has one, is of a media type.
    pub fn send(
        &self,
        method: &Method,
        path: &str,
        body: Option<(&str, String)>,
    ) -> Result<Answer> {
        let Some(network) = &self.network else { return self.ask(method, path, body) };
        // A thread of its own enters the namespace, so that no other one is moved.
        std::thread::scope(|scope| {
            let inside = scope.spawn(|| {
                let namespace = File::open(network)
                    .with_context(|| format!("opening `{}`", network.display()))?;
                move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))
                    .context("entering the node's network namespace")?;
                self.ask(method, path, body)
            });
            inside.join().map_err(|_| anyhow!("the thread of the request has panicked"))?
        })
    }

    fn ask(&self, method: &Method, path: &str, body: Option<(&str, String)>) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let asked = || format!("{method} {path}");
        let mut response = match body {
            None => self.agent.run(request.body(())?),
            Some((media_type, body)) => {
                self.agent.run(request.header("Content-Type", media_type).body(body)?)
            }
        }
        .with_context(asked)?;
        let warnings = response.headers().get_all("Warning").iter();
        let warnings = warnings.filter_map(|text| text.to_str().ok().map(str::to_owned)).collect();
        let status = response.status().as_u16();
        let mut body = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut body).with_context(asked)?;
        Ok(Answer { status, warnings, body })
    }
}

impl Answer {
    /// The body, which is JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The same answer if the server did what it was asked, and otherwise what it said as an error.
    pub fn done(self) -> Result<Self> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let text = String::from_utf8_lossy(&self.body);
        Err(anyhow!("the server answered {}: {text}", self.status))
    }
}
