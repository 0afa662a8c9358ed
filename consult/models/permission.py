import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of, today

ROUTES = ("school", "centre", "parent")


class Permission(db.Model):
    """A responsible adult's agreement that a group of young people under 16 may be asked, recorded beforehand.

    Its code lets the group in. It is about the group: no answer leads back to it.
    """

    __tablename__ = "permission"
    __table_args__ = (one_of("route", ROUTES), CheckConstraint("expected >= 1", name="expected_counts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    route: Mapped[str] = mapped_column(String(8))
    # The school, club or family, and the adult who agreed, in the words of whoever recorded it.
    group_name: Mapped[str] = mapped_column(String(120))
    adult: Mapped[str] = mapped_column(String(120))
    agreed_on: Mapped[dt.date]
    expected: Mapped[int]
    recorded_by: Mapped[str] = mapped_column(String(160))
    recorded_on: Mapped[dt.date] = mapped_column(default=today)
    called_back: Mapped[bool] = mapped_column(default=False)

    wave: Mapped["Wave"] = relationship()  # noqa: F821
