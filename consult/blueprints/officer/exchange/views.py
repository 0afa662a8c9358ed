"""Shapes what was read from a file into what the pages show."""

import io

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.officer.views import states
from consult.questionnaire import Questionnaire, text
from consult.questionnaire.exchange.remarks import CHANGED, LEFT_OUT, LOOK, TOLD, Remark
from consult.services.exchange.words import said
from consult.web.locale import long_date


def kinds() -> dict[str, str]:
    """Kinds of files in words."""
    return {"consult": _("a questionnaire of Consult"), "own": _("an XLSForm taken out of Consult"),
            "xlsform": _("an XLSForm"), "limesurvey": _("a LimeSurvey structure")}


def surveys(found) -> list[dict]:
    """Each survey with its versions, the newest first."""
    return [{
        "slug": survey.slug, "title": survey.title, "young": survey.audience == "young",
        "versions": [{"number": one.number, "state": _version_state(one)} for one in reversed(survey.versions)],
    } for survey in found]


def _version_state(version) -> str:
    if version.frozen_on is None:
        return states()["draft"]
    return _("unchanged since %(date)s", date=long_date(version.frozen_on))


def brought_before(found) -> list[dict]:
    """Files that were brought in lately."""
    return [{"id": one.id, "filename": one.filename, "kind": kinds()[one.kind], "at": long_date(one.at),
             "became": _became(one)} for one in found]


def _became(kept) -> str | None:
    if kept.version is None:
        return None
    return _("version %(number)s of “%(survey)s”", number=kept.version.number, survey=kept.version.survey.title)


def title(document: dict) -> str:
    """The title of a document in the language it was written in."""
    return text(document["title"], "", _master(document)).value


def _master(document: dict) -> str:
    return next(lang for lang, entry in document["languages"].items() if entry["state"] == "master")


def kept(found) -> dict:
    """What was read from one file."""
    questionnaire = Questionnaire.from_document(found.document)
    remarks = [Remark.from_kept(one) for one in found.remarks]
    names = get_locale().languages
    return {
        "filename": found.filename, "kind": kinds()[found.kind], "became": _became(found),
        "title": text(questionnaire.title, str(get_locale()), questionnaire.master),
        "questions": sum(item.asks for item in questionnaire.items.values()),
        "languages": [names.get(lang.split("-")[0], lang) for lang in questionnaire.languages],
        "sections": _outline(questionnaire), "grades": graded(remarks),
        "identical": found.kind in ("consult", "own") and not remarks,
    }


def _outline(questionnaire) -> list[dict]:
    lang = str(get_locale())
    return [{
        "title": text(section.title, lang, questionnaire.master),
        "questions": [{"text": text(item.text, lang, questionnaire.master), "name": item.name,
                       "ruled": bool(item.when or page.when or section.when)}
                      for page in questionnaire.pages if page.section.id == section.id for item in page.items],
    } for section in questionnaire.sections]


def graded(remarks: list[Remark]) -> list[dict]:
    """Remarks by how grave they are. The first two kinds are to be read, the others may be."""
    grades = (
        (LEFT_OUT, _("Left out"), True), (LOOK, _("Look at these"), True), (CHANGED, _("Changed on the way"), False),
        (TOLD, _("Worth knowing"), False),
    )
    return [{
        "key": key, "title": words, "open": shown,
        "remarks": [{"place": place(one), "words": said(one)} for one in remarks if one.grade == key],
    } for key, words, shown in grades if any(one.grade == key for one in remarks)]


def place(remark: Remark) -> str:
    """Where in the file a remark belongs."""
    at = remark.place
    if at.row is None:
        return at.sheet or _("the whole form")
    return _("%(sheet)s, row %(row)s", sheet=at.sheet, row=at.row)


def refusal(brought) -> dict:
    """Why nothing was made of a file."""
    return {"problems": brought.problems, "grades": graded(brought.remarks)}


def stream(content: bytes) -> io.BytesIO:
    """Bytes as a file to be sent."""
    return io.BytesIO(content)
