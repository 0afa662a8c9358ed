"""What is kept and until when, whom notices name, requests of people about their data, impact assessments."""

from consult.blueprints.officer.privacy import impact, kept, requests, settings  # noqa: F401  (they add their routes)
