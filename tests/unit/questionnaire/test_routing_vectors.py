"""The hand-written cases that this routing and every mirror of it must pass."""

import json

import pytest

from consult.questionnaire import path

from .conftest import FOLDER

CASES = json.loads((FOLDER / "routing_vectors.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_answers_lead_through_these_pages(case, load):
    pages = path(load(case["document"], case.get("areas")), case["answers"])
    assert [page.id for page in pages] == case["pages"]
    asked = {page.id: [item.name for item in page.items] for page in pages}
    for page_id, items in case.get("items", {}).items():
        assert asked[page_id] == items
