"""Every route x every role x another partnership, with a real thing of every kind that an address can name."""

import sqlite3
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from consult.extensions import db
from consult.models import Coding, PaperSheet, Partnership, Response, Wave, WeightingRun
from consult.roles import DUTIES, ROLES
from consult.services import accounts, population, weigh
from consult.services.weigh import Margin
from consult.web import access
from tests.conftest import PASSWORD, filled_sqlite, lay, on_sqlite
from tests.integration.one_of_each import DAY, one_of_each
from tests.integration.test_population import ethnic
from tests.integration.waves import add_people
from tests.pages import CheckedClient

OURS, THEIRS = "stockport", "trafford"
# What an address names by something that is one partnership's own: each is tried by itself.
SLUGS = {"wave_slug": "{}-tiny-1", "survey_slug": "{}-tiny"}
# The argument of a route -> the table that it names a row of.
ROWS = {
    "action_id": "action", "batch_id": "invitation_batch", "benchmark_id": "benchmark", "brought_id": "brought_form",
    "device_id": "device", "figure_id": "outside_figure", "file_id": "population_file", "finding_id": "finding",
    "invitation_id": "account_invitation", "job_id": "job", "link_id": "link", "membership_id": "membership",
    "measure_id": "success_measure", "permission_id": "permission", "quote_id": "quote",
    "reading_id": "text_reading", "record_id": "sync_record", "response_id": "response", "run_id": "weighting_run",
    "source_id": "qualitative_source", "theme_id": "theme",
}  # fmt: skip
# Names that each partnership may have: alike in both, so that nothing is refused for them.
NAMES = {
    "alert_kind": "speeder", "alert_subject": "online", "block": "b1", "category": "female", "dimension": "sex",
    "item": "comment", "key": "own", "kind": "question", "language": "ur", "margin_key": "own",
    "measure": "recorded_crime_2014_15", "name": "dark", "number": 1, "page_id": "dark", "part": "answers",
    "part_id": "dark", "section": "lived-experience", "section_id": "all", "value": "safe",
}  # fmt: skip
NAMES_OF = {
    "officer.draft_bank_item": {"key": "residents.safe_dark"}, "officer.translation_part": {"part": "dark"},
    "officer.translate": {"part": "dark"}, "officer.export_translation": {"kind": "xlsx"},
    "officer.link_poster": {"language": "en"}, "officer.paper_sheet": {"language": "en"},
    "officer.two_keyings": {"number": 2}, "officer.settle_sheet": {"number": 2},
    "officer.take_out": {"kind": "json"}, "officer.stricter_verdict": {"key": "residents.safe_dark"},
    "officer.change_verdict": {"key": "residents.safe_dark"},
}  # fmt: skip


def _weighed(wave_id):
    """The number of a weighting of the wave, in place of the row that is none."""
    wave = db.session.get(Wave, wave_id)
    db.session.execute(db.delete(WeightingRun).where(WeightingRun.wave_id == wave_id))
    add_people(wave, (26, {"sex": "female", "dark": "safe"}), (29, {"sex": "male", "dark": "unsafe"}))
    return weigh.weigh(wave, [Margin(("sex",), {("female",): 52.0, ("male",): 48.0})], "tests").id


def _twice(rows):
    """A second coder who says something else of the text, and a second sheet whose two keyings differ."""
    db.session.add(Coding(reading_id=rows["text_reading"]["id"], wave_id=rows["wave"]["id"], turn="second",
                          coder="else", newest_theme=1))  # fmt: skip
    response = Response(wave_id=rows["wave"]["id"], version_id=rows["questionnaire_version"]["id"], channel="paper",
                        language="en", answers={"dark": "safe"})  # fmt: skip
    db.session.add(response)
    db.session.flush()
    keyed = {"entered_by": "a", "second_by": "b", "second_on": DAY, "second_answers": {"dark": "unsafe"}}
    db.session.add(PaperSheet(wave_id=response.wave_id, number="2", response_id=response.id, again=True, differs=True,
                              **keyed))  # fmt: skip
    db.session.commit()


