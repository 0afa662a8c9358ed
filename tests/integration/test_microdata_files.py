"""Every kind of file read again by another program than the one that wrote it, and compared with what was answered."""

import csv
import io
import json
import struct

import defusedxml.ElementTree
import openpyxl
import pandas
import pyarrow.parquet
import pyreadstat
import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import Response
from consult.services import weigh
from consult.services.in_files import bare
from consult.services.weigh import Margin
from tests.integration.sql import statements
from tests.integration.taking import data, redact_all, rows, taken
from tests.integration.test_weigh import SEX
from tests.integration.waves import DOCUMENT, add_people, add_wave, choices, fifteen, page

DDI = "{ddi:codebook:2_5}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORMATS = ("csv", "xlsx", "sav", "dta", "parquet")


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them: there is no request here to tell the language."""
    request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    with force_locale("en"):
        yield


def every_kind():
    """A questionnaire with an item of each kind, in English and in part in Urdu."""
    again = {"dont_know": "dont_know", "prefer_not": "prefer_not"}
    pages = [
        {"id": "dark", "items": [{"name": "dark", "type": "scale", "text": {"en": "Safe after dark?", "ur": "محفوظ؟"},
                                  "choices": [{"value": "safe", "text": {"en": "Safe", "ur": "محفوظ"}},
                                              {"value": "unsafe", "text": {"en": "Unsafe"}},
                                              *choices("dont_know", "prefer_not", **again)]}]},
        page("reasons", "several", when={"item": "dark", "in": ["unsafe"]},
             choices=choices("asb", "drugs", "other", "dont_know", other="other", dont_know="dont_know")),
        page("asb", "grid", choices=choices("big", "small", "dont_know", dont_know="dont_know"),
             rows=[{"value": "litter", "text": {"en": "Litter"}}, {"value": "noise", "text": {"en": "Noise"}}]),
        page("first", "ranking", most=2, choices=choices("police", "lights", "youth", "dont_know",
                                                         dont_know="dont_know")),
        page("visits", "number", min=0, choices=choices("dont_know", dont_know="dont_know")),
        page("change", "number", decimals=1, choices=choices("prefer_not", prefer_not="prefer_not")),
        page("since", "month"),
        {"id": "sex", "items": [{"name": "sex", "type": "single", "text": {"en": "Sex"},
                                 "choices": choices("female", "male")}]},
        page("comment", "text", max_length=300),
    ]  # fmt: skip
    return {**DOCUMENT, "languages": {"en": {"state": "master"}, "ur": {"state": "machine"}},
            "sections": [{"id": "all", "title": {"en": "All"}, "pages": pages}]}  # fmt: skip


ANSWERS = [
    {"dark": "safe", "asb": {"litter": "big"}, "first": ["youth", "police"], "visits": 3, "change": -2.5,
     "since": "2026-03", "sex": "female"},
    {"dark": "unsafe", "reasons": ["asb", "other"], "reasons.other": "dogs", "asb": {"noise": "dont_know"},
     "first": ["dont_know"], "visits": "dont_know", "change": "prefer_not", "sex": "female"},
    {"dark": "unsafe", "reasons": ["dont_know"], "sex": "male"},
    {"dark": "dont_know", "sex": "male"},
    {"dark": "prefer_not", "visits": 0, "sex": "male", "comment": "not read by anybody"},
]  # fmt: skip
# By hand, from the codes that the method note tells: the same people, told apart by these seven columns.
BIG = -9 * 10**15
CODES = {
    (1, -1, 1, 1, 3, -2.5, "2026-03"), (2, 1, -2, -8, -8, BIG - 9, "-2"), (2, -8, -2, -2, -2, BIG - 2, "-2"),
    (-8, -1, -2, -2, -2, BIG - 2, "-2"), (-9, -1, -2, -2, 0, BIG - 2, "-2"),
}  # fmt: skip
COLUMNS = ["dark", "reasons_asb", "asb_litter", "first_youth", "visits", "change", "since"]


@pytest.fixture
def wave(english):
    wave = add_wave(document=every_kind())
    for answers in ANSWERS:
        add_people(wave, (1, answers))
    return wave


def frame(format, content, tmp_path, **options):
    """A data file as pandas has it, read by the library of its format; SPSS's codes for no answer as they stand."""
    file = tmp_path / f"file.{format}"
    file.write_bytes(content)
    if format == "sav":
        return pyreadstat.read_sav(file, user_missing=True, **options)[0]
    if format == "dta":
        return pandas.read_stata(file, convert_categoricals=False)
    if format == "parquet":
        return pyarrow.parquet.read_table(file).to_pandas()
    if format == "xlsx":
        return pandas.read_excel(file, sheet_name="answers")
    return pandas.read_csv(file, encoding="utf-8-sig")


