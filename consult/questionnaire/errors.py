"""What is said when a document cannot be used, or an answer cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ANSWER_CODES = (
    "required", "not_offered", "too_long", "exclusive", "unreadable",
    # ranking
    "twice", "gap",
    # number
    "not_a_number", "too_small", "too_large",
    # month
    "incomplete_month", "not_a_month", "too_early", "too_late",
    # keyed from paper
    "not_a_code", "one_code", "too_many_places",
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a document: where, what, and what to do about it."""

    place: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.remedy}"


class QuestionnaireError(ValueError):
    """A document that cannot be used. `problems` lists everything found, not only the first."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AnswerError(ValueError):
    """An answer that cannot be taken.

    `code` is one of ANSWER_CODES and never changes meaning: the web layer turns it into words in the
    respondent's language. `params` holds numbers, months, places in an order, row and choice values for those
    words, never what was typed.
    """

    def __init__(self, code: str, **params: Any):
        if code not in ANSWER_CODES:
            raise ValueError(f"unknown answer code {code!r}")
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True)
class AnswerProblem:
    """One answer on the path that cannot stand, found when the whole path is checked."""

    page_id: str
    item_name: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
