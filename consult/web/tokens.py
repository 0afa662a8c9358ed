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
from wtforms import Form, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField

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


class DeviceTokenField(CSRFTokenField):
    """The hidden field. Its token is made when it is shown: a page without a form leaves nothing on the device."""

    def _value(self):
        return token(self.csrf_impl.secret())


class DeviceCSRF(CSRF):
    """The token of a form, by the device's secret; the form's meta gives a function that knows the secret."""

    field_class = DeviceTokenField

    def setup_form(self, form):
        """As CSRF.setup_form."""
        self.secret = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field):
        """Nothing yet: see DeviceTokenField."""
        return None

    def validate_csrf_token(self, form, field):
        """As CSRF.validate_csrf_token."""
        if not is_good(self.secret(), field.data):
            raise ValidationError("stale")


class DeviceForm(Form):
    """A form of a respondent's page, filled in from what was posted. `secret` gives the device's or makes it."""

    class Meta:
        csrf = True
        csrf_class = DeviceCSRF
        # Every field has words of its own for what it refuses.
        locales = False

    def __init__(self, secret: Callable[[], str]):
        super().__init__(request.form if request.method == "POST" else None, meta={"csrf_context": secret})

    def validate_on_submit(self) -> bool:
        """Whether the form was sent and everything in it is good."""
        return request.method == "POST" and self.validate()
