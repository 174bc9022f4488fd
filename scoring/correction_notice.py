"""The correction notice: what a later run of a stage changes of the result that was published."""

from campaigns.models import Notice, Stage
from campaigns.paper import facts as paper
from campaigns.paper.facts import Change, Line, NoticeFacts, from_json
from campaigns.paper.lists import going, standing
from campaigns.paper.people import person_line, term_line
from scoring.collect import outcome_in_force
from scoring.notices import result_facts

NOTHING = "（无）"


def correction_facts(stage: Stage, published: Notice) -> NoticeFacts:
    """Return the facts of the correction notice: the list of the run in force, and whose line reads otherwise.

    `published` is the newest notice about an earlier run. Raises LookupError for a stage without an outcome.
    """
    outcome = outcome_in_force(stage)
    new, old = result_facts(stage), from_json(published.facts)
    title = f"{stage.campaign.title}{stage}有关结果的更正公告"
    return NoticeFacts(
        **{
            **{name: getattr(new, name) for name in new.__dataclass_fields__},
            "kind": paper.CORRECTION,
            "title": title,
            "corrects": f"{published.number}《{published.title}》",
            "reason": outcome.reason if outcome else "",
            "changes": line_changes(old, new),
            "contacts": old.contacts or new.contacts,
            "supervision": old.supervision or new.supervision,
        }
    )


def line_changes(old: NoticeFacts, new: NoticeFacts) -> tuple[Change, ...]:
    """Return whose printed score or standing differs, in the order of the new list; rank alone moves with others."""
    before = {(listing.position, line.number): line for listing in old.listings for line in listing.lines}
    changes: list[Change] = []
    for listing in new.listings:
        for line in listing.lines:
            was = before.pop((listing.position, line.number), None)
            if was is None or (was.scores, was.standing) != (line.scores, line.standing):
                changes.append(_change(listing.position, line, was, line, old, new))
    changes += [_change(position, was, was, None, old, new) for (position, _), was in before.items()]
    return tuple(changes)


def _change(
    position: str, person: Line, was: Line | None, line: Line | None, old: NoticeFacts, new: NoticeFacts
) -> Change:
    where = f"{position} {person.name}（{person.number}）"
    return Change(where=where, before=_said(was, old), after=_said(line, new))


def _said(line: Line | None, facts: NoticeFacts) -> str:
    """Return a person's line in words: each score under its title, rank, standing."""
    if line is None:
        return NOTHING
    said = [f"{title}{score}" for title, score in zip(facts.columns, line.scores, strict=False) if score]
    if line.rank is not None:
        said.append(f"第{line.rank}名")
    result = standing(line.standing, facts.next_step)
    return "，".join([*said, result] if result else said) or f"{going(facts.next_step)}"


def particular_changes(old: NoticeFacts, new: NoticeFacts) -> tuple[Change, ...]:
    """Return whose particulars, post or term read otherwise, and who came or went, in the order of the new list."""
    before = {(listing.position, line.number): line for listing in old.listings for line in listing.lines}
    changes: list[Change] = []
    for listing in new.listings:
        for line in listing.lines:
            was = before.pop((listing.position, line.number), None)
            if was is None or was.particulars != line.particulars or was.name != line.name:
                changes.append(_retold(listing.position, was, line, new))
    changes += [_retold(position, was, None, new) for (position, _), was in before.items()]
    return tuple(changes)


def _retold(position: str, was: Line | None, now: Line | None, facts: NoticeFacts) -> Change:
    person = now or was
    assert person is not None
    where = f"{position} {person.name}（{person.number}）"
    return Change(where=where, before=person_said(was, facts), after=person_said(now, facts))


def person_said(line: Line | None, facts: NoticeFacts) -> str:
    """Return a person's line as a paper of this kind says it."""
    if line is None or line.particulars is None:
        return NOTHING
    if facts.kind == paper.APPOINTMENT:
        return term_line(facts, line)
    if facts.kind == paper.PUBLICITY:
        return person_line(line)
    return f"{line.name}，现任{line.particulars.present_post}"
