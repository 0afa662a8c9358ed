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
        "SQLALCHEMY_DATABASE_URI": _psycopg(database) if database else f"sqlite:///{instance / 'consult.sqlite'}",
        "PUBLIC_ADDRESS": _public_address(),
        # With that beginning a browser takes the cookie from this host alone, over HTTPS alone.
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        **_accounts(production),
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        # A question page needs a fraction of this; only an officer's file needs more, and its route says so.
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        **_mail(production),
        **_sign_on(production),
        **SECURITY,
    }


def _accounts(production: bool) -> dict:
    """Who must show a second factor, how long somebody stays signed in, and the secret behind second factors."""
    factor_key = os.environ.get("SECOND_FACTOR_KEY")
    if factor_key and len(factor_key) < 32:
        raise ConfigError("SECOND_FACTOR_KEY is too short: use 32 characters or more, made at random.")
    return {
        "SECOND_FACTOR_KEY": factor_key,
        "SECOND_FACTOR_FOR": _second_factor_for("officer,analyst,admin" if production else "nobody"),
        "SESSION_IDLE_HOURS": _whole_number("SESSION_IDLE_HOURS", 12, 1, 7 * 24),
        "SESSION_DAYS": _whole_number("SESSION_DAYS", 14, 1, 90),
    }


def _second_factor_for(default: str) -> tuple[str, ...]:
    from consult.models.user import ROLES

    value = os.environ.get("SECOND_FACTOR_FOR") or default
    roles = [role.strip() for role in value.split(",")]
    if roles == ["nobody"]:
        return ()
    if unknown := [role for role in roles if role not in ROLES]:
        raise ConfigError(
            f"SECOND_FACTOR_FOR names {unknown[0]!r}: use nobody, or some of {', '.join(ROLES)} with commas between."
        )
    return tuple(roles)


def _whole_number(name: str, default: int, least: int, most: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ConfigError(f"{name} is {value!r}: use a whole number from {least} to {most}.")
    return int(value)


def _public_address() -> str | None:
    """Scheme and host that posters and letters lead to; None leaves it to the host that an officer's browser asks."""
    value = os.environ.get("PUBLIC_ADDRESS", "").rstrip("/")
    if value and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", value):
        raise ConfigError(f"PUBLIC_ADDRESS is {value!r}: use scheme and host only, such as https://survey.example.gov.uk.")
    return value or None


def _mail(production: bool) -> dict:
    """Where letters go out: none without MAIL_SERVER. Encrypted unless MAIL_STARTTLS is "no"."""
    server, sender = os.environ.get("MAIL_SERVER"), os.environ.get("MAIL_FROM")
    if server and not sender:
        raise ConfigError("MAIL_FROM is not set. With MAIL_SERVER it is needed: the address that letters come from.")
    if server and production and not os.environ.get("PUBLIC_ADDRESS"):
        # The host that a request names is whatever its sender wrote: a letter must not lead there.
        raise ConfigError("PUBLIC_ADDRESS is not set. With MAIL_SERVER it is needed: letters lead to it.")
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


def _sign_on(production: bool) -> dict:
    """The provider of single sign-on: none without OIDC_ISSUER."""
    names = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_ACR", "OIDC_ONLY")
    issuer, given = os.environ.get("OIDC_ISSUER"), {name: os.environ.get(name) for name in names}
    if not issuer and (lone := [name for name in names if given[name]]):
        raise ConfigError(f"{lone[0]} is set but OIDC_ISSUER is not. Set it to the address of your provider.")
    if issuer and not re.fullmatch(rf"{'https' if production else 'https?'}://[^\s/?#]+[^\s?#]*", issuer):
        raise ConfigError(f"OIDC_ISSUER is {issuer!r}: use the issuer's address, exactly as your provider writes it, "
                          "with https.")  # fmt: skip
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if issuer and not given[name]:
            raise ConfigError(f"{name} is not set. With OIDC_ISSUER it is needed: your provider gives it to you.")
    if given["OIDC_ONLY"] not in (None, "yes", "no"):
        raise ConfigError(f"OIDC_ONLY is {given['OIDC_ONLY']!r}: use yes or no.")
    name = given["OIDC_NAME"] or (issuer or "").split("://")[-1].split("/")[0]
    return {**given, "OIDC_ISSUER": issuer, "OIDC_NAME": name, "OIDC_ONLY": given["OIDC_ONLY"] == "yes"}


def _psycopg(url: str) -> str:
    """The address with the driver that is installed, whichever way the host writes it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


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
