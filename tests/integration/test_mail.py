"""Letters, taken by a real mail server."""

import pytest

from consult import config
from consult.services import mail


def test_a_letter_reaches_its_reader_and_nobody_else(letterbox):
    mail.send("sam@gov.example", "You are invited", "Open this: https://survey.example/account/invited/abc")
    (sender, readers, text), = letterbox.letters  # fmt: skip
    assert (sender, readers) == ("consult@gov.example", ["sam@gov.example"])
    assert text["Subject"] == "You are invited" and "https://survey.example/account/invited/abc" in text.get_content()


def test_a_second_line_in_a_subject_adds_no_reader(letterbox):
    with pytest.raises(ValueError):
        mail.send("sam@gov.example", "Hello\r\nBcc: other@evil.example", "text")
    assert letterbox.letters == []


def test_a_server_that_is_not_there_is_said_without_the_letter(app):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=9, MAIL_FROM="consult@gov.example")
    with pytest.raises(mail.NotSent) as refused:
        mail.send("sam@gov.example", "Subject", "a secret link")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("settings, words", [
    ({"MAIL_SERVER": "mail.example"}, "MAIL_FROM is not set"),
    ({"MAIL_SERVER": "mail.example", "MAIL_FROM": "a@b.example", "MAIL_PORT": "smtp"}, "MAIL_PORT is 'smtp'"),
    ({"MAIL_STARTTLS": "maybe"}, "MAIL_STARTTLS is 'maybe'"),
])  # fmt: skip
def test_settings_of_mail_that_cannot_be_are_refused_at_start(monkeypatch, tmp_path, settings, words):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=words):
        config.settings(tmp_path)
