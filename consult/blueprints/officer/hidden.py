"""What was hidden in each edition and file, and why: in words, without the counts that hid it."""

import re

from flask import g, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.officer import blueprint, views
from consult.questionnaire import text
from consult.services import disclosure, field, sections
from consult.services.phrases_method import margin_title
from consult.web.locale import moment


@blueprint.get("/<partnership_slug>/hidden")
def hidden(partnership_slug: str):
    """Every output of the partnership's waves with the figures that it withheld, the newest first."""
    together: dict[tuple, list] = {}
    for one in disclosure.tellings(g.partnership):
        # An edition is one output of a wave, however many of its blocks tell of it; a file is one each time.
        when = None if one.edition_id else moment(one.told_at)
        together.setdefault((one.place, when, one.wave_id), []).append(one)
    return render_template(
        "officer/hidden.html", outputs=[_output(found) for found in together.values()], wave=None,
        steps=views.steps(None, "officer.publish"), simulated=None,
    )  # fmt: skip


def reasons() -> dict[str, str]:
    """Why a figure is hidden, by its code."""
    return {
        "small_base": _("Too few people were asked"),
        "small_count": _("Few people gave the answer, or few did not"),
        "unanimous": _("It would tell something of everybody who answered"),
        "secondary": _("With the other figures it would give a hidden one away"),
        "difference": _("Beside something that was told before it would give a few people away"),
    }


def _output(tellings: list) -> dict:
    """What left the house at once of one wave: each figure that was hidden once, in the order of the output."""
    newest, words = tellings[0], reasons()
    items = field.questionnaire(newest.wave.version).items
    rows = [(_figure(one, items), words[one.reason]) for telling in reversed(tellings)
            for one in disclosure.hidden_in(telling)]  # fmt: skip
    return {
        "id": newest.id, "at": moment(newest.told_at), **_named(newest, items),
        "wave": f"{newest.wave.survey.title}: {newest.wave.title}",
        "rows": [{"figure": figure, "why": why} for figure, why in dict.fromkeys(rows)],
    }  # fmt: skip


def _named(telling, items) -> dict:
    """What an output is called, with its public address where it has one; services name it by its place alone."""
    place = telling.place
    if found := re.fullmatch(r"(.+) edition (\d+)", place):
        title = str(sections.by_slug(found[1]).title)
        href = url_for("insights.edition", partnership_slug=g.partnership.slug, section=found[1], number=found[2])
        return {"name": _(", ").join((title, _("edition %(number)s", number=found[2]))), "href": href}
    if found := re.fullmatch(r"(.+), submitted \(\d+\)", place):
        return {"name": sections.by_slug(found[1]).title, "waiting": True}
    if found := re.fullmatch(r"table of (.+) by (.+)", place):
        asked, by = (_question(name, items) for name in found.groups())
        return {"name": asked if found[2] == "nothing" else _("%(question)s – by: %(group)s", question=asked, group=by)}
    return {"name": _("Success measures by quarter") if place.startswith("success measures by ") else place}


def _figure(one, items) -> str:
    """The question, the answers counted and the group, in the words of the questionnaire."""
    name, _tick, choice = one.variable.partition("=")
    question, answers = _question(name, items), ()
    if choice:
        answers = () if len(one.answers) > 1 else (_label(items.get(name), choice),)
    elif name in items:
        every = {each.value for each in items[name].choices if each.kind != "prefer_not"}
        answers = () if set(one.answers) >= every else [_label(items[name], value) for value in one.answers]
    elif name.startswith("people:"):
        answers = [_category(value, items) for value in one.answers] if len(one.answers) == 1 else ()
    groups = [_label(items.get(dimension), value) for dimension, value in one.group]
    told = _("; ").join(answers) if answers else _("number of people in the base")
    return " – ".join([question, told, *groups])


def _question(name: str, items) -> str:
    if name == "people":
        return _("Everybody who answered")
    if name.startswith("people:"):
        title = name.partition(":")[2]
        return _("Who answered: %(margin)s", margin=margin_title(title, title))
    item, row = name.split(".", 1)[0].split(":", 1)[0], name.partition(".")[2]
    if item not in items:
        return name
    words = _words(items[item], items[item])
    if row:
        return f"{words} {_label(items[item], row)}"
    return _("%(question)s (who was led to it)", question=words) if name.endswith(":led") else words


def _words(known, item) -> str:
    """The text of an item, or of an answer or a row of it, in the page's language where it has it."""
    return text(known.text, str(get_locale()), item.master).value


def _label(item, value: str) -> str:
    known = next((one for one in (*item.rows, *item.choices) if one.value == value), None) if item else None
    return _words(known, item) if known else value


def _category(value: str, items) -> str:
    """A category of one or more dimensions, whose names are not in it: found among all answers, else as it is."""
    parts = []
    for each in value.split(":"):
        found = next((item for item in items.values() if item.choice(each)), None)
        parts.append(_label(found, each))
    return _(", ").join(parts)
