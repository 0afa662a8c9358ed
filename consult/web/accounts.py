"""Who is signed in, through the accounts library. Respondents' pages know neither a session nor an account."""

from collections.abc import Callable
from functools import wraps

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_security import Security, SQLAlchemyUserDatastore, current_user, login_user, logout_user

from consult.extensions import db
from consult.models import AccountSession, Role, User
from consult.services.signing_in import sessions
from consult.web import known_device
from consult.web.browsers import browser_name

# Where the session's token is in the signed cookie.
TOKEN = "account_session"


def init_accounts(app: Flask, security: Security) -> None:
    """Bind the accounts library to our tables. None of its pages exist: blueprints/account has our own."""
    app.session_interface = AccountSessions()
    hooks = app.before_request_funcs.setdefault(None, []), app.after_request_funcs.setdefault(None, [])
    own = [len(functions) for functions in hooks]
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
    for functions, number in zip(hooks, own, strict=True):
        functions[number:] = [_not_on_surveys(function) for function in functions[number:]]
    app.before_request(_nobody)
    app.login_manager.user_loader(_signed_in_by_cookie)
    # The library would also take a token from a header or the address, which no list of sessions knows.
    app.login_manager.request_loader(lambda _request: None)
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


def _signed_in_by_cookie(uniquifier: str) -> User | None:
    token = session.get(TOKEN)
    found = sessions.current(token, uniquifier) if token else None
    if found is None:
        return None
    g.account_session, g.must_set_up = found.session, found.must_set_up
    return found.user


def signed_in(user: User, means: str = "invitation") -> None:
    """Sign somebody in who has proved who they are: writes the session down, sets its cookie, records the event.

    `means` is how they proved it: one of consult.models.account_session.MEANS. After "code", "passkey" and "sign-on"
    no second factor is asked for. After the others somebody who has one is not signed in by this alone, and somebody
    whose role demands one is led to set it up.
    """
    row, token = sessions.begin(user, means, browser_name(request.user_agent.string), session.get(TOKEN))
    # Nothing that an earlier person of this browser, or somebody with it before the sign-in, put there goes on.
    session.clear()
    login_user(user, remember=False, authn_via=[means])
    session[TOKEN] = token
    g.account_session, g.must_set_up = row, False
    known_device.remember(user)


def signed_out() -> None:
    """End this browser's session."""
    sessions.end(current_user, g.account_session.id)
    logout_user()
    session.clear()


def this_session() -> AccountSession:
    """The session that this page is asked in. Only for pages of somebody signed in."""
    # Looking who it is finds the session.
    if not current_user.is_authenticated:
        abort(401)
    return g.account_session


def second_factor_demanded() -> bool:
    """Whether this person's role demands a second factor."""
    return any(one.role.name in current_app.config["SECOND_FACTOR_FOR"] for one in current_user.memberships)


def must_set_up() -> bool:
    """Whether this person's role demands a second factor that they do not have yet."""
    return current_user.is_authenticated and g.must_set_up


def fresh(page: str) -> Callable:
    """A page that changes security: it asks somebody to prove again who they are unless they did a short while ago.

    `page`: where they come back to. What was posted has not been done then, and is not done later by itself.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(**values):
            if sessions.is_fresh(this_session()):
                return view(**values)
            return redirect(url_for("security.verify", next=url_for(page)), code=303)

        return wrapped

    return decorate


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
