"""Which tablet asks: the token that it was given when it was paired, and a cookie never."""

from collections.abc import Callable
from functools import wraps

from flask import g, jsonify, request
from flask_babel import gettext as _

from consult.services.outreach import devices


def words(code: int, said: str, **more):
    """A refusal that a tablet can show, in the reader's language."""
    return jsonify(words=said, **more), code


def tablet_only(view: Callable) -> Callable:
    """View decorator: sets g.tablet and g.partnership from the Authorization header, else 401 with words."""

    @wraps(view)
    def checked(*arguments, **values):
        kind, _blank, credentials = request.headers.get("Authorization", "").partition(" ")
        device_id, _dot, token = credentials.partition(".")
        found = devices.known(device_id, token) if kind == "Bearer" else None
        if found is None:
            return words(401, _("This tablet is not known here. Sign in and pair it again; what it holds stays on it."))
        g.tablet, g.partnership = found, found.partnership
        return view(*arguments, **values)

    return checked
