import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, one_of, today

AUDIENCES = ("adults", "young")
AREA_LEVELS = ("borough", "greater_manchester", "region", "country", "other")
# How far two figures compare, from the most to the least.
VERDICTS = ("exact", "similar", "not comparable")


class Benchmark(db.Model):
    """A published share with all that decides whether a figure of ours may stand beside it.

    A shipped one has the `key` it has in consult.reference and is only ever changed by setting up; a partnership's own
    has none. Without a partnership it is offered to all of them. `scale` and `net` are answers in their order, empty
    where they are not published; the notes say in words what is not. `statement` and `comparisons` are the hand-made
    sentences and verdicts of a shipped one, by language.
    """

    __tablename__ = "benchmark"
    __table_args__ = (
        one_of("audience", AUDIENCES),
        one_of("area_level", AREA_LEVELS),
        CheckConstraint("value >= 0 AND value <= 1", name="value_a_share"),
        CheckConstraint("base > 0", name="base_counts"),
        CheckConstraint("effective_base > 0", name="effective_base_counts"),
        CheckConstraint(
            "(lower IS NULL AND upper IS NULL) OR (0 <= lower AND lower <= value AND value <= upper AND upper <= 1)",
            name="interval_holds_value",
        ),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
        CheckConstraint("key IS NOT NULL OR partnership_id IS NOT NULL", name="shipped_or_owned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnership.id"), index=True)
    # The question it is about, by the name that the bank or the partnership's questionnaire gives it.
    measure: Mapped[str] = mapped_column(String(80), index=True)
    audience: Mapped[str] = mapped_column(String(8))
    value: Mapped[float]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    base: Mapped[int | None]
    effective_base: Mapped[int | None]
    wording: Mapped[str] = mapped_column(Text, default="")
    scale: Mapped[list] = mapped_column(Document, default=list)
    net: Mapped[list] = mapped_column(Document, default=list)
    routed_base: Mapped[str] = mapped_column(String(240), default="")
    area: Mapped[str] = mapped_column(String(120))
    area_level: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str | None] = mapped_column(String(9))
    population: Mapped[str] = mapped_column(String(240))
    # In words as published; a partnership's own has its first and last day as well.
    period: Mapped[str] = mapped_column(String(160))
    period_from: Mapped[dt.date | None]
    period_to: Mapped[dt.date | None]
    mode: Mapped[str] = mapped_column(String(160))
    publisher: Mapped[str] = mapped_column(String(240))
    title: Mapped[str] = mapped_column(String(240))
    source_address: Mapped[str | None] = mapped_column(String(500))
    notes: Mapped[dict] = mapped_column(Document, default=dict)
    statement: Mapped[dict] = mapped_column(Document, default=dict)
    comparisons: Mapped[list] = mapped_column(Document, default=list)
    added_by: Mapped[str | None] = mapped_column(String(160))
    added_on: Mapped[dt.date | None]

    partnership: Mapped["Partnership | None"] = relationship()  # noqa: F821

    @property
    def name(self) -> str:
        """What it is called in documents and files."""
        return self.key or f"own-{self.id}"


class StricterVerdict(db.Model):
    """A partnership's own judgement that a benchmark compares less well with a question than was found, and why."""

    __tablename__ = "stricter_verdict"
    __table_args__ = (
        UniqueConstraint(
            "partnership_id", "benchmark_id", "questionnaire", "item", name="uq_stricter_verdict_one_a_question"
        ),
        one_of("verdict", VERDICTS[1:]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    benchmark_id: Mapped[int] = mapped_column(ForeignKey("benchmark.id", ondelete="CASCADE"), index=True)
    questionnaire: Mapped[str] = mapped_column(String(80))
    item: Mapped[str] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(String(16))
    # By language; English always.
    reason: Mapped[dict] = mapped_column(Document)
    made_by: Mapped[str] = mapped_column(String(160))
    made_on: Mapped[dt.date] = mapped_column(default=today)
