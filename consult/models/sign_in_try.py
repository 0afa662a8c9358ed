import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import now


class SignInTry(db.Model):
    """How often in a row a proof was wrong, and until when the next is not looked at.

    Rows are deleted a day after the last try. The key is a keyed digest: of an address that was typed, known or not,
    of an account on a device that it signed in from before, of a network address under the day's own key.
    """

    __tablename__ = "sign_in_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[dt.datetime] = mapped_column(default=now)
    last_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
