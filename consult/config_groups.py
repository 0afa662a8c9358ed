"""Groups of settings: each reads its own out of the environment and refuses in words what cannot be used."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from consult.environment import Environment
from consult.patience import LOCK
from consult.roles import ROLES

# The machine itself: whatever asks whether it is well.
_LOCAL = ("localhost", "127.0.0.1")


def connections(found: Environment) -> dict:
    """How the database is connected to.

    Where a pooler stands before PostgreSQL and gives each transaction another connection, what was prepared on one is
    not known on the next, so nothing is prepared.
    """
    # A connection is looked at before it is used: the database may have been started anew. What is said of a statement
    # that failed does not say its values, which may be answers.
    options = {"pool_pre_ping": True, "pool_timeout": LOCK, "hide_parameters": True}
    if found.yes("DATABASE_POOLED", False):
        if not found.text("DATABASE_URL", "").startswith("postgres"):
            found.refuse("DATABASE_POOLED is yes, but DATABASE_URL leads to no PostgreSQL.")
        if not found.text("JOBS_URL"):
            found.refuse("JOBS_URL is not set. With DATABASE_POOLED it is needed, as workers cannot listen for jobs "
                         "through a pooler. Use PostgreSQL's own address, or redis://host:6379/0.")  # fmt: skip
        options["connect_args"] = {"prepare_threshold": None}
    return {"SQLALCHEMY_ENGINE_OPTIONS": options}


def addresses(found: Environment) -> dict:
    """The site's address, the names that it answers under, and how many proxies stand before it.

    Posters and letters lead to the address; None leaves it to the host that an officer's browser asks. In production
    the site answers under its own names alone: whoever sends another gets no link that leads there.
    """
    advice = "use scheme and host only, such as https://survey.example.gov.uk"
    address = (found.matching("PUBLIC_ADDRESS", r"https?://[A-Za-z0-9.-]+(:\d+)?/*", advice) or "").rstrip("/") or None
    if found.production and not address:
        found.refuse("PUBLIC_ADDRESS is not set. Production needs it, for example https://survey.example.gov.uk.")
    names = [one for one in found.text("TRUSTED_HOSTS", "").replace(" ", "").split(",") if one]
    for name in names:
        if not re.fullmatch(r"\.?[A-Za-z0-9.-]+", name):
            found.refuse(f"TRUSTED_HOSTS names {name!r}: use names of hosts with commas between.")
    own = [urlsplit(address).hostname or ""] if address else []
    hosts = [name.lower() for name in (*own, *_LOCAL, *names)] if found.production or names else None
    proxies = found.number("TRUSTED_PROXIES", 0, 0, 10)
    return {"PUBLIC_ADDRESS": address, "TRUSTED_HOSTS": hosts, "TRUSTED_PROXIES": proxies}


def limits(found: Environment) -> dict:
    """Where it is counted how often something is asked for, and how many times more an address may than usual."""
    advice = "use memory:// or the address of a Redis, redis://host:6379/0"
    pattern = r"memory://|(redis|rediss|redis\+unix)://.+"
    return {
        "RATE_LIMIT_STORAGE": found.matching("RATE_LIMIT_STORAGE", pattern, advice, "memory://"),
        "RATE_LIMIT_PER_ADDRESS": found.number("RATE_LIMIT_PER_ADDRESS", 1, 1, 1000),
    }


def jobs(found: Environment) -> dict:
    """Where jobs wait for workers: None is beside the answers. After how many silent seconds a worker is given up."""
    advice = "use redis://host:6379/0, postgresql://user@host/name or sqlite:///path, or leave it out"
    pattern = r"(rediss?|postgresql|postgres)://.+|sqlite:///.+"
    return {
        "JOBS_URL": found.matching("JOBS_URL", pattern, advice),
        "JOBS_LOST_AFTER": found.number("JOBS_LOST_AFTER", 20, 1, 3600),
    }


def mail(found: Environment) -> dict:
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


def accounts(found: Environment) -> dict:
    """Who must show a second factor, how long somebody stays signed in, and the secret behind second factors."""
    value = found.text("SECOND_FACTOR_FOR", "officer,analyst,admin" if found.production else "nobody")
    roles = [role.strip() for role in value.split(",")] if value != "nobody" else []
    if unknown := [role for role in roles if role not in ROLES]:
        found.refuse(
            f"SECOND_FACTOR_FOR names {unknown[0]!r}: use nobody, or some of {', '.join(ROLES)} with commas between."
        )
    return {
        "SECOND_FACTOR_KEY": found.secret("SECOND_FACTOR_KEY", needed=False),
        "SECOND_FACTOR_FOR": tuple(roles),
        "SESSION_IDLE_HOURS": found.number("SESSION_IDLE_HOURS", 12, 1, 7 * 24),
        "SESSION_DAYS": found.number("SESSION_DAYS", 14, 1, 90),
    }


def sign_on(found: Environment) -> dict:
    """The provider of single sign-on: none without OIDC_ISSUER."""
    pattern = rf"{'https' if found.production else 'https?'}://[^\s/?#]+[^\s?#]*"
    advice = "use the issuer's address, exactly as your provider writes it, with https"
    issuer = found.matching("OIDC_ISSUER", pattern, advice)
    given = {
        "OIDC_CLIENT_ID": found.text("OIDC_CLIENT_ID"),
        "OIDC_CLIENT_SECRET": found.text("OIDC_CLIENT_SECRET"),
        "OIDC_NAME": found.text("OIDC_NAME"),
        "OIDC_ACR": found.text("OIDC_ACR"),
    }
    only = found.yes("OIDC_ONLY", False)
    if not issuer and (lone := [*(name for name, value in given.items() if value), *(["OIDC_ONLY"] if only else [])]):
        found.refuse(f"{lone[0]} is set but OIDC_ISSUER is not. Set it to the address of your provider.")
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if issuer and not given[name]:
            found.refuse(f"{name} is not set. With OIDC_ISSUER it is needed: your provider gives it to you.")
    name = given["OIDC_NAME"] or (issuer or "").split("://")[-1].split("/")[0]
    return {**given, "OIDC_ISSUER": issuer, "OIDC_NAME": name, "OIDC_ONLY": only}


def watching(found: Environment) -> dict:
    """For those who keep it running: how logs are written, who may read figures, which programs make backups."""
    programs = found.text("PG_BIN")
    if programs and not Path(programs).is_dir():
        found.refuse(f"PG_BIN is {programs!r}: there is no such folder. It holds pg_dump and pg_restore.")
    return {
        "LOG_FORMAT": found.one_of("LOG_FORMAT", ("json", "text"), "json" if found.production else "text"),
        "METRICS_TOKEN": found.secret("METRICS_TOKEN", needed=False),
        "PG_BIN": programs,
    }


GROUPS = (connections, addresses, limits, jobs, mail, accounts, sign_on, watching)
