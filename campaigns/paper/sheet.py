"""Words become pages of HTML: the letter with its red head and seal place, then the attachments.

Everything that came from outside passes `html.escape` in one function, `_tag`. A page of HTML is complete
in itself, so each can be pressed in another process. No Django, no templates out of anybody's text.
"""

import io
import unicodedata
from html import escape
from urllib.parse import urlencode

import segno

from campaigns.paper.content import Attachment, Block, Content, Heading, Paragraph, Table
from campaigns.paper.facts import Head, NoticeFacts
from campaigns.paper.outline import dated, digits
from campaigns.paper.text import INTERNAL

TYPE_WIDTH = 442.2
"""Width of the type area in points: 28 characters of 16pt less the tightening, 156 mm."""
MARK_LARGEST = 52
MARK_LONGEST = 18
"""A longer issuer's mark stands in two lines."""
ISSUER_LONGEST = 24
SHORT_PHRASE = 6.0
"""A cell of up to so many characters is not broken over two lines."""
WHOLE = 2
"""Tables of up to so many rows are not broken over two pages."""
CHARACTER = 15.793
"""Width of a character of the body in points."""
LINE = 10.2272
"""Height of a line in millimetres."""
COLOPHON_LINE = 25
"""Characters of 14pt beside 抄送： in a line of the colophon, a few fewer than fit."""
PRINTER_LINE = 17
"""The same beside the day of printing."""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def _tag(name: str, *children: str, **attributes: str) -> Markup:
    """Return an element; children that are not Markup are escaped, attributes always."""
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    inner = "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    return Markup(f"<{name}{written}>{inner}</{name}>")


def pieces(content: Content, facts: NoticeFacts) -> tuple[str, ...]:
    """Return the pages of a notice: the letter, then an attachment each, to be bound in order."""
    colophon, last = _colophon(facts), len(content.attachments)
    letter = _page(
        content.title,
        _head(facts),
        _title(content.title),
        *_blocks(content.blocks),
        *_attachment_note(content),
        _tag("div", _sign(facts), _proof(facts), class_="end"),
        *(() if last else colophon),
    )
    rest, label = [], 0
    for place, attachment in enumerate(content.attachments, start=1):
        label += not attachment.continued
        rest.append(_attachment_page(attachment, label, colophon if place == last else ()))
    return (letter, *rest)


