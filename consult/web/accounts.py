"""Sign-in, through the accounts library."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from consult.extensions import db
from consult.models import Role, User


def init_accounts(app: Flask, security: Security) -> None:
    """Bind the accounts library to our tables."""
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role))
