"""The door: facts in, a notice on paper out. Without Django, so that any worker can do it."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from campaigns.paper.facts import NoticeFacts
from campaigns.paper.fonts import Fonts
from campaigns.paper.gate import Finding, NoticeRefused, inspect
from campaigns.paper.press import merge, page_count, press
from campaigns.paper.sheet import pieces
from campaigns.paper.text import write

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rendered:
    """A notice on paper: its pages of HTML, its bytes, their SHA-256 in hex, how many pages."""

    html: tuple[str, ...]
    pdf: bytes
    sha256: str
    pages: int


def inspect_notice(facts: NoticeFacts, *, fonts_dir: Path | None = None) -> list[Finding]:
    """Return what keeps this notice from being published; empty when nothing does."""
    return inspect(write(facts), facts, fonts=Fonts(fonts_dir))


def notice_pieces(facts: NoticeFacts, *, fonts_dir: Path | None = None) -> tuple[str, ...]:
    """Return the pages of HTML to press, the letter first; raises NoticeRefused with everything found."""
    content = write(facts)
    if findings := inspect(content, facts, fonts=Fonts(fonts_dir)):
        raise NoticeRefused(findings)
    return pieces(content, facts)


def press_piece(html: str, fonts_dir: Path | None = None) -> bytes:
    """Press one piece; a worker's share of a long notice."""
    return press(html, fonts=Fonts(fonts_dir))


def bind_notice(
    facts: NoticeFacts, html: tuple[str, ...], parts: Iterable[bytes], *, fonts_dir: Path | None = None
) -> Rendered:
    """Bind pressed pieces, in order, into the notice with continuous page numbers."""
    pdf = merge(list(parts), title=write(facts).title, fonts=Fonts(fonts_dir))
    return Rendered(html, pdf, hashlib.sha256(pdf).hexdigest(), page_count(pdf))


def render_notice(
    facts: NoticeFacts, *, fonts_dir: Path | None = None, workers: int = 1, progress: Progress | None = None
) -> Rendered:
    """Put a notice on paper; the same facts give the same bytes however many workers there are.

    `workers` > 1 presses the attachments of a long notice in that many processes (not inside a daemonic
    process). `progress(done, total)` is called after each piece. Raises NoticeRefused, and what
    `text.write` raises.
    """
    html = notice_pieces(facts, fonts_dir=fonts_dir)
    parts: list[bytes] = []
    if workers > 1 and len(html) > 1:
        with ProcessPoolExecutor(max_workers=min(workers, len(html))) as pool:
            for part in pool.map(press_piece, html, [fonts_dir] * len(html)):
                _collect(parts, part, len(html), progress)
    else:
        for piece in html:
            _collect(parts, press_piece(piece, fonts_dir=fonts_dir), len(html), progress)
    return bind_notice(facts, html, parts, fonts_dir=fonts_dir)


def _collect(parts: list[bytes], part: bytes, total: int, progress: Progress | None) -> None:
    parts.append(part)
    if progress is not None:
        progress(len(parts), total)
