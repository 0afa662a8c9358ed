"""Documents of one behaviour each, from tests/questionnaires."""

import json
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire, shipped_document

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