class QuickClient(CheckedClient):
    """One that does not look at each page: others do."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return FlaskClient.open(self, *args, **kwargs)


@pytest.fixture(scope="module")
def made(sqlite_app, sqlite_template, tmp_path_factory):
    """(the file of a database with one of each in both partnerships, {slug: {table: row}}, clients signed in)."""
    rows, signed = {}, {}

    def sign_in(role, slug):
        one = QuickClient(sqlite_app, sqlite_app.response_class, use_cookies=True)
        one.sign_in(f"{role}@{slug}.example", PASSWORD)
        signed[role, slug] = one, one.token("/account/")

    def fill():
        for slug in (OURS, THEIRS):
            partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))
            for role in ROLES:
                accounts.add(f"{role}@{slug}.example", role, PASSWORD, [(partnership, role)], "tests")
            user = accounts.add(f"guest@{slug}.example", "Guest", PASSWORD, [], "tests")
            rows[slug] = one_of_each(slug, user.id)
            _twice(rows[slug])
            file = population.receive(partnership, ethnic(code=partnership.lad_code), "ethnic.csv", "tests")
            rows[slug]["population_file"] = {"id": file.id}
            rows[slug]["weighting_run"] = {"id": _weighed(rows[slug]["wave"]["id"])}
            # Sessions are rows too.
            for role in ROLES:
                sign_in(role, slug)

    return filled_sqlite(sqlite_app, sqlite_template, tmp_path_factory.mktemp("tenants"), fill), rows, signed


@pytest.fixture(scope="module")
def clients(made):
    """client(role, slug): signed in when the things were made, and a token for its forms."""
    return lambda role, slug: made[2][role, slug]


@pytest.fixture
def app(made, sqlite_app, tmp_path):
    with on_sqlite(sqlite_app, made[0], tmp_path) as app:
        yield app


# What an address says behind its question mark, where it cannot do without.
QUERY = {"officer.set_measure": "?elsewhere=1"}


def routes(app):
    """Every rule that names a partnership and is not public."""
    return [rule for rule in app.url_map.iter_rules()
            if "partnership_slug" in rule.arguments and access.ACCESS[rule.endpoint] != access.PUBLIC]  # fmt: skip


def arguments(rule, slug, made):
    """What the rule's address is made of for a partnership's own things."""
    values = {"partnership_slug": slug}
    values |= {name: words.format(slug) for name, words in SLUGS.items()}
    values |= {name: made[1][slug][table]["id"] for name, table in ROWS.items()}
    values |= NAMES | NAMES_OF.get(rule.endpoint, {})
    return {name: values[name] for name in rule.arguments}


def addresses(rule, made):
    """(what of theirs it names, the address): all of it at their address; at ours each thing by itself."""
    ours, theirs = (arguments(rule, slug, made) for slug in (OURS, THEIRS))
    yield "all", rule.build(theirs)[1]
    for name in sorted(rule.arguments & (SLUGS.keys() | ROWS.keys())):
        yield name, rule.build(ours | {name: theirs[name]})[1]


def everything(app):
    """Every row of every table, as the file holds it."""
    with closing(sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))) as connection:
        tables = sorted(row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return {table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr) for table in tables}


def test_every_argument_of_an_address_is_a_row_a_slug_or_a_name(app):
    known = {"partnership_slug", *SLUGS, *ROWS, *NAMES}
    assert {name for rule in routes(app) for name in rule.arguments} <= known
    # A number of a row is sealed: what is left of whole numbers counts within one survey or section.
    plain = {name for rule in routes(app) for name, way in rule._converters.items() if type(way).__name__ ==
             "IntegerConverter"}  # fmt: skip
    assert plain == {"number"}


@pytest.mark.refusal(
    part="Other partnerships",
    comes="any address of another partnership, and one's own address with a thing of another's in it, by any role",
    gets="it does not exist; a role without the duty is told so before anything is looked for; nothing is changed",
)
@pytest.mark.parametrize("role", ROLES)
def test_another_partnership_does_not_exist(app, made, clients, role):
    before = everything(app)
    client, token = clients(role, OURS)
    tried, otherwise = 0, []
    for rule in routes(app):
        duty = access.ACCESS[rule.endpoint]
        for of_theirs, address in addresses(rule, made):
            # At their address nobody from elsewhere is told anything, at their own only whoever may open the page.
            expected = 404 if of_theirs == "all" or duty in DUTIES[role] else 403
            for method in rule.methods & {"GET", "POST"}:
                data = {"csrf_token": token} if method == "POST" else None
                found = client.open(address, method=method, data=data).status_code
                if found != expected:
                    otherwise.append((rule.endpoint, method, of_theirs, found))
                tried += 1
    assert otherwise == [] and tried > 300
    assert everything(app) == before


def test_a_stranger_is_sent_to_sign_in(app, made):
    client = QuickClient(app, app.response_class, use_cookies=True)
    for rule in routes(app):
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(rule.build(arguments(rule, THEIRS, made))[1], method=method)
            # A form without a token is refused before anybody is asked who they are.
            assert answer.status_code == 400 or "/account/sign-in" in answer.location, rule


def test_each_of_these_things_is_there_for_its_own_partnership(app, made, clients):
    """Else a 404 would prove nothing."""
    (admin, token), missing = clients("admin", THEIRS), []
    for rule in routes(app):
        address = rule.build(arguments(rule, THEIRS, made))[1] + QUERY.get(rule.endpoint, "")
        method = "GET" if "GET" in rule.methods else "POST"
        answer = admin.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        if answer.status_code in (403, 404):
            missing.append((rule.endpoint, method, address))
        if method == "POST":
            # What it did is undone, so that the next finds all that there was.
            db.session.remove()
            db.engine.dispose()
            lay(app, made[0])
    assert missing == []


# By hand, from what each is for: a viewer reads figures, an outreach worker sees whom to look for, an officer works.
# How people come to a survey, and in which languages, all of them see.
CHANNELS = {
    "channels", "links", "link", "link_qr", "link_poster", "invitations", "permissions", "permission_sheet",
    "wave_settings", "left_out", "exit_button", "languages", "paper", "paper_sheet",
}  # fmt: skip
OUTREACH = {"overview", "wave", "wave_plan", "quotas", "quota", "outreach", "tablets"} | CHANNELS
DRAFT = {"draft", "preview.first", "preview.question", "preview.last"}
TRANSLATIONS = {"translations", "translation", "translation_part"}
VIEWER = OUTREACH | DRAFT | TRANSLATIONS | {
    "measures", "measure", "measure_board", "measure_board_file",
    "action", "actions", "alert", "alerts", "benchmark", "benchmarks", "boroughs", "compare", "exchange", "export",
    "data_kept", "finding", "finding_list", "findings", "impact", "impact_file", "job", "privacy",
    "population", "population_margin", "preflight", "questionnaire", "run",
    "tables", "take_out", "take_out_benchmarks", "theme_figures", "versions", "weighting", "words",
}
MAKING = ("settings", "section", "bank", "bank_item", "add", "question", "place", "answers", "answer", "rule")
AUTHORING = {"make_survey", *(f"draft_{page}" for page in MAKING)}
COLLECT = {"key_sheet", "key_again"}
WORKED = {
    "new_wave",
    "bring_questionnaire", "brought", "bring_in", "publish", "kept_aside", "two_keyings", "translation_files",
    "begin_section", "section_draft", "add_section_block", "section_block", "section_preview", "review_section",
    "correct_section", "export_translation", "propose", "hidden", "new_measure", "set_measure", "change_measure",
    "change_weighting", "load_population", "population_file", "make_margin",
    "finding_wave", "finding_question", "finding_figure", "finding_group", "finding_comparison", "finding_preview",
    "new_benchmark", "edit_benchmark", "stricter_verdict", "bring_benchmarks", "new_action", "edit_action",
    "subject_requests", "write_answer",
}  # fmt: skip
# Only who works with the answers reads what people wrote.
WORDS = {
    "read_next", "read_text", "themes", "theme", "suggested_themes", "code", "code_text", "agreement", "settle",
    "quotes", "new_quote", "sources", "new_source", "source",
}  # fmt: skip
OPENS = {
    "viewer": VIEWER, "analyst": VIEWER, "outreach": OUTREACH | COLLECT,
    "officer": VIEWER | AUTHORING | COLLECT | WORKED | WORDS,
}  # fmt: skip
OPENS["admin"] = OPENS["officer"] | {"log", "people", "person"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_nothing_else(app, made, clients, role):
    client, _token = clients(role, THEIRS)
    opened = set()
    for rule in routes(app):
        address = rule.build(arguments(rule, THEIRS, made))[1]
        if "GET" in rule.methods and client.get(address).status_code != 403:
            opened.add(rule.endpoint.removeprefix("officer."))
    assert opened == OPENS[role]


@pytest.mark.parametrize("role", ["viewer", "outreach", "analyst"])
def test_a_role_changes_nothing_that_is_not_its_own(app, made, clients, role):
    before = everything(app)
    client, token = clients(role, THEIRS)
    for rule in routes(app):
        # To take answers in is an outreach worker's own: test_outreach_officer.py and test_paper.py say who may. A
        # preview is read, and a table that no small number is in may be taken out by whoever may see it.
        if "POST" in rule.methods and access.ACCESS[rule.endpoint] != "collect":
            answer = client.post(rule.build(arguments(rule, THEIRS, made))[1], data={"csrf_token": token})
            reads = {"preview": 200, "officer.take_out_table": 422} if role in ("viewer", "analyst") else {}
            if role == "analyst":
                reads |= dict.fromkeys(("officer.check_export", "officer.download_export"), 422)
                # A file is handed to whoever asked for it.
                reads["officer.job_file"] = 404
            name = "preview" if rule.endpoint.startswith("preview.") else rule.endpoint
            assert answer.status_code == reads.get(name, 403), rule
    assert everything(app) == before


def fields(rows, slug):
    """Every field of a form or a query that names a thing by its number or address, with a partnership's own."""
    def number(table):
        return str(rows[table]["id"])

    finding, theme, wave, survey = number("finding"), number("theme"), f"{slug}-tiny-1", f"{slug}-tiny"
    return {
        # Weightings to compare, to begin from, to take along; responses and permissions; words and who said them.
        "run": number("weighting_run"), "responses": number("response"), "who": number("permission"),
        "themes": theme, "theme": theme, "reading": number("text_reading"), "after": number("response"),
        "quotes": number("quote"), "sources": number("qualitative_source"), "survey": number("survey"),
        "link": number("action_link"), "about": [f"finding:{finding}", f"theme:{theme}"],
        # Blocks of sections.
        "block": [f"kept:{finding}", f"groups:{wave}", f"quotes:{survey}:comment"], "ref": finding, "kind": "kept",
        # Waves, surveys and where a file or a draft begins.
        "wave": wave, "waves": wave, "adults": wave, "young": wave, "before": wave, "against": wave,
        "baseline": "wave", "baseline_wave": [wave, number("wave")], "question": f"{survey}:dark",
        "start": [f"survey:{survey}", survey], "where": [f"survey:{survey}", survey],
    }  # fmt: skip


