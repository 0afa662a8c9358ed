"""The main job on a real file: 2,204 people of the European Social Survey, Round 9 (2018), United Kingdom.

The file may be used in tests but not kept here: without it these tests are left out.
"""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from consult.extensions import db
from consult.models import Response
from consult.questionnaire import shipped_document
from consult.services import cells, field, schemes_compared, weigh
from tests.integration.waves import add_wave

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "data" / "ess9_gb"
MAPPING = ROOT / "docs" / "examples" / "ess9-mapping.json"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the European Social Survey's file is not here")

# R survey 4.1, rake(svydesign(ids = ~1, weights = ~dweight, data = cc), list(~sexage, ~edu, ~region), <the margins
# of the file>, control = list(maxit = 1000, epsilon = 1e-12)), on the 2,129 people with none of the three missing.
R = {
    "sum": 2128.9999990000, "smallest": 0.3523307415, "largest": 6.8862496507, "sum of squares": 3085.7416787981,
    "with id": 73.8125797648e6, "effective base": 1468.8983938239, "safe": 0.7754105053,
    "of": {"9777": 0.3523307415, "16464": 6.8862496507, "21": 2.5191623002, "23": 1.0699265949, "41": 1.9201331460},
}


@pytest.fixture
def brought_in(any_app):
    add_wave("ess9", document=shipped_document("ess9"), design="probability")
    arguments = ["responses", "import", str(FOLDER / "ESS9GB.sav"), "--wave", "ess9", "--mapping", str(MAPPING)]
    result = any_app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert "2,204 responses brought into ess9" in result.output
    return any_app


def counts(column):
    frame = cells.cells(field.wave_by_slug("ess9"), [column])
    return {None if value != value else value: int(n) for value, n in zip(frame[column], frame["n"], strict=True)}


def test_every_answer_arrives(brought_in):
    # Counted in the file by R and by pandas.
    assert counts("safe_dark") == {"very_safe": 614, "safe": 1040, "unsafe": 386, "very_unsafe": 153, None: 11}
    assert counts("sex") == {"F": 1206, "M": 998}
    assert counts("edu") == {"ISCED0-2": 600, "ISCED3": 505, "ISCED4-7": 1040, None: 59}
    assert counts("region")["UKD"] == 246 and counts("age3")[None] == 16 == counts("sexage")[None]
    assert db.session.scalar(db.select(db.func.count(db.distinct(Response.cluster)))) == 385


def test_the_codes_say_what_the_publisher_says(brought_in):
    labels = {}
    with open(FOLDER / "ess9_gb_codebook.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels[row["variable"]] = dict(part.split("=", 1) for part in row["value_labels"].split("|") if "=" in part)
    codes = json.loads(MAPPING.read_text())["items"]["safe_dark"]["codes"]
    assert {labels["aesfdrk"][code].lower().replace(" ", "_") for code in codes} == set(codes.values())
    assert all(labels["aesfdrk"][code].lower().replace(" ", "_") == choice for code, choice in codes.items())


def test_weights_are_those_of_r(brought_in, tmp_path):
    margins = FOLDER / "margins_sexage_edu_region.csv"
    run = brought_in.test_cli_runner()
    result = run.invoke(args=["weigh", "ess9", "--margins", str(margins), "--base-weight", "dweight"])
    assert result.exit_code == 0 and "2,129 people weighed, 75 left out" in result.output, result.output
    output = tmp_path / "ess9.zip"
    arguments = ["export", "ess9", "--format", "csv", "--output", str(output), "--external-id",
                 "--reason", "To compare with R", "--risk-reason", "To compare with R"]
    assert run.invoke(args=arguments).exit_code == 0
    with zipfile.ZipFile(output) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("ess9.csv").decode("utf-8-sig"))))
    assert len(rows) == 2204 and len([row for row in rows if row["weight"]]) == 2129
    weights = {row["external_id"]: float(row["weight_total"]) for row in rows if row["weight"]}
    for one, weight in R["of"].items():
        assert weights[one] == pytest.approx(weight, rel=1e-6)
    values = list(weights.values())
    assert (min(values), max(values)) == pytest.approx((R["smallest"], R["largest"]), rel=1e-6)
    assert sum(values) == pytest.approx(R["sum"], rel=1e-6)
    assert sum(value**2 for value in values) == pytest.approx(R["sum of squares"], rel=1e-6)
    # Weights given to the wrong people would agree in all of the above, and not in this.
    assert sum(weight * int(one) for one, weight in weights.items()) == pytest.approx(R["with id"], rel=1e-6)
    latest = weigh.latest(field.wave_by_slug("ess9"))
    assert latest.diagnostics["effective_base"] == pytest.approx(R["effective base"], rel=1e-6)
    answered = [row for row in rows if row["weight"] and int(row["safe_dark"]) > 0]
    safe = sum(float(row["weight"]) for row in answered if row["safe_dark"] in ("1", "2"))
    assert safe / sum(float(row["weight"]) for row in answered) == pytest.approx(R["safe"], rel=1e-6)


def test_a_comparison_gives_the_figure_of_r(brought_in):
    """Two weightings side by side: the one that R made, and one to education alone."""
    wave, margins = field.wave_by_slug("ess9"), weigh.read_margins(FOLDER / "margins_sexage_edu_region.csv")
    full = weigh.weigh(wave, margins, "tests", base_weight="dweight", missing="leave_out")
    (education,) = [margin for margin in margins if margin.dimensions == ("edu",)]
    lean = weigh.weigh(wave, [education], "tests", missing="leave_out")
    found = schemes_compared.compare(wave, [full, lean])
    first, second = (column.figures["safe_dark"] for column in found.columns)
    assert first.value == pytest.approx(R["safe"], rel=1e-6)
    # R's largest weight of 6.886 and least of 0.352 stand beside a sum of 2,129 for 2,129 people.
    assert (found.columns[0].spread[0], found.columns[0].spread[-1]) == pytest.approx(
        (R["smallest"], R["largest"]), rel=1e-6)  # fmt: skip
    assert first.lower < first.value < first.upper and second.design_effect > 0
    by_dimension = {margin.dimensions: margin for margin in found.margins}
    assert by_dimension[("region",)].used == (True, False)
    for row in by_dimension[("edu",)].rows:
        assert row.after == pytest.approx((row.population, row.population), rel=1e-6)
