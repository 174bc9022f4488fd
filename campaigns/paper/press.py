"""HTML becomes a PDF: the same bytes for the same page, with our fonts, and without fetching anything.

`press` makes one document, `merge` binds several into one and prints the page numbers, so that the parts
of a long notice can be pressed at the same time without knowing of each other. Knows nothing of Django.
"""

import io
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pikepdf

from campaigns.paper.fonts import Fonts

with warnings.catch_warnings():
    # See fonts.py: a machine without fonts is no reason to warn.
    warnings.simplefilter("ignore")
    from weasyprint import CSS, HTML
    from weasyprint.document import Document
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STYLE = Path(__file__).with_name("sheet.css")
SCHEME = "asset:"
HARMLESS_LINKS = ("https://", "mailto:", "#")


class PressRefused(ValueError):
    """A page could not be pressed as it stands; the message says why."""


class FetchRefused(PressRefused):
    """A page asked for something other than an asset known to us; the message is the address."""


class ClosedFetcher(URLFetcher):
    """Answers `asset:<name>` out of a mapping and refuses files, the network and data addresses."""

    def __init__(self, assets: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=["asset"], allow_redirects=False, fail_on_errors=True)
        self._assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the asset named by `url`; raises FetchRefused for any other address."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._assets:
            self.refused.append(url[:200])
            raise FetchRefused(url[:200])
        media_type, body = self._assets[name]
        return URLFetcherResponse(url, body, {"Content-Type": media_type})


def press(
    html: str, *, assets: Mapping[str, tuple[str, bytes]] | None = None, fonts: Fonts | None = None
) -> bytes:
    """Press a page into a PDF without page numbers.

    `assets` maps a name to (media type, bytes); the page says `src="asset:<name>"`. The same arguments
    give the same bytes. Raises FetchRefused when the page asks for anything else, PressRefused when it
    would carry an attachment or a link to anything but https, mail or itself.
    """
    fonts = fonts or Fonts()
    fetcher = ClosedFetcher(assets or {})
    configuration = fonts.configuration()
    source = HTML(string=html, base_url=None, url_fetcher=fetcher, media_type="print")
    try:
        document = source.render(stylesheets=[_style(fonts)], font_config=configuration)
        _refuse_extras(document)
        pdf: bytes = document.write_pdf()
    except FatalURLFetchingError as error:
        raise FetchRefused(str(error.__cause__ or error)) from error
    if fetcher.refused:
        # WeasyPrint draws an SVG without the part it did not get; such a page must not be published either.
        raise FetchRefused(fetcher.refused[0])
    return pdf


def _refuse_extras(document: Document) -> None:
    """Raise PressRefused when the document carries an attachment or a harmful link."""
    if document.metadata.attachments:
        raise PressRefused("attachment")
    for page in document.pages:
        for kind, target, *_ in page.links:
            if kind == "attachment" or (kind == "external" and not str(target).startswith(HARMLESS_LINKS)):
                raise PressRefused(f"link {str(target)[:200]}")


@cache
def _style(fonts: Fonts) -> CSS:
    """Return the style sheet of the page with the font families of `fonts` filled in."""
    text = STYLE.read_text(encoding="utf-8")
    for role in ("subheading", "heading", "title", "body"):
        text = text.replace(f"var(--{role})", fonts.families(role))
    return CSS(string=text, url_fetcher=ClosedFetcher({}), font_config=fonts.configuration())


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def merge(
    parts: Sequence[bytes], *, title: str = "", numbered: bool = True, fonts: Fonts | None = None
) -> bytes:
    """Bind parts into one PDF, in order, and print continuous page numbers: odd ones right, even ones left.

    The numbers come from a sheet of their own that is laid over the pages, so no part has to know how
    many pages stand before it. The same parts give the same bytes.
    """
    with pikepdf.new() as bound:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as document:
                bound.pages.extend(document.pages)
        if numbered:
            _print_numbers(bound, fonts)
        bound.docinfo["/Title"] = title
        bound.docinfo["/Producer"] = "Zeyou"
        bound.Root["/Lang"] = pikepdf.String("zh-CN")
        out = io.BytesIO()
        bound.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _print_numbers(bound: pikepdf.Pdf, fonts: Fonts | None) -> None:
    """Lay a sheet of page numbers over the pages of `bound`."""
    pages = len(bound.pages)
    sheet = '<!DOCTYPE html><html lang="zh-CN"><body class="numbers">' + "<p></p>" * pages + "</body></html>"
    with pikepdf.open(io.BytesIO(press(sheet, fonts=fonts))) as numbers:
        if len(numbers.pages) != pages:
            raise PressRefused("page numbers")
        for index, (page, number) in enumerate(zip(bound.pages, numbers.pages, strict=True)):
            # pikepdf's own overlay names the form at random, and the bytes would differ each time.
            form = bound.copy_foreign(number.as_form_xobject())
            name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(f"/PageNumber{index}"))
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ q %s Do Q" % str(name).encode())