def mixed(app):
    """Rows that lead to rows of two partnerships: (table, key)."""
    of, found = {}, set()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            key = [column.name for column in table.primary_key]
            for row in db.session.execute(table.select()).mappings():
                leads = [(one.column.table.name, row[column.name])
                         for column in table.columns for one in column.foreign_keys]  # fmt: skip
                owners = {of.get(lead) if lead[0] != "partnership" else lead[1] for lead in leads} - {None}
                if len(owners) > 1:
                    found.add((table.name, row[key[0]]))
                of[table.name, row[key[0]]] = min(owners, default=None)
    return found


@pytest.mark.refusal(
    part="Other partnerships",
    comes="a form or a query on one's own page that names another partnership's weighting, response, theme, quote, "
          "group, finding, permission, wave or survey",
    gets="it is as if it did not exist: nothing of it is shown, and nothing that is stored leads to it",
)  # fmt: skip
def test_no_field_of_ones_own_page_reaches_another_partnerships_things(app, made, clients):
    client, token = clients("admin", OURS)
    theirs = fields(made[1][THEIRS], THEIRS)
    assert not mixed(app)
    for rule in routes(app):
        address = rule.build(arguments(rule, OURS, made))[1]
        for method in rule.methods & {"GET", "POST"}:
            sent = {"data": theirs | {"csrf_token": token}} if method == "POST" else {"query_string": theirs}
            answer = client.open(address, method=method, **sent)
            assert answer.status_code < 500, rule
            # What the rows of one_of_each say of themselves; what was sent may stand on the page again.
            assert f"{THEIRS} ".encode() not in answer.data, rule
            if method == "POST" and answer.status_code in (301, 302, 303):
                assert not mixed(app), rule
                db.session.remove()
                db.engine.dispose()
                lay(app, made[0])
