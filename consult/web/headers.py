"""The response headers of every page. Scripts and styles run only from this site or under the page's own nonce."""

import secrets

from flask import Flask, g

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'{leads_to}; frame-ancestors {framed_by}"
)

ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
# Only what may stand in a frame of other sites may be loaded by them.
OWN, ANYBODYS = "same-origin", "cross-origin"
SECURE = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


def init_headers(app: Flask) -> None:
    """Send the policy with every response and give templates `csp_nonce()`."""
    app.context_processor(lambda: {"csp_nonce": csp_nonce})

    always = [*ALWAYS, SECURE] if app.config["PRODUCTION"] else ALWAYS

    @app.after_request
    def add(response):
        headers, framed_by = response.headers, g.get("framed_by", "'none'")
        policy = POLICY.format(nonce=csp_nonce(), leads_to=_leads_to(), framed_by=framed_by)
        headers.add("Content-Security-Policy", policy)
        headers.extend(always)
        headers["Cross-Origin-Resource-Policy"] = ANYBODYS if framed_by == "*" else OWN
        # Answers must not stay in a shared device's cache; a route that may be kept says so itself. The accounts
        # library writes "no-store=True", which browsers need not know.
        if "no-store" in headers.get("Cache-Control", "no-store"):
            headers["Cache-Control"] = "no-store"
        return response


def _leads_to() -> str:
    """Where else a form of this page may end: a view that redirects to another site sets g.form_action."""
    return f" {g.form_action}" if "form_action" in g else ""


def may_be_framed() -> None:
    """Let this response stand in a frame of a page of this site; only a card may stand on other sites."""
    g.framed_by = "'self'"


def may_be_framed_anywhere() -> None:
    """Let this response stand in a frame of any page: of one that takes nothing in and tells what is public."""
    g.framed_by = "*"


def csp_nonce() -> str:
    """This response's nonce."""
    nonce = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
    return nonce
