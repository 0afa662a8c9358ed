"""Somebody else's XLSForms: real ones, odd ones and hostile ones. Imported or explained, never a crash."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from consult.questionnaire import Questionnaire
from consult.services.exchange import files, reading
from consult.services.exchange.words import said
from tests.integration.test_exchange_pages import workbook

YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"], ["yn", "dk", "Don't know"]]
# pyxform's own test forms: its source distributions up to 1.1.0 hold them, and so does its repository.
SUITE = Path(os.environ.get("PYXFORM_FORMS") or Path(__file__).resolve().parents[4] / "shared" / "pyxform_forms")


@pytest.fixture(autouse=True)
def babel():
    """Words for what a form lacks are chosen by language, as in a request."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def brought(survey, choices=YES_NO, header=("type", "name", "label", "relevant"), **sheets):
    """What is made of a form of these rows; every remark is put into words on the way."""
    found = reading.read(workbook(survey=[list(header), *survey], choices=choices, **sheets), "form.xlsx")
    for remark in found.remarks:
        assert said(remark)
    if found.document is not None:
        Questionnaire.from_document(found.document)
    return found


def items(found):
    return {item["name"]: item for section in found.document["sections"] for page in section["pages"]
            for item in page["items"]}


def whens(found):
    return {item["name"]: page.get("when") or item.get("when") for section in found.document["sections"]
            for page in section["pages"] for item in page["items"]}


def codes(found):
    return {remark.code for remark in found.remarks}


def places(found, code):
    return [(remark.place.sheet, remark.place.row) for remark in found.remarks if remark.code == code]


# The kinds of questions, by hand from the XLSForm standard.
@pytest.mark.parametrize(("row", "wanted"), [
    (["integer", "q", "How many?"], {"type": "number"}),
    (["decimal", "q", "How much?"], {"type": "number", "decimals": 2}),
    (["select_one yn", "q", "Is it?"], {"type": "yes_no"}),
    (["select_multiple yn", "q", "Which?"], {"type": "several"}),
    (["rank yn", "q", "In order?"], {"type": "ranking"}),
    (["note", "q", "Read this."], {"type": "info"}),
    (["text", "q", "Why?"], {"type": "text"}),
    (["date", "q", "When?"], {"type": "month"}),
    (["select one from yn", "q", "Is it?"], {"type": "yes_no"}),
    (["select_one yn or_other", "q", "Is it?"], {"type": "single"}),
])  # fmt: skip
def test_each_kind_of_question_becomes_its_equal(row, wanted):
    made = items(brought([row]))["q"]
    assert {key: made.get(key) for key in wanted} == wanted


@pytest.mark.parametrize(("kind", "code"), [
    ("geopoint", "no_equal_map"), ("image", "no_equal_file"), ("calculate", "no_equal_computed"),
    ("deviceid", "no_equal_device"), ("time", "no_equal_time"), ("nonsense", "type_unknown"),
    ("select_one lost", "choices_missing"), ("select_one_from_file x.csv", "choices_elsewhere"),
    ("", "no_type"),
])  # fmt: skip
def test_what_has_no_equal_is_left_out_and_said_with_its_row(kind, code):
    found = brought([["text", "a", "A?"], [kind, "b", "B?"]])
    assert list(items(found)) == ["a"] and places(found, code) == [("survey", 3)]


