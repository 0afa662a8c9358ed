"""Postcodes and outlines: what is loaded from which file, what is refused, and which ward a typed postcode finds."""

import csv
import json

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import Area, AuditEvent, Partnership, Postcode
from consult.services import places
from tests.integration.geography import GEOGRAPHY, needs_geography

ALTRINCHAM, BOWDON = "E05015239", "E05015241"
HEADER = "pcds,oslaua,osward,doterm\n"


RELEASES = ("postcode,ward_code,la_code", "pcd,wd23cd,lad23cd", "PCDS,WD24CD,LAD24CD", "pcd7,osward,oslaua")


@pytest.fixture
def trafford(app):
    with force_locale("en"):
        yield partnership("trafford")


def partnership(slug):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def extract(folder, *rows, header=HEADER, encoding="utf-8"):
    file = folder / "extract.csv"
    file.write_text(header + "".join(f"{row}\n" for row in rows), encoding=encoding)
    return file


def count():
    return db.session.scalar(db.select(db.func.count()).select_from(Postcode))


GOOD = (f"WA14 1AA,E08000009,{ALTRINCHAM},", f"WA14 2BB,E08000009,{BOWDON},", f"M33 0AB,E08000009,{BOWDON},")


@pytest.mark.parametrize(
    ("typed", "ward"),
    [
        ("WA14 1AA", ALTRINCHAM),
        ("wa141aa", ALTRINCHAM),
        ("  Wa14   1aA. ", ALTRINCHAM),
        ("WAI4 IAA", ALTRINCHAM),
        ("WAl4 1AA", ALTRINCHAM),
        ("M33 OAB", BOWDON),
        ("m33-0ab", BOWDON),
        ("ＷＡ１４ １ＡＡ", ALTRINCHAM),
        ("WA۱۴ ۱AA", ALTRINCHAM),
        ("WA14 1AB", None),
        ("WA14", None),
        ("", None),
        ("not a postcode", None),
        ("SW1A 1AA", None),
        ("x" * 5000, None),
    ],
)
def test_a_postcode_is_found_however_it_is_typed(trafford, tmp_path, typed, ward):
    assert places.load_postcodes(trafford, extract(tmp_path, *GOOD), "tests").accepted
    assert places.ward_of(trafford, typed) == ward


def test_another_partnerships_postcodes_are_not_looked_up(trafford, tmp_path):
    places.load_postcodes(trafford, extract(tmp_path, *GOOD), "tests")
    assert places.ward_of(partnership("stockport"), "WA14 1AA") is None
    assert places.finder(partnership("stockport")) is None and places.finder(trafford)("WA14 1AA") == ALTRINCHAM


def test_other_places_and_ended_postcodes_are_counted_and_passed_over(trafford, tmp_path):
    rows = (*GOOD, "SK1 1AA,E08000007,E05015218,", f"WA14 9ZZ,E08000009,{ALTRINCHAM},201003")
    report = places.load_postcodes(trafford, extract(tmp_path, *rows), "tests")
    assert (report.loaded, report.outside, report.ended, report.refused) == (3, 1, 1, 0)
    assert places.ward_of(trafford, "WA14 9ZZ") is None
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "load postcodes"))
    assert (event.actor, event.partnership_id, event.detail) == ("tests", trafford.id, {"postcodes": 3})


def test_a_second_file_replaces_the_first(trafford, tmp_path):
    places.load_postcodes(trafford, extract(tmp_path, *GOOD), "tests")
    places.load_postcodes(trafford, extract(tmp_path, f"WA14 1AA,E08000009,{BOWDON},"), "tests")
    assert count() == 1 and places.ward_of(trafford, "WA14 1AA") == BOWDON


