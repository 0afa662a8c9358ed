"""The respondent's cookie: one random secret per survey, a day long."""

from flask import current_app, request

from consult.services import respond


class DraftCookie:
    """Reads the secret of this device for a survey, and makes one the first time an answer is kept."""

    def __init__(self, survey):
        self._name = f"draft-{survey.id}"
        self._path = f"/s/{survey.slug}"
        self._secret = request.cookies.get(self._name)
        self._fresh = False

    @property
    def known(self) -> bool:
        """Whether this device has answered here before."""
        return self._secret is not None

    def secret(self) -> str:
        """The secret, made now if there is none."""
        if self._secret is None:
            self.renew()
        return self._secret

    def renew(self) -> None:
        """Begin anew: whatever the old secret led to stays as it is."""
        self._secret = respond.new_secret()
        self._fresh = True

    def write(self, response) -> None:
        """Set the cookie on the response if a secret was made."""
        if self._fresh:
            response.set_cookie(
                self._name,
                self._secret,
                max_age=86400,
                path=self._path,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
