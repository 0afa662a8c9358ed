"""Responses taken out with their weights, and answers that would break a spreadsheet."""

import csv
import io
import time

import openpyxl
import pytest
from consult.services.export import CannotExport, harmless
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Response
from consult.services import bring_in, export, weigh
from consult.services.weigh import Margin
from tests.integration.test_import import as_csv
from tests.integration.test_weigh import SEX
from tests.integration.waves import MAPPING, add_people, add_wave, fifteen

HEADER = ["response", "external_id", "wave", "language", "channel", "base_weight", "weight", "stratum", "cluster",
          "dark", "reasons=asb", "reasons=drugs", "reasons=other", "reasons=nothing", "reasons.other", "asb.litter",
          "asb.noise", "sex", "age_band", "sexage", "comment", "simulated"]


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them: there is no request here to tell the language."""
    request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    with force_locale("en"):
        yield


def imported(tmp_path):
    wave = add_wave()
    (tmp_path / "a.csv").write_bytes(as_csv())
    assert bring_in.import_file(wave, tmp_path / "a.csv", "a.csv", MAPPING, "tests").accepted
    return wave


def taken(wave, run, format="csv", **options):
    out = io.BytesIO()
    count = export.write(wave, run, format, out, "officer@test.example", **options)
    return out, count


def from_csv(out):
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"))))


def test_one_row_a_response_with_its_weight(any_app, tmp_path):
    wave = imported(tmp_path)
    run = weigh.weigh(wave, [SEX], "tests", base_weight="w", missing="leave_out")
    out, count = taken(wave, run)
    # With its mark, without which Excel reads Polish and Urdu wrong.
    assert out.getvalue().startswith(b"\xef\xbb\xbf") and count == 4
    rows = from_csv(out)
    assert list(rows[0]) == HEADER and len({row["response"] for row in rows}) == 4
    row = {one["external_id"]: one for one in rows}
    # One man of 1.5; women of 0.5 and 1.0 share 52; the fourth did not say.
    assert [float(row[one]["weight"]) for one in "abc"] == pytest.approx([48, 52 / 3, 104 / 3])
    assert row["d"]["weight"] == "" and row["a"]["base_weight"] == "1.5"
    assert row["a"] | {
        "wave": "tiny-1", "language": "en", "channel": "import", "stratum": "n", "cluster": "p1", "dark": "unsafe",
        "reasons=asb": "1", "reasons=drugs": "0", "reasons=other": "1", "reasons=nothing": "0",
        "reasons.other": "dogs, loud", "asb.litter": "big", "asb.noise": "", "sex": "male", "sexage": "male:16-44",
        "comment": "Zażółć", "simulated": "no",
    } == row["a"]
    # Not asked is blank, not "no".
    assert row["b"]["reasons=asb"] == "" and row["d"]["comment"] == "سلام"
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "export"))
    assert event.actor == "officer@test.example" and event.detail == {"format": "csv", "rows": 4, "run": run.id}


def test_the_workbook_holds_the_same(app, tmp_path):
    wave = imported(tmp_path)
    run = weigh.weigh(wave, [SEX], "tests", base_weight="w", missing="leave_out")
    book = openpyxl.load_workbook(taken(wave, run, "xlsx")[0])
    header, *rows = book["responses"].iter_rows(values_only=True)
    lines = from_csv(taken(wave, run)[0])
    assert list(header) == HEADER
    assert [[("" if value is None else str(value)) for value in row[:5]] for row in rows] == [
        list(line.values())[:5] for line in lines]
    for row, line in zip(rows, lines, strict=True):
        cells = dict(zip(header, row, strict=True))
        weight = float(line["weight"]) if line["weight"] else None
        assert cells["weight"] == (weight if weight is None else pytest.approx(weight))
        assert (cells["comment"] or "") == line["comment"]
        assert cells["reasons=asb"] == (int(line["reasons=asb"]) if line["reasons=asb"] else None)
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["Base weight"] == "w" and about["Left out"].startswith("1 ") and about["Weights add up to"] == "100"


BREAKERS = {
    "=cmd()|' /C calc'!A0": "'=cmd()|' /C calc'!A0",
    "+44 161 496 0000 is my number": "'+44 161 496 0000 is my number",
    "-2+3": "'-2+3",
    "@SUM(A1)": "'@SUM(A1)",
    "＝1+1": "'＝1+1",
    "-5": "-5",
    "+3.5": "+3.5",
    "a \x00 NUL": "a  NUL",
    "👩‍👩‍👧 café": "👩‍👩‍👧 café",
    "abc\u202edef": "abcdef",
    "x" * 10_000: "x" * 10_000,
    "two\nlines, \"quoted\"": "two\nlines, \"quoted\"",
}


def test_no_answer_breaks_an_export(app):
    wave = add_wave()
    for text in BREAKERS:
        add_people(wave, (1, {"sex": "male", "comment": text}))
    run = weigh.weigh(wave, [Margin(("sex",), {("male",): 1.0})], "tests")
    assert {row["comment"] for row in from_csv(taken(wave, run)[0])} == set(BREAKERS.values())
    sheet = openpyxl.load_workbook(taken(wave, run, "xlsx")[0])["responses"]
    column = next(cell.column for cell in sheet[1] if cell.value == "comment")
    found = [sheet.cell(row, column) for row in range(2, len(BREAKERS) + 2)]
    assert {cell.value for cell in found} == set(BREAKERS.values())
    assert {cell.data_type for cell in found} == {"s"}


@pytest.mark.parametrize("start", ["\t=1", "\r=1", "\n=1"])
def test_what_stands_before_a_formula_does_not_hide_it(start):
    assert harmless(start) == "'" + start


def test_a_text_longer_than_a_cell_says_that_it_was_cut(app):
    wave = add_wave()
    add_people(wave, (1, {"comment": "y" * 40_000}))
    sheet = openpyxl.load_workbook(taken(wave, None, "xlsx", unweighted=True)[0])["responses"]
    text = next(cell.value for cell in sheet[2] if str(cell.value).startswith("yyy"))
    assert len(text) == 32_767 and text.endswith("the CSV export has all of it")
    assert from_csv(taken(wave, None, unweighted=True)[0])[0]["comment"] == "y" * 40_000


def test_without_weights_only_when_asked(app):
    wave = add_wave()
    fifteen(wave)
    with pytest.raises(CannotExport, match="not weighted"):
        taken(wave, None)
    rows = from_csv(taken(wave, None, unweighted=True)[0])
    assert len(rows) == 15 and "weight" not in rows[0] and "base_weight" in rows[0]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("change", ["one more in a cell there was", "one of a new kind", "one withdrawn"])
def test_weights_that_no_longer_fit_are_not_exported(any_app, format, change):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    if change == "one withdrawn":
        db.session.delete(db.session.scalar(db.select(Response).limit(1)))
        db.session.commit()
    else:
        add_people(wave, (1, {"sex": "male"} if "there was" in change else {}))
    with pytest.raises(CannotExport, match="15 responses then"):
        taken(wave, run, format)
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "export")) is None


def test_simulated_answers_are_marked(app):
    wave = add_wave()
    add_people(wave, (2, {"sex": "male"}), simulated=True)
    add_people(wave, (1, {"sex": "male"}))
    run = weigh.weigh(wave, [Margin(("sex",), {("male",): 1.0})], "tests")
    assert sorted(row["simulated"] for row in from_csv(taken(wave, run)[0])) == ["no", "yes", "yes"]
    about = dict(openpyxl.load_workbook(taken(wave, run, "xlsx")[0])["about"].iter_rows(values_only=True))
    assert about["Simulated"].startswith("2 ")


def test_from_the_shell_a_refusal_leaves_the_old_file(app, tmp_path):
    wave = add_wave()
    fifteen(wave)
    output = tmp_path / "out.csv"
    output.write_text("what was there")
    arguments = ["export", "tiny-1", "--format", "csv", "--output", str(output)]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1 and "not weighted" in result.output and output.read_text() == "what was there"
    assert [file.name for file in tmp_path.glob("tmp*")] == []
    weigh.weigh(wave, [SEX], "tests")
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0 and len(output.read_text(encoding="utf-8-sig").splitlines()) == 16
    result = app.test_cli_runner().invoke(args=[*arguments, "--run", "99"])
    assert result.exit_code == 1 and "no weighting 99" in result.output


def test_ten_thousand_responses_weigh_and_export_within_five_seconds(any_app):
    wave = add_wave()
    kinds = [{"sex": sex, "age_band": age, "dark": dark, "comment": "Nothing much to say."}
             for sex in ("female", "male") for age in ("16-44", "45+") for dark in ("safe", "unsafe")]
    common = {"wave_id": wave.id, "version_id": wave.version_id, "channel": "open_link", "language": "en",
              "simulated": True}
    db.session.execute(db.insert(Response), [{**common, "answers": kinds[n % 7]} for n in range(10_000)])
    db.session.commit()
    import analysis  # noqa: F401  (that it loads is no part of the work)

    began = time.perf_counter()
    run = weigh.weigh(wave, [SEX], "tests")
    taken(wave, run)
    assert time.perf_counter() - began < 5
