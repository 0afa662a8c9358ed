"""The ONS's own files, where they lie beside the repository: what is read of them equals what others published."""

import csv
import io
import json
from collections import Counter

import pytest

from consult import reference
from consult.extensions import db
from consult.models import Partnership
from consult.population import AREA, Use, suggest_choices, suggest_use
from consult.services import population as service
from tests.integration.geography import GEOGRAPHY, needs_geography

pytestmark = needs_geography
SHARED = GEOGRAPHY.parent
CENSUS, IMD = SHARED / "census2021_gm", SHARED / "imd_gm"


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context():
        yield


def rows(file):
    with open(file, encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def partnership(slug):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def received(file, slug="trafford", content=None):
    return service.receive(partnership(slug), content or file.read_bytes(), file.name, "tests")


def kept(file, **more):
    service.keep(partnership("trafford"), received(file, **more), "tests")


def proposed(file, slug="trafford", audience="adults", area=None):
    owner = partnership(slug)
    table = service.source_table(owner, file, 0)
    questions = {one.name: one for one in service.questions(owner, audience)}
    uses = {}
    for dimension in table.dimensions if area is None else ():
        question = questions[suggest_use(table, dimension, list(questions.values()))]
        uses[dimension] = Use(question, suggest_choices(table.categories(dimension), question))
    if area:
        uses[AREA] = Use(questions[area])
    return service.propose(owner, table, uses, audience)


def derived(code, margin):
    """Somebody else's aggregation of the same tables: category -> count."""
    found = rows(CENSUS / "derived_weighting_margins_long.csv")
    return {row["category"]: int(row["value"]) for row in found if (row["area_code"], row["margin"]) == (code, margin)}


BOROUGHS = {"trafford": "E08000009", "stockport": "E08000007", "manchester": "E08000003"}


@pytest.mark.parametrize("slug", BOROUGHS)
def test_sex_by_age_of_every_borough(slug):
    made = proposed(received(CENSUS / "2021_population_by_sex_and_age_la_gm.csv", slug), slug).candidate
    assert made.dimensions == ("age_band", "sex")
    ours = {f"{sex.title()} {band}": people for (band, sex), people in made.targets.items()}
    assert ours == derived(BOROUGHS[slug], "sex_x_age16plus")


def test_ethnic_group_tenure_religion_and_disability():
    """The five groups, and the tenures put together by hand, as the questionnaire has them."""
    ethnic = proposed(received(CENSUS / "2021_population_ethnic_group_la_gm.csv")).candidate.targets
    published = derived("E08000009", "ethnicity5")
    first = {category.split(",")[0].split()[0].lower(): people for category, people in published.items()}
    assert {key: people for (key,), people in ethnic.items()} == first
    tenure = proposed(received(CENSUS / "2021_household_tenure_la_gm.csv")).candidate
    homes = derived("E08000009", "tenure")
    assert tenure.targets["owns_outright",] + tenure.targets["mortgage",] == homes["Owned"] + homes["Shared ownership"]
    assert tenure.targets["private_rent",] == homes["Private rented"] + homes["Lives rent free"]
    assert tenure.targets["social_rent",] == homes["Social rented"] and tenure.base == "all households"
    religion = proposed(received(CENSUS / "2021_population_religion_la_gm.csv")).candidate
    faiths = derived("E08000009", "religion")
    assert religion.targets["none",] == faiths["No religion"] and religion.left_out == {"Not answered": 12_007}


def test_young_people_equal_the_margin_that_ships():
    made = proposed(received(CENSUS / "2021_population_by_sex_and_age_la_gm.csv"), audience="young").candidate
    (shipped,) = reference.margins("trafford", "young")
    assert {key[::-1]: people for key, people in made.targets.items()} == {
        tuple(row["categories"]): row["value"] for row in shipped["targets"]
    }


def test_estimates_equal_the_publishers_own_groups():
    """16 and over by the publisher's columns: 148,280 of 16 to 64 and 42,515 of 65 and over."""
    made = proposed(received(CENSUS / "mye2024_local_authority.csv")).candidate
    assert made.total == 148_280 + 42_515
    wards = proposed(received(CENSUS / "mye2024_ward_trafford.csv"), area="ward").candidate.targets
    for row in rows(CENSUS / "mye2024_ward_trafford.csv"):
        if row["sex"] == "Persons":
            assert wards[row["area_code"],] == int(row["aged_16_to_64"]) + int(row["aged_65_and_over"])


def test_wards_of_output_areas_equal_the_derived_table():
    kept(GEOGRAPHY / "derived_trafford_oa21_to_ward23_by_area.csv")
    made = proposed(received(CENSUS / "2021_population_by_sex_oa_trafford.csv"), area="ward").candidate
    published = rows(CENSUS / "derived_trafford_ward2023_census21_population_from_oa.csv")
    assert {code: people for (code,), people in made.targets.items()} == {
        row["wd23cd"]: int(row["value_census21_oa"]) for row in published
    }


def test_126_of_215_ward_codes_changed_in_2023():
    before, after = ({code for codes in wards.values() for code in codes} for wards in reference.wards().values())
    assert (len(before), len(after), len(after - before)) == (215, 215, 126)
    assert before == {row["wd22cd"] for row in rows(GEOGRAPHY / "ward22_to_lad22_gm.csv")}
    assert after == {row["ward_code"] for row in rows(GEOGRAPHY / "gm_wards_2023_codes.csv")}


def outlines(name):
    import shapely
    from shapely.geometry import shape

    features = json.loads((GEOGRAPHY / name).read_text(encoding="utf-8"))["features"]
    return {one["properties"]["area_code"]: shapely.make_valid(shape(one["geometry"])) for one in features}


def lookup_2022():
    """Each output area's ward of 2022, by the largest part of its ground: made here, from the ONS's outlines."""
    wards = outlines("trafford_ward_generalised_2022.geojson")
    lines = ["oa21cd,wd22cd"]
    for code, area in outlines("trafford_oa_generalised_2021.geojson").items():
        lines.append(f"{code},{max(wards, key=lambda ward: wards[ward].intersection(area).area)}")
    return "\n".join(lines).encode()


def test_a_ward_table_of_2022_is_brought_to_the_wards_of_2023():
    """Against the output areas themselves: each ward within 10% of its people, and how rough it is is said.

    Put together by hand from the outlines, output areas with 10,317 people lie in the old Bowdon, which had 9,134.
    """
    kept(GEOGRAPHY / "derived_trafford_oa21_to_ward23_by_area.csv")
    kept(GEOGRAPHY / "oa.csv", content=lookup_2022())
    kept(CENSUS / "2021_population_by_sex_oa_trafford.csv")
    file = received(CENSUS / "2021_population_ethnic_group_ward_trafford.csv")
    made = proposed(file, area="ward")
    truth = {row["wd23cd"]: int(row["value_census21_oa"])
             for row in rows(CENSUS / "derived_trafford_ward2023_census21_population_from_oa.csv")}  # fmt: skip
    off = {code: abs(people / truth[code] - 1) for (code,), people in made.candidate.targets.items()}
    (rough,) = [note.figures for note in made.notes if note.code == "rough"]
    assert (rough["ward"], rough["put"], rough["counted"]) == ("Bowdon", 10_317, 9_134)
    assert max(off.values()) < 0.10 and made.candidate.total == 235_061
    kinds = Counter(one["kind"] for one in made.areas["changes"])
    assert kinds["changed"] + kinds["same_boundary"] == 21 and kinds["same_code"] == 0
    same = {one["name"] for one in made.areas["changes"] if one["kind"] == "same_boundary"}
    assert same == {"Ashton upon Mersey", "Brooklands", "Bucklow-St Martins"}


def test_outlines_alone_know_two_wards_and_refuse_the_rest():
    """Ashton upon Mersey and Brooklands are the same to 99.9%, Bucklow-St Martins to 99.3%; Manor was St Mary's."""
    for year in ("2022", "2023"):
        kept(GEOGRAPHY / f"trafford_ward_generalised_{year}.geojson")
    crosswalk = service.between(partnership("trafford"), "2022", "2023")
    assert {one.name for one in crosswalk.changes} == {"Ashton upon Mersey", "Brooklands", "Bucklow-St Martins"}
    assert "Manor" in crosswalk.unresolved and len(crosswalk.unresolved) == 18
    with pytest.raises(Exception, match="unresolved"):
        proposed(received(CENSUS / "2021_population_ethnic_group_ward_trafford.csv"), area="ward")


def test_whole_lsoas_are_refused_for_wards():
    """They put Trafford's wards wrong by -22% to +23%."""
    file = received(CENSUS / "2021_population_by_sex_lsoa_trafford.csv")
    table = (GEOGRAPHY / "derived_trafford_lsoa21_ward23_by_postcode_share.csv").read_text(encoding="utf-8")
    best = {}
    for row in csv.DictReader(io.StringIO(table)):
        best.setdefault(row["lsoa_code"], row["ward_code"])
    whole = "lsoa21cd,wd23cd\n" + "".join(f"{small},{ward}\n" for small, ward in best.items())
    kept(GEOGRAPHY / "lsoa.csv", content=whole.encode())
    with pytest.raises(Exception, match="lsoa_best_fit"):
        proposed(file, area="ward")
    kept(GEOGRAPHY / "derived_trafford_lsoa21_ward23_by_postcode_share.csv")
    assert proposed(file, area="ward").candidate.total == sum(
        int(row["value"]) for row in rows(CENSUS / "2021_population_by_sex_lsoa_trafford.csv")
        if row["indicator"] != "All persons"
    )  # fmt: skip


def test_deprivation_needs_people_of_its_own_lsoas():
    kept(GEOGRAPHY / "derived_trafford_lsoa21_ward23_by_postcode_share.csv")
    kept(CENSUS / "2021_population_by_sex_lsoa_trafford.csv")
    kept(IMD / "imd2019_lsoa11_gm.csv")
    with pytest.raises(Exception, match="people_missing"):
        service.deprivation_by_ward(partnership("trafford"))
    kept(IMD / "imd2025_lsoa21_gm.csv")
    found = service.deprivation_by_ward(partnership("trafford"))
    assert len(found) == 21 and found[0]["name"] == "Bucklow-St Martins" and found[-1]["name"] == "Hale"
    deciles = {row["lsoa21_code"]: int(row["IMD_decile"]) for row in rows(IMD / "imd2025_lsoa21_gm.csv")}
    people = {row["area_code"]: int(row["value"]) for row in rows(CENSUS / "2021_population_by_sex_lsoa_trafford.csv")
              if row["indicator"] == "All persons"}  # fmt: skip
    mean = sum(one["decile"] * one["people"] for one in found) / sum(one["people"] for one in found)
    assert mean == pytest.approx(sum(deciles[code] * n for code, n in people.items()) / sum(people.values()))


@pytest.mark.parametrize("file", sorted([*CENSUS.glob("*.csv"), *GEOGRAPHY.glob("*.csv"), *IMD.glob("*.csv")]),
                         ids=lambda file: file.name)  # fmt: skip
def test_every_published_file_is_read_or_refused_in_words(file):
    try:
        assert received(file).data
    except service.CannotLoad as refusal:
        assert refusal.reasons and all(str(reason).endswith(".") for reason in refusal.reasons)
