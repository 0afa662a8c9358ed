"""Population files on the pages: read, checked, kept, made margins of, refused in words; nobody else's are touched."""

import io
import json

import html5lib
import pytest

from consult.extensions import db
from consult.models import AuditEvent, EarlierMargin, Partnership, PopulationFile, PopulationMargin, Postcode
from consult.models.types import now
from consult.population import AREA, Use, suggest_choices, suggest_use
from consult.services import demo, places, weigh
from consult.services import population as service
from tests.addresses import sealed
from tests.integration.surveys import open_survey, post
from tests.integration.test_places import shapes

PAGE = "/officer/trafford/population"
HEADER = "area_code,area_name,geography,period,indicator,measure,unit,ethnic_group,value\n"
# Made-up people are compared with no margin of Census Day.
OTHER_DAY = "2011-03-27"
GROUPS = {"White: Irish": 700, "White: Other White": 100, "Asian, Asian British or Asian Welsh: Indian": 90,
          "Black, Black British, Black Welsh, Caribbean or African: African": 50,
          "Mixed or Multiple ethnic groups: White and Asian": 40, "Other ethnic group: Arab": 20}  # fmt: skip


def partnership(slug="trafford"):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def ethnic(groups=GROUPS, code="E08000009", period="2021-03-21"):
    rows = (f'{code},Trafford,Local authority,{period},Ethnic group,Count,Persons,"{name}",{n}\n'
            for name, n in groups.items())  # fmt: skip
    return (HEADER + "".join(rows)).encode()


def wards_of(year):
    from consult import reference

    return reference.wards()[year]["E08000009"]


def small_areas():
    """Two output areas a ward of 2022, of 30 and 10 people. The smaller of the first ward is in the second today."""
    before, after = sorted(wards_of("2022")), sorted(wards_of("2023"))
    areas = [(f"E0003{2 * place + half:04}", before[place], after[place], 30 - 20 * half)
             for place in range(21) for half in (0, 1)]  # fmt: skip
    areas[1] = (areas[1][0], before[0], after[1], 10)
    return areas


def lookup(column, place):
    rows = "".join(f"{area[0]},{area[place]},E08000009\n" for area in small_areas())
    return f"oa21cd,{column},lad22cd\n{rows}".encode()


def people_by_area():
    header = "area_code,area_name,geography,period,indicator,measure,unit,value\n"
    rows = ""
    for code, _before, _after, n in small_areas():
        for who, part in (("All persons", n), ("Female", n // 2), ("Male", n // 2)):
            rows += f"{code},{code},Output Area,{OTHER_DAY},{who},Count,Persons,{part}\n"
    return (header + rows).encode()


def by_ward(year="2022", each=100):
    header = "area_code,area_name,geography,period,indicator,measure,unit,sex,value\n"
    rows = "".join(f"{code},{name},Electoral ward,{OTHER_DAY},Residents,Count,Persons,{sex},{each // 2}\n"
                   for code, name in wards_of(year).items() for sex in ("Female", "Male"))  # fmt: skip
    return (header + rows).encode()


def received(content, filename="table.csv", slug="trafford"):
    return service.receive(partnership(slug), content, filename, "tests")


def kept(content):
    service.keep(partnership(), received(content), "tests")


def proposed(file, audience="adults", area=None):
    """What a table would make with everything as suggested, by ward where asked."""
    table = service.source_table(partnership(), file, 0)
    questions = {one.name: one for one in service.questions(partnership(), audience)}
    uses = {}
    for dimension in table.dimensions if area is None else ():
        question = questions[suggest_use(table, dimension, list(questions.values()))]
        uses[dimension] = Use(question, suggest_choices(table.categories(dimension), question))
    if area:
        uses[AREA] = Use(questions[area])
    return service.propose(partnership(), table, uses, audience)


@pytest.fixture(autouse=True)
def in_english(request):
    """The services' words in English, where a test asks them itself."""
    if {"app", "any_app"} & set(request.fixturenames):
        application = request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
        with application.test_request_context():
            yield
    else:
        yield


def store(proposal, file, title="Ethnic group"):
    return service.store(partnership(), file, proposal, title, "ONS", "", "tests")


def test_a_table_becomes_a_margin_and_the_one_before_is_kept(any_app):
    before = service.margin(partnership(), "ethnic_group")
    file = received(ethnic(), "C:\\Users\\x\\ethnic\x00.csv")
    assert file.filename == "ethnic.csv"
    stored = store(proposed(file), file, "Ethnic group\x00 of March")
    targets = {row["categories"][0]: row["value"] for row in stored.targets}
    assert targets == {"white": 800, "asian": 90, "black": 50, "mixed": 40, "other": 20}
    assert stored.id == before.id and stored.title == "Ethnic group of March"
    assert stored.origin["sha256"] == file.sha256 and stored.origin["base"] == "all ages"
    assert "Counts all ages" in stored.caution
    (earlier,) = db.session.scalars(db.select(EarlierMargin))
    assert sum(row["value"] for row in earlier.record["targets"]) == 235_053, "as it came with the program"
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "load margin"))
    assert event.detail == {"sha256": file.sha256, "total": 1_000, "replaced": True}
    others = db.session.scalars(db.select(PopulationMargin).where(PopulationMargin.key == "ethnic_group"))
    assert sorted(sum(row["value"] for row in one.targets) for one in others) == [1_000, 294_770, 551_938]


