//! One request, asked politely: few at once, not too often, and again where the server says so.

use std::time::Duration;

use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use kube::Client;
use kube::client::Body;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

use crate::error::chain;

/// Requests at once: enough to hide the way to the server, too few to fill its queue for one client.
const AT_ONCE: usize = 4;
/// The time from one request to the next: 50 a second, as many as kubectl sends.
const SPACING: Duration = Duration::from_millis(20);
/// How often a request is asked at most.
const TRIES: u32 = 5;
/// The longest that a server may ask to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The longest answer. A page of 500 objects of the largest size that etcd takes would be longer; it is
/// then asked for in smaller pages.
const LONGEST_ANSWER: usize = 64 << 20;

/// What a request came to if it did not succeed.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// 401.
    Unauthorized,
    /// 403, with what the server said.
    Forbidden(String),
    /// 404: no such resource.
    NotFound,
    /// 410: the list has grown too old to be continued.
    Expired,
    /// 429 or 503, and again when asked later.
    Busy(String),
    /// Any other status.
    Status(StatusCode, String),
    /// The answer is longer than may be.
    TooLong,
    /// No answer.
    Unreachable(String),
}

impl Refusal {
    /// What people are told.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Unauthorized => "the server does not accept the credentials".to_owned(),
            Self::Forbidden(said) => said.clone(),
            Self::NotFound => "the server has no such resource".to_owned(),
            Self::Expired => "the list changed faster than it could be read".to_owned(),
            Self::Busy(said) => format!("the server is too busy: {said}"),
            Self::Status(status, said) => format!("the server answered {status}: {said}"),
            Self::TooLong => {
                format!("one object alone is longer than {} MiB", LONGEST_ANSWER >> 20)
            }
            Self::Unreachable(why) => format!("the server stopped answering: {why}"),
        }
    }
}

/// A client with manners.
pub(crate) struct Asker {
    client: Client,
    at_once: Semaphore,
    next: Mutex<Instant>,
}

impl Asker {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, at_once: Semaphore::new(AT_ONCE), next: Mutex::new(Instant::now()) }
    }

    /// The first request, whose failure is told in full.
    pub(crate) async fn first(&self, path: &str) -> Result<Result<Vec<u8>, Refusal>, kube::Error> {
        let request = request(path, JSON).map_err(kube::Error::HttpError)?;
        let response = self.client.send(request).await?;
        Ok(answer(response).await.map_err(|(refusal, _)| refusal))
    }

    /// The body of the answer.
    pub(crate) async fn get(&self, path: &str, accept: &str) -> Result<Vec<u8>, Refusal> {
        let mut tried = 0;
        loop {
            tried += 1;
            let (refusal, after) = match self.once(path, accept).await {
                Ok(body) => return Ok(body),
                Err(refused) => refused,
            };
            let again = match &refusal {
                Refusal::Busy(_) | Refusal::Unreachable(_) => tried < TRIES,
                // A webhook that is down stays so for longer than we would wait.
                Refusal::Status(status, _) => status.is_server_error() && tried < 2,
                _ => false,
            };
            if !again {
                return Err(refusal);
            }
            let pause = Duration::from_millis(250) * 2_u32.pow(tried - 1);
            sleep(after.unwrap_or(pause).min(LONGEST_WAIT)).await;
        }
    }

    async fn once(&self, path: &str, accept: &str) -> Result<Vec<u8>, (Refusal, Option<Duration>)> {
        let _permit = self.at_once.acquire().await;
        let turn = {
            let mut next = self.next.lock().await;
            let turn = (*next).max(Instant::now());
            *next = turn + SPACING;
            turn
        };
        sleep_until(turn).await;
        let unreachable =
            |error: &(dyn std::error::Error + 'static)| (Refusal::Unreachable(chain(error)), None);
        let request = request(path, accept).map_err(|error| unreachable(&error))?;
        let response = self.client.send(request).await.map_err(|error| unreachable(&error))?;
        answer(response).await
    }
}

/// The plain form of an answer.
pub(crate) const JSON: &str = "application/json";

fn request(path: &str, accept: &str) -> http::Result<Request<Body>> {
    Request::get(path).header(header::ACCEPT, accept).body(Body::empty())
}

async fn answer(response: http::Response<Body>) -> Result<Vec<u8>, (Refusal, Option<Duration>)> {
    let status = response.status();
    let after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let body = match Limited::new(response.into_body(), LONGEST_ANSWER).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            return Err((Refusal::TooLong, None));
        }
        Err(error) => return Err((Refusal::Unreachable(chain(&*error)), None)),
    };
    if status.is_success() {
        return Ok(body.into());
    }
    let said = serde_json::from_slice::<serde_json::Value>(&body)
        .ok()
        .and_then(|status| status.get("message")?.as_str().map(str::to_owned))
        .unwrap_or_else(|| String::from_utf8_lossy(&body).chars().take(200).collect());
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let refusal = match status {
        StatusCode::UNAUTHORIZED => Refusal::Unauthorized,
        StatusCode::FORBIDDEN => Refusal::Forbidden(said),
        StatusCode::NOT_FOUND => Refusal::NotFound,
        StatusCode::GONE => Refusal::Expired,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Refusal::Busy(said),
        status => Refusal::Status(status, said),
    };
    Err((refusal, after))
}
