"""A change in how a question was asked is said wherever its figures are set side by side."""

import copy
import csv
import datetime as dt
import io

import numpy as np
import pytest

from analysis import SurveyDesign, over_waves
from consult.extensions import db
from consult.services import comparability, field, publish, versions, weigh
from consult.services.designs import frame as weighted_cells
from tests.integration.telling import SAFE, UNSAFE, add_wave, answer, published, published_before, weigh_by_sex

SECTION = "/trafford/what-our-communities-tell-us"


def item(document, name):
    """The entry of an item in a document."""
    return next(one for section in document["sections"] for page in section["pages"] for one in page["items"]
                if one["name"] == name)  # fmt: skip


def answered(slug, opens, version=None, safe=48, **more):
    """A closed wave of the residents' survey: 60 women and 40 men, `safe` of the women and 20 men feel safe."""
    wave = add_wave(slug, **more)
    wave.opens_on, wave.closes_on = opens, opens + dt.timedelta(days=30)
    if version is not None:
        wave.version_id = version.id
    db.session.commit()
    answer(wave, safe, sex="female", safe_area=SAFE, safe_dark=SAFE, reasons_safe=["quiet"])
    answer(wave, 60 - safe, sex="female", safe_area=UNSAFE, safe_dark=UNSAFE, reasons_unsafe=["asb", "drugs"])
    answer(wave, 20, sex="male", safe_area=SAFE, safe_dark=SAFE, reasons_safe=["community"])
    answer(wave, 20, sex="male", safe_area=UNSAFE, safe_dark=UNSAFE, reasons_unsafe=["drugs"])
    weigh_by_sex(wave)
    return wave


def corrected(wave, change):
    """The survey's next version, its document changed by `change`."""
    wave.version.frozen_on = dt.date(2026, 1, 1)
    db.session.commit()
    made = versions.begin(wave.survey, "tests")
    document = copy.deepcopy(made.document)
    change(document)
    versions.save(made, document, "change question", "tests")
    return made


def two_waves(change):
    """An earlier wave, and a later one of the version that `change` makes."""
    before = answered("before", dt.date(2025, 3, 1))
    return before, answered("now", dt.date(2026, 3, 1), corrected(before, change))


def told(wave):
    """Finding -> what it says of the wave before, and its words in English."""
    document = publish.draft(wave.survey.partnership, [wave])
    return {one["id"]: (one["before"], one["words"]["en"]["before"]) for one in document["findings"] if "item" in one}


def rescale(document):
    """Five points with a middle after dark, where there were four."""
    middle = {lang: "Neither" for lang in document["languages"]}
    item(document, "safe_dark")["choices"].insert(2, {"value": "neither", "text": middle})


def test_a_broken_scale_is_said_beside_the_figure_and_beside_what_depends_on_it(any_app):
    _before, now = two_waves(rescale)
    found = told(now)
    assert found["safe_dark"][0] == {"title": "Wave before", "slug": "before", "effect": "breaks", "kinds": ["scale"]}
    words = found["safe_dark"][1]
    assert words["tag"] == "Not comparable with the wave before"
    assert "In “Wave before”, the wave before, it was asked otherwise: with other answers to choose from." in (
        words["sentence"])
    # Who feels unsafe after dark is asked why: that base is another one now.
    assert found["reasons_unsafe"][0]["effect"] == "breaks"
    # The question before the reasons is as it was, and so is what leads to these.
    assert found["safe_area"] == (None, None) and found["reasons_safe"] == (None, None)


def test_a_hint_asks_for_caution(any_app):
    def hint(document):
        item(document, "safe_dark")["hint"]["en"] = "Think of the last month."

    _before, now = two_waves(hint)
    before, words = told(now)["safe_dark"]
    assert (before["effect"], before["kinds"]) == ("caution", ["wording"])
    assert words["tag"] == "Compare with the wave before with caution" and "in other words" in words["sentence"]


def test_the_same_text_and_a_first_wave_say_nothing(any_app):
    first = answered("before", dt.date(2025, 3, 1))
    assert {before for before, _words in told(first).values()} == {None}
    second = answered("now", dt.date(2026, 3, 1))
    assert {before for before, _words in told(second).values()} == {None}


