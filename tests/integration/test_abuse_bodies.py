"""Bodies that are too large, too many or never end, and requests that are no requests, at a real server."""

import gzip
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consult.extensions import db
from consult.web import bodies
from tests.conftest import ROOT, _address, on_sqlite
from tests.integration.surveys import document, open_survey, post, stored, yes_no
from tests.integration.tablets import Tablet
from tests.integration.test_abuse import plain_client

SAFE = yes_no("safe", "Do you feel safe?")
ANYTHING = {"name": "words", "type": "text", "required": False, "max_length": 100, "text": {"en": "Anything else?"}}
MB = 1024 * 1024


@pytest.mark.refusal(part="Abuse", comes="a page of more than a megabyte, or of a million fields",
                     gets="words, and what was answered before is kept")  # fmt: skip
@pytest.mark.parametrize("body", ["words=" + "x" * MB, "&".join(["a"] * 6_000), "words=" + "%00" * 400_000])
def test_a_page_takes_in_so_much(client, body):
    open_survey(document(SAFE, {"id": "words", "items": [ANYTHING]}))
    post(client, "/s/tiny/q/safe", safe="yes")
    kind = "application/x-www-form-urlencoded"
    refused = client.post("/s/tiny/q/words", data=body, content_type=kind)
    assert refused.status_code == 413 and "too much to send at once" in refused.text
    assert "Yes" in client.get("/s/tiny/check").text and stored() == []


def test_a_long_chinese_text_is_refused_in_words_and_kept(client):
    open_survey(document({"id": "words", "items": [ANYTHING]}))
    page = post(client, "/s/tiny/q/words", words="安" * 65_536)
    assert page.status_code == 422 and "安" * 65_536 in page.text


def test_a_form_of_very_many_parts(app, client):
    open_survey(document(SAFE))
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n1\r\n' for n in range(1_100))
    kind = "multipart/form-data; boundary=x"
    refused = plain_client(app).post("/s/tiny/q/safe", data=parts + "--x--", content_type=kind)
    assert refused.status_code == 413


def test_a_file_is_taken_from_nobody_who_is_not_signed_in(app):
    open_survey(document(SAFE))
    large = {"data": b"x" * (bodies.OFFICERS + 1), "content_type": "multipart/form-data; boundary=x"}
    stranger = plain_client(app).post("/officer/trafford/waves/tiny-1/import", **large)
    assert stranger.status_code == 413


def test_a_tablet_is_told_in_its_own_way(app, client):
    open_survey(document(SAFE))
    tablet = Tablet(client)
    told = client.post("/outreach/sync", data=b"[" * (3 * MB), headers=tablet.headers)
    assert told.status_code == 413 and told.json["words"]
    deep = client.post("/outreach/sync", data=b'{"records":' + b"[" * 100_000, headers=tablet.headers)
    assert deep.status_code == 400 and deep.json["words"]


def test_pairing_with_json_without_end(app, sign_in):
    client = sign_in("outreach", "trafford")
    token = client.get("/outreach/pair").json["csrf_token"]
    answer = client.post("/outreach/pair/trafford", data=b"[" * 100_000, headers={"X-CSRFToken": token},
                         content_type="application/json")  # fmt: skip
    assert answer.status_code == 422 and answer.json["words"]


def test_what_is_sent_packed_is_not_unpacked(client):
    open_survey(document(SAFE))
    packed = gzip.compress(b"a=" + b"x" * (50 * MB))
    answer = client.post("/s/tiny/q/safe", data=packed, headers={"Content-Encoding": "gzip"},
                         content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code == 422


# A real server.


@pytest.fixture(scope="module")
def server(sqlite_app, sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with on_sqlite(sqlite_app, sqlite_template, folder):
        open_survey(document(SAFE))
        source = db.engine.url.database
        db.session.remove()
        db.engine.dispose()
        (folder / "live.sqlite").write_bytes(Path(source).read_bytes())
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'live.sqlite'}", "CONSULT_INSTANCE": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--error-logfile", str(folder / "log"), "wsgi:app"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield urlsplit(_address(folder / "log"))
    process.terminate()
    process.wait(timeout=30)


def ask(server, *parts, wait=10):
    """What the server answers to bytes; b"" where it only ends the connection."""
    with socket.create_connection((server.hostname, server.port), timeout=wait) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except OSError:
            pass
        try:
            return connection.recv(65_536)
        except OSError:
            return b""


FORM = b"POST /s/tiny/q/safe HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def code(answer):
    return answer.split(b" ", 2)[1] if answer else b"closed"


def test_a_body_without_a_length_ends_where_one_with_a_length_would(server):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = ask(server, FORM + b"Transfer-Encoding: chunked\r\n\r\n", chunk * 32, b"0\r\n\r\n")
    assert code(answer) in (b"413", b"closed")
    small = ask(server, FORM + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n", b"3\r\na=b\r\n0\r\n\r\n")
    assert code(small) == b"422", "a small one is read"


@pytest.mark.parametrize(
    "request_",
    [b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: a\r\n" % n for n in range(200)) + b"\r\n",
     FORM + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
     FORM + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b",
     FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n", b"GET / HTTP/1.1\r\n Host: x\r\n\r\n"],
    ids=["long address", "long header", "many headers", "two lengths", "two other lengths", "unknown coding",
         "blank in a name", "folded header"],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_the_server_goes_on(server, request_):
    assert code(ask(server, request_)) in (b"400", b"413", b"414", b"431", b"501", b"closed")
    assert code(ask(server, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == b"200"


def test_somebody_who_sends_slowly_keeps_nobody_else_waiting(server):
    slow = []
    try:
        for _ in range(4):
            connection = socket.create_connection((server.hostname, server.port), timeout=10)
            connection.sendall(FORM + b"Content-Length: 1000\r\n\r\na=")
            slow.append(connection)
        time.sleep(0.2)
        assert code(ask(server, b"GET /s/tiny HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wait=20)) == b"200"
    finally:
        for connection in slow:
            connection.close()
