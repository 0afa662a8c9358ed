from consult.services import editions, sections
from consult.extensions import db
from tests.integration.telling import *
from tests.integration.telling import add_wave as aw

def test_it(app):
    p = editions.partnership("trafford")
    wave = known_wave()
    t = sections.by_id("communities")
    d = sections.begin(p, t, [wave], "ann@x")
    doc = sections.submit(d, d.revision, "ann@x")
    print([b["id"] for b in doc["blocks"]], doc["words"]["en"])
    e = sections.approve(d, d.sha256, d.revision, "bob@x")
    print(e.number, e.document["approved"])
    for name in ("headlines", "boroughs", "lived-experience", "actions", "measuring-success"):
        d = sections.begin(p, sections.by_id(name), [wave], "ann@x")
        print(name, d.items)
        try:
            doc = sections.compose(d)
            import json; print(json.dumps(doc["blocks"], indent=1, ensure_ascii=False)[:3000])
        except sections.CannotCompose as r:
            print("REFUSED", r.words, r.key)