def test_the_wave_before_is_the_last_that_people_answered_of_the_same_survey(any_app):
    oldest, now = two_waves(rescale)
    planned = answered("planned", dt.date(2025, 9, 1))
    planned.state = "draft"
    db.session.commit()
    assert comparability.wave_before(now).slug == "before"
    assert comparability.wave_before(oldest) is None
    youth = add_wave("young", survey="trafford-youth")
    assert comparability.wave_before(youth) is None


def test_what_one_of_the_waves_left_out_was_not_asked(any_app):
    before, now = two_waves(lambda document: None)
    assert comparability.of_waves(before, now) == {}
    now.left_out = ["tenure"]
    db.session.commit()
    found = comparability.of_waves(before, now)
    assert [one.kind for one in found["tenure"]] == ["removed"]
    assert [one.code for one in found["neighbourhood"]] == ["follows"]


def test_the_public_reads_it_and_finds_it_in_the_files(app, client):
    _before, now = two_waves(rescale)
    edition = published(now.survey.partnership, [now])
    page = client.get(SECTION).text
    assert "Not comparable with the wave before" in page and "with other answers to choose from" in page
    file = f"{SECTION}/edition-{edition.number}"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{file}.csv").text.lstrip("\ufeff"))))
    row = next(one for one in rows if one["row"] == "wave before" and one["finding"] == "safe_dark")
    assert (row["id"], row["label"], row["comparison"]) == ("before", "Wave before", "not comparable")
    assert not [one for one in rows if one["row"] == "wave before" and one["finding"] == "safe_area"]
    found = {one["id"]: one.get("before") for one in client.get(f"{file}.json").json["blocks"]}
    assert found["safe_dark"]["effect"] == "breaks"


def test_an_edition_from_before_this_was_kept_still_opens(app, client):
    _before, now = two_waves(rescale)
    edition = published_before(now.survey.partnership, [now])
    document = copy.deepcopy(edition.document)
    for finding in document["findings"]:
        finding.pop("before", None)
        for words in finding["words"].values():
            words.pop("before", None)
    edition.document = document
    db.session.commit()
    assert client.get(SECTION).status_code == 200
    assert "wave before" not in client.get(f"{SECTION}/edition-{edition.number}.csv").text


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a trend, a control chart or a success measure across a question that was changed",
)
def test_no_arrow_across_a_broken_scale(any_app):
    """Three waves by hand: 68%, 68% under other answers, 78%. Only the last two compare."""
    first, second = two_waves(rescale)
    third = answered("later", dt.date(2026, 9, 1), second.version, safe=58)
    waves = [first, second, third]
    asked = comparability.effects(waves, "safe_dark")
    assert asked == {("before", "now"): "breaks", ("before", "later"): "breaks", ("now", "later"): "none"}
    designs = {}
    for wave in waves:
        run = weigh.latest(wave)
        safe = {True: 0, False: 0}
        for row in weighted_cells(run, ["safe_dark"]).to_dict("records"):
            safe[row["safe_dark"] == SAFE] += row["n"]
        frame = [1] * safe[True] + [0] * safe[False]
        designs[wave.slug] = SurveyDesign(_frame(frame), kind="probability")
    table = over_waves(designs, "safe", asked=asked).set_index("wave")
    assert list(table["estimate"]) == pytest.approx([0.68, 0.68, 0.78])
    assert np.isnan(table.loc["now", "change"]) and np.isnan(table.loc["later", "change_from_first"])
    assert table.loc["later", "change"] == pytest.approx(0.10)
    # The same waves, had nothing been changed.
    plain = over_waves(designs, "safe").set_index("wave")
    assert plain.loc["later", "change_from_first"] == pytest.approx(0.10)


def _frame(values):
    import pandas as pd

    return pd.DataFrame({"safe": values})


def test_a_version_that_is_still_made_changes_what_stands_between(any_app):
    before = answered("before", dt.date(2025, 3, 1))
    draft = corrected(before, lambda document: None)
    now = field.plan_wave(before.survey, field.NewWave("next", "Next", "open", dt.date(2027, 1, 1),
                                                       dt.date(2027, 2, 1)), "tests")  # fmt: skip
    assert comparability.effects([before, now], "safe_dark") == {("before", "next"): "none"}
    document = copy.deepcopy(draft.document)
    rescale(document)
    versions.save(draft, document, "change question", "tests")
    assert comparability.effects([before, now], "safe_dark") == {("before", "next"): "breaks"}
