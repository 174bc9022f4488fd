"""What a notice would refuse to print, found while the files are read and nothing is stored yet."""

from collections.abc import Iterator, Sequence

from django.conf import settings

from campaigns.paper.content import Passage
from campaigns.paper.fonts import Fonts
from campaigns.paper.gate import missing_glyphs, personal_data
from candidates.applications_file import ApplicationRow
from oversight.words import Mistake, Sentence


def unprintable(file: str, rows: Sequence[ApplicationRow]) -> Iterator[Mistake]:
    """Yield names and ids that a public list cannot show: characters without a glyph, telephones and the like."""
    fonts = Fonts(settings.NOTICE_FONTS_DIR)
    for row in rows:
        for column, text in (("id", row.number), ("name", row.name)):
            passage = Passage(Sentence(""), text)
            for finding in (*missing_glyphs(passage, fonts), *personal_data(passage)):
                yield Mistake(file, row.line, column, finding.what)