def test_a_weighting_made_before_keeps_its_targets(app):
    from consult.services import field

    survey = field.survey("trafford")
    wave = field.plan_wave(survey, field.NewWave("w1", "W", "open", now().date(), now().date()), "tests")
    field.open_(wave, "tests")
    demo.simulate(wave, 300)
    db.session.commit()
    margin = next(one for one in weigh.stored_margins(wave) if one.key == "ethnic_group")
    run = weigh.weigh(wave, [weigh.margin_of(margin)], "tests", unmatched_missing=True)
    targets = run.scheme["margins"][0]["targets"]
    file = received(ethnic())
    store(proposed(file), file)
    db.session.expire_all()
    assert weigh.run_of(wave, run.id).scheme["margins"][0]["targets"] == targets
    assert ["white", 182_761.0] in targets


@pytest.mark.refusal(part="Population files", comes="ward codes of another year")
def test_wards_of_another_year_need_what_tells_of_both(app):
    file = received(by_ward())
    with pytest.raises(Exception, match="wards_changed"):
        proposed(file, area="ward")


@pytest.mark.refusal(
    part="Population files",
    comes="ward codes of another year",
    gets="brought to today's by people, ward by ward; without what that needs, refused with what to load",
)
def test_wards_are_brought_from_one_year_to_the_other_by_people(any_app):
    for content in (lookup("wd22cd", 1), lookup("wd23cd", 2), people_by_area()):
        kept(content)
    file = received(by_ward())
    stored = store(proposed(file, area="ward"), file, "Wards")
    targets = {row["categories"][0]: row["value"] for row in stored.targets}
    first, second, *rest = sorted(wards_of("2023"))
    # A quarter of the first ward's 100 people lives in the second today.
    assert (targets[first], targets[second]) == (75, 125) and {targets[code] for code in rest} == {100}
    changes = {one["code"]: one for one in stored.origin["areas"]["changes"]}
    assert changes[first]["kind"] == "changed" and round(changes[first]["gone"], 6) == 0.25
    assert round(changes[second]["moved"], 6) == 0.2, "10 of its 50 people lived elsewhere"
    assert {changes[code]["kind"] for code in rest} == {"same_boundary"}
    assert "boundary of 2 changed" in stored.caution


def test_small_areas_are_put_into_wards_and_neighbourhoods(app):
    kept(lookup("wd23cd", 2))
    file = received(people_by_area())
    wards = proposed(file, area="ward").candidate
    assert wards.total == 21 * 40 and wards.targets[(sorted(wards_of("2023"))[1],)] == 50
    neighbourhoods = proposed(file, area="neighbourhood").candidate.targets
    assert set(neighbourhoods) == {("north",), ("south",), ("west",), ("central",)}


def test_small_areas_without_a_lookup_are_refused_with_what_to_do(app):
    with pytest.raises(service.CannotLoad, match="Load the lookup of them to wards first"):
        received(people_by_area())


