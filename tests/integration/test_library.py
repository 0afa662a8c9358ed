"""The library of benchmarks: what is shipped, what a partnership adds, and what stands beside a figure."""

import datetime as dt

import pytest
from flask_babel import force_locale

from consult import reference
from consult.extensions import db
from consult.models import AuditEvent, Benchmark, Partnership, StricterVerdict
from consult.questionnaire import Questionnaire
from consult.questionnaire.shipped import shipped_document, shipped_names
from consult.services import field, library, publish, setup
from tests.integration.surveys import document, open_survey
from tests.integration.telling import known_wave

# A question in words of its own, on the Crime Survey's scale.
SCALE = ["Very safe", "Fairly safe", "A bit unsafe", "Very unsafe"]
QUESTION = "How safe do you feel in the park near your home?"


def trafford(slug="trafford"):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def parks(**more):
    choices = [{"value": label.split()[0].lower() + str(place), "text": {"en": label}}
               for place, label in enumerate(SCALE)]  # fmt: skip
    item = {"name": "safe_park", "type": "scale", "required": True, "text": {"en": QUESTION}, "choices": choices,
            "net": [one["value"] for one in choices[:2]], **more}  # fmt: skip
    return document({"id": "safe_park", "items": [item]})


def typed(**more):
    """A benchmark as an officer types it: the same question, asked by somebody else."""
    return {
        "measure": "adults:safe_park", "wording": QUESTION, "scale": "\n".join(SCALE), "net": "Very safe\nFairly safe",
        "routed_base": "", "value": "72", "lower": "", "upper": "", "base": "2300", "effective_base": "",
        "area": "Bolton", "population": "People of 16 and over", "period_from": "2025-01-01",
        "period_to": "2025-03-31", "mode": "online", "publisher": "Bolton Council", "title": "Parks survey 2025",
        "source_address": "https://bolton.example/parks", "note": "", **more,
    }  # fmt: skip


@pytest.fixture
def wave(app):
    """The parks' survey; the words of a refusal are read in English."""
    found = open_survey(parks(), slug="parks")
    with force_locale("en"):
        yield found


def add(**more):
    return library.add(trafford(), typed(**more), "officer@trafford.example")


def of_parks(wave, refused=True):
    return library.beside(trafford(), field.questionnaire(wave.version), "safe_park", refused=refused)


# What is shipped

def test_every_shipped_figure_is_in_the_library_once_however_often_it_is_set_up(any_app):
    setup.set_up()
    setup.set_up()
    held = {row.key: (row.value, row.base) for row in db.session.scalars(db.select(Benchmark))}
    assert held == {one["id"]: (one["value"], one["base"]) for one in reference.benchmarks()} and len(held) == 24


def test_setting_up_corrects_what_was_corrected_and_takes_out_what_is_shipped_no_more(app):
    row = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gmca_feel_safe_2019_20"))
    row.value = 0.5
    db.session.add(Benchmark(key="gone", measure="x", audience="adults", value=0.1, area="x", area_level="other",
                             population="x", period="2020", mode="x", publisher="x", title="x"))  # fmt: skip
    db.session.commit()
    setup.set_up()
    assert db.session.scalar(db.select(Benchmark.value).where(Benchmark.key == "gmca_feel_safe_2019_20")) == 0.88
    assert db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gone")) is None


@pytest.mark.parametrize("slug", ["trafford", "stockport", "manchester"])
def test_the_shipped_verdicts_are_the_hand_made_ones(app, slug):
    """Against the reference tables themselves, for every question of both shipped questionnaires."""
    for survey in trafford(slug).surveys:
        questionnaire = field.questionnaire(survey.versions[-1])
        for name, item in questionnaire.items.items():
            if not item.asks:
                continue
            wanted = [(one["id"], how["verdict"], how["differs"], one["statement"])
                      for verdict in reference.VERDICTS for one in reference.benchmarks()
                      for how in one["comparisons"] if one["partnership"] in (None, slug)
                      and (how["questionnaire"], how["item"], how["verdict"]) == (questionnaire.id, name, verdict)]
            found = [(one["id"], one["comparison"]["verdict"], one["comparison"]["differs"], one["statement"])
                     for one in library.beside(trafford(slug), questionnaire, name, refused=True)]  # fmt: skip
            assert found == wanted, name


