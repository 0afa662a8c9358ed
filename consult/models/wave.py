import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.partnership import DISCLOSURE_RULES
from consult.models.types import Document, one_of, today

DESIGNS = ("probability", "quota", "open")
STATES = ("draft", "open", "closed")
# Ways to answer beside the open link, which has a column of its own.
CHANNELS = ("invitation", "outreach", "import")
# Adults who may agree for those under 16. At 16 and 17 young people agree themselves.
CONSENT_ROUTES = ("school", "centre", "parent")


class Wave(db.Model):
    """One fieldwork period of a survey, with the sample design that decides what its figures may say."""

    __tablename__ = "wave"
    __table_args__ = (
        one_of("design", DESIGNS),
        one_of("state", STATES),
        one_of("disclosure_rule", DISCLOSURE_RULES),
        CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),
        CheckConstraint("paper_again BETWEEN 0 AND 100", name="paper_again_in_a_hundred"),
        CheckConstraint("paused_on IS NULL OR state = 'open'", name="paused_while_open"),
        CheckConstraint("target > 0", name="target_counts"),
        CheckConstraint("retention_days > 0", name="retention_counts"),
        CheckConstraint("answers_days > 0", name="answers_days_count"),
        # One open wave a survey: an address leads to one questionnaire.
        Index(
            "uq_wave_one_open",
            "survey_id",
            unique=True,
            sqlite_where=db.text("state = 'open'"),
            postgresql_where=db.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    design: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    disclosure_rule: Mapped[str] = mapped_column(String(20))
    # When the results are promised, for the thanks page; None where no day was named.
    results_by: Mapped[dt.date | None]
    # Whether anybody with the address may answer, or only those with an invitation.
    open_link: Mapped[bool] = mapped_column(default=True)
    # Whether a device that came by the open link does some work before it sends; without it answers are looked at.
    asks_work: Mapped[bool] = mapped_column(default=False)
    # Names of optional items that are not asked in this wave.
    left_out: Mapped[list] = mapped_column(Document, default=list)
    # How many days after its end answers that wait on a tablet are still taken.
    grace_days: Mapped[int] = mapped_column(default=14)
    # How many in a hundred sheets of paper are keyed a second time.
    paper_again: Mapped[int] = mapped_column(default=10)
    # The weighting that was named as the wave's; None: the newest counts.
    chosen_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("weighting_run.id", name="fk_wave_chosen_run_id_weighting_run", use_alter=True)
    )
    # Since when it takes no new answers although it is open. It stays the survey's one open wave meanwhile.
    paused_on: Mapped[dt.date | None]
    # How many answers are wanted in all, and of whom: [{"margin", "dimensions", "wanted": [{"categories", "number"}]}].
    target: Mapped[int | None]
    quotas: Mapped[list] = mapped_column(Document, default=list)
    channels: Mapped[list] = mapped_column(Document, default=lambda: list(CHANNELS))
    consent_routes: Mapped[list] = mapped_column(Document, default=lambda: list(CONSENT_ROUTES))
    # How many days after its end the words that people typed are deleted; None keeps them.
    retention_days: Mapped[int | None]
    words_deleted_on: Mapped[dt.date | None]
    # How many days after its end whole responses are deleted, with all that was kept of the wave; None keeps them.
    answers_days: Mapped[int | None]
    answers_deleted_on: Mapped[dt.date | None]

    survey: Mapped["Survey"] = relationship(back_populates="waves")  # noqa: F821
    version: Mapped["QuestionnaireVersion"] = relationship()  # noqa: F821
    # Written after the run itself: each of the two tables points to the other.
    chosen_run: Mapped["WeightingRun | None"] = relationship(  # noqa: F821
        foreign_keys=[chosen_run_id], post_update=True
    )

    @property
    def accepts_until(self) -> dt.date:
        """The last day on which a tablet may send what people answered."""
        return self.closes_on + dt.timedelta(days=self.grace_days)

    @property
    def words_kept_until(self) -> dt.date | None:
        """The last day that typed words are kept, not before tablets may no longer send; None while nobody said."""
        return self._kept_for(self.retention_days)

    @property
    def answers_kept_until(self) -> dt.date | None:
        """The last day that responses are kept at all, not before tablets may no longer send; None as above."""
        return self._kept_for(self.answers_days)

    def _kept_for(self, days: int | None) -> dt.date | None:
        return None if days is None else max(self.closes_on + dt.timedelta(days=days), self.accepts_until)

    @property
    def stage(self) -> str:
        """Its state as people speak of it: "draft", "open", "paused" or "closed"."""
        return "paused" if self.paused_on else self.state

    @property
    def is_paused(self) -> bool:
        """Whether nobody may begin today although its days are not over."""
        return self.paused_on is not None and today() <= self.closes_on

    @property
    def is_to_come(self) -> bool:
        """Whether it has not begun."""
        return self.opens_on > today()

    @property
    def takes_answers(self) -> bool:
        """Whether a respondent may begin to answer today."""
        return self.stage == "open" and self.opens_on <= today() <= self.closes_on
