"""The particulars of a person that official papers print (domain 173), as columns of `applications.csv`. PURE.

They are optional columns of the file and stay with the application as typed. What a paper lacks is named before it
is published, so nothing is asked for earlier than it is needed.
"""

import re
from collections.abc import Mapping

from oversight.words import Sentence, gettext_noop

PARTICULARS: Mapping[str, str] = {
    "ethnicity": gettext_noop("Ethnicity"),
    "native_place": gettext_noop("Native place"),
    "politics": gettext_noop("Politics"),
    "education": gettext_noop("Education"),
    "degree": gettext_noop("Degree"),
    "work_start": gettext_noop("Start of work"),
    "present_post": gettext_noop("Present post"),
    "proposed_post": gettext_noop("Proposed post"),
    "resume": gettext_noop("Résumé"),
}
"""The columns that are known, in the order in which papers print them, and what they are called."""

LONGEST = 200
LONGEST_RESUME = 4000
NONE = "无"
"""What is written where somebody has none, a degree for instance: left empty, it is not known."""

_MONTH = re.compile(r"(\d{4})(?:-|\.|/|年)(\d{1,2})(?:月|(?:-|\.|/)\d{1,2})?", re.ASCII)


def month_of(text: str) -> tuple[int, int] | None:
    """Return year and month of 2002-08, 2002.08, 2002年8月 or a whole day; None for anything else."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return (year, month) if 1900 <= year <= 2200 and 1 <= month <= 12 else None


def wrong_with(name: str, text: str) -> Sentence | None:
    """Return what is wrong with a particular; nothing is wrong with an empty one."""
    limit = LONGEST_RESUME if name == "resume" else LONGEST
    if len(text) > limit:
        return Sentence(gettext_noop("longer than %(limit)s characters"), {"limit": limit})
    if name == "work_start" and text and month_of(text) is None:
        return Sentence(gettext_noop("“%(text)s” is not a month such as 2002-08"), {"text": text})
    return None
