"""A browser that somebody has signed in with before. It has tries of its own: nobody else's wrong passwords make its
owner wait. The cookie goes to the pages about accounts only, and names no one to whoever cannot read the table.
"""

import secrets

from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consult.models import User
from consult.services.signing_in import keys

COOKIE, PATH = "known-device", "/account"
# Seconds: a year after the last sign-in.
LASTS = 365 * 24 * 3600
# Shared desks have several people; more than that is no desk.
MOST = 10


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="known device")


def _read() -> dict:
    try:
        return _signer().loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
    except BadSignature:
        return {"device": secrets.token_hex(16), "users": []}


def of(user: User | None) -> str | None:
    """The random name of this browser where that person has signed in with it before."""
    known = _read()
    return known["device"] if user and _name(user) in known["users"] else None


def _name(user: User) -> str:
    return keys.digest("known device", user.id)[:16]


def remember(user: User) -> None:
    """Know this browser as that person's, from the next answer on."""
    known = _read()
    known["users"] = [_name(user), *(one for one in known["users"] if one != _name(user))][:MOST]

    @after_this_request
    def keep(response):
        response.set_cookie(
            COOKIE, _signer().dumps(known), max_age=LASTS, path=PATH, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"])  # fmt: skip
        return response
