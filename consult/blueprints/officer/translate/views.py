"""Shapes what is known of translations into what the pages show."""

import difflib
from collections.abc import Sequence
from itertools import groupby

from babel import Locale
from babel.localedata import locale_identifiers
from flask import abort, g
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.questionnaire.strings import ENDS, master_of, placeholders
from consult.services import field, languages
from consult.services.translating import states as service
from consult.web.locale import LANGUAGES, long_date

SHOWN = ("all", "missing", "stale", "unread")
# Letters of a question that stand for its page in a list.
_SHORT = 90


def survey_or_404(slug: str):
    """The survey of the partnership in the address."""
    survey = field.survey(slug)
    return survey if survey is not None and survey.partnership_id == g.partnership.id else abort(404)


def strings_or_404(version, language: str) -> tuple[service.StringState, ...]:
    """Every text in one of the version's translations."""
    listed = version.document["languages"]
    if language not in listed or language == master_of(version.document):
        abort(404)
    return service.states(version, language)


def frame(version) -> dict:
    """What every page on translations has."""
    survey = version.survey
    wave = next((one for one in reversed(survey.waves) if one.version_id == version.id), None)
    wave = wave or (survey.waves[-1] if survey.waves else None)
    return {
        "survey": {"slug": survey.slug, "title": survey.title}, "simulated": None,
        "wave": wave and views.card(wave), "steps": views.steps(wave, "officer.questionnaire"),
        "version": version.number, "frozen": version.frozen_on and long_date(version.frozen_on),
        "may_change": g.membership.may("work"),
    }  # fmt: skip


def name_of(code: str) -> str:
    """A language in the reader's language, else in English."""
    named = Locale.parse(code.replace("-", "_"))
    return named.get_display_name(get_locale()) or named.get_display_name("en") or code


def state_names() -> dict[str, str]:
    """States of a text in words."""
    return {
        "missing": _("untranslated"), "stale": _("out of date"), "machine": _("by a computer"), "draft": _("draft"),
        "reviewed": _("reviewed"),
    }  # fmt: skip


def of_languages(version) -> list[dict]:
    """Each translation of a version and how far it has come."""
    offered = languages.states(version)
    return [
        {"code": code, "name": name_of(code), "bar": bar(found), "offered": offered[code].offered and code in LANGUAGES,
         "held_back": offered[code].held_back, "of_pages": code in LANGUAGES}
        for code, found in service.all_states(version).items()
    ]  # fmt: skip


def bar(found: Sequence) -> list[dict]:
    """The states of texts as the parts of one bar, the finished first; those without any left out."""
    counted, names, whole, parts, start = service.progress(found), state_names(), len(found) or 1, [], 0.0
    for state in reversed(service.STATES):
        if counted[state]:
            width = 100 * counted[state] / whole
            parts.append({"state": state, "name": names[state], "number": counted[state],
                          "start": round(start, 2), "width": round(width, 2)})  # fmt: skip
            start += width
    return parts


def addable(version) -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, [(code, name)]) of languages that may be added: first those that Consult's own pages are in."""
    listed = set(version.document["languages"])
    named = Locale.parse("en").languages.keys()
    known = {code for code in locale_identifiers() if "_" not in code and code in named} - listed
    groups = ((_("Consult’s own pages are in these"), known & LANGUAGES.keys()),
              (_("Not offered to respondents yet: Consult’s own pages are not in them"), known - LANGUAGES.keys()))
    return [(title, sorted(((code, name_of(code)) for code in codes), key=lambda one: one[1]))
            for title, codes in groups if codes]  # fmt: skip


def wanted(found: Sequence, show: str) -> list:
    """The texts that a filter lets through."""
    if show == "unread":
        return [one for one in found if one.state != "reviewed"]
    return [one for one in found if show in ("all", one.state)]


def filters(found: Sequence, chosen: str) -> list[dict]:
    """The filters, each with how many texts it lets through."""
    names = {"all": _("All"), "missing": _("Untranslated"), "stale": _("Out of date"), "unread": _("Not reviewed")}
    return [{"show": show, "name": names[show], "number": len(wanted(found, show)), "here": show == chosen}
            for show in SHOWN]  # fmt: skip


