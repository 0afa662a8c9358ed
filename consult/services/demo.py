"""A demonstration: simulated answers, marked as such in the database, and the one command that empties them.

The people are drawn from the Census margins, then unevenly, as real fieldwork is uneven: older people and women
answer more readily. So the weighting has something to mend.
"""

import itertools
import random
from datetime import timedelta

from consult.database import writing
from consult.extensions import db
from consult.models import (
    Area,
    Edition,
    Partnership,
    PopulationMargin,
    Response,
    SectionDraft,
    Survey,
    Telling,
    ToldCount,
    Wave,
    WeightingRun,
)
from consult.models.types import today
from consult.questionnaire import Item, Questionnaire, path
from consult.services import accounts, demo_measures, field

ADDRESSES = (
    ("Answer as a resident of Trafford", "/s/trafford"),
    ("Answer as a young person", "/s/trafford-youth"),
    ("The same in Urdu", "/s/trafford?lang=ur"),
    ("What the communities of Trafford tell us", "/trafford/what-our-communities-tell-us"),
    ("Weigh and publish, as an officer", "/officer/trafford/"),
)
# Two people publish a section: one submits it, the other approves it.
SUBMITS, APPROVES = "officer@trafford.example", "admin@consult.example"
PEOPLE = (("officer", "officer"), ("viewer", "viewer"), ("outreach", "outreach"), ("analyst", "analyst"))

# Audience -> waves: ending of the name, design, days from today it opens and closes, answers for Trafford, others
# (none: they have no such wave).
WAVES = {
    "adults": (
        ("earlier", "quota", -485, -395, 1034, 0), ("first", "quota", -120, -30, 1212, 420),
        ("second", "open", -14, 120, 320, 150),
    ),
    "young": (("earlier", "open", -425, -365, 512, 0), ("first", "open", -60, 120, 640, 200)),
}  # fmt: skip
TITLES = {"earlier": "Earlier wave", "first": "First wave", "second": "Second wave"}
# How much likelier the answers outside a net were in a wave, so that there is something to see over time.
MOODS = {"earlier": 1.45}

# How likely each answer is, by item, in the order of its choices; what is not listed falls off evenly.
PROFILES = {
    "safe_area": (38, 49, 8, 3, 1, 1),
    "safe_day": (58, 36, 4, 1, 0.5, 0.5),
    "safe_dark": (22, 46, 20, 9, 2, 1),
    "worry_knife": (15, 32, 36, 14, 2, 1),
    "asb": (5, 14, 38, 38, 5),
    "sex": (54, 45, 1),
    "bought_knife": (2.2, 95, 1, 1.8),
    "hope": (30, 45, 15, 5, 3, 2),
}
# Of a several-choice item: how likely each choice is to be ticked.
TICKED = {
    "reasons_unsafe": (0.42, 0.31, 0.12, 0.15, 0.17, 0.28, 0.24, 0.16, 0.05, 0.08, 0.06),
    "reasons_safe": (0.46, 0.38, 0.33, 0.29, 0.15, 0.08),
}
SPECIAL = ("dont_know", "prefer_not", "none", "other")


def sign_ins() -> list[tuple[str, str]]:
    """The demonstration's accounts: (address, what they are)."""
    rows = []
    for slug in db.session.scalars(db.select(Partnership.slug).order_by(Partnership.id)):
        rows += [(f"{name}@{slug}.example", f"{role} of {slug.title()}") for name, role in PEOPLE]
    return [*rows, ("admin@consult.example", "admin of every partnership")]


def is_filled() -> bool:
    """Whether the demonstration was made before, emptied since or not."""
    return accounts.find("admin@consult.example") is not None


