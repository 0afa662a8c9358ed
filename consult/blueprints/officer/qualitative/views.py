"""Shapes what the services know of words into what the pages show."""

from babel import UnknownLocaleError
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.views import name_of
from consult.blueprints.officer.qualitative import words
from consult.questionnaire import text
from consult.redaction import looks_for_names, parts, suggestions
from consult.services import field, fieldwork
from consult.services.qualitative import quotes as quoting
from consult.services.qualitative import texts
from consult.web import locale

# Themes offered at once; any others stand behind a button.
AT_ONCE = 12


def frame(wave, item: str | None = None) -> dict:
    """What every page on words has."""
    return {
        "wave": views.card(wave), "steps": views.steps(wave, "officer.words"), "item": item,
        "simulated": fieldwork.tally([wave])[wave.id].simulated, "question": item and question(wave, item),
        "young": wave.survey.audience == "young",
    }  # fmt: skip


def question(wave, item: str) -> dict:
    """The words of an open question; of the box beside "other", those of the question it belongs to."""
    questionnaire = field.questionnaire(wave.version)
    asked = questionnaire.items[item.removesuffix(".other")]
    return {"text": text(asked.text, str(get_locale()), questionnaire.master), "other": item.endswith(".other")}


def progress(wave) -> list[dict]:
    """The open questions, how far each has come, and what comes next."""
    return [{"one": one, "question": question(wave, one.item), "next": _next(one)} for one in texts.progress(wave)]


def _next(one) -> str:
    if not one.written:
        return _("Nobody has written here yet.")
    if one.unread:
        return _("Read the texts and take out what identifies.")
    if one.ready > one.coded + one.to_settle:
        return _("Code the texts to themes.")
    if one.to_settle:
        return _("Settle the texts on which two coders differ.")
    return _("All texts are read and coded.")


def tongue(code: str) -> dict:
    """A language as a text is marked with it: {code, dir, name, foreign}."""
    bare = code.replace("_", "-")
    try:
        direction = locale.direction(bare)
    except (UnknownLocaleError, ValueError):
        direction = "auto"
    return {"code": bare, "dir": direction, "name": name_of(code), "names": looks_for_names(code),
            "foreign": bare.split("-")[0] != str(get_locale()).split("_")[0]}  # fmt: skip


def marked(written: str) -> dict:
    """A text with what was found in it numbered, and the list to decide on."""
    kinds, listed, pieces = words.kinds(), [], []
    for segment in parts(written, suggestions(written)):
        number = None
        if segment.found:
            number = len(listed) + 1
            listed.append({"key": segment.found.key, "words": segment.words, "number": number,
                           "kind": kinds[segment.found.kind]})  # fmt: skip
        pieces.append({"words": segment.words, "number": number, "kind": segment.found and kinds[segment.found.kind]})
    return {"pieces": pieces, "found": listed}


def theme_groups(themes, ticked) -> list[list[dict]]:
    """Themes to tick, a dozen at a time."""
    rows = [{"value": str(one.id), "text": one.name, "hint": one.description, "checked": str(one.id) in ticked,
             "retired": one.retired} for one in themes]  # fmt: skip
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


def quotes(wave, item: str) -> list[dict]:
    """The quotes that may be shown."""
    by = _("a young person") if wave.survey.audience == "young" else _("a resident")
    return [
        {"id": one.id, "words": one.words, "tongue": tongue(one.language), "by": by, "themes": one.themes,
         "approved_by": one.approved_by}
        for one in quoting.of(wave, item)
    ]  # fmt: skip
