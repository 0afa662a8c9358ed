import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, one_of, today

ACTION_STATES = ("planned", "doing", "done", "will_not")
# SQL's NULL where nothing is published: a CHECK can see it.
Published = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Action(db.Model):
    """What somebody said and what is done about it. Texts are by language, English always.

    `published` is what the public reads, frozen when it was published: what is written afterwards waits for somebody
    else to publish it. Who owns an action is for officers only.
    """

    __tablename__ = "action"
    __table_args__ = (
        one_of("state", ACTION_STATES),
        CheckConstraint("owner <> ''", name="has_owner"),
        CheckConstraint("state <> 'will_not' OR reason_given", name="refusal_has_reason"),
        CheckConstraint("(published IS NULL) = (published_by IS NULL)", name="published_by_somebody"),
        CheckConstraint("published_by <> answered_by", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    said: Mapped[dict] = mapped_column(Document)
    owner: Mapped[str] = mapped_column(String(160))
    due_on: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(String(8), default="planned")
    reason: Mapped[dict] = mapped_column(Document, default=dict)
    reason_given: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[dict] = mapped_column(Document, default=dict)
    # Who last wrote anything that the public would read, and all who wrote since it was published: the one who
    # publishes is none of them.
    written_by: Mapped[str] = mapped_column(String(160))
    writers: Mapped[list] = mapped_column(Document, default=list)
    made_on: Mapped[dt.date] = mapped_column(default=today)
    changed_on: Mapped[dt.date] = mapped_column(default=today)
    published: Mapped[dict | None] = mapped_column(Published)
    published_by: Mapped[str | None] = mapped_column(String(160))
    # Who wrote what is published.
    answered_by: Mapped[str | None] = mapped_column(String(160))
    published_on: Mapped[dt.date | None] = mapped_column(index=True)

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
    links: Mapped[list["ActionLink"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ActionLink.id"
    )


class ActionLink(db.Model):
    """What an action answers: a finding of a published edition, a theme, and the like.

    kind says what `reference` is the name of; `label` is what it was called then.
    """

    __tablename__ = "action_link"
    __table_args__ = (UniqueConstraint("action_id", "kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(240))
