"""What the pictures of a finding are drawn from, in the language in force."""

from flask_babel import gettext as _

from consult.services.phrases import published
from consult.services.reading.nodes import Chart
from consult.services.reading.numbers import lines, shortened, tenth, whole

SHOWN = "shown"


def of_finding(finding: dict, words: dict, rows: list[dict]) -> list[Chart]:
    """The pictures of a finding: ours among published figures, and its answers. `rows`: parts with their labels."""
    id, title, charts = finding["id"], words["chart"]["title"], []
    if line := _dots(finding, words):
        told = _("; ").join(f"{row['label']} {row['text']}" for row in line)
        charts.append(Chart(f"{id}-dots", "dots", line, title, told))
    if finding["kind"] == "share":
        if parts := _stack(rows, finding["better"]):
            key = tuple((f"tone-{one['tone']}", f"{shortened(one['label'])} {one['text']}".strip()) for one in parts)
            charts.append(Chart(f"{id}-stack", "stack", parts, title, words["chart"]["desc"], key))
    elif ranked := _bars([row for row in rows if not row["apart"]]):
        charts.append(Chart(f"{id}-bars", "bars", ranked, title, words["chart"]["desc"]))
    return charts


def of_margin(id: str, margin: dict, words: dict) -> Chart:
    """Those who answered beside the population."""
    longest = max([row["sample"] or 0 for row in margin["rows"]] + [row["target"] for row in margin["rows"]]) or 1
    rows, told = [], []
    for row, label in zip(margin["rows"], words["rows"], strict=True):
        shown = row["state"] == SHOWN
        text = whole(row["sample"]) if shown else _("withheld")
        rows.append(
            {"label": label, "lines": lines(label), "sample": row["sample"] / longest if shown else None,
             "target": row["target"] / longest, "text": text, "beside": f"| {whole(row['target'])}"}
        )  # fmt: skip
        said = tenth(row["sample"]) if shown else _("withheld")
        told.append(f"{label} {said}, {words['mark']} {tenth(row['target'])}")
    key = (("bar", _("Answered")), ("mark", _("Population")))
    return Chart(id, "against", rows, words["title"], _("; ").join(told), key)


def _dots(finding: dict, words: dict) -> list[dict]:
    """Ours and the comparable published figures on one line of 0 to 100; nothing where there is only ours."""
    if finding["value"] is None:
        return []
    ours = {"label": words["area"], "ours": True, "value": finding["value"], "text": whole(finding["value"])}
    ours |= {"lower": finding["lower"], "upper": finding["upper"]}
    theirs = [
        {"label": said["label"], "ours": False, "value": one["value"], "text": published(one["value"]), "lower": None,
         "upper": None}
        for one, said in zip(finding["beside"], words["beside"], strict=True)
        if one["verdict"] != "not comparable" and one["choice"] is None
    ]  # fmt: skip
    return [ours, *theirs] if theirs or finding["lower"] is not None else []


def _stack(rows: list[dict], better: str | None) -> list[dict]:
    """The answers side by side, from the best to the worst tone; those withheld as one part at the end."""
    scale = [row for row in rows if not row["apart"]]
    tones = {row["id"]: _tone(place, len(scale), better) for place, row in enumerate(scale)}
    parts, start = [], 0.0
    for row in rows:
        if row["state"] != SHOWN or not row["value"]:
            continue
        parts.append(
            {"label": row["text"], "lang": row["lang"], "start": start, "value": row["value"],
             "text": whole(row["value"]), "tone": tones.get(row["id"], "apart")}
        )  # fmt: skip
        start += row["value"]
    if any(row["state"] != SHOWN for row in rows) and start < 0.999:
        parts.append(
            {"label": _("Withheld"), "lang": None, "start": start, "value": 1 - start, "text": "", "tone": "withheld"}
        )
    return parts


def _tone(place: int, size: int, better: str | None) -> str:
    """One of four tones, best to worst; a scale whose first answer is the worst is turned round."""
    if better == "down":
        place = size - 1 - place
    return str(1 + round(place * 3 / max(size - 1, 1)))


def _bars(rows: list[dict]) -> list[dict]:
    """Ranked bars, the longest drawn to the full length; what nobody said stands in the table only."""
    shown = [row for row in rows if row["value"]]
    longest = max((row["upper"] or row["value"] for row in shown), default=0) or 1
    return [
        {"lines": lines(row["text"]), "lang": row["lang"], "value": row["value"] / longest, "text": whole(row["value"]),
         "lower": row["lower"] / longest if row["lower"] is not None else None,
         "upper": row["upper"] / longest if row["upper"] is not None else None}
        for row in shown
    ]  # fmt: skip