def shipped(questionnaire):
    return Questionnaire.from_document(shipped_document(questionnaire))


def verdicts(item, questionnaire="residents", slug="trafford"):
    found = library.beside(trafford(slug), shipped(questionnaire), item, refused=True)
    return {one["id"]: one["comparison"]["verdict"] for one in found}


def test_the_gm_figure_is_similar_to_the_local_area_and_refused_after_dark(app):
    assert verdicts("safe_area")["gmca_feel_safe_2019_20"] == "similar"
    assert verdicts("safe_dark")["gmca_feel_safe_2019_20"] == "not comparable"
    beside = library.beside(trafford(), shipped("residents"), "safe_dark")
    assert [one["id"] for one in beside] == ["csew_safe_dark_north_west", "csew_safe_dark"]


def test_a_knife_is_not_a_weapon_and_violence_is_not_knife_crime(app):
    assert verdicts("bought_knife", "youth")["ons_carried_knife_10_15_2023_24"] == "not comparable"
    assert verdicts("bought_knife", "youth")["yef_carried_weapon_2024"] == "not comparable"
    assert verdicts("worry_knife", "youth")["yef_worried_victim_2024"] == "not comparable"


def test_one_partnerships_own_figures_are_not_offered_to_another(app):
    assert "trafford_bought_knife_2024" in verdicts("bought_knife", "youth", "trafford")
    assert "trafford_bought_knife_2024" not in verdicts("bought_knife", "youth", "stockport")


@pytest.mark.parametrize("name", shipped_names())
def test_every_benchmark_a_questionnaire_names_stands_beside_that_question(app, name):
    for item in shipped(name).items.values():
        if item.benchmark:
            assert item.benchmark in [one["id"] for one in library.beside(trafford(), shipped(name), item.name)]


def test_exact_comes_before_similar_before_refused(app):
    for questionnaire, item in [("residents", "safe_dark"), ("youth", "worry_knife")]:
        order = [reference.VERDICTS.index(verdict) for verdict in verdicts(item, questionnaire).values()]
        assert order == sorted(order) and len(order) > 1


@pytest.mark.refusal(
    part="Benchmarks",
    comes="a shipped figure changed or taken out, another partnership's",
    gets="it cannot; it does not exist",
)
def test_a_shipped_figure_cannot_be_changed_or_taken_out(app):
    row = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "csew_safe_dark"))
    with pytest.raises(library.CannotKeep):
        library.change(trafford(), row, typed(measure="adults:safe_dark"), "officer@trafford.example")
    library.remove(trafford(), row, "officer@trafford.example")
    assert db.session.get(Benchmark, row.id).value == pytest.approx(0.791392083)


# What a partnership adds

def test_the_same_question_on_the_same_scale_of_the_same_people_is_exact(wave):
    row = add()
    (one,) = of_parks(wave)
    assert one["comparison"]["verdict"] == "exact" and one["comparison"]["by"] == "rules"
    assert (one["id"], one["value"], one["base"]) == (row.name, 0.72, 2300)
    assert one["comparison"]["answers"] == ["very0", "fairly1"]


