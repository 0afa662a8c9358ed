"""Files for translators: read by other programs, brought back row by row, and hostile ones refused in words."""

import io
import re
import zipfile
from xml.etree import ElementTree as Tree

import pytest
from openpyxl import Workbook, load_workbook

from consult.extensions import db
from consult.models import AuditEvent
from consult.questionnaire import shipped_document
from consult.services import field, versions
from consult.services.bringing import FileRefused
from consult.services.translating import exchange
from tests.integration.surveys import open_survey
from tests.integration.test_respond import open_tiny
from tests.integration.test_translating import NUMBER, QUESTION, ask, read_all, save, state

XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KINDS = {"xlsx": "urdu.xlsx", "xliff": "urdu.xlf"}


@pytest.fixture
def draft(any_app):
    return versions.begin(open_tiny().survey, "tests")


def taken_out(version, kind, language="ur"):
    stream = io.BytesIO()
    exchange.take_out(version, language, kind, stream, "tests")
    return stream.getvalue()


def bring(version, content, name, kept_as="draft", **more):
    return exchange.bring_in(version, "ur", content, name, kept_as, "officer@test.example", **more)


def sheet_of(content):
    book = load_workbook(io.BytesIO(content))
    return book, book["texts"]


def rows_of(sheet):
    heads = [cell.value for cell in sheet[1]]
    return {row[0].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)}


