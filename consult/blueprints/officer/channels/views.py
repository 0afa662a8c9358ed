"""Shapes what the services know of channels into what the pages show."""

from flask import g
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.words import printable, routes
from consult.questionnaire import text
from consult.services import field, fieldwork, invitations, languages, links, permissions, sheets
from consult.web.addresses import public, typed
from consult.web.locale import long_date


def frame(wave) -> dict:
    """What every page on channels has."""
    return {
        "wave": views.card(wave), "steps": views.steps(wave, "officer.wave"), "simulated": None,
        "may_change": g.membership.may("work"), "closed": wave.state == "closed",
    }  # fmt: skip


def language_choices(wave) -> list[tuple[str, str]]:
    """(code, own name) to choose from."""
    return list(printable(wave).items())


def name_of(code: str) -> str:
    """A language in the reader's language."""
    return get_locale().languages.get(code.replace("_", "-").split("-")[0], code)


def link(wave, one, counted: dict) -> dict:
    """A short link with what it brought to this wave."""
    address = public("short.link", token=one.token)
    return {
        "id": one.id, "title": one.title, "address": address, "typed": typed(address),
        "responses": counted.get(one.id, 0),
        "language": name_of(one.language) if one.language else _("left to the browser"),
    }  # fmt: skip


def of_links(wave) -> list[dict]:
    """The links of a wave's survey."""
    counted = links.counts(wave)
    return [link(wave, one, counted) for one in links.of(wave.survey)]


def batches(wave) -> list[dict]:
    """The invitations of a wave."""
    counted = invitations.counts(wave)
    return [
        {"id": one.id, "title": one.title, "date": long_date(one.made_on), "number": one.number,
         "used": counted[one.id].used, "unused": counted[one.id].unused, "called_back": one.called_back}
        for one in invitations.of(wave)
    ]  # fmt: skip


def of_permissions(wave) -> list[dict]:
    """The permissions of a wave."""
    names = routes()
    return [
        {"id": one.id, "group": one.group_name, "route": names[one.route], "adult": one.adult,
         "date": long_date(one.agreed_on), "expected": one.expected, "called_back": one.called_back}
        for one in permissions.of(wave)
    ]  # fmt: skip


def of_languages(wave) -> list[dict]:
    """Each language of a wave's questionnaire, what is said of it, and what may be done about it."""
    return [
        {"code": code, "name": name_of(code), "said": _said_of(state), "offered": state.offered,
         "held_back": state.held_back, "is_master": state.state == "master", "lacking": state.lacking,
         "may_sign": state.state == "machine" and not state.lacking}
        for code, state in languages.states(wave.version).items()
    ]  # fmt: skip


def _said_of(state) -> str:
    if state.state == "master":
        return _("The original")
    if state.lacking:
        return _("%(n)s texts are missing", n=state.lacking)
    if state.stale:
        return ngettext("%(num)d text is out of date: its original has changed",
                        "%(num)d texts are out of date: their originals have changed", state.stale)  # fmt: skip
    if state.state == "machine" and state.by_machine:
        return _("Translated by a computer; nobody has signed it")
    if state.state == "machine":
        return ngettext("%(num)d text has yet to be read by somebody who is named",
                        "%(num)d texts have yet to be read by somebody who is named", state.unread)  # fmt: skip
    if state.signed_on is None:
        return _("Signed by %(name)s", name=state.reviewer)
    return _("Signed by %(name)s on %(date)s", name=state.reviewer, date=long_date(state.signed_on))


def optional_items(wave) -> list[dict]:
    """The questions that an officer may leave out."""
    questionnaire = field.questionnaire(wave.version)
    language = str(get_locale())
    return [
        {"name": item.name, "text": text(item.text, language, questionnaire.master).value}
        for item in questionnaire.items.values() if not item.required
    ]  # fmt: skip


def overview(wave) -> dict:
    """Everything about a wave's channels in numbers."""
    made = batches(wave)
    states = languages.states(wave.version)
    return {
        "open_link": wave.open_link,
        "links": len(links.of(wave.survey)),
        "letters": sum(one["number"] for one in made),
        "used": sum(one["used"] for one in made),
        "permissions": len([one for one in of_permissions(wave) if not one["called_back"]]),
        "sheets": sheets.standing(wave).stored,
        "left_out": len(wave.left_out),
        "exit_address": wave.survey.exit_address,
        "offered": sum(one.offered for one in states.values()),
        "unsigned": sum(one.state == "machine" and one.offered for one in states.values()),
    }


def fieldwork_tables(wave, tally, by_link, by_route) -> list[dict]:
    """Responses by short link and by who agreed, each {key: responses}; none where nobody came that way."""
    found = []
    if any(by_link):
        titles = {one.id: one.title for one in links.of(wave.survey)}
        rows = [(titles[key] if key else _("No short link"), n) for key, n in _most(by_link)]
        found.append(_table(_("Responses by short link"), _("Link"), rows, tally))
    agreed = {key: n for key, n in by_route.items() if key is not None}
    if agreed:
        names = {**routes(), "own": _("Themselves, at 16 or 17")}
        rows = [(names[key], n) for key, n in _most(agreed)]
        found.append(_table(_("Responses by who agreed"), _("Agreed by"), rows, tally))
    return found


def _most(counted: dict) -> list[tuple]:
    return sorted(counted.items(), key=lambda one: -one[1])


def _table(caption: str, head: str, rows: list, tally) -> dict:
    return {"caption": caption, "head": head, "rows": [(name, n, n / (tally.total or 1)) for name, n in rows]}


def drop_off(wave) -> list[dict]:
    """How far those had come who left their answers unfinished: page by page, with the first question on it."""
    questionnaire = field.questionnaire(wave.version)
    language = str(get_locale())
    return [
        {"question": text(page.items[0].text, language, questionnaire.master), "number": number}
        for page, number in fieldwork.drop_off(wave)
    ]
