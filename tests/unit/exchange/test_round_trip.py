"""What is taken out as an XLSForm comes back the same, and pyxform, which most programs use, takes it."""

import copy
import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from consult.questionnaire import Questionnaire, QuestionnaireError, shipped_document, shipped_names
from consult.questionnaire.exchange.remarks import Remarks
from consult.questionnaire.exchange.xlsform_out import sheets_of
from consult.services.exchange import files, reading
from tests.integration.surveys import document, yes_no

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
AREAS = {"wards": [{"value": "E05000001", "text": "Ashton"}], "neighbourhoods": [{"value": "N1", "text": "North"}]}


def usable():
    """(name, document) of every document that comes with the product and its tests and can be used."""
    for name in shipped_names():
        yield pytest.param(shipped_document(name), id=name)
    for file in sorted(FOLDER.glob("*.json")):
        found = json.loads(file.read_text(encoding="utf-8"))
        try:
            Questionnaire.from_document(found)
        except QuestionnaireError:
            continue
        yield pytest.param(found, id=file.stem)


def back(content):
    """The document in a workbook, and the remarks on it."""
    brought = reading.read(content, "out.xlsx")
    assert brought.kind == "own", brought
    assert brought.document is not None, brought.problems
    return brought.document, brought.remarks


@pytest.mark.parametrize("areas", [None, AREAS], ids=["bare", "with areas"])
@pytest.mark.parametrize("found", list(usable()))
def test_ours_comes_back_the_same_and_pyxform_takes_it(found, areas):
    content = files.workbook_of(sheets_of(found, areas))
    made, remarks = back(content)
    assert made == found
    assert remarks == []
    result = convert(content, file_type=".xlsx")
    assert result.warnings == []


# Texts with everything that cells, XML and Excel treat in a way of their own.
WORDS = st.text(
    st.one_of(st.sampled_from(string.printable + "_x0041_ \u00a0\u2028\u202e\u200f\ufeff|“”é中ش😀=+-@'\"<>&"),
              st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=40)  # fmt: skip
VALUES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_:+-]{0,5}", fullmatch=True)


@st.composite
def documents(draw):
    """Documents of several types, in two languages and one that is not listed, with odd words."""
    def words(most=40):
        plain = draw(st.from_regex(r"[a-z=+_@'\u00a0é中]{1,20}", fullmatch=True)).strip() or "x"
        return {"en": plain[:most], "pl": plain, "xx": draw(WORDS)}

    pages = []
    for at, kind in enumerate(draw(st.lists(st.sampled_from(["single", "several", "ranking", "grid", "number", "text",
                                                            "info", "month"]), min_size=1, max_size=4))):
        item = {"name": f"q{at}", "type": kind, "text": words()}
        if kind in ("single", "several", "ranking", "grid"):
            values = draw(st.lists(VALUES, min_size=2, max_size=4, unique=True))
            item["choices"] = [{"value": value, "text": words()} for value in values]
        if kind == "several":
            item["choices"][0]["kind"] = "none"
        if kind == "ranking":
            item["choices"].insert(draw(st.integers(0, 2)), {"value": "dk", "text": words(), "kind": "dont_know"})
            if [one["value"] for one in item["choices"]].count("dk") > 1:
                item["choices"] = [one for one in item["choices"] if one["value"] != "dk" or "kind" in one]
                item["choices"] += [{"value": "one", "text": words()}, {"value": "two", "text": words()}]
        if kind == "grid":
            item["rows"] = [{"value": value, "text": words()}
                            for value in draw(st.lists(VALUES, min_size=1, max_size=3, unique=True))]
        if pages and pages[0]["items"][0]["type"] in ("single", "several", "grid"):
            first = pages[0]["items"][0]
            item["when"] = {draw(st.sampled_from(["all", "any"])): [
                {"item": "q0", "in": [first["choices"][-1]["value"]]}, {"item": "q0", "answered": True}]}
        pages.append({"id": f"p{at}", "items": [item]})
    return document(*pages, languages={"en": {"state": "master"}, "pl": {"state": "machine"}},
                    title=words(), intro=words(), thanks=words())  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_documents_of_any_kind_come_back_the_same(found):
    try:
        Questionnaire.from_document(found)
    except QuestionnaireError:
        return
    content = files.workbook_of(sheets_of(found))
    made, remarks = back(content)
    assert made == found and remarks == []
    convert(content, file_type=".xlsx")


def base():
    return document(yes_no("a", "First?"), yes_no("b", "Second?", when={"item": "a", "in": ["yes"]}))


def edited(change, found=None):
    """What comes back of a form after `change` has been made to its sheets."""
    sheets = sheets_of(found or base())
    change(sheets)
    return back(files.workbook_of(sheets))


def row(sheets, name):
    return next(one for one in sheets["survey"] if one.get("name") == name)


def test_words_changed_in_the_file_are_taken_and_nothing_else_changes():
    def change(sheets):
        row(sheets, "b")["label::English (en)"] = "Another second?"
        sheets["choices"][0]["label::English (en)"] = "Yes, I do"
        sheets["settings"][0]["form_title"] = "Another title"

    made, remarks = edited(change)
    wanted = base()
    items = [page["items"][0] for page in wanted["sections"][0]["pages"]]
    items[1]["text"], items[0]["choices"][0]["text"] = {"en": "Another second?"}, {"en": "Yes, I do"}
    wanted["title"] = {"en": "Another title"}
    assert made == wanted and remarks == []


