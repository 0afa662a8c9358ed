"""A real mail server that keeps what it is sent."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests.postgres import free_port


class Letterbox:
    """What came: (from, to, letter) of each, the letter as email.message.EmailMessage."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, letter))
        return "250 OK"


@contextmanager
def letterbox():
    """A mail server while it is needed: the box, and the settings that lead to it."""
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_STARTTLS": False,
                    "MAIL_FROM": "consult@gov.example"}  # fmt: skip
    finally:
        server.stop()
