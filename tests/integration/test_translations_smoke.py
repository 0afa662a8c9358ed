from consult.services import versions, field
from tests.integration.test_respond import open_tiny
def test_pages(any_app, app, sign_in):
    wave = open_tiny()
    c = sign_in("officer","trafford")
    base="/officer/trafford/questionnaires/tiny/translations"
    for a in (base, base+"/ur", base+"/ur?show=unread", base+"/ur/texts/_ends", base+"/ur/files", base+"/ur/files/xlsx", base+"/ur/files/xliff"):
        r=c.get(a); print(a, r.status_code, len(r.data)); assert r.status_code==200
    print(c.get(base+"/ur/files/xliff").text[:3000])
    for a in (base+"/en", base+"/xx", base+"/ur/texts/nowhere"): assert c.get(a).status_code==404
