"""Preflight: a questionnaire read as an expert would, before anybody is asked.

Standard library only. Whatever is found has a code, a level and a place; the words for it belong to whoever shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import Problem, QuestionnaireError
from ..structure import Questionnaire
from .duration import minutes
from .findings import ERROR, WARNING, WHOLE, Check, Context, Finding, Margin
from .table import CHECKS, STRUCTURE

__all__ = ["CHECKS", "ERROR", "STRUCTURE", "WARNING", "WHOLE", "Check", "Context", "Finding", "Margin", "check",
           "minutes"]

_ITEM = re.compile(r"item \"([^\"]*)\"")
_PAGE = re.compile(r"page \"([^\"]*)\"")


def check(document: Questionnaire | Mapping[str, Any], context: Context | None = None,
          areas: Mapping[str, list[Any]] | None = None) -> list[Finding]:  # fmt: skip
    """Everything found in a questionnaire, errors first, then in the order of `CHECKS`.

    document  a Questionnaire, or a document as `Questionnaire.from_document` takes it
    context   what it is judged beside
    areas     the partnership's own places, for a document

    A document that cannot be read gives what is wrong with its structure, and nothing else: the rest can only be
    judged once it can.
    """
    context = context or Context()
    try:
        asked = document if isinstance(document, Questionnaire) else Questionnaire.from_document(document, areas)
        asked = asked.without(context.left_out)
    except QuestionnaireError as error:
        return [_structural(problem, document) for problem in error.problems]
    fit = [one for one in CHECKS if asked.master == "en" or not one.english]
    found = [finding for one in fit for finding in one.run(asked, context)]
    return sorted(found, key=lambda finding: finding.level != ERROR)


def _structural(problem: Problem, document: Any) -> Finding:
    parameters = {"where": problem.place, "message": problem.message, "remedy": problem.remedy}
    return Finding(STRUCTURE, ERROR, _place(problem.place, document), parameters, str(problem))


def _place(where: str, document: Any) -> str:
    """The item that a problem is about: the one it names, or the first on the page that it names."""
    if named := _ITEM.search(where):
        return named[1]
    named = _PAGE.search(where)
    pages = document.get("sections", ()) if named and isinstance(document, dict) else ()
    for page in (page for section in _dicts(pages) for page in _dicts(section.get("pages"))):
        if page.get("id") == named[1]:
            return next((str(item.get("name")) for item in _dicts(page.get("items"))), WHOLE)
    return WHOLE


def _dicts(found: Any) -> list[dict[str, Any]]:
    """The JSON objects in what ought to be a list of them."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, (list, tuple)) else []
