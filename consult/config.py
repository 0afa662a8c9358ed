"""Settings, read from the environment. In production nothing that must be secret has a default."""

import os
import re
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ConfigError(RuntimeError):
    """A setting is missing or cannot be used; the message says which and what to do."""


def _development_secret(instance: Path, name: str) -> str:
    """A secret of this machine's own, made once: development needs no setting, yet shares no known key."""
    file = instance / name
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip()


def _secret(name: str, production: bool, instance: Path) -> str:
    value = os.environ.get(name)
    if value and len(value) < 32:
        raise ConfigError(f"{name} is too short: use 32 characters or more, made at random.")
    if value:
        return value
    if production:
        raise ConfigError(f"{name} is not set. Production needs it: set it to 32 characters or more, made at random.")
    return _development_secret(instance, name.lower())


def settings(instance: Path | None = None) -> dict:
    """All settings of the application.

    CONSULT_ENV is "development" (default) or "production". Production demands SECRET_KEY,
    SECURITY_PASSWORD_SALT, DRAFT_KEY and DATABASE_URL and sends cookies over HTTPS only.
    Raises ConfigError for a setting that is missing or unknown.
    """
    environment = os.environ.get("CONSULT_ENV", "development")
    if environment not in ("development", "production"):
        raise ConfigError(f"CONSULT_ENV is {environment!r}: use development or production.")
    production = environment == "production"
    instance = instance or Path(os.environ.get("CONSULT_INSTANCE", ROOT / "instance"))
    database = os.environ.get("DATABASE_URL")
    if production and not database:
        raise ConfigError("DATABASE_URL is not set. Production needs it, for example postgresql://user@host/consult.")
    if not database:
        instance.mkdir(parents=True, exist_ok=True)
    return {
        "PRODUCTION": production,
        "INSTANCE": instance,
        "SECRET_KEY": _secret("SECRET_KEY", production, instance),
        "SECURITY_PASSWORD_SALT": _secret("SECURITY_PASSWORD_SALT", production, instance),
        # The server's half of the key of a draft; the other is in the respondent's cookie.
        "DRAFT_KEY": _secret("DRAFT_KEY", production, instance),
        "SQLALCHEMY_ENGINE_OPTIONS": _pooled(database),
        "SQLALCHEMY_DATABASE_URI": _psycopg(database) if database else f"sqlite:///{instance / 'consult.sqlite'}",
        "PUBLIC_ADDRESS": _public_address(),
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        # A question page needs a fraction of this; only an officer's file needs more, and its route says so.
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        **_jobs(),
        **_mail(),
        **SECURITY,
    }


def _public_address() -> str | None:
    """Scheme and host that posters and letters lead to; None leaves it to the host that an officer's browser asks."""
    value = os.environ.get("PUBLIC_ADDRESS", "").rstrip("/")
    if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", value):
        raise ConfigError(f"PUBLIC_ADDRESS is {value!r}: use scheme and host only, such as https://survey.example.gov.uk.")
    return value or None


def _pooled(database: str | None) -> dict:
    """How connections are made where a pooler stands before PostgreSQL and gives each transaction another one: what
    was prepared on one connection is not known on the next, so nothing is."""
    value = os.environ.get("DATABASE_POOLED", "no")
    if value not in ("yes", "no"):
        raise ConfigError(f"DATABASE_POOLED is {value!r}: use yes or no.")
    if value == "yes" and not (database or "").startswith("postgres"):
        raise ConfigError("DATABASE_POOLED is yes, but DATABASE_URL leads to no PostgreSQL.")
    if value == "yes" and not os.environ.get("JOBS_URL"):
        raise ConfigError("JOBS_URL is not set. With DATABASE_POOLED it is needed, as workers cannot listen for jobs "
                          "through a pooler. Use PostgreSQL's own address, or redis://host:6379/0.")  # fmt: skip
    return {"connect_args": {"prepare_threshold": None}} if value == "yes" else {}


def _jobs() -> dict:
    """Where jobs wait for workers: None is beside the answers. After how many silent seconds a worker is given up."""
    value, lost = os.environ.get("JOBS_URL"), os.environ.get("JOBS_LOST_AFTER", "20")
    if value and not value.startswith(("redis://", "rediss://", "postgresql://", "postgres://", "sqlite:///")):
        raise ConfigError(f"JOBS_URL is {value!r}: use redis://host:6379/0, postgresql://user@host/name or "
                          "sqlite:///path, or leave it out.")  # fmt: skip
    if not lost.isdecimal() or not 1 <= int(lost) <= 3600:
        raise ConfigError(f"JOBS_LOST_AFTER is {lost!r}: use a number of seconds from 1 to 3600, such as 20.")
    return {"JOBS_URL": value, "JOBS_LOST_AFTER": int(lost)}


def _mail() -> dict:
    """Where letters go out: none without MAIL_SERVER. Encrypted unless MAIL_STARTTLS is "no"."""
    server, sender = os.environ.get("MAIL_SERVER"), os.environ.get("MAIL_FROM")
    if server and not sender:
        raise ConfigError("MAIL_FROM is not set. With MAIL_SERVER it is needed: the address that letters come from.")
    port, starttls = os.environ.get("MAIL_PORT", "587"), os.environ.get("MAIL_STARTTLS", "yes")
    if not port.isdigit():
        raise ConfigError(f"MAIL_PORT is {port!r}: use a number, such as 587.")
    if starttls not in ("yes", "no"):
        raise ConfigError(f"MAIL_STARTTLS is {starttls!r}: use yes or no.")
    return {
        "MAIL_SERVER": server,
        "MAIL_FROM": sender,
        "MAIL_PORT": int(port),
        "MAIL_STARTTLS": starttls == "yes",
        "MAIL_USERNAME": os.environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD"),
    }


def _psycopg(url: str) -> str:
    """The address with the driver that is installed, whichever way the host writes it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


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
