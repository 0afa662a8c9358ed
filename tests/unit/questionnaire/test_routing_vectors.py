"""The hand-written cases that this routing and every mirror of it must pass."""

import json

import pytest

from consult.questionnaire import path

from .conftest import FOLDER

CASES = json.loads((FOLDER / "routing_vectors.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_answers_lead_through_these_pages(case, load, document):
    pages = path(load(case["document"], case.get("areas")), case["answers"])
    assert [page.id for page in pages] == case["pages"]
    written = {page["id"]: [item["name"] for item in page["items"]]
               for section in document(case["document"])["sections"] for page in section["pages"]}
    for page in pages:
        assert [item.name for item in page.items] == case.get("items", {}).get(page.id, written[page.id])


def test_every_rule_and_every_kind_of_item_has_its_cases(load):
    used, kinds = set(), set()
    for case in CASES:
        if case["document"].startswith("shipped:"):
            continue
        questionnaire = load(case["document"], case.get("areas"))
        kinds |= {item.type for item in questionnaire.items.values()}
        for page in questionnaire.pages:
            for rule in (page.section.when, page.when, *(item.when for item in page.items)):
                used |= words(rule)
    assert len(CASES) >= 60
    assert used == {"all", "any", "not", "item", "in", "not_in", "answered", "at_least", "at_most", "equals",
                    "more_than", "less_than"}
    assert kinds >= {"single", "several", "grid", "text", "place", "yes_no", "consent", "info", "ranking", "number",
                     "month", "postcode"}


def words(rule):
    """Every key of a rule, however deep."""
    if isinstance(rule, list):
        return {key for part in rule for key in words(part)}
    return {key for key, value in rule.items() for key in {key} | words(value)} if isinstance(rule, dict) else set()
