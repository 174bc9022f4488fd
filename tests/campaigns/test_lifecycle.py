"""Every pair of state and move, for stages and for campaigns, and what a refusal says."""

from itertools import product

import pytest

from campaigns.lifecycle import (
    CAMPAIGN_LABELS,
    CAMPAIGN_MOVE_LABELS,
    MOVE_LABELS,
    STATE_LABELS,
    CampaignMove,
    CampaignState,
    Illegal,
    Move,
    StageState,
    campaign_moves_from,
    moves_from,
    next_campaign_state,
    next_state,
)

LAWFUL = {
    ("draft", "open"): "open",
    ("open", "close"): "closed",
    ("closed", "reopen"): "open",
    ("closed", "decide"): "decided",
    ("decided", "seal"): "sealed",
    ("decided", "correct"): "closed",
    ("sealed", "correct"): "closed",
}
CAMPAIGN_LAWFUL = {
    ("draft", "start"): "running",
    ("draft", "stop"): "stopped",
    ("running", "finish"): "finished",
    ("running", "stop"): "stopped",
    ("finished", "resume"): "running",
}


@pytest.mark.parametrize(("state", "move"), list(product(StageState, Move)))
def test_every_move_of_a_stage(state, move):
    if (state, move) in LAWFUL:
        assert next_state(state, move) == LAWFUL[state, move]
        assert move in moves_from(state)
    else:
        with pytest.raises(Illegal):
            next_state(state, move)
        assert move not in moves_from(state)


@pytest.mark.parametrize(("state", "move"), list(product(CampaignState, CampaignMove)))
def test_every_move_of_a_campaign(state, move):
    if (state, move) in CAMPAIGN_LAWFUL:
        assert next_campaign_state(state, move) == CAMPAIGN_LAWFUL[state, move]
        assert move in campaign_moves_from(state)
    else:
        with pytest.raises(Illegal):
            next_campaign_state(state, move)
        assert move not in campaign_moves_from(state)


def test_a_sealed_stage_is_left_by_a_correction_only():
    assert moves_from(StageState.SEALED) == (Move.CORRECT,)


def test_a_refusal_names_what_is_possible():
    with pytest.raises(Illegal) as refused:
        next_state(StageState.CLOSED, Move.SEAL)
    assert str(refused.value.sentence) == (
        "“Seal” is not possible while this is closed; possible now: Reopen, Decide."
    )


def test_a_stopped_campaign_stays_stopped():
    with pytest.raises(Illegal) as refused:
        next_campaign_state(CampaignState.STOPPED, CampaignMove.START)
    assert str(refused.value.sentence) == "“Start” is not possible: this is stopped for good."


def test_everything_has_a_label():
    assert set(STATE_LABELS) == set(StageState)
    assert set(MOVE_LABELS) == set(Move)
    assert set(CAMPAIGN_LABELS) == set(CampaignState)
    assert set(CAMPAIGN_MOVE_LABELS) == set(CampaignMove)
