"""A host's clock is wrong, jumps while people answer, or differs from the next host's; a day ends while they answer."""

import datetime as dt
import json
import time
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consult.services.answering import surveys
from tests.faults.people import Person, Tales
from tests.faults.site import WAVE, Host

YEAR = 365 * 86_400
MINUTES = 180
LONDON = ZoneInfo("Europe/London")


class OffHost(Host):
    """A host of one worker whose clock can be set."""

    def __init__(self, site, folder: Path):
        self.file = folder / "clock"
        self.set(0)
        super().__init__(site, 1, CLOCK_FILE=str(self.file), PYTHONPATH=str(Path(__file__).parent / "clock"))

    def set(self, seconds: float) -> None:
        """Let its clock be off by so much."""
        self.file.write_text(str(seconds))

    def set_to(self, moment: dt.datetime) -> None:
        """Let it be that moment there."""
        self.set((moment - dt.datetime.now(dt.UTC)).total_seconds())


@pytest.fixture(scope="module")
def running(postgres_site, tmp_path_factory):
    host = OffHost(postgres_site, tmp_path_factory.mktemp("clock"))
    yield host.start()
    host.stop()


@pytest.fixture
def off(running):
    running.set(0)
    yield running
    running.set(0)


@pytest.mark.parametrize("jump", [YEAR, -YEAR], ids=["a year ahead", "a year back"])
def test_a_clock_that_jumps_while_people_answer_loses_no_answer_and_deletes_none(jump, off):
    name, site = f"jumped {jump}", off.site
    person, waiting = Person(lambda: off.port, Tales()), Person(lambda: off.port, Tales())
    half_way = person.answer_up_to(off.start_page, name, "/page_6")
    _method, path, body = waiting.answer_up_to(off.start_page, f"waiting {jump}", "/check")
    old = str(uuid.uuid4())
    site.rows("INSERT INTO draft (id, wave_id, sealed, page_id, touched_on)"
              " SELECT ?, id, 'sealed', 'page_1', current_date - 1 FROM wave WHERE slug = ?", old, WAVE)  # fmt: skip
    off.set(jump)
    # The first visit of what it takes for another day.
    assert off.ask(off.start_page)[0] == 200
    status, _headers, text = off.ask("/health/ready")
    assert status == 503 and "the clock of this machine is 8760 hours" in json.loads(text)["problem"]
    assert person.ask(*half_way).status == 302
    _method, path_on, body_on = person.answer_up_to("/s/load-survey", name, "/check")
    assert person.ask("POST", path_on, body_on).headers[b"location"] == b"/s/load-survey/thanks"
    off.set(0)
    off.wait_for("/health/ready", 200)
    assert waiting.ask("POST", path, body).headers[b"location"] == b"/s/load-survey/thanks"
    assert site.rows("SELECT id FROM draft WHERE id = ?", old) == [(old,)]
    assert site.missing_and_twice([name, f"waiting {jump}"]) == (0, 0)


@pytest.mark.parametrize("apart", [MINUTES, -MINUTES], ids=["ahead", "behind"])
def test_two_hosts_minutes_apart_serve_the_same_officer_and_the_same_respondent(apart, off, postgres_host):
    off.set(apart)
    turns = iter([off.port, postgres_host.port] * 1000)
    officer = Person(lambda: next(turns), Tales())
    hang_up_each_time(officer)
    officer.sign_in()
    new = "/officer/trafford/actions/new"
    for _turn in range(2):
        # The form comes from one host and goes to the other, each way round.
        said = {"said_en": "The clocks differ.", "owner": "Clocks", "due_on": "2030-03-01", "state": "planned"}
        assert officer.post(new, **said, csrf_token=officer.token(new)).status in (302, 303)
        officer.once("GET", "/officer/")
    respondent, name = Person(lambda: next(turns), Tales()), f"between hosts {apart}"
    hang_up_each_time(respondent)
    respondent.answer_all(off.start_page, name, 1)
    assert off.site.missing_and_twice([name]) == (0, 0)


def hang_up_each_time(person: Person) -> None:
    """Let each request go over a new connection, to the next host."""
    once = person.once

    def apart(*arguments, **more):
        person.hang_up()
        return once(*arguments, **more)

    person.once = apart


# The second is the longest day of the year: its clocks go back.
LAST_DAYS = {"summer": dt.date(2027, 7, 15), "autumn": dt.date(2027, 10, 31)}


@pytest.mark.parametrize("last", LAST_DAYS.values(), ids=LAST_DAYS.keys())
def test_a_wave_takes_answers_until_its_last_day_has_ended_in_london_and_ends_once(last, off):
    site = off.site
    closes_on = site.rows("SELECT closes_on FROM wave WHERE slug = ?", WAVE)[0][0]
    site.rows("UPDATE wave SET closes_on = ? WHERE slug = ?", last, WAVE)
    # A worker looks at the wave again after so long.
    time.sleep(surveys.SECONDS + 0.2)
    try:
        midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), LONDON).astimezone(dt.UTC)
        off.set_to(midnight - dt.timedelta(minutes=2))
        person, name = Person(lambda: off.port, Tales()), f"begun on {last}"
        request = person.answer_up_to(off.start_page, name, "/check")
        # In summer midnight comes an hour later in UTC: the wave ends at one o'clock in London, never before midnight.
        opened = []
        for minutes in range(0, 150, 15):
            off.set_to(midnight + dt.timedelta(minutes=minutes, seconds=5))
            opened.append("/q/" in off.ask(off.start_page)[2])
        assert opened == sorted(opened, reverse=True) and not opened[-1]
        # Who had begun finishes.
        assert person.ask(*request).headers[b"location"] == b"/s/load-survey/thanks"
    finally:
        site.rows("UPDATE wave SET closes_on = ? WHERE slug = ?", closes_on, WAVE)
        off.set(0)
        time.sleep(surveys.SECONDS + 0.2)
    assert site.missing_and_twice([name]) == (0, 0)
