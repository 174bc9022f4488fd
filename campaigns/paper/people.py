"""What official papers say about a person: the particulars of the publicity, a post and its term. PURE."""

from campaigns.paper.facts import Line, NoticeFacts, Period
from campaigns.paper.outline import dated
from campaigns.paper.wording import counted
from oversight.words import gettext_noop

NEEDED = {
    "gender": gettext_noop("gender"),
    "ethnicity": gettext_noop("ethnicity"),
    "born": gettext_noop("month of birth"),
    "native_place": gettext_noop("native place"),
    "politics": gettext_noop("politics"),
    "education": gettext_noop("education"),
    "degree": gettext_noop("degree"),
    "work_start": gettext_noop("start of work"),
    "present_post": gettext_noop("present post"),
    "proposed_post": gettext_noop("proposed post"),
}
"""What the publicity says about everybody (domain 173), and what a finding calls it."""

POST_ALONE = ("present_post",)
"""What the notice of an inspection says about everybody (domain 27)."""

NONE = "无"


def person_line(line: Line) -> str:
    """Return a person as the publicity prints it: 张三，男，汉族，1980年5月生，…，拟任区司法局局长。"""
    own = line.particulars
    if own is None:
        return f"{line.name}。"
    said = (
        line.name,
        own.gender,
        own.ethnicity,
        own.born and f"{own.born}生",
        own.native_place and f"{own.native_place.removesuffix('人')}人",
        own.politics,
        _ending(own.education, "学历"),
        "" if own.degree == NONE else _ending(own.degree, "学位"),
        own.work_start and f"{own.work_start}参加工作",
        own.present_post and f"现任{own.present_post.removeprefix('现任')}",
        own.proposed_post and _proposed(own.proposed_post),
    )
    return f"{'，'.join(text for text in said if text)}。"


def _proposed(post: str) -> str:
    """Return 拟任…, and what was written with a verb of its own (拟提名为…, 拟晋升…) as it is."""
    return post if post.startswith("拟") else f"拟任{post}"


def _ending(text: str, ending: str) -> str:
    return text if not text or text.endswith(ending) else f"{text}{ending}"


def say_months(months: int) -> str:
    """Return 12 as 一年, 18 as 18个月."""
    years, rest = divmod(months, 12)
    return f"{months}个月" if rest or not years else f"{counted(years)}年"


def term_line(facts: NoticeFacts, line: Line) -> str:
    """Return an appointment as it is printed: who, which post, on probation or under contract until when."""
    own = line.particulars
    assert own is not None
    post = own.proposed_post.removeprefix("拟任")
    since = f"自{dated(own.since)}起" if own.since else "自任职决定之日起"
    ends = f"{since}至{dated(own.until)}止" if own.since and own.until else f"{since}计算"
    if facts.term == "contract":
        return f"聘任{line.name}同志为{post}，聘期{say_months(facts.months)}，{ends}。"
    if facts.term == "probation":
        return f"{line.name}同志任{post}，试用期{say_months(facts.months)}，{ends}。"
    return f"{line.name}同志任{post}。"


def say_period(period: Period) -> str:
    """Return from which day to which day, and what is counted; before publishing how many days alone."""
    unit = "个工作日" if period.unit == "working" else "日"
    counted_days = f"{period.days}{unit}" + ("，公布当日不计入" if period.counted == "next_day" else "")
    if period.first is None or period.last is None:
        return f"自公布之日起{counted_days}；起止日期在公布时按工作日历计算。"
    return f"自{dated(period.first)}起至{dated(period.last)}止（{counted_days}）。"
