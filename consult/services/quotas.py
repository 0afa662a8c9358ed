"""How many answers are wanted from each group of a margin, and how many there are.

Quotas are goals of the fieldwork: nobody is turned away where one is full, because what somebody took the time to say
is not thrown away. Weighting mends what is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.models import PopulationMargin, Wave
from consult.services import audit, weigh
from consult.services.coming_in.counts import Crossed


class QuotasRefused(Exception):
    """The quotas cannot be so; nothing was changed. `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Progress:
    """One group of a quota: how many are wanted and how many there are."""

    categories: tuple[str, ...]
    wanted: int
    people: int


def margin(wave: Wave, key: str) -> PopulationMargin | None:
    """The margin of the wave's partnership with that key, if its questionnaire asks all of its dimensions."""
    return next((one for one in weigh.stored_margins(wave) if one.key == key), None)


def of(wave: Wave, key: str) -> dict[tuple[str, ...], int]:
    """Category -> number wanted, of one margin; {} where the wave has no quota on it."""
    found = next((quota for quota in wave.quotas if quota["margin"] == key), None)
    return {tuple(row["categories"]): row["number"] for row in found["wanted"]} if found else {}


def proposed(margin: PopulationMargin, target: int) -> dict[tuple[str, ...], int]:
    """The target shared out as the population is, in whole answers that add up to it (the largest remainders)."""
    values = {tuple(row["categories"]): row["value"] for row in margin.targets}
    whole = sum(values.values())
    exact = {key: target * value / whole for key, value in values.items()}
    shares = {key: int(share) for key, share in exact.items()}
    rest = target - sum(shares.values())
    for key in sorted(exact, key=lambda key: shares[key] - exact[key])[:rest]:
        shares[key] += 1
    return shares


def set_(wave: Wave, margin: PopulationMargin, wanted: Mapping[tuple[str, ...], int], actor: str) -> None:
    """Want so many answers of each category of a margin; a category that is not named wants none. Raises
    QuotasRefused."""
    known = [tuple(row["categories"]) for row in margin.targets]
    if unknown := [key for key in wanted if key not in known]:
        raise QuotasRefused(_("“%(name)s” is no group of this margin.", name=", ".join(unknown[0])))
    if any(number < 0 for number in wanted.values()):
        raise QuotasRefused(_("A quota cannot be below 0. Enter 0 where you look for nobody."))
    rows = [{"categories": list(key), "number": int(wanted.get(key, 0))} for key in known]
    whole = sum(row["number"] for row in rows)
    if not whole:
        raise QuotasRefused(_("All quotas are 0. Enter how many you want, or take the quotas out."))
    quota = {"margin": margin.key, "dimensions": list(margin.dimensions), "wanted": rows}
    with writing() as session:
        wave = _locked(session, wave)
        if wave.target is None:
            raise QuotasRefused(_("Quotas are parts of a target. Say in the plan how many answers you want in all."))
        if whole > wave.target:
            raise QuotasRefused(_("The quotas add up to %(sum)s, more than the target of %(target)s. Lower some, or "
                                  "raise the target.", sum=f"{whole:,}", target=f"{wave.target:,}"))  # fmt: skip
        wave.quotas = [*_others(wave, margin.key), quota]
        audit.record(actor, "set quotas", wave.slug, wave.survey.partnership, margin=margin.key, sum=whole)


def remove(wave: Wave, key: str, actor: str) -> None:
    """Want no particular number of any category of a margin. Raises QuotasRefused."""
    with writing() as session:
        wave = _locked(session, wave)
        if of(wave, key):
            wave.quotas = _others(wave, key)
            audit.record(actor, "remove quotas", wave.slug, wave.survey.partnership, margin=key)


def progress(quota: dict, crossed: Crossed) -> list[Progress]:
    """How far a quota has come, in the order of its categories; `crossed` is counted by its dimensions."""
    people = crossed.by(*quota["dimensions"])
    return [
        Progress(tuple(row["categories"]), row["number"], people[tuple(row["categories"])]) for row in quota["wanted"]
    ]


def _others(wave: Wave, key: str) -> list[dict]:
    return [quota for quota in wave.quotas if quota["margin"] != key]


def _locked(session, wave: Wave) -> Wave:
    wave = session.get(Wave, wave.id, with_for_update=True, populate_existing=True)
    if wave.state == "closed":
        raise QuotasRefused(_("The wave is closed. Its quotas no longer change."))
    return wave
