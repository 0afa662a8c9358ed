"""The questionnaires that come with the product, and the bank of items they are made of."""

import ast
import csv
import json
import sys
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire, item_bank, path, shipped_document, shipped_names

ROOT = Path(__file__).resolve().parents[3]
SURVEYS = ("residents", "youth")
LANGUAGES = {"en", "ur", "ar", "pa", "bn", "fa", "pl", "ro", "so", "zh"}
# The letters that a text in a language has at least one of; the others are written in Latin letters.
SCRIPTS = {"ur": "\u0600\u06ff", "ar": "\u0600\u06ff", "fa": "\u0600\u06ff", "pa": "\u0a00\u0a7f",
           "bn": "\u0980\u09ff", "zh": "\u4e00\u9fff"}


@pytest.mark.parametrize("name", SURVEYS)
def test_complete_in_ten_languages_and_every_translation_marked_as_machine_written(name, load):
    questionnaire = load(f"shipped:{name}")
    assert not questionnaire.withheld
    assert set(questionnaire.languages) == LANGUAGES
    assert questionnaire.master == "en"
    assert {questionnaire.language_state(lang) for lang in LANGUAGES - {"en"}} == {"machine"}


def texts(entry):
    """Every mapping of languages in a document."""
    if isinstance(entry, dict):
        if "en" in entry and isinstance(entry["en"], str):
            yield entry
        for inner in entry.values():
            yield from texts(inner)
    elif isinstance(entry, list):
        for inner in entry:
            yield from texts(inner)


@pytest.mark.parametrize("name", SURVEYS)
def test_every_text_easy_read_too_has_every_language_in_its_own_script_and_quotes_the_same_places(name):
    found = list(texts(shipped_document(name)))
    assert len(found) > 100
    for words in found:
        assert set(words) == LANGUAGES, (LANGUAGES - set(words), words["en"])
        assert len({words[lang].count("{area}") for lang in words}) == 1
        for lang, letters in SCRIPTS.items():
            assert any(letters[0] <= letter <= letters[1] for letter in words[lang]), words[lang]
        for lang in LANGUAGES - set(SCRIPTS):
            assert not any(low <= letter <= high for letter in words[lang] for low, high in SCRIPTS.values())
            # Names such as "Urdu" are the same in many languages; a sentence never is.
            assert lang == "en" or len(words["en"]) < 20 or words[lang] != words["en"]


@pytest.mark.parametrize("name", SURVEYS)
def test_attitudes_are_required_with_a_way_out_and_about_you_is_optional_and_says_why(name, load):
    for page in load(f"shipped:{name}").pages:
        for item in page.items:
            if page.section.id == "about":
                assert not item.required
                assert item.why["en"].endswith("You do not have to answer.")
            elif item.type == "consent":
                # May the words just written be used: a yes and a no, and nothing else to say.
                assert item.required
            elif item.type != "text":
                assert item.required
                ways_out = {"dont_know"} if item.type == "grid" else {"dont_know", "prefer_not"}
                assert ways_out <= {choice.kind for choice in item.choices}
            else:
                assert not item.required


def test_residents_ask_what_the_field_asks(load):
    residents = load("shipped:residents")
    asked = [page.id for page in path(residents, {"safe_area": "very_unsafe"})]
    assert asked[:12] == ["safe_area", "safe_day", "safe_dark", "reasons_unsafe", "worry_knife", "asb",
                          "primary_concern", "change", "police_council", "community", "influence", "anything_else"]
    # The seven strands and four answers of the Crime Survey's measure, whose score is 0 to 21.
    asb = residents.item("asb")
    assert len(asb.rows) == 7
    assert [choice.value for choice in asb.choices if choice.kind is None] == [
        "very_big", "fairly_big", "not_very_big", "not_a_problem"]
    assert [choice.text["en"] for choice in residents.item("safe_dark").choices if choice.kind is None] == [
        "Very safe", "Fairly safe", "A bit unsafe", "Very unsafe"]
    assert [choice.value for choice in residents.item("age_band").choices if choice.kind is None] == [
        "16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+"]


def test_each_ethnic_group_leads_to_its_own_second_step(load):
    residents = load("shipped:residents")
    for group in ("asian", "black", "mixed", "white", "other"):
        second = [page.id for page in path(residents, {"ethnic_group": group}) if page.id.startswith("ethnic_")]
        assert second == ["ethnic_group", f"ethnic_{group}"]


def test_nothing_asked_finds_a_person(load):
    for name in SURVEYS:
        names = set(load(f"shipped:{name}").items)
        assert not names & {"name", "email", "phone", "address", "postcode", "date_of_birth", "school"}
        for item in load(f"shipped:{name}").items.values():
            if item.type == "text":
                assert "name" in item.hint["en"]


def test_support_follows_the_questions_that_can_hurt(load):
    youth = load("shipped:youth")
    for name in ("know_carries", "bought_knife", "where_bought", "worry_knife", "reasons_unsafe"):
        assert "childline" in youth.item(name).support
    assert "childline" not in load("shipped:residents").support
    assert set(youth.support) == {"childline", "fearless", "999", "crimestoppers", "victim_support"}


def test_items_agree_with_the_bank_and_benchmarks_exist(load):
    bank = item_bank()
    benchmarks = {row["id"]: row for row in json.loads(
        (ROOT / "consult/reference/benchmarks.json").read_text(encoding="utf-8"))}
    used = set()
    for name in shipped_names():
        for item in load(f"shipped:{name}").items.values():
            if item.bank is None:
                continue
            used.add(item.bank)
            entry = bank[item.bank]
            assert list(item.net) == entry["net"]
            if item.bank not in ("reasons_unsafe", "ethnic_detail"):
                plain = [choice.value for choice in item.choices
                         if choice.kind not in ("dont_know", "prefer_not") and not choice.is_area]
                assert plain == entry["scale"] or item.areas
                assert item.text["en"] == entry["wording"]
            if item.benchmark:
                assert item.benchmark in entry["benchmarks"]
    assert used == set(bank)
    for entry in bank.values():
        assert entry["source"]["publication"]
        for benchmark in entry["benchmarks"]:
            verdicts = {found["verdict"] for found in benchmarks[benchmark]["comparisons"]}
            assert verdicts & {"exact", "similar"}


def test_a_partnership_without_areas_is_not_asked_for_them():
    document = shipped_document("residents")
    pages = [page.id for page in path(Questionnaire.from_document(document, {"wards": [], "neighbourhoods": []}), {})]
    assert not {"ward", "neighbourhood"} & set(pages)


def test_the_social_survey_document_has_the_categories_of_the_margins(load):
    margins = ROOT / "../shared/data/ess9_gb/margins_sexage_edu_region.csv"
    if not margins.exists():
        pytest.skip("the European Social Survey's margins are not beside this checkout")
    wanted = {}
    for row in csv.DictReader(margins.open(encoding="utf-8")):
        wanted.setdefault(row["margin"], set()).add(row["category"])
    ess = load("shipped:ess9")
    for margin, categories in wanted.items():
        assert {choice.value for choice in ess.item(margin).choices} == categories


def test_the_package_is_the_standard_library_alone():
    for file in (ROOT / "consult/questionnaire").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module] if isinstance(node, ast.ImportFrom) and not node.level else [])
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names, f"{file.name} imports {name}"
