"""Single sign-on by OpenID Connect: authorization code flow with PKCE, state and nonce, through authlib.

Set by OIDC_ISSUER and the settings beside it. The library is loaded by the first who signs on: a respondents' worker
never needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from flask import Flask, current_app, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.web.locale import OFFICERS, offer

NAME = "sso"
# Seconds to wait for the provider: somebody waits for it.
PATIENCE = 10
# Signed with the provider's private key. Never "none", and never one whose key would be what the provider publishes.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")

# What signs somebody in past the provider, or leads to it.
OWN_WAYS = {"security.check_password", "security.check_passkey", "account.forgotten", "account.way_back",
            "account.password"}  # fmt: skip


def init_sign_on(app: Flask) -> None:
    """Give templates the way to the provider, and refuse our own ways where they are switched off."""
    app.jinja_env.globals["single_sign_on"] = SimpleNamespace(button=button, is_only=is_only)
    app.before_request(_no_own_ways)


def _no_own_ways():
    if request.method == "POST" and request.endpoint in OWN_WAYS and is_only():
        offer(OFFICERS)
        words = _("Passwords are switched off here. Use the button to sign on.")
        return render_template("account/not_signed_on.html", words=words), 403
    return None


class ProviderDown(RuntimeError):
    """The provider does not answer, or not as one does. What went wrong is in the log."""


class NotBelieved(RuntimeError):
    """What came back does not prove who somebody is. Why is in the log, not on the page."""


@dataclass(frozen=True)
class Button:
    """Where signing on begins, and what the provider is called."""

    href: str
    name: str


def is_on() -> bool:
    """Whether a provider is set."""
    return bool(current_app.config["OIDC_ISSUER"])


def is_only() -> bool:
    """Whether nobody signs in by a password."""
    return current_app.config["OIDC_ONLY"]


def proves_two_factors() -> bool:
    """Whether the provider answers for a second factor: it is asked for by OIDC_ACR, and checked in what it says."""
    return bool(current_app.config["OIDC_ACR"])


def button(onward: str | None = None) -> Button | None:
    """The way to the provider, which leads on to a page of ours; None where no provider is set."""
    if not is_on():
        return None
    return Button(url_for("account.sign_on", next=onward), current_app.config["OIDC_NAME"])


def begin(return_to: str) -> Response:
    """Send somebody to the provider. Raises ProviderDown."""
    for key in [key for key in session if key.startswith(f"_state_{NAME}_")]:
        # Attempts that came to nothing fill up the cookie, which holds 4 KB.
        del session[key]
    extra = {"acr_values": current_app.config["OIDC_ACR"]} if proves_two_factors() else {}
    return _asked(lambda client: client.authorize_redirect(return_to, **extra))


def finish() -> dict:
    """The claims of the ID token that the provider gives for the code in this request, all of them checked.

    Raises ProviderDown, NotBelieved.
    """
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError

    settings = current_app.config
    options = {
        "iss": {"essential": True, "value": settings["OIDC_ISSUER"]},
        "aud": {"essential": True, "value": settings["OIDC_CLIENT_ID"]},
    }
    try:
        claims = _asked(lambda client: _claims(client, client.authorize_access_token(claims_options=options)))
    except (OAuthError, JoseError, ValueError) as error:
        # The kind only: what is in a token is not for a log.
        current_app.logger.warning("single sign-on was refused: %s", type(error).__name__)
        raise NotBelieved from error
    if not isinstance(claims.get("sub"), str) or not 1 <= len(claims["sub"]) <= 255:
        raise NotBelieved
    if proves_two_factors() and claims.get("acr") not in settings["OIDC_ACR"].split():
        current_app.logger.warning("single sign-on was refused: no second factor")
        raise NotBelieved
    return claims


def _claims(client, token: dict) -> dict:
    found = token.get("userinfo")
    if found is None:
        raise ValueError("there is no ID token")
    if "email" in found:
        return dict(found)
    told = client.userinfo(token=token)
    if told.get("sub") != found["sub"]:
        raise ValueError("the user information is about somebody else")
    return {**told, **found}


def _asked(what):
    """What the provider's client gives. Raises ProviderDown where the provider is not there or answers nonsense."""
    from requests import RequestException

    try:
        return what(_client())
    except (RequestException, RuntimeError) as error:
        current_app.logger.warning("single sign-on: the provider does not answer as one: %s", type(error).__name__)
        raise ProviderDown from error


def _client():
    """The library's client, made once for a provider. Raises ProviderDown where it says that it is another one."""
    from authlib.integrations.flask_client import OAuth

    settings = current_app.config
    key = tuple(settings[name] for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))
    kept = current_app.extensions.setdefault("sign_on", {})
    if key not in kept:
        issuer, client_id, client_secret = key
        client = OAuth(current_app._get_current_object()).register(
            NAME, client_id=client_id, client_secret=client_secret,
            server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256",
                           "default_timeout": PATIENCE},
        )  # fmt: skip
        said = client.load_server_metadata()
        if said.get("issuer") != issuer:
            raise ProviderDown(f"the provider calls itself {said.get('issuer')!r}")
        offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        said["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
        kept[key] = client
    return kept[key]
