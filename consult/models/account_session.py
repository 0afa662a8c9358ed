import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import now, one_of

# How somebody proved who they are in a session: when it began, or by a second factor they set up in it. The last three
# are a proof by two factors, or another house's, which asks for its own.
MEANS = ("password", "invitation", "provider", "code", "passkey", "sign-on")
STRONG_MEANS = ("code", "passkey", "sign-on")


class AccountSession(db.Model):
    """One browser in which somebody is signed in. No network address, no device's number."""

    __tablename__ = "account_session"
    __table_args__ = (one_of("means", MEANS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    # SHA-256 of the token in the signed cookie: a copy of the database signs nobody in.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    means: Mapped[str] = mapped_column(String(12))
    # "Firefox, Windows": which browser, in the words of its maker.
    browser: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    # When the person last proved who they are: what is asked again before security is changed.
    proved_at: Mapped[dt.datetime] = mapped_column(default=now)