def as_bytes(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed_into(content, changes):
    """The file with cells or targets changed, as a translator's own program would write it: place -> {part: words}."""
    if content.startswith(b"PK"):
        book, sheet = sheet_of(content)
        rows = rows_of(sheet)
        for place, parts in changes.items():
            for part, words in parts.items():
                rows[place]["translation: ur" if part == "target" else part].value = words
        return as_bytes(book)
    root = Tree.fromstring(content)
    units = {unit.get("id"): unit for unit in root.iter(f"{{{XLIFF}}}trans-unit")}
    for place, parts in changes.items():
        for part, words in parts.items():
            if part == "place":
                units[place].set("id", words)
            else:
                units[place].find(f"{{{XLIFF}}}{part}").text = words
    return Tree.tostring(root, encoding="utf-8")


def test_the_workbook_as_another_program_reads_it(draft):
    save(draft, '=HYPERLINK("http://x.example")')
    ask(draft, "What makes you feel unsafe?", "item:why.text")
    book, sheet = sheet_of(taken_out(draft, "xlsx"))
    assert [cell.value for cell in sheet[1]] == [
        "place", "source", "context", "translation: ur", "state", "note", "check"]  # fmt: skip
    rows = rows_of(sheet)
    assert len(rows) == NUMBER and sheet.protection.sheet
    question = rows[QUESTION]
    assert question["source"].value == "Do you feel safe?" and question["state"].value == "draft"
    assert question["translation: ur"].value == '=HYPERLINK("http://x.example")'
    for row in rows.values():
        assert {cell.data_type for cell in row.values()} <= {"s", "n"}, "no formula anywhere"
        assert not [cell for cell in row.values() if cell.data_type == "n" and cell.value is not None]
        assert {head for head, cell in row.items() if not cell.protection.locked} == {"translation: ur", "note"}
        assert row["translation: ur"].alignment.readingOrder == 2 and row["translation: ur"].number_format == "@"
    assert rows["item:safe.choice:yes"]["context"].value == "Answer to choose: Do you feel safe?"
    assert "{area}" in rows["document.intro"]["note"].value and "900" in rows["document.intro"]["note"].value
    stale = rows["item:why.text"]
    assert stale["state"].value == "out of date" and "Why not?" in stale["note"].value
    assert "Urdu (ur)" in [cell.value for cell in book["about"]["B"]]


def test_the_xliff_as_another_program_reads_it(draft):
    read_all(draft)
    save(draft, "محفوظ؟ <b>&</b>")
    save(draft, "نیا", "document.title", kept_as="machine")
    ask(draft, "What makes you feel unsafe?", "item:why.text")
    root = Tree.fromstring(taken_out(draft, "xliff"))
    # The structure that XLIFF 1.2 prescribes: xliff > file > body > group > trans-unit > source, target, note.
    assert (root.tag, root.get("version")) == (f"{{{XLIFF}}}xliff", "1.2")
    (file,) = root
    assert {"original", "source-language", "target-language", "datatype"} <= file.attrib.keys()
    assert (file.get("source-language"), file.get("target-language")) == ("en", "ur")
    (body,) = file
    assert {one.tag for one in body} == {f"{{{XLIFF}}}group"}
    units = {unit.get("id"): unit for unit in body.iter(f"{{{XLIFF}}}trans-unit")}
    assert len(units) == NUMBER
    for unit in units.values():
        assert re.fullmatch("stn+", "".join(child.tag.removeprefix(f"{{{XLIFF}}}")[0] for child in unit))
        assert (unit[0].get(LANG), unit[1].get(LANG)) == ("en", "ur")
        assert int(unit.get("maxwidth")) >= len(unit[1].text) and unit.get("size-unit") == "char"
    said = {place: (units[place].get("approved"), units[place][1].get("state")) for place in units}
    assert said[QUESTION] == (None, "translated") and units[QUESTION][1].text == "محفوظ؟ <b>&</b>"
    assert said["document.thanks"] == ("yes", "final")
    assert said["document.title"] == said["item:why.text"] == (None, "needs-review-translation")
    assert units["document.title"][1].get("state-qualifier") == "mt-suggestion"


@pytest.mark.parametrize("kind", KINDS)
def test_taken_out_and_brought_back_nothing_changes(app, kind):
    wave = open_survey(shipped_document("residents"), slug="whole")
    version = versions.begin(wave.survey, "tests")
    before = version.sha256
    report = bring(version, taken_out(version, kind), KINDS[kind])
    assert (report.accepted, report.unchanged, report.refused) == (0, 291, ())
    assert field.latest_version(wave.survey).sha256 == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_translator_wrote_is_kept(draft, kind):
    content = typed_into(taken_out(draft, kind), {
        QUESTION: {"target": "محفوظ؟"}, "document.intro": {"target": "{area} کے تین سوال"}})  # fmt: skip
    report = bring(draft, content, KINDS[kind])
    assert (report.accepted, report.unchanged, report.refused) == (2, NUMBER - 2, ())
    assert (state(draft).value, state(draft).state, state(draft).person) == (
        "محفوظ؟", "draft", "officer@test.example")  # fmt: skip
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "import translation")).one()
    assert event.detail == {"language": "ur", "accepted": 2, "unchanged": NUMBER - 2, "refused": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_somebody_has_read(draft, kind):
    content = typed_into(taken_out(draft, kind), {QUESTION: {"target": "محفوظ؟"}})
    bring(draft, content, KINDS[kind], "reviewed", person="Nadia Khan")
    assert {(state(draft, place).state, state(draft, place).person) for place in (QUESTION, "document.title")} == {
        ("reviewed", "Nadia Khan")}  # fmt: skip


def reasons(report):
    return {one.row.place: [flaw.code for flaw in one.flaws] for one in report.refused}


@pytest.mark.refusal(
    part="Translations",
    comes=(
        "a file with bad rows: another original, changed here since, a lost placeholder, too long, unknown, twice, a "
        "formula, formatting"
    ),
    gets="each row with its reasons; the others are kept",
)
@pytest.mark.parametrize("kind", KINDS)
def test_each_bad_row_is_refused_with_its_reason_and_the_others_are_kept(draft, kind):
    save(draft, "ابھی", "document.thanks")
    content = taken_out(draft, kind)
    save(draft, "کسی اور نے", "document.thanks")
    ask(draft, "Why is that?", "item:why.text")
    report = bring(draft, typed_into(content, {
        QUESTION: {"target": "محفوظ؟"},
        "document.title": {"target": ""},
        "document.intro": {"target": "تین سوال"},
        "document.thanks": {"target": "مترجم نے"},
        "item:why.text": {"target": "کیوں؟"},
        "item:safe.choice:yes": {"target": "ہ" * 91},
        "item:safe.choice:no": {"target": "{n, plural, one {نہیں} other {نہیں}}"},
        "item:why.choice:asb": {"target": "a\u202eb"},
        "item:why.choice:dark": {"place": "item:why.choice:gone", "target": "اندھیرا"},
        "item:why.choice:other": {"place": QUESTION, "target": "دوبارہ"},
    }), KINDS[kind])  # fmt: skip
    assert (report.accepted, report.unchanged) == (1, 3)
    assert reasons(report) == {
        "document.title": ["blank"], "document.intro": ["placeholder_lost"], "document.thanks": ["changed_meanwhile"],
        "item:why.text": ["source_changed"], "item:safe.choice:yes": ["too_long"],
        "item:safe.choice:no": ["plural_forms"], "item:why.choice:asb": ["unfit_character"],
        "item:why.choice:gone": ["unknown_place"], QUESTION: ["twice"],
    }  # fmt: skip
    assert [one.row.number for one in report.refused] == sorted(one.row.number for one in report.refused)
    assert state(draft).value == "محفوظ؟" and state(draft, "document.thanks").value == "کسی اور نے"
    assert state(draft, "item:why.text").value == "کیوں نہیں؟"


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_nobody_touched_takes_nothing_back(draft, kind):
    content = taken_out(draft, kind)
    save(draft, "کسی اور نے")
    ask(draft, "Why is that?", "item:why.text")
    report = bring(draft, content, KINDS[kind])
    assert (report.accepted, report.unchanged, report.refused) == (0, NUMBER, ())
    assert state(draft).value == "کسی اور نے" and state(draft, "item:why.text").state == "stale"


@pytest.mark.refusal(
    part="Translations",
    comes=(
        "a file with bad rows: another original, changed here since, a lost placeholder, too long, unknown, twice, a "
        "formula, formatting"
    ),
)
def test_a_cell_that_is_worked_out_is_refused_and_a_number_is_words(draft):
    content = typed_into(taken_out(draft, "xlsx"), {QUESTION: {"target": "=1+1"}, "document.title": {"target": 18}})
    report = bring(draft, content, "urdu.xlsx")
    assert reasons(report) == {QUESTION: ["formula"]} and report.accepted == 1
    assert state(draft, "document.title").value == "18"


def units(*inside, language="ur", version="1.2"):
    file = f'<file original="x" source-language="en" target-language="{language}" datatype="plaintext">'
    return f'<xliff version="{version}" xmlns="{XLIFF}">{file}<body>{"".join(inside)}</body></file></xliff>'


def unit(target, id=QUESTION, source="Do you feel safe?"):
    return f'<trans-unit id="{id}"><source>{source}</source><target>{target}</target></trans-unit>'


@pytest.mark.refusal(
    part="Translations",
    comes=(
        "a file with bad rows: another original, changed here since, a lost placeholder, too long, unknown, twice, a "
        "formula, formatting"
    ),
)
@pytest.mark.parametrize("inside, wrong, value", [
    (unit("محفوظ؟"), [], "محفوظ؟"),
    (unit('<mrk mtype="seg" mid="1">محفوظ</mrk>؟'), [], "محفوظ؟"),
    (unit("<![CDATA[محفوظ؟]]>"), [], "محفوظ؟"),
    (unit('<g id="1">محفوظ</g>؟'), ["markup"], None),
    (unit('محفوظ<x id="1"/>؟'), ["markup"], None),
    (unit("").replace("<target></target>", ""), ["blank"], None),
    (unit("محفوظ؟").replace("</trans-unit>", "<alt-trans><target>x</target></alt-trans></trans-unit>"), [], "محفوظ؟"),
    (f'<group restype="x-gettext-plurals">{unit("محفوظ؟")}</group>', ["plural_forms"], None),
    (unit("محفوظ؟", source="Do you"), ["source_changed"], None),
    (unit("محفوظ؟", id=""), ["unknown_place"], None),
])  # fmt: skip
def test_what_other_programs_write(app, inside, wrong, value):
    draft = versions.begin(open_tiny().survey, "tests")
    report = bring(draft, units(inside).encode(), "urdu.xliff")
    assert [flaw.code for one in report.refused for flaw in one.flaws] == wrong
    assert state(draft).value == (value or "کیا آپ محفوظ ہیں؟")


BOMB = ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{("&" + before + ";") * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)) + "]>")  # fmt: skip


