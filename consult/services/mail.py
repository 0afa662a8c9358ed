"""Letters by email: invitations and ways back into an account. Nothing else is sent, and never to a respondent."""

import smtplib
import ssl
from email.message import EmailMessage

from flask import current_app

# Seconds to wait for the mail server: an officer waits for it.
PATIENCE = 10


class NotSent(RuntimeError):
    """The mail server did not take a letter. Nothing of the letter is in the message."""


def is_set_up() -> bool:
    """Whether letters can be sent: without MAIL_SERVER an administrator hands links on by other ways."""
    return bool(current_app.config["MAIL_SERVER"])


def send(to: str, subject: str, body: str) -> None:
    """Send one letter in plain text. Raises NotSent where there is no mail server or it refuses."""
    settings = current_app.config
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings["MAIL_FROM"], to, subject
    letter.set_content(body)
    try:
        with smtplib.SMTP(settings["MAIL_SERVER"], settings["MAIL_PORT"], timeout=PATIENCE) as server:
            if settings["MAIL_STARTTLS"]:
                server.starttls(context=ssl.create_default_context())
            if settings["MAIL_USERNAME"]:
                server.login(settings["MAIL_USERNAME"], settings["MAIL_PASSWORD"])
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error
