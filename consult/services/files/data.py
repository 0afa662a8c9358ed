"""The figures of a document as data: CSV with its metadata, a workbook, and the frozen document itself."""

from __future__ import annotations

import csv as csv_files
import io
import json as json_files

from consult.services import reading
from consult.services.digest import canonical, digest
from consult.services.files.figures import COLUMNS, NUMBERS, WHOLE, rows
from consult.services.in_files import harmless


def json(document: dict) -> bytes:
    """The frozen document: its SHA-256 is that of the edition."""
    return canonical(document).encode()


def csv(document: dict, lang: str) -> bytes:
    """Every figure, a row each, labels in a language of the document's; a byte order mark for Excel."""
    out = io.StringIO()
    writer = csv_files.DictWriter(out, list(COLUMNS), restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows(document, lang):
        writer.writerow({name: harmless(value) if isinstance(value, str) else value for name, value in row.items()})
    return ("\ufeff" + out.getvalue()).encode()


def csv_metadata(document: dict, lang: str, name: str, address: str) -> bytes:
    """What the CSV file `name` holds, as CSV on the Web says it: each column with its type and its meaning.

    W3C Recommendation "Metadata Vocabulary for Tabular Data", 17 December 2015.
    """
    told = reading.nodes_of(document, lang)
    about = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": {"@value": reading.title(told), "@language": lang},
        "dc:publisher": document["partnership"]["title"],
        "dc:language": lang,
        "dc:description": _notes(document, told),
        "dc:source": address,
        "dc:identifier": f"SHA-256 {digest(document)}",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(column) for column in COLUMNS]},
    }
    if document["published_on"]:
        about["dc:issued"] = {"@value": document["published_on"], "@type": "date"}
    return json_files.dumps(about, ensure_ascii=False, indent=2).encode()


def _column(name: str) -> dict:
    kind = "decimal" if name in NUMBERS else "integer" if name in WHOLE else "string"
    kind = "date" if name in ("published_on", "first_day", "last_day") else kind
    return {"name": name, "titles": name, "dc:description": COLUMNS[name], "datatype": kind, "required": False}


def _notes(document: dict, told: list) -> str:
    words = [node.text for node in told if getattr(node, "role", None) in ("simulated", "lede")]
    return " ".join([reading.kicker(told) + ".", *words])
