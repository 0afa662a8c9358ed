"""Every importer against every attack: each is refused in words, or does no harm; nothing of it is stored.

docs/security.md has the table; it is checked here against what is tried.
"""

import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest

from consult.extensions import db
from consult.services.bringing import uploads
from consult.services.in_files import harmless
from consult.web import bodies
from tests.fuzz import seeds
from tests.integration.test_abuse import plain_client
from tests.integration.test_respond import open_tiny

ROOT = Path(__file__).resolve().parents[2]
MAPPING = {"id": "nr", "items": {"safe": {"column": "s", "codes": {"1": "yes", "2": "no"}}}}


# The importers: how a file is sent to each, and under which names it may come.

TRANSLATIONS = "/officer/trafford/questionnaires/tiny/translations/ur/files"
IMPORTERS = {
    "answers": ("/officer/trafford/waves/tiny-1/import", ("f.csv", "f.xlsx", "f.sav")),
    "mapping": ("/officer/trafford/waves/tiny-1/import", ("f.json",)),
    "questionnaires": ("/officer/trafford/exchange/in", ("f.json", "f.csv", "f.xlsx", "f.lss")),
    "translations": (TRANSLATIONS, ("f.xlf", "f.xlsx")),
    "population": ("/officer/trafford/population/load", ("f.csv", "f.geojson")),
    "benchmarks": ("/officer/trafford/benchmarks/in", ("f.csv", "f.xlsx")),
}


def zipped(parts, packed=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


WORKBOOK = seeds.workbook([["nr", "s"], ["1", "1"]], "survey")


def with_part(name, content) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as before:
        parts = {one: before.read(one) for one in before.namelist()}
    return zipped({**parts, name: content})


def bomb() -> bytes:
    """A workbook whose list of parts says that one of them unfolds to two gigabytes."""
    listed = bytearray(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": bytes(1 << 20)}))
    at = listed.rindex(b"PK\x01\x02")
    listed[at + 24 : at + 28] = (2**31 - 1).to_bytes(4, "little")
    return bytes(listed)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&b;&f;</x>"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00"
# Each is sent to every importer under each of its names, whatever its content is.
ATTACKS = {
    "another kind of file under a good name": b"%PDF-1.7 not what it says",
    "a program": b"MZ" + bytes(200),
    "a picture whose size would fill the memory": PNG,
    "SVG with a script": SVG,
    "XML that declares entities": ENTITIES,
    "a zip that unfolds without end": bomb(),
    "a zip within a zip": zipped({"a.zip": zipped({"b.zip": zipped({"c": bytes(1 << 20)})})}),
    "a zip of thousands of parts": zipped({str(number): b"" for number in range(2_100)}),
    "names that lead out of the folder": zipped({"../../../../tmp/h-attack": b"x", "/etc/h-attack": b"x"}),
    "entities in a workbook": with_part("xl/sharedStrings.xml", ENTITIES),
    "one line of half a million cells": b"ab," * 500_000,
    "NULs": b"nr,s\n\x001,\x00\n",
    "half signs": json.dumps({"id": "\ud800", "items": {"\udfff": "\x00"}}).encode("utf-8", "surrogatepass"),
    "JSON within JSON, 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "JSON within JSON, 900 deep": b'{"items":' * 900 + b"1" + b"}" * 900,
    "XML within XML, 100,000 deep": b"<a>" * 100_000 + b"</a>" * 100_000,
    "a header that lies about its data": b"$FL2@(#) SPSS DATA FILE" + b" " * 37 + b"\xff" * 200,
    "an SPSS file that ends its reader": seeds.CRASHING_SPSS,
    "a workbook cut off": WORKBOOK[: len(WORKBOOK) // 2],
    "no bytes at all": b"",
}


def send(client, token, importer, name, content):
    address, _names = IMPORTERS[importer]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name), "state": "draft", "begin": "y"}
    if importer == "answers":
        data["mapping"] = (io.BytesIO(json.dumps(MAPPING).encode()), "mapping.json")
    if importer == "mapping":
        data |= {"file": (io.BytesIO(b"nr,s\n1,1\n"), "f.csv"), "mapping": (io.BytesIO(content), name)}
    return client.post(address, data=data, content_type="multipart/form-data")


@pytest.fixture
def officer(app, sign_in):
    open_tiny()
    client = sign_in("officer", "trafford")
    token = client.token("/account/")
    plain = plain_client(app)
    plain.set_cookie("session", client.get_cookie("session").value)
    return plain, token


def stored():
    db.session.rollback()
    return {name: db.session.scalar(db.select(db.func.count()).select_from(table))
            for name, table in db.metadata.tables.items() if name not in ("audit_event", "user")}  # fmt: skip


@pytest.mark.refusal(part="Uploads", comes="a file that is a trap, or no file of the kind that its name says",
                     gets="words for what it is, and nothing of it stored")  # fmt: skip
@pytest.mark.parametrize("importer", IMPORTERS)
def test_no_attack_is_taken_in(app, officer, importer, monkeypatch):
    client, token = officer
    before = stored()
    # How many are sent in a minute is not what is tried here.
    monkeypatch.setattr(app.extensions["limits"][0], "enabled", False)
    for attack, content in ATTACKS.items():
        for name in IMPORTERS[importer][1]:
            answer = send(client, token, importer, name, content)
            where = f"{attack} as {name}: {answer.status_code}"
            assert answer.status_code in (413, 422), where
            page = answer.text
            assert "root:" not in page and "<script>alert" not in page and "Traceback" not in page, where
            assert "govuk-error-summary" in page or "refused" in page, where
    assert stored() == before
    assert not any(Path(one).exists() for one in ("/tmp/h-attack", "/etc/h-attack"))


