"""The figures of four more published documents, rebuilt from waves whose truth is known.

Trafford's Crime Strategy 2015-18 and its update to the Scrutiny Committee of 2015, Stockport's plan of 2024/25 against
serious violence, and Manchester's needs assessment. What each has to say is worked out in the comments.
"""

import datetime as dt

import pytest

from consult.extensions import db
from consult.models import Survey
from consult.services import field, sections, success
from consult.services.qualitative import coding, frames
from tests.integration import waves
from tests.integration.strategies import begun, blocks, fill, how, partnership, publish, said, told, wave_of
from tests.integration.telling import ONE, add_wave, weigh_by_sex
from tests.integration.test_qualitative import keep, write
from tests.integration.test_sections import source


class TestCrimeStrategy:
    """Trafford 2015-18: quarterly headlines, and a key performance indicator of a town centre."""

    def sheet(self, number):
        """93% of `number` feel safe after dark, 91% the quarter before; 1% see a high level of disorder, before 2%."""
        quarters = (("q3", dt.date(2025, 10, 1), 0.91, 0.02), ("q4", dt.date(2026, 1, 5), 0.93, 0.01))
        for slug, opens, safe, high in quarters:
            walked, suffer = round(number * safe), round(number * high)
            grid = {name: {strand: name for strand in strands()} for name in ("very_big", "not_a_problem")}
            wave = wave_of(slug, safe_dark=[(walked, "fairly_safe"), (number - walked, "bit_unsafe")],
                           asb=[(suffer, grid["very_big"]), (number - suffer, grid["not_a_problem"])])
            wave.opens_on, wave.closes_on = opens, opens + dt.timedelta(days=60)
            db.session.commit()
        return blocks(publish(begun("headlines", [wave])))["headlines-q4"]

    def test_two_points_of_2000_people_are_a_change(self, app):
        sheet = self.sheet(2000)
        # 1.96 x sqrt(0.93 x 0.07 / 2000 + 0.91 x 0.09 / 2000) = 1.7 points: 0 is outside 2 -/+ 1.7.
        # 1.96 x sqrt(0.01 x 0.99 / 2000 + 0.02 x 0.98 / 2000) = 0.8 points: outside 1 -/+ 0.8 too; less is better.
        assert said(sheet) == [
            "93% of the 2,000 residents who answered said that they feel very safe or fairly safe walking alone in "
            "their local area after dark. That is 2 percentage points more than the 91% of “Wave q3”.",
            "1% of the 2,000 residents who rated all seven kinds of anti-social behaviour gave them 11 points or more "
            "out of 21: a high level. That is 1 percentage point less than the 2% of “Wave q3”.",
        ]
        assert [(one["change"], one["verdict"]) for one in sheet["headlines"]] == [(0.02, "better"), (-0.01, "better")]

    def test_the_same_two_points_of_500_are_not(self, app):
        sheet = self.sheet(500)
        # Twice as wide: 3.4 and 1.5 points. Five people are the fewest that may be told of.
        assert said(sheet) == [
            "93% of the 500 residents who answered said that they feel very safe or fairly safe walking alone in their "
            "local area after dark. In “Wave q3” it was 91%; the difference is no larger than chance could make it.",
            "1% of the 500 residents who rated all seven kinds of anti-social behaviour gave them 11 points or more "
            "out of 21: a high level. In “Wave q3” it was 2%; the difference is no larger than chance could make it.",
        ]
        assert {one["verdict"] for one in sheet["headlines"]} == {"cannot_tell"}

    @pytest.mark.parametrize("value, verdict, limits, sentence", [
        # Wilson about 1,000: 59.96% to 65.94%, 53.91% to 60.04%, 49.90% to 56.08%, in whole numbers outwards.
        (0.63, "met", "between 59% and 66%", "The target of 58.8% is met, by more than chance can explain."),
        (0.57, "cannot_tell", "between 53% and 61%",
         "We cannot tell whether the target of 58.8% is met, because it lies within the margin of error."),
        (0.53, "not_met", "between 49% and 57%",
         "The target of 58.8% is not met; chance alone cannot explain the gap."),
    ])  # fmt: skip
    def test_5_per_cent_on_altrinchams_56_is_58_8(self, app, value, verdict, limits, sentence):
        block = self.town_centre(value, base=1000)
        assert (block["verdict"]["code"], round(block["target"]["goal"], 6)) == (verdict, 0.588)
        # The strategy prints no number of people behind its 56%: there is nothing to test a change with.
        assert said(block) == [
            f"Confidence in Altrincham town centre: {value:.0%}, {limits}, in “2018”.",
            "The baseline is the 56% of “2015”. Whether there was a change since then was not tested.",
            sentence,
        ]
        assert any("58.8%" in text for text in how(block).values())

    def test_without_a_base_nobody_can_say(self, app):
        block = self.town_centre(0.63, base=None)
        assert (block["verdict"]["code"], block["verdict"]["reason"]) == ("cannot_tell", "no_error")
        assert said(block) == [
            "Confidence in Altrincham town centre: 63%, in “2018”.",
            "The baseline is the 56% of “2015”. Whether there was a change since then was not tested.",
            "We cannot tell whether the target of 58.8% is met, because the margin of error of the figure is not "
            "known.",
        ]

    def town_centre(self, value, base):
        plan = success.Plan({"en": "Confidence in Altrincham town centre"}, "up", baseline="typed", baseline_value=0.56,
                            baseline_period="2015", baseline_source="Crime Strategy 2015-18", baseline_asked="same",
                            target_kind="relative", target_amount=0.05)  # fmt: skip
        measure = success.make(partnership(), plan, ONE)
        typed = success.Typed(value, "2018", dt.date(2018, 3, 31), "Confidence survey", "same", base, "probability")
        success.type_figure(measure, typed, ONE)
        return success.block(measure, ["en"])


