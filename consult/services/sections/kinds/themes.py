"""The themes of an open question, weighted, and how many groups and interviews spoke of each.

Named "wave/question"."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.questionnaire import text
from consult.services import field, phrases, phrases_method, wave_entry
from consult.services.qualitative import figures, frames, sources, texts
from consult.services.sections import wording
from consult.services.sections.kinds.quotes import question
from consult.services.sections.material import CannotCompose, Material, Offer, wave_name

# Themes are named once, by officers, in English.
NAMED_IN = "en"
WHY_NOT = {
    "no_themes": _("The question has no themes yet. Make them, or take the block out."),
    "not_weighted": _("The wave has no weights. Weigh it first."),
    "stale": _("Answers came in or were taken back since the wave was weighed. Weigh it again first."),
    "none_coded": _("No text is coded to a theme yet. Code some, or take the block out."),
}


def listed(partnership: Partnership) -> list[Offer]:
    """Each open question that has themes."""
    return [
        Offer(f"{wave.slug}/{item}", question(wave, item), wave_name(wave))
        for wave in field.waves(partnership)
        for item in texts.open_questions(wave)
        if frames.themes_of(wave.survey, item)
    ]


def begins(_material: Material, wave: Wave) -> list[tuple[str, dict]]:
    """Each open question whose themes can be counted."""
    found = []
    for item in texts.open_questions(wave):
        try:
            figures.themes(wave, item)
        except figures.NoFigures:
            continue
        found.append((f"{wave.slug}/{item}", {}))
    return found


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The share of each theme among those who wrote, with the groups that it was heard in. Raises CannotCompose."""
    slug, _slash, item = ref.partition("/")
    wave = material.wave(slug)
    try:
        told = figures.themes(wave, item)
    except figures.NoFigures as none:
        raise CannotCompose(WHY_NOT[none.reason]) from none
    entry = wave_entry.of_run(material.run(slug))
    heard, groups = sources.heard(wave.survey, item)
    rows = [_row(part, heard.get(int(part["id"]), 0) if groups else None) for part in told["parts"]]
    names = {str(theme.id): theme.name for theme in frames.themes_of(wave.survey, item, retired=True)}
    columns = [{"id": "theme", "kind": "label"}, {"id": "share", "kind": "share"}]
    columns += [{"id": "heard", "kind": "count"}] if groups else []
    shown = told["state"] == "shown"
    return wording.block(
        "themes", wording.in_each(languages, lambda lang: _words(told, entry, wave, item, names, groups, lang)), wave,
        told["state"], item=item, design=told["design"], reason=told["reason"], base=told["base"],
        effective_base=told["effective_base"], parts=told["parts"], groups=groups,
        tables=[{"id": "themes", "columns": columns, "rows": rows}] if shown else [],
        charts=[{"id": "bars", "kind": "bars", "data": {"rows": _bars(told["parts"])}}] if shown else [],
    )  # fmt: skip


def _row(part: dict, heard: int | None) -> dict:
    share = {key: part[key] for key in ("value", "lower", "upper", "state")}
    cells = {"theme": part["id"], "share": share}
    return {"id": part["id"], "strong": False, "cells": cells if heard is None else {**cells, "heard": heard}}


def _bars(parts: list[dict]) -> list[dict]:
    return [{key: part[key] for key in ("id", "value", "lower", "upper", "state")} for part in parts]


def _words(told: dict, entry: dict, wave: Wave, item: str, names: dict, groups: int, lang: str) -> dict:
    asked = field.questionnaire(wave.version).item(item.removesuffix(".other"))
    wording_of = text(asked.text, lang, asked.master)
    labels = {part["id"]: wording.label(names[part["id"]], NAMED_IN, lang) for part in told["parts"]}
    return {
        "heading": gettext("What people wrote about"),
        "sentences": _sentences(told, labels, groups),
        "badge": phrases_method.badge(told["design"]),
        "short": phrases_method.short(told) if told["state"] == "shown" else None,
        "labels": labels,
        "how": [
            {"term": gettext("Question"), **wording.label(wording_of.value, wording_of.lang, lang)},
            {"term": gettext("Who is in the base"), "lang": None,
             "text": gettext("People who wrote something that has been read and given its themes. A text can have "
                             "several.")},
            {"term": gettext("Survey"), "text": phrases_method.wave_line(entry), "lang": None},
            {"term": gettext("How people were reached"), "text": phrases_method.design_sentence(told["design"]),
             "lang": None},
            *phrases_method.method(phrases.Setting(lang, "", entry, field.questionnaire(wave.version))),
        ],
        "tables": {"themes": {"caption": gettext("Themes"), "notes": [], "columns": {
            "theme": gettext("Theme"), "share": gettext("Share"), "heard": gettext("Groups that spoke of it")}}},
        "charts": {"bars": {"title": gettext("Themes of what people wrote"), "desc": _described(told, labels)}},
    }  # fmt: skip


def _sentences(told: dict, labels: dict, groups: int) -> list[str]:
    if told["state"] != "shown":
        return [phrases.withheld(told)]
    said = [gettext("The shares are of the %(base)s people whose words were read and given themes.",
                    base=phrases.people(told["base"]))]  # fmt: skip
    if leading := phrases.leading(told):
        listed = "; ".join(f"{labels[part['id']]['text']} ({phrases.percent(part['value'])})" for part in leading)
        said.append(gettext("Named most often: %(listed)s.", listed=listed))
    if groups:
        said.append(ngettext("Beside them stand notes of %(n)s group or interview; they are not counted into the "
                             "shares.", "Beside them stand notes of %(n)s groups and interviews; they are not counted "
                             "into the shares.", groups, n=phrases.people(groups)))  # fmt: skip
    return said


def _described(told: dict, labels: dict) -> str:
    return "; ".join(f"{labels[part['id']]['text']} {phrases.percent(part['value'])}" for part in told["parts"]
                     if part["state"] == "shown")  # fmt: skip
