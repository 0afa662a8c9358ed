"""Column types and checks that several tables share."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB

# JSONB where the database has it: cells are grouped by paths into the answers.
Document = JSON().with_variant(JSONB(), "postgresql")
# One that may be absent: None is the database's null, not the document "null".
DocumentOrNone = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that `column` holds one of `values`, named after the column."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def now() -> dt.datetime:
    """The present moment in UTC, without its zone: every stored time is UTC."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def today() -> dt.date:
    """Today's date in UTC."""
    return now().date()
