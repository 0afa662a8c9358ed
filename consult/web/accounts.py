"""Sign-in, through the accounts library."""

from flask import Flask
from flask_babel import gettext as _
from flask_security import Security, SQLAlchemyUserDatastore

from consult.extensions import db
from consult.models import Role, User


def init_accounts(app: Flask, security: Security) -> None:
    """Bind the accounts library to our tables."""
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role))
    app.jinja_env.globals["role_name"] = role_name


def role_name(role: str) -> str:
    """A role in the reader's language."""
    names = {
        "viewer": _("Viewer"),
        "outreach": _("Outreach worker"),
        "officer": _("Officer"),
        "admin": _("Administrator"),
    }
    return names[role]