# Conditions and the rules that mean the same, by hand from XPath.
@pytest.mark.parametrize(("relevant", "rule"), [
    ("${a} = 'yes'", {"item": "a", "in": ["yes"]}),
    ("'yes' = ${a}", {"item": "a", "in": ["yes"]}),
    ("${a}='yes' or ${a} = \"no\"", {"any": [{"item": "a", "in": ["yes"]}, {"item": "a", "in": ["no"]}]}),
    ("not(selected(${a}, 'yes'))", {"item": "a", "not_in": ["yes"]}),
    ("${a} != 'yes'", {"item": "a", "not_in": ["yes"]}),
    ("${a} != ''", {"item": "a", "answered": True}),
    ("${n} >= 18 and ${n} < 65", {"all": [{"item": "n", "at_least": 18}, {"item": "n", "less_than": 65}]}),
    ("65 > ${n}", {"item": "n", "less_than": 65}),
    ("count-selected(${m}) > 1", {"item": "m", "more_than": 1}),
    ("selected(${m}, 'no')", {"item": "m", "in": ["no"]}),
    ("${m} = 'no'", {"all": [{"item": "m", "in": ["no"]}, {"item": "m", "equals": 1}]}),
    ("not(${n} = 3)", {"not": {"item": "n", "equals": 3}}),
    ("true()", None), ("(${a} = ‘yes’)", {"item": "a", "in": ["yes"]}),
])  # fmt: skip
def test_a_condition_becomes_the_rule_that_means_the_same(relevant, rule):
    found = brought([["select_one yn", "a", "A?"], ["integer", "n", "N?"], ["select_multiple yn", "m", "M?"],
                     ["text", "z", "Z?", relevant]])
    assert whens(found)["z"] == rule and "rule_dropped" not in codes(found)


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="conditions that go in a circle, or that say more than a rule can",
)
@pytest.mark.parametrize(("relevant", "why"), [
    ("${a} = 'maybe'", "rule_choice"), ("${gone} = 1", "rule_unknown"), ("${z} = 'x'", "rule_later"),
    ("${spot} != ''", "rule_left_out"), ("regex(${t}, '[0-9]')", "rule_unread"), ("${n} + 1 > 3", "rule_unread"),
    ("${a} = ", "rule_unread"), ("(" * 200 + "${a} = 'yes'" + ")" * 200, "rule_unread"), ("${t} = 'x'", "rule_words"),
    ("../a = 'yes'", "rule_unread"), ("not(" * 500, "rule_unread"), ("!" * 3000, "rule_unread"),
])  # fmt: skip
def test_a_condition_without_an_equal_is_said_and_nobody_is_made_to_answer(relevant, why):
    found = brought(
        [["select_one yn", "a", "A?", None, None], ["integer", "n", "N?", None, None], ["text", "t", "T?", None, None],
         ["geopoint", "spot", "Where?", None, None], ["text", "z", "Z?", relevant, "yes"]],
        header=("type", "name", "label", "relevant", "required"))  # fmt: skip
    dropped = next(one for one in found.remarks if one.code == "rule_dropped")
    assert (dropped.params["why"], dropped.place.row) == (why, 6)
    assert whens(found)["z"] is None and "required" not in items(found)["z"]


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="conditions that go in a circle, or that say more than a rule can",
    gets="left out and said; what they were for need not be answered",
)
def test_conditions_in_a_circle_are_each_said():
    found = brought([["select_one yn", "a", "A?", "${b} = 'yes'"], ["select_one yn", "b", "B?", "${a} = 'yes'"]])
    assert places(found, "rule_dropped") == [("survey", 2)]
    assert whens(found) == {"a": None, "b": {"item": "a", "in": ["yes"]}}


def test_what_is_never_asked_is_left_out():
    found = brought([["text", "a", "A?"], ["text", "b", "B?", "false()"]])
    assert list(items(found)) == ["a"] and "never_asked" in codes(found)


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="duplicate names, columns and sheets; blank rows; a missing list; open groups",
    gets="renamed or passed over, each said with its row",
)
def test_two_questions_of_one_name_are_told_apart_and_no_rule_guesses_between_them():
    found = brought([["text", "a", "A?"], ["text", "a", "Again?"], ["text", "b", "B?", "${a} != ''"]])
    assert list(items(found)) == ["a", "a_2", "b"]
    assert places(found, "name_twin") == [("survey", 3)]
    assert next(one for one in found.remarks if one.code == "rule_dropped").params["why"] == "rule_twins"
    assert "pyxform" in codes(found)


def test_groups_become_sections_pages_and_grids():
    found = brought([
        ["begin group", "about", "About you", "${x} = 'yes'", None],
        ["select_one yn", "x", "X?", None, None],
        ["begin_group", "rows", "How much of:", None, "table-list"],
        ["select_one yn", "litter", "Litter", None, None], ["select_one yn", "noise", "Noise", None, None],
        ["end_group", None, None, None, None],
        ["begin_group", "page", None, None, "field-list"],
        ["text", "p1", "P1?", None, None], ["text", "p2", "P2?", None, None],
        ["end_group", None, None, None, None], ["end group", None, None, None, None],
        ["text", "last", "Last?", "${litter} = 'yes'", None],
    ], header=("type", "name", "label", "relevant", "appearance"))  # fmt: skip
    sections = found.document["sections"]
    assert [section["title"]["en"] for section in sections] == ["About you", "form"]
    pages = [[item["name"] for item in page["items"]] for page in sections[0]["pages"]]
    assert pages == [["x"], ["rows"], ["p1", "p2"]]
    grid = items(found)["rows"]
    assert grid["type"] == "grid" and [row["value"] for row in grid["rows"]] == ["litter", "noise"]
    assert {one.params["why"] for one in found.remarks if one.code == "rule_dropped"} == {"rule_later", "rule_row"}


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="duplicate names, columns and sheets; blank rows; a missing list; open groups",
)
def test_an_odd_workbook_is_read_as_far_as_it_goes():
    found = brought(
        [[None, None, None, None], [], ["text", "Ä 1", "  A?\u00a0", None], ["text", "2", "{b} ${a1}", None],
         ["#comment", "x", "y", None], ["end_group", None, None, None], ["text", None, None, None]],
        header=("type", "name", "label::English (en)", "name"), choices=[["what"], ["ever"]], Notes=[["x"]],
        entities=[["dataset"], ["trees"]], settings=[["form_title", "style"], ["  My form ", "pages"]])  # fmt: skip
    assert list(items(found)) == ["a_1", "q_2", "question_8"]
    assert found.document["title"] == {"en": "My form"}
    said_of = {"column_twin", "sheet_unread", "setting_unread", "group_unopened", "words_missing", "braces"}
    assert said_of <= codes(found)


