"""Somebody's own account: signing in and out, passwords, second factors, sessions."""

from consult.blueprints.account import (  # noqa: F401
    factors,
    home,
    invited,
    passkeys,
    password,
    sessions,
    sign_in,
    sign_on,
)
from consult.blueprints.account.common import blueprint, signing_in

__all__ = ["blueprint", "signing_in"]
