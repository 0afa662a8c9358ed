"""The demonstration: simulated answers that say so wherever they show, and the one command that empties them."""

import pytest

from consult.extensions import db
from consult.models import Edition, Response, WeightingRun
from consult.services import demo, field
from tests.conftest import PASSWORD, filled_sqlite, on_sqlite
from tests.integration.test_respond import answer, open_tiny, send, stored

PAGES = (
    "/trafford/what-our-communities-tell-us",
    "/trafford/what-our-communities-tell-us/edition-1",
    "/officer/trafford/",
    "/officer/trafford/findings",
    "/officer/trafford/waves/trafford-first/",
    "/officer/trafford/waves/trafford-first/weighting",
    "/officer/trafford/waves/trafford-first/export",
)
# The demonstration with few answers: most of its time is theirs.
SMALL = {
    "adults": (("first", "quota", -120, -30, 300, 40), ("second", "open", -14, 120, 60, 40)),
    "young": (("first", "open", -60, 120, 200, 40),),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory, sqlite_app, sqlite_template):
    """An SQLite file with the small demonstration, filled once for all tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "WAVES", SMALL)
        folder = tmp_path_factory.mktemp("demonstrated")
        return filled_sqlite(sqlite_app, sqlite_template, folder, lambda: demo.fill(PASSWORD))


@pytest.fixture
def filled(tmp_path, sqlite_app, template):
    with on_sqlite(sqlite_app, template, tmp_path) as app:
        yield app


def test_simulated_answers_say_so_on_every_page_that_shows_them(filled):
    client = filled.test_client()
    client.sign_in("officer@trafford.example", PASSWORD)
    for language in ("en", "ur", "pl"):
        for address in PAGES:
            page = client.get(f"{address}?lang={language}")
            assert page.status_code == 200 and 'class="simulated"' in page.text, (address, language)


def test_the_accounts_are_what_they_are_said_to_be(filled):
    for email, role in demo.sign_ins():
        client = filled.test_client()
        client.sign_in(email, PASSWORD)
        export = client.get("/officer/trafford/waves/trafford-first/export")
        read = ("viewer", "officer", "analyst")
        assert (export.status_code == 200) == (role in (*(f"{one} of Trafford" for one in read),
                                                        "admin of every partnership")), email
        assert ("<form" in export.text) == (role in ("analyst of Trafford", "admin of every partnership")), email


def test_emptying_takes_all_that_is_simulated_and_nothing_else(filled):
    open_tiny()
    client = filled.test_client()
    answer(client, "safe", safe="yes")
    send(client)
    result = filled.test_cli_runner().invoke(args=["demo", "empty"])
    # 300 + 60 + 200 in Trafford, 40 + 40 + 40 in each of the other two.
    assert "Simulated responses: 800. Weightings of their waves: 2. Editions that rested on them: 1." in result.output
    assert [response.answers for response in stored()] == [{"safe": "yes"}]
    for table in (Edition, WeightingRun):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0
    assert 'class="simulated"' not in client.get("/trafford/what-our-communities-tell-us").text


def test_simulated_answers_are_answers_the_questionnaire_could_have_given(filled):
    """Each lies on its own path: the site would have stored the same."""
    from consult.questionnaire import problems, prune

    for response in db.session.scalars(db.select(Response)):
        questionnaire = field.questionnaire(response.wave.version)
        assert prune(questionnaire, response.answers) == response.answers
        assert not problems(questionnaire, response.answers)


def test_no_demonstration_in_production(filled):
    filled.config["PRODUCTION"] = True
    result = filled.test_cli_runner().invoke(args=["setup", "--demo"])
    assert result.exit_code == 1 and "No demonstration in production" in result.output


@pytest.mark.parametrize(
    "setting", ["SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY", "DATABASE_URL", "PUBLIC_ADDRESS"])
def test_production_has_no_default_for_a_secret(monkeypatch, tmp_path, setting):
    from consult.config import ConfigError, settings

    monkeypatch.setenv("CONSULT_ENV", "production")
    for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY"):
        monkeypatch.setenv(name, "x" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/consult")
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://survey.example.gov.uk")
    assert settings(tmp_path)["SESSION_COOKIE_SECURE"] is True
    monkeypatch.delenv(setting)
    with pytest.raises(ConfigError, match=setting):
        settings(tmp_path)
