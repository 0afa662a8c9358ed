"""The headline sheet of a wave: each figure now, in the wave before, its change and what may be said of it.

Named by the wave."""

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult.models import Partnership, Wave
from consult.services import comparability, field, phrases, phrases_method, wave_entry
from consult.services.sections import wording
from consult.services.sections.kinds import profiles
from consult.services.sections.material import CannotCompose, Material, Offer

KINDS = ("share", "problems")
COLUMNS = [{"id": "measure", "kind": "label"}, {"id": "now", "kind": "share"}, {"id": "before", "kind": "share"},
           {"id": "change", "kind": "points"}, {"id": "verdict", "kind": "text"}]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A wave and the wave before, None where that cannot be told: their entries in the document and their figures."""

    wave: Wave
    entry: dict
    figures: dict[str, dict]
    earlier: Wave | None
    entry_before: dict | None
    before: dict[str, dict]


def listed(partnership: Partnership) -> list[Offer]:
    """Each wave that has weights."""
    return profiles.listed(partnership)


def begins(_material: Material, wave: Wave) -> list[tuple[str, dict]]:
    """The wave's own sheet."""
    return [(wave.slug, {})]


def block(material: Material, ref: str, _typed: dict, languages) -> dict:
    """The wave's measures that are one figure each, beside those of the wave before where that has weights."""
    wave = material.wave(ref)
    figures = _figures(material, ref)
    if not figures:
        raise CannotCompose(_("“%(wave)s” has no figure for a headline sheet. Take the block out.", wave=wave.title))
    earlier = _before(material, wave)
    old = _figures(material, earlier.slug) if earlier else {}
    rows = [_row(now, old.get(id)) for id, now in figures.items()]
    sheet = Sheet(wave, wave_entry.of_run(material.run(ref)), figures, earlier, _entry(material, earlier), old)
    return wording.block(
        "headlines", wording.in_each(languages, lambda lang: _words(rows, sheet, lang)), wave,
        id=f"headlines-{ref}", before={"slug": earlier.slug, "title": earlier.title} if earlier else None,
        headlines=rows, tables=[{"id": "headlines", "columns": COLUMNS, "rows": [_line(row) for row in rows]}],
    )  # fmt: skip


def _before(material: Material, wave: Wave) -> Wave | None:
    """The wave before, where its figures can be told at all."""
    earlier = comparability.wave_before(wave)
    if earlier is None:
        return None
    try:
        material.told(earlier.slug)
    except CannotCompose:
        return None
    return earlier


def _entry(material: Material, wave: Wave | None) -> dict | None:
    return material.told(wave.slug)["waves"][wave.survey.audience] if wave else None


def _figures(material: Material, slug: str) -> dict[str, dict]:
    return {one["id"]: one for one in material.told(slug)["findings"] if one["kind"] in KINDS}


def _row(now: dict, before: dict | None) -> dict:
    from analysis.headlines import change

    since = now.get("before")
    told = change(now, before, since["effect"] if since else "none")
    return {
        "id": now["id"], "better": now["better"], "design": now["design"], "caution": bool(since), **told,
        "now": _share(now), "before": _share(before) if before else _share({"state": "none"}),
    }  # fmt: skip


def _share(figure: dict) -> dict:
    return {**{key: figure.get(key) for key in ("value", "lower", "upper", "base")}, "state": figure["state"]}


def _line(row: dict) -> dict:
    change = {"value": row["change"], "lower": row["lower"], "upper": row["upper"],
              "state": "none" if row["change"] is None else "shown"}  # fmt: skip
    return {"id": row["id"], "strong": False, "cells": {
        "measure": row["id"], "now": row["now"], "before": row["before"], "change": change,
        "verdict": f"{row['id']}-verdict"}}  # fmt: skip


def _words(rows: list[dict], sheet: Sheet, lang: str) -> dict:
    labels = {}
    for row in rows:
        labels[row["id"]] = {"text": phrases.subject(row["id"]), "lang": None}
        labels[f"{row['id']}-verdict"] = {"text": verdicts()[row["verdict"]], "lang": None}
    young = sheet.entry["audience"] == "young"
    return {
        "heading": gettext("Headlines: young people") if young else gettext("Headlines: residents"),
        "sentences": [_sentence(row, sheet.figures[row["id"]], sheet.earlier, lang) for row in rows],
        "badge": phrases_method.badge(sheet.entry["design"]),
        "short": phrases_method.wave_line(sheet.entry),
        "labels": labels,
        "how": _how(sheet, lang),
        "tables": {"headlines": {"caption": gettext("Headlines"), "notes": [gettext(
            "Change is in percentage points.")], "columns": {
                "measure": gettext("Measure"), "now": gettext("Now"), "before": gettext("Before"),
                "change": gettext("Change"), "verdict": gettext("Verdict")}}},
    }  # fmt: skip


