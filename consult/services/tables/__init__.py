"""Tables on demand: any question by any group, weighted, with intervals and tests, small numbers already hidden."""

from consult.services.tables.choosing import (
    EVERYBODY,
    SAID,
    UNSAID,
    CannotTabulate,
    Dimension,
    Question,
    dimensions,
    questions,
)
from consult.services.tables.making import make

__all__ = [
    "EVERYBODY",
    "SAID",
    "UNSAID",
    "CannotTabulate",
    "Dimension",
    "Question",
    "dimensions",
    "make",
    "questions",
]
