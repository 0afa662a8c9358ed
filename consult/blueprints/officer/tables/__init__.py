"""Tables on demand."""

from consult.blueprints.officer.tables import routes  # noqa: F401  (it adds its routes)
