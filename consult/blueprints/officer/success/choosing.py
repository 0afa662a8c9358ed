"""What is measured, and what the form of a measure offers and says."""

from dataclasses import dataclass

from flask_babel import gettext as _

from consult import reference
from consult.questionnaire import text
from consult.services import field
from consult.services.success import Plan, checks, groups, suggested
from consult.services.success.series import waves_of


@dataclass(frozen=True)
class Chosen:
    """A question of a survey, or a series from elsewhere (`survey` and `item` None)."""

    survey: object = None
    item: str | None = None
    offer: suggested.Offer | None = None

    @property
    def asked(self):
        """The questionnaire that asks it."""
        return checks.questionnaire_of(self.survey, self.item)


def what(partnership, lang: str) -> dict:
    """What there is to choose from: the six measures, and every question that gives one share."""
    questions = []
    for survey in partnership.surveys:
        asked = field.questionnaire(survey.versions[-1])
        options = [(f"{survey.slug}:{name}", text(item.text, lang, asked.master))
                   for name, item in asked.items.items() if checks.can_measure(asked, name)]  # fmt: skip
        questions.append((survey.title, options))
    return {"offers": suggested.offers(partnership), "questions": questions}


def read(partnership, args) -> Chosen | None:
    """What the address chooses; None where there is no such thing."""
    if key := args.get("suggestion"):
        offer = suggested.offer(partnership, key)
        return offer and Chosen(offer.survey, offer.item, offer)
    if question := args.get("question"):
        slug, _colon, item = question.partition(":")
        survey = field.survey(slug)
        if survey is None or survey.partnership_id != partnership.id or not checks.questionnaire_of(survey, item):
            return None
        return Chosen(survey, item)
    return Chosen() if args.get("elsewhere") else None


def of(measure) -> Chosen:
    """What a measure measures."""
    return Chosen(measure.survey, measure.item)


def suggested_data(chosen: Chosen) -> dict:
    """What the form shows at first."""
    if chosen.offer is None:
        return {"baseline": "first"}
    titles = chosen.offer.titles
    data = {"title": titles["en"], "title_ur": titles.get("ur"), "title_pl": titles.get("pl"),
            "direction": chosen.offer.suggestion.direction, "baseline": "first"}  # fmt: skip
    if chosen.offer.suggestion.key == "town_centre" and chosen.survey is None:
        data |= {"baseline": "typed", "target_kind": "relative"}
    return data


def data_of(measure) -> dict:
    """The form as a measure stands."""
    plan = Plan.of(measure)
    data = {name: getattr(plan, name) for name in (
        "direction", "baseline", "baseline_base", "baseline_period", "baseline_source", "baseline_asked", "due_on",
        "owner")}  # fmt: skip
    data |= {"title": plan.title.get("en"), "title_ur": plan.title.get("ur"), "title_pl": plan.title.get("pl")}
    data["group"] = f"{plan.group['dimension']}:{plan.group['category']}" if plan.group else ""
    data["baseline_wave"] = plan.baseline_wave.slug if plan.baseline_wave else ""
    data["baseline_value"] = _typed(plan.baseline_value)
    data["target_kind"], data["target_amount"] = plan.target_kind or "none", _typed(plan.target_amount)
    return data


def _typed(share: float | None) -> str:
    return "" if share is None else f"{round(share * 100, 6):g}"


def form(chosen: Chosen, made):
    """The form with what it offers."""
    waves = sorted(waves_of(chosen), key=lambda wave: wave.opens_on, reverse=True)
    made.baseline_wave.choices = [("", _("Choose a wave")), *((wave.slug, wave.title) for wave in waves)]
    made.group.choices = [("", _("Everybody")), *_groups(chosen)]
    return made


def _groups(chosen: Chosen) -> list[tuple[str, str]]:
    found = []
    for key in ("neighbourhood", "age", "sex"):
        name = groups.dimension(chosen.survey, key)
        if name is not None and name != chosen.item:
            found += [(f"{name}:{one}", groups.label(chosen.survey, name, one, "en")[0])
                      for one in groups.categories(chosen.survey, name)]  # fmt: skip
    return found


def plan(chosen: Chosen, form) -> Plan:
    """What was typed, as the service takes it."""
    titles = {lang: form[name].data for lang, name in (("en", "title"), ("ur", "title_ur"), ("pl", "title_pl"))}
    dimension, _colon, category = (form.group.data or "").partition(":")
    kind = form.target_kind.data
    return Plan(
        title={lang: words for lang, words in titles.items() if words},
        direction=form.direction.data,
        survey=chosen.survey,
        item=chosen.item,
        group={"dimension": dimension, "category": category} if dimension and chosen.survey else None,
        baseline=form.baseline.data,
        baseline_wave=next((one for one in waves_of(chosen) if one.slug == form.baseline_wave.data), None),
        baseline_value=form.baseline_value.share,
        baseline_base=form.baseline_base.data,
        baseline_period=form.baseline_period.data,
        baseline_source=form.baseline_source.data,
        baseline_asked=form.baseline_asked.data,
        target_kind=None if kind == "none" else kind,
        target_amount=form.target_amount.share,
        due_on=form.due_on.data,
        owner=form.owner.data,
    )


def view(chosen: Chosen, lang: str) -> dict:
    """What is measured, in words, and the radios of the form."""
    question = None
    if chosen.survey is not None:
        asked = chosen.asked
        question = text(asked.items[chosen.item].text, lang, asked.master)
    return {
        "survey": chosen.survey and chosen.survey.title, "question": question,
        "is_new": chosen.survey is None and chosen.offer is not None and chosen.offer.suggestion.how,
        "languages": [lang for lang in reference.LANGUAGES if lang != "en"],
        "radios": radios(chosen),
    }  # fmt: skip


def radios(chosen: Chosen) -> dict:
    """Field -> (value, words, hint) of what can be chosen."""
    first = _("The first wave that has the figure") if chosen.survey else _("The first figure that is typed")
    begins = [("first", first, None)]
    if chosen.survey is not None:
        begins.append(("wave", _("One wave"), _("Choose it below.")))
    begins.append(("typed", _("A published figure"), _("Fill in the figure and its source below.")))
    return {
        "direction": [("up", _("Higher is better"), None), ("down", _("Lower is better"), None)],
        "baseline": begins,
        "target_kind": [
            ("none", _("Any change for the better"), None),
            ("value", _("To reach a percentage"), _("60 means: to reach 60 per cent.")),
            ("points", _("By so many percentage points"),
             _("5 means: from 56 to 61 per cent, or down to 51.")),
            ("relative", _("By so many per cent of the baseline"),
             _("5 means: from 56 to 58.8 per cent, or down to 53.2.")),
        ],
        "baseline_asked": alike(),
    }  # fmt: skip


def alike() -> list[tuple]:
    """How a figure from elsewhere was asked."""
    return [
        ("same", _("In the same way"), _("The same words, the same answers to choose from, the same ways to answer.")),
        ("nearly", _("Nearly so"), _("It compares with caution, and every page says so.")),
        ("otherwise", _("Otherwise"), _("Other words, another scale, or another way of answering.")),
    ]