def fill(password: str) -> None:
    """Waves with simulated answers, weighed and published for Trafford, and accounts that share a password."""
    partnerships = list(db.session.scalars(db.select(Partnership).order_by(Partnership.id)))
    for partnership in partnerships:
        for survey in partnership.surveys:
            _fill_survey(survey, large=partnership.slug == "trafford")
    for partnership in partnerships:
        for name, role in PEOPLE:
            email = f"{name}@{partnership.slug}.example"
            accounts.add(email, f"{partnership.name} {role}", password, [(partnership, role)], "demo")
    accounts.add("admin@consult.example", "Demo admin", password, [(one, "admin") for one in partnerships], "demo")
    trafford = next(one for one in partnerships if one.slug == "trafford")
    _publish(trafford)
    demo_measures.fill(trafford)


def _fill_survey(survey: Survey, large: bool) -> None:
    for name, design, opens, closes, many, fewer in WAVES[survey.audience]:
        number = many if large else fewer
        if not number:
            continue
        with writing():
            dates = (today() + timedelta(days=opens), today() + timedelta(days=closes))
            wave = field.add_wave(survey, field.NewWave(f"{survey.slug}-{name}", TITLES[name], design, *dates))
            simulate(wave, number)
        field.open_(wave, "demo")
        if closes < 0:
            field.close(wave, "demo")


def simulate(wave: Wave, number: int) -> None:
    """Add a number of simulated responses to a wave, the same ones every time, in the open transaction."""
    draw = random.Random(f"{wave.slug}:{number}")
    offered = field.questionnaire(wave.version).languages
    people = _people(wave, draw, number)
    days = (min(wave.closes_on, today()) - wave.opens_on).days
    languages = draw.choices(offered, weights=[90 if lang == "en" else 10 / len(offered) for lang in offered], k=number)
    channel = "open_link" if wave.design == "open" else "outreach"
    mood = MOODS.get(wave.slug.rpartition("-")[2], 1.0)
    rows = []
    for about, language in zip(people, languages, strict=True):
        rows.append(
            {
                "wave_id": wave.id,
                "version_id": wave.version_id,
                "channel": channel,
                "language": language,
                "submitted_on": wave.opens_on + timedelta(days=draw.randint(0, days)),
                "answers": _answers(field.asked(wave, under_16=_consent(wave, about) == "school"), about, draw, mood),
                "consent_route": _consent(wave, about),
                "simulated": True,
                "base_weight": 1.0,
            }
        )
    db.session.execute(db.insert(Response), rows)


def _consent(wave: Wave, about: dict) -> str | None:
    """Who agreed: nobody has to for an adult, from 16 they themselves, below 16 a school."""
    if wave.survey.audience == "adults":
        return None
    return "own" if about["age"] == "16-17" else "school"


def _people(wave: Wave, draw: random.Random, number: int) -> list[dict]:
    """Who answers: from the Census margins, older people and women more readily."""
    partnership = wave.survey.partnership
    margins = db.select(PopulationMargin).where(
        PopulationMargin.partnership_id == partnership.id, PopulationMargin.audience == wave.survey.audience
    )
    people = [{} for _ in range(number)]
    for margin in db.session.scalars(margins.order_by(PopulationMargin.id)):
        weights = [target["value"] * _readiness(target["categories"]) for target in margin.targets]
        for person, target in zip(people, draw.choices(margin.targets, weights=weights, k=number), strict=True):
            person.update(zip(margin.dimensions, target["categories"], strict=True))
    wards = list(db.session.scalars(db.select(Area).where(Area.partnership_id == partnership.id, Area.kind == "ward")))
    for person in people:
        ward = draw.choice(wards)
        person["ward"] = ward.code
        if ward.within:
            person["neighbourhood"] = ward.within.code
    return people


def _readiness(categories: list[str]) -> float:
    readiness = {"16-24": 0.45, "25-34": 0.7, "65-74": 1.5, "75+": 1.2, "male": 0.85, "social_rent": 0.8, "asian": 0.7}
    factor = 1.0
    for category in categories:
        factor *= readiness.get(category, 1.0)
    return factor


def _answers(questionnaire: Questionnaire, about: dict, draw: random.Random, mood: float) -> dict:
    answers: dict = {}
    done: set[str] = set()
    while waiting := next((page for page in path(questionnaire, answers) if page.id not in done), None):
        done.add(waiting.id)
        for item in waiting.items:
            value = about.get(item.name) or _answer(item, about, draw, mood)
            if value:
                answers[item.name] = value
    return answers


