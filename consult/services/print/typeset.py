"""From words and addresses to a tagged PDF, in a process of its own: a thousand letters take several hundred
megabytes for a moment, which the workers that serve respondents must neither hold nor wait for.

Nothing is looked up: no database, no system font, no network.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Copied there by the build of the assets.
FONTS = HERE.parent.parent / "fonts"
LONGEST = 120


class CannotPrint(RuntimeError):
    """The fonts are not where the build puts them, or the typesetter failed; the message says which."""


def qr_svg(address: str) -> str:
    """A QR code as a picture that grows without loss, with the quiet border that readers need.

    A quarter of it may be torn or painted over (level Q).
    """
    import segno

    picture = io.BytesIO()
    segno.make(address, error="q", micro=False).save(picture, kind="svg", border=4, omitsize=True, xmldecl=False)
    return picture.getvalue().decode()


def pdf(template: str, data: dict) -> bytes:
    """The PDF/UA-1 document of a template beside this file.

    `data` has lang (a two- or three-letter code), dir ("ltr" or "rtl"), title, partnership, colour ("#rrggbb") and
    what the template asks. Its words are set as they are: markup and code in them mean nothing. Wherever it has
    `leads_to`, an address, the template gets its QR code as `qr`. Raises CannotPrint.
    """
    if not FONTS.exists():
        raise CannotPrint(f"There are no fonts in {FONTS}. Build the assets: make assets.")
    command = [sys.executable, __file__, template]
    done = subprocess.run(command, input=json.dumps(data).encode(), capture_output=True, timeout=LONGEST, check=False)
    if done.returncode:
        raise CannotPrint(done.stderr.decode(errors="replace"))
    return done.stdout


def _typeset(template: str, data: dict) -> bytes:
    import typst

    for one in (data, *data.get("letters", ())):
        if "leads_to" in one:
            one["qr"] = qr_svg(one["leads_to"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(HERE / template, root=HERE, font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs={"data": json.dumps(data)})
    # It says on which side of two facing pages one begins. Chrome and Edge take it for the direction of every line
    # and read addresses backwards; these are single pages.
    return made.replace(b"/Direction/R2L", b"/Direction/L2R", 1)


if __name__ == "__main__":
    sys.stdout.buffer.write(_typeset(sys.argv[1], json.load(sys.stdin)))