def strands():
    """The seven kinds of anti-social behaviour of the shipped grid."""
    survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
    return [row.value for row in field.questionnaire(survey.versions[0]).item("asb").rows]


class TestUpdateToScrutiny:
    """Trafford 2015: the boroughs beside the force's average, and feelings of safety by locality."""

    def test_the_boroughs_stand_in_order_with_the_average_of_the_force(self, app):
        (block,) = publish(begun("boroughs")).document["blocks"]
        first, age = said(block)
        assert first == ("Trafford has the lowest figure of 10 boroughs: 53.0 per 1,000 residents. The average as it "
                         "was published is 74.9 per 1,000 residents.")
        places = [one["area"] for one in block["ranking"]]
        assert places.index("Greater Manchester Police force area") == 6 and places[-1] == "Manchester"
        assert how(block)["Average"].endswith("not the mean of the boroughs.")

    def test_safety_by_locality_hides_three_people_and_what_would_give_them_away(self, app):
        # 80, 90, 85 of a hundred each; in the South 37 of 40, so that three do not feel safe.
        parts = {"north": (80, 20), "west": (90, 10), "central": (85, 15), "south": (37, 3)}
        wave = wave_of("localities", neighbourhood=[(yes + no, area) for area, (yes, no) in parts.items()],
                       safe_area=[pair for yes, no in parts.values()
                                  for pair in ((yes, "very_safe"), (no, "fairly_unsafe"))])  # fmt: skip
        plan = success.Plan({"en": "Feeling safe"}, "up", wave.survey, "safe_area")
        success.make(partnership(), plan, ONE)
        edition = publish(begun("measuring-success", [wave]))
        (block,) = [one for one in edition.document["blocks"] if one["type"] == "measure"]
        series, areas = block["tables"]
        # (80 + 90 + 85 + 37) / 340 = 85.9%.
        assert series["rows"][0]["cells"]["value"]["value"] == pytest.approx(292 / 340, abs=1e-5)
        cells = {row["id"].removeprefix("area-"): row["cells"] for row in areas["rows"]}
        shares = {area: one["wave-localities"]["value"] for area, one in cells.items()}
        assert shares.pop("south") is None and cells["south"]["base"] is None
        # 340 less three bases is 40, and 292 less 255 is 37: one of the three has to go with the South.
        assert list(shares.values()).count(None) == 1
        assert all(value is None or value * 100 == pytest.approx(parts[area][0]) for area, value in shares.items())


ACTIONS = [
    {"theme": "Violence affecting children and young people", "issue": "Education", "principle": "Prevention",
     "action": "A joint safety campaign for school students, on routes to and from school too.", "area": ""},
    {"theme": "Violence affecting children and young people", "issue": "Young people and crime",
     "action": "Consider the report of the engagement events and what to commission.",
     "principle": "Principle 1: Community-Led Approach", "area": "Adswood, Bridgehall"},
    {"theme": "Non-domestic adult violence", "issue": "Personal robbery", "principle": "Response",
     "action": "More crime prevention in hotspots, on routes to and from school first.", "area": ""},
]  # fmt: skip


class TestPlanOfStockport:
    """Stockport 2024/25: what was heard in named estates, by theme, issue and action."""

    def test_theme_issue_and_action_stand_with_pillar_and_area(self, app):
        draft = begun("actions", slug="stockport")
        rows = [{"id": f"r{place}", "words": {"en": words}} for place, words in enumerate(ACTIONS)]
        sections.write(draft, draft.items[0]["key"], {"rows": rows}, draft.revision, ONE)
        edition = publish(draft)
        (block,) = edition.document["blocks"]
        assert edition.document["partnership"]["slug"] == "stockport" and edition.document["waves"] == {}
        (table,) = block["tables"]
        words = block["words"]["en"]
        named = words["tables"]["actions"]["columns"]
        titles = [named[one["id"]] for one in table["columns"]]
        assert titles == ["Theme", "Issue", "Action", "Pillar or principle", "Area"]
        read = [{name: words["labels"][id]["text"] for name, id in row["cells"].items()} for row in table["rows"]]
        assert read == ACTIONS

    def test_the_groups_that_were_asked_stand_beside_it_without_their_place(self, app):
        held = source(partnership("stockport"), 12, who="Residents of two estates")
        draft = begun("actions", slug="stockport")
        sections.remove(draft, draft.items[0]["key"], draft.revision, ONE)
        with_groups = sections.add_block(draft, "groups", "", draft.revision, ONE)
        typed = {"sources": [held.id], "asks": {"en": ["Safer routes to and from school"]}}
        sections.write(draft, with_groups, typed, draft.revision, ONE)
        (block,) = publish(draft).document["blocks"]
        assert said(block) == ["Safer routes to and from school"]
        assert block["sources"] == [{"id": held.id, "kind": "focus_group", "month": "2026-05", "people": 12}]
        assert "library" not in str(block)