@pytest.mark.refusal(
    part="Population files",
    comes="two margins whose shares of one question differ",
    gets="said with both shares; what cannot be met when weighing is said there",
)
def test_figures_of_one_question_that_pull_apart_are_said(app):
    header = HEADER.replace("ethnic_group", "sex")
    rows = "".join(f"E08000009,Trafford,Local authority,2011-03-27,Residents,Count,Persons,{sex},{n}\n"
                   for sex, n in (("Female", 700), ("Male", 300)))  # fmt: skip
    notes = {note.code: service.words(note) for note in proposed(received((header + rows).encode())).notes}
    assert "of sex has 70.0% here" in notes["pull_apart"] or "of sex has 30.0% here" in notes["pull_apart"]
    assert "Weighting to both cannot meet both" in notes["pull_apart"]


@pytest.mark.refusal(
    part="Population files",
    comes="two tables of the same people with other totals",
    gets="both totals; a small difference is said, a large one refused",
)
def test_tables_of_the_same_people_must_agree(app):
    """Disability, 235,052 people in the Census, against the ethnic group's 235,053."""
    def table(people):
        disabled, other = "Disabled under the Equality Act: limited", "Not disabled: No long term conditions"
        return ethnic({disabled: 54_546, other: people - 54_546}).replace(b"ethnic_group", b"disability")

    notes = {note.code: service.words(note) for note in proposed(received(table(235_052))).notes}
    assert "1 apart" in notes["tables_differ"]
    with pytest.raises(Exception, match="tables_disagree"):
        proposed(received(table(231_000)))


def test_postcodes_and_outlines_go_the_same_way(any_app, tmp_path):
    trafford = partnership()
    ward = sorted(wards_of("2023"))[0]
    file = received(f"pcds,osward,oslaua\nM33 1AA,{ward},E08000009\nSK1 1AA,E05015218,E08000007\n".encode(), "p.csv")
    assert places.ward_of(trafford, "M33 1AA") is None, "nothing is loaded before somebody says so"
    service.keep(trafford, file, "officer@test.example")
    assert places.ward_of(trafford, "m33 1aa") == ward
    service.keep(trafford, received(json.dumps(shapes(trafford)).encode(), "w.geojson"), "officer@test.example")
    found = service.summary(partnership())
    assert (found.outlined, found.postcodes, found.year) == (21, 1, "2023")
    assert found.postcodes_from.subject == "p.csv" and found.outlines_from.actor == "officer@test.example"
    assert db.session.scalar(db.select(db.func.count()).select_from(Postcode)) == 1


def test_outlines_of_an_earlier_year_are_kept_to_compare_and_draw_no_map(app):
    trafford = partnership()
    older = shapes(trafford)
    for feature, code in zip(older["features"], sorted(wards_of("2022")), strict=True):
        feature["properties"] = {"area_code": code}
    service.keep(trafford, received(json.dumps(older).encode(), "w22.geojson"), "tests")
    assert not places.has_outlines(partnership()) and [one.slot for one in service.kept(trafford)] == ["outlines 2022"]
    older["features"][3]["geometry"] = None
    with pytest.raises(service.CannotLoad, match="is not an area in degrees"):
        received(json.dumps(older).encode())


@pytest.mark.refusal(
    part="Population files",
    comes="GeoJSON that is none, with null or no areas, nested 100,000 deep",
    gets="refused in words",
)
@pytest.mark.parametrize("content", [
    b"{", b"{}", b'{"features": 3}', b'{"features": [{"properties": null, "geometry": null}]}', b"{" * 100_000,
    b'{"features": [{"properties": {"a": ["E05015239"]}, "geometry": {"type": "Point"}}]}', b"\xff\xfe{\x00",
])  # fmt: skip
def test_a_hostile_geojson_is_refused_in_words(app, content):
    with pytest.raises(service.CannotLoad) as caught:
        received(content, "x.geojson")
    assert str(caught.value)


@pytest.mark.refusal(
    part="Population files",
    comes="an unknown area code, an area that lacks, a file of elsewhere",
    gets="the area that lacks and the code in its place",
)
def test_a_file_that_lacks_an_area_says_which_and_what_stands_in_its_place(app):
    name, code = "Altrincham", "E05015239"
    wrong = by_ward("2023").replace(code.encode(), b"E05999999")
    with pytest.raises(service.CannotLoad) as caught:
        received(wrong)
    assert name in str(caught.value) and "E05999999" in str(caught.value)
    half = b"\n".join(line for line in by_ward("2023").split(b"\n") if code.encode() not in line)
    with pytest.raises(service.CannotLoad, match="1 areas lack, the first is Altrincham"):
        received(half)


