"""What a respondent's device holds for one survey, all of it unreadable to scripts and sent to this survey only.

draft-N     the secret of the answers begun here, a day long
way-N       how they came, before there is a draft: short link, invitation, permission, age group
answered-N  that answers to a wave were sent from here: a soft check, no proof
left-N      that somebody left at once: Back leads to the neutral site and not to the answers
"""

import hashlib
from functools import cache

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from consult.services.answering import drafts
from consult.services.answering.pages import Way

DAY = 86_400
LEFT_FOR = 600


@cache
def _names(survey_id: int) -> dict[str, str]:
    return {kind: f"{kind}-{survey_id}" for kind in ("draft", "way", "answered", "left")}


class Device:
    """Reads the cookies of a survey and writes those that changed onto the response."""

    def __init__(self, survey):
        self._names = _names(survey.id)
        self._path = f"/s/{survey.slug}"
        self._secret = request.cookies.get(self._names["draft"])
        self._way: dict | None = None
        self._changes: dict[str, tuple[str, int]] = {}

    @property
    def is_new(self) -> bool:
        """Whether it holds nothing of this survey."""
        return not any(name in request.cookies for name in self._names.values())

    # The draft

    @property
    def known(self) -> bool:
        """Whether this device has answered here before."""
        return self._secret is not None

    def secret(self) -> str:
        """The secret, made now if there is none."""
        if self._secret is None:
            self.renew()
        return self._secret

    def renew(self, secret: str | None = None) -> None:
        """Begin anew, or go on with a secret from another device. What the old one led to stays as it is."""
        self._secret = secret or drafts.new_secret()
        self._changes["draft"] = (self._secret, DAY)

    def seed(self) -> str:
        """What the order of shuffled choices comes from: the same for one respondent, telling nothing."""
        return hashlib.sha256(b"order:" + self.secret().encode()).hexdigest()

    # How they came

    @property
    def way(self) -> dict:
        """link_id, invitation, permission and age_group, as far as known."""
        if self._way is None:
            self._way = self._signed("way") or {}
        return self._way

    def come_by(self, **found) -> None:
        """Remember more of how somebody came; None forgets it."""
        self._way = {key: value for key, value in (self.way | found).items() if value is not None}
        self._changes["way"] = (self._signer("way").dumps(self._way), DAY)

    def way_in(self) -> Way:
        """The part of it that goes with the answers."""
        return Way(self.way.get("link_id"), self.way.get("invitation"))

    # Sent from here before

    def has_answered(self, wave_id: int) -> bool:
        """Whether answers to this wave were sent from this device."""
        return wave_id in (self._signed("answered") or [])

    def mark_answered(self, wave_id: int) -> None:
        """Remember that answers were sent from here; nothing of what they were."""
        waves = [*(self._signed("answered") or []), wave_id]
        self._changes["answered"] = (self._signer("answered").dumps(sorted(set(waves))[-20:]), 400 * DAY)

    # Leaving at once

    @property
    def has_left(self) -> bool:
        """Whether somebody left this survey at once a moment ago."""
        return self._names["left"] in request.cookies

    def leave(self) -> None:
        """Forget everything and let Back lead away."""
        self.forget()
        self._changes["answered"] = ("", 0)
        self._changes["left"] = ("1", LEFT_FOR)

    def come_back(self) -> None:
        """Somebody opened the first page again of their own will."""
        if self.has_left:
            self._changes["left"] = ("", 0)

    def forget(self) -> None:
        """Forget the draft's secret and how they came."""
        self._secret, self._way = None, {}
        self._changes |= {"draft": ("", 0), "way": ("", 0)}

    def write(self, response) -> None:
        """Set the cookies that changed."""
        for kind, (value, seconds) in self._changes.items():
            response.set_cookie(
                self._names[kind],
                value,
                max_age=seconds,
                path=self._path,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )

    def _signer(self, kind: str) -> URLSafeSerializer:
        return URLSafeSerializer(current_app.secret_key, salt=self._names[kind])

    def _signed(self, kind: str):
        value = request.cookies.get(self._names[kind])
        if value is None:
            return None
        try:
            return self._signer(kind).loads(value)
        except BadData:
            return None
