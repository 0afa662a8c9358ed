"""A document of the second format, read as its page and its files read it: blocks of every kind, in officers' order."""

import copy
import csv
import io

import docx
import pytest

from consult.services import editions, files, reading
from consult.services.reading import nodes
from tests import opened
from tests.integration.telling import known_wave, published_before

TABLE = {
    "id": "quarters",
    "columns": [{"id": "what", "kind": "label"}, {"id": "now", "kind": "share"}, {"id": "change", "kind": "points"},
                {"id": "people", "kind": "count"}, {"id": "verdict", "kind": "text"}],
    "rows": [
        {"id": "safe", "strong": True, "cells": {
            "now": {"value": 0.6843, "lower": 0.6512, "upper": 0.7156, "state": "shown"},
            "change": {"value": -0.0315, "lower": None, "upper": None, "state": "shown"},
            "people": 1234, "verdict": "met"}},
        {"id": "hidden", "cells": {
            "now": {"value": None, "lower": None, "upper": None, "state": "withheld"},
            "change": {"value": 0.0204}, "people": None, "verdict": None}},
    ],
}  # fmt: skip
WORDS = {
    "heading": "have confidence in their town centre", "number": "68%", "badge": "Quota sample", "short": "Base 1,234.",
    "sentences": ["68% of 1,234 people said so."], "how": [{"term": "Question", "text": "How safe?", "lang": "en"}],
    "labels": {"safe": {"text": "Town centre", "lang": None}, "hidden": {"text": "Park", "lang": None},
               "met": {"text": "Target met", "lang": None}},
    "tables": {"quarters": {"caption": "Quarter by quarter", "notes": ["Change since the quarter before."],
                            "columns": {"what": "Measure", "now": "Now", "change": "Change, points",
                                        "people": "People", "verdict": "Verdict"}}},
}  # fmt: skip
LINES = [["Town centre", "68.4% (65.1% to 71.6%)", "\u22123.2", "1,234", "Target met"],
         ["Park", "withheld", "+2.0", "", ""]]  # fmt: skip
QUOTES = {"heading": "What people told us", "number": None, "sentences": ["In their own words."], "how": []}


@pytest.fixture
def document(app):
    """An edition of the first format as the second has it, with a measure and quotes before its findings."""
    made = copy.deepcopy(published_before(editions.partnership("trafford"), [known_wave()]).document)
    found = [{**one, "type": "profile" if one["kind"] == "profile" else "finding", "wave": "adults"}
             for one in made.pop("findings")]  # fmt: skip
    measure = {"id": "town", "type": "measure", "wave": "adults", "audience": "adults", "state": "shown",
               "tables": [TABLE], "charts": []}  # fmt: skip
    quotes = {"id": "said", "type": "quotes", "wave": None, "audience": None, "state": "shown",
              "quotes": [{"words": "محفوظ محسوس کرتی ہوں", "lang": "ur"}]}  # fmt: skip
    measure["words"] = {lang: WORDS for lang in made["languages"]}
    quotes["words"] = {lang: QUOTES for lang in made["languages"]}
    corrects = {"number": 1, "words": dict.fromkeys(made["languages"], "A base was wrong.")}
    for lang in made["languages"]:
        made["words"][lang].pop("groups")
    return {**made, "format": 2, "blocks": [measure, quotes, *found], "corrects": corrects}


def test_blocks_stand_in_the_officers_order_under_one_title(document):
    told = reading.nodes_of(document, "en")
    headings = [node for node in reading.walk(told) if isinstance(node, (nodes.Heading, nodes.Number))]
    assert [heading.level for heading in headings] == [1] + [2] * (len(headings) - 1)
    assert [heading.text for heading in headings[:3]] == [
        "What our communities tell us", "68% have confidence in their town centre", "What people told us"]  # fmt: skip
    assert "A base was wrong." in [getattr(node, "text", None) for node in told]


def test_cells_are_written_once_to_one_decimal_with_their_sign(document):
    told = reading.nodes_of(document, "en")
    table = next(node for node in reading.walk(told) if isinstance(node, nodes.Table))
    assert [[cell.text for cell in row.cells] for row in table.rows] == LINES
    assert [column.numeric for column in table.columns] == [False, True, True, True, False]


def test_the_files_have_every_block(document, tmp_path):
    word = files.docx(document, "en")
    text = opened.office_texts(tmp_path, {"it": word})["it"]
    for words in (*LINES[0], "محفوظ محسوس کرتی ہوں", "Change since the quarter before."):
        assert words in text
    quote = next(one for one in docx.Document(io.BytesIO(word)).paragraphs if one.style.name == "Quote Text")
    assert quote.runs[0]._r.xpath("./w:rPr/w:rtl") and quote._p.xpath("./w:pPr/w:bidi")
    assert files.pdf(document, "ur").startswith(b"%PDF") and files.xlsx(document, "pl").startswith(b"PK")
    rows = list(csv.DictReader(io.StringIO(files.csv(document, "en").decode("utf-8-sig"))))
    cells = {row["id"]: row for row in rows if row["row"] == "table quarters"}
    now = cells["safe / now"]
    assert (now["percent"], now["lower"], now["upper"], now["state"]) == ("68.4", "65.1", "71.6", "shown")
    assert (cells["hidden / now"]["percent"], cells["hidden / now"]["state"]) == ("", "withheld")
    assert (cells["safe / change"]["percent"], cells["safe / people"]["count"]) == ("-3.2", "1234")
    assert (cells["safe / verdict"]["text"], cells["safe / now"]["label"]) == ("Target met", "Town centre: Now")


def test_a_card_is_of_a_block_with_a_number(document):
    card = reading.card(document, "en", "town")
    assert (card.number, card.reading, card.badge) == ("68%", "have confidence in their town centre", "Quota sample")
    assert reading.card(document, "en", "said") is None
