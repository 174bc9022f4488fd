"""Reads the text of a PDF back through its own character maps, without a tool of the system."""

import io
import re
from collections.abc import Iterator

import pikepdf

MAPPED = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page in the order in which it is drawn, forms laid over it last."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return ["".join(_drawn(page.obj)) for page in document.pages]


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of the fonts in a PDF without their subset tag."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = (
            str(thing["/BaseFont"])
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        )
        return {name.partition("+")[2] or name for name in found}


def _drawn(holder: pikepdf.Object) -> Iterator[str]:
    resources = holder["/Resources"]
    font: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(holder):
        if str(operator) == "Tf":
            font = _characters(resources["/Font"][str(operands[0])])
        elif str(operator) == "TJ":
            for item in operands[0]:
                if isinstance(item, pikepdf.String):
                    raw = bytes(item).hex()
                    yield "".join(font.get(raw[at : at + 4], "") for at in range(0, len(raw), 4))
        elif str(operator) == "Do":
            form = resources["/XObject"][str(operands[0])]
            if form["/Subtype"] == "/Form" and "/Font" in form.get("/Resources", {}):
                yield from _drawn(form)


def _characters(font: pikepdf.Object) -> dict[str, str]:
    """Return glyph number in hex -> character."""
    text = font["/ToUnicode"].read_bytes().decode()
    return {glyph.lower(): bytes.fromhex(code).decode("utf-16-be") for glyph, code in MAPPED.findall(text)}
