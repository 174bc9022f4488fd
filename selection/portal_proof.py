"""Checking a notice for the public: what was found, in plain words, good or bad."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Notice
from selection.queries.public import head_is_signed, published_by_hash, stored_whole


@dataclass(frozen=True)
class Answer:
    """What a check found; `notice` where there is one."""

    good: bool
    title: str
    text: str
    notice: Notice | None = None

    @property
    def head(self) -> str:
        """Return the head that the paper must show."""
        return self.notice.head_root if self.notice else ""

    @property
    def size(self) -> int | None:
        """Return how many entries that head counts."""
        return self.notice.head_size if self.notice else None


def check_number(notice: Notice | None, number: str, *, size: str = "", root: str = "") -> Answer:
    """Check a number as typed, with the head of the QR code where one was scanned."""
    if notice is None:
        return Answer(
            False,
            _("No such notice"),
            _(
                "No notice with the number %(number)s has been published here. Compare the number with the paper."
            )
            % {"number": number},
        )
    if broken := _broken(notice):
        return broken
    printed = "".join(root.split()).lower()
    if printed and not (len(printed) >= 16 and notice.head_root.startswith(printed)):
        return _other_head(notice)
    if size and size != str(notice.head_size):
        return _other_head(notice)
    said = _(
        "%(number)s “%(title)s” was published here. Its file is unchanged and its ledger head was signed."
    )
    if printed:
        said = _(
            "%(number)s “%(title)s” was published here, and the head on the paper is the one that was signed."
        )
    return Answer(True, _("This notice is genuine"), said % _names(notice), notice)


def check_file(sha256: str, name: str) -> Answer:
    """Check a file by its hash: the same to the last byte, or not."""
    notice = published_by_hash(sha256)
    if notice is None:
        return Answer(
            False,
            _("This is not a published file"),
            _(
                "“%(name)s” is not the file of any notice published here. A single changed byte is enough for that."
            )
            % {"name": name},
        )
    if broken := _broken(notice):
        return broken
    return Answer(
        True,
        _("This file is genuine"),
        _("It is the file of %(number)s “%(title)s”, the same to the last byte.") % _names(notice),
        notice,
    )


def _names(notice: Notice) -> dict[str, str]:
    return {"number": notice.number, "title": notice.title}


def _broken(notice: Notice) -> Answer | None:
    """Return what is wrong with the system's own copy, which would be our fault and is said so."""
    if not stored_whole(notice):
        return Answer(
            False,
            _("The stored file is damaged"),
            _(
                "%(number)s was published here, but the stored file no longer has its hash. Tell the organizer."
            )
            % _names(notice),
            notice,
        )
    if not head_is_signed(notice):
        return Answer(
            False,
            _("The ledger does not agree"),
            _(
                "%(number)s was published here, but its ledger head is not the one that was signed. Tell the organizer."
            )
            % _names(notice),
            notice,
        )
    return None


def _other_head(notice: Notice) -> Answer:
    return Answer(
        False,
        _("The head on the paper is another one"),
        _(
            "%(number)s was published here, but with another ledger head than the paper shows. The paper was altered."
        )
        % _names(notice),
        notice,
    )