def workbook(*rows, heads=("place", "source", "translation: ur")):
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    return as_bytes(book)


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(change):
    """A real workbook with its sheet changed."""
    with zipfile.ZipFile(io.BytesIO(workbook((QUESTION, "Do you feel safe?", "x")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    return zipped({**parts, name: change(parts[name])})


HOSTILE = [
    (b"", "a.xlsx", "empty"),
    (b"", "a.xlf", "empty"),
    (b"x", "a.csv", "kind cannot be read"),
    (b"x", "", "kind cannot be read"),
    (b"x" * (5 * 2**20 + 1), "a.xlf", "5 megabytes"),
    (b"not a zip", "a.xlsx", "as an Excel workbook"),
    (zipped({"a": "b"}), "a.xlsx", "as an Excel workbook"),
    (workbook()[:-900], "a.xlsx", "as an Excel workbook"),
    (zipped({"xl/worksheets/sheet1.xml": b"\0" * (41 << 20)}), "a.xlsx", "40 megabytes"),
    (with_part(lambda sheet: BOMB.encode() + sheet), "a.xlsx", "as an Excel workbook"),
    (with_part(lambda sheet: (BOMB + sheet.decode()).encode("utf-16")), "a.xlsx", "as an Excel workbook"),
    (with_part(lambda sheet: sheet[:200]), "a.xlsx", "as an Excel workbook"),
    (workbook(heads=("item", "text")), "a.xlsx", "lacks the columns"),
    (workbook(heads=("place", "source", "translation: pl")), "a.xlsx", "to “pl”, not to “ur”"),
    (b"nothing like it", "a.xlf", "as XML"),
    (units(unit("x")).encode()[:-9], "a.xlf", "as XML"),
    (units(unit("محفوظ")).encode("cp1256"), "a.xlf", "as XML"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', "a.xlf", "as XML"),
    (units(unit("a\0b")).encode(), "a.xlf", "as XML"),
    ((BOMB + units(unit("&i;"))).encode(), "a.xlf", "a DTD"),
    ((BOMB + units(unit("&i;"))).encode("utf-16"), "a.xlf", "a DTD"),
    (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + units(unit("&e;")).encode(), "a.xlf", "a DTD"),
    (b"<html><body>Sign in</body></html>", "a.xlf", "not a file in XLIFF 1.2"),
    (units(unit("x")).replace("1.2", "2.0").encode(), "a.xlf", "not a file in XLIFF 1.2"),
    (units(unit("x"), language="pl").encode(), "a.xlf", "to “pl”, not to “ur”"),
    (units(unit("x"), language="").encode(), "a.xlf", "not to “ur”"),
]  # fmt: skip


@pytest.mark.refusal(
    part="Translations",
    comes=(
        "a file in another language, XLIFF 2.0, without the columns, empty, damaged, in a wrong encoding, with a NUL"
    ),
    gets="refused whole, in words",
)
@pytest.mark.refusal(
    part="Translations",
    comes="a file with entities or a DTD, a workbook that unfolds to more than 40 MB, one of more than 5 MB",
    gets="refused whole before it is unfolded",
)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_file_that_cannot_be_read_is_refused_whole_and_in_words(app, number):
    content, name, told = HOSTILE[number]
    draft = versions.begin(open_tiny().survey, "tests")
    before = draft.sha256
    with app.test_request_context(), pytest.raises(FileRefused, match=re.escape(told)):
        bring(draft, content, name)
    assert field.latest_version(draft.survey).sha256 == before


def test_deep_and_wide_files_are_read_in_time(app):
    draft = versions.begin(open_tiny().survey, "tests")
    deep = unit("<mrk>" * 20_000 + "محفوظ؟" + "</mrk>" * 20_000)
    assert bring(draft, units(deep).encode(), "a.xlf").accepted == 1
    wide = units(*[unit("x", id=f"item:n{n}.text") for n in range(20_000)])
    assert len(bring(draft, wide.encode(), "a.xlf").refused) == 20_000


def test_a_frozen_version_is_not_written(app):
    version = open_tiny().version
    content = typed_into(taken_out(version, "xliff"), {QUESTION: {"target": "محفوظ؟"}})
    with pytest.raises(versions.Frozen):
        bring(version, content, "a.xlf")
    report = bring(version, content, "a.xlf", begin=True)
    assert report.version.number == 2 and report.accepted == 1 and state(version).value == "کیا آپ محفوظ ہیں؟"
