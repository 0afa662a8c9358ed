"""The codebook that programs read: DDI-Codebook 2.5 (ddialliance.org/Specification/DDI-Codebook/2.5).

Labels stand in every language they were written in, each with its xml:lang. No frequencies: a count of one would tell
of somebody what the method note is careful about.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from consult.models.types import today
from consult.services.in_files import bare, one_line
from consult.services.microdata.about import About
from consult.services.microdata.tables import Table
from consult.services.microdata.variables import CODED, NUMBER, SCALE, Value, Variable, Words

NAMESPACE = "ddi:codebook:2_5"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DESIGNS = {
    "probability": "Probability", "quota": "Non-probability: quota", "open": "Non-probability: respondents chose to",
}  # fmt: skip


def write(table: Table, about: About, file: Path) -> None:
    """Write the study, the file and every variable of it as one XML document in UTF-8."""
    register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", _XML_LANG: table.lang})
    _study(SubElement(root, _tag("stdyDscr")), about)
    _file(SubElement(root, _tag("fileDscr"), {"ID": "F1"}), table, about)
    data = SubElement(root, _tag("dataDscr"))
    for number, variable in enumerate(table.variables, start=1):
        _variable(data, number, variable, table.weight)
    indent(root)
    ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Element, name: str, words: str | None = None, /, **attributes: str) -> Element:
    made = SubElement(parent, _tag(name), attributes)
    made.text = bare(words) if words is not None else None
    return made


def _study(study: Element, about: About) -> None:
    wave, partnership = about.wave, about.wave.survey.partnership
    citation = _add(study, "citation")
    title = _add(citation, "titlStmt")
    _add(title, "titl", about.title)
    _add(title, "IDNo", wave.slug, agency=partnership.slug)
    _add(_add(citation, "rspStmt"), "AuthEnty", partnership.title)
    _add(_add(citation, "prodStmt"), "producer", partnership.title)
    _add(_add(citation, "verStmt"), "version", f"{today().isoformat()}", date=today().isoformat())
    information = _add(study, "stdyInfo")
    _add(information, "abstract", f"Answers of {about.people} people to {wave.survey.title}, {wave.title}.")
    summary = _add(information, "sumDscr")
    _add(summary, "collDate", wave.opens_on.isoformat(), date=wave.opens_on.isoformat(), event="start")
    _add(summary, "collDate", about.last_day, date=about.last_day, event="end")
    _add(summary, "nation", "United Kingdom", abbr="GB")
    _add(summary, "geogCover", partnership.name)
    _add(summary, "anlyUnit", "Individual")
    _add(summary, "universe", "Young people" if wave.survey.audience == "young" else "Adult residents")
    _add(summary, "dataKind", "Survey data")
    _method(_add(study, "method"), about)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "confDec", "Answers given in confidence. Nobody in the file is to be identified, nor is it to be tried.")
    _add(use, "conditions", "For the purpose it was taken out for; see the method note in the same archive.")


def _method(method: Element, about: About) -> None:
    collection = _add(method, "dataColl")
    _add(collection, "sampProc", _DESIGNS[about.wave.design])
    _add(collection, "collMode", "Self-administered: web; on a tablet with an outreach worker; on paper")
    if about.run is None:
        _add(collection, "weight", "None: the file holds no weights.")
        return
    targets = "; ".join(
        " by ".join(margin["dimensions"]) + (f" ({margin['source']})" if margin["source"] else "")
        for margin in about.run.scheme["margins"]
    )  # fmt: skip
    _add(collection, "weight", f"Raked to {targets}. Weighting {about.run.id}, {about.run.code_version}.")


def _file(described: Element, table: Table, about: About) -> None:
    text = _add(described, "fileTxt")
    _add(text, "fileName", about.file)
    dimensions = _add(text, "dimensns")
    _add(dimensions, "caseQnty", str(about.people))
    _add(dimensions, "varQnty", str(len(table.variables)))
    _add(text, "fileType", about.file.rpartition(".")[2])


def _variable(data: Element, number: int, variable: Variable, weight: str | None) -> None:
    attributes = {"ID": f"V{number}", "name": variable.name, "files": "F1", "intrvl": _interval(variable)}
    if variable.column in ("weight", "weight_total", "base_weight"):
        attributes["wgt"] = "wgt"
    elif weight is not None and variable.item:
        attributes["wgt-var"] = "V1"
    made = _add(data, "var", None, **attributes)
    _labels(made, "labl", variable.words)
    if variable.question:
        _labels(_add(made, "qstn"), "qstnLit", variable.question)
    if variable.missing:
        invalid = _add(made, "invalrng")
        for value in variable.missing:
            _add(invalid, "item", None, VALUE=str(value.code))
    if variable.universe:
        _add(made, "universe", variable.universe)
    for value in variable.values:
        _category(made, value)
    _add(made, "varFormat", None, type="numeric" if variable.kind in (CODED, NUMBER) else "character")


def _interval(variable: Variable) -> str:
    return "contin" if variable.measure == SCALE else "discrete"


def _category(made: Element, value: Value) -> None:
    category = _add(made, "catgry", None, **({"missing": "Y"} if value.is_missing else {}))
    _add(category, "catValu", str(value.code))
    _labels(category, "labl", value.words)


def _labels(parent: Element, name: str, words: Words) -> None:
    for lang, said in words.items():
        if said and said.strip():
            _add(parent, name, one_line(said), **{_XML_LANG: lang})