@pytest.mark.parametrize("format", ["csv", "xlsx", "sav", "parquet"])
def test_a_file_holds_what_was_answered(wave, format, tmp_path):
    found = frame(format, data(taken(wave, format)[0]), tmp_path)
    told = {tuple(value if isinstance(value, str) else float(value) for value in row)
            for row in found[COLUMNS].astype({"since": str}).itertuples(index=False)}  # fmt: skip
    assert told == {tuple(one if isinstance(one, str) else float(one) for one in row) for row in CODES}
    assert sorted(found["case_id"]) == [1, 2, 3, 4, 5] and not [name for name in found if "other_text" in name]


def test_stata_has_its_own_codes_for_no_answer(wave, tmp_path):
    (tmp_path / "f.dta").write_bytes(data(taken(wave, "dta")[0]))
    found, meta = pyreadstat.read_dta(tmp_path / "f.dta", user_missing=True)
    letters = {BIG - 9: "f", BIG - 2: "b", -1: "a", -2: "b", -8: "e", -9: "f"}
    told = {tuple(row) for row in found[COLUMNS].itertuples(index=False)}
    assert told == {tuple(letters.get(one, one) for one in row[:-1]) + row[-1:] for row in CODES}
    assert meta.variable_value_labels["dark"] == {
        1: "Safe", 2: "Unsafe", "a": "Not asked", "b": "No answer", "e": "Dont know", "f": "Prefer not"}
    # Missing to a program that knows nothing of our codes.
    plain = pandas.read_stata(tmp_path / "f.dta", convert_categoricals=False)
    assert plain["visits"].mean() == 1.5 and plain["dark"].count() == 3


def test_spss_knows_labels_missing_codes_and_levels(wave, tmp_path):
    (tmp_path / "f.sav").write_bytes(data(taken(wave, "sav")[0]))
    found, meta = pyreadstat.read_sav(tmp_path / "f.sav")
    assert found["visits"].mean() == 1.5 and found["change"].dropna().tolist() == [-2.5]
    assert found["dark"].count() == 3 and found["reasons_asb"].dropna().tolist() == [1.0]
    _codes, meta = pyreadstat.read_sav(tmp_path / "f.sav", user_missing=True)
    assert meta.missing_ranges["dark"] == [{"lo": -9.0, "hi": -1.0}]
    assert meta.missing_ranges["since"] == [{"lo": "-1", "hi": "-1"}, {"lo": "-2", "hi": "-2"}]
    assert meta.variable_value_labels["dark"][-8] == "Dont know"
    assert meta.variable_value_labels["reasons_asb"] == {
        0: "Not chosen", 1: "Chosen", -1: "Not asked", -2: "No answer", -8: "Dont know"}
    assert (meta.variable_measure["dark"], meta.variable_measure["sex"], meta.variable_measure["visits"]) == (
        "ordinal", "nominal", "scale")
    assert meta.column_names_to_labels["asb_litter"] == "Litter – What about asb?"


def test_labels_in_another_language_say_where_they_are_not(wave, tmp_path):
    (tmp_path / "f.sav").write_bytes(data(taken(wave, "sav", lang="ur")[0]))
    _found, meta = pyreadstat.read_sav(tmp_path / "f.sav")
    assert meta.column_names_to_labels["dark"] == "محفوظ؟" and meta.column_names_to_labels["sex"] == "[en] Sex"
    assert meta.variable_value_labels["dark"][1] == "محفوظ" and meta.variable_value_labels["dark"][2] == "[en] Unsafe"


def test_the_metadata_of_parquet(wave):
    schema = pyarrow.parquet.read_schema(io.BytesIO(data(taken(wave, "parquet")[0])))
    of = schema.field("dark").metadata
    assert json.loads(of[b"value_labels"])["-8"] == "Dont know" and json.loads(of[b"missing"]) == [-8, -9, -1, -2]
    assert of[b"label"] == b"Safe after dark?" and schema.metadata[b"language"] == b"en"


