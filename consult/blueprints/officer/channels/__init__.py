"""How people come to a wave: links and posters, invitations, permissions, and what they then meet."""

from consult.blueprints.officer.channels import (  # noqa: F401  (they add their routes)
    invitations,
    languages,
    links,
    overview,
    permissions,
    settings,
)
