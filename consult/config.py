"""Settings, read from the environment. In production nothing that must be secret has a default."""

import os
import re
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


# The machine itself: whatever asks whether it is well.
LOCAL = ("localhost", "127.0.0.1")


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
    SECURITY_PASSWORD_SALT, DRAFT_KEY, DATABASE_URL and PUBLIC_ADDRESS and sends cookies over HTTPS only.
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
        "SQLALCHEMY_DATABASE_URI": _psycopg(database) if database else f"sqlite:///{instance / 'consult.sqlite'}",
        **_reached_at(production),
        **_limits(),
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        # Of a form with files, what is not a file. How large a body may be, consult/web/bodies.py says of each route.
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "REMEMBER_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        **_mail(),
        **SECURITY,
    }


def _public_address() -> str | None:
    """Scheme and host that posters and letters lead to; None leaves it to the host that an officer's browser asks."""
    value = os.environ.get("PUBLIC_ADDRESS", "").rstrip("/")
    if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", value):
        raise ConfigError(f"PUBLIC_ADDRESS is {value!r}: use scheme and host only, such as https://survey.example.gov.uk.")
    return value or None


def _reached_at(production: bool) -> dict:
    """The site's address, the names that it answers under, and how many proxies stand before it.

    In production it answers under its own names alone: whoever sends another gets no link that leads there.
    """
    address, more = _public_address(), os.environ.get("TRUSTED_HOSTS", "").replace(" ", "")
    if production and not address:
        raise ConfigError("PUBLIC_ADDRESS is not set. Production needs it, for example https://survey.example.gov.uk.")
    names = [one for one in more.split(",") if one]
    for name in names:
        if not re.fullmatch(r"\.?[A-Za-z0-9.-]+", name):
            raise ConfigError(f"TRUSTED_HOSTS names {name!r}: use names of hosts with commas between.")
    own = [address.split("://")[1].split(":")[0]] if address else []
    hosts = [name.lower() for name in (*own, *LOCAL, *names)] if production or names else None
    return {
        "PUBLIC_ADDRESS": address,
        "TRUSTED_HOSTS": hosts,
        "TRUSTED_PROXIES": _number("TRUSTED_PROXIES", 0, 0, 10),
    }


def _limits() -> dict:
    """Where it is counted how often something is asked for, and how many times more an address may than usual."""
    storage = os.environ.get("RATE_LIMIT_STORAGE", "memory://")
    if not re.fullmatch(r"memory://|(redis|rediss|redis\+unix)://.+", storage):
        raise ConfigError("RATE_LIMIT_STORAGE is unknown: use memory:// or the address of a Redis, redis://host:6379/0.")
    return {
        "RATE_LIMIT_STORAGE": storage,
        "RATE_LIMIT_PER_ADDRESS": _number("RATE_LIMIT_PER_ADDRESS", 1, 1, 1000),
    }


def _number(name: str, default: int, least: int, most: int) -> int:
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ConfigError(f"{name} is {value!r}: use a whole number from {least} to {most}.")
    return int(value)


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
