"""The ONS's own files of postcodes and boundaries, where they lie beside the repository."""

from pathlib import Path

import pytest

GEOGRAPHY = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography_gm"
needs_geography = pytest.mark.skipif(not GEOGRAPHY.is_dir(), reason="the ONS's files are not beside the repository")
