"""The pages of findings: step by step to one, the list, own words, and what is refused."""

import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Finding
from consult.services import editions
from consult.services import findings as service
from tests.addresses import sealed
from tests.integration.telling import SAFE, UNSAFE, add_wave, answer, known_wave, weigh_by_sex
from tests.integration.waves import add_wave as add_tiny_wave

NEW = "/officer/trafford/findings/new"
KEPT = "/officer/trafford/findings/kept"


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def kept(**chosen):
    wanted = service.Wanted(editions.partnership("trafford"), **chosen)
    return service.make(wanted, "tests")


def told_now(made):
    """Its words in English, as the database has it now."""
    db.session.expire_all()
    return service.block(db.session.get(Finding, made.id), ["en"])["words"]["en"]


def links(page):
    """What is linked from the lists of a step, by its words."""
    found = re.findall(r'<li><a class="govuk-link" href="([^"]+)"><bdi>(.*?)</bdi></a>', page.text, re.S)
    return {words: address.replace("&amp;", "&") for address, words in found}


def test_the_whole_way_by_links_alone(officer):
    """Every step is a page of links: it needs no script and works by keyboard."""
    known_wave()
    page = officer.get(NEW)
    page = officer.get(links(page)["Community safety survey: Wave known"])
    page = officer.get(page.request.path, query_string={"q": "local area safe unsafe feel"})
    assert "1 question" in page.text
    page = officer.get(links(page)["How safe or unsafe do you feel in your local area?"])
    page = officer.get(links(page)["“Very safe” or “Fairly safe”"])
    page = officer.get(links(page)["What is your sex?"])
    page = officer.get(links(page)["Female"])
    assert "It is about everybody who was asked there, and this finding is about one group." in page.text
    page = officer.get(links(page)["Male"])
    assert "80% of the 60 residents in the group “Female” who answered" in page.text
    assert "30 percentage points higher (+30)" in page.text
    address = page.request.full_path
    done = officer.post(address, data={"csrf_token": officer.token(address)}, follow_redirects=True)
    assert "The finding is kept." in done.text and done.request.path.startswith(KEPT)
    assert "How safe or unsafe do you feel in your local area?" in officer.get(KEPT).text
    made = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "make finding"))
    assert made.subject == "known: safe_area" and "80" not in str(made.detail)


def test_a_step_back_loses_nothing(officer):
    known_wave()
    page = officer.get(f"{NEW}/known/preview?measure=safe_area&dimension=sex&category=female&comparison=others")
    back = re.findall(r'href="([^"]+)">Change<span class="govuk-visually-hidden">: Set against', page.text)
    assert "category=female" in officer.get(back[0].replace("&amp;", "&")).request.full_path


@pytest.mark.refusal(part="Findings", comes="the button pressed twice", gets="one finding")
def test_the_button_pressed_twice_keeps_one(app, officer):
    known_wave()
    address = f"{NEW}/known/preview?measure=safe_area"
    for _press in range(2):
        officer.post(address, data={"csrf_token": officer.token(address)})
    assert db.session.scalar(db.select(db.func.count(Finding.id))) == 1


def test_every_figure_leads_in_one_step_to_question_and_run(officer):
    known_wave()
    page = officer.get(f"{NEW}/known/preview?measure=safe_area&comparison=benchmark&against=gmca_feel_safe_2019_20")
    for words in ("How we know", "Effective base", "Raked to: Sex.", "t test against a published figure",
                  "/officer/trafford/waves/known/weighting/", "/officer/trafford/waves/known/questionnaire"):
        assert words in page.text


def test_what_cannot_be_compared_says_why(officer):
    known_wave()
    page = officer.get(f"{NEW}/known/comparison?measure=safe_dark")
    assert "It asks about the local area in general, not about walking alone after dark." in page.text
    assert "No wave of this survey came before." in page.text
    page = officer.get(f"{NEW}/known/comparison?measure=primary_concern&dimension=sex&category=female")
    assert "A ranking as a whole is not compared. Choose one of its answers first." in page.text


