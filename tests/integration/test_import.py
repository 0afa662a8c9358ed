"""Answers brought in from CSV, Excel and SPSS files: all of a file, or none of it with every reason why."""

import copy
import csv
import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, ImportBatch, Response
from consult.services import bring_in, field
from tests.integration.sql import statements
from tests.integration.waves import ANSWERS, DOCUMENT, HEADER, MAPPING, ROWS, add_wave, choices, page


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them: there is no request here to tell the language."""
    request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    with force_locale("en"):
        yield


def as_csv(rows=ROWS, header=HEADER, encoding="utf-8", delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows=ROWS, header=HEADER):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_sav(tmp_path, rows=ROWS, header=HEADER, **options):
    file = tmp_path / "made.sav"
    pyreadstat.write_sav(pd.DataFrame(rows, columns=header), file, **options)
    return file.read_bytes()


def bring(wave, content, filename="answers.csv", mapping=MAPPING):
    return bring_in.import_file(wave, io.BytesIO(content), filename, mapping, "officer@test.example")


def stored():
    return list(db.session.scalars(db.select(Response).order_by(Response.external_id)))


def nothing_stored():
    return not stored() and not db.session.scalar(db.select(ImportBatch)) and not db.session.scalar(
        db.select(AuditEvent).where(AuditEvent.verb == "import"))


def changed(**cells):
    """ROWS with cells of the first row replaced."""
    first = dict(zip(HEADER, ROWS[0], strict=True)) | cells
    return [[first[name] for name in HEADER], *ROWS[1:]]


def remapped(**changes):
    mapping = copy.deepcopy(MAPPING)
    mapping["items"].update(changes)
    return mapping


def words(report):
    return [f"{one.why} {one.remedy}" for one in report.refusals]


def test_a_csv_file_becomes_responses(any_app):
    wave = add_wave()
    report = bring(wave, as_csv())
    assert report.accepted and report.rows == 4 and not report.refusals
    found = stored()
    assert {one.external_id: one.answers for one in found} == ANSWERS
    assert [one.base_weight for one in found] == [1.5, 0.5, 1.0, 2.25]
    assert [(one.stratum, one.cluster) for one in found] == [("n", "p1"), ("n", "p2"), ("s", "p3"), ("s", "p3")]
    assert {(one.channel, one.language, one.simulated) for one in found} == {("import", "en", False)}
    batch = db.session.scalar(db.select(ImportBatch))
    assert batch.rows == 4 and batch.mapping == MAPPING and {one.import_batch_id for one in found} == {batch.id}


@pytest.mark.parametrize("kind", ["xlsx", "sav", "semicolon", "tab", "bom"])
def test_the_same_answers_come_out_of_every_kind_of_file(app, tmp_path, kind):
    wave = add_wave()
    content, name = {
        "xlsx": lambda: (as_xlsx(), "answers.xlsx"),
        "sav": lambda: (as_sav(tmp_path), "ANSWERS.SAV"),
        "semicolon": lambda: (as_csv(delimiter=";"), "answers.csv"),
        "tab": lambda: (as_csv(delimiter="\t"), "answers.tsv"),
        "bom": lambda: (as_csv(encoding="utf-8-sig"), "answers.csv"),
    }[kind]()
    report = bring(wave, content, name)
    assert report.accepted, words(report)
    assert {one.external_id: one.answers for one in stored()} == ANSWERS
    assert [one.base_weight for one in stored()] == [1.5, 0.5, 1.0, 2.25]


def test_missing_codes_are_counted_by_what_they_stand_for(app):
    report = bring(add_wave(), as_csv())
    assert report.missing["dark"] == {"no answer": 1}
    assert report.missing["age_band"] == {"not available": 1}
    # Row b was not asked (blank), row d refused.
    assert report.missing["reasons"] == {"blank": 1, "refused": 1}
    assert report.answered["dark"] == 3 and report.answered["asb.litter"] == 2


def test_a_missing_code_inside_an_open_range_is_no_age(app):
    # 999 is above 45, and must not become "45 or over".
    report = bring(add_wave(), as_csv())
    assert report.accepted and "age_band" not in next(one for one in stored() if one.external_id == "d").answers


def test_what_an_spss_file_declares_missing_is_missing(app, tmp_path):
    mapping = remapped(
        dark={"column": "q1", "codes": {"1": "safe", "2": "unsafe", "8": "dont_know"}},
        age_band={"column": "age", "ranges": [{"to": 44, "choice": "16-44"}, {"from": 45, "choice": "45+"}]},
    )
    ranges = {"q1": [8, 9], "age": [{"lo": 900, "hi": 999}]}
    content = as_sav(tmp_path, missing_ranges=ranges, variable_value_labels={"q1": {9: "No answer", 8: "Don't know"}})
    report = bring(add_wave(), content, "answers.sav", mapping)
    assert report.accepted, words(report)
    answers = {one.external_id: one.answers for one in stored()}
    # The mapping makes 8 an answer, though the file calls it missing; 9 stays missing under its label.
    assert answers["c"]["dark"] == "dont_know" and "dark" not in answers["d"]
    assert report.missing["dark"] == {"No answer": 1}
    assert "age_band" not in answers["d"] and report.missing["age_band"] == {"999": 1}


def test_a_file_comes_into_a_wave_whatever_its_state_and_freezes_its_questionnaire(app):
    for state in ("draft", "open", "closed"):
        wave = add_wave(slug=f"tiny-{state}", state=state)
        assert bring(wave, as_csv()).accepted and wave.version.frozen_on is not None


def test_whole_numbers_written_with_a_decimal_are_the_same_codes(app):
    rows = [[float(value) if name in ("q1", "sex") else value for name, value in zip(HEADER, row, strict=True)]
            for row in ROWS]
    assert b",2.0," in as_csv(rows)
    assert bring(add_wave(), as_csv(rows)).accepted
    assert [one.answers.get("dark") for one in stored()] == ["unsafe", "safe", "dont_know", None]


BAD_CELLS = [
    ({"q1": 5}, "q1", "5", "does not say what this value means"),
    ({"q2_1": 7}, "q2_1", "7", "“selected”, “not_selected” or “missing”"),
    ({"age": "young"}, "age", "young", "does not say what this value means"),
    ({"age": 15}, "age", "15", "does not say what this value means"),
    ({"q3_1": 2}, "q3_1", "2", "does not say what this value means"),
    ({"w": 0}, "w", "0", "above 0"),
    ({"w": -1.5}, "w", "-1.5", "above 0"),
    ({"w": "1,5"}, "w", "1,5", "written like 1.25"),
    ({"w": None}, "w", "", "above 0"),
    ({"w": "nan"}, "w", "nan", "above 0"),
    ({"w": "inf"}, "w", "inf", "above 0"),
    ({"st": None}, "st", None, "missing"),
    ({"id": None}, "id", None, "missing"),
    ({"id": "b"}, "id", "b", "The same id stands in row 2"),
    ({"id": "x" * 81}, "id", "x" * 60 + "…", "more than 80 characters"),
    ({"say": "y" * 301}, "say", "y" * 60 + "…", "has 301 characters; the item takes 300"),
]


@pytest.mark.refusal(
    part="Files of answers",
    comes="a value that is no code, or outside every range",
    gets="row, column and value; correct the file, or add it to `codes`, the ranges or `missing`",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a base weight of 0, below 0, blank or no number",
    gets="row and value; take out rows that stand for nobody",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a blank id, stratum or cluster",
    gets="row and column; fill it in, or take the column out of the mapping",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="the same id twice in the file",
    gets="the second row, and where the first is",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="words that are too long",
    gets="row, column, length, and the most allowed",
)
@pytest.mark.parametrize(("cells", "column", "value", "why"), BAD_CELLS)
def test_one_bad_cell_refuses_the_file_and_says_where(app, cells, column, value, why):
    report = bring(add_wave(), as_csv(changed(**cells)))
    assert not report.accepted and nothing_stored()
    refusal = report.refusals[0]
    assert (refusal.column, refusal.value) == (column, value) and why in words(report)[0]
    # Of two rows with one id the second is refused.
    assert refusal.row == (3 if cells.get("id") == "b" else 2) and len(report.refusals) == 1


@pytest.mark.refusal(part="Files of answers", comes="a value that is no code, or outside every range")
def test_every_refused_row_is_listed(app):
    rows = [[f"r{n}", 1, "n", "p", 5 if n % 10 == 0 else 1, *[None] * 4, 1, 1, 1, 0 if n == 55 else 30, None]
            for n in range(100)]
    report = bring(add_wave(), as_csv(rows))
    assert report.refused_rows == 11 and nothing_stored()
    assert sorted(one.row for one in report.refusals) == sorted([*range(2, 102, 10), 57])
    (codes, ten, first), (age, one, _rows) = report.alike()
    assert (codes.column, ten, first) == ("q1", 10, [2, 12, 22, 32, 42]) and (age.column, one) == ("age", 1)


@pytest.mark.refusal(
    part="Files of answers",
    comes="two choices that exclude each other",
    gets="row, column, the choice that stands alone",
)
def test_choices_that_stand_alone_are_not_mixed(app):
    mapping = remapped(reasons={"choices": {"asb": "q2_1", "nothing": "q2_2"}, "selected": ["1"],
                                "not_selected": ["0", "9"]})
    report = bring(add_wave(), as_csv(changed(q2_1=1, q2_2=1)), mapping=mapping)
    assert nothing_stored() and "“nothing” cannot stand beside other choices" in words(report)[0]


@pytest.mark.refusal(
    part="Files of answers",
    comes="a combined value that is no choice",
    gets="row and value; correct `combine` or `separator`, or the questionnaire",
)
def test_a_combination_that_is_no_choice_is_refused(app):
    report = bring(add_wave(), as_csv(), mapping=remapped(sexage={"combine": ["sex", "age_band"], "separator": "/"}))
    assert nothing_stored() and report.refusals[0].value == "male/16-44"


@pytest.mark.refusal(
    part="Files of answers",
    comes="a formula in a cell that is read",
    gets="row and column, once; paste the column as values",
)
def test_a_formula_is_refused_once_and_only_in_a_column_that_is_read(app):
    report = bring(add_wave(), as_xlsx(changed(q1="=1+1")), "answers.xlsx")
    assert nothing_stored() and len(report.refusals) == 1
    assert "formula" in words(report)[0] and report.refusals[0].row == 2 and report.refusals[0].column == "q1"
    book = as_xlsx([[*row, "=1+1"] for row in ROWS], [*HEADER, "unread"])
    assert bring(add_wave("tiny-2"), book, "answers.xlsx").accepted


@pytest.mark.refusal(
    part="Files of answers",
    comes="the same file again",
    gets="when it was brought in; nothing is stored twice",
)
def test_the_same_file_twice_is_refused(app):
    wave = add_wave()
    assert bring(wave, as_csv()).accepted
    report = bring(wave, as_csv())
    assert "brought into the wave before" in words(report)[0] and len(stored()) == 4


@pytest.mark.refusal(
    part="Files of answers",
    comes="an id that the wave holds already",
    gets="row and id; take out the rows brought in before",
)
def test_an_id_that_the_wave_holds_is_refused(any_app):
    wave = add_wave()
    assert bring(wave, as_csv()).accepted
    report = bring(wave, as_csv([["b", *ROWS[0][1:]], ["new", *ROWS[0][1:]]]))
    assert [(one.row, one.value) for one in report.refusals] == [(2, "b")]
    assert "already holds a response with this id" in words(report)[0] and len(stored()) == 4
    # Another wave may hold the same ids.
    assert bring(add_wave("tiny-2"), as_csv()).accepted


BAD_FILES = [
    (b"", "a.csv", "The file is empty"),
    (as_csv([]), "a.csv", "holds no rows"),
    ("id,w\nZażółć".encode("cp1250"), "a.csv", "not written in UTF-8: line 2"),
    (as_csv(header=["ID", *HEADER[1:]]), "a.csv", "no column id. It has: ID, w"),
    (as_csv([[*row, 1] for row in ROWS], [*HEADER, "q1"]), "a.csv", "more than one column q1"),
    (as_csv([*ROWS, ["e", 1]]), "a.csv", "The row has 2 values and the header 14"),
    (as_csv() + b'e,1,n,p,1,,,,,,,1,30,"open', "a.csv", "quotation mark"),
    (b"old excel", "a.xls", "end in “.xls” cannot be read"),
    (b"no workbook", "a.xlsx", "cannot be read as an Excel workbook"),
    (b"no spss file", "a.sav", "cannot be read as an SPSS file"),
]


@pytest.mark.refusal(
    part="Files of answers",
    comes="an empty file, or a header without rows",
    gets="the file is empty; it holds no rows of answers",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="another kind of file (`.xls`, `.ods`)",
    gets="files that end so cannot be read; save it as CSV (UTF-8), `.xlsx` or `.sav`",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a broken workbook or SPSS file",
    gets="what it cannot be read as; open it in its program and save it again",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a file that is not UTF-8",
    gets='the line that holds a byte that UTF-8 does not allow; save as "CSV UTF-8", or name the `encoding`',
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a quotation mark that is never closed",
    gets="the row where reading stopped",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a row with more or fewer values than the header",
    gets="how many it has; quote values that hold a separator",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a column that the mapping names and the file lacks, or a column name twice",
    gets="the column, and those there are; capital letters count",
)
@pytest.mark.parametrize(("content", "filename", "why"), BAD_FILES)
def test_a_file_that_cannot_be_read_gets_its_words(app, content, filename, why):
    report = bring(add_wave(), content, filename)
    assert not report.accepted and nothing_stored() and any(why in one for one in words(report)), words(report)


@pytest.mark.refusal(part="Files of answers", comes="a broken workbook or SPSS file")
def test_a_workbook_damaged_in_the_middle_is_refused_whole(app):
    whole = zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS * 500)))
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as parts:
        for part in whole.infolist():
            content = whole.read(part)
            parts.writestr(part.filename, content[: len(content) // 2] if "sheet1" in part.filename else content)
    report = bring(add_wave(), damaged.getvalue(), "answers.xlsx")
    assert nothing_stored() and "cannot be read as an Excel workbook" in words(report)[-1]


@pytest.mark.refusal(part="Files of answers", comes="a file that is not UTF-8")
def test_another_encoding_is_read_when_the_mapping_names_it(app):
    content = as_csv([ROWS[0]], encoding="cp1250")
    assert not bring(add_wave(), content).accepted
    assert bring(add_wave("tiny-2"), content, mapping={**MAPPING, "encoding": "cp1250"}).accepted
    assert stored()[0].answers["comment"] == "Zażółć"


def test_utf16_is_read_by_its_mark(app):
    assert bring(add_wave(), as_csv(encoding="utf-16")).accepted


BAD_MAPPINGS = [
    ("{", "not JSON: line 1"),
    ("[]", "not a JSON object"),
    ('{"items": {"dark": {"column": "q1", "codes": {"1": "safe", "1": "unsafe"}}}}', "“1” stands twice"),
    ("{}", "maps no item"),
    ({**MAPPING, "weight": "w"}, "This key means nothing here"),
    ({**MAPPING, "id": 5}, "no name of a column"),
    ({**MAPPING, "language": "xx"}, "not in “xx”"),
    ({**MAPPING, "encoding": "klingon"}, "encoding “klingon” is not known"),
    (remapped(nosuch={"column": "q1"}), "no item “nosuch”"),
    (remapped(dark={"codes": {"1": "safe"}}), "No column is named"),
    (remapped(dark={"column": "q1", "codes": {"1": "very_safe"}}), "no choice “very_safe”"),
    (remapped(dark={"column": "q1", "codes": {"9": "safe"}, "missing": {"9": "none"}}), "under “codes” and under"),
    (remapped(dark={"column": "q1", "codes": ["safe"]}), "not an object of words"),
    (remapped(age_band={"column": "age", "ranges": [{"from": 1, "to": 45, "choice": "16-44"},
                                                    {"from": 45, "choice": "45+"}]}), "overlap"),
    (remapped(age_band={"column": "age", "ranges": [{"choice": "45+"}]}), "A range needs"),
    (remapped(asb={"rows": {"graffiti": "q3_1"}, "codes": {"1": "big"}}), "no such row"),
    (remapped(reasons={"choices": {"asb": "q2_1"}}), "Nothing says which values mean “chosen”"),
    (remapped(sexage={"combine": ["sex", "height"]}), "“height” is not mapped"),
]


@pytest.mark.refusal(
    part="Files of answers",
    comes="a mapping that names an item, choice or row that the questionnaire lacks",
    gets="the place in the mapping, and what there is",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a key of a mapping that means nothing, or the same key twice",
    gets="the place in the mapping: a slip would lose answers unseen",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="a code both under `codes` and `missing`; ranges that overlap",
    gets="the place in the mapping; decide for one",
)
@pytest.mark.parametrize(("mapping", "why"), BAD_MAPPINGS)
def test_a_mapping_that_cannot_be_used_gets_its_words(app, mapping, why):
    report = bring(add_wave(), as_csv(), mapping=mapping)
    assert not report.accepted and nothing_stored() and any(why in one for one in words(report)), words(report)


@pytest.mark.refusal(
    part="Files of answers",
    comes="a file of 200,000 rows with two bad ones at its end",
    gets="both rows, and nothing stored; without them it comes in whole, a few statements for each 5,000 rows",
)
def test_two_bad_rows_after_200_000_good_ones(app):
    lines = "".join(f"r{n},{n % 2 + 1}\n" for n in range(200_000))
    mapping = {"id": "id", "items": {"dark": MAPPING["items"]["dark"]}}
    report = bring(add_wave(), f"id,q1\n{lines}r5,1\nz,7\n".encode(), mapping=mapping)
    assert report.rows == 200_002 and nothing_stored()
    found = [(one.row, one.column, one.value) for one in report.refusals]
    # The first line has the names.
    assert found == [(200_002, "id", "r5"), (200_003, "q1", "7")]
    assert "The same id stands in row 7." in words(report)[0]


@pytest.mark.refusal(part="Files of answers", comes="a file of 200,000 rows with two bad ones at its end")
def test_a_large_file_takes_few_statements(app):
    rows = [[f"r{n}", 1.5, "n", f"p{n % 40}", n % 2 + 1, *[None] * 4, 1, 1, 1, 30, "words"] for n in range(20_000)]
    wave = add_wave()
    with statements() as asked:
        assert bring(wave, as_csv(rows)).rows == 20_000
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 20_000
    assert len(asked) < 60


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["responses", "import", *map(str, arguments)])


def test_from_the_shell(app, tmp_path):
    add_wave()
    (tmp_path / "a.csv").write_bytes(as_csv())
    (tmp_path / "m.json").write_text(json.dumps(MAPPING))
    result = run(app, tmp_path / "a.csv", "--wave", "tiny-1", "--mapping", tmp_path / "m.json")
    assert result.exit_code == 0 and "4 responses brought into tiny-1" in result.output
    assert "dark: 3 answers; missing: no answer 1" in result.output


def test_from_the_shell_every_refused_row_is_printed(app, tmp_path):
    add_wave()
    (tmp_path / "a.csv").write_bytes(as_csv(changed(q1=5, w=0)))
    (tmp_path / "m.json").write_text(json.dumps(MAPPING))
    result = run(app, tmp_path / "a.csv", "--wave", "tiny-1", "--mapping", tmp_path / "m.json")
    assert result.exit_code == 1 and nothing_stored()
    assert "row 2, q1, value “5”" in result.output and "row 2, w, value “0”" in result.output
    assert "1 of 4 rows are refused. Nothing of a.csv was stored." in result.output
    result = run(app, tmp_path / "a.csv", "--wave", "nosuch", "--mapping", tmp_path / "m.json")
    assert result.exit_code == 1 and "There is no wave “nosuch”" in result.output


@pytest.mark.refusal(
    part="Files of answers",
    comes="two people bringing in the same rows at once",
    gets="the second is told that it came too late",
)
@pytest.mark.parametrize("same_file", [True, False])
def test_two_imports_at_once_store_one(any_app, same_file):
    add_wave()
    db.session.remove()
    # The second file has the same people in another order. Long enough for the two to overlap.
    rows = [[f"r{n}", 1, "n", "p", 1, *[None] * 4, 1, 1, 1, 30, None] for n in range(3_000)]
    files = [as_csv(rows), as_csv(rows if same_file else rows[::-1])]
    barrier = threading.Barrier(2)

    def one(content):
        with any_app.app_context(), force_locale("en"):
            wave = field.wave_by_slug("tiny-1")
            barrier.wait()
            report = bring(wave, content)
            return report.accepted, words(report)[:1]

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(one, files), key=lambda outcome: outcome[0])
    assert [accepted for accepted, _words in outcomes] == [False, True]
    assert any(said in outcomes[0][1][0] for said in ("before", "at the same moment", "already holds"))
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 3_000
    assert db.session.scalar(db.select(db.func.count()).select_from(ImportBatch)) == 1


KINDS = ["carer", "age", "moved", "first", "second", "ward"]
KINDS_MAPPING = {"items": {
    "carer": {"column": "carer", "codes": {"1": "yes", "2": "no"}},
    "age": {"column": "age", "codes": {"998": "prefer_not"}, "missing": {"999": "not asked"}},
    "moved": {"column": "moved"},
    "order": {"places": ["first", "second"], "codes": {"1": "asb", "2": "drugs", "3": "knives", "8": "dont_know"}},
}}
KINDS_DOCUMENT = {**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": [
    page("told", "info"),
    page("carer", "yes_no", choices=choices("yes", "no")),
    page("age", "number", min=16, max=110, choices=choices("prefer_not", prefer_not="prefer_not")),
    page("moved", "month", min="2000-01", max="2026-12"),
    page("order", "ranking", most=2, required=True,
         choices=choices("asb", "drugs", "knives", "dont_know", dont_know="dont_know")),
    page("both", "single", choices=choices("yes:20")),
]}]}


def bring_kinds(*row, mapping=KINDS_MAPPING):
    content = as_csv([row], KINDS[:len(row)])
    return bring(add_wave(document=KINDS_DOCUMENT), content, mapping=mapping)


@pytest.mark.parametrize(("row", "answers"), [
    (("1", "34", "2024-03", "3", "1"), {"carer": "yes", "age": 34, "moved": "2024-03", "order": ["knives", "asb"]}),
    (("2", "34.0", "", "2", ""), {"carer": "no", "age": 34, "order": ["drugs"]}),
    (("2", "998", "", "8", ""), {"carer": "no", "age": "prefer_not", "order": ["dont_know"]}),
    (("2", "999", "", "", ""), {"carer": "no"}),
])
def test_numbers_months_and_orders_come_in_as_a_respondent_would_have_given_them(app, row, answers):
    report = bring_kinds(*row)
    assert report.accepted, words(report)
    assert [one.answers for one in stored()] == [answers]


@pytest.mark.refusal(
    part="Files of answers",
    comes="a number or a month that the item does not take",
    gets="row, column, value, and what is wrong with it",
)
@pytest.mark.refusal(
    part="Files of answers",
    comes="an order with a place left empty, or a choice in two places",
    gets="row, column, the choice",
)
@pytest.mark.refusal(part="Files of answers", comes="two choices that exclude each other")
@pytest.mark.parametrize(("row", "column", "why"), [
    (("1", "15", "", "1", ""), "age", "smaller than the item takes"),
    (("1", "111", "", "1", ""), "age", "larger than the item takes"),
    (("1", "34.5", "", "1", ""), "age", "no number as the item takes it"),
    (("1", "thirty", "", "1", ""), "age", "no number as the item takes it"),
    (("1", "34", "1999-12", "1", ""), "moved", "earlier than the item takes"),
    (("1", "34", "March 2024", "1", ""), "moved", "no month such as 2026-03"),
    (("1", "34", "", "1", "1"), "first", "stands twice"),
    (("1", "34", "", "1", "8"), "second", "cannot stand beside"),
    (("1", "34", "", "", "1"), "first", "empty and a later one is not"),
    (("1", "34", "", "4", ""), "first", "does not say what this value means"),
])
def test_what_no_respondent_could_have_given_is_refused(app, row, column, why):
    report = bring_kinds(*row)
    assert nothing_stored()
    assert [(one.column, why in str(one.why)) for one in report.refusals] == [(column, True)]


@pytest.mark.parametrize(("name", "spec", "why"), [
    ("told", {"column": "carer"}, "page to read"),
    ("moved", {"column": "moved", "codes": {"1": "2024-03"}}, "means nothing here"),
    ("order", {"places": ["carer", "age", "moved"]}, "The item has 2 places"),
    ("order", {"column": "first"}, "The item has 2 places"),
    ("both", {"combine": ["carer", "age"]}, "is a number or a month"),
])
def test_a_mapping_that_does_not_fit_the_kind_of_item_gets_its_words(app, name, spec, why):
    mapping = {"items": {**KINDS_MAPPING["items"], name: spec}}
    report = bring_kinds("1", "34", "", "1", "", mapping=mapping)
    assert nothing_stored() and any(why in one for one in words(report)), words(report)
