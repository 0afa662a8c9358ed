"""The XLIFF file that translators' own programs work in.

Version 1.2 (OASIS, 1 February 2008): the one that every program of the trade reads and writes; of 2.0 many do not.
Texts are plain, without inline codes, so that what stands in braces can be moved in the sentence; it is checked when
the file comes back.
"""

from collections.abc import Iterable
from typing import BinaryIO
from xml.etree import ElementTree as Tree

from flask_babel import lazy_gettext as _

from consult.models import QuestionnaireVersion
from consult.questionnaire.strings import Flaw, master_of
from consult.services.bringing.table import FileRefused
from consult.services.translating.files import Row, check_language, check_size, context, notes
from consult.services.translating.states import StringState, short_digest

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML = "http://www.w3.org/XML/1998/namespace"
# The states that the standard has for ours. Who has read a text it does not say.
_STATES = {
    "missing": {"state": "needs-translation"}, "stale": {"state": "needs-review-translation"},
    "machine": {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"},
    "draft": {"state": "translated"}, "reviewed": {"state": "final"},
}  # fmt: skip


def write(version: QuestionnaireVersion, language: str, found: Iterable[StringState], stream: BinaryIO) -> None:
    """Write the texts of one language."""
    Tree.register_namespace("", NAMESPACE)
    master, target = master_of(version.document).replace("_", "-"), language.replace("_", "-")
    root = Tree.Element(_tag("xliff"), {"version": "1.2"})
    file = Tree.SubElement(root, _tag("file"), {
        "original": f"{version.survey.slug}, version {version.number}", "datatype": "plaintext",
        "source-language": master, "target-language": target,
    })  # fmt: skip
    body = Tree.SubElement(file, _tag("body"))
    groups: dict[str, Tree.Element] = {}
    for one in found:
        part = one.text.part
        if part not in groups:
            groups[part] = Tree.SubElement(body, _tag("group"), {"id": part})
        _unit(groups[part], one, master, target)
    Tree.indent(root)
    Tree.ElementTree(root).write(stream, encoding="utf-8", xml_declaration=True)


def _unit(group: Tree.Element, one: StringState, master: str, target: str) -> None:
    unit = Tree.SubElement(group, _tag("trans-unit"), {
        "id": one.text.place, "maxwidth": str(one.text.limit), "size-unit": "char",
        "extradata": short_digest(one.value or ""), f"{{{_XML}}}space": "preserve",
        **({"approved": "yes"} if one.state == "reviewed" else {}),
    })  # fmt: skip
    Tree.SubElement(unit, _tag("source"), {f"{{{_XML}}}lang": master}).text = one.text.source
    Tree.SubElement(unit, _tag("target"), {f"{{{_XML}}}lang": target, **_STATES[one.state]}).text = one.value or ""
    for words in (context(one), *notes(one)):
        Tree.SubElement(unit, _tag("note")).text = words


def read(content: bytes, language: str) -> list[Row]:
    """The units of a file that came back. Raises FileRefused."""
    check_size(content)
    root = _parsed(content)
    if root.tag != _tag("xliff"):
        raise FileRefused(_("This is not a file in XLIFF 1.2."),
                          _("Have your program save it as XLIFF 1.2, or use the workbook."))  # fmt: skip
    files = root.findall(_tag("file"))
    check_language([one.get("target-language", "") for one in files], language)
    plural = {unit for group in root.iter(_tag("group")) if group.get("restype") == "x-gettext-plurals"
              for unit in group.iter(_tag("trans-unit"))}  # fmt: skip
    units = [unit for file in files for unit in file.iter(_tag("trans-unit"))]
    return [_row(number, unit, unit in plural) for number, unit in enumerate(units, start=1)]


def _parsed(content: bytes) -> Tree.Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused(_("The file declares things of its own (a DTD), which no translation needs."),
                          _("Send the file as your program writes XLIFF 1.2.")) from error  # fmt: skip
    except (Tree.ParseError, ValueError, LookupError) as error:
        raise FileRefused(
            _("The file cannot be read as XML (%(error)s).", error=str(error)[:120]),
            _("Save it again in UTF-8 from the program that wrote it."),
        ) from error


def _row(number: int, unit: Tree.Element, plural: bool) -> Row:
    source, source_marked = _plain(unit.find(_tag("source")))
    words, marked = _plain(unit.find(_tag("target")))
    flaw = Flaw("plural_forms") if plural else Flaw("markup") if marked or source_marked else None
    return Row(number, unit.get("id", "")[:200], source, words, unit.get("extradata") or None, flaw)


def _plain(element: Tree.Element | None) -> tuple[str, bool]:
    """The words in an element, and whether there is more than words. Marks of sentences are let through."""
    if element is None:
        return "", False
    inside = {one.tag for one in element.iter() if one is not element}
    return "".join(element.itertext()), bool(inside - {_tag("mrk")})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
