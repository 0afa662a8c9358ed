"""A LimeSurvey structure file as tables of plain text. No entity in it is expanded and nothing is fetched."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from consult.services.exchange.files import FileRefused, check_size

MOST_ROWS = 50_000

Tables = dict[str, list[dict[str, str]]]


def tables_of_file(content: bytes) -> tuple[Tables, list[str]]:
    """(table -> rows of column -> text, the languages listed). Raises FileRefused."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    check_size(content)
    try:
        document = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused(_("The file declares entities or a document type, which a LimeSurvey structure never does."),
                          _("Take the structure (.lss) out of LimeSurvey again and send that.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise FileRefused(_("The file is not well-formed XML (%(error)s).", error=str(error)[:120]),
                          _("Take the structure (.lss) out of LimeSurvey again and send that.")) from error
    if document.tag != "document" or document.findtext("LimeSurveyDocType") != "Survey":
        raise FileRefused(
            _("The file is no survey structure of LimeSurvey."),
            _("In LimeSurvey choose “Export”, then “Survey structure (.lss)”. Question groups (.lsg) and single "
              "questions (.lsq) cannot be brought in alone."))
    tables: Tables = {}
    rows = 0
    for table in document:
        found = tables.setdefault(table.tag, [])
        for row in table.findall("rows/row"):
            rows += 1
            if rows > MOST_ROWS:
                raise FileRefused(_("The file has more than %(n)s rows.", n=MOST_ROWS),
                                  _("Split the survey in LimeSurvey and send its parts."))
            found.append({cell.tag: (cell.text or "").strip() for cell in row})
    languages = [one.text.strip() for one in document.findall("languages/language") if one.text and one.text.strip()]
    return tables, languages
