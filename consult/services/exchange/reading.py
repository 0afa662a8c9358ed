"""A file in the hand of an officer: what questionnaire is in it, and what is to be said of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.questionnaire import Problem, Questionnaire, QuestionnaireError
from consult.questionnaire.exchange import lss_in, xlsform_in, xlsform_own
from consult.questionnaire.exchange.building import built
from consult.questionnaire.exchange.columns import code_of
from consult.questionnaire.exchange.neutral import Form, Words
from consult.questionnaire.exchange.remarks import TOLD, Place, Remark, Remarks
from consult.services.bringing.uploads import too_deep, unstorable
from consult.services.exchange.files import FileRefused, check_size, sheets_of_file
from consult.services.exchange.lss_file import tables_of_file

# Beyond this many rows pyxform takes longer than anybody waits.
MOST_ASKED_ABOUT = 5_000
# A list of thousands of places, asked from again and again.
MOST_CHOICES = 50_000
# Languages that a form may name in words and not by a code.
_NAMED = ("en", "ur", "ar", "pa", "bn", "fa", "pl", "ro", "so", "zh", "fr", "es", "pt", "de", "it", "nl", "sw", "am",
          "ne", "hi", "ta", "gu", "tr", "uk", "ru", "ku", "ps", "ti", "vi", "cy", "id", "my", "km", "lo", "th", "ha")


@dataclass(frozen=True)
class Brought:
    """What was made of a file.

    kind      "consult" (our JSON), "own" (our XLSForm), "xlsform" or "limesurvey"
    document  the questionnaire document, which from_document takes; None where there is none
    remarks   what was done, the gravest first
    problems  why there is no document
    """

    kind: str
    document: dict[str, Any] | None
    remarks: list[Remark] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()


def read(content: bytes, filename: str) -> Brought:
    """The questionnaire in a file, told apart by the end of its name. Raises FileRefused where it cannot be read."""
    path, remarks = PurePath(filename), Remarks()
    ending = path.suffix.lower()
    if ending == ".json":
        return _checked("consult", _json(content), remarks)
    if ending == ".lss":
        tables, languages = tables_of_file(content)
        return _foreign("limesurvey", lss_in.form_of(tables, languages, path.stem, remarks), remarks)
    sheets = sheets_of_file(content, filename, remarks)
    if xlsform_own.is_ours(sheets):
        return _checked("own", xlsform_own.document_of(sheets, remarks), remarks)
    form = xlsform_in.form_of(sheets, remarks, language_code)
    if sum(len(lines) for lines in sheets.lines.values()) <= MOST_ASKED_ABOUT:
        _ask_pyxform(content, ending, remarks)
    return _foreign("xlsform", form, remarks)


def _foreign(kind: str, form: Form, remarks: Remarks) -> Brought:
    choices = sum(len(question.choices) for part in form.parts for block in part.blocks
                  for question in block.questions)
    if choices > MOST_CHOICES:
        raise FileRefused(_("The questions have more than %(n)s choices between them.", n=MOST_CHOICES),
                          _("Take long lists out, such as lists of places, and send it again."))
    document, problems = built(form, remarks, default_words(form.languages))
    return Brought(kind, document, remarks.sorted(), problems)


def _checked(kind: str, document: Any, remarks: Remarks) -> Brought:
    if unstorable(document):
        problem = Problem("document", "A text or a key holds a character that cannot be kept.",
                          "Take NUL and half signs out of the file.")
        return Brought(kind, None, remarks.sorted(), (problem,))
    try:
        Questionnaire.from_document(document)
    except QuestionnaireError as error:
        return Brought(kind, None, remarks.sorted(), error.problems)
    return Brought(kind, document, remarks.sorted())


def _json(content: bytes) -> Any:
    check_size(content)
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        if too_deep(document):
            raise RecursionError("too many parts within one another")
        return document
    except UnicodeDecodeError:
        raise FileRefused(_("The file is not written in UTF-8."), _("Save it as UTF-8 and send it again.")) from None
    except (ValueError, RecursionError) as error:
        raise FileRefused(_("The file is not JSON (%(error)s).", error=str(error)[:120]),
                          _("Send the file as it was taken out of Consult.")) from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _ask_pyxform(content: bytes, ending: str, remarks: Remarks) -> None:
    """Note what pyxform, which most programs read such forms with, says of a form that was perhaps never fielded."""
    from pyxform.xls2xform import convert

    try:
        convert(content, validate=False, file_type=ending)
    except Exception as error:
        # Forms in the wild make it raise more than its own errors; whatever it is, it is only repeated.
        remarks.add(TOLD, "pyxform", Place(""), message=str(error) or type(error).__name__)


def default_words(languages: list[str]) -> Mapping[str, Words]:
    """Words for the first page and the last of a form that has none, in those languages that we have words in."""
    words: dict[str, Words] = {"intro": {}, "thanks": {}}
    for lang in dict.fromkeys(["en", *languages]):
        try:
            with force_locale(lang):
                found = _("A few questions about {area}. You can stop at any time."), _("Thank you for your answers.")
        except (UnknownLocaleError, ValueError):
            continue
        for key, said in zip(words, found, strict=True):
            if lang == "en" or said != words[key]["en"]:
                words[key][lang] = said
    return words


def language_code(name: str) -> str | None:
    """The code of a language by its name in English or in itself, with or without the code in brackets."""
    return code_of(name) or _names().get(name.strip().lower())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in _NAMED:
        locale = Locale.parse(code)
        for said in (locale.get_language_name("en"), locale.get_language_name(code)):
            if said:
                names.setdefault(said.lower(), code)
    return names
