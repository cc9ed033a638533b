//! The page itself: what `cargo xtask web` put into `dist/`, compiled into a release build, read from disk in a debug build.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Dist;

pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, "only GET").into_response();
    }
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        other => other,
    };
    match Dist::get(path) {
        Some(file) => file_answer(&headers, &file),
        None if path == "index.html" => (
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")],
            "The agent is running, but this binary has no page in it.\nBuild it with `cargo xtask web`, then start the agent again.\n",
        )
            .into_response(),
        None => (StatusCode::NOT_FOUND, "no such file\n").into_response(),
    }
}

fn file_answer(headers: &HeaderMap, file: &EmbeddedFile) -> Response {
    let tag: String = file
        .metadata
        .sha256_hash()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    let tag = format!("\"{tag}\"");
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| {
            it.split(',')
                .any(|it| it.trim().trim_start_matches("W/") == tag)
        });
    let kind = file.metadata.mimetype();
    let kind = if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    };
    let response = Response::builder()
        .header(header::ETAG, tag)
        // Always asked again, because a new build has the same name for its entry; the tag makes that cheap.
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::CONTENT_TYPE, &kind)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(
            header::CONTENT_SECURITY_POLICY,
            policy(if kind.starts_with("text/html") {
                &file.data
            } else {
                &[]
            }),
        );
    let response = if is_known {
        response
            .status(StatusCode::NOT_MODIFIED)
            .body(Body::empty())
    } else {
        response.body(Body::from(file.data.to_vec()))
    };
    response.unwrap_or_else(|err| {
        tracing::error!(%err, "a header of the page is wrong");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// What the page may do: run its own scripts and WebAssembly, the inline scripts of `html` and no others, and speak to
/// nobody but this agent.
fn policy(html: &[u8]) -> String {
    let hashes: String = inline_scripts(&String::from_utf8_lossy(html))
        .map(|it| format!(" 'sha256-{}'", sha256_base64(it)))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn sha256_base64(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|it| {
        let (attributes, rest) = it.split_once('>')?;
        let has_source = attributes
            .split_whitespace()
            .any(|it| it.starts_with("src=") || it == "src");
        let (text, _) = rest.split_once("</script>")?;
        (!has_source).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_and_others_are_not() {
        let html = r#"<script type="module">let a;</script><script src="/b.js"></script><script>c</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["let a;", "c"]);
    }

    #[test]
    fn the_policy_names_the_hash_of_each_inline_script() {
        // Reference: `printf %s 'alert(1)' | openssl dgst -sha256 -binary | base64`.
        let policy = policy(b"<script>alert(1)</script>");
        assert!(
            policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{policy}"
        );
    }
}
