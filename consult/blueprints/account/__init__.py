"""Sign-in pages: the accounts library serves them with templates/account."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)
