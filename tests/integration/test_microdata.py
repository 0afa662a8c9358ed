"""Who may take answers out, how alike people must be, what is written down, and what never leaves the house."""

import csv
import hashlib
import io
import re
import zipfile

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Response
from consult.services import microdata, weigh
from consult.services.microdata import CannotExport, Wanted
from tests.integration.surveys import post
from tests.integration.taking import REASON, data, redact_all, rows, taken
from tests.integration.test_weigh import SEX
from tests.integration.waves import DOCUMENT, add_people, add_wave, choices, fifteen, page

WAVE = "/officer/trafford/waves/tiny-1/"
FORM = {"format": "csv", "lang": "en", "run": "none", "sections": ["all"], "identifying": ["sex", "age_band"],
        "reason": REASON}  # fmt: skip


@pytest.fixture
def wave(app):
    with force_locale("en"):
        wave = add_wave()
        fifteen(wave)
        yield wave


def deed():
    return db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "export"))


def send(client, where="download", **data):
    return post(client, f"{WAVE}export/{where}", form_on=WAVE + "export", **{**FORM, **data})


# People alike


def test_k_is_that_counted_by_hand(wave):
    # By sex and age: 4 women and 3 men below 45, 2 women and 6 men above.
    found = microdata.check(wave, Wanted("csv", REASON))
    assert (found.k, found.people, found.alone, found.few, found.limit) == (2, 15, 0, 9, 5)
    assert set(found.without) == {"sex", "age_band", "base_weight"}


def test_a_weight_tells_what_it_was_made_from(wave):
    db.session.execute(db.update(Response).values(base_weight=1.0))
    db.session.commit()
    run = weigh.weigh(wave, [SEX], "tests")
    # 6 women, 9 men.
    plain = microdata.check(wave, Wanted("csv", REASON, identifying={}))
    told = microdata.check(wave, Wanted("csv", REASON, identifying={}, run_id=run.id))
    assert plain.k == 15 and told.k == 6 and list(told.without) == ["weight"]


