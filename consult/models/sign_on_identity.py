import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import now


class SignOnIdentity(db.Model):
    """Who an account is at a provider of single sign-on. The provider's own number counts, never an address."""

    __tablename__ = "sign_on_identity"
    # A person at the provider is one account here, and an account one person there: an address that was given to
    # somebody else does not take the account along.
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[dt.datetime] = mapped_column(default=now)

    user: Mapped["User"] = relationship()  # noqa: F821