def test_words_in_place_of_codes(wave):
    found = rows(data(taken(wave, "csv_labels")[0]))
    assert sorted(row["dark"] for row in found) == ["Dont know", "Prefer not", "Safe", "Unsafe", "Unsafe"]
    assert {row["visits"] for row in found} == {"3", "0", "Dont know", "No answer"}
    assert {row["since"] for row in found} == {"2026-03", "-2"}


# Fifteen people weighed to 60 below 45 and 40 above: 3 of 7 and 2 of 8 feel unsafe. 60 * 3/7 + 40 * 2/8 of 100.
AGE = Margin(("age_band",), {("16-44",): 60.0, ("45+",): 40.0})
UNSAFE = (60 * 3 / 7 + 40 * 2 / 8) / 100


@pytest.mark.parametrize("format", FORMATS)
def test_a_weighted_share_from_each_file_is_that_worked_out_by_hand(any_app, format, tmp_path):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [AGE], "tests")
    found = frame(format, data(taken(wave, format, run)[0]), tmp_path)
    for weight, whole in (("weight", 15), ("weight_total", 100)):
        assert found[weight].sum() == pytest.approx(whole)
        assert found[weight][found["dark"] == 2].sum() / found[weight].sum() == pytest.approx(UNSAFE)


def test_the_weight_is_switched_on_in_the_spss_file(wave):
    add_people(wave, (3, {"sex": "female", "dark": "safe"}))
    run = weigh.weigh(wave, [SEX], "tests")
    content = data(taken(wave, "sav", run)[0])
    # By the published form of the file: bytes 76 to 79 hold the number of the weight variable, from 1.
    assert struct.unpack("<i", content[76:80]) == (1,)
    assert struct.unpack("<i", data(taken(wave, "sav")[0])[76:80]) == (0,)


def test_somebody_left_out_of_the_weighting_has_no_weight(wave, tmp_path):
    add_people(wave, (1, {"dark": "safe"}))
    run = weigh.weigh(wave, [SEX], "tests", missing="leave_out")
    for format in FORMATS:
        found = frame(format, data(taken(wave, format, run)[0]), tmp_path)
        assert found["weight"].isna().sum() == 1 and found["weight"].mean() == pytest.approx(1), format


def test_the_codebook_for_programs(wave):
    run = weigh.weigh(wave, [SEX], "tests")
    archive = taken(wave, "sav", run, lang="ur")[0]
    root = defusedxml.ElementTree.fromstring(archive["codebook.xml"])
    assert root.tag == DDI + "codeBook" and root.get("version") == "2.5"
    for needed in ("stdyDscr/citation/titlStmt/titl", "stdyDscr/stdyInfo/sumDscr/universe",
                   "stdyDscr/method/dataColl/weight", "stdyDscr/dataAccs/useStmt/confDec",
                   "fileDscr/fileTxt/fileName"):
        assert root.find(DDI + needed.replace("/", "/" + DDI)).text, needed
    variables = {one.get("name"): one for one in root.findall(f"{DDI}dataDscr/{DDI}var")}
    _found, meta = pyreadstat.read_sav(io.BytesIO(archive["tiny-1.sav"]))
    assert list(variables) == meta.column_names and variables["weight"].get("wgt") == "wgt"
    dark = variables["dark"]
    assert {one.get(LANG): one.text for one in dark.findall(f"{DDI}qstn/{DDI}qstnLit")} == {
        "en": "Safe after dark?", "ur": "محفوظ؟"}
    codes = {one.findtext(DDI + "catValu"): one for one in dark.findall(DDI + "catgry")}
    assert {one.get(LANG): one.text for one in codes["1"].findall(DDI + "labl")} == {"en": "Safe", "ur": "محفوظ"}
    assert codes["-8"].get("missing") == "Y" and codes["1"].get("missing") is None
    assert [one.get("VALUE") for one in dark.findall(f"{DDI}invalrng/{DDI}item")] == ["-8", "-9", "-1", "-2"]
    assert variables["reasons_asb"].findtext(DDI + "universe") == "dark in (unsafe)"
    # No count of how many gave an answer stands in it.
    assert not list(root.iter(DDI + "catStat"))


def test_the_codebook_for_people(wave):
    found = rows(taken(wave)[0]["codebook.csv"])
    (row,) = [one for one in found if one["variable"] == "reasons_asb" and one["code"] == "-8"]
    assert row["meaning"] == "Dont know" and row["is_missing"] == "1" and row["asked_if"] == "dark in (unsafe)"


