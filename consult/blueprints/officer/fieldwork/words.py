"""Shapes plans, quotas and alerts into what their pages show, in the reader's language."""

import datetime as dt

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.blueprints.officer.channels.words import routes
from consult.services import links, quotas
from consult.services.outreach import sessions
from consult.services.phrases_method import margin_title
from consult.web.locale import long_date


def ways() -> dict[str, str]:
    """Ways to answer, in words."""
    return {
        "open_link": _("Anybody with the address, on their own phone or computer"),
        "invitation": _("People with a letter and its code"),
        "outreach": _("Outreach sessions with tablets"),
        "import": _("Files of answers brought in"),
    }


def plan_choices() -> dict:
    """What can be chosen in a plan: (value, words, what it means)."""
    designs = views.designs()
    return {
        "design": [
            ("probability", designs["probability"],
             _("People are drawn by chance from a list of everybody, such as all addresses, and only they may answer. "
               "Figures carry margins of error, and may be said of everybody.")),
            ("quota", designs["quota"],
             _("Workers look for so many people of each group. Figures carry modelled margins of error, and say so.")),
            ("open", designs["open"],
             _("Anybody may answer. Figures say what those who answered think, without a margin of error: nobody knows "
               "who chose not to.")),
        ],
        "ways": [(value, words, None) for value, words in ways().items()],
        "consent_routes": [(value, words, None) for value, words in routes().items()],
    }  # fmt: skip


def plan_facts(wave) -> list[tuple[str, str]]:
    """The plan of a wave, a line each."""
    chosen = [*(["open_link"] if wave.open_link else []), *wave.channels]
    names, adults = ways(), routes()
    facts = [
        (_("Sample design"), views.designs()[wave.design]),
        (_("Opens on"), long_date(wave.opens_on)),
        (_("Last day"), long_date(wave.closes_on)),
        (_("Ways to answer"), "; ".join(names[way] for way in chosen if way in names)),
        (_("Answers wanted"), format_decimal(wave.target) if wave.target else _("As many as come")),
        (_("Words that people type"), kept(wave.words_kept_until, wave.words_deleted_on)),
        (_("Whole responses"), kept(wave.answers_kept_until, wave.answers_deleted_on)),
    ]
    if wave.survey.audience == "young":
        agreeing = "; ".join(adults[route] for route in wave.consent_routes if route in adults)
        facts.append((_("Who may agree for those under 16"), agreeing or _("Nobody: only ask those of 16 and 17")))
    return facts


def kept(until: dt.date | None, deleted_on: dt.date | None) -> str:
    """How long something is kept, or when it was deleted."""
    if deleted_on:
        return _("Deleted on %(date)s", date=long_date(deleted_on))
    if until is None:
        return _("Kept until somebody says for how long")
    return _("Kept until %(date)s, then deleted", date=long_date(until))


def quota_margin(wave, margin) -> dict:
    """A margin to set quotas on: its groups in words, with their share of the population."""
    title = margin_title(margin.key, margin.title)
    whole = sum(row["value"] for row in margin.targets)
    return {
        "key": margin.key, "title": title, "source": margin.source, "unit": margin.unit,
        "groups": [{"label": group(wave, margin.dimensions, row["categories"]), "population": row["value"] / whole}
                   for row in margin.targets],
    }  # fmt: skip


def quota_line(wave, margin) -> dict:
    """A margin in the list of quotas."""
    wanted = quotas.of(wave, margin.key)
    title = margin_title(margin.key, margin.title)
    return {"key": margin.key, "title": title[:1].upper() + title[1:], "groups": len(margin.targets),
            "wanted": sum(wanted.values()) if wanted else None}  # fmt: skip


def group(wave, dimensions, categories) -> str:
    """A category of a margin in the words of the questionnaire."""
    return ", ".join(
        views.choice_words(wave, name).get(value, value) for name, value in zip(dimensions, categories, strict=True)
    )


def kinds() -> dict[str, str]:
    """Reasons to look twice, in words."""
    return {
        "device": _("From devices that had answered before"),
        "place": _("Many from one place on one day"),
        "straight_line": _("The same answer all the way down"),
        "speeder": _("Answered very fast"),
        "unseen_field": _("Filled in a field that no person sees"),
        "no_work": _("Sent without the device’s work"),
    }


