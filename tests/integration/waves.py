"""A small survey with one item of each kind, for tests that bring answers in, weigh them and take them out."""

import datetime as dt

from consult.extensions import db
from consult.models import Area, Partnership, PopulationMargin, QuestionnaireVersion, Response, Survey, Wave
from consult.services.setup import digest


def choices(*values, **kinds):
    """Choices whose English text is their value."""
    texts = {value: {"en": value.replace("_", " ").capitalize()} for value in values}
    return [
        {"value": value, "text": texts[value], **({"kind": kinds[value]} if value in kinds else {})} for value in values
    ]


def page(name, kind, **more):
    item = {"name": name, "type": kind, "text": {"en": f"What about {name}?"}, **more}
    return {"id": name, "items": [item]}


DOCUMENT = {
    "id": "tiny",
    "version": 1,
    "title": {"en": "A tiny survey"},
    "audience": "adults",
    "languages": {"en": {"state": "master"}},
    "intro": {"en": "About safety."},
    "thanks": {"en": "Thank you."},
    "support": ["999"],
    "sections": [
        {
            "id": "all",
            "title": {"en": "All"},
            "pages": [
                page("dark", "scale", net=["safe"],
                     choices=choices("safe", "unsafe", "dont_know", dont_know="dont_know")),
                page(
                    "reasons", "several",
                    choices=choices("asb", "drugs", "other", "nothing", other="other", nothing="none"),
                    when={"item": "dark", "in": ["unsafe"]},
                ),
                page("asb", "grid", choices=choices("big", "small"),
                     rows=[{"value": "litter", "text": {"en": "Litter"}}, {"value": "noise", "text": {"en": "Noise"}}]),
                page("sex", "single", choices=choices("female", "male")),
                page("age_band", "single", choices=choices("16-44", "45+")),
                page("sexage", "single", choices=choices("female:16-44", "female:45+", "male:16-44", "male:45+")),
                page("comment", "text", max_length=300),
            ],
        }
    ],
}


def add_wave(slug="tiny-1", partnership_slug="trafford", state="draft", document=None, design="open") -> Wave:
    """A wave of the tiny survey in a partnership of its own making, stored."""
    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == partnership_slug))
    if partnership is None:
        partnership = Partnership(
            slug=partnership_slug, name=partnership_slug.capitalize(), title=f"Safer {partnership_slug.capitalize()}",
            lad_code={"trafford": "E08000009", "stockport": "E08000007"}[partnership_slug], colour="#0b5c66",
            areas=[Area(kind="neighbourhood", code="north", name="North")],
        )
    survey = Survey(partnership=partnership, slug=f"survey-{slug}", title="A tiny survey", audience="adults")
    document = document or DOCUMENT
    version = QuestionnaireVersion(survey=survey, number=1, document=document, sha256=digest(document))
    db.session.add_all([partnership, survey, version])
    db.session.flush()
    wave = Wave(
        survey_id=survey.id, version_id=version.id, slug=slug, title="Spring 2026", design=design, state=state,
        opens_on=dt.date(2026, 3, 2), closes_on=dt.date(2026, 4, 12), disclosure_rule="council",
    )
    db.session.add(wave)
    db.session.commit()
    return wave


def add_margin(wave: Wave, key: str, dimensions: list[str], targets: list[tuple]) -> PopulationMargin:
    """A stored margin of the wave's partnership: targets are (category, ..., value)."""
    margin = PopulationMargin(
        partnership_id=wave.survey.partnership_id, key=key, audience="adults", title=f"Margin {key}",
        dimensions=dimensions, targets=[{"categories": list(t[:-1]), "value": t[-1]} for t in targets],
        unit="residents", source="ONS Census 2021", source_address="https://www.ons.gov.uk/census",
        date=dt.date(2021, 3, 21),
    )
    db.session.add(margin)
    db.session.commit()
    return margin


MAPPING = {
    "id": "id",
    "base_weight": "w",
    "stratum": "st",
    "cluster": "psu",
    "items": {
        "dark": {
            "column": "q1", "codes": {"1": "safe", "2": "unsafe", "8": "dont_know"}, "missing": {"9": "no answer"},
        },
        "reasons": {
            "choices": {"asb": "q2_1", "drugs": "q2_2", "other": "q2_3"}, "selected": ["1"], "not_selected": ["0"],
            "none": "nothing", "missing": {"9": "refused"}, "other": "q2_t",
        },
        "asb": {
            "rows": {"litter": "q3_1", "noise": "q3_2"}, "codes": {"3": "big", "1": "small"},
            "missing": {"9": "no answer"},
        },
        "sex": {"column": "sex", "codes": {"1": "male", "2": "female"}, "missing": {"9": "no answer"}},
        "age_band": {
            "column": "age",
            "ranges": [{"from": 16, "to": 44, "choice": "16-44"}, {"from": 45, "choice": "45+"}],
            "missing": {"999": "not available"},
        },
        "sexage": {"combine": ["sex", "age_band"]},
        "comment": {"column": "say"},
    },
}

HEADER = ["id", "w", "st", "psu", "q1", "q2_1", "q2_2", "q2_3", "q2_t", "q3_1", "q3_2", "sex", "age", "say"]
ROWS = [
    ["a", 1.5, "n", "p1", 2, 1, 0, 1, "dogs, loud", 3, 9, 1, 20, "Zażółć"],
    ["b", 0.5, "n", "p2", 1, None, None, None, None, 1, 1, 2, 70, None],
    ["c", 1, "s", "p3", 8, 0, 0, 0, None, None, None, 2, 44, None],
    ["d", 2.25, "s", "p3", 9, 9, 9, 9, None, 9, 9, 9, 999, "سلام"],
]
ANSWERS = {
    "a": {
        "dark": "unsafe", "reasons": ["asb", "other"], "reasons.other": "dogs, loud", "asb": {"litter": "big"},
        "sex": "male", "age_band": "16-44", "sexage": "male:16-44", "comment": "Zażółć",
    },
    "b": {"dark": "safe", "asb": {"litter": "small", "noise": "small"}, "sex": "female", "age_band": "45+",
          "sexage": "female:45+"},
    "c": {"dark": "dont_know", "reasons": ["nothing"], "sex": "female", "age_band": "16-44", "sexage": "female:16-44"},
    "d": {"comment": "سلام"},
}


def add_people(wave: Wave, *groups, **own) -> None:
    """Responses straight into a wave: each group is (how many, answers), or (how many, answers, base weight)."""
    for n, answers, *weight in groups:
        for _number in range(n):
            values = {"channel": "open_link", "language": "en", "base_weight": (weight or [1.0])[0], **own}
            db.session.add(Response(wave_id=wave.id, version_id=wave.version_id, answers=answers, **values))
    db.session.commit()


def fifteen(wave: Wave) -> None:
    """Fifteen people by sex and age, each group with a base weight of its own."""
    add_people(
        wave,
        (4, {"sex": "female", "age_band": "16-44", "dark": "safe"}, 1.0),
        (3, {"sex": "male", "age_band": "16-44", "dark": "unsafe", "reasons": ["asb"]}, 2.0),
        (2, {"sex": "female", "age_band": "45+", "dark": "unsafe", "reasons": ["drugs", "asb"]}, 1.5),
        (6, {"sex": "male", "age_band": "45+", "dark": "safe"}, 0.5),
    )
