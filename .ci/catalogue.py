"""Check the Chinese catalogue against the sources, or bring it up to date.

`catalogue.py` lists every sentence that is missing, untranslated, fuzzy or no longer used, every translation
with other placeholders than its sentence, and says when the compiled file is older; exit status 1 if there is
any.
`catalogue.py --write [more.po …]` collects the sentences, takes translations that are missing from the files
given, gives Chinese its own punctuation, and compiles.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("oversight", "campaigns", "candidates", "scoring", "selection", "templates")
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}")
CHINESE = r"\u4e00-\u9fff“”《》「」〔〕（）、。，：；"
WIDE = dict(zip(",;:?!", "，；：？！", strict=True))


def collect(into: Path) -> polib.POFile:
    """Return the catalogue as `makemessages` would leave it, made in a copy of the sources under `into`."""
    for folder in SOURCES:
        if (ROOT / folder).exists():
            shutil.copytree(
                ROOT / folder, into / folder, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
            )
    (into / CATALOGUE.parent).mkdir(parents=True)
    if (ROOT / CATALOGUE).exists():
        shutil.copy(ROOT / CATALOGUE, into / CATALOGUE)
    os.environ["DJANGO_SETTINGS_MODULE"] = "selection.settings"
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.LOCALE_PATHS = [into / "locale"]
    before = Path.cwd()
    os.chdir(into)
    try:
        call_command(
            "makemessages",
            locale=["zh_Hans"],
            verbosity=0,
            add_location="file",
            no_wrap=True,
            extensions=["html", "txt", "py"],
        )
    finally:
        os.chdir(before)
    return polib.pofile(str(into / CATALOGUE), wrapwidth=0)


def texts(entry: polib.POEntry) -> list[str]:
    """Return every translation that an entry holds."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text in a comparable order."""
    return sorted(set(PLACEHOLDER.findall(text)))


def widened(text: str) -> str:
    """Return a translation with the punctuation of Chinese where it stands beside Chinese (GB/T 15834)."""
    held = PLACEHOLDER.findall(text)
    bare = PLACEHOLDER.sub("\0", text)
    bare = re.sub(rf"(?<=[{CHINESE}])\(([^()]*)\)|\(([^()]*[{CHINESE}][^()]*)\)", _in_wide_brackets, bare)
    bare = re.sub(rf"(?<=[{CHINESE}])[,;:?!] ?|[,;:?!] ?(?=[{CHINESE}])", lambda m: WIDE[m[0][0]], bare)
    if re.search(f"[{CHINESE}]", bare):
        bare = re.sub("(?<=\0)[,;?!] ?", lambda m: WIDE[m[0][0]], bare)
    pieces = iter(held)
    return re.sub("\0", lambda _: next(pieces), bare)


def _in_wide_brackets(match: re.Match[str]) -> str:
    return f"（{match[1] or match[2] or ''}）"


def faults(collected: polib.POFile, kept: polib.POFile) -> list[str]:
    """Return what is wrong, a line each."""
    known = {(e.msgctxt, e.msgid) for e in kept if not e.obsolete}
    used = {(e.msgctxt, e.msgid) for e in collected if not e.obsolete}
    found = [f"missing: {msgid!r}" for _, msgid in sorted(used - known, key=str)]
    found += [f"no longer used: {msgid!r}" for _, msgid in sorted(known - used, key=str)]
    for entry in kept:
        if entry.obsolete:
            found.append(f"obsolete: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        elif not all(texts(entry)):
            found.append(f"untranslated: {entry.msgid!r}")
        elif any(
            placeholders(text) != placeholders(entry.msgid_plural or entry.msgid) for text in texts(entry)
        ):
            found.append(f"other placeholders: {entry.msgid!r} -> {texts(entry)!r}")
        elif any(widened(text) != text for text in texts(entry)):
            found.append(f"punctuation that is not Chinese: {entry.msgid!r} -> {texts(entry)!r}")
    return found


def take_over(collected: polib.POFile, given: list[str]) -> None:
    """Fill what is untranslated from more catalogues, and drop what is obsolete or only guessed."""
    more = {
        (entry.msgctxt, entry.msgid): entry
        for name in given
        for entry in polib.pofile(name, encoding="utf-8", check_for_duplicates=False)
        if not entry.obsolete
    }
    for entry in list(collected):
        if entry.obsolete:
            collected.remove(entry)
            continue
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            # A guess leaves behind what it was guessed from, in comments that are no entry by themselves.
            entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        other = more.get((entry.msgctxt, entry.msgid))
        if other and not all(texts(entry)):
            entry.msgstr, entry.msgstr_plural = other.msgstr, other.msgstr_plural or entry.msgstr_plural
        entry.msgstr = widened(entry.msgstr)
        entry.msgstr_plural = {n: widened(text) for n, text in entry.msgstr_plural.items()}


def write(collected: polib.POFile) -> None:
    """Store the catalogue and its compiled form."""
    collected.metadata = {
        "Project-Id-Version": "zeyou",
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    collected.header = "Chinese sentences of Zeyou."
    collected.metadata_is_fuzzy = False
    (ROOT / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    collected.save(str(ROOT / CATALOGUE))
    compiled = (ROOT / CATALOGUE).with_suffix(".mo")
    compiled.write_bytes(polib.pofile(str(ROOT / CATALOGUE)).to_binary())


def main() -> int:
    """Check or write; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("more", nargs="*", help="catalogues to take missing translations from")
    asked = parser.parse_args()
    if not shutil.which("xgettext"):
        print("gettext is not installed — run: sudo apt-get install -y gettext", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        collected = collect(Path(folder))
        if asked.write:
            take_over(collected, asked.more)
            write(collected)
        if not (ROOT / CATALOGUE).exists():
            print(f"{CATALOGUE} does not exist; run: make messages")
            return 1
        kept = polib.pofile(str(ROOT / CATALOGUE))
        found = faults(collected, kept)
    compiled = (ROOT / CATALOGUE).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != kept.to_binary():
        found.append("the compiled catalogue is older than its text; run: make messages")
    print("\n".join(found) if found else f"{len(kept)} sentences, all translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
