"""Sign-in, through the accounts library. Respondents' pages know neither a session nor an account."""

from collections.abc import Callable
from functools import wraps

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_security import Security, SQLAlchemyUserDatastore, login_user

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
    app.jinja_env.globals.update(role_name=role_name, role_about=role_about)


def is_respondents(path: str) -> bool:
    """Whether an address is one of the surveys', where nobody is known."""
    return path.startswith("/s/")


class AccountSessions(SecureCookieSessionInterface):
    """The signed session of those who sign in. An officer who answers a survey is not known there as one."""

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


def signed_in(user: User, means: str = "invitation") -> None:
    """Sign somebody in who has proved who they are."""
    login_user(user, remember=False, authn_via=[means])


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


def role_about(role: str) -> str:
    """What a role may do, in the reader's language."""
    told = {
        "viewer": _("Reads questionnaires, figures and findings. Changes nothing."),
        "outreach": _("Sees how fieldwork goes, asks people with a tablet and keys sheets of paper. Reads no answers."),
        "officer": _("Does all the work: surveys, fieldwork, what people wrote, weighting and publishing."),
        "analyst": _("Reads figures and findings, and takes out answers person by person for analysis elsewhere."),
        "admin": _("All that the others may do; reads who did what, and decides who belongs here."),
    }
    return told[role]
