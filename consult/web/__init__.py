"""What every page shares: language, templates, headers, access rules, errors, sign-in."""

from consult.web.access import init_access
from consult.web.accounts import init_accounts
from consult.web.compress import init_compression
from consult.web.errors import init_errors
from consult.web.headers import init_headers
from consult.web.locale import init_locale
from consult.web.sign_on import init_sign_on
from consult.web.static import init_static
from consult.web.templates import init_templates

__all__ = [
    "init_access",
    "init_accounts",
    "init_compression",
    "init_errors",
    "init_headers",
    "init_locale",
    "init_sign_on",
    "init_static",
    "init_templates",
]
