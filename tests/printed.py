"""Reads printed things as others do: the text as the reader in Chrome finds it, QR codes as a phone sees them."""

import pypdfium2
import zxingcpp


def text_of(pdf: bytes, page: int = 0) -> str:
    """The text of a page in reading order, its lines joined."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(document[page].get_textpage().get_text_range().split())


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    return len(pypdfium2.PdfDocument(pdf))


def codes_in(pdf: bytes, page: int = 0) -> list[str]:
    """What the QR codes of a page say, photographed at 100 dots an inch."""
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=100 / 72).to_numpy()
    return [found.text for found in zxingcpp.read_barcodes(picture)]
