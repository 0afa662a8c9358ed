import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import today


class Draft(db.Model):
    """Unfinished answers, sealed under a key half of which is only in the respondent's cookie.

    The id is a digest of that cookie, so that neither half can be had from a copy of the database.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # The furthest page that is on everybody's way. A page behind a rule would tell what was answered before it.
    page_id: Mapped[str | None] = mapped_column(String(40))
    # A date only: a time could be matched to a person seen with a phone.
    touched_on: Mapped[dt.date] = mapped_column(default=today, onupdate=today, index=True)
