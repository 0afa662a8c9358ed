"""Questionnaires in and out, as an officer meets it: the file, what was understood, what becomes of it."""

import io
import json
import subprocess
import sys

import pytest
from openpyxl import Workbook, load_workbook

from consult.extensions import db
from consult.models import AuditEvent, BroughtForm
from consult.questionnaire import shipped_document
from consult.services import field, versions
from consult.services.exchange import keeping
from tests.integration.surveys import document, open_survey, yes_no

OUT = "/officer/trafford/exchange/out"
IN = "/officer/trafford/exchange/in"


def workbook(**sheets):
    """An .xlsx file of sheets given as rows of cells."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SURVEY = [
    ["type", "name", "label::English (en)", "relevant", "required"],
    ["select_one yn", "Safe?", "Do you feel safe?", None, "yes"],
    ["text", "why", "Why not?", "${Safe?} = 'no'", None],
    ["geopoint", "spot", "Where was it?", None, None],
]
CHOICES = [["list_name", "name", "label::English (en)"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
FORM = workbook(survey=SURVEY, choices=CHOICES, settings=[["form_title"], ["Street safety"]])


def send(client, content, name):
    return client.post(IN, data={"csrf_token": client.token(IN), "file": (io.BytesIO(content), name)})


def decide(client, page, /, **data):
    return client.post(page, data={"csrf_token": client.token(page), **data})


def test_a_form_is_read_reported_and_becomes_a_survey(app, sign_in):
    client = sign_in("officer", "trafford")
    answer = send(client, FORM, "street.xlsx")
    assert answer.status_code == 303
    report = client.get(answer.location).text
    assert "Street safety" in report and "2 questions" in report
    assert "“spot” (geopoint) asks for a point on a map. It was left out" in report
    assert "The name “Safe?” became “safe”" in report
    assert field.survey("street") is None, "nothing is made before the officer says so"
    answer = decide(client, answer.location, where="new", title="Street safety", address="street", audience="adults")
    assert answer.status_code == 303
    assert "“street.xlsx” is now version 1 of “Street safety”." in client.get(answer.location).text
    made = field.questionnaire(field.latest_version(field.survey("street")))
    assert [(item.name, item.type) for item in made.items.values()] == [("safe", "yes_no"), ("why", "text")]
    assert made.items["why"].when == {"item": "safe", "in": ["no"]}
    assert made.items["safe"].required
    assert {"bring in form", "add survey"} <= set(db.session.scalars(db.select(AuditEvent.verb)))


@pytest.mark.refusal(part="Questionnaires from files", comes="a file decided on twice", gets="used once")
def test_a_file_is_used_once(app, sign_in):
    client = sign_in("officer", "trafford")
    report = send(client, FORM, "street.xlsx").location
    decide(client, report, where="new", title="Street", address="street", audience="adults")
    page = client.get(report).text
    assert "It became version 1 of “Street”" in page and 'name="where"' not in page
    token = client.token(IN)
    again = client.post(report, data={"csrf_token": token, "where": "new", "title": "Street", "address": "street-two",
                                      "audience": "adults"})
    assert again.status_code == 422 and "This file was used already" in again.text
    assert field.survey("street-two") is None


def test_a_form_becomes_the_next_step_of_a_draft_and_the_step_is_undone(app, sign_in):
    survey = open_survey(document(yes_no("a", "First?"))).survey
    client = sign_in("officer", "trafford")
    report = send(client, FORM, "street.xlsx").location
    assert decide(client, report, where="tiny").status_code == 303
    draft = versions.draft(survey)
    assert (draft.number, list(field.questionnaire(draft).items)) == (2, ["safe", "why"])
    assert versions.undo(draft, "tests").subject == "street.xlsx"
    assert list(field.questionnaire(draft).items) == ["a"]
    assert list(field.questionnaire(survey.waves[0].version).items) == ["a"], "what people answer stays"


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="a survey without a title, an address that is taken or none",
    gets="beside the field, with all that was typed",
)
@pytest.mark.parametrize(("data", "words", "href"), [
    ({}, "Choose what becomes of it", "#where"),
    ({"where": "nowhere"}, "Not a valid choice", "#where"),
    ({"where": "new", "title": "", "address": "x", "audience": "adults"}, "Give the survey a title", "#title"),
    ({"where": "new", "title": "T", "address": "", "audience": "adults"}, "Give the survey an address", "#address"),
    ({"where": "new", "title": "T", "address": "A b", "audience": "adults"}, "Use small letters", "#address"),
    ({"where": "new", "title": "T", "address": "trafford", "audience": "adults"}, "There is a survey at this address",
     "#address"),
    ({"where": "new", "title": "T", "address": "x"}, "Choose who the survey is for", "#audience"),
    ({"where": "new", "title": "T", "address": "x", "audience": "all"}, "Choose who the survey is for", "#audience"),
])  # fmt: skip
def test_what_is_lacking_is_said_beside_it_and_what_was_typed_stays(app, sign_in, data, words, href):
    client = sign_in("officer", "trafford")
    report = send(client, FORM, "street.xlsx").location
    page = decide(client, report, **data)
    assert page.status_code == 422
    assert words in page.text and f'href="{href}"' in page.text and f'id="{href[1:]}"' in page.text
    if data.get("title"):
        assert f'value="{data["address"]}"' in page.text
    assert db.session.scalar(db.select(BroughtForm.version_id)) is None


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="no file, an empty one, one that is no form, of a kind that is not read, cut off, in a wrong encoding",
    gets="words and what to do; nothing is kept",
)
@pytest.mark.parametrize(("content", "name", "words"), [
    (b"", "form.xlsx", "The file is empty"),
    (b"not a zip", "form.xlsx", "The file is no Excel workbook"),
    (FORM[:600], "form.xlsx", "The file is no Excel workbook"),
    (b"whatever", "form.docx", "Files that end in “.docx” cannot be read"),
    (b"whatever", "form", "Files that end in “–” cannot be read"),
    (workbook(Sheet1=[["a"], ["b"]], Sheet2=[["c"]]), "form.xlsx", "The file has no sheet called “survey”"),
    (b"{", "form.json", "The file is not JSON"),
    (b"\xff\xfe\x00", "form.json", "The file is not written in UTF-8"),
    (b"[" * 100_000, "form.json", "The file is not JSON"),
    (b"<document>", "form.lss", "The file is not well-formed XML"),
    (b"<answers/>", "form.lss", "The file is no survey structure of LimeSurvey"),
    ("survey,\n,type,name,label\n,text,a,Pr\u00e9nom".encode("latin-1"), "form.csv", "line 3 holds a byte"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(app, sign_in, content, name, words):
    page = send(sign_in("officer", "trafford"), content, name)
    assert page.status_code == 422 and words in page.text
    assert db.session.scalar(db.select(db.func.count()).select_from(BroughtForm)) == 0


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="no file, an empty one, one that is no form, of a kind that is not read, cut off, in a wrong encoding",
)
def test_no_file_chosen(app, sign_in):
    client = sign_in("officer", "trafford")
    page = client.post(IN, data={"csrf_token": client.token(IN)})
    assert page.status_code == 422 and "Choose the file that holds the questionnaire" in page.text


def test_a_document_that_cannot_be_used_is_refused_with_each_place(app, sign_in):
    bad = document(yes_no("a", "First?", when={"item": "later", "in": ["yes"]}))
    page = send(sign_in("officer", "trafford"), json.dumps(bad).encode(), "ours.json")
    assert page.status_code == 422
    assert "No questionnaire could be made of the file" in page.text
    assert "rule of item" in page.text and "which does not exist" in page.text


def test_a_form_of_nothing_that_can_be_asked_is_explained(app, sign_in):
    content = workbook(survey=[["type", "name", "label"], ["geopoint", "spot", "Where?"]])
    page = send(sign_in("officer", "trafford"), content, "map.xlsx")
    assert page.status_code == 422
    assert "No question of the file can be asked here" in page.text and "“spot” (geopoint)" in page.text


@pytest.mark.refusal(
    part="Questionnaires from files",
    comes="a NUL in a text of a document",
    gets='"a character that cannot be kept"',
)
def test_a_text_no_database_keeps_is_refused(any_app):
    from consult.services.exchange import reading

    bad = document(yes_no("a", "First?"))
    bad["title"]["xx"] = "a\0b"
    brought = reading.read(json.dumps(bad).encode(), "ours.json")
    assert brought.document is None and "cannot be kept" in brought.problems[0].message


@pytest.mark.parametrize("slug", ["trafford", "trafford-youth"])
def test_what_is_taken_out_and_brought_in_is_the_same(any_app, slug):
    """Both ways, on each database: the survey's questionnaire as a file and back."""
    from consult.models import Partnership
    from consult.services.exchange import reading

    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    version = field.latest_version(field.survey(slug))
    for kind in keeping.KINDS:
        brought = reading.read(keeping.taken_out(version, kind, "tests"), f"out.{kind}")
        assert brought.remarks == [] and brought.document == version.document, kind
    kept = keeping.keep(partnership, "out.json", brought, "tests")
    assert keeping.find(partnership, kept.id).document == version.document


