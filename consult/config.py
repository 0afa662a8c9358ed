"""Settings, read from the environment. In production nothing that must be secret has a default."""

import os
import secrets
from pathlib import Path

from consult.environment import ConfigError, Environment

__all__ = ["ROOT", "ConfigError", "settings"]

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")


def settings(instance: Path | None = None) -> dict:
    """All settings of the application.

    CONSULT_ENV is "development" (default) or "production". Production demands SECRET_KEY,
    SECURITY_PASSWORD_SALT, DRAFT_KEY and DATABASE_URL and sends cookies over HTTPS only.
    Raises ConfigError with all that is missing, cannot be used or is not known.
    """
    found = Environment(os.environ)
    production = found.one_of("CONSULT_ENV", ("development", "production"), "development") == "production"
    folder = Path(found.text("CONSULT_INSTANCE", str(ROOT / "instance")))
    made = {
        "PRODUCTION": production,
        "INSTANCE": instance or folder,
        # DRAFT_KEY is the server's half of the key of a draft; the other is in the respondent's cookie.
        **{name: found.secret(name, needed=production) for name in SECRETS},
        "SQLALCHEMY_DATABASE_URI": _database(found, production),
        # What is said of a statement that failed does not say its values, which may be answers.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        # A question page needs a fraction of this; only an officer's file needs more, and its route says so.
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        **found.part(_addresses),
        **found.part(_mail),
        **found.part(_watching),
        **SECURITY,
    }
    found.finish()
    return made if production else _developed(made)


def _database(found: Environment, production: bool) -> str | None:
    """The address with the driver that is installed, whichever way the host writes it."""
    value = found.text("DATABASE_URL")
    if value is None:
        if production:
            found.refuse("DATABASE_URL is not set. Production needs it, for example postgresql://user@host/consult.")
        return None
    scheme, _, rest = value.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return value
    # What follows the scheme may hold a password.
    found.refuse("DATABASE_URL cannot be used: write postgresql://user:password@host/database "
                 "or sqlite:////folder/file.sqlite.")  # fmt: skip
    return None


def _developed(made: dict) -> dict:
    """Settings of a machine's own where none were given: development needs no setting, yet shares no known key."""
    instance = made["INSTANCE"]
    if made["SQLALCHEMY_DATABASE_URI"] is None:
        instance.mkdir(parents=True, exist_ok=True)
        made["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{instance / 'consult.sqlite'}"
    for name in SECRETS:
        made[name] = made[name] or _development_secret(instance, name.lower())
    return made


def _development_secret(instance: Path, name: str) -> str:
    """A secret that is made once."""
    file = instance / name
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip()


def _addresses(found: Environment) -> dict:
    """Scheme and host that posters and letters lead to; None leaves it to the host that an officer's browser asks."""
    advice = "use scheme and host only, such as https://survey.example.gov.uk"
    value = found.matching("PUBLIC_ADDRESS", r"https?://[A-Za-z0-9.-]+(:\d+)?/*", advice)
    return {"PUBLIC_ADDRESS": value.rstrip("/") if value else None}


def _mail(found: Environment) -> dict:
    """Where letters go out: none without MAIL_SERVER. Encrypted unless MAIL_STARTTLS is "no"."""
    server, sender = found.text("MAIL_SERVER"), found.text("MAIL_FROM")
    if server and not sender:
        found.refuse("MAIL_FROM is not set. With MAIL_SERVER it is needed: the address that letters come from.")
    return {
        "MAIL_SERVER": server,
        "MAIL_FROM": sender,
        "MAIL_PORT": found.number("MAIL_PORT", 587, 1, 65535),
        "MAIL_STARTTLS": found.yes("MAIL_STARTTLS", True),
        "MAIL_USERNAME": found.text("MAIL_USERNAME"),
        "MAIL_PASSWORD": found.text("MAIL_PASSWORD"),
    }


def _watching(found: Environment) -> dict:
    """For those who keep it running: how logs are written, who may read figures, which programs make backups."""
    production = found.text("CONSULT_ENV") == "production"
    programs = found.text("PG_BIN")
    if programs and not Path(programs).is_dir():
        found.refuse(f"PG_BIN is {programs!r}: there is no such folder. It holds pg_dump and pg_restore.")
    return {
        "LOG_FORMAT": found.one_of("LOG_FORMAT", ("json", "text"), "json" if production else "text"),
        "METRICS_TOKEN": found.secret("METRICS_TOKEN", needed=False),
        "PG_BIN": programs,
    }


SECURITY = {
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_POST_LOGIN_VIEW": "officer.home",
    "SECURITY_POST_LOGOUT_VIEW": "insights.home",
    "SECURITY_LOGIN_USER_TEMPLATE": "account/sign_in.html",
    "SECURITY_REGISTERABLE": False,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    # The same words for an unknown address and a wrong password.
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_UNAUTHORIZED_VIEW": None,
    "SECURITY_FLASH_MESSAGES": False,
}