def _how(sheet: Sheet, lang: str) -> list[dict]:
    """The question and the bases of each figure, then the weights and the run of both waves."""
    told = [row for id, figure in sheet.figures.items() for row in _asked(id, figure, sheet, lang)]
    told += [
        _line_of(gettext("Survey"), phrases_method.wave_line(sheet.entry)),
        _line_of(gettext("The wave before"),
                 sheet.earlier.title if sheet.earlier else gettext("None with figures to compare with.")),
        _line_of(gettext("Change"), _how_change()),
        _line_of(gettext("How people were reached"), phrases_method.design_sentence(sheet.entry["design"])),
    ]  # fmt: skip
    questionnaire = field.questionnaire(sheet.wave.version)
    told += phrases_method.method(phrases.Setting(lang, "", sheet.entry, questionnaire))
    if sheet.entry_before:
        told.append(_line_of(sheet.earlier.title, _weighted(sheet.entry_before)))
    return told


def _asked(id: str, figure: dict, sheet: Sheet, lang: str) -> list[dict]:
    """The question under the figure's name, the answers that count, and how many people both figures rest on."""
    known = {row["term"]: row for row in figure["words"][lang]["how"]}
    rows = [{**known[gettext("Question")], "term": phrases.subject(id)}]
    rows += [known[term] for term in (gettext("Answers counted"), gettext("Who is in the base")) if term in known]
    if figure["state"] != "shown":
        return rows
    told = [gettext("Base %(base)s, effective base %(effective)s.", base=phrases.people(figure["base"]),
                    effective=phrases.people(figure["effective_base"]))]  # fmt: skip
    if (before := sheet.before.get(id)) and before["state"] == "shown":
        told.append(gettext("In “%(wave)s”: base %(base)s.", wave=sheet.earlier.title,
                            base=phrases.people(before["base"])))  # fmt: skip
    return [*rows, _line_of(gettext("Base"), " ".join(told))]


def _weighted(entry: dict) -> str:
    run, asked = entry["run"], entry["questionnaire"]
    return gettext(
        "%(first)s to %(last)s. Weighted by run %(run)s of %(date)s, questionnaire version %(version)s.",
        first=phrases.day(entry["opens_on"]), last=phrases.day(entry["closes_on"]), run=run["id"],
        date=phrases.day(run["made_on"]), version=asked["number"],
    )  # fmt: skip


def _line_of(term: str, words: str) -> dict:
    return {"term": term, "text": words, "lang": None}


def _how_change() -> str:
    return gettext("In percentage points, with an interval worked out from those of the two figures. “Better” or "
                   "“worse” is said only where the interval leaves no change out.")  # fmt: skip


def verdicts() -> dict[str, str]:
    """What may be said of a change, in words."""
    return {
        "better": gettext("Better"), "worse": gettext("Worse"), "moved": gettext("Changed"),
        "cannot_tell": gettext("Cannot tell"), "no_wave_before": gettext("Nothing to compare with"),
        "withheld": gettext("Withheld"), "asked_otherwise": gettext("Asked otherwise before"),
        "open_sample": gettext("Cannot tell: people chose to answer"),
    }  # fmt: skip


def _sentence(row: dict, figure: dict, earlier: Wave | None, lang: str) -> str:
    """What the figure says, and what became of it since the wave before, as whole sentences."""
    measured = figure["words"][lang]["sentences"][0]
    if row["change"] is None:
        return measured
    words = {"wave": earlier.title, "before": phrases.percent(row["before"]["value"]),
             "size": phrases.points(row["change"])}  # fmt: skip
    if row["verdict"] == "cannot_tell":
        since = gettext("In “%(wave)s” it was %(before)s; the difference is no larger than chance could make it.",
                        **words)  # fmt: skip
    elif row["change"] > 0:
        since = gettext("That is %(size)s more than the %(before)s of “%(wave)s”.", **words)
    else:
        since = gettext("That is %(size)s less than the %(before)s of “%(wave)s”.", **words)
    rounded = None
    if row["verdict"] != "cannot_tell":
        rounded = phrases.rounding(row["now"]["value"], row["before"]["value"], row["change"])
    return " ".join(filter(None, [measured, since, rounded]))