def test_a_language_added_in_the_file_is_taken():
    found = base()
    found["languages"]["pl"] = {"state": "machine"}
    made, _remarks = edited(lambda sheets: row(sheets, "a").update({"label::Polish (pl)": "Pierwsze?"}), found)
    assert made["sections"][0]["pages"][0]["items"][0]["text"] == {"en": "First?", "pl": "Pierwsze?"}


def test_a_rule_and_a_required_changed_in_the_file_are_taken_and_said():
    def change(sheets):
        row(sheets, "b")["relevant"] = "not(selected(${a}, 'yes'))"
        row(sheets, "b").pop("required")

    made, remarks = edited(change)
    second = made["sections"][0]["pages"][1]["items"][0]
    assert second["when"] == {"item": "a", "not_in": ["yes"]} and second["required"] is False
    assert {one.code for one in remarks} == {"rule_changed", "required_changed"}


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="our own form with changes that cannot be taken, or with our columns spoilt",
    gets="what Consult had is kept, each change said",
)
def test_what_cannot_be_taken_is_kept_as_it_was_and_said():
    def change(sheets):
        row(sheets, "b")["relevant"] = "today() > 3"
        row(sheets, "b")["type"] = "text"
        sheets["survey"].insert(1, {"type": "text", "name": "new", "label::English (en)": "New?"})

    made, remarks = edited(change)
    assert made == base()
    assert {(one.code, one.params.get("column")) for one in remarks} == {
        ("cell_kept", "relevant"), ("cell_kept", "type"), ("row_added", None)}


def test_a_quote_keeps_its_fallback_when_the_words_around_it_change():
    found = base()
    found["sections"][0]["pages"][1]["items"][0]["text"] = {"en": "You said {answer.a|nothing}. Why?"}
    sheets = sheets_of(found)
    assert row(sheets, "b")["label::English (en)"] == "You said ${a}. Why?"
    made, _remarks = edited(lambda sheets: row(sheets, "b").update({"label::English (en)": "So ${a}?"}), found)
    assert made["sections"][0]["pages"][1]["items"][0]["text"] == {"en": "So {answer.a|nothing}?"}


def test_a_question_taken_out_of_the_file_is_taken_out():
    def change(sheets):
        sheets["survey"].remove(row(sheets, "b"))

    made, _remarks = edited(change)
    assert [page["id"] for page in made["sections"][0]["pages"]] == ["a"]


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="our own form with changes that cannot be taken, or with our columns spoilt",
)
@pytest.mark.parametrize("odd", [
    "|{}|", "|[]|", '|{"item": 3}|', '|{"item": {"name": []}}|', "|nonsense|", '|{"section": {"id": 7}}|',
    '|{"row": {}}|', '|{"item":{"name":"a"},"has":3,"exact":4}|', "|" + "[" * 9000 + "|",
])  # fmt: skip
def test_our_columns_filled_with_anything_never_crash(odd):
    for at in range(len(sheets_of(base())["survey"])):
        sheets = copy.deepcopy(sheets_of(base()))
        sheets["survey"][at]["consult"] = odd
        brought = reading.read(files.workbook_of(sheets), "odd.xlsx")
        assert brought.document is not None or brought.problems


@pytest.mark.parametrize(("rule", "words"), [
    # By hand, from the XPath of XLSForm.
    ({"item": "one", "in": ["x"]}, "${one} = 'x'"),
    ({"item": "one", "not_in": ["x", "y"]}, "not(${one} = 'x' or ${one} = 'y')"),
    ({"item": "many", "in": ["x"]}, "selected(${many}, 'x')"),
    ({"item": "many", "at_least": 2},
     "${many} != '' and count-selected(${many}) - number(selected(${many}, 'none')) >= 2"),
    ({"item": "table", "in": ["x"]}, "${table.r} = 'x' or ${table.s} = 'x'"),
    ({"item": "times", "more_than": 3}, "${times} > 3"),
    ({"item": "times", "in": ["dk"]}, "${times.choice} = 'dk'"),
    ({"item": "times", "answered": False}, "not(${times} != '' or ${times.choice} != '')"),
    ({"item": "moved", "at_most": "2025-12"}, "${moved} < date('2026-01-01')"),
    ({"item": "moved", "equals": "2025-04"}, "${moved} >= date('2025-04-01') and ${moved} < date('2025-05-01')"),
    ({"all": [{"item": "one", "in": ["x"]},
              {"any": [{"item": "one", "in": ["y"]}, {"item": "one", "answered": True}]}]},
     "${one} = 'x' and (${one} = 'y' or ${one} != '')"),
])  # fmt: skip
def test_a_rule_in_xpath(rule, words):
    from consult.questionnaire.exchange.xpath import xpath

    choices = [{"value": "x"}, {"value": "y"}]
    items = {"one": {"name": "one", "type": "single", "choices": choices},
             "many": {"name": "many", "type": "several", "choices": [*choices, {"value": "none", "kind": "none"}]},
             "table": {"name": "table", "type": "grid", "choices": choices, "rows": [{"value": "r"}, {"value": "s"}]},
             "times": {"name": "times", "type": "number", "choices": [{"value": "dk", "kind": "dont_know"}]},
             "moved": {"name": "moved", "type": "month"}}  # fmt: skip
    assert xpath(rule, items) == words


def test_remarks_are_each_made_once():
    from consult.questionnaire.exchange.remarks import TOLD, Place

    remarks = Remarks()
    for _again in range(2):
        remarks.add(TOLD, "disabled", Place("survey", 2), name="a")
    assert len(remarks.made) == 1