def sections(version, found: Sequence) -> list[dict]:
    """The parts of a questionnaire that hold these texts, under the titles of their sections."""
    parts = _parts(version, found)
    document, master = version.document, master_of(version.document)
    titles = {one["id"]: one["title"][master] for one in document["sections"]}
    return [{"title": titles.get(section), "parts": list(rows)}
            for section, rows in groupby(parts, key=lambda one: one["section"])]  # fmt: skip


def _parts(version, found: Sequence) -> list[dict]:
    by_part: dict[str, list] = {}
    for one in found:
        by_part.setdefault(one.text.part, []).append(one)
    firsts = _first_words(version)
    return [{"id": part, "section": rows[0].text.section, "words": firsts[part], "bar": bar(rows)}
            for part, rows in by_part.items()]  # fmt: skip


def _first_words(version) -> dict[str, str | None]:
    """Part -> the first question of its page, in the original; None for the first and the last page."""
    words: dict[str, str | None] = {ENDS: None}
    for text in service.source_texts(version):
        if text.part != ENDS and text.role in ("question", "info"):
            short = text.source if len(text.source) <= _SHORT else f"{text.source[:_SHORT]}…"
            words.setdefault(text.part, short)
    return words


def part(version, found: Sequence, part_id: str, show: str) -> dict:
    """One part, and those before and after it that the filter leaves anything of."""
    order = list(dict.fromkeys(text.part for text in service.source_texts(version)))
    if part_id not in order:
        abort(404)
    left = {one.text.part for one in wanted(found, show)}
    place = order.index(part_id)
    return {
        "id": part_id, "words": _first_words(version)[part_id], "number": place + 1, "of": len(order),
        "before": next((one for one in reversed(order[:place]) if one in left), None),
        "after": next((one for one in order[place + 1 :] if one in left), None),
    }  # fmt: skip


def string(one, typed: str | None = None, errors=()) -> dict:
    """One text with its translation, or with what was typed and is wrong."""
    words = (one.value or "") if typed is None else typed
    return {
        "place": one.text.place, "role": _roles()[one.text.role], "limit": one.text.limit, "seen": one.seen,
        "source": one.text.source, "words": words, "state": one.state, "state_name": state_names()[one.state],
        "said": _said(one), "errors": list(errors), "rows": _lines(one.text.limit),
        "keep": list(dict.fromkeys(placeholders(one.text.source))),
        "changes": changes(one.old_source, one.text.source) if one.old_source else None,
    }  # fmt: skip


def _lines(limit: int) -> int:
    """How high a box must be for a text of that length to be seen whole."""
    return 2 if limit <= 90 else 3 if limit <= 180 else 4 if limit <= 300 else 7


def changes(before: str, after: str) -> dict[str, list[tuple[str, bool]]]:
    """Two texts in runs of words, each run with whether the other text lacks it."""
    old, new = before.split(), after.split()
    told: dict[str, list[tuple[str, bool]]] = {"before": [], "after": []}
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for key, words in (("before", old[a:b]), ("after", new[c:d])):
            if words:
                told[key].append((" ".join(words), kind != "equal"))
    return told


def _said(one) -> str | None:
    """Who stands for a text, and since when."""
    state = one.was or one.state
    day = long_date(one.at) if one.at else None
    if state == "reviewed":
        return (_("Read by %(name)s on %(date)s", name=one.person, date=day) if day
                else _("Read by %(name)s", name=one.person))  # fmt: skip
    if state == "draft":
        return _("By %(name)s on %(date)s", name=one.person, date=day)
    return None


def _roles() -> dict[str, str]:
    return {
        "title": _("Title of the questionnaire"), "intro": _("First page"), "easy_intro": _("First page, Easy Read"),
        "thanks": _("Last page"), "section": _("Title of the section"), "question": _("Question"),
        "info": _("Page to read"), "hint": _("Sentence under the question"), "why": _("Why it is asked"),
        "unit": _("What is counted"), "easy_text": _("Question, Easy Read"),
        "easy_hint": _("Sentence under it, Easy Read"), "choice": _("Answer to choose"), "row": _("Line of the table"),
    }  # fmt: skip


def saved(number: int, state: str) -> str:
    """What was done, in one sentence."""
    if state == "reviewed":
        return ngettext("%(num)d text is marked as reviewed.", "%(num)d texts are marked as reviewed.", number)
    if not number:
        return _("Nothing was changed.")
    return ngettext("%(num)d text is saved.", "%(num)d texts are saved.", number)