PRIORITIES = waves.page(
    "priorities", "several", text={"en": "Which of these should be priorities in your local area?"},
    choices=waves.choices("serious_violence", "burglary", "traffic"),
)
HOPES = {"Feel safe": 24, "A positive future": 20, "Be respected and understood": 16,
         "Be supported and listened to": 12, "Knives": 5}  # fmt: skip


class TestNeedsAssessmentOfManchester:
    """Manchester: "The Manchester picture: lived experience"."""

    def test_90_per_cent_of_those_who_took_part_named_serious_violence(self, app):
        tiny = waves.DOCUMENT["sections"][0]
        document = {**waves.DOCUMENT, "sections": [{**tiny, "pages": [PRIORITIES, *tiny["pages"]]}]}
        wave = waves.add_wave("consultation", "manchester", document=document, design="open")
        fill(wave, priorities=[(120, ["serious_violence"]), (60, ["serious_violence", "traffic"]), (20, ["burglary"])])
        block = told(wave, "priorities", answer="serious_violence")
        # 180 of the 200 who took part: "of people who engaged", not of Manchester; no interval, no test.
        assert said(block) == [
            "On “Which of these should be priorities in your local area?”, 90% of the 200 residents who answered said "
            "“Serious violence”.",
            "They could give more than one answer.",
        ]
        assert (block["value"], block["base"], block["lower"]) == (0.9, 200, None)
        assert block["words"]["en"]["badge"] == "Open survey"

    def test_what_focus_groups_asked_for_is_no_measure(self, app):
        held = [source(partnership("manchester"), people, who=who) for people, who in (
            (9, "Residents"), (3, "Partners"))]
        asks = ["Earlier intervention for young people", "Work in schools", "Better communication between partners",
                "Action to address inequalities", "Action on domestic abuse and the cycle of violence"]
        wave = wave_of("lived", "manchester", "open", safe_area=[(60, "very_safe"), (40, "fairly_unsafe")])
        draft = begun("lived-experience", [wave], "manchester")
        (item,) = [one for one in draft.items if one["kind"] == "groups"]
        typed = {"sources": [one.id for one in held], "asks": {"en": asks}}
        sections.write(draft, item["key"], typed, draft.revision, ONE)
        block = blocks(publish(draft))["groups"]
        words = block["words"]["en"]
        assert said(block) == asks
        assert words["short"] == ("From 2 groups and interviews. They speak for those in the room and are no measure "
                                  "of how many think so.")  # fmt: skip
        assert [one["people"] for one in block["sources"]] == [9, None]
        assert words["labels"][f"people-{held[1].id}"]["text"] == "fewer than 5"

    def test_hopes_of_young_people_are_themes_with_their_base(self, app):
        wave = add_wave("hopes", "manchester-youth", "open")
        themes = {name: frames.add_theme(wave.survey, "what_would_help", name, "", ONE).id for name in HOPES}
        for place in range(40):
            answered = write(wave, "Somebody who listens", item="what_would_help",
                             sex="male" if place % 2 else "female")
            reading = keep(wave, answered, item="what_would_help")
            coding.code(wave, reading, [themes[name] for name, number in HOPES.items() if place < number], ONE)
        weigh_by_sex(wave, 50, 50)
        draft = begun("lived-experience", [wave], "manchester")
        (block,) = [one for one in publish(draft).document["blocks"] if one["type"] == "themes"]
        # 24, 20, 16 and 12 of the 40; five who wrote of knives are fewer than the eight of the strictest rule.
        assert said(block) == [
            "The shares are of the 40 people whose words were read and given themes.",
            "Named most often: Feel safe (60%); A positive future (50%); Be respected and understood (40%); Be "
            "supported and listened to (30%).",
        ]
        labels = block["words"]["en"]["labels"]
        shares = {labels[one["id"]]["text"]: (one["value"], one["state"]) for one in block["parts"]}
        assert shares["Knives"] == (None, "withheld") and shares["Feel safe"] == (0.6, "shown")
        assert all(one["lower"] is None for one in block["parts"])
