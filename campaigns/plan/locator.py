"""Where each key of a TOML text stands: path -> line. PURE.

`tomllib` gives values without lines. This walks a text that `tomllib` has already accepted, so it may be
lenient: it has to find its way through strings, comments, arrays and inline tables, not to judge them.
A path is a tuple of keys and of indices from 0: `("stages", 2, "papers", 0, "weight")`.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\[\s\S])*?"{3,5}(?!")|'
    + r"'''[\s\S]*?'{3,5}(?!')|"
    + r'"(?:[^"\\\n]|\\.)*"|'
    + r"'[^'\n]*'"
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


class Locator:
    """Answers `line(path)` for one text; a path that does not stand there gets its nearest parent's line."""

    def __init__(self, text: str):
        """Walk `text`, valid TOML; `\\r\\n` counts as one line end, as in `tomllib`."""
        self._text = text.replace("\r\n", "\n")
        self._starts = [0, *(m.end() for m in re.finditer("\n", self._text))]
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._at = 0
        self._document()

    def line(self, path: Path) -> int:
        """Return the line of `path` or of its nearest parent that stands in the text; 0 when none does."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 0

    def has(self, path: Path) -> bool:
        """Return whether `path` stands in the text."""
        return path in self._lines

    def _document(self) -> None:
        table: Path = ()
        while True:
            self._skip(_GAP)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        double = self._text.startswith("[[", self._at)
        line = self._line_here()
        self._at += 2 if double else 1
        self._skip(_SPACE)
        keys = self._keys()
        self._skip(_SPACE)
        self._at += 2 if double else 1
        parent = self._inside((), keys[:-1])
        table: Path = (*parent, keys[-1])
        if double:
            self._lines.setdefault(table, line)
            self._arrays[table] = self._arrays.get(table, -1) + 1
            table = (*table, self._arrays[table])
        elif table in self._arrays:
            table = (*table, self._arrays[table])
        self._lines.setdefault(table, line)
        return table

    def _inside(self, base: Path, keys: list[str]) -> Path:
        """Follow `keys` from `base`; an array of tables stands for its last table, as TOML says."""
        for key in keys:
            base = (*base, key)
            if base in self._arrays:
                base = (*base, self._arrays[base])
        return base

    def _pair(self, table: Path) -> None:
        line = self._line_here()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._skip(_SPACE)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        first = self._text[self._at : self._at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif first in ('"', "'"):
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while True:
            self._skip(_GAP)
            if self._at >= len(self._text) or self._text[self._at] == "]":
                self._at += 1
                return
            self._lines.setdefault((*path, index), self._line_here())
            self._value((*path, index))
            index += 1
            self._skip(_GAP)
            if self._text[self._at : self._at + 1] == ",":
                self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_SPACE)
            if self._at >= len(self._text) or self._text[self._at] == "}":
                self._at += 1
                return
            self._pair(path)
            self._skip(_SPACE)
            if self._text[self._at : self._at + 1] == ",":
                self._at += 1

    def _keys(self) -> list[str]:
        keys = []
        while match := _KEY.match(self._text, self._at):
            self._at = match.end()
            keys.append(_plain(match.group()))
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                break
            self._at = dot.end()
        if not keys:
            raise ValueError(f"no key at offset {self._at}: the text is not the TOML that was read")
        return keys

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _line_here(self) -> int:
        return bisect_right(self._starts, self._at)


def _plain(key: str) -> str:
    """Return a key without its quotes and escapes."""
    if key[0] == '"':
        return str(tomllib.loads(f"k = {key}")["k"])
    return key[1:-1] if key[0] == "'" else key