@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="something that is no postcode; no ward; a postcode in two wards",
    gets="the row; nothing is loaded",
)
@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="ward codes of another year among postcodes",
    gets="each code with its number of postcodes",
)
@pytest.mark.parametrize(
    ("rows", "row", "words"),
    [
        ((f"nonsense,E08000009,{ALTRINCHAM},",), 5, "“nonsense” is not a postcode"),
        (("WA14 1AC,E08000009,,",), 5, "There is no ward"),
        ((f"WA14 1AA,E08000009,{BOWDON},",), 5, "WA141AA stands twice, in two wards"),
        (("WA14 1AC,E08000009,E05000819,", "WA14 1AD,E08000009,E05000819,"), None, "2 postcodes lie in E05000819"),
    ],
)
def test_one_bad_row_loads_nothing_and_is_named(trafford, tmp_path, rows, row, words):
    places.load_postcodes(trafford, extract(tmp_path, f"M16 0AA,E08000009,{ALTRINCHAM},"), "tests")
    report = places.load_postcodes(trafford, extract(tmp_path, *GOOD, *rows), "tests")
    assert not report.accepted and report.loaded == 0
    (refusal,) = report.refusals
    assert refusal.row == row and words in refusal.why and refusal.remedy
    assert count() == 1 and places.ward_of(trafford, "M16 0AA") == ALTRINCHAM, "what was there before is still there"


@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="postcodes or outlines that are not UTF-8, not CSV, not GeoJSON",
    gets="which, and what to save it as",
)
@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="no column for the postcode or the ward",
    gets="which, and where the right file is had",
)
@pytest.mark.parametrize(
    ("header", "encoding", "words"),
    [
        ("town,ward_code\n", "utf-8", "no column for the postcode"),
        ("postcode,town\n", "utf-8", "no column for the ward"),
        (HEADER, "utf-16", "not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_extract_says_so(trafford, tmp_path, header, encoding, words):
    report = places.load_postcodes(trafford, extract(tmp_path, *GOOD, header=header, encoding=encoding), "tests")
    assert not report.accepted and words in report.refusals[0].why and count() == 0


@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="nothing of this partnership",
    gets="that the file is about elsewhere",
)
def test_a_file_of_elsewhere_says_so(trafford, tmp_path):
    report = places.load_postcodes(trafford, extract(tmp_path, "SK1 1AA,E08000007,E05015218,"), "tests")
    assert "no postcode of Trafford" in report.refusals[0].why


@pytest.mark.parametrize("header", RELEASES)
def test_the_column_names_of_every_release_are_known(trafford, tmp_path, header):
    file = extract(tmp_path, f"WA14 1AA,{ALTRINCHAM},E08000009", header=f"{header}\n")
    assert places.load_postcodes(trafford, file, "tests").loaded == 1


@needs_geography
def test_every_postcode_of_the_onss_extract_finds_its_own_ward(trafford):
    """11,264 postcodes of Trafford, February 2025: the file itself is the expectation."""
    file = GEOGRAPHY / "trafford_postcodes_onspd_feb2025.csv"
    assert places.load_postcodes(trafford, file, "tests").loaded == 11_264
    with open(file, encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows)):
            if number % 50 == 0:
                assert places.ward_of(trafford, row["postcode"].lower()) == row["ward_code"]


def square(west, south, size=0.01):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def shapes(trafford, change=lambda features: None):
    """A row of squares, one a ward."""
    wards = [area for area in trafford.areas if area.kind == "ward"]
    features = [
        {"type": "Feature", "properties": {"WD23CD": ward.code}, "geometry": square(-2.4 + 0.01 * place, 53.4)}
        for place, ward in enumerate(wards)
    ]
    change(features)
    return {"type": "FeatureCollection", "features": features}


def write(folder, content):
    file = folder / "wards.geojson"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_outlines_are_loaded_for_every_ward(trafford, tmp_path):
    elsewhere = {"type": "Feature", "properties": {"WD23CD": "E05011350"}, "geometry": square(-2.2, 53.4)}
    file = write(tmp_path, shapes(trafford, lambda all: all.append(elsewhere)))
    report = places.load_outlines(trafford, file, "tests")
    assert (report.loaded, report.outside, report.refused) == (21, 1, 0)
    assert places.has_outlines(trafford) and not places.has_outlines(partnership("stockport"))
    first = places.outlines(trafford)[0]
    assert first.name == "Altrincham" and first.outline["type"] == "Polygon"
    longitude, latitude = first.outline["label"]
    assert -2.4 < longitude < -2.39 and 53.4 < latitude < 53.41, "the number stands inside its ward"
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "load outlines")).detail == {"wards": 21}


