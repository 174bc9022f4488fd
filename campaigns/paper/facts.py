"""What a notice is made of: facts as plain values that go to JSON and come back the same. PURE.

The facts are what is stored; text and page are computed from them. Scores are text as they are to be
printed, so no number changes on the way. There is no field for an identity number, a telephone of a
person or an address of a person: what cannot be said cannot leak.
"""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

ANNOUNCEMENT = "announcement"
QUALIFIED = "qualified_list"
WRITTEN = "written_results"
INTERVIEW = "interview_results"
COMPOSITE = "composite_results"
INSPECTION = "inspection_notice"
ASSESSED = "assessment_results"
RECOMMENDED = "recommendation_results"
PUBLICITY = "publicity"
APPOINTMENT = "appointment"
RESERVES = "reserve_list"
AMENDMENT = "amendment"
CORRECTION = "correction"

T = TypeVar("T")


class FactsUnreadable(ValueError):
    """Stored facts do not have the shape of this version; the message names the field."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """A ledger head: the origin of the log, how many entries it has, its Merkle root in hex (64 digits)."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, kw_only=True)
class Time:
    """A line of the timetable: what happens, when (as it is to be printed) and where."""

    what: str
    when: str
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The organizer's own contact: what for, the office's telephone, address, mail, website."""

    purpose: str
    phone: str = ""
    address: str = ""
    mail: str = ""
    site: str = ""


@dataclass(frozen=True, kw_only=True)
class Period:
    """How long a notice stands: so many days, `unit` working or calendar, counted from the next_day or the posting.

    `first` and `last` are computed when it is published and are never typed.
    """

    days: int
    unit: str = "working"
    counted: str = "next_day"
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What official papers say about a person, as it is to be printed; months as 1980年5月.

    `since` and `until`: the probation or the contract of an appointment.
    """

    gender: str = ""
    ethnicity: str = ""
    born: str = ""
    native_place: str = ""
    politics: str = ""
    education: str = ""
    degree: str = ""
    work_start: str = ""
    present_post: str = ""
    proposed_post: str = ""
    resume: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A person's line in a list.

    `number` is the application or exam number; `scores` go with `NoticeFacts.columns`, empty where there
    is none; `standing` is a value of scoring's Standing or empty; `note` is printed as it stands.
    """

    number: str = ""
    name: str
    scores: tuple[str, ...] = ()
    rank: int | None = None
    standing: str = ""
    note: str = ""
    particulars: Particulars | None = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The people of one position, in the order that `NoticeFacts.order` names."""

    position: str
    title: str
    unit: str = ""
    openings: int = 1
    minimum: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an amendment or a correction replaces: where, how it read, how it reads now."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """Everything a notice says.

    `kind`: key of `text.NOTICE_KINDS`. `number`: document number, empty while it is a draft. `plan`:
    canonical `plan.toml`, needed by the announcement and the amendment. `columns`: titles of the scores
    in the lines. `order`: rank, application or strokes. `head`: None while it is a draft. `verify_url`:
    page of the portal where a notice is verified, without query. `corrects`: number and title of the
    notice that this one changes, `of_kind` its kind. `team`: who inspects, a line each. `term`: probation or
    contract, `months` its length, or that of a reserve list, which holds until `valid_until`.
    `printed_by`, `copy_to`: the colophon, none without the first.
    """

    kind: str
    number: str = ""
    mark: str = ""
    issuer: str
    campaign: str
    code: str
    title: str = ""
    issued_on: date | None = None
    plan: str = ""
    plan_version: int = 1
    plan_digest: str = ""
    stage: str = ""
    stage_title: str = ""
    run: int = 0
    outcome_digest: str = ""
    basis: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    timetable: tuple[Time, ...] = ()
    paragraphs: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    supervision: tuple[Contact, ...] = ()
    columns: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    order: str = "rank"
    next_step: str = ""
    objections_until: date | None = None
    corrects: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    head: Head | None = None
    verify_url: str = ""
    printed_by: str = ""
    copy_to: tuple[str, ...] = ()
    of_kind: str = ""
    team: tuple[str, ...] = ()
    period: Period | None = None
    term: str = ""
    months: int = 0
    valid_until: date | None = None


def to_json(facts: NoticeFacts) -> dict[str, Any]:
    """Return the facts as a JSON object; fields at their default are left out."""
    value: dict[str, Any] = _plain(facts)
    return value


def from_json(data: object) -> NoticeFacts:
    """Return the facts that `to_json` was given; raises FactsUnreadable when the shape is another one."""
    return _build(NoticeFacts, data, "")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _plain(item) for field, item in pairs if item != field.default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _build(cls: type[T], data: object, path: str) -> T:
    if not isinstance(data, dict):
        raise FactsUnreadable(path or cls.__name__)
    hints = _hints(typing.cast(Any, cls))
    if unknown := set(data) - set(hints):
        raise FactsUnreadable(f"{path}{min(map(str, unknown))}")
    values = {name: _read(hints[name], item, f"{path}{name}") for name, item in data.items()}
    try:
        return cls(**values)
    except TypeError as error:
        raise FactsUnreadable(f"{path}{error}") from error


@lru_cache(maxsize=64)
def _hints(cls: type) -> dict[str, Any]:
    """Return the types of a class's fields, worked out once: a long list has thousands of objects."""
    return typing.get_type_hints(cls)


def _read(hint: Any, value: object, path: str) -> Any:
    """Return `value` as `hint`: str, int, date, a dataclass, a tuple of one of these, or None."""
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        hint = next(option for option in typing.get_args(hint) if option is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise FactsUnreadable(path)
        item = typing.get_args(hint)[0]
        return tuple(_read(item, entry, f"{path}[{index}]") for index, entry in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast(type[Any], hint), value, f"{path}.")
    if hint is date:
        return _read_date(value, path)
    if not isinstance(value, hint) or isinstance(value, bool):
        raise FactsUnreadable(path)
    return value


def _read_date(value: object, path: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise FactsUnreadable(path) from error
