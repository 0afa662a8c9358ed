"""Answers that break an export: typed on the survey's own page, read again out of the files that officers take out."""

import io
import re

import openpyxl
import pandas
import pyreadstat
import pytest
from flask_babel import force_locale

from tests.integration.surveys import document, open_survey, post, send, stored
from tests.integration.taking import data, redact_all, taken


@pytest.fixture
def wave(app):
    item = {"name": "words", "type": "text", "text": {"en": "Anything else?"}, "max_length": 5000}
    with force_locale("en"):
        yield open_survey(document({"id": "words", "items": [item]}))


def answered(client, wave, typed):
    """One person's words as they are stored, and as they stand in a CSV file, a workbook and an SPSS file."""
    post(client, "/s/tiny/q/words", words=typed)
    send(client)
    redact_all(wave, "words")
    csv, book, spss = (data(taken(wave, format, texts=True)[0]) for format in ("csv", "xlsx", "sav"))
    (cell,) = [cell for cell in openpyxl.load_workbook(io.BytesIO(book))["answers"][2] if cell.value is not None
               and cell.column == 1 + list(pandas.read_csv(io.BytesIO(csv)).columns).index("words")]  # fmt: skip
    assert cell.data_type == "s", "words are never a formula"
    found, _meta = pyreadstat.read_sav(io.BytesIO(spss))
    (response,) = stored()
    return response.answers["words"], pandas.read_csv(io.BytesIO(csv))["words"][0], cell.value, found["words"][0]


@pytest.mark.refusal(
    part="Taking answers out",
    comes="an answer that is `=cmd()`",
    gets="kept as it was typed; with an apostrophe before it in files",
)
def test_a_formula(client, wave):
    formula = "=cmd()|' /C calc'!A0"
    assert answered(client, wave, formula) == (formula, f"'{formula}", f"'{formula}", formula)


@pytest.mark.refusal(
    part="Taking answers out",
    comes="an answer with a NUL",
    gets="the rest of it, in the database and in every file",
)
def test_a_nul(client, wave):
    assert set(answered(client, wave, "before\x00after")) == {"beforeafter"}


@pytest.mark.refusal(
    part="Taking answers out",
    comes="an answer with an emoji of several signs",
    gets="whole in every file",
)
def test_an_emoji(client, wave):
    assert set(answered(client, wave, "👩‍👩‍👧 and 🏳️‍🌈")) == {"👩‍👩‍👧 and 🏳️‍🌈"}


@pytest.mark.refusal(
    part="Taking answers out",
    comes="an answer with a right-to-left override",
    gets="the rest of it, in its order",
)
def test_an_override(client, wave):
    assert set(answered(client, wave, "invoice\u202efdp.exe")) == {"invoicefdp.exe"}


@pytest.mark.refusal(
    part="Taking answers out",
    comes="a name of 10,000 letters as an answer",
    gets="how much too long it is, with all of it still in the box; as many letters as fit are whole in every file",
)
def test_a_name_of_ten_thousand_letters(client, wave):
    name = "Wolfeschlegelsteinhausenbergerdorff " * 278
    refused = post(client, "/s/tiny/q/words", words=name[:10_000])
    assert refused.status_code == 422 and name[:10_000].rstrip() in refused.text and not stored()
    assert re.search("5,?000 characters", refused.text)
    assert set(answered(client, wave, name[:4_999])) == {name[:4_999]}
