"""Two workers, two officers, two hosts do the same at the same moment: it is done once."""

import multiprocessing
import os
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta

import pytest

from consult import create_app, reference
from consult.extensions import db
from consult.services import field
from consult.services.answering import drafts
from tests.faults.people import Crowd, PairedTablet, Person, Tales
from tests.faults.site import WAVE
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
        return other.post(address, code=code, csrf_token=other.token(address), action="delete")

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


def in_processes(app, act, number: int = 2) -> list[int]:
    """The exit codes of so many processes that do it at the same moment: 0 where it was done."""
    begin, children = multiprocessing.get_context("fork").Event(), []
    with app.app_context():
        db.session.remove()
        # No process may have another's connection.
        db.engine.dispose()
    for _number in range(number):
        if (child := os.fork()) == 0:
            begin.wait(30)
            with suppress(BaseException), app.app_context():
                act()
                os._exit(0)
            os._exit(1)
        children.append(child)
    begin.set()
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


@pytest.fixture(params=["postgresql", "sqlite"])
def empty_app(request, tmp_path):
    """The application on a database without tables."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if request.param == "postgresql":
        import psycopg

        postgres = request.getfixturevalue("cluster").url("postgres")
        with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty")
        url = connection_url(postgres, "empty")
    return create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})


def test_two_hosts_that_set_up_at_once_set_up_once(empty_app):
    def set_up():
        result = empty_app.test_cli_runner().invoke(args=["setup"])
        assert result.exit_code == 0, result.output

    assert in_processes(empty_app, set_up) == [0, 0]
    with empty_app.app_context():
        assert db.session.scalar(db.text("SELECT count(*) FROM partnership")) == len(reference.partnerships())
        db.session.remove()
        db.engine.dispose()


def test_the_days_tidying_by_two_workers_at_once_counts_each_abandoned_draft_once(host):
    site, number = host.site, 300
    (wave_id,) = site.rows("SELECT id FROM wave WHERE slug = ?", WAVE)[0]
    long_ago = (date.today() - timedelta(days=9)).isoformat()
    many = [(f"{uuid.uuid4().hex}{uuid.uuid4().hex}", wave_id, b"sealed", f"page_{1 + one % 3}", long_ago)
            for one in range(number)]  # fmt: skip
    site.insert("INSERT INTO draft (id, wave_id, sealed, page_id, touched_on) VALUES (?, ?, ?, ?, ?)", many)
    before = counted(site)
    assert in_processes(site.app, drafts.purge, 4) == [0] * 4
    assert counted(site) - before == number
    assert site.rows("SELECT count(*) FROM draft WHERE touched_on = ?", long_ago) == [(0,)]


def counted(site) -> int:
    return site.rows("SELECT coalesce(sum(number), 0) FROM drop_off")[0][0]