def test_an_officer_takes_out_and_a_viewer_too(app, sign_in):
    for role in ("officer", "viewer"):
        client = sign_in(role, "trafford")
        page = client.get("/officer/trafford/exchange").text
        assert f"{OUT}/trafford/1.xlsx" in page
        answer = client.get(f"{OUT}/trafford/1.json")
        assert answer.json == shipped_document("residents")
        assert "trafford-1.json" in answer.headers["Content-Disposition"]
        book = load_workbook(io.BytesIO(client.get(f"{OUT}/trafford/1.xlsx").data), read_only=True)
        assert book.sheetnames == ["survey", "choices", "settings"]
        assert ("Bring in a questionnaire" in page) == (role == "officer")


@pytest.mark.parametrize("address", ["trafford/1.pdf", "trafford/2.json", "nowhere/1.json", "stockport/1.json"])
def test_what_is_not_there_cannot_be_taken_out(app, sign_in, address):
    assert sign_in("officer", "trafford").get(f"{OUT}/{address}").status_code == 404


def test_another_partnerships_file_does_not_exist(app, sign_in):
    report = send(sign_in("officer", "trafford"), FORM, "street.xlsx").location
    other = sign_in("officer", "stockport")
    assert other.get(report).status_code == 404
    assert other.get(report.replace("trafford", "stockport")).status_code == 404
    token = other.token("/account/")
    answer = other.post(report.replace("trafford", "stockport"), data={"csrf_token": token, "where": "stockport"})
    assert answer.status_code == 404
    mine = sign_in("officer", "trafford")
    assert decide(mine, report, where="stockport").status_code == 422, "nor can it go into another's survey"


def test_what_nobody_decided_on_is_deleted_after_two_weeks(app, sign_in):
    client = sign_in("officer", "trafford")
    old = send(client, FORM, "old.xlsx").location
    kept = db.session.scalar(db.select(BroughtForm))
    kept.at -= keeping.KEPT_FOR * 1.01
    db.session.commit()
    send(client, FORM, "new.xlsx")
    assert client.get(old).status_code == 404


def test_words_of_the_file_are_never_markup(app, sign_in):
    survey = [["type", "name", "label"], ["geopoint", "<script>alert(1)</script>", "<b>x</b>"], ["text", "a", "A?"]]
    report = send(sign_in("officer", "trafford"), workbook(survey=survey), "<img src=x>.xlsx").location
    page = sign_in("officer", "trafford").get(report).text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_a_worker_that_reads_no_form_loads_nothing_that_does():
    program = (
        "import pathlib, sys, tempfile\n"
        "from consult import create_app\n"
        "create_app({'INSTANCE': pathlib.Path(tempfile.mkdtemp()), 'TESTING': True, 'SECRET_KEY': 'x' * 40})\n"
        "heavy = {'pyxform', 'openpyxl', 'xlrd', 'lark', 'xlsxwriter', 'defusedxml'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
