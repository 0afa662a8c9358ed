"""Somebody's own account: signing in and out, passwords, second factors, sessions."""

from consult.blueprints.account import factors, home, passkeys, password, sessions, sign_in  # noqa: F401
from consult.blueprints.account.common import blueprint, signing_in

__all__ = ["blueprint", "signing_in"]
