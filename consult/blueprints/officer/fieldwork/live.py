"""Shapes what is coming in into what the live page shows."""

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from consult.blueprints.officer import views
from consult.blueprints.officer.fieldwork import words
from consult.questionnaire.quality_checks import quartiles
from consult.services import fieldwork
from consult.services.coming_in import alerts
from consult.services.coming_in.picture import MORE, picture
from consult.services.phrases_method import margin_title
from consult.web.access import may_open
from consult.web.locale import long_date


def page(wave) -> dict:
    """What officer/wave.html shows of what is coming in."""
    # Its module adds routes below those that ask for this.
    from consult.blueprints.officer.channels import views as channels

    seen = picture(wave)
    tally, came = fieldwork.tally_of(seen.arrivals), seen.arrivals
    return {
        "wave": views.card(wave, tally), "simulated": tally.simulated, "progress": _progress(seen),
        "days_seen": _days(seen), "took": _took(seen), "helps": _helps(seen), "more": MORE,
        "tables": [
            *views.tally_tables(tally),
            *channels.fieldwork_tables(wave, tally, came.by("link_id"), came.by("consent_route")), *_areas(seen),
        ],
        "quotas": _quotas(seen), "compared": [views.compared(wave, one) for one in seen.compared],
        "drop_off": channels.drop_off(wave),
        "waiting": alerts.waiting(wave) if may_open("officer.alerts") else 0,
    }  # fmt: skip


def _progress(seen) -> list[str]:
    """How far the wave has come, in sentences."""
    found = []
    wave, total = seen.wave, seen.arrivals.total
    if wave.target:
        found.append(_("%(share)s of the %(target)s answers that are wanted.",
                       share=format_percent(total / wave.target), target=format_decimal(wave.target)))  # fmt: skip
    if wave.stage in ("open", "paused") and not wave.is_to_come:
        left = seen.days_left
        found.append(ngettext("%(num)s day left.", "%(num)s days left.", left) if left else _("Its last day is past."))
    if seen.arrivals.left_out:
        found.append(ngettext(
            "%(num)s response more is left out by somebody’s decision.",
            "%(num)s responses more are left out by somebody’s decision.", seen.arrivals.left_out))  # fmt: skip
    return found


def _days(seen) -> dict | None:
    days = seen.days
    if not seen.arrivals.total:
        return None
    rows = [{"label": long_date(day), "people": number} for day, number in days]
    return {"rows": rows, "top": max(row["people"] for row in rows), "first": rows[0]["label"],
            "last": rows[-1]["label"], "with_any": [row for row in reversed(rows) if row["people"]]}  # fmt: skip


def _took(seen) -> list[str]:
    """How long people took, a sentence a mode."""
    found = []
    for mode, counted in seen.times.items():
        if not (times := quartiles(counted)):
            continue
        lower, middle, upper = (words.duration(seconds) for seconds in times)
        said = {"lower": lower, "middle": middle, "upper": upper, "people": format_decimal(sum(counted.values()))}
        if mode == "outreach":
            found.append(_(
                "In outreach sessions the middle person took %(middle)s; a quarter took %(lower)s or less, a quarter "
                "%(upper)s or more. %(people)s were timed.", **said))  # fmt: skip
        else:
            found.append(_(
                "Online the middle person took %(middle)s from the first answer to sending; a quarter took %(lower)s "
                "or less, a quarter %(upper)s or more. %(people)s were timed.", **said))  # fmt: skip
    return found


def _helps(seen) -> list[dict]:
    """The groups that are missing, with what more answers of them would do."""
    return [
        {
            "group": words.group(seen.wave, one.missing.margin.dimensions, one.missing.categories),
            "of": margin_title(one.missing.margin.key, one.missing.margin.title),
            "people": one.missing.people, "sample": one.missing.share, "population": one.missing.population,
            "short_by": one.missing.short_by, "before": one.before, "after": one.after,
        }
        for one in seen.helps
    ]  # fmt: skip


def _areas(seen) -> list[dict]:
    if seen.area is None or not seen.arrivals.total:
        return []
    names = views.choice_words(seen.wave, seen.area.name)
    rows = [(_("Did not say") if value is None else names.get(value, value), number, number / seen.arrivals.total)
            for value, number in seen.areas]  # fmt: skip
    if seen.area.areas == "wards":
        return [{"caption": _("Responses by ward"), "head": _("Ward"), "rows": rows}]
    return [{"caption": _("Responses by neighbourhood"), "head": _("Neighbourhood"), "rows": rows}]


def _quotas(seen) -> list[dict]:
    return [
        {
            "title": margin_title(margin.key, margin.title),
            "top": max(max(one.wanted, one.people) for one in progress),
            "rows": [{"label": words.group(seen.wave, margin.dimensions, one.categories), "people": one.people,
                      "wanted": one.wanted, "left": max(0, one.wanted - one.people)} for one in progress],
        }
        for margin, progress in seen.quotas
    ]  # fmt: skip