@pytest.mark.refusal(
    part="Benchmarks",
    comes="a figure on another scale, of other answers, people, another base or time of day",
    gets="kept, and refused beside your question with the reason",
)
@pytest.mark.parametrize(
    ("other", "verdict", "said"),
    [
        ({"mode": "telephone"}, "similar", "how people were asked: Online, answered by oneself here, \u2068"),
        ({"population": "People of 18 and over"}, "similar", "who was asked"),
        ({"wording": "How safe is the park near your home?"}, "similar", "worded otherwise"),
        ({"scale": "\n".join(["Very safe", "Fairly safe", "Neither safe nor unsafe", "A bit unsafe", "Very unsafe"])},
         "not comparable", "4 answers here, 5 there, with a neutral middle only there"),
        ({"net": "Very safe"}, "not comparable", "Other answers are counted"),
        ({"routed_base": "those who use parks"}, "not comparable",
         "only \u2068those who use parks\u2069 were asked there"),
        ({"wording": "How safe do you feel in the park after dark?"}, "not comparable", "the time of day"),
        ({"population": "Young people of 11 to 17"}, "not comparable", "never set side by side"),
    ],
)  # fmt: skip
def test_what_differs_is_said_or_refused(wave, other, verdict, said):
    add(**other)
    (one,) = of_parks(wave)
    assert one["comparison"]["verdict"] == verdict
    told = one["comparison"]["differs"]["en"]
    assert said.rstrip("\u2068") in told
    assert set(one["comparison"]["differs"]) == {"en", "ur", "pl"}
    assert [one["id"] for one in of_parks(wave, refused=False)] == ([] if verdict == "not comparable" else [one["id"]])


def test_the_sentence_of_an_added_figure_says_what_it_rests_on_in_every_language(wave):
    statement = library.record(add(value="72.5"), [])["statement"]
    assert set(statement) == {"en", "ur", "pl"}
    for words in statement.values():
        for part in (QUESTION, "Bolton", "Bolton Council, Parks survey 2025", "People of 16 and over"):
            assert part in words
    assert statement["en"].startswith("72.5% ") and "2,300" in statement["en"] and "72,5%" in statement["pl"]


@pytest.mark.refusal(part="Benchmarks", comes="a shipped figure changed or taken out, another partnership's")
def test_another_partnership_sees_nothing_of_it(wave):
    row = add()
    assert library.one_of(trafford("stockport"), row.id) is None
    assert row.name not in library.by_name(trafford("stockport"))
    with pytest.raises(library.CannotKeep):
        library.change(trafford("stockport"), row, typed(), "officer@stockport.example")


def test_it_hides_none_of_the_shipped_ones_nor_supersedes_them(app):
    shipped = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gmca_feel_safe_2019_20"))
    newer = typed(measure="adults:safe_area", area="Greater Manchester", publisher=shipped.publisher,
                  title=shipped.title, population=shipped.population, wording="How safe do you feel?")  # fmt: skip
    library.add(trafford(), newer, "officer@trafford.example")
    told = library.by_name(trafford())["gmca_feel_safe_2019_20"]
    assert told["superseded"] is None and told["value"] == 0.88


def test_a_newer_figure_of_the_same_series_is_said_to_be_there(wave):
    old = add(title="Parks survey 2019", period_from="2019-01-01", period_to="2019-03-31")
    new = add(value="75")
    told = library.by_name(trafford())
    assert told[old.name]["superseded"] == "January 2025 to March 2025" and told[new.name]["superseded"] is None
    # Another borough's is no newer figure of the same series.
    bury = add(area="Bury", title="Parks survey 2019", period_from="2019-01-01", period_to="2019-03-31")
    assert library.by_name(trafford())[bury.name]["superseded"] is None


@pytest.mark.parametrize(("period", "year", "old"), [
    ("2019/20", 2023, False), ("2019/20", 2024, True), ("April 2022 to March 2023", 2026, False),
    ("no year", 2026, False),
])  # fmt: skip
def test_old_from_four_years_on(period, year, old):
    assert library.is_old(period, year) is old


# Refusals

