"""Makes and changes questionnaire documents, step by step. Pure: a document goes in, a new one comes out.

Every function leaves the document it was given as it is. What the result may not be is said by
Questionnaire.from_document; what would take something away that others rest on is refused here, with CannotAuthor,
in a code and its parameters: the words are for whoever shows them.
"""

from .answers import add_answer, change_answer, move_answer, new_kinds, remove_answer
from .bank import BankItem, bank_items, from_bank, home
from .blank import blank_document, blank_item
from .comparison import departures
from .finding import CannotAuthor, Dependent, dependents, find, master, pages, section
from .items import add, change_item, remove_item
from .order import join_page, move_item, move_page, split_page
from .rules import add_leaf, flat, holder_of, remove_leaf, rule, set_joined, set_rule
from .sections import begin_section, join_section, move_section, rename_section
from .settings import change_settings

__all__ = [
    "BankItem", "CannotAuthor", "Dependent", "add", "add_answer", "add_leaf", "bank_items", "begin_section",
    "blank_document", "blank_item", "change_answer", "change_item", "change_settings", "departures", "dependents",
    "find", "flat", "from_bank", "holder_of", "home", "join_page", "join_section", "master", "move_answer",
    "move_item", "move_page", "move_section", "new_kinds", "pages", "remove_answer", "remove_item", "remove_leaf",
    "rename_section", "rule", "section", "set_joined", "set_rule", "split_page",
]
