"""Law 4: every (state, move) pair is decided by the one table, and by nothing else."""

from itertools import product

import pytest

from campaigns.lifecycle import TABLE, Illegal, Move, StageState, next_state


@pytest.mark.parametrize(("state", "move"), list(product(StageState, Move)))
def test_every_pair_is_decided_by_the_table(state: StageState, move: Move) -> None:
    if (state, move) in TABLE:
        assert next_state(state, move) is TABLE[state, move]
    else:
        with pytest.raises(Illegal):
            next_state(state, move)


def test_every_state_is_reached_and_every_move_is_of_use() -> None:
    assert {StageState.DRAFT, *TABLE.values()} == set(StageState)
    assert {move for _, move in TABLE} == set(Move)


def test_a_sealed_stage_has_no_way_out_but_a_correction() -> None:
    assert {move for state, move in TABLE if state is StageState.SEALED} == {Move.CORRECT}
