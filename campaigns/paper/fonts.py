"""The fonts of a page: which file is asked for a character, in which order, and nothing of the machine's own.

WeasyPrint looks for fonts in a fontconfig configuration. The one made here is empty but for the files of
`static/fonts` and those a unit has put into its own folder, so a page comes out the same on every
machine.
"""

import threading
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

with warnings.catch_warnings():
    # WeasyPrint warns where the machine has no fonts; it needs none.
    warnings.simplefilter("ignore")
    from weasyprint.text import ffi as pango
    from weasyprint.text.fonts import FontConfiguration

VENDORED = Path(__file__).resolve().parents[2] / "static" / "fonts"

WIDE = "ZeyouWide-Light.ttf"
RARE = "NotoSerifCJKsc-Regular-rare.otf"

STACKS: dict[str, tuple[str, ...]] = {
    "title": ("FandolSong-Bold.otf", "NotoSerifCJKsc-Bold-rare.otf", WIDE, RARE),
    "heading": ("FandolHei-Regular.otf", WIDE, RARE),
    "subheading": ("FandolKai-Regular.otf", WIDE, RARE),
    "body": ("FandolSong-Latin.otf", "FandolFang-Regular.otf", WIDE, RARE),
}
"""Role of a text -> files asked for each of its characters, first to last."""

UNIT_SUFFIXES = (".otf", ".ttf")

# Fixed answers to what fontconfig would otherwise take from the machine.
CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>
%s
<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="autohint" mode="assign"><bool>false</bool></edit>
<edit name="embeddedbitmap" mode="assign"><bool>false</bool></edit></match>
</fontconfig>"""

# Our own family name for a file; the weight is set to normal so that nothing is emboldened a second time.
RENAME = """<match target="scan"><test name="file" compare="eq"><string>%s</string></test>
<edit name="family" mode="prepend"><string>%s</string></edit>
<edit name="weight" mode="assign_replace"><int>80</int></edit></match>"""


class FontsMissing(RuntimeError):
    """A font file named here is not where it should be; the message names it."""


@dataclass(frozen=True)
class Fonts:
    """The fonts in use: the vendored ones and, before them, those in `unit_directory` (NOTICE_FONTS_DIR).

    A unit's file is found by its name: `title`, `heading`, `subheading`, `body` stand before the vendored
    fonts of that role, `rare` after all of them.
    """

    unit_directory: Path | None = None

    def stack(self, role: str) -> tuple[Path, ...]:
        """Return the files asked for the characters of `role`, in order."""
        names = tuple(VENDORED / name for name in STACKS[role])
        return (*self._unit_files(role), *names, *self._unit_files("rare"))

    def _unit_files(self, stem: str) -> tuple[Path, ...]:
        if self.unit_directory is None:
            return ()
        candidates = (self.unit_directory / f"{stem}{suffix}" for suffix in UNIT_SUFFIXES)
        return tuple(path.resolve() for path in candidates if path.is_file())

    def files(self) -> tuple[Path, ...]:
        """Return every file of every stack, each once."""
        return tuple(dict.fromkeys(path for role in STACKS for path in self.stack(role)))

    def families(self, role: str) -> str:
        """Return the `font-family` value of `role` for a style sheet."""
        return ", ".join(f'"{family_of(path)}"' for path in self.stack(role))

    def missing(self, text: str, role: str = "body") -> list[str]:
        """Return the characters of `text` for which no file of the role has a glyph, each once, in order."""
        known = _characters_of_role(self, role)
        return [c for c in dict.fromkeys(text) if ord(c) not in known and not c.isspace()]

    def configuration(self) -> FontConfiguration:
        """Return this thread's WeasyPrint configuration with these fonts alone, made once."""
        made: dict[Fonts, FontConfiguration] = _made.__dict__.setdefault("configurations", {})
        if self not in made:
            made[self] = ClosedConfiguration(self.files())
        return made[self]


# A configuration belongs to the thread that made it: Pango's font maps are not shared between threads.
_made = threading.local()


@cache
def _characters_of_role(fonts: Fonts, role: str) -> frozenset[int]:
    return frozenset().union(*map(characters_of, fonts.stack(role)))


def family_of(path: Path) -> str:
    """Return the family name under which a file is known on our pages."""
    owner = "zeyou" if path.parent == VENDORED else "unit"
    return f"{owner}-{path.stem}"


@cache
def characters_of(path: Path) -> frozenset[int]:
    """Return the code points that the font file has a glyph for.

    Raises FontsMissing when the file is not there.
    """
    if not path.is_file():
        raise FontsMissing(str(path))
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


class ClosedConfiguration(FontConfiguration):
    """A font configuration that knows the given files and nothing else."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        # WeasyPrint's own constructor starts from the machine's fonts; this one from an empty configuration.
        _declare_create()
        library: Any = pango.fontconfig
        self._config = library.FcConfigCreate()
        renames = "\n".join(RENAME % (escape(path.as_posix()), family_of(path)) for path in files)
        library.FcConfigParseAndLoadFromMemory(self._config, (CONFIGURATION % renames).encode(), True)
        for path in files:
            if not path.is_file() or not library.FcConfigAppFontAddFile(
                self._config, path.as_posix().encode()
            ):
                raise FontsMissing(str(path))
        self.font_map = pango.ffi.gc(pango.pangoft2.pango_ft2_font_map_new(), pango.gobject.g_object_unref)
        pango.pangoft2.pango_fc_font_map_set_config(
            pango.ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        library.FcConfigDestroy(self._config)  # The map holds its own reference.
        self._folder = None
        self.strut_layouts: dict[Any, Any] = {}
        self.font_features: dict[Any, Any] = {}

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        """Ignore `@font-face`: a page brings no fonts of its own."""


@cache
def _declare_create() -> None:
    """Tell WeasyPrint's binding of fontconfig about the one function it does not use itself."""
    pango.ffi.cdef("FcConfig *FcConfigCreate (void);", override=True)
