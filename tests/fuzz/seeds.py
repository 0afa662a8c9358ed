"""Small good files to begin from, written here so that nothing binary is kept."""

import base64
import copy
import io
import json
import tempfile
import zipfile

from tests.integration.surveys import document, yes_no

SAFE = yes_no("safe", "Do you feel safe?")


def _page(name, kind, **more):
    return {"id": name, "items": [{"name": name, "type": kind, "text": {"en": f"About {name}?"}, **more}]}


def _choices(*values):
    return [{"value": value, "text": {"en": value}} for value in values]


OTHER = [*_choices("a", "b"), {"value": "o", "text": {"en": "Other"}, "kind": "other"}]
RICH = document(
    SAFE, {**_page("parts", "several", choices=OTHER), "when": {"item": "safe", "in": ["no"]}},
    _page("grid", "grid", rows=_choices("r", "s"), choices=_choices("x", "y")), _page("why", "text", max_length=50),
    _page("number", "number", min=0, max=9), _page("when", "month"),
    _page("rank", "ranking", choices=_choices("k", "l", "m"), most=2), _page("free", "single", choices=OTHER),
)  # fmt: skip
MAPPING = {
    "id": "nr", "base_weight": "w", "missing_is": None, "items": {
        "safe": {"column": "s", "codes": {"1": "yes", "2": "no"}, "missing": {"9": "refused"}},
        "parts": {"choices": {"a": "pa", "b": "pb"}, "selected": ["1"], "not_selected": ["0"]},
        "grid": {"rows": {"r": "gr"}, "codes": {"1": "x"}}, "number": {"column": "n"},
        "rank": {"places": ["k1", "k2"], "codes": {"1": "k", "2": "l"}},
    },
}  # fmt: skip


def as_json(value) -> bytes:
    return json.dumps(value).encode()


def workbook(rows, sheet="survey") -> bytes:
    """A small workbook, its parts not packed: what is changed in one stays readable."""
    import xlsxwriter

    file, plain = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as stored:
        for name in packed.namelist():
            stored.writestr(name, packed.read(name))
    return plain.getvalue()


def spss() -> bytes:
    """A small data file of SPSS with labels and missing values."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"s": [1.0, 2.0, 9.0], "t": ["a", "b", ""]})
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        pyreadstat.write_sav(frame, file.name, variable_value_labels={"s": {1.0: "Yes", 9.0: "Refused"}},
                             missing_ranges={"s": [9.0]})  # fmt: skip
        return file.read()


XLSFORM = [["type", "name", "label", "relevant", "constraint", "required"],
           ["select_one yn", "safe", "Safe?", "", "", "yes"],
           ["text", "why", "Why?", "${safe} = 'no' and not(selected(${safe}, 'x'))", ". != ''", ""],
           ["begin_group", "g", "Group", "", "", ""], ["integer", "age", "Age", "", ". > 15 and . < 99", ""],
           ["end_group", "", "", "", "", ""]]  # fmt: skip
LSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>640</DBVersion>
<languages><language>en</language></languages>
<groups><fields><fieldname>gid</fieldname></fields><rows><row><gid>1</gid><sid>9</sid><group_order>1</group_order>
</row></rows></groups>
<group_l10ns><rows><row><id>1</id><gid>1</gid><group_name>First</group_name><language>en</language></row></rows>
</group_l10ns>
<questions><rows><row><qid>5</qid><parent_qid>0</parent_qid><sid>9</sid><gid>1</gid><type>L</type><title>safe</title>
<mandatory>Y</mandatory><question_order>1</question_order><relevance>((G1Q1.NAOK == "A1"))</relevance></row></rows>
</questions>
<question_l10ns><rows><row><id>1</id><qid>5</qid><question>Safe?</question><language>en</language></row></rows>
</question_l10ns>
<answers><rows><row><aid>1</aid><qid>5</qid><code>A1</code><sortorder>1</sortorder></row></rows></answers>
<answer_l10ns><rows><row><id>1</id><aid>1</aid><answer>Yes</answer><language>en</language></row></rows></answer_l10ns>
</document>"""
XLIFF = b"""<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="tiny" datatype="plaintext"
source-language="en" target-language="ur"><body><group id="safe"><trans-unit id="safe.text" extradata="abc">
<source>Safe?</source><target>x <mrk mtype="seg">y</mrk></target></trans-unit></group></body></file></xliff>"""
POPULATION = [
    b"mnemonic,2021 super output areas,Total,Male,Female\nE05000001,Sale,10,4,6\nE05000002,Stretford,20,9,11\n",
    b'"Sex by age"\n"Date","2021"\n\nWard,Code,Sex (2 categories),Age (6 categories) Code,Observation\n'
    b"Sale,E05000001,Female,1,12\nSale,E05000001,Male,1,10\n",
    b"OA21CD,LSOA21CD,WD23CD,WD23NM,LAD23CD\nE00031000,E01006074,E05015239,Ashton,E08000009\n",
]
OUTLINE = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"WD23CD": "E05015239"}, "geometry": {
        "type": "Polygon", "coordinates": [[[-2.3, 53.4], [-2.2, 53.4], [-2.2, 53.5], [-2.3, 53.4]]]}}]}  # fmt: skip


def deep(depth: int) -> dict:
    """A document whose rule stands in rules."""
    found = copy.deepcopy(RICH)
    rule = {"item": "safe", "in": ["no"]}
    for _ in range(depth):
        rule = {"not": rule}
    found["sections"][0]["pages"][1]["when"] = rule
    return found


# Found by the program beside this: 560 bytes that end the process whose C library reads them.
CRASHING_SPSS = base64.b64decode(
    "JEZMMkAoIykgU1BTUyBEQVRBIEZJTEUgLSBodHRwczovL2dpdGh1Yi5jb20vV2l6YXJkTWFjL1JlYWRTdGF0IAIAAAACAAAAAAAAAAAAAAADAAAA"
    "AAAAAAAAWUAyMSBOb3YgMjYyMToyNzo1NCAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAnICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    "ICAgICAAAAACAAAAAABgAAAAAAABAAAAAggFAAIIBQBTICAgICAgIAAAAAAAACJAAgAAAAEAAAAAAAAAAAAAAAABAQAAAQEAVCAgICAgICADAAAA"
    "AgAAAAAAAAAAAPA/A1llcyAgICAAAAAAAAAiQAdSZWZ1c2VkBAAAAAEAAAABAAAABwAAAAMAAAAEAAAACAAAABQAAAAAAAAAAAAAAP////8BAAAA"
    "AQAAAAIAAADp/QAABwAAAAQAAAAIAAAAAwAAAP///////+//////////73/+///////v/wcAAAAUAAAAAQAAAAUAAABVVEYtOAcAAAALAAAABAAA"
    "AAYAAAAAAAAACAAAAAEAAAAAAAAACAAAAAAAAAAHAAAADQAAAAEAAAAHAAAAUz1zCVQ9dAcAAAAQAAAACAAAAAIAAAABAAAAAAAAAAMAAAAAAAAA"
    "5wMAAAAAAAAAAAAAAADwP2EgICAgICAgAAAAAAAAAEBiICAgICAgIAAAAAAAACJAICAgICAgICA="
)