@pytest.mark.refusal(
    part="Population files",
    comes="a lookup that lacks a ward, knows another, or does not fit the other one",
    gets="which",
)
def test_a_lookup_that_lacks_a_ward_or_knows_another_is_refused(app):
    ward = sorted(wards_of("2023"))[5]
    lacking = b"\n".join(line for line in lookup("wd23cd", 2).split(b"\n") if ward.encode() not in line)
    with pytest.raises(service.CannotLoad, match="wards lack"):
        received(lacking)
    with pytest.raises(service.CannotLoad, match="of no year that is known"):
        received(lookup("wd23cd", 2).replace(ward.encode(), b"E05999999"))


@pytest.mark.refusal(part="Population files", comes="an unknown area code, an area that lacks, a file of elsewhere")
def test_a_file_of_elsewhere(app):
    with pytest.raises(service.CannotLoad, match="nothing of Trafford: it begins with E08000007"):
        received(ethnic(code="E08000007"))


def test_households_are_no_people_of_a_small_area(app):
    kept(lookup("wd23cd", 2))
    file = received(people_by_area().replace(b"Persons", b"Households"))
    with pytest.raises(ValueError, match="oa"):
        service.keep(partnership(), file, "tests")


def test_what_nobody_decided_on_is_forgotten(app):
    file = received(ethnic())
    file.expires_at = now()
    db.session.commit()
    assert service.one_of(partnership(), file.id) is None and not service.waiting(partnership())
    received(ethnic())
    assert db.session.scalar(db.select(db.func.count()).select_from(PopulationFile)) == 1


def upload(client, content, name="table.csv"):
    data = {"csrf_token": client.token(f"{PAGE}/load"), "file": (io.BytesIO(content), name)}
    return client.post(f"{PAGE}/load", data=data, content_type="multipart/form-data")


def form_of(client, address, **changes):
    """The fields of the page's form as a browser would send them back."""
    return form_of_text(client.get(address).text) | changes


@pytest.mark.refusal(
    part="Population files",
    comes="something else chosen than was shown, then “Store”",
    gets="shown again first, with everything typed",
)
def test_the_whole_way_on_the_pages(app, sign_in):
    client = sign_in("officer", "trafford")
    waiting = upload(client, ethnic()).location
    page = client.get(waiting)
    assert "A Census table, one figure a row" in page.text and "1,000 usual residents" in page.text
    make = f"{waiting}/margin?audience=adults"
    data = form_of(client, make)
    # The margin is called by hand, and one category is put elsewhere: it must be seen before it is stored.
    data |= {"action": "store", "title": "Ethnic group by hand", "part-0-5": "mixed"}
    unseen = client.post(make, data=data)
    assert unseen.status_code == 422 and "since the margin was worked out" in unseen.text
    assert 'value="Ethnic group by hand"' in unseen.text, "nothing typed is lost"
    seen = form_of_text(unseen.text) | {"action": "store"}
    missing = client.post(make, data=seen | {"source": "", "address": "ons"})
    assert missing.status_code == 422
    assert "Say where the figures are from" in missing.text and "Begin the address with https://" in missing.text
    refused = client.post(make, data=seen | {f"part-0-{place}": "white" for place in range(6)})
    assert refused.status_code == 422
    done = client.post(make, data=seen)
    assert done.status_code == 303
    shown = client.get(done.location).text
    assert "Ethnic group by hand" in shown and "What stood here before" in shown and "235,053" in shown
    targets = {row["categories"][0]: row["value"] for row in service.margin(partnership(), "ethnic_group").targets}
    assert targets == {"white": 800, "asian": 90, "black": 50, "mixed": 60}
    assert "Ethnic group by hand" in client.get(PAGE).text


def form_of_text(text):
    form = html5lib.parse(text, namespaceHTMLElements=False).find(".//main//form")
    typed = {one.get("name"): one.get("value", "") for one in form.iter("input")}
    chosen = {}
    for select in form.iter("select"):
        chosen |= {select.get("name"): one.get("value") for one in select.iter("option") if "selected" in one.keys()}
    return typed | chosen


