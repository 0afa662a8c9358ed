"""Shapes what the services know into what the officer pages show. Words in the reader's language are chosen here."""

from flask import current_app, g, url_for
from flask_babel import format_number, get_locale, ngettext
from flask_babel import gettext as _

from consult.questionnaire import item_bank, text
from consult.services import accounts, authoring, field, second_person
from consult.services.bringing.readers import BLANK, INCOMPLETE, NONE_CHOSEN
from consult.services.phrases_method import margin_title
from consult.web.access import may_open
from consult.web.locale import long_date

# Refusals shown row by row; those alike are counted whole above them.
REFUSALS_SHOWN = 500


def designs() -> dict[str, str]:
    """Sample designs in words."""
    return {"probability": _("Random sample"), "quota": _("Quota sample"), "open": _("Open survey")}


def states() -> dict[str, str]:
    """States of a wave in words."""
    return {"draft": _("Not yet open"), "open": _("Taking answers"), "paused": _("Paused"), "closed": _("Closed")}


def channels() -> dict[str, str]:
    """Channels in words."""
    return {
        "open_link": _("Open link"), "invitation": _("Invitation"), "outreach": _("Outreach session"),
        "paper": _("Paper"), "import": _("Brought in from a file"),
    }


def steps(wave=None, here: str | None = None) -> list[dict]:
    """The path through the work, for one wave or, without one, only what belongs to the whole partnership.

    Only the steps that this member may take: an outreach worker's path begins and ends in the field.
    """
    names = [
        ("officer.questionnaire", _("Questionnaire")), ("officer.wave", _("Fieldwork")),
        ("officer.weighting", _("Weighting")), ("officer.words", _("Words")), ("officer.tables", _("Tables")),
        ("officer.findings", _("Findings")), ("officer.publish", _("Publish")),
    ]
    found = []
    for number, (endpoint, name) in enumerate(names, start=1):
        if not may_open(endpoint):
            continue
        needs_wave = current_app.url_map.is_endpoint_expecting(endpoint, "wave_slug")
        if needs_wave and wave is None:
            continue
        values = {"partnership_slug": g.partnership.slug, **({"wave_slug": wave.slug} if needs_wave else {})}
        found.append({
            "number": number, "name": name, "href": url_for(endpoint, **values), "here": endpoint == here,
            "of_wave": needs_wave,
        })
    return found


def translations_of(wave) -> str | None:
    """The address of the translations of a wave's survey; None for those who may not read them."""
    if not may_open("officer.translations"):
        return None
    return url_for("officer.translations", partnership_slug=g.partnership.slug, survey_slug=wave.survey.slug)


def ways() -> list[dict]:
    """What belongs to the partnership and to no wave: (name, address) of the pages that this member may open."""
    names = [
        ("officer.make_survey", _("Make a survey")),
        ("officer.exchange", _("Bring in or take out a questionnaire")),
        ("officer.benchmarks", _("Benchmarks")),
        ("officer.actions", _("You said, we did")),
        ("officer.privacy", _("Privacy")),
        ("officer.data_kept", _("Data kept")),
        ("officer.log", _("Who did what")),
    ]
    return [{"name": name, "href": url_for(endpoint, partnership_slug=g.partnership.slug)} for endpoint, name in names
            if may_open(endpoint)]  # fmt: skip


def second_people(before: list[str]) -> dict:
    """Who else may decide what these actors made: their names, or, where there is nobody, who can invite somebody."""
    others = [one.name for one in second_person.others(g.partnership, before)]
    administrators = [] if others else [one.name for one in accounts.holders(g.partnership, "manage")]
    return {"others": others, "may_invite": may_open("officer.people"), "administrators": administrators}


def card(wave, tally=None, run=None) -> dict:
    """A wave at a glance."""
    return {
        "slug": wave.slug,
        "title": wave.title,
        "survey": wave.survey.title,
        "survey_slug": wave.survey.slug,
        "young": wave.survey.audience == "young",
        "design": designs()[wave.design],
        "state": wave.state,
        "stage": wave.stage,
        "state_name": states()[wave.stage],
        "dates": _("%(start)s to %(end)s", start=long_date(wave.opens_on), end=long_date(wave.closes_on)),
        "total": tally.total if tally else 0,
        "responses": tally and _responses(tally),
        "simulated": tally.simulated if tally else 0,
        "left_out": tally.left_out if tally else 0,
        "channels": named(tally.channels, channels()) if tally else [],
        "languages": named(tally.languages, language_names(tally.languages)) if tally else [],
        "run": run and run_row(run),
        "steps": [step for step in steps(wave) if step["of_wave"]],
    }


