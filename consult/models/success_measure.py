import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now, one_of, today

# Whether a figure from elsewhere was asked as the one it is set beside: alike, nearly so, or otherwise.
ASKED = ("same", "nearly", "otherwise")


class SuccessMeasure(db.Model):
    """What a partnership wants to change: the figure it looks at, where that began, and where it is to go.

    The figure is an item of a survey, or a series that is typed in from elsewhere (`OutsideFigure`), where the survey
    is None. The baseline is a wave, or a typed figure; neither: the first wave that has the figure.
    """

    __tablename__ = "success_measure"
    __table_args__ = (
        one_of("direction", ("up", "down")),
        CheckConstraint("(survey_id IS NULL) = (item IS NULL)", name="item_of_a_survey"),
        CheckConstraint("baseline_wave_id IS NULL OR baseline_value IS NULL", name="one_baseline"),
        CheckConstraint("(baseline_value IS NULL) = (baseline_source IS NULL)", name="baseline_has_a_source"),
        CheckConstraint("baseline_value BETWEEN 0 AND 1", name="baseline_is_a_share"),
        CheckConstraint("baseline_base > 0", name="baseline_base_counts"),
        CheckConstraint("baseline_asked IN ('same', 'nearly')", name="baseline_asked_known"),
        CheckConstraint("target_kind IN ('value', 'points', 'relative')", name="target_kind_known"),
        CheckConstraint("(target_kind IS NULL) = (target_amount IS NULL)", name="target_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    # Language -> what it is called; English is always there.
    title: Mapped[dict] = mapped_column(Document)
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    item: Mapped[str | None] = mapped_column(String(80))
    # Of a group only: {"dimension": item, "category": choice}; None: of everybody.
    group: Mapped[dict | None] = mapped_column("of_group", Document)
    direction: Mapped[str] = mapped_column(String(4))
    baseline_wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    baseline_value: Mapped[float | None]
    baseline_base: Mapped[int | None]
    baseline_period: Mapped[str | None] = mapped_column(String(80))
    baseline_source: Mapped[str | None] = mapped_column(String(300))
    baseline_asked: Mapped[str | None] = mapped_column(String(10))
    # A typed baseline was asked like, or unlike, the question as it stood on this day.
    set_on: Mapped[dt.date] = mapped_column(default=today)
    target_kind: Mapped[str | None] = mapped_column(String(8))
    target_amount: Mapped[float | None]
    due_on: Mapped[dt.date | None]
    owner: Mapped[str | None] = mapped_column(String(160))
    made_by: Mapped[str] = mapped_column(String(160))
    made_at: Mapped[dt.datetime] = mapped_column(default=now)

    survey: Mapped["Survey | None"] = relationship()  # noqa: F821
    baseline_wave: Mapped["Wave | None"] = relationship()  # noqa: F821
    figures: Mapped[list["OutsideFigure"]] = relationship(
        cascade="all, delete-orphan", order_by="OutsideFigure.measured_on, OutsideFigure.id"
    )


class OutsideFigure(db.Model):
    """One figure of a series that is not asked here, as somebody typed it from where it was published."""

    __tablename__ = "outside_figure"
    __table_args__ = (
        CheckConstraint("value BETWEEN 0 AND 1", name="value_is_a_share"),
        CheckConstraint("base > 0", name="base_counts"),
        CheckConstraint("design IN ('probability', 'quota', 'open')", name="design_known"),
        one_of("asked", ASKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("success_measure.id", ondelete="CASCADE"), index=True)
    value: Mapped[float]
    base: Mapped[int | None]
    # None: nobody knows how people were chosen, so that the error is not known either.
    design: Mapped[str | None] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(80))
    measured_on: Mapped[dt.date]
    source: Mapped[str] = mapped_column(String(300))
    # Against the figure before it.
    asked: Mapped[str] = mapped_column(String(10))
    typed_by: Mapped[str] = mapped_column(String(160))
    typed_on: Mapped[dt.date] = mapped_column(default=today)