@pytest.mark.refusal(
    part="Findings",
    comes="a question, row, answer, group or comparison that the wave does not have; an address of 3,000 letters",
    gets="which of them, and to choose another",
)
@pytest.mark.refusal(part="Findings", comes="a question of typed words", gets="no answers to choose from, so no share")
@pytest.mark.refusal(
    part="Findings",
    comes="a base of nought: a question or a group that nobody answered for",
    gets="nobody answered; choose another",
)
@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("measure=", "The wave did not ask this question"),
        ("measure=nothing", "The wave did not ask this question"),
        ("measure=anything_else", "has no answers to choose from"),
        ("measure=asb.knives", "The question does not have this row"),
        ("measure=safe_area&answer=quite", "The question does not offer this answer"),
        ("measure=safe_area&dimension=sex&category=cat", "does not know this group"),
        ("measure=safe_area&dimension=asb&category=cat", "does not know this group"),
        ("measure=sex&answer=female&dimension=sex&category=female", "told of by its own question"),
        ("measure=safe_area&comparison=gossip", "This comparison is not there any more"),
        ("measure=safe_area&comparison=benchmark&against=nobody", "This comparison is not there any more"),
        ("measure=safe_dark&comparison=benchmark&against=gmca_feel_safe_2019_20", "not about walking alone after dark"),
        ("measure=safe_area&dimension=sex&category=female&comparison=group&against=cat", "group to compare with"),
        ("measure=safe_day", "Nobody answered the question"),
        ("measure=safe_area&dimension=tenure&category=mortgage", "Nobody of this group answered"),
        ("measure=" + "x" * 3000, "The wave did not ask this question"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words_with_the_way_back(officer, chosen, words):
    known_wave()
    page = officer.get(f"{NEW}/known/preview?{chosen}")
    assert page.status_code == 422 and words in page.text
    assert "Choose another question" in page.text
    address = f"{NEW}/known/preview?{chosen}"
    answer = officer.post(address, data={"csrf_token": officer.token("/account/")})
    assert answer.status_code == 422 and db.session.scalar(db.select(db.func.count(Finding.id))) == 0


@pytest.mark.refusal(
    part="Findings",
    comes="a wave without weights, or with weights that answers have left behind",
    gets="to weigh it first",
)
def test_a_wave_without_weights_is_refused_with_what_to_do(officer):
    answer(add_wave("bare"), 20, sex="female", safe_area=SAFE)
    assert "It has no weights yet: weigh it first." in officer.get(NEW).text
    page = officer.get(f"{NEW}/bare/preview?measure=safe_area")
    assert page.status_code == 422 and "“Wave bare” has no weights. Weigh it first." in page.text


@pytest.mark.refusal(part="Findings", comes="a wave without weights, or with weights that answers have left behind")
def test_weights_that_answers_have_left_behind_are_refused(officer):
    answer(known_wave(), 1, sex="female", safe_area=SAFE)
    page = officer.get(f"{NEW}/known/preview?measure=safe_area")
    assert page.status_code == 422 and "are of 100 answers; there are now 101" in page.text


@pytest.mark.refusal(part="Findings", comes="a group of one", gets="withheld with the rule, without saying how few")
def test_a_group_of_one_is_withheld_without_saying_how_few(officer):
    wave = add_wave("one")
    answer(wave, 59, sex="female", tenure="mortgage", safe_area=SAFE)
    answer(wave, 40, sex="male", tenure="mortgage", safe_area=UNSAFE)
    answer(wave, 1, sex="female", tenure="social_rent", safe_area=SAFE)
    weigh_by_sex(wave)
    page = officer.get(f"{NEW}/one/preview?measure=safe_area&dimension=tenure&category=social_rent&comparison=others")
    assert "Withheld: fewer than 5 people answered" in page.text
    body = page.text[page.text.index('id="finding-new"'):page.text.index("Keep this finding")]
    assert "%" not in re.sub(r"<svg.*?</svg>", "", body, flags=re.S).replace("95%", "")


@pytest.mark.refusal(
    part="Findings",
    comes="own words that say more than the figures",
    gets="each shown with what to do; kept only with a reason; what was typed stays",
)
def test_own_words_that_say_more_need_a_reason_and_nothing_typed_is_lost(officer):
    made = kept(wave=known_wave(), measure="safe_area")
    address = f"{KEPT}/{sealed('finding', made.id)}"
    typed = "71% of residents feel safe because the police are there."
    words = {"csrf_token": officer.token(address), "language": "en", "text": typed, "reason": ""}
    page = officer.post(f"{address}/words", data=words)
    assert page.status_code == 422 and typed in page.text
    assert "“71%” is none of this finding’s numbers." in page.text
    assert "“because” says why. A survey of what people think does not show causes." in page.text
    assert 'href="#reason-en"' in page.text and 'id="reason-en"' in page.text
    page = officer.post(f"{address}/words", data={**words, "reason": "short"})
    assert page.status_code == 422 and "Write the reason in a sentence" in page.text
    reason = "The board quotes the police’s own figure beside ours."
    page = officer.post(f"{address}/words", data={**words, "reason": reason}, follow_redirects=True)
    assert "The words are kept." in page.text and reason in page.text and "Own words" in page.text
    assert told_now(made)["sentences"] == [typed]
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "reword finding"))
    assert event.detail["flags"] == ["cause", "number"] and "71" not in str(event.detail)
    officer.post(f"{address}/words", data={**words, "text": ""})
    assert told_now(made)["own"] is None


@pytest.mark.refusal(
    part="Findings",
    comes="figures that have moved from under own words",
    gets="the platform's words stand, and the page says so",
)
def test_words_that_the_figures_have_moved_from_do_not_stand(officer):
    wave = known_wave()
    made = kept(wave=wave, measure="safe_area")
    service.reword(made, "en", "68% of the 100 who answered feel safe.", "", "tests")
    assert service.block(made, ["en"])["words"]["en"]["own"] == "kept"
    answer(wave, 20, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave)
    # 0.6 x 0.8 + 0.4 x 20 / 60 = 61%.
    words = service.block(made, ["en"])["words"]["en"]
    assert words["own"] == "adrift" and words["sentences"][0].startswith("61% of the 120 residents")
    assert "Own words that no longer fit" in officer.get(f"{KEPT}/{sealed('finding', made.id)}").text