def _answer(item: Item, about: dict, draw: random.Random, mood: float):
    if item.type in ("text", "place", "postcode", "info"):
        return None
    if item.type in ("ranking", "number", "month"):
        return draw.choice(list(itertools.islice(item.examples([one.value for one in item.choices], ()), 20)))
    if item.type == "several":
        return _ticks(item, draw)
    if item.type == "grid":
        # One mood a person: somebody troubled by litter is more often troubled by noise too.
        own = draw.choice((0.5, 1.0, 1.0, 2.2))
        return {row.value: _pick(item, draw, own) for row in item.rows}
    troubled = about.get("neighbourhood") == "north" or about.get("sex") == "female" and item.name == "safe_dark"
    return _pick(item, draw, mood * (1.6 if troubled else 0.9))


def _pick(item: Item, draw: random.Random, gloom: float) -> str:
    shares = list(PROFILES.get(item.name, ()))
    if not shares:
        shares = [1.5 if choice.kind in SPECIAL else 30 / (place + 1) for place, choice in enumerate(item.choices)]
    if item.net:
        shares = [
            share if choice.value in item.net else share * gloom
            for share, choice in zip(shares, item.choices, strict=False)
        ]
    return draw.choices([choice.value for choice in item.choices][: len(shares)], weights=shares)[0]


def _ticks(item: Item, draw: random.Random) -> list[str]:
    plain = [choice.value for choice in item.choices if choice.kind is None]
    chances = TICKED.get(item.name) or [0.4 / (place + 1) for place in range(len(plain))]
    ticked = [value for value, chance in zip(plain, chances, strict=False) if draw.random() < chance]
    alone = [choice.value for choice in item.choices if choice.kind in ("none", "dont_know")]
    return ticked or [alone[0] if alone else plain[0]]


def _publish(partnership: Partnership) -> None:
    from consult.services import sections, weigh

    waves = field.waves(partnership)
    latest = [wave for wave in waves if wave.slug.endswith("-first")]
    for wave in [*latest, *(wave for wave in waves if wave.slug.endswith("-earlier"))]:
        margins = [weigh.margin_of(stored) for stored in weigh.stored_margins(wave)]
        weigh.weigh(wave, margins, "demo", unmatched_missing=True)
    draft = sections.begin(partnership, sections.by_id("communities"), latest, SUBMITS)
    sections.submit(draft, draft.revision, SUBMITS)
    sections.approve(draft, draft.sha256, draft.revision, APPROVES)


def empty() -> dict[str, int]:
    """Delete every simulated response, the weighting runs of their waves and the sections that rest on them."""
    with writing() as session:
        waves = list(session.scalars(db.select(Response.wave_id).where(Response.simulated).distinct()))
        session.execute(db.delete(SectionDraft).where(SectionDraft.simulated))
        session.execute(db.update(Wave).where(Wave.id.in_(waves)).values(chosen_run_id=None))
        demo_measures.empty()
        _forget_told(waves)
        deletions = {
            "editions": db.delete(Edition).where(Edition.simulated),
            "runs": db.delete(WeightingRun).where(WeightingRun.wave_id.in_(waves)),
            "responses": db.delete(Response).where(Response.simulated),
        }
        return {name: session.execute(deletion).rowcount for name, deletion in deletions.items()}


def _forget_told(waves: list[int]) -> None:
    """What was told of nobody protects nobody. Where people answered as well, it was told of them too, and is kept."""
    given = db.select(Response.wave_id).where(~Response.simulated)
    of_nobody = db.select(Telling.id).where(Telling.wave_id.in_(waves), Telling.wave_id.not_in(given))
    db.session.execute(db.delete(ToldCount).where(ToldCount.telling_id.in_(of_nobody)))
    db.session.execute(db.delete(Telling).where(Telling.wave_id.in_(waves), Telling.wave_id.not_in(given)))
