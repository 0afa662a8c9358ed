"""What is known of the population: margins, areas and postcodes, and loading them from published files."""

from consult.blueprints.officer.population import loading, making, overview  # noqa: F401