def test_languages_by_name_and_code():
    found = brought(
        [["text", "a", "A?", "A po polsku?", "Ki?"], ["text", "b", "B?", None, "Ki?"]],
        header=("type", "name", "label::English", "label::Polski", "label::Klingon"),
        settings=[["default_language"], ["English"]])  # fmt: skip
    assert list(found.document["languages"]) == ["en", "pl"]
    assert {"language_unknown", "language_withheld"} <= codes(found)


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="words too long for a phone",
    gets="the question is left out and said, never cut",
)
def test_words_too_long_for_a_phone_are_never_cut():
    found = brought([["text", "a", "A?"], ["text", "b", "x" * 181]])
    assert list(items(found)) == ["a"]
    assert next(one for one in found.remarks if one.code == "text_too_long").params["length"] == 181


def test_limits_of_answers():
    found = brought(
        [["integer", "age", "Age?", ". > 15 and . <= 99"], ["text", "t", "T?", "string-length(.) < 51"],
         ["select_multiple yn", "m", "M?", "not(selected(., 'no') and count-selected(.) > 1)"],
         ["integer", "odd", "Odd?", ". mod 2 = 1"]],
        header=("type", "name", "label", "constraint"))  # fmt: skip
    made = items(found)
    assert (made["age"]["min"], made["age"]["max"], made["t"]["max_length"]) == (16, 99, 50)
    assert [choice.get("kind") for choice in made["m"]["choices"]] == [None, "none", "dont_know"]
    assert places(found, "constraint") == [("survey", 5)]


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="formulas in cells",
    gets="the value they had, never run, and said",
)
def test_formulas_are_never_run_and_are_said():
    found = brought([["text", "a", "=1+1"], ["text", "b", "=HYPERLINK(\"http://x\")"]])
    assert codes(found) >= {"formula", "words_missing"}
    assert items(found)["a"]["text"] == {"en": "a"}


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="a workbook that unfolds to more than 32 MB, a file above 8 MB",
    gets="refused before it is unfolded",
)
def test_a_workbook_that_unfolds_without_end_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (files.MOST_UNFOLDED + 1))
    assert len(file.getvalue()) < files.MOST_BYTES
    with pytest.raises(files.FileRefused, match="unfolds to more than"):
        reading.read(file.getvalue(), "bomb.xlsx")


def test_a_long_form_is_read_whole():
    found = brought([["text", f"q{at}", f"Q{at}?"] for at in range(1500)])
    assert len(items(found)) == 1500


def test_a_file_beyond_the_limit_is_refused():
    with pytest.raises(files.FileRefused, match="larger than 8 MB"):
        reading.read(b"x" * (files.MOST_BYTES + 1), "big.csv")


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="NULs, half rows, nonsense under any ending",
    gets="refused or explained, never an error page",
)
@pytest.mark.parametrize("name", ["form.csv", "form.md", "form.xls", "form.xlsx", "form.lss", "form.json"])
@pytest.mark.parametrize("content", [b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"|survey|\n||type|", b",,,\n\"",
                                     b"survey\n,type,name,label\n,text,a\0b,A\0?\n"], ids=range(5))  # fmt: skip
def test_nonsense_under_any_ending_is_refused_or_explained(name, content):
    try:
        found = reading.read(content, name)
    except files.FileRefused as refused:
        assert str(refused.words) and str(refused.remedy)
    else:
        assert found.document is not None or found.problems


def test_a_csv_form():
    survey = "survey,,\n,type,name,label\n,text,a,A?\n,select_one yn,b,B?\n"
    choices = "choices,,\n,list_name,name,label\n,yn,1,Oui\n"
    assert list(items(reading.read((survey + choices).encode(), "form.csv"))) == ["a", "b"]


@pytest.mark.skipif(not SUITE.is_dir(), reason="pyxform's test forms are not here; PYXFORM_FORMS names their folder")
def test_pyxforms_own_test_forms_are_imported_or_explained():
    forms = [file for file in SUITE.rglob("*") if file.suffix.lower() in (".xls", ".xlsx", ".xlsm", ".csv", ".md")]
    assert forms
    for file in forms:
        try:
            found = reading.read(file.read_bytes(), file.name)
        except files.FileRefused as refused:
            assert str(refused.words) and str(refused.remedy), file
            continue
        assert all(said(remark) for remark in found.remarks), file
        assert found.document is not None or (found.problems and found.remarks), file