def _colophon(facts: NoticeFacts) -> tuple[Markup, ...]:
    """Return 版记 for the foot of the last page: who gets copies, who had it printed and when.

    It hangs at the foot in a block that keeps as much room free in the text.
    """
    if not facts.printed_by or facts.issued_on is None:
        return ()
    day = _tag("span", f"{dated(facts.issued_on)}印发")
    lines = [_tag("div", day, facts.printed_by)]
    rows = -(-len(facts.printed_by) // PRINTER_LINE)
    if facts.copy_to:
        copies = f"抄送：{'，'.join(facts.copy_to)}。"
        lines.insert(0, _tag("div", copies, class_="copies"))
        rows += -(-len(copies) // COLOPHON_LINE)
    hung = _tag("div", *lines, class_="colophon")
    return (_tag("div", hung, class_="room", style=f"height:{rows * LINE + 1:.4f}mm"),)


def _page(title: str, *body: str) -> str:
    head = _tag("head", Markup('<meta charset="utf-8">'), _tag("title", title))
    return "<!DOCTYPE html>" + _tag("html", head, _tag("body", *body), lang="zh-CN")


def _head(facts: NoticeFacts) -> Markup:
    """Return 发文机关标志, 发文字号 and the red rule; a draft says so at the top."""
    mark = facts.mark or f"{facts.issuer}文件"
    lines = [mark] if len(mark) <= MARK_LONGEST else break_title(mark, -(-len(mark) // 2) + 3)
    size = min(MARK_LARGEST / len(lines), TYPE_WIDTH / max(map(len, lines)))
    internal = "内部资料　注意保存" if facts.kind in INTERNAL else ""
    stamp = "　".join(text for text in (internal, "" if facts.number else "草稿（未公布）") if text)
    draft = (_tag("div", stamp, class_="draft"),) if stamp else ()
    return _tag(
        "div",
        *draft,
        _tag("div", "\n".join(lines), class_="mark", style=f"font-size:{size:.2f}pt"),
        _tag("div", facts.number, class_="number"),
        _tag("div", class_="rule"),
        class_="head",
    )


def _title(title: str, place: str = "title") -> Markup:
    return _tag("h1", "\n".join(break_title(title)), class_=place)


def break_title(title: str, width: int = 20) -> list[str]:
    """Break a title into lines of at most `width` characters, by sense first and then of like length.

    A line rather starts with 关于 or ends where a phrase does, never inside a bracket or a number.
    """
    if len(title) <= width:
        return [title]
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for end in range(1, len(title) + 1):
        ways = [
            (cost + _line_cost(title, start, end, width), [*lines, title[start:end]])
            for start, (cost, lines) in best.items()
            if end - start <= width
        ]
        if ways:
            best[end] = min(ways)
    return best[len(title)][1]


ENDS = (
    "的",
    "和",
    "、",
    "》",
    "）",
    "厅",
    "局",
    "委",
    "部",
    "办公室",
    "年",
    "成绩",
    "名次",
    "竞岗",
    "选拔",
    "岗位",
    "职位",
)
STARTS = (
    "公告",
    "名单",
    "选拔",
    "公开",
    "进入",
    "差额",
    "竞争",
    "面试",
    "考察",
    "笔试",
    "有关",
    "补充",
    "更正",
    "（",
    "《",
)
NEVER = 60.0
BAD = 12.0


def _line_cost(title: str, start: int, end: int, width: int) -> float:
    """Return what a line from `start` to `end` costs: its emptiness, and how badly it ends."""
    line, after = title[start:end], title[end:]
    empty = 3.0 + ((width - len(line)) / width) ** 2 * 4
    if not after or after.startswith("关于"):
        return empty
    before = title[:end]
    inside = before.count("（") > before.count("）") or before.count("《") > before.count("》")
    if (
        inside
        or after[0] in "的和、》），之"
        or line[-1] in "《（"
        or (line[-1].isascii() and after[0].isascii())
    ):
        return empty + NEVER
    if after.startswith(("部门", "人选", "办公", "门")) or line.endswith("关于"):
        return empty + BAD
    return empty + (1.0 if line.endswith(ENDS) or after.startswith(STARTS) else BAD)


def _blocks(blocks: tuple[Block, ...]) -> list[Markup]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> Markup:
    if isinstance(block, Heading):
        return _tag("p", block.text, class_=block.level)
    if isinstance(block, Paragraph):
        return _tag("p", block.text, class_="" if block.indented else "plain")
    return _table(block)


def _table(table: Table) -> Markup:
    widths = column_widths(table)
    columns = _tag("colgroup", *(Markup(f'<col style="width:{width:.2f}%">') for width in widths))
    head = _tag("thead", _tag("tr", *(_tag("th", title) for title in table.columns)))
    rows = (
        _tag(
            "tr", *(_tag("td", cell, class_="left" if i in table.left else "") for i, cell in enumerate(row))
        )
        for row in table.rows
    )
    before = [_tag("p", table.caption, class_="caption")] if table.caption else []
    before += [_tag("p", table.remark, class_="remark")] if table.remark else []
    dense = ("dense " if len(table.columns) > 7 else "") + ("whole" if len(table.rows) <= WHOLE else "")
    return Markup("".join(before) + _tag("table", columns, head, _tag("tbody", *rows), class_=dense.strip()))


def width_of(text: str) -> float:
    """Return the width of text in characters: a Chinese one is 1, a Latin letter or digit 0.55."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


def column_widths(table: Table) -> list[float]:
    """Return the width of each column in per cent.

    A column is as wide as its cells ask for, no narrower than the longest thing in it that cannot be
    broken, no wider than 16 characters; what is left over or lacking is shared out.
    """
    wanted, least = [], []
    for index, title in enumerate(table.columns):
        widest = max((width_of(row[index]) for row in table.rows), default=0.0)
        unbroken = max((_unbroken(row[index]) for row in table.rows), default=0.0)
        floor = max(min(unbroken, 14.0), min(width_of(title), 6.0)) + 0.7
        least.append(floor)
        wanted.append(max(floor, min(max(widest, width_of(title)) + 0.7, 16.0)))
    room = TYPE_WIDTH / (10.5 if len(table.columns) > 7 else 12.0)
    spare = room - sum(least)
    if spare <= 0:
        return [100 * width / sum(least) for width in least]
    extra = [want - floor for want, floor in zip(wanted, least, strict=True)]
    if sum(extra) > spare:
        widths = [floor + more * spare / sum(extra) for floor, more in zip(least, extra, strict=True)]
    else:
        left_over = (room - sum(wanted)) / sum(wanted)
        widths = [want * (1 + left_over) for want in wanted]
    return [100 * width / room for width in widths]


def _unbroken(text: str) -> float:
    """Return the width that a cell needs: a short phrase or a run of Latin letters stays in one line."""
    width = width_of(text)
    if width <= SHORT_PHRASE:
        return width
    runs, run = [4.0], 0.0
    for character in text:
        run = run + 0.55 if unicodedata.east_asian_width(character) not in "WFA" and character != " " else 0.0
        runs.append(run)
    return max(runs)


def _attachment_note(content: Content) -> list[Markup]:
    titles = [attachment.title for attachment in content.attachments if not attachment.continued]
    if not titles:
        return []
    lines = (
        [f"附件：{titles[0]}"]
        if len(titles) == 1
        else [
            f"{'附件：' if number == 1 else '　　　'}{number}．{title}"
            for number, title in enumerate(titles, start=1)
        ]
    )
    return [_tag("p", Markup("&nbsp;")), *(_tag("p", line) for line in lines)]


def _attachment_page(attachment: Attachment, label: int, colophon: tuple[Markup, ...]) -> str:
    if attachment.continued:
        return _page(attachment.title, *_blocks(attachment.blocks), *colophon)
    return _page(
        attachment.title,
        _tag("p", f"附件{label}", class_="label"),
        _title(attachment.title, "title below"),
        *_blocks(attachment.blocks),
        *colophon,
    )


def _sign(facts: NoticeFacts) -> Markup:
    """Return issuer and date for a seal: the date four characters in, the issuer centred on it."""
    day = "" if facts.issued_on is None else dated(facts.issued_on)
    overhang = max(0.0, (min(len(facts.issuer), ISSUER_LONGEST) - width_of(day)) / 2)
    margin = max(0.0, 4 - overhang) * CHARACTER
    issuer = break_title(facts.issuer, ISSUER_LONGEST)
    lines = _tag("div", "\n".join([*issuer, day]), style=f"margin-right:{margin:.2f}pt")
    return _tag("div", lines, class_="sign")


def _proof(facts: NoticeFacts) -> Markup:
    """Return what ties the paper to the ledger: size and root in words, the same in a QR code."""
    if facts.head is None:
        return Markup("")
    lines = [
        f"全程纪实链头　纪实：{facts.head.origin}　记录数：{facts.head.size}",
        f"根值：{digits(facts.head.root, 16)}",
        f"文号：{facts.number}　选拔编号：{facts.code}",
        f"核验：扫描二维码，或者在{facts.verify_url}输入文号。"
        if facts.verify_url
        else "核验：扫描二维码取得链头全文。",
    ]
    code = _tag("div", _qr(qr_text(facts)), class_="code")
    return _tag(
        "div", code, _tag("div", *(_tag("p", line, class_="digits") for line in lines)), class_="proof"
    )


def qr_text(facts: NoticeFacts) -> str:
    """Return what the QR code says: an address of the portal with number, size and root, or the head itself.

    Raises ValueError for facts without a head.
    """
    if facts.head is None:
        raise ValueError("a draft has no head")
    if facts.verify_url:
        return f"{facts.verify_url}?{_query(facts.number, facts.head)}"
    return f"{facts.head.origin}\n{facts.head.size}\n{facts.head.root}\n{facts.number}\n"


def _query(number: str, head: Head) -> str:
    return urlencode({"number": number, "size": head.size, "root": head.root})


def _qr(text: str) -> Markup:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        border=0,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return Markup(out.getvalue().decode())


def internal_page(content: Content, *, head: Head, code: str, digest: str) -> str:
    """Return the page of a document that stays in the house: no red head, no number, the ledger's head at its end.

    `digest` is that of what the document was made from.
    """
    lines = [
        f"全程纪实链头　纪实：{head.origin}　记录数：{head.size}",
        f"根值：{digits(head.root, 16)}",
        f"计票结果摘要：{digits(digest, 16) if digest else '—'}",
        f"内部文件，不编文号　选拔编号：{code}",
    ]
    qr = _tag("div", _qr(f"{head.origin}\n{head.size}\n{head.root}\n"), class_="code")
    said = _tag("div", *(_tag("p", line, class_="digits") for line in lines))
    proof = _tag("div", qr, said, class_="proof")
    return _page(content.title, _title(content.title), *_blocks(content.blocks), proof)