REFUSED = {
    "no source": ({"publisher": "", "title": ""}, {"publisher", "title"}, "without a source"),
    "no address and no note": ({"source_address": ""}, {"source_address"}, "say in the note"),
    "an address of a script": ({"source_address": "javascript:alert(1)"}, {"source_address"}, "https://"),
    "0.88 for 88": ({"value": "0.88"}, {"value"}, "If you mean 88%, write 88."),
    "above 100": ({"value": "8800"}, {"value"}, "between 0 and 100"),
    "no number": ({"value": "most"}, {"value"}, "no percentage"),
    "not a number at all": ({"value": "NaN"}, {"value"}, "no percentage"),
    "an interval that does not hold the value": ({"lower": "73", "upper": "80"}, {"lower"}, "does not hold the value"),
    "half an interval": ({"lower": "70"}, {"upper"}, "both ends"),
    "a base of nought": ({"base": "0"}, {"base"}, "above 0"),
    "a period that ends first": ({"period_to": "2024-01-01"}, {"period_to"}, "ends before it begins"),
    "a period to come": ({"period_to": "2999-01-01"}, {"period_to"}, "still to come"),
    "one answer": ({"scale": "Very safe", "net": "Very safe"}, {"scale"}, "at least two answers"),
    "a net that is not there": ({"net": "Quite safe"}, {"net"}, "“Quite safe” is not among the answers"),
    "a question nobody asks": ({"measure": "adults:weather"}, {"measure"}, "None of your questionnaires"),
    "too long": ({"wording": "x" * 1001}, {"wording"}, "1000 characters"),
}


@pytest.mark.refusal(
    part="Benchmarks",
    comes="no publisher or title; no address and no note; `javascript:` for an address",
    gets="a figure without a source is not kept; what to give",
)
@pytest.mark.refusal(
    part="Benchmarks",
    comes="0.88 for 88",
    gets="“If you mean 88%, write 88”, and how to write what is truly less than 1%",
)
@pytest.mark.refusal(part="Benchmarks", comes="above 100%, no number, NaN", gets="what a percentage is")
@pytest.mark.refusal(
    part="Benchmarks",
    comes="an interval that does not hold the value, or half of one",
    gets="which three numbers do not fit; both ends or neither",
)
@pytest.mark.refusal(
    part="Benchmarks",
    comes="a base of nought, a period that ends before it begins or is to come",
    gets="at the field, what to give",
)
@pytest.mark.refusal(
    part="Benchmarks",
    comes="one answer, a counted answer that is not offered, a question that nobody asks here",
    gets="which, and what to do",
)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_benchmark_is_refused_at_its_place(wave, case):
    changes, places, said = REFUSED[case]
    with pytest.raises(library.CannotKeep) as refused:
        add(**changes)
    assert set(refused.value.problems) == places
    assert said in " ".join(str(words) for words in refused.value.problems.values())
    assert db.session.scalar(db.select(db.func.count()).where(Benchmark.key.is_(None)).select_from(Benchmark)) == 0


@pytest.mark.refusal(part="Benchmarks", comes="0.88 for 88")
@pytest.mark.refusal(part="Benchmarks", comes="above 100%, no number, NaN")
@pytest.mark.refusal(part="Benchmarks", comes="an interval that does not hold the value, or half of one")
@pytest.mark.refusal(part="Benchmarks", comes="a base of nought, a period that ends before it begins or is to come")
@pytest.mark.refusal(
    part="Benchmarks",
    comes="one answer, a counted answer that is not offered, a question that nobody asks here",
)
def test_less_than_one_per_cent_can_be_said(wave):
    assert add(value="0.5%").value == 0.005


@pytest.mark.refusal(
    part="Benchmarks",
    comes="the same figure twice",
    gets="that the library has it, and to change that one",
)
def test_the_same_figure_twice_is_refused(wave):
    add()
    with pytest.raises(library.CannotKeep) as refused:
        add(value="73")
    assert "already" in str(refused.value.problems["value"])


@pytest.mark.parametrize(("column", "value"), [("value", 88), ("base", 0), ("upper", 0.1), ("audience", "'all'")])
def test_the_table_itself_refuses(any_app, column, value):
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text(f"UPDATE benchmark SET {column} = {value} WHERE key = 'csew_safe_dark'"))


# Stricter verdicts