def test_every_way_in_for_files_is_among_them(app):
    """A route that takes a file and is not tried here would be found by this."""
    sources = [*ROOT.glob("consult/blueprints/**/*.py")]
    fields = [re.findall(r"= FileField\(", one.read_text()) for one in sources]
    assert sum(map(len, fields)) == len(IMPORTERS)
    assert not [one for one in sources if "request.files" in one.read_text()]
    adapter = app.url_map.bind("localhost")
    taking = {adapter.match(address, method="POST")[0] for address, _names in IMPORTERS.values()}
    assert taking == bodies.TAKE_FILES


def test_no_picture_is_taken_in_anywhere():
    """Nobody brings a logo or a photo: what could be in one is nobody's worry."""
    for template in ROOT.glob("consult/templates/**/*.html"):
        assert not re.search(r"accept=[\"'][^\"']*(image|svg|png|jpe?g|gif)", template.read_text()), template


def test_the_table_in_the_docs_is_what_is_tried():
    page = (ROOT / "docs/security.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \|", page.split("## Files")[1], re.MULTILINE)
    for attack in ATTACKS:
        assert attack in rows, attack
    for importer in IMPORTERS:
        assert importer in page.split("## Files")[1]


# What is let through and does no harm.


def test_macros_and_links_to_other_files_are_parts_that_nobody_opens(app, officer):
    client, token = officer
    content = with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 a macro")
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {one: before.read(one) for one in before.namelist()}
    parts["xl/externalLinks/externalLink1.xml"] = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        b'<Relationships><Relationship Id="rId1" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>')
    answer = send(client, token, "answers", "f.xlsx", zipped(parts))
    assert answer.status_code == 200, answer.text
    assert db.session.execute(db.text("SELECT count(*) FROM response")).scalar() == 1


def test_formulas_in_a_workbook_are_refused_not_worked_out(app, officer):
    client, token = officer
    answer = send(client, token, "answers", "f.xlsx", seeds.workbook([["nr", "s"], ["1", '=HYPERLINK("http://x")']]))
    assert answer.status_code == 422 and "holds a formula" in answer.text


# Limits.


@pytest.mark.refusal(part="Uploads", comes="a file of more rows, or of more wrong cells, than anybody reads",
                     gets="words, and nothing stored")  # fmt: skip
def test_rows_and_refusals_end(app, officer, monkeypatch):
    from consult.services import bring_in

    client, token = officer
    monkeypatch.setattr(bring_in, "MOST_ROWS", 10)
    many = send(client, token, "answers", "f.csv", b"nr,s\n" + b"".join(b"%d,1\n" % number for number in range(11)))
    assert many.status_code == 422 and "more than 10 rows" in many.text
    monkeypatch.setattr(bring_in, "MOST_ROWS", 1000)
    monkeypatch.setattr(bring_in, "MOST_REFUSALS", 50)
    wrong = send(client, token, "answers", "f.csv", b"nr,s\n" + b"".join(b"%d,x\n" % number for number in range(99)))
    assert wrong.status_code == 422 and "More than 50 cells cannot be read" in wrong.text
    assert "The mapping does not say what this value means" in wrong.text, "and the first of them are shown"


def test_a_reader_that_dies_takes_nothing_along(officer, monkeypatch, tmp_path):
    """As a bug in the C library would: the process that reads is killed, the site says that the file is broken."""
    from consult.services.bringing import sav_apart

    client, token = officer
    dying = tmp_path / "dies.py"
    dying.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(sav_apart, "__file__", str(dying))
    answer = send(client, token, "answers", "f.sav", seeds.spss())
    assert answer.status_code == 422 and "cannot be read as an SPSS file" in answer.text
    monkeypatch.undo()
    assert client.get("/officer/trafford/waves/tiny-1/import").status_code == 200


def test_the_process_that_reads_has_limits(tmp_path):
    import subprocess
    import sys

    code = ("import resource; from consult.services.bringing import sav_apart; sav_apart._limit(); "
            "print(*(resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, resource.RLIMIT_CPU, "
            "resource.RLIMIT_FSIZE)))")  # fmt: skip
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, env=os.environ)
    assert said.stdout.split() == [b"%d" % (3 << 30), b"60", b"0"]


def test_how_deep_a_document_is_is_found_without_going_in():
    deep = current = {}
    for _ in range(100_000):
        current["a"] = current = {}
    assert uploads.too_deep(deep) and not uploads.too_deep(json.loads("[" * 59 + "]" * 59))


# What goes out.

FORMULAS = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1",
            "\x00=1", "\u202e=1", "\ufffe=1"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_that_goes_out_is_a_formula(text):
    assert harmless(text).startswith("'")


def test_every_writer_of_cells_makes_them_harmless():
    """Found by what a file of ours has to call to write one."""
    writers = {}
    for file in ROOT.glob("consult/**/*.py"):
        text = file.read_text()
        if re.search(r"csv(_files)?\.(Dict)?[wW]riter\(|write_string\(", text):
            writers[file.relative_to(ROOT / "consult").as_posix()] = text
    # Written as strings into workbooks that come back: a change would be taken for a translator's or an author's.
    strings_alone = {"services/translating/workbook.py", "services/exchange/files.py"}
    for name, text in writers.items():
        if name in strings_alone:
            assert '"strings_to_formulas": False' in text and "csv" not in text.split("writer(")[0][-4:], name
        else:
            assert "harmless" in text, name
    assert len(writers) >= 8
