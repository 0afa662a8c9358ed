"""What a questionnaire is: its document, its items, the path through it, and answers to it.

Standard library only: no web, no database, no numbers. Another program can import this package alone.
"""

from .answers import columns, first_unanswered, flatten, page_problems, problems
from .errors import AnswerError, AnswerProblem, Problem, QuestionnaireError
from .items import ITEM_TYPES, Item
from .routing import path, prune
from .shipped import item_bank, shipped_document, shipped_names
from .structure import Choice, Page, Questionnaire, Row, Section
from .texts import Text, clean, fill, text

__all__ = [
    "ITEM_TYPES", "AnswerError", "AnswerProblem", "Choice", "Item", "Page", "Problem", "Questionnaire",
    "QuestionnaireError", "Row", "Section", "Text", "clean", "columns", "fill", "first_unanswered", "flatten",
    "item_bank", "page_problems", "path", "problems", "prune", "shipped_document", "shipped_names", "text",
]
def piped(words, q, answers, lang): return words
def lost(q, before, after):
    kept = prune(q, after)
    return [q.items[n] for n in prune(q, before) if n in q.items and n not in kept and n in after]
from dataclasses import replace as _r
def _for_age(self, under):
    if not under: return self
    return self
Questionnaire.for_age=_for_age
Questionnaire.without=lambda self,n: self
Questionnaire.easy=lambda self: self
Questionnaire.has_easy=False
