"""Respondents' forms, told from forged ones by the secret of their device: no session, nothing stored.

The token is a digest of the secret in the device's cookie, which no other site can read. So it also refuses a page
that was opened before somebody else began on the same device: their answers do not flow into one another.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache

from flask import current_app, request
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Form

_SIZE = 16


def token(secret: str) -> str:
    """A token for a form of the device with that secret: 32 bytes in base64, different each time."""
    mask = secrets.token_bytes(_SIZE)
    return urlsafe_b64encode(mask + _xor(mask, _digest(secret))).decode()


def is_good(secret: str, sent: str | None) -> bool:
    """Whether a form was made for the device with that secret."""
    try:
        plain = urlsafe_b64decode(sent or "")
    except ValueError:
        return False
    return len(plain) == 2 * _SIZE and hmac.compare_digest(_xor(plain[:_SIZE], plain[_SIZE:]), _digest(secret))


@cache
def _key(secret_key: str) -> bytes:
    return hashlib.sha256(secret_key.encode()).digest()


def _digest(secret: str) -> bytes:
    key = _key(current_app.secret_key)
    return hashlib.blake2b(secret.encode(), key=key, person=b"form", digest_size=_SIZE).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(_SIZE)


class DeviceForm(Form):
    """A form of a respondent's page, filled in from what was posted; with `fresh` not, since that was another page's.
    `secret` gives the device's or makes it."""

    class Meta:
        # Every field has words of its own for what it refuses.
        locales = False

    def __init__(self, secret: Callable[[], str], fresh: bool = False):
        super().__init__(request.form if request.method == "POST" and not fresh else None)
        self._secret = secret

    def csrf_token(self) -> Markup:
        """The hidden field. Its token is made when it is shown: a page without a form leaves nothing on the device."""
        # Base64 needs no escaping.
        return Markup(f'<input id="csrf_token" name="csrf_token" type="hidden" value="{token(self._secret())}">')

    def validate_on_submit(self) -> bool:
        """Whether the form was sent and everything in it is good."""
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators=None) -> bool:
        """As Form.validate; a form that was made for another device is refused, and what is wrong in it said too."""
        good = super().validate(extra_validators)
        if not is_good(self._secret(), request.form.get("csrf_token")):
            self.form_errors = [_("This page was open for a long time. Nothing is lost: press the button again.")]
        return good and not self.form_errors

    def token_error(self) -> str | None:
        """What to say when the page was open for too long."""
        return self.form_errors[0] if self.form_errors else None
