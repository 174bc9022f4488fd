"""Which move leads from which state to which, for stages and for campaigns: two tables, nothing else. PURE.

An act asks `next_state`; a page asks `moves_from` which buttons to offer. A result is never edited: `correct`
leads a decided or sealed stage back to closed, where a new run with a reason is decided.
"""

from enum import StrEnum
from typing import TypeVar

from oversight.words import Sentence, gettext_noop


class StageState(StrEnum):
    """Where a stage stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    SEALED = "sealed"


class Move(StrEnum):
    """What is done to a stage."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    DECIDE = "decide"
    SEAL = "seal"
    CORRECT = "correct"


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class CampaignMove(StrEnum):
    """What is done to a campaign."""

    START = "start"
    FINISH = "finish"
    STOP = "stop"
    RESUME = "resume"


TABLE: dict[tuple[StageState, Move], StageState] = {
    (StageState.DRAFT, Move.OPEN): StageState.OPEN,
    (StageState.OPEN, Move.CLOSE): StageState.CLOSED,
    (StageState.CLOSED, Move.REOPEN): StageState.OPEN,
    (StageState.CLOSED, Move.DECIDE): StageState.DECIDED,
    (StageState.DECIDED, Move.SEAL): StageState.SEALED,
    (StageState.DECIDED, Move.CORRECT): StageState.CLOSED,
    (StageState.SEALED, Move.CORRECT): StageState.CLOSED,
}
"""Every lawful move of a stage; what is not here is refused."""

CAMPAIGN_TABLE: dict[tuple[CampaignState, CampaignMove], CampaignState] = {
    (CampaignState.DRAFT, CampaignMove.START): CampaignState.RUNNING,
    (CampaignState.DRAFT, CampaignMove.STOP): CampaignState.STOPPED,
    (CampaignState.RUNNING, CampaignMove.FINISH): CampaignState.FINISHED,
    (CampaignState.RUNNING, CampaignMove.STOP): CampaignState.STOPPED,
    (CampaignState.FINISHED, CampaignMove.RESUME): CampaignState.RUNNING,
}
"""Every lawful move of a campaign. A finished one resumes for a correction; a stopped one stays stopped."""

STATE_LABELS: dict[StageState, str] = {
    StageState.DRAFT: gettext_noop("not begun"),
    StageState.OPEN: gettext_noop("open"),
    StageState.CLOSED: gettext_noop("closed"),
    StageState.DECIDED: gettext_noop("decided"),
    StageState.SEALED: gettext_noop("sealed"),
}
"""What a stage's state is called."""

CAMPAIGN_LABELS: dict[CampaignState, str] = {
    CampaignState.DRAFT: gettext_noop("in preparation"),
    CampaignState.RUNNING: gettext_noop("running"),
    CampaignState.FINISHED: gettext_noop("finished"),
    CampaignState.STOPPED: gettext_noop("stopped"),
}
"""What a campaign's state is called."""

MOVE_LABELS: dict[Move, str] = {
    Move.OPEN: gettext_noop("Open"),
    Move.CLOSE: gettext_noop("Close"),
    Move.REOPEN: gettext_noop("Reopen"),
    Move.DECIDE: gettext_noop("Decide"),
    Move.SEAL: gettext_noop("Seal"),
    Move.CORRECT: gettext_noop("Correct"),
}
"""What the button of a stage's move says."""

CAMPAIGN_MOVE_LABELS: dict[CampaignMove, str] = {
    CampaignMove.START: gettext_noop("Start"),
    CampaignMove.FINISH: gettext_noop("Finish"),
    CampaignMove.STOP: gettext_noop("Stop"),
    CampaignMove.RESUME: gettext_noop("Resume"),
}
"""What the button of a campaign's move says."""

State = TypeVar("State", StageState, CampaignState)
Step = TypeVar("Step", Move, CampaignMove)


class Illegal(Exception):
    """A move that its table does not allow; `sentence` says which moves it does allow."""

    def __init__(self, sentence: Sentence):
        self.sentence = sentence
        super().__init__(str(sentence))


def next_state(state: StageState, move: Move) -> StageState:
    """Return the stage's state after `move`. Raise `Illegal` when the table does not allow it."""
    return _next(TABLE, state, move, STATE_LABELS[state], MOVE_LABELS)


def next_campaign_state(state: CampaignState, move: CampaignMove) -> CampaignState:
    """Return the campaign's state after `move`. Raise `Illegal` when the table does not allow it."""
    return _next(CAMPAIGN_TABLE, state, move, CAMPAIGN_LABELS[state], CAMPAIGN_MOVE_LABELS)


def moves_from(state: StageState) -> tuple[Move, ...]:
    """Return the moves that a stage in `state` may make, in the table's order."""
    return tuple(move for start, move in TABLE if start == state)


def campaign_moves_from(state: CampaignState) -> tuple[CampaignMove, ...]:
    """Return the moves that a campaign in `state` may make, in the table's order."""
    return tuple(move for start, move in CAMPAIGN_TABLE if start == state)


def _next(
    table: dict[tuple[State, Step], State], state: State, move: Step, label: str, labels: dict[Step, str]
) -> State:
    if (state, move) in table:
        return table[state, move]
    facts: dict[str, object] = {"move": Sentence(labels[move]), "state": Sentence(label)}
    allowed = [Sentence(labels[step]) for start, step in table if start == state]
    if not allowed:
        raise Illegal(
            Sentence(gettext_noop("“%(move)s” is not possible: this is %(state)s for good."), facts)
        )
    text = gettext_noop("“%(move)s” is not possible while this is %(state)s; possible now: %(allowed)s.")
    raise Illegal(Sentence(text, facts | {"allowed": listed(allowed)}))


def listed(sentences: list[Sentence]) -> Sentence:
    """Return the sentences as one, between commas; at least one is needed."""
    joined = sentences[0]
    for sentence in sentences[1:]:
        joined = Sentence(gettext_noop("%(first)s, %(next)s"), {"first": joined, "next": sentence})
    return joined
