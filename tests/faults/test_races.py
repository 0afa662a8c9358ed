"""Two workers, two officers, two hosts do the same at the same moment: it is done once."""

import os
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from consult.extensions import db
from consult.services import field
from tests.faults.people import Crowd, PairedTablet, Person, Tales
from tests.faults.site import ROOT, WAVE
from tests.load.tablets import together
from tests.postgres import connection_url

AT_ONCE = 12


def at_once(acts) -> list:
    """What each gives, all begun at the same moment; two workers with eight threads each have them between them."""
    ready = threading.Barrier(len(acts))

    def run(act):
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def sending(host, name: str):
    """Somebody's last click, as often as wanted, each over a connection of its own."""
    person = Person(lambda: host.port, Tales())
    _method, path, body = person.answer_up_to(host.start_page, name, "/check")

    def click():
        other = Person(lambda: host.port, Tales())
        other.cookies = dict(person.cookies)
        return other.ask("POST", path, body)

    return person, click


def test_the_same_answers_sent_many_times_at_once_are_thanked_for_each_time_and_stored_once(host):
    _person, click = sending(host, "impatient")
    replies = at_once([click] * AT_ONCE)
    assert {(one.status, one.headers[b"location"]) for one in replies} == {(302, b"/s/load-survey/thanks")}
    assert host.site.missing_and_twice(["impatient"]) == (0, 0)


def test_answers_taken_back_while_they_are_sent_again_are_gone(host):
    person, click = sending(host, "changed their mind")
    click()
    code = person.once("GET", "/s/load-survey/thanks").body.decode().split('class="receipt')[1]
    code = code.split(">")[1].split("<")[0].strip()
    address = "/s/load-survey/withdraw"

    def take_back():
        other = Person(lambda: host.port, Tales())
        other.cookies = dict(person.cookies)
        return other.post(address, code=code, csrf_token=other.token(address))

    replies = at_once([click, take_back] * (AT_ONCE // 2))
    # One of those who took them back did it, the others are told that there is no such code.
    assert sorted(one.status for one in replies[1::2]) == [200, *[422] * (AT_ONCE // 2 - 1)]
    assert "changed their mind" not in host.site.names()
    click()
    assert "changed their mind" not in host.site.names()


def test_the_same_batch_sent_many_times_at_once_is_stored_once(host):
    tablet = PairedTablet(host, f"twin-{uuid.uuid4().hex[:6]}")
    tablet.fill(40)
    twins = [tablet]
    for _number in range(3):
        twin = PairedTablet.__new__(PairedTablet)
        twin.__dict__ |= {**tablet.__dict__, "acknowledged": set()}
        twins.append(twin)
    together(twins)
    assert all(len(one.acknowledged) == 40 for one in twins)
    assert host.site.missing_and_twice([tablet.name_of(index) for index in range(40)]) == (0, 0)


def test_a_wave_that_closes_while_people_answer_keeps_what_it_acknowledged(host):
    site = host.site
    with Crowd(lambda: host.port, host.start_page, f"closing-{site.on_postgres}") as crowd, site.app.app_context():
        crowd.wait_for_answers(60)
        field.close(field.wave_by_slug(WAVE), "tests")
        # Who had begun finishes; who comes now reads that it is closed, and goes.
        for one in crowd.phones:
            one.join(timeout=60)
        field.open_(field.wave_by_slug(WAVE), "tests")
        db.session.execute(db.text("UPDATE wave SET closes_on = '2099-01-01' WHERE slug = 'load'"))
        db.session.commit()
        site.let_go()
    assert all(one == "Lost: 200 and no way on at /s/load-survey" for one in crowd.tales.complaints)
    assert len(crowd.tales.complaints) == len(crowd.phones)
    assert site.missing_and_twice(crowd.tales.acknowledged) == (0, 0)
    host.wait_for_page("/s/load-survey", "/q/")


def test_two_officers_who_pause_a_wave_at_once_pause_it_once(host):
    address = f"/officer/trafford/waves/{WAVE}"
    officers = [Person(lambda: host.port, Tales()).sign_in() for _number in range(2)]
    tokens = [one.token(f"{address}/plan") for one in officers]
    before = host.site.rows("SELECT count(*) FROM audit_event WHERE verb = 'pause wave'")[0][0]

    def press(action):
        return at_once([
            lambda one=one, token=token: one.post(f"{address}/pause", action=action, csrf_token=token)
            for one, token in zip(officers, tokens, strict=True)
        ])  # fmt: skip

    try:
        assert [one.status for one in press("pause")] == [303, 303]
        assert host.site.rows("SELECT count(*) FROM audit_event WHERE verb = 'pause wave'") == [(before + 1,)]
    finally:
        press("resume")
    assert host.site.rows("SELECT paused_on FROM wave WHERE slug = ?", WAVE) == [(None,)]
    host.wait_for_page("/s/load-survey", "/q/")


@pytest.fixture(params=["postgresql", "sqlite"])
def empty_site(request, tmp_path):
    """The settings of an installation whose database has no tables."""
    folder = tmp_path / "empty"
    folder.mkdir()
    url = f"sqlite:///{folder / 'empty.sqlite'}"
    if request.param == "postgresql":
        import psycopg

        postgres = request.getfixturevalue("postgres")
        name = f"empty_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = connection_url(postgres, name)
    return os.environ | {"CONSULT_ENV": "development", "CONSULT_INSTANCE": str(folder), "DATABASE_URL": url}


def test_two_hosts_that_set_up_at_once_set_up_once(empty_site):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "setup"]
    both = [subprocess.Popen(command, cwd=ROOT, env=empty_site, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said


def test_the_days_tidying_by_two_workers_at_once_counts_each_abandoned_draft_once(host):
    site, number = host.site, 300
    (wave_id,) = site.rows("SELECT id FROM wave WHERE slug = ?", WAVE)[0]
    long_ago = (date.today() - timedelta(days=9)).isoformat()
    many = [(f"{uuid.uuid4().hex}{uuid.uuid4().hex}", wave_id, b"sealed", f"page_{1 + one % 3}", long_ago)
            for one in range(number)]  # fmt: skip
    site.insert("INSERT INTO draft (id, wave_id, sealed, page_id, touched_on) VALUES (?, ?, ?, ?, ?)", many)
    before = counted(site)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "drafts", "purge"]
    both = [subprocess.Popen(command, cwd=ROOT, env=os.environ | site.environment, stdout=subprocess.PIPE, text=True)
            for _number in range(2)]  # fmt: skip
    for one in both:
        one.communicate(timeout=120)
    assert [one.returncode for one in both] == [0, 0]
    assert counted(site) - before == number
    assert site.rows("SELECT count(*) FROM draft WHERE touched_on = ?", long_ago) == [(0,)]


def counted(site) -> int:
    return site.rows("SELECT coalesce(sum(number), 0) FROM drop_off")[0][0]
