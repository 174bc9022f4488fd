"""The tables of a list of people: in the body while short, in attachments when long. PURE."""

from collections.abc import Iterator
from dataclasses import replace

from campaigns.paper.content import Attachment, Block, Table
from campaigns.paper.facts import (
    APPOINTMENT,
    ASSESSED,
    CORRECTION,
    INSPECTION,
    PUBLICITY,
    QUALIFIED,
    RECOMMENDED,
    RESERVES,
    Line,
    Listing,
    NoticeFacts,
    Particulars,
)

SHORT = 40
"""Up to so many people stand in the body; more go into attachments."""
FULL = 150
"""Positions share an attachment until it has so many people."""
LONGEST = 500
"""A longer list is pressed in parts: WeasyPrint's memory grows with the table."""

STANDINGS = {
    "": "",
    "eliminated": "未达合格线",
    "absent": "缺考",
    "disqualified": "取消资格",
    "withdrawn": "自愿放弃",
    "vetoed": "一票否决",
}
UNRANKED = (RECOMMENDED, ASSESSED)
"""Papers in which whoever is left out has not missed a pass mark."""
ORDERS = {
    "rank": "按名次排列",
    "application": "按报名顺序排列",
    "strokes": "按姓氏笔画排列",
}
"""How the lines of a list are ordered; the caption says it."""


POSTS = {
    INSPECTION: ("序号", "姓名", "现任职务"),
    PUBLICITY: ("序号", "姓名", "现任职务", "拟任职务"),
    APPOINTMENT: ("序号", "姓名", "任职职务", "试用期（聘期）"),
    RESERVES: ("序号", "编号", "姓名", "现任职务"),
}
"""The columns of papers that name people with their posts."""


def peopled(facts: NoticeFacts) -> NoticeFacts:
    """Return the facts without positions in which nobody is named."""
    return replace(facts, listings=tuple(listing for listing in facts.listings if listing.lines))


def count_people(facts: NoticeFacts) -> int:
    """Return how many people the notice names."""
    return sum(len(listing.lines) for listing in facts.listings)


def tables(facts: NoticeFacts, name: str) -> tuple[tuple[Block, ...], tuple[Attachment, ...]]:
    """Return the lists as tables for the body, or as attachments; one of the two is empty."""
    if count_people(facts) <= SHORT:
        return tuple(listing_table(facts, listing) for listing in facts.listings), ()
    return (), tuple(_attachments(facts, name))


def _attachments(facts: NoticeFacts, name: str) -> Iterator[Attachment]:
    for pack in _packs(facts.listings):
        of = pack[0].position if len(pack) == 1 else f"{pack[0].position}至{pack[-1].position}"
        title = f"{name}（{of}）"
        if len(pack) > 1 or len(pack[0].lines) <= LONGEST:
            yield Attachment(title, tuple(listing_table(facts, listing) for listing in pack))
            continue
        lines = pack[0].lines
        for start in range(0, len(lines), LONGEST):
            part = lines[start : start + LONGEST]
            yield Attachment(title, (listing_table(facts, pack[0], part, start),), continued=start > 0)


def _packs(listings: tuple[Listing, ...]) -> Iterator[list[Listing]]:
    """Yield neighbouring positions together until an attachment is full; a long one stands alone."""
    pack: list[Listing] = []
    held = 0
    for listing in listings:
        if pack and held + len(listing.lines) > FULL:
            yield pack
            pack, held = [], 0
        pack.append(listing)
        held += len(listing.lines)
    if pack:
        yield pack


def overview(facts: NoticeFacts) -> Table:
    """Return a line a position: openings, people, how many go on, the least score among them."""
    scored = facts.kind != QUALIFIED
    columns: tuple[str, ...] = ("职位代码", "职位", "职数", "合格人数" if not scored else "人数")
    if scored:
        columns += (f"{going(facts.next_step)}人数", "最低入围成绩")
    rows = []
    for listing in facts.listings:
        row: tuple[str, ...] = (
            listing.position,
            listing.title,
            str(listing.openings),
            str(len(listing.lines)),
        )
        if scored:
            advanced = sum(line.standing == "advanced" for line in listing.lines)
            row += (str(advanced), listing.minimum or "—")
        rows.append(row)
    return Table(columns, tuple(rows), left=frozenset({1}), place="总体情况")


def listing_table(
    facts: NoticeFacts, listing: Listing, lines: tuple[Line, ...] | None = None, start: int = 0
) -> Table:
    """Return the people of one position, or `lines` of them from the number `start` on, as the notice prints them."""
    lines = listing.lines if lines is None else lines
    unit = f"{listing.unit} " if listing.unit and not listing.title.startswith(listing.unit) else ""
    caption = f"{listing.position} {unit}{listing.title}"
    remark = f"职数{listing.openings}名，共{len(listing.lines)}人，{ORDERS[facts.order]}"
    if listing.minimum:
        remark += f"；最低入围成绩{listing.minimum}"
    if start:
        caption += "（续）"
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    noted = any(line.note for line in listing.lines)
    posts = POSTS.get(facts.of_kind or facts.kind)
    if posts:
        columns, rows = posts, [_with_post(facts, line, n) for n, line in enumerate(lines, start=start + 1)]
    elif facts.kind == QUALIFIED or (facts.kind == CORRECTION and not facts.columns):
        columns = ("序号", "报名编号", "姓名")
        rows = [(str(index), line.number, line.name) for index, line in enumerate(lines, start=start + 1)]
    else:
        columns = ("名次", "编号", "姓名", *facts.columns, "结果")
        rows = [_scored(facts, line) for line in lines]
    if noted:
        columns += ("备注",)
        rows = [(*row, line.note) for row, line in zip(rows, lines, strict=True)]
    left = frozenset({len(columns) - 1}) if noted else frozenset()
    left |= frozenset(n for n, title in enumerate(columns) if title.endswith("职务"))
    return Table(columns, tuple(rows), caption=caption, remark=remark + "。", left=left, place=caption)


def _with_post(facts: NoticeFacts, line: Line, number: int) -> tuple[str, ...]:
    """Return the line of a paper that names people with their posts."""
    own = line.particulars or Particulars()
    kind = facts.of_kind or facts.kind
    if kind == APPOINTMENT:
        until = own.until
        term = f"至{until.year}年{until.month}月{until.day}日" if until else "—"
        return (str(number), line.name, own.proposed_post, term)
    if kind == RESERVES:
        return (str(number), line.number, line.name, own.present_post)
    both = (own.present_post, own.proposed_post)
    return (str(number), line.name, *(both if kind == PUBLICITY else both[:1]))


def _scored(facts: NoticeFacts, line: Line) -> tuple[str, ...]:
    scores = line.scores + ("",) * (len(facts.columns) - len(line.scores))
    rank = "" if line.rank is None else str(line.rank)
    result = standing(line.standing, facts.next_step)
    if facts.kind in UNRANKED and line.standing == "eliminated":
        result = "未入围"
    return (rank, line.number, line.name, *scores, result)


def standing(value: str, next_step: str) -> str:
    """Return a standing as it is printed; those who go on are said to go where they go."""
    if value in ("advanced", "reserve"):
        return ("" if value == "advanced" else "未") + going(next_step)
    return STANDINGS[value]


def going(next_step: str) -> str:
    """Return what those who go on do: 进入面试, 计入综合成绩, 进入下一环节."""
    return f"{'计入' if next_step.endswith('成绩') else '进入'}{next_step or '下一环节'}"