def alert(wave, one) -> dict:
    """An alert in words: what was found, and what may lie behind it."""
    return {
        "kind": one.kind, "subject": one.subject, "title": kinds()[one.kind],
        "found": _FOUND[one.kind](wave, one), "think": _think()[one.kind],
        "waiting": one.waiting, "kept": one.kept, "left_out": one.left_out, "total": one.total,
    }  # fmt: skip


def _think() -> dict[str, str]:
    return {
        "device": _("A family, a library or a youth club shares a device. Or somebody has answered many times."),
        "place": _("A newsletter or a busy evening brings many at once. Or somebody has answered many times."),
        "straight_line": _("In a quiet street there may be no problem of any kind. Or somebody did not read."),
        "speeder": _("Some were asked fewer questions, or read fast. Or somebody did not read."),
        "unseen_field": _("A browser may have filled it in for a person. Or a program sent made-up answers."),
        "no_work": _("An old phone, or a browser without scripts. Or a program sent made-up answers."),
    }


def _found_device(_wave, one) -> str:
    return _("On %(date)s %(number)s answers came from devices that had answered before. On the other days so far it "
             "was usually %(usual)s.", **_numbers(one))  # fmt: skip


def _found_place(wave, one) -> str:
    if "session" in one.detail:
        places = {str(held.id): held.place or _("no place given") for held in sessions.of(wave)}
        return _("The session at “%(place)s” brought %(number)s answers; %(expected)s were expected.",
                 place=places.get(one.detail["session"], "?"), number=format_decimal(one.detail["number"]),
                 expected=format_decimal(one.detail["expected"]))  # fmt: skip
    found = one.detail["link"] and links.one_of(wave.survey, one.detail["link"])
    if not found:
        return _("On %(date)s %(number)s answers came by the survey’s own address. On the other days so far it was "
                 "usually %(usual)s.", **_numbers(one))  # fmt: skip
    return _("On %(date)s %(number)s answers came by the short link “%(link)s”. On the other days so far it was "
             "usually %(usual)s.", link=found.title, **_numbers(one))  # fmt: skip


def _numbers(one) -> dict:
    return {"date": long_date(dt.date.fromisoformat(one.detail["day"])),
            "number": format_decimal(one.detail["number"]), "usual": format_decimal(one.detail["usual"])}  # fmt: skip


def _found_lines(_wave, _one) -> str:
    return _("In at least two grids of questions, or in one of five rows or more, every row has the same answer.")


def _found_speeders(_wave, one) -> str:
    middle = duration(one.detail["median"])
    if one.subject == "outreach":
        return _("In outreach sessions: in less than a third of the middle person’s time, %(median)s.", median=middle)
    return _("Online: in less than a third of the middle person’s time, %(median)s.", median=middle)


def _found_unseen(_wave, _one) -> str:
    return _("The last page holds a field that is hidden from people. It was filled in.")


def _found_no_work(_wave, _one) -> str:
    return _("This wave asks each device to do some work before it sends. It was not done.")


_FOUND = {
    "device": _found_device, "place": _found_place, "straight_line": _found_lines, "speeder": _found_speeders,
    "unseen_field": _found_unseen, "no_work": _found_no_work,
}  # fmt: skip


def alert_row(row, ticked) -> dict:
    """A response of an alert, without its answers."""
    response, flag = row.response, row.flag
    language = views.language_names([response.language])[response.language]
    return {
        "id": str(response.id), "name": str(response.id)[:8], "date": long_date(response.submitted_on),
        "way": views.channels()[response.channel], "language": language,
        "took": duration(response.seconds) if response.seconds is not None else None,
        "kinds": [kinds()[kind] for kind in row.kinds if kind != flag.kind],
        "decided": flag.decided and _decision(flag), "left_out": response.left_out, "ticked": response.id in ticked,
    }  # fmt: skip


def _decision(flag) -> str:
    words = {"name": flag.decided_by, "date": long_date(flag.decided_on), "reason": flag.reason}
    if flag.decided == "keep":
        return _("Kept by %(name)s on %(date)s: %(reason)s", **words)
    return _("Left out by %(name)s on %(date)s: %(reason)s", **words)


def duration(seconds: int) -> str:
    """A time as people say it."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return ngettext("%(num)s second", "%(num)s seconds", rest)
    if not rest:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return _("%(minutes)s min %(seconds)s s", minutes=format_decimal(minutes), seconds=format_decimal(rest))