@pytest.mark.refusal(
    part="Findings",
    comes="own words that would tell of a withheld figure",
    gets="refused, whatever the reason",
)
def test_no_reason_lets_a_withheld_figure_out(officer):
    wave = add_wave("few")
    answer(wave, 59, sex="female", safe_area=SAFE)
    answer(wave, 38, sex="male", safe_area=SAFE)
    answer(wave, 3, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave)
    made = kept(wave=wave, measure="safe_area", answer="very_unsafe")
    address = f"{KEPT}/{sealed('finding', made.id)}"
    words = {"csrf_token": officer.token(address), "language": "en", "text": "Only 3 people felt very unsafe.",
             "reason": "Everybody in the room knows it."}  # fmt: skip
    page = officer.post(f"{address}/words", data=words)
    assert page.status_code == 422 and "no reason can stand for it" in page.text


@pytest.mark.refusal(
    part="Findings",
    comes="own words in no language, too long, or a reason too long",
    gets="words at the field",
)
@pytest.mark.parametrize(
    ("words", "told"),
    [({"language": "xx", "text": "Words"}, "in this language"), ({"language": "en", "text": "x" * 5000}, "1000"),
     ({"language": "en", "text": "71% say so", "reason": "y" * 5000}, "500")],
)  # fmt: skip
def test_words_that_cannot_be_kept_say_why(officer, words, told):
    made = kept(wave=known_wave(), measure="safe_area")
    address = f"{KEPT}/{sealed('finding', made.id)}"
    page = officer.post(f"{address}/words", data={"csrf_token": officer.token(address), **words})
    assert page.status_code == 422 and told in page.text


def test_a_finding_is_taken_out(officer):
    made = kept(wave=known_wave(), measure="safe_area")
    address = f"{KEPT}/{sealed('finding', made.id)}"
    page = officer.post(f"{address}/remove", data={"csrf_token": officer.token(address)}, follow_redirects=True)
    assert "The finding is taken out." in page.text and officer.get(address).status_code == 404


def test_those_who_only_read_can_read_and_not_change(app, sign_in):
    made = kept(wave=known_wave(), measure="safe_area")
    viewer = sign_in("viewer", "trafford")
    page = viewer.get(f"{KEPT}/{sealed('finding', made.id)}")
    assert "68% of the 100 residents" in page.text and "<textarea" not in page.text
    assert viewer.get(NEW).status_code == 403
    theirs = f"/officer/stockport/findings/kept/{sealed('finding', made.id)}"
    assert sign_in("officer", "stockport").get(theirs).status_code == 404


@pytest.mark.refusal(
    part="Findings",
    comes="a kept finding whose question is gone",
    gets="the page says so and offers to take it out",
)
def test_a_finding_whose_question_is_gone_says_so(officer):
    made = kept(wave=known_wave(), measure="safe_area")
    made.measure = "gone"
    db.session.commit()
    page = officer.get(f"{KEPT}/{sealed('finding', made.id)}")
    assert "The wave did not ask this question" in page.text and "Take this finding out" in page.text
    assert "A finding that cannot be told any more" in officer.get(KEPT).text


@pytest.mark.refusal(
    part="Findings",
    comes="a grid that says of no answers that they count together",
    gets="told row by row; the automatic section leaves it out",
)
def test_a_grid_that_says_no_answers_that_count_stops_no_page(officer):
    """The automatic section leaves it out, and it is told row by row."""
    wave = add_tiny_wave("grid")
    answer(wave, 30, sex="female", dark="safe", asb={"litter": "big", "noise": "small"})
    answer(wave, 20, sex="male", dark="unsafe", asb={"litter": "small", "noise": "small"})
    weigh_by_sex(wave, 60, 40)
    page = officer.get("/officer/trafford/findings?adults=grid")
    assert page.status_code == 200
    rows = links(officer.get(f"{NEW}/grid/figure?measure=asb"))
    page = officer.get(rows["What about asb? Litter"])
    assert set(links(page)) == {"All answers, the largest share first", "“Big”", "“Small”"}
    page = officer.get(f"{NEW}/grid/preview?measure=asb.litter&answer=big")
    # 30 women of 60% all said so.
    assert "60% of the 50 residents who answered said “Big”" in page.text
    page = officer.get(f"{NEW}/grid/preview?measure=asb")
    assert page.status_code == 422 and "it can only be told row by row" in page.text


@pytest.mark.refusal(
    part="Findings",
    comes="own words with a script, a formula, a NUL, a right-to-left override",
    gets="shown as words, or refused; never run",
)
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd()", "a\x00b", "\u202eevil", "🙂" * 400])
def test_own_words_are_words_whatever_they_are(officer, text):
    made = kept(wave=known_wave(), measure="safe_area")
    address = f"{KEPT}/{sealed('finding', made.id)}"
    page = officer.post(f"{address}/words", data={"csrf_token": officer.token(address), "language": "ur", "text": text})
    assert page.status_code in (303, 422)
    page = officer.get(address)
    assert page.status_code == 200 and "<script>alert" not in page.text