BREAKERS = {
    "=cmd()|' /C calc'!A0": "'=cmd()|' /C calc'!A0", "+44 161 496 0000 is my number": "'+44 161 496 0000 is my number",
    "@SUM(A1)": "'@SUM(A1)", "＝1+1": "'＝1+1", "-5": "-5", "👩‍👩‍👧 café": "👩‍👩‍👧 café",
    "abc\u202edef": "abcdef", "a \x07 bell": "a  bell", "x" * 10_000: "x" * 10_000,
    "two\nlines, \"quoted\"": "two\nlines, \"quoted\"",
}  # fmt: skip


@pytest.mark.refusal(
    part="Taking answers out",
    comes=(
        "`=cmd()`, `+44 …`, `@SUM`, a full-width `＝`, control characters, a direction override, an emoji, 10,000 "
        "letters in an answer"
    ),
    gets="an apostrophe before what a spreadsheet would run; what no file holds is taken out; the rest as it is",
)
def test_no_words_break_a_file(app, tmp_path):
    wave = add_wave()
    for text in BREAKERS:
        add_people(wave, (1, {"sex": "male", "comment": text}))
    redact_all(wave)
    for format in ("csv", "xlsx"):
        found = frame(format, data(taken(wave, format, texts=True)[0]), tmp_path)
        assert {str(one) for one in found["comment"]} == set(BREAKERS.values()), format
    # Programs that run no formulas get the words as they are.
    as_they_are = {shown.removeprefix("'") for shown in BREAKERS.values()}
    for format in ("sav", "dta", "parquet"):
        assert set(frame(format, data(taken(wave, format, texts=True)[0]), tmp_path)["comment"]) == as_they_are, format
    book = openpyxl.load_workbook(io.BytesIO(data(taken(wave, "xlsx", texts=True)[0])))
    assert {cell.data_type for sheet in book for line in sheet for cell in line} <= {"s", "n"}


@pytest.mark.parametrize("text", ["a \x00 b", "\ud800"])
def test_characters_that_no_database_keeps_are_taken_out_of_labels_too(text):
    assert bare(text) in ("a  b", "")


@pytest.mark.refusal(
    part="Taking answers out",
    comes="a label that is a formula; one of more bytes than SPSS holds",
    gets="an apostrophe; cut between letters, with `…`, whole in the codebooks",
)
def test_labels_that_are_formulas_or_too_long(app, tmp_path):
    # As many letters as a questionnaire takes in one answer.
    long = "ا" * 90
    document = {**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": [
        {"id": "dark", "items": [{"name": "dark", "type": "single", "text": {"en": "=1+1"}, "choices": [
            {"value": "a", "text": {"en": "=cmd()"}}, {"value": "b", "text": {"en": long}}]}]},
        page("with", "single", choices=choices("a", "b")),
    ]}]}  # fmt: skip
    wave = add_wave(document=document)
    add_people(wave, (5, {"dark": "a"}), (5, {"dark": "b"}))
    archive = taken(wave, "sav")[0]
    _found, meta = pyreadstat.read_sav(io.BytesIO(archive["tiny-1.sav"]))
    cut = meta.variable_value_labels["dark"][2]
    # 120 bytes are 58 letters of two and an ellipsis of three.
    assert cut == "ا" * 58 + "…" and "v_with" in meta.column_names
    # The whole stands in the codebook.
    assert long in archive["codebook.csv"].decode() and long in archive["codebook.xml"].decode()
    assert not [cell for line in csv.reader(io.StringIO(archive["codebook.csv"].decode("utf-8-sig"))) for cell in line
                if cell.startswith("=")]  # fmt: skip
    assert "'=cmd()" in {row["dark"] for row in rows(data(taken(wave, "csv_labels")[0]))}


def test_ten_times_the_people_take_no_more_statements(any_app):
    wave, needed = add_wave(), []
    for people in (40, 360):
        add_people(wave, (people // 2, {"sex": "female", "dark": "safe"}), (people // 2, {"sex": "male"}))
        run = weigh.weigh(wave, [SEX], "tests")
        with statements() as asked:
            assert taken(wave, "csv", run)[1].people == db.session.scalar(db.select(db.func.count(Response.id)))
        needed.append(len(asked))
    assert needed[0] == needed[1]
