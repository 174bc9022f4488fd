"""The words of a count sheet (计票单) and of the minutes of a vote (票决情况记录), from what is stored; in Chinese."""

from collections.abc import Iterator
from typing import Any

from campaigns.paper.content import ONE, Block, Content, Heading, Paragraph, Table
from campaigns.paper.outline import dated
from campaigns.plan.rules_later import Recommendation, Vote
from oversight.say import say
from scoring.actions.meetings import names_in
from scoring.ballot_page import TurnPage
from scoring.core.turns import options_of
from scoring.models import Count
from scoring.queries import entrants_of
from scoring.vote_page import vote_positions

COUNT, MINUTES = "count", "minutes"
NAMES = {COUNT: "计票单", MINUTES: "票决情况记录"}
UNKNOWN = "—"


def sheet_title(page: TurnPage, what: str) -> str:
    """Return the title of a sheet."""
    turn = say(page.turn.title) if page.turn else ""
    return f"{page.stage}{turn}{NAMES[what]}"


def sheet_content(page: TurnPage, what: str) -> Content:
    """Return the words of a sheet; called in Chinese, whatever the reader's language."""
    assert page.turn is not None
    campaign = page.stage.campaign
    blocks: list[Block] = [Paragraph(f"选拔：{campaign.title}（{campaign.code}）。"), *_meeting(page)]
    if what == MINUTES:
        blocks += _minutes(page)
    else:
        blocks += [_figures(page), _votes(page)]
    blocks += _signatures(page)
    return Content(sheet_title(page, what), tuple(blocks))


def _meeting(page: TurnPage) -> Iterator[Block]:
    """Yield when and where the meeting was, who chaired it, who was there."""
    meeting = page.meeting
    if meeting is None:
        yield Paragraph("会议情况未登记。")
        return
    where = f"，在{meeting.place}" if meeting.place else ""
    recorder = f"，{meeting.recorder}记录" if meeting.recorder else ""
    yield Paragraph(f"{dated(meeting.held_on)}{where}举行，{meeting.chair}主持{recorder}。")
    due = page.turn.due if page.turn and page.turn.due is not None else meeting.due
    there = f"应到{_number(due)}人，实到{_number(meeting.present)}人"
    absent, recused = names_in(meeting.absent), names_in(meeting.recused)
    if absent:
        there += f"；缺席{len(absent)}人：{'、'.join(absent)}"
    if recused:
        there += f"；回避{len(recused)}人：{'、'.join(_recused(line) for line in recused)}"
    yield Paragraph(f"{there}。")


def _recused(line: str) -> str:
    name, _space, about = line.partition(" ")
    return f"{name}（涉{about.strip()}）" if about.strip() else name


def _number(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _figures(page: TurnPage) -> Table:
    """Return due, present, issued, returned, valid and void in a table."""
    meeting, turnout = page.meeting, page.turnout
    due = page.turn.due if page.turn else None
    if due is None and meeting is not None:
        due = meeting.due
    present = meeting.present if meeting else None
    columns: tuple[str, ...] = ("应到", "实到")
    cells: tuple[str, ...] = (_number(due), _number(present))
    if turnout is not None:
        columns += ("发出票", "收回票", "有效票", "废票")
        numbers = (turnout.issued, turnout.returned, turnout.returned - turnout.void, turnout.void)
        cells += tuple(str(number) for number in numbers)
    return Table(columns, (cells,), caption="到会与收发票", place="到会与收发票")


def _votes(page: TurnPage) -> Table:
    """Return the votes on each name."""
    if isinstance(page.rules, Recommendation):
        titles = ["得票"] if page.rules.rounds else []
        if page.factors_here:
            titles += [factor.title or factor.key for factor in page.rules.factors]
        lines = page.standing()
        rows = [
            (str(one.short), one.person.number, one.person.candidate.name, *(str(n) for n in one.votes))
            for one in lines
        ]
        return _table(("序号", "编号", "姓名", *titles), rows)
    assert page.turn is not None
    options = options_of(page.rules)
    stored: dict[int, dict[int, int]] = {}
    counts = Count.objects.filter(stage=page.stage, key=page.turn.number)
    for key, option, count in counts.values_list("application", "option", "count"):
        stored.setdefault(key, {})[option] = count
    people = list(entrants_of(page.stage).filter(pk__in=page.keys))
    rows = [
        (
            str(line),
            person.number,
            person.candidate.name,
            *(_number(stored.get(person.pk, {}).get(option.number)) for option in options),
        )
        for line, person in enumerate(people, 1)
    ]
    return _table(("序号", "编号", "姓名", *(say(option.title) for option in options)), rows)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    return Table(columns, tuple(rows), caption="计票结果", place="计票结果")


def _minutes(page: TurnPage) -> Iterator[Block]:
    """Yield what each ballot of a vote came to, position by position."""
    assert isinstance(page.rules, Vote) and page.turn is not None
    for position in vote_positions(page.gathered):
        polls: list[dict[str, Any]] = [p for p in position["polls"] if p["number"] == page.turn.number + 1]
        for poll in polls:
            yield Heading(ONE, f"{position['title']}（职数{position['openings']}名）")
            for sentence in poll["attendance"]:
                yield Paragraph(f"{sentence}。")
            yield _table(
                ("编号", "姓名", *(say(option.title) for option in options_of(page.rules)), "结果"),
                [
                    (row["number"], row["name"], *(str(n) for n in row["votes"]), row["says"])
                    for row in poll["rows"]
                ],
            )
            yield Paragraph(poll["says"])
    if page.meeting is not None and page.meeting.minutes:
        yield Heading(ONE, "会议记录")
        for line in page.meeting.minutes.splitlines():
            yield Paragraph(line)


def _signatures(page: TurnPage) -> Iterator[Block]:
    """Yield the lines on which tellers and scrutineers sign, with their names."""
    meeting = page.meeting
    tellers = names_in(meeting.tellers) if meeting else []
    scrutineers = names_in(meeting.scrutineers) if meeting else []
    lines = [("计票人", name) for name in tellers or ["", ""]]
    lines += [("监票人", name) for name in scrutineers or [""]]
    rows = tuple((role, name, "", "") for role, name in lines)
    yield Table(("身份", "姓名", "签字", "日期"), rows, caption="签字", place="签字")
