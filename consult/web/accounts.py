"""Sign-in, through the accounts library. Respondents' pages know neither a session nor an account."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_security import Security, SQLAlchemyUserDatastore
from itsdangerous import SignatureExpired, TimestampSigner

from consult.extensions import db
from consult.models import Role, User


def init_accounts(app: Flask, security: Security) -> None:
    """Bind the accounts library to our tables."""
    app.session_interface = AccountSessions()
    hooks = app.before_request_funcs.setdefault(None, []), app.after_request_funcs.setdefault(None, [])
    own = [len(functions) for functions in hooks]
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role))
    for functions, number in zip(hooks, own, strict=True):
        functions[number:] = [_not_on_surveys(function) for function in functions[number:]]
    app.before_request(_nobody)
    app.jinja_env.globals["role_name"] = role_name


def is_respondents(path: str) -> bool:
    """Whether an address is one of the surveys', where nobody is known."""
    return path.startswith("/s/")


class Signer(TimestampSigner):
    """Signs a session's cookie with its time.

    Hosts' clocks are never quite alike: what another has signed a moment from now is good. Else whoever signs in at the
    one would be signed out by the next.
    """

    LEEWAY = timedelta(minutes=5)

    def unsign(self, signed_value, max_age=None, return_timestamp=False):
        """As TimestampSigner.unsign."""
        try:
            return super().unsign(signed_value, max_age, return_timestamp)
        except SignatureExpired as expired:
            early = expired.date_signed - datetime.now(UTC)
            if timedelta(0) < early <= self.LEEWAY:
                return super().unsign(signed_value, None, return_timestamp)
            raise


class AccountSessions(SecureCookieSessionInterface):
    """The signed session of those who sign in. An officer who answers a survey is not known there as one."""

    def get_signing_serializer(self, app):
        """As SecureCookieSessionInterface.get_signing_serializer."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = Signer
        return serializer

    def open_session(self, app, request):
        """As SessionInterface.open_session; always empty on a survey's pages."""
        return self.session_class() if is_respondents(request.path) else super().open_session(app, request)

    def save_session(self, app, session, response):
        """As SessionInterface.save_session; never on a survey's pages."""
        if not is_respondents(request.path):
            super().save_session(app, session, response)


def _not_on_surveys(hook: Callable) -> Callable:
    """A hook of the accounts library that leaves the surveys' pages alone."""

    @wraps(hook)
    def wrapped(*response):
        if is_respondents(request.path):
            return response[0] if response else None
        return hook(*response)

    return wrapped


def _nobody() -> None:
    if is_respondents(request.path):
        # Where the library keeps the account once it has been looked for.
        g._login_user = current_app.login_manager.anonymous_user()


def role_name(role: str) -> str:
    """A role in the reader's language."""
    names = {
        "viewer": _("Viewer"),
        "outreach": _("Outreach worker"),
        "officer": _("Officer"),
        "analyst": _("Analyst"),
        "admin": _("Administrator"),
    }
    return names[role]