@pytest.mark.refusal(
    part="Benchmarks",
    comes="a verdict made laxer, or stricter without a reason",
    gets="refused; what was typed stays",
)
def test_a_verdict_is_made_stricter_with_a_reason_and_never_laxer(wave):
    row, key = add(mode="telephone"), ("tiny", "safe_park")
    actor = "officer@trafford.example"
    for verdict in ("exact", "similar", "nonsense"):
        with pytest.raises(library.CannotKeep) as refused:
            library.make_stricter(trafford(), row, key, verdict, {"en": "A good reason."}, actor)
        assert "stricter" in str(refused.value.problems["verdict"])
    with pytest.raises(library.CannotKeep) as refused:
        library.make_stricter(trafford(), row, key, "not comparable", {"pl": "Bo tak."}, actor)
    assert set(refused.value.problems) == {"reason_en"}
    reason = {"en": "Their park has a gate.", "pl": "Ich park ma bramę."}
    library.make_stricter(trafford(), row, key, "not comparable", reason, actor)
    (one,) = of_parks(wave)
    assert one["comparison"]["verdict"] == "not comparable" and one["comparison"]["by"] == "partnership"
    assert one["comparison"]["differs"]["pl"].endswith("Ich park ma bramę.")
    assert "Their park has a gate." in one["comparison"]["differs"]["ur"]
    assert of_parks(wave, refused=False) == []
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "make verdict stricter"))
    assert event.actor == actor and event.detail["reason"] == "Their park has a gate."
    library.take_back_verdict(trafford(), row, key, actor)
    assert of_parks(wave)[0]["comparison"]["verdict"] == "similar"


def test_a_verdict_found_stricter_later_is_not_laxened_by_the_partnerships_own(wave):
    row = add()
    library.make_stricter(trafford(), row, ("tiny", "safe_park"), "similar", {"en": "Other parks."}, "a@x.example")
    library.change(trafford(), row, typed(net="Very safe"), "a@x.example")
    (one,) = of_parks(wave)
    assert one["comparison"]["verdict"] == "not comparable" and one["comparison"]["by"] == "rules"


def test_a_stricter_verdict_is_the_partnerships_own(app):
    row = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gmca_feel_safe_2019_20"))
    key = ("residents", "safe_area")
    library.make_stricter(trafford(), row, key, "not comparable", {"en": "Too long ago."}, "a@x.example")
    questionnaire = field.questionnaire(trafford().surveys[0].versions[-1])
    for slug, verdict in (("trafford", "not comparable"), ("stockport", "similar")):
        found = library.beside(trafford(slug), questionnaire, "safe_area", refused=True)
        told = next(one for one in found if one["id"] == "gmca_feel_safe_2019_20")
        assert told["comparison"]["verdict"] == verdict
    assert db.session.scalar(db.select(db.func.count()).select_from(StricterVerdict)) == 1


# In what is published

def test_a_stricter_verdict_and_an_added_figure_reach_the_published_words(app):
    wave = known_wave()
    gmca = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gmca_feel_safe_2019_20"))
    library.make_stricter(trafford(), gmca, ("residents", "safe_area"), "not comparable", {"en": "Too long ago."}, "a")
    item = field.questionnaire(wave.version).items["safe_area"]
    labels = {one.value: one.text["en"] for one in item.choices if one.kind is None}
    own = library.add(trafford(), typed(
        measure="adults:safe_area", wording=item.text["en"], scale="\n".join(labels.values()),
        net="\n".join(labels[one] for one in item.net), value="70", area="Bury", mode="telephone",
        title="Residents survey 2018", period_from="2018-01-01", period_to="2018-12-31"), "a")  # fmt: skip
    finding = next(one for one in publish.draft(trafford(), [wave])["findings"] if one["id"] == "safe_area")
    beside = {one["id"]: one for one in finding["beside"]}
    said = {one["id"]: one for one in finding["words"]["en"]["beside"]}
    assert beside["gmca_feel_safe_2019_20"]["verdict"] == "not comparable"
    assert beside["gmca_feel_safe_2019_20"]["difference"] is None
    assert said["gmca_feel_safe_2019_20"]["differs"].endswith("Too long ago.")
    assert beside[own.name]["verdict"] == "similar" and beside[own.name]["value"] == 0.7
    assert said[own.name]["mode"] == "People were asked by telephone."
    assert said[own.name]["stale"] == f"It is about {dt.date.today().year - 2018} years old."


