"""What a questionnaire is: its document, its items, the path through it, and answers to it.

Standard library only: no web, no database, no numbers. Another program can import this package alone.
"""

from . import paper
from .answers import columns, first_unanswered, flatten, page_problems, problems
from .errors import AnswerError, AnswerProblem, Problem, QuestionnaireError
from .items import ITEM_TYPES, Item
from .piping import piped
from .routing import lost, path, prune
from .shipped import item_bank, shipped_document, shipped_names
from .structure import Choice, Page, Questionnaire, Row, Section
from .texts import Text, clean, fill, plain_quotes, text

__all__ = [
    "ITEM_TYPES", "AnswerError", "AnswerProblem", "Choice", "Item", "Page", "Problem", "Questionnaire",
    "QuestionnaireError", "Row", "Section", "Text", "clean", "columns", "fill", "first_unanswered", "flatten",
    "item_bank", "lost", "page_problems", "paper", "path", "piped", "plain_quotes", "problems", "prune",
    "shipped_document", "shipped_names", "text",
]