@pytest.mark.refusal(part="Postcodes and outlines", comes="a ward without a shape, or with two", gets="its name")
@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="a shape that is a point or a line; coordinates of the National Grid",
    gets="the ward, and which download to take",
)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda all: all.pop(0), "no outline of: Altrincham"),
        (lambda all: all.append(all[0]), "second one of Altrincham"),
        (lambda all: all[0].update(geometry={"type": "Point", "coordinates": [-2, 53]}), "Altrincham is not an area"),
        (lambda all: all[0].update(geometry=None), "Altrincham is not an area"),
        (lambda all: all[0].update(geometry=square(376_000, 387_000, 900)), "not in degrees"),
    ],
)
def test_outlines_that_cannot_be_used_load_nothing(trafford, tmp_path, change, words):
    report = places.load_outlines(trafford, write(tmp_path, shapes(trafford, change)), "tests")
    assert not report.accepted and any(words in refusal.why for refusal in report.refusals)
    assert not places.has_outlines(trafford)


@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="postcodes or outlines that are not UTF-8, not CSV, not GeoJSON",
)
@pytest.mark.parametrize("content", ["", "{}", "[1]", "no json", '{"features": 3}', '{"features": [3]}', "[" * 100_000])
def test_a_file_that_is_no_geojson_says_so(trafford, tmp_path, content):
    report = places.load_outlines(trafford, write(tmp_path, content), "tests")
    assert "not a GeoJSON file" in report.refusals[0].why


@needs_geography
@pytest.mark.parametrize(("slug", "wards"), [("trafford", 21), ("stockport", 21), ("manchester", 32)])
def test_neighbours_stay_neighbours_when_outlines_are_simplified(trafford, slug, wards):
    """No gap and no overlap: the areas of the wards add up to that of them all together, and hardly any is lost."""
    import shapely
    import shapely.geometry

    file = GEOGRAPHY / "gm_ward_generalised_2023.geojson"
    assert places.load_outlines(partnership(slug), file, "tests").loaded == wards
    shown = {area.code: shapely.geometry.shape(area.outline) for area in places.outlines(partnership(slug))}
    together = shapely.unary_union(list(shown.values()))
    assert sum(one.area for one in shown.values()) == pytest.approx(together.area, rel=1e-3)
    given = json.loads(file.read_text())["features"]
    before = shapely.unary_union(
        [shapely.geometry.shape(one["geometry"]) for one in given if one["properties"]["area_code"] in shown]
    )
    assert together.symmetric_difference(before).area < 0.03 * before.area
    labels = {area.code: shapely.Point(area.outline["label"]) for area in places.outlines(partnership(slug))}
    assert all(shown[code].contains(label) for code, label in labels.items())


@pytest.mark.refusal(
    part="Postcodes and outlines",
    comes="postcodes or outlines that are refused at the shell",
    gets="every row; what was loaded before stays",
)
def test_the_shell_loads_and_refuses(app, tmp_path):
    shell = app.test_cli_runner()
    good = shell.invoke(args=["areas", "postcodes", "trafford", str(extract(tmp_path, *GOOD))])
    assert good.exit_code == 0 and "3 postcodes loaded" in good.output
    bad = shell.invoke(args=["areas", "postcodes", "trafford", str(extract(tmp_path, "x,E08000009,E05015239,"))])
    assert bad.exit_code == 1 and "Nothing of extract.csv" in bad.output
    assert "row 2: “x” is not a postcode" in bad.output
    assert count() == 3
    outlines = write(tmp_path, shapes(partnership("trafford")))
    assert "21 outlines loaded" in shell.invoke(args=["areas", "outlines", "trafford", str(outlines)]).output
    assert shell.invoke(args=["areas", "outlines", "stockport", str(outlines)]).exit_code == 1
    assert db.session.scalar(db.select(db.func.count()).where(Area.outline.is_not(None))) == 21
