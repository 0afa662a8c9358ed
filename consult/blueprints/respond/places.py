"""The map that a ward is chosen on, and what the questions about places need to know."""

from flask import g, redirect, render_template, request, url_for

from consult.blueprints.respond import views
from consult.blueprints.respond.survey import blueprint, questionnaire, sheet
from consult.questionnaire import Page, path
from consult.services import places

# The map’s longer side, in the units of its drawing: fine enough for a phone, in whole numbers.
SIZE = 400


def places_on(page: Page) -> dict:
    """What Asking is to know of places, where a page asks for a ward; nothing where it does not."""
    if not any(item.areas == "wards" for item in page.items):
        return {}
    address = url_for("respond.ward_map", page_id=page.id, **views.came_from())
    by_postcode = any(item.type == "postcode" for item in page.items)
    return {
        "find_ward": places.finder(g.partnership) if by_postcode else None,
        "map_address": address if places.has_outlines(g.partnership) else None,
        "chosen": request.args.get("choose"),
    }


@blueprint.get("/q/<page_id>/map")
def ward_map(page_id):
    """The partnership's wards, drawn and listed, each leading back to the question with that ward chosen."""
    page = next((step for step in path(questionnaire(), sheet().answers) if step.id == page_id), None)
    item = next((one for one in page.items if one.areas == "wards"), None) if page else None
    wards = places.outlines(g.partnership) if item else []
    back = url_for(".question", page_id=page_id, **views.came_from())
    if not wards:
        return redirect(back)
    chosen = sheet().answers.get(item.name)
    return render_template("respond/ward_map.html", back=back, **_drawing(wards, chosen, page_id))


def _drawing(wards, chosen, page_id) -> dict:
    """The wards as numbered paths, and the size of the drawing: {shapes, width, height}."""
    project, width, height = places.projection([ring for ward in wards for ring in places.rings(ward.outline)], SIZE)
    shapes = []
    for number, ward in enumerate(wards, 1):
        x, y = project(ward.outline["label"])
        address = url_for(".question", page_id=page_id, choose=ward.code, **views.came_from())
        shapes.append(
            {"number": number, "name": ward.name, "address": address, "current": ward.code == chosen,
             "path": "".join(_ring(ring, project) for ring in places.rings(ward.outline)), "x": x, "y": y}
        )  # fmt: skip
    return {"shapes": shapes, "width": width, "height": height}


def _ring(ring: list, project) -> str:
    """A closed line as a path: its beginning, then steps, which are shorter to write than places."""
    (x, y), *rest = [project(point) for point in ring[:-1]]
    steps = [f"M{x} {y}l"]
    for next_x, next_y in rest:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y} ")
        x, y = next_x, next_y
    return "".join(steps).rstrip().replace(" -", "-") + "z"