def _responses(tally) -> str:
    words = ngettext("response", "responses", tally.total)
    if tally.simulated and tally.simulated == tally.total:
        return _("%(responses)s, all simulated", responses=words)
    if tally.simulated:
        return _("%(responses)s, %(n)s of them simulated", responses=words, n=format_number(tally.simulated))
    return words


def by_survey(cards: list[dict]) -> list[dict]:
    """Cards of waves under the title of their survey."""
    surveys: dict[str, dict] = {}
    for one in cards:
        about = {"title": one["survey"], "slug": one["survey_slug"], "young": one["young"], "waves": []}
        survey = surveys.setdefault(one["survey_slug"], about)
        survey["waves"].append(one)
    return list(surveys.values())


def questionnaires(partnership) -> list[dict]:
    """Every survey of the partnership, with or without waves, to lead to its questionnaire."""
    return [{"slug": one.slug, "title": one.title} for one in authoring.surveys(partnership)]


def named(counts, names: dict[str, str]) -> list[tuple[str, int]]:
    """(name, count), the most frequent first."""
    return [(names.get(key, key), count) for key, count in counts.most_common()]


def language_names(codes) -> dict[str, str]:
    """Languages by their codes, in the reader's language."""
    locale = get_locale()
    return {code: locale.languages.get(code.split("-")[0], code) for code in codes}


def tally_tables(tally) -> list[dict]:
    """Responses by channel and by language."""
    whole = tally.total or 1
    return [
        {"caption": caption, "head": head,
         "rows": [(name, n, n / whole) for name, n in named(counts, names)]}
        for caption, head, counts, names in (
            (_("Responses by how people came"), _("Channel"), tally.channels, channels()),
            (_("Responses by language"), _("Language"), tally.languages, language_names(tally.languages)),
        )
    ]


def choice_words(wave, name: str) -> dict[str, str]:
    """The choices of an item by their values, in the reader's language."""
    questionnaire = field.questionnaire(wave.version)
    item = questionnaire.items.get(name)
    lang = str(get_locale())
    return {one.value: text(one.text, lang, questionnaire.master).value for one in item.choices} if item else {}


def compared(wave, one) -> dict:
    """A margin of the population beside the sample."""
    words = [choice_words(wave, name) for name in one.margin.dimensions]
    rows = []
    for categories, people, sample, population in one.rows:
        label = ", ".join(names.get(value, value) for names, value in zip(words, categories, strict=True))
        rows.append({
            "label": label, "people": people, "sample": sample, "population": population,
            "points": None if sample is None else 100 * (sample - population),
        })
    top = max([row["population"] for row in rows] + [row["sample"] or 0 for row in rows])
    return {
        "title": margin_title(one.margin.key, one.margin.title), "rows": rows,
        "people": one.people, "unknown": one.unknown, "top": top,
        "source": one.margin.source, "address": one.margin.source_address, "unit": one.margin.unit,
        "caution": one.margin.caution,
        "lacking": [row["label"] for row in rows if not row["people"]],
    }


def run_row(run) -> dict:
    """A weighting in a list."""
    figures = run.diagnostics
    return {
        "id": run.id,
        "date": long_date(run.created_at),
        "to": "; ".join(" × ".join(one["dimensions"]) for one in figures["margins"]),
        "people": figures["people"],
        "effective_base": figures["effective_base"],
        "efficiency": figures["efficiency"],
    }


def form_errors(form) -> list[dict]:
    """What is wrong with a form, each leading to its field."""
    return [{"text": message, "href": f"#{name}"} for name, messages in form.errors.items() for message in messages
            if name is not None]


def refused_words(report) -> str:
    """One sentence on a file that was refused."""
    if not report.refused_rows:
        return _("Nothing was stored. The file or the mapping cannot be used.")
    return _("Nothing was stored. %(refused)s of %(rows)s rows are refused.",
             refused=format_number(report.refused_rows), rows=format_number(report.rows))