def test_a_refusal_on_the_page_names_the_row_and_what_to_do(app, sign_in):
    client = sign_in("officer", "trafford")
    page = upload(client, ethnic({**GROUPS, "White: Roma": -4}))
    assert page.status_code == 422
    assert "Row 8: -4 is below zero" in page.text and page.text.index("<title>") < page.text.index("Error: ")
    nothing = post(client, f"{PAGE}/load")
    assert nothing.status_code == 422 and "Choose a file" in nothing.text
    assert db.session.scalar(db.select(PopulationFile)) is None


@pytest.mark.refusal(part="Population files", comes="markup in a category or a file's name", gets="shown as text")
def test_what_a_file_writes_is_shown_and_not_run(app, sign_in):
    client = sign_in("officer", "trafford")
    waiting = upload(client, ethnic({**GROUPS, "<script>alert(1)</script>": 3}), "<b>x</b>.csv").location
    for address in (waiting, f"{waiting}/margin?audience=adults"):
        text = client.get(address).text
        assert "<script>alert(1)" not in text and "<b>x</b>" not in text and "&lt;script&gt;" in text


@pytest.mark.refusal(
    part="Population files",
    comes="a file over 32 MB, or one and a half million cells",
    gets="refused before it is read; to download it for the borough alone",
)
def test_a_file_larger_than_is_taken(app, sign_in, monkeypatch):
    from consult.services.population import receiving

    monkeypatch.setattr(receiving, "LARGEST", 100)
    page = upload(sign_in("officer", "trafford"), ethnic())
    assert page.status_code == 422 and "larger than 32 MB" in page.text


def test_keeping_and_forgetting(app, sign_in):
    client = sign_in("officer", "trafford")
    waiting = upload(client, lookup("wd23cd", 2)).location
    assert "Which ward of 2023 each of the output areas lies in, by best fit" in client.get(waiting).text
    post(client, f"{waiting}/keep", waiting)
    assert "Which ward of 2023 each of the output areas" in client.get(PAGE).text
    assert client.get(waiting).status_code == 404, "it waits no more"
    again = upload(client, lookup("wd23cd", 2)).location
    assert "It takes the place of" in client.get(again).text
    post(client, f"{again}/discard", again)
    assert client.get(again).status_code == 404 and len(service.kept(partnership())) == 1
    table = upload(client, ethnic()).location
    assert post(client, f"{table}/keep", table).status_code == 422


@pytest.mark.parametrize("query", ["audience=children", "audience=adults&table=7", "audience=adults&table=-1"])
def test_addresses_that_nobody_offered(app, sign_in, query):
    client = sign_in("officer", "trafford")
    waiting = upload(client, ethnic()).location
    assert client.get(f"{waiting}/margin?{query}").status_code == 404


@pytest.mark.refusal(
    part="Population files",
    comes="a file of another partnership by its number",
    gets="it does not exist",
)
def test_a_waiting_file_of_another_partnership_does_not_exist(app, sign_in):
    file = received(ethnic())
    store(proposed(file), file)
    client = sign_in("officer", "stockport")
    for address in (f"/files/{sealed('file', file.id)}", f"/files/{sealed('file', file.id)}/margin?audience=adults"):
        assert client.get(f"/officer/stockport/population{address}").status_code == 404
    for deed in ("keep", "discard"):
        data = {"csrf_token": client.token("/account/")}
        address = f"/officer/stockport/population/files/{sealed('file', file.id)}/{deed}"
        assert client.post(address, data=data).status_code == 404
    assert service.one_of(partnership(), file.id) is not None
    assert "294,770" in client.get("/officer/stockport/population/margins/ethnic_group").text
    assert client.get("/officer/stockport/population/margins/loaded_ward_adults").status_code == 404


def test_a_viewer_reads_and_loads_nothing(app, sign_in):
    client = sign_in("viewer", "trafford")
    page = client.get(PAGE)
    assert page.status_code == 200 and "Load a file" not in page.text and "186,152" in page.text
    assert client.get(f"{PAGE}/load").status_code == 403
    assert PAGE in client.get("/officer/trafford/").text
    assert PAGE not in sign_in("outreach", "trafford").get("/officer/trafford/").text


def test_a_survey_with_a_question_of_its_own_offers_it(app):
    from tests.integration.surveys import document, yes_no

    open_survey(document(yes_no("carer", "Are you a carer?")))
    assert "carer" in {one.name for one in service.questions(partnership(), "adults")}
    assert "gender_identity" not in {one.name for one in service.questions(partnership(), "adults")}
