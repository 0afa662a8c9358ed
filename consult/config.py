"""Settings, read from the environment. In production nothing that must be secret has a default."""

import os
import secrets
from pathlib import Path

from consult.config_groups import GROUPS
from consult.environment import ConfigError, Environment

__all__ = ["ROOT", "ConfigError", "settings"]

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")


def settings(instance: Path | None = None) -> dict:
    """All settings of the application.

    CONSULT_ENV is "development" (default) or "production". Production demands SECRET_KEY,
    SECURITY_PASSWORD_SALT, DRAFT_KEY, DATABASE_URL and PUBLIC_ADDRESS and sends cookies over HTTPS only.
    Raises ConfigError with all that is missing, cannot be used or is not known.
    """
    found = Environment(os.environ)
    production = found.production
    folder = Path(found.text("CONSULT_INSTANCE", str(ROOT / "instance")))
    made = {
        "PRODUCTION": production,
        "INSTANCE": instance or folder,
        # DRAFT_KEY is the server's half of the key of a draft; the other is in the respondent's cookie.
        **{name: found.secret(name, needed=production) for name in SECRETS},
        "SQLALCHEMY_DATABASE_URI": _database(found, production),
        # With that beginning a browser takes the cookie from this host alone, over HTTPS alone.
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        # Of a form with files, what is not a file. How large a body may be, consult/web/bodies.py says of each route.
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "REMEMBER_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_HTTPONLY": True,
        # As long as the session that it belongs to: an age of its own would be read off another host's clock, and what
        # took long to type be refused.
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        **SECURITY,
    }
    for group in GROUPS:
        made |= group(found)
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


# The accounts library keeps passwords and the session; every page about them is this application's own.
SECURITY = {
    "SECURITY_REGISTERABLE": False,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_FLASH_MESSAGES": False,
    # Its commands would make accounts that no rule here has looked at.
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}