def report(report) -> dict:
    """What became of a file."""
    return {
        "accepted": report.accepted,
        "filename": report.filename,
        "rows": report.rows,
        "alike": [{"one": one, "count": count, "rows": rows} for one, count, rows in report.alike()],
        "refusals": report.refusals[:REFUSALS_SHOWN],
        "more": max(0, len(report.refusals) - REFUSALS_SHOWN),
        "items": [
            {"name": name, "answered": report.answered[name],
             "missing": [(_stand_ins().get(label, label), n) for label, n in report.missing.get(name, {}).items()]}
            for name in dict.fromkeys([*report.answered, *report.missing])
        ],
    }


def _stand_ins() -> dict[str, str]:
    return {BLANK: _("blank"), NONE_CHOSEN: _("none chosen"), INCOMPLETE: _("a part is missing")}


def questionnaire(document, version, lang: str) -> dict:
    """A questionnaire as somebody reads it, section by section."""
    bank = item_bank()
    sections: dict[str, dict] = {}
    for page in document.pages:
        section = sections.setdefault(page.section.id, {
            "title": text(page.section.title, lang, document.master),
            "when": rule(page.section.when, document, lang), "questions": [],
        })
        for item in page.items:
            section["questions"].append(_question(item, page, document, bank, lang))
    return {
        "title": text(document.title, lang, document.master), "number": version.number,
        "frozen": version.frozen_on and long_date(version.frozen_on),
        "languages": [(name, _reviews()[document.states[code]]) for code, name in
                      language_names(document.languages).items()],
        "sections": list(sections.values()),
    }


def _reviews() -> dict[str, str]:
    return {
        "master": _("original"),
        "machine": _("translated, not yet reviewed"),
        "reviewed": _("translated and reviewed"),
    }


def _question(item, page, document, bank: dict, lang: str) -> dict:
    entry = bank.get(item.bank or "", {})
    rules = [rule(page.when, document, lang), rule(item.when, document, lang)]
    return {
        "name": item.name,
        "type": types()[item.type],
        "text": text(item.text, lang, document.master),
        "hint": item.hint and text(item.hint, lang, document.master),
        "required": item.required,
        "choices": [(text(one.text, lang, document.master), one.value, one.value in item.net) for one in item.choices],
        "rows": [text(one.text, lang, document.master) for one in item.rows],
        "when": [one for one in rules if one],
        "source": entry.get("source"),
        "comparability": entry.get("comparability"),
    }


def types() -> dict[str, str]:
    """Kinds of item in words."""
    return {
        "single": _("one answer"), "scale": _("one answer on a scale"), "place": _("one place"),
        "several": _("any number of answers"), "grid": _("one answer a row"), "text": _("own words"),
        "yes_no": _("yes or no"), "consent": _("agreement, yes or no"), "info": _("information, nothing to answer"),
        "ranking": _("answers put in order"), "number": _("a number"), "month": _("a month and a year"),
        "postcode": _("a ward, found by postcode or chosen"),
    }


def rule(condition, document, lang: str) -> str | None:
    """A routing rule in words; None where there is none."""
    if condition is None:
        return None
    if "all" in condition:
        return _(" and ").join(rule(part, document, lang) for part in condition["all"])
    if "any" in condition:
        return _(" or ").join(rule(part, document, lang) for part in condition["any"])
    if "not" in condition:
        return _("not (%(rule)s)", rule=rule(condition["not"], document, lang))
    item = document.items[condition["item"]]
    if "answered" in condition:
        words = _("“%(item)s” is answered") if condition["answered"] else _("“%(item)s” is not answered")
        return words % {"item": item.name}
    if "at_least" in condition:
        return _("“%(item)s” is %(number)s or more", item=item.name, number=condition["at_least"])
    if "at_most" in condition:
        return _("“%(item)s” is %(number)s or less", item=item.name, number=condition["at_most"])
    if "equals" in condition:
        return _("“%(item)s” is %(choices)s", item=item.name, choices=condition["equals"])
    if "more_than" in condition:
        return _("“%(item)s” is more than %(number)s", item=item.name, number=condition["more_than"])
    if "less_than" in condition:
        return _("“%(item)s” is less than %(number)s", item=item.name, number=condition["less_than"])
    values = condition.get("in", condition.get("not_in"))
    choices = _(" or ").join(item.label(value, lang).value for value in values)
    if "in" in condition:
        return _("“%(item)s” is %(choices)s", item=item.name, choices=choices)
    return _("“%(item)s” is not %(choices)s", item=item.name, choices=choices)
