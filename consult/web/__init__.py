"""What every page shares: language, templates, headers, access rules, errors, sign-in."""

from consult.web.access import init_access
from consult.web.accounts import init_accounts
from consult.web.bodies import init_bodies
from consult.web.compress import init_compression
from consult.web.errors import init_errors
from consult.web.headers import init_headers
from consult.web.ids import init_ids
from consult.web.limits import init_limits
from consult.web.locale import init_locale
from consult.web.logs import init_logs
from consult.web.proxies import init_proxies
from consult.web.sign_on import init_sign_on
from consult.web.static import init_static
from consult.web.templates import init_templates

__all__ = [
    "init_access",
    "init_accounts",
    "init_bodies",
    "init_compression",
    "init_errors",
    "init_headers",
    "init_limits",
    "init_ids",
    "init_locale",
    "init_logs",
    "init_proxies",
    "init_sign_on",
    "init_static",
    "init_templates",
]
