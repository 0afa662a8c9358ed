"""Jobs: done once in effect by real workers on each kind of queue, found again when a worker is killed; what officers
see meanwhile; and what a message in the queue cannot do."""

import json
import os
import pickle
import signal
import uuid
from collections import Counter
from contextlib import contextmanager

import pytest
from flask_babel import force_locale

from consult import config
from consult import jobs as queue
from consult.extensions import db
from consult.models import AuditEvent, Job, JobPart, WeightingRun, Worker
from consult.models.types import now
from consult.services import editions, jobs, schemes, sections, weigh
from consult.services.answering import daily
from consult.services.files import edition as edition_files
from tests.addresses import sealed
from tests.integration.telling import known_wave
from tests.integration.test_schemes import banded
from tests.workers import environment, redis, until, workers

ASKED = 3
ASKER = "officer@test.example"


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them."""
    for name in ("any_app", "pg_app", "app"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
            break
    with force_locale("en"):
        yield


@contextmanager
def settings_for(kind, app, tmp_path):
    """The settings of workers whose queue is of that kind, which the application uses too."""
    if kind != "redis":
        yield environment(app)
        return
    with redis(tmp_path) as address:
        app.config["JOBS_URL"] = address
        yield environment(app, JOBS_URL=address)


def states():
    db.session.rollback()
    return Counter(db.session.scalars(db.select(Job.state).where(Job.kind != "daily")))


def effects():
    """What jobs left behind: the deeds that were written down of whoever asked for them."""
    return db.session.scalar(db.select(db.func.count()).select_from(AuditEvent).where(AuditEvent.actor == ASKER))


def listed(number):
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(Worker)) == number


def export(wave):
    wanted = {"format": "csv", "reason": "A look at the answers", "lang": "en", "run_id": None, "sections": None,
              "identifying": {}, "extras": [], "texts": False, "risk_reason": "Simulated people in a test"}  # fmt: skip
    return {"wave": wave.id, "wanted": wanted}


def weighing(wave):
    return jobs.weigh(wave, schemes.Scheme(margins=("ages",)))


def ask_often(wave, kind, asked, number):
    for _time in range(number):
        jobs.ask(kind, wave.survey.partnership, asked, ASKER)


@pytest.mark.parametrize("kind", ["postgresql", "redis"])
def test_each_job_is_done_once_though_its_worker_is_killed(kind, pg_app, tmp_path):
    wave = banded()
    with settings_for(kind, pg_app, tmp_path) as settings, workers(2, settings, tmp_path / "log") as (first, second):
        until(lambda: listed(2), "two workers")
        # Else one of them might wait as well.
        until(done_today, "the work of the day is done, with nobody visiting")
        with db.engine.connect() as other:
            # Whoever reads the answers waits.
            other.exec_driver_sql("LOCK TABLE response IN ACCESS EXCLUSIVE MODE")
            ask_often(wave, "export", export(wave), ASKED)
            until(lambda: states()["working"] == 2, "each has one")
            first.kill()
            first.wait()
            other.rollback()
        until(lambda: states()["done"] == ASKED, "all are done")
        assert effects() == ASKED
        files = db.session.scalars(db.select(JobPart.job_id)).all()
        assert len(set(files)) == len(files) == ASKED
        assert max(db.session.scalars(db.select(Job.tries))) > 1, "the killed worker's was tried again"
        ends_what_it_has_begun(second, wave, "export", export(wave))


def done_today():
    db.session.rollback()
    return db.session.scalar(db.select(Job.state).where(Job.kind == "daily")) == "done"


def ends_what_it_has_begun(worker, wave, kind, asked):
    """Told to end, a worker does the job in hand to its end and begins no other."""
    ask_often(wave, kind, asked, 4 * ASKED)
    until(lambda: states()["done"] > ASKED, "it is at them")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert states()["working"] == 0 and states()["done"] + states()["waiting"] == 5 * ASKED
    assert effects() == states()["done"] and not jobs.attended()


def test_the_same_on_sqlite(app, tmp_path):
    """There nothing keeps a reader waiting; a worker that weighs for the first time takes long over its libraries."""
    wave = banded()
    with workers(1, environment(app), tmp_path / "log") as (first,):
        until(lambda: listed(1), "a worker")
        ask_often(wave, "weigh", weighing(wave), ASKED)
        until(lambda: states()["working"] == 1, "it has one")
    with workers(1, environment(app), tmp_path / "log") as (second,):
        until(lambda: states()["done"] == ASKED, "all are done")
        assert len(weigh.runs(wave)) == effects() == ASKED
        assert max(db.session.scalars(db.select(Job.tries))) == 2
        assert {one.outcome["run"] for one in db.session.scalars(db.select(Job).where(Job.kind == "weigh"))} == {
            run.id for run in weigh.runs(wave)}  # fmt: skip
        ends_what_it_has_begun(second, wave, "weigh", weighing(wave))


def test_a_try_that_was_given_up_and_comes_back_stores_nothing(any_app, monkeypatch):
    """As after a machine that slept: its job was done by another worker meanwhile."""
    wave = banded()
    with_worker()
    job = jobs.ask("weigh", wave.survey.partnership, weighing(wave), "somebody")
    reckon = schemes.reckon

    def slept(*arguments):
        run = reckon(*arguments)
        monkeypatch.setattr(schemes, "reckon", reckon)
        db.session.execute(db.update(Job).where(Job.id == job.id).values(beat_at=now().replace(year=2020)))
        db.session.commit()
        jobs.work(job.id)
        return run

    monkeypatch.setattr(schemes, "reckon", slept)
    jobs.work(job.id)
    assert len(weigh.runs(wave)) == 1
    found = db.session.get(Job, job.id, populate_existing=True)
    assert (found.state, found.tries, found.outcome["run"]) == ("done", 2, weigh.latest(wave).id)


def test_a_job_that_ends_its_worker_each_time_is_given_up(app):
    wave = banded()
    job = jobs.ask("weigh", wave.survey.partnership, weighing(wave), "somebody")
    for number in range(3):
        job.state, job.holder, job.beat_at, job.tries = "working", uuid.uuid4(), now().replace(year=2020), number + 1
        db.session.commit()
        assert jobs.forsaken() == [job.id]
    jobs.work(job.id)
    assert db.session.get(Job, job.id, populate_existing=True).state == "failed" and not weigh.runs(wave)
    assert jobs.forsaken() == []


def with_worker():
    db.session.add(Worker(beat_at=now()))
    db.session.commit()


@pytest.fixture
def large(monkeypatch):
    """Every wave with more than ten responses counts as large."""
    monkeypatch.setattr("consult.services.jobs.keeping.LARGE", 10)


WAVE = "/officer/trafford/waves/tiny-1/"


def ask_by_page(client, **more):
    page = client.get(WAVE + "weighting/change")
    data = {"csrf_token": client.token(WAVE + "weighting/change"), "margins": ["ages"], "missing": "spread",
            "bounds": "none", **more}  # fmt: skip
    assert page.status_code == 200
    return client.post(WAVE + "weighting/change", data=data)


def test_an_officer_sees_how_the_work_stands_and_then_its_result(app, sign_in, large):
    banded()
    with_worker()
    client = sign_in("officer", "trafford")
    address = ask_by_page(client).location
    assert "/jobs/" in address and db.session.scalar(db.select(WeightingRun.id)) is None
    assert "This waits its turn." in client.get(address).text
    do_next()
    made = db.session.scalar(db.select(WeightingRun.id))
    assert client.get(address).location == f"{WAVE}weighting/{sealed('run', made)}"


@pytest.mark.refusal(part="Jobs", comes="weighing of a large wave that cannot be done",
                     gets="the same words as at once, and the choices as they were")  # fmt: skip
def test_what_cannot_be_done_is_said_on_the_page_of_the_job(app, sign_in, large):
    banded()
    with_worker()
    client = sign_in("officer", "trafford")
    answer = ask_by_page(client, bounds="own", lowest="0.9", highest="1.1")
    do_next()
    page = client.get(answer.location)
    assert "There is a problem" in page.text and "Nothing was stored" in page.text
    assert not db.session.scalar(db.select(WeightingRun.id))
    back = page.text.split('id="again"')[1].split('href="')[1].split('"')[0]
    again = client.get(back.replace("&amp;", "&")).text
    assert 'value="0.9"' in again and 'value="1.1"' in again


def do_next():
    """What a worker does with the next message; here it is this process."""
    huey = queue.queue().huey
    huey.execute(huey.dequeue())


SECTION = "/officer/trafford/publish/what-our-communities-tell-us"


def press(client, address, do, draft, **more):
    db.session.refresh(draft)
    data = {"csrf_token": client.token("/account/"), "do": do, "based_on": draft.revision, **more}
    return client.post(address, data=data)


def test_a_section_is_put_together_and_its_files_are_made_by_workers(app, sign_in, large):
    wave = known_wave()
    with_worker()
    client = sign_in("officer", "trafford")
    template = sections.by_id("communities")
    draft = sections.begin(wave.survey.partnership, template, [wave], "officer-trafford@test.example")
    stale = press(client, SECTION, "submit", draft).location
    draft.revision += 1
    db.session.commit()
    do_next()
    assert "Somebody else changed this section meanwhile" in client.get(stale).text
    address = press(client, SECTION, "submit", draft).location
    assert "/jobs/" in address and sections.open_draft(draft.partnership, template).state == "working"
    do_next()
    assert client.get(address).location == f"{SECTION}/review"
    db.session.refresh(draft)
    press(sign_in("admin", "trafford"), f"{SECTION}/review", "approve", draft, sha256=draft.sha256)
    edition = editions.latest(draft.partnership, template.slug)
    asked = db.session.scalar(db.select(Job).where(Job.kind == "files"))
    kept = [edition_files.asked(edition, form, "en", asked.asked["address"]) for form in edition_files.TYPES]
    assert [edition_files.size(one) for one in kept] == [None] * len(kept)
    do_next()
    assert all(edition_files.size(one) for one in kept)


def test_without_a_worker_or_with_few_answers_it_is_done_at_once(app, sign_in, large, monkeypatch):
    banded()
    client = sign_in("officer", "trafford")
    assert f"{WAVE}weighting/" in ask_by_page(client).location
    with_worker()
    monkeypatch.setattr("consult.services.jobs.keeping.LARGE", 1_000)
    assert f"{WAVE}weighting/" in ask_by_page(client).location
    assert db.session.scalar(db.select(db.func.count()).select_from(Job).where(Job.kind != "daily")) == 0


def test_a_worker_that_fell_silent_is_no_worker(app):
    with_worker()
    assert jobs.attended()
    db.session.execute(db.update(Worker).values(beat_at=now().replace(year=2020)))
    assert not jobs.attended()


def test_a_file_is_handed_to_who_asked_once_and_to_nobody_else(any_app, tmp_path):
    wave = banded()
    job = jobs.ask("export", wave.survey.partnership, export(wave), "analyst@test.example")
    jobs.work(job.id)
    job = db.session.get(Job, job.id, populate_existing=True)
    assert (job.state, job.outcome["people"]) == ("done", 400)
    with (tmp_path / "taken.zip").open("w+b") as file:
        assert jobs.hand_over(job, file)
        file.seek(0)
        assert file.read(2) == b"PK"
    with (tmp_path / "taken.zip").open("w+b") as file:
        assert not jobs.hand_over(job, file) and file.tell() == 0
    deeds = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "export")).all()
    assert [one.actor for one in deeds] == ["analyst@test.example"]
    assert db.session.scalar(db.select(JobPart.number)) is None


@pytest.mark.refusal(part="Jobs", comes="a file of answers that somebody else asked for",
                     gets="no such page")  # fmt: skip
def test_another_analyst_is_not_handed_the_file(app, sign_in):
    wave = banded()
    job = Job(kind="export", partnership_id=wave.survey.partnership_id, asked={"wave": wave.id},
              asked_by="other@x.example", language="en", asked_at=now(), state="done", ended_at=now(),
              outcome={"name": "a.zip", "people": 1})  # fmt: skip
    db.session.add(job)
    db.session.flush()
    db.session.add(JobPart(job_id=job.id, number=0, content=b"secret"))
    db.session.commit()
    client = sign_in("analyst", "trafford")
    address = f"/officer/trafford/jobs/{job.id}"
    assert "Download the file" not in client.get(address).text
    answer = client.post(f"{address}/file", data={"csrf_token": client.token("/account/")})
    assert answer.status_code == 404 and db.session.scalar(db.select(JobPart.content)) == b"secret"


@pytest.mark.refusal(part="Jobs", comes="a message in the queue that would run code, or names another task",
                     gets="nothing is run; the worker goes on")  # fmt: skip
def test_whoever_writes_to_the_queue_runs_nothing(app, tmp_path):
    class Evil:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'pwned'}",)

    huey = queue.queue().huey
    message = ["1", "os.system", None, 0, 0, None, [f"touch {tmp_path / 'pwned'}"], {}]
    for data in (pickle.dumps(Evil()), json.dumps(message).encode(), b"\x00", b"[]", b'{"a": 1}'):
        huey.storage.enqueue(data)
        with pytest.raises(Exception):  # noqa: B017  (the worker logs whatever it is and goes on)
            huey.execute(huey.dequeue())
    assert not (tmp_path / "pwned").exists() and queue.is_empty()


def test_a_message_holds_the_number_of_a_job_and_nothing_else(app):
    wave = banded()
    job = jobs.ask("weigh", wave.survey.partnership, weighing(wave), "a@b.example")
    (data,) = queue.queue().huey.storage.enqueued_items()
    message = json.loads(bytes(data))
    assert message[1] == "consult.jobs.work" and message[6] == [str(job.id)] and not message[7]
    assert b"a@b.example" not in bytes(data) and b"ages" not in bytes(data)


def test_the_days_work_is_done_once_whichever_process_is_visited(any_app, monkeypatch):
    times = []
    monkeypatch.setattr(daily, "work", lambda: times.append(1))
    for _process in range(3):
        daily._asked.clear()
        daily.tidy()
    assert times == [1]


def test_whoever_looks_after_it_is_told_of_a_job_that_waits_and_of_a_queue_that_is_gone(app):
    assert queue.problem() is None
    wave = banded()
    job = jobs.ask("weigh", wave.survey.partnership, weighing(wave), "somebody")
    assert queue.problem() is None
    job.asked_at = now().replace(year=2020)
    db.session.commit()
    assert "1 jobs have waited" in queue.problem()
    app.config["JOBS_URL"] = "redis://127.0.0.1:1/0"
    assert "queue of jobs does not answer" in queue.problem()
    # Nothing is lost by it: the job is in the table.
    job = jobs.ask("weigh", wave.survey.partnership, weighing(wave), "somebody")
    assert db.session.get(Job, job.id).state == "waiting"


@pytest.mark.refusal(part="Jobs", comes="JOBS_URL or JOBS_LOST_AFTER that cannot be", gets="no start, and words")
@pytest.mark.parametrize(("name", "value"), [("JOBS_URL", "amqp://host"), ("JOBS_LOST_AFTER", "soon"),
                                             ("JOBS_LOST_AFTER", "0")])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_at_the_start(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=name):
        config.settings(tmp_path)
