"""Documents of one behaviour each, from tests/questionnaires."""

import copy
import json
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire, QuestionnaireError, shipped_document

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
AREAS = {"wards": [{"value": "E05015239", "text": "Altrincham"}, {"value": "E05015241", "text": "Bowdon"}],
         "neighbourhoods": [{"value": "north", "text": "North"}, {"value": "south", "text": "South"}]}


def read_document(name):
    """A tiny document by name, or a shipped one as "shipped:name"."""
    if name.startswith("shipped:"):
        return shipped_document(name.removeprefix("shipped:"))
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def document():
    return read_document


@pytest.fixture
def load():
    """Name -> Questionnaire, with a partnership of two wards and two neighbourhoods unless told otherwise."""
    return lambda name, areas=AREAS: Questionnaire.from_document(read_document(name), areas)


def with_item(name, changes, page=0):
    """A tiny document with keys of the first item of a page set; None takes a key out."""
    document = copy.deepcopy(read_document(name))
    item = document["sections"][0]["pages"][page]["items"][0]
    item.update(changes)
    for key in [key for key, value in item.items() if value is None]:
        del item[key]
    return document


@pytest.fixture
def refused():
    """Refuses a tiny document whose first item was changed, with these words; the document was good before."""

    def refuse(name, changes, words, page=0):
        Questionnaire.from_document(read_document(name))
        with pytest.raises(QuestionnaireError) as refusal:
            Questionnaire.from_document(with_item(name, changes, page))
        assert any(words in problem.message for problem in refusal.value.problems), refusal.value
        assert all(problem.remedy.endswith(".") for problem in refusal.value.problems)

    return refuse
