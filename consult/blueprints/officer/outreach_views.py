"""Shapes what the services know of outreach into what the officer pages show."""

from flask_babel import format_percent, get_locale, ngettext
from flask_babel import gettext as _

from consult.questionnaire import text
from consult.services import field
from consult.services.outreach import pack, sessions
from consult.services.phrases_method import margin_title
from consult.web.locale import long_date


def held(wave, found) -> list[dict]:
    """The sessions of a wave, a row each."""
    brought, took = sessions.responses(wave), sessions.medians(wave)
    wards = {one["code"]: one["name"] for one in pack.wards(wave.survey.partnership)}
    return [
        {
            "place": one.place or _("No place given"), "ward": wards.get(one.ward_code), "date": long_date(one.held_on),
            "worker": one.worker, "tablet": one.device.name, "responses": brought.get(one.id, 0),
            "expected": one.expected, "declined": one.declined, "unfinished": one.unfinished,
            "languages": [(_language(code), n) for code, n in sorted(one.languages.items(), key=lambda pair: -pair[1])],
            "took": _duration(took[one.id]) if one.id in took else None,
            "finished": one.finished, "clock_off": one.clock_off,
        }
        for one in found
    ]  # fmt: skip


def _language(code: str) -> str:
    return get_locale().languages.get(code.replace("_", "-").split("-")[0], code)


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s seconds", seconds=rest)
    return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)


def grace(wave) -> str:
    """Until when tablets may send."""
    return ngettext(
        "Tablets may send what people answered until %(date)s, %(num)s day after the wave ends.",
        "Tablets may send what people answered until %(date)s, %(num)s days after the wave ends.",
        wave.grace_days, date=long_date(wave.accepts_until),
    )  # fmt: skip


def moved(distances) -> list[str]:
    """How the sessions moved the sample, a sentence a margin."""
    return [_moved(one) for one in distances]


def _moved(one) -> str:
    title, after = margin_title(one.margin.key, one.margin.title), format_percent(one.after)
    title = title[:1].upper() + title[1:]
    if one.before is None:
        return _("%(title)s: everybody who answered did so in a session. %(after)s of them would have to be other "
                 "people for the sample to be like the Census.", title=title, after=after)
    before = format_percent(one.before)
    words = {"title": title, "before": before, "after": after}
    if round(one.after, 2) < round(one.before, 2):
        return _("%(title)s: closer to the Census. Without the sessions %(before)s of the sample would have to be "
                 "other people to be like it; with them %(after)s.", **words)
    if round(one.after, 2) > round(one.before, 2):
        return _("%(title)s: further from the Census. Without the sessions %(before)s of the sample would have to be "
                 "other people to be like it; with them %(after)s.", **words)
    return _("%(title)s: as far from the Census as without the sessions. %(after)s of the sample would have to be "
             "other people to be like it.", **words)


def missing(wave, found) -> list[dict]:
    """The groups that lack most."""
    return [
        {"group": _group(wave, one.margin.dimensions, one.categories), "people": one.people, "sample": one.share,
         "population": one.population, "short_by": one.short_by}
        for one in found
    ]  # fmt: skip


def plan(wave, steps) -> list[dict]:
    """Whose answers to look for next, in order."""
    return [{"group": _group(wave, one.dimensions, one.categories), "answers": one.answers,
             "effective_base": one.effective_base} for one in steps]  # fmt: skip


def _group(wave, dimensions, categories) -> str:
    questionnaire, language = field.questionnaire(wave.version), str(get_locale())
    names = []
    for name, category in zip(dimensions, categories, strict=True):
        choice = questionnaire.items[name].choice(category) if name in questionnaire.items else None
        names.append(text(choice.text, language, questionnaire.master).value if choice else category)
    return ", ".join(names)


def tablets(found) -> list[dict]:
    """The tablets, a row each."""
    return [
        {"id": one.id, "name": one.name, "paired": _("%(date)s by %(who)s", date=long_date(one.paired_on),
                                                     who=one.paired_by),
         "seen": long_date(one.seen_on) if one.seen_on else _("never"), "revoked": one.revoked,
         "state": _state(one)}
        for one in found
    ]  # fmt: skip


def _state(one) -> str:
    if not one.revoked:
        return _("In use")
    if one.wiped_on:
        return _("Revoked, told to wipe itself on %(date)s", date=long_date(one.wiped_on))
    return _("Revoked, not heard from since")


def reasons() -> dict[str, str]:
    """Why a record was kept aside, in words."""
    return {
        "unreadable": _("It cannot be opened: it was damaged on the way, or sealed for something else."),
        "unknown_wave": _("It is for a wave that this partnership does not have, or that never opened."),
        "unknown_version": _("It was given to a version of the questionnaire that is not known here."),
        "invalid": _("Its answers do not fit the questionnaire that it names."),
        "too_late": _("It came after the wave’s time for tablets had ended."),
        "revoked": _("The tablet had been revoked when it sent this."),
        "other_body": _("The tablet sent something else under the same number or receipt before. The first was kept."),
        "no_consent": _("It is from a young person, and nobody’s consent was noted."),
    }


def refused(reason: str) -> str:
    """Why a record cannot be taken in."""
    if reason == "other_body":
        return _("These answers cannot be taken in: a response with the same receipt is stored already.")
    return _("These answers cannot be taken in. %(why)s", why=reasons()[reason])


def aside(found) -> list[dict]:
    """The records that wait, a row each. What was answered is not shown: nobody has to know to decide."""
    why = reasons()
    return [
        {"id": one.id, "date": long_date(one.received_on), "tablet": one.device.name,
         "place": one.session.place if one.session else None,
         "wave": f"{one.wave.survey.title}, {one.wave.title}" if one.wave else None, "why": why[one.reason]}
        for one in found
    ]  # fmt: skip
