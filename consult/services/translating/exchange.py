"""Takes texts out for translators and brings back what they did: row by row, the good ones kept whatever the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.models import QuestionnaireVersion
from consult.questionnaire import clean
from consult.questionnaire.strings import Flaw
from consult.services import audit
from consult.services.bringing.table import FileRefused
from consult.services.translating import workbook, xliff
from consult.services.translating.files import Row
from consult.services.translating.saving import Outcome, save_texts
from consult.services.translating.states import short_digest, states

_KINDS = {"xlsx": workbook, "xliff": xliff}
_ENDINGS = {".xlsx": workbook, ".xlf": xliff, ".xliff": xliff}


@dataclass(frozen=True)
class Refused:
    """One row that was not taken, with every reason."""

    row: Row
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class Report:
    """What became of a file: how many texts were saved or stay as they are, and every row that was refused."""

    version: QuestionnaireVersion
    accepted: int
    unchanged: int
    refused: tuple[Refused, ...]


def take_out(version: QuestionnaireVersion, language: str, kind: str, stream: BinaryIO, actor: str) -> None:
    """Write all texts of a language, with their states, as "xlsx" or "xliff". Raises KeyError for other languages."""
    found = states(version, language)
    _KINDS[kind].write(version, language, found, stream)
    with writing():
        _record(actor, "export translation", version, language, kind=kind, texts=len(found))


def bring_in(version: QuestionnaireVersion, language: str, content: bytes, filename: str, state: str, actor: str,
             person: str | None = None, begin: bool = False) -> Report:  # fmt: skip
    """Keep what a file brings; `state`, `person` and `begin` as in save_texts.

    A row is refused where its original is another now, where somebody changed the text here meanwhile, or where the
    translation cannot be used. Raises FileRefused where the file as a whole cannot, and as save_texts.
    """
    kind = _ENDINGS.get(PurePath(filename).suffix.lower())
    if kind is None:
        raise FileRefused(_("Files of this kind cannot be read."),
                          _("Send the workbook (.xlsx) or the XLIFF file (.xlf, .xliff)."))  # fmt: skip
    rows: dict[str, Row] = {}
    refused: list[Refused] = []
    for row in kind.read(content, language):
        flaw = row.flaw or (Flaw("twice") if row.place in rows else None)
        if flaw:
            refused.append(Refused(row, (flaw,)))
        else:
            rows[row.place] = row
    outcome = save_texts(version, language, {place: row.words for place, row in rows.items()}, state, actor, person,
                         {place: _seen(row) for place, row in rows.items()}, begin)  # fmt: skip
    refused += _refused(rows, outcome)
    report = Report(outcome.version, len(outcome.saved), len(outcome.unchanged),
                    tuple(sorted(refused, key=lambda one: one.row.number)))  # fmt: skip
    with writing():
        _record(actor, "import translation", outcome.version, language, accepted=report.accepted,
                unchanged=report.unchanged, refused=len(refused))  # fmt: skip
    return report


def _seen(row: Row) -> str:
    """As StringState.seen, of when the file was taken out; what has lost its mark is taken as it is."""
    return f"{short_digest(clean(row.source) or '')}.{row.was or ''}"


def _refused(rows: Mapping[str, Row], outcome: Outcome) -> list[Refused]:
    return [Refused(rows[place], tuple(flaws)) for place, flaws in outcome.refused.items()]


def _record(actor: str, verb: str, version: QuestionnaireVersion, language: str, **detail) -> None:
    subject = f"{version.survey.slug}, version {version.number}"
    audit.record(actor, verb, subject, version.survey.partnership, language=language, **detail)