# The boroughs

def test_the_boroughs_are_ranked_as_the_report_to_scrutiny_ranks_them(app):
    """Report of 18 November 2015, paragraph 2.2: rank, borough and crimes per 1,000 residents, typed by hand."""
    told = library.by_area("recorded_crime_2014_15")
    assert [(row["rank"], row["name"], row["value"]) for row in told["rows"]] == [
        (1, "Trafford", 52.994), (2, "Stockport", 56.836), (3, "Wigan", 60.868), (4, "Salford", 65.197),
        (5, "Bury", 65.690), (6, "Bolton", 69.239), (7, "Tameside", 77.077), (8, "Oldham", 80.594),
        (9, "Rochdale", 81.675), (10, "Manchester", 108.031),
    ]  # fmt: skip
    assert told["average"]["value"] == 74.884 and told["missing"] == []
    assert set(told["title"]) == {"en", "ur", "pl"}


def test_boroughs_are_compared_from_what_a_partnership_added(wave):
    for area, value in (("Bolton", "72"), ("Bury", "80"), ("Wigan", "72"), ("Greater Manchester", "74")):
        add(area=area, value=value)
    # Of another survey, and of another time: neither belongs in the row.
    add(area="Oldham", title="Streets survey")
    add(area="Salford", period_from="2023-01-01", period_to="2023-03-31")
    told = library.by_area("adults:safe_park", trafford())
    assert [(row["rank"], row["name"]) for row in told["rows"]] == [(1, "Bury"), (2, "Bolton"), (2, "Wigan")]
    assert told["average"] == {"name": "Greater Manchester", "value": 0.74}
    assert len(told["missing"]) == 7 and "Salford" in told["missing"]
    with pytest.raises(library.NoComparison):
        library.by_area("adults:safe_park", trafford("stockport"))


# Files

def test_a_library_taken_out_comes_back_row_by_row(wave):
    add(note="=cmd() is not run")
    content = library.taken_out(trafford())
    assert content.count("\r\n") == 1 + 24 + 1
    assert "'=cmd() is not run" in content
    other = content.replace("Bolton,", "Bury,").replace("Parks survey 2025", "Parks survey").encode()
    done = library.bring_in(trafford(), other, "library.csv", "a@x.example")
    assert done.added == 1 and len(done.refused) == 24
    assert all("shipped" in str(row["why"][0]) for row in done.refused)
    kept = db.session.scalar(db.select(Benchmark).where(Benchmark.area == "Bury"))
    assert (kept.value, kept.scale, kept.notes["note"]) == (0.72, SCALE, "=cmd() is not run")


@pytest.mark.refusal(
    part="Benchmarks",
    comes="a file with bad rows among good ones",
    gets="the good ones are added, each bad one told with its row",
)
def test_of_a_file_good_rows_are_kept_and_bad_ones_told_with_their_row(wave):
    header, good = ",".join(library.FIELDS), typed(scale="|".join(SCALE), net="Very safe|Fairly safe")
    rows = [good, {**good, "area": "Bury", "value": "0.88"}, {**good, "area": "Wigan", "publisher": ""}, good]
    lines = [",".join(f'"{row[name]}"' for name in library.FIELDS) for row in rows]
    done = library.bring_in(trafford(), "\n".join([header, *lines]).encode(), "mine.csv", "a@x.example")
    assert done.added == 1
    assert [(row["number"], row["columns"]) for row in done.refused] == [(3, ["value"]), (4, ["publisher"]),
                                                                          (5, ["value"])]  # fmt: skip
    assert "88" in str(done.refused[0]["why"][0])