def test_who_was_not_asked_is_told_from_who_passed_over(app):
    pages = [page("ethnic_group", "single", choices=choices("asian", "white")),
             page("ethnic_asian", "single", when={"item": "ethnic_group", "in": ["asian"]},
                  choices=choices("indian", "pakistani"))]  # fmt: skip
    wave = add_wave(document={**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": pages}]})
    add_people(wave, (1, {"ethnic_group": "asian"}), (8, {"ethnic_group": "white"}))
    # The first question is left out, and the second still tells that one person is Asian: they were asked.
    assert microdata.check(wave, Wanted("csv", REASON, identifying={"ethnic_asian": "keep"})).k == 1


def test_rare_answers_put_together(app):
    pages = [page("religion", "single", choices=choices("none", "christian", "sikh", "jewish"))]
    wave = add_wave(document={**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": pages}]})
    add_people(wave, (60, {"religion": "none"}), (37, {"religion": "christian"}), (2, {"religion": "sikh"}),
               (1, {"religion": "jewish"}))  # fmt: skip
    with force_locale("en"):
        assert microdata.check(wave, Wanted("csv", REASON, identifying={"religion": "keep"})).k == 1
        archive, said = taken(wave, "csv_labels", identifying={"religion": "merge"})
    counted = [row["religion"] for row in rows(data(archive))]
    assert said.anonymity.k == 3 and counted.count("Other answers, put together") == 3
    assert not {"Sikh", "Jewish"} & set(counted) and counted.count("None") == 60


@pytest.mark.refusal(
    part="Taking answers out",
    comes="a file in which fewer than five people are alike",
    gets="refused until columns are left out or a reason is given, which the note repeats",
)
def test_few_alike_need_a_reason_and_the_note_repeats_it(wave):
    with pytest.raises(CannotExport, match="k is 2, below 5") as refused:
        taken(wave, risk_reason="")
    assert refused.value.place == "risk_reason" and deed() is None
    archive, _said = taken(wave, risk_reason="The board asked for this table")
    told = archive["method.txt"].decode("utf-8-sig")
    assert "k = 2:" in told and "0 of 15 people are the only ones" in told
    assert "The board asked for this table" in told and "9 are among fewer than 5" in told


@pytest.mark.refusal(part="Taking answers out", comes="the same of young people", gets="refused whatever the reason")
@pytest.mark.refusal(
    part="Taking answers out",
    comes="words of young people; words that nobody has redacted",
    gets="refused; blank",
)
@pytest.mark.parametrize("alike", [8, 7])
def test_young_people_only_where_enough_are_alike_whatever_the_reason(app, alike):
    wave = add_wave()
    wave.survey.audience = "young"
    db.session.commit()
    add_people(wave, (20, {"sex": "female"}), (alike, {"sex": "male"}))
    with force_locale("en"):
        if alike == 7:
            with pytest.raises(CannotExport, match="k is 7. A file of young people"):
                taken(wave, identifying={"sex": "keep"})
        else:
            assert taken(wave, identifying={"sex": "keep"}, risk_reason="")[1].anonymity.k == 8
        with pytest.raises(CannotExport, match="Words that young people wrote"):
            taken(wave, texts=True)


# What never leaves


def test_nothing_in_a_file_leads_back(any_app):
    wave = add_wave()
    fifteen(wave)
    db.session.execute(db.update(Response).values(receipt_digest=None, submitted_on=wave.opens_on, cluster="Estate 7"))
    db.session.commit()
    with force_locale("en"):
        archive, _said = taken(wave, extras=("how",))
    whole = b"".join(archive.values()).decode()
    for response in db.session.scalars(db.select(Response)):
        assert str(response.id) not in whole and response.id.hex not in whole
    assert "Estate 7" not in whole and set(rows(data(archive))[0]) >= {"case_id", "cluster", "simulated"}
    assert not {"response", "external_id", "submitted_on", "seconds"} & set(rows(data(archive))[0])


def test_two_files_cannot_be_laid_side_by_side(wave):
    for number, response in enumerate(db.session.scalars(db.select(Response))):
        response.answers = {**response.answers, "comment": f"text {number}"}
    db.session.commit()
    redact_all(wave)
    orders = {tuple(row["comment"] for row in rows(data(taken(wave, texts=True)[0]))) for _n in range(4)}
    assert len(orders) == 4 and len({frozenset(order) for order in orders}) == 1


@pytest.mark.refusal(part="Taking answers out", comes="words of young people; words that nobody has redacted")
def test_only_words_that_somebody_has_redacted(wave):
    add_people(wave, (1, {"comment": "Ask Alice Jones about it"}), (1, {"comment": "unread"}))
    assert "comment" not in rows(data(taken(wave)[0]))[0]
    assert {row["comment"] for row in rows(data(taken(wave, texts=True)[0]))} == {""}
    redact_all(wave, by_hand=("Alice Jones",))
    found = {row["comment"] for row in rows(data(taken(wave, texts=True)[0]))}
    assert "unread" in found and not [words for words in found if "Alice" in words]


def test_a_ward_goes_along_only_when_it_is_asked_for(app):
    pages = [page("ward", "place", areas="wards"), page("neighbourhood", "place", areas="neighbourhoods")]
    wave = add_wave(document={**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": pages}]})
    add_people(wave, (6, {"neighbourhood": "north"}))
    with force_locale("en"):
        usual = rows(data(taken(wave)[0]))[0]
        asked = rows(data(taken(wave, identifying={"ward": "keep"})[0]))[0]
    assert "ward" not in usual and "ward" in asked


# Refusals


@pytest.mark.refusal(
    part="Taking answers out",
    comes=(
        "no reason, one of five letters or of 501; a language, section, column, weighting or kind of file that is not "
        "offered"
    ),
    gets="nothing handed over or written down; words beside the field; everything typed still there",
)
@pytest.mark.parametrize(
    ("wish", "words"),
    [({"reason": "short"}, "ten letters"), ({"reason": "x" * 501}, "500 letters"), ({"lang": "xx"}, "not written"),
     ({"format": "doc"}, "kinds of file"), ({"sections": ("nowhere",)}, "sections of this"),
     ({"identifying": {"dark": "keep"}}, "no column about people"), ({"extras": ("id",)}, "Choose from the other"),
     ({"run_id": 77}, "no such weighting"), ({"risk_reason": "y" * 501}, "500 letters")],
)  # fmt: skip
def test_what_cannot_be_asked_for(wave, wish, words):
    with pytest.raises(CannotExport, match=words):
        microdata.take(wave, Wanted(**{"format": "csv", "reason": REASON, "risk_reason": REASON, **wish}),
                       io.BytesIO(), "tests")  # fmt: skip
    assert deed() is None


@pytest.mark.refusal(part="Taking answers out", comes="a wave that nobody answered", gets="refused in words")
def test_a_wave_that_nobody_answered(app):
    with force_locale("en"), pytest.raises(CannotExport, match="no answers"):
        taken(add_wave())


@pytest.mark.refusal(
    part="Taking answers out",
    comes="answers that came in or were withdrawn since they were weighed",
    gets="refused with both numbers",
)
@pytest.mark.parametrize("change", ["one more", "one withdrawn"])
def test_weights_that_no_longer_fit_leave_the_house_with_nobody(any_app, change):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    if change == "one more":
        add_people(wave, (1, {"sex": "male"}))
    else:
        db.session.delete(db.session.scalar(db.select(Response).limit(1)))
        db.session.commit()
    with force_locale("en"), pytest.raises(CannotExport, match="15 responses then"):
        taken(wave, "sav", run)
    assert deed() is None


# The right, and what is written down


@pytest.mark.refusal(
    part="Taking answers out",
    comes="a role without the right, another partnership, no token",
    gets="told who has the right; 403; 404; 400",
)
@pytest.mark.parametrize("role", ["officer", "viewer"])
def test_an_officer_is_told_kindly_who_has_the_right(app, sign_in, wave, role):
    sign_in("analyst", "trafford")
    client = sign_in(role, "trafford")
    page_ = client.get(WAVE + "export")
    assert page_.status_code == 200 and "analyst-trafford@test.example" in page_.text and "<form" not in page_.text
    token = client.token("/account/")
    for where in ("check", "download"):
        assert client.post(f"{WAVE}export/{where}", data={**FORM, "csrf_token": token}).status_code == 403
    assert deed() is None


def test_nobody_with_the_right_is_said_too(app, sign_in, wave):
    assert "Nobody here has that right yet" in sign_in("officer", "trafford").get(WAVE + "export").text


@pytest.mark.refusal(part="Taking answers out", comes="a role without the right, another partnership, no token")
def test_an_analyst_of_another_partnership_finds_nothing(app, sign_in, wave):
    client = sign_in("analyst", "stockport")
    token = client.token("/account/")
    for slug in ("trafford", "stockport"):
        for where in ("check", "download"):
            address = f"/officer/{slug}/waves/tiny-1/export/{where}"
            assert client.post(address, data={**FORM, "csrf_token": token}).status_code == 404


def test_an_analyst_finds_the_export_reads_and_changes_nothing(app, sign_in, wave):
    client = sign_in("analyst", "trafford")
    assert f'href="{WAVE}export"' in client.get(WAVE + "weighting").text
    for end in ("weighting/change", "import", "weighting/propose"):
        assert client.get(WAVE + end).status_code == 403


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_a_file_is_handed_over_and_written_down(app, sign_in, wave, role):
    run = weigh.weigh(wave, [SEX], "tests")
    client = sign_in(role, "trafford")
    file = send(client, format="sav", run=str(run.id), risk_reason="Needed for the strategy")
    assert file.headers["Content-Disposition"] == "attachment; filename=tiny-1-sav.zip"
    assert file.headers["Cache-Control"] == "no-store" and file.mimetype == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(file.data)).namelist() == [
        "tiny-1.sav", "codebook.csv", "codebook.xml", "method.txt"]
    event = deed()
    assert event.actor.startswith(role) and event.detail["sha256"] == hashlib.sha256(file.data).hexdigest()
    assert event.detail["reason"] == REASON and event.detail["reason_for_few_alike"] == "Needed for the strategy"
    assert (event.detail["format"], event.detail["rows"], event.detail["k"]) == ("sav", 15, 2)
    assert "age_band" in event.detail["columns"] and event.detail["run"] == run.id


@pytest.mark.refusal(part="Taking answers out", comes="a role without the right, another partnership, no token")
def test_without_a_token_nothing_is_handed_over(app, sign_in, wave):
    assert sign_in("analyst", "trafford").post(WAVE + "export/download", data=FORM).status_code == 400
    assert deed() is None


def test_the_check_says_k_and_what_makes_people_unique(app, sign_in, wave):
    client = sign_in("analyst", "trafford")
    page_ = send(client, "check")
    assert page_.status_code == 200 and "k = 2" in page_.text and "9 of 15 people" in page_.text
    assert "codebook.xml" in page_.text and 'name="risk_reason"' in page_.text
    # Left out one by one until enough are alike: then no reason is asked for.
    better = send(client, "check", **{"how-sex": "leave", "how-age_band": "keep"})
    assert "k = 2" in better.text  # the base weights still tell
    db.session.execute(db.update(Response).values(base_weight=1.0))
    db.session.commit()
    better = send(client, "check", **{"how-sex": "leave", "how-age_band": "keep"})
    assert "k = 7" in better.text and 'name="risk_reason"' not in better.text


@pytest.mark.refusal(
    part="Taking answers out",
    comes=(
        "no reason, one of five letters or of 501; a language, section, column, weighting or kind of file that is not "
        "offered"
    ),
)
def test_a_refusal_keeps_what_was_typed(app, sign_in, wave):
    client = sign_in("analyst", "trafford")
    page_ = send(client, "check", reason="short", format="dta", identifying=["sex"])
    assert page_.status_code == 422 and "ten letters or more" in page_.text and ">short</textarea>" in page_.text
    assert re.search(r'value="dta" checked', page_.text) and 'href="#reason"' in page_.text
    assert re.search(r'value="sex" checked', page_.text) and not re.search(r'value="age_band" checked', page_.text)
    page_ = send(client, risk_reason="no", **{"how-sex": "merge", "how-age_band": "keep"})
    assert page_.status_code == 422 and "k is 2, below 5" in page_.text and ">no</textarea>" in page_.text
    assert re.search(r'<option value="merge" selected', page_.text)


def test_a_run_of_another_wave_cannot_be_chosen(app, sign_in, wave):
    other = add_wave("tiny-2")
    fifteen(other)
    run = weigh.weigh(other, [SEX], "tests")
    assert send(sign_in("analyst", "trafford"), run=str(run.id)).status_code == 422


def test_going_back_to_the_choice_keeps_it(app, sign_in, wave):
    page_ = send(sign_in("analyst", "trafford"), "check", action="change", format="xlsx",
                 **{"how-sex": "leave", "how-age_band": "keep"})  # fmt: skip
    assert re.search(r'value="xlsx" checked', page_.text) and REASON in page_.text
    assert re.search(r'value="age_band" checked', page_.text) and not re.search(r'value="sex" checked', page_.text)


@pytest.mark.parametrize("lang", ["en", "ur", "pl"])
def test_the_pages_open_in_every_language(app, sign_in, wave, lang):
    client = sign_in("analyst", "trafford")
    assert client.get(f"{WAVE}export?lang={lang}").status_code == 200
    assert send(client, "check").status_code == 200
    assert sign_in("officer", "trafford").get(f"{WAVE}export?lang={lang}").status_code == 200


# From the shell


@pytest.mark.refusal(part="Taking answers out", comes="a refusal from the shell", gets="what was there before stays")
def test_from_the_shell_a_refusal_leaves_the_old_file(app, wave, tmp_path):
    output = tmp_path / "out.zip"
    output.write_text("what was there")
    run = app.test_cli_runner()
    arguments = ["export", "tiny-1", "--format", "csv", "--output", str(output)]
    for more, words in (
        ([], "--reason"), (["--reason", REASON], "not weighted"), (["--reason", "no", "--unweighted"], "ten letters"),
        (["--reason", REASON, "--run", "99"], "no weighting 99"), (["--reason", REASON, "--unweighted"], "k is 2"),
    ):  # fmt: skip
        result = run.invoke(args=[*arguments, *more])
        assert result.exit_code != 0 and words in result.output, result.output
        assert output.read_text() == "what was there" and [one.name for one in tmp_path.glob("tmp*")] == []
    result = run.invoke(args=[*arguments, "--reason", REASON, "--unweighted", "--risk-reason", REASON])
    assert result.exit_code == 0 and "k = 2" in result.output
    with zipfile.ZipFile(output) as archive, archive.open("tiny-1.csv") as file:
        assert len(list(csv.DictReader(io.TextIOWrapper(file, "utf-8-sig")))) == 15
    assert deed().actor == "shell" and deed().detail["reason"] == REASON
