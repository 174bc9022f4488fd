"""The marks of a sheet as columns: whose they are and which seats give them."""

import numpy as np
import pytest

from scoring.actions.marks import MarkColumns, TypedMark
from scoring.core.values import Marks, MarkState
from scoring.evidence_files.interview import AVERAGE


def columns(room, assessor, rooms, assessors):
    count = len(room)
    nothing = np.zeros(count, np.int64)
    entrant = np.arange(count)
    marks = Marks(
        entrant, np.array(room, np.int64), np.array(assessor, np.int64), nothing, nothing, entrant * 10,
        rooms, assessors,
    )  # fmt: skip
    return MarkColumns(marks, entrant + 100)


@pytest.mark.parametrize(
    ("room", "assessor", "rooms", "assessors", "seats"),
    [
        ([0, 0], [0, 0], (), (), [("", AVERAGE)] * 2),
        ([0, 0], [0, 0], ("",), ("",), [("", "")] * 2),
        ([1, 0, 1], [1, -1, 1], ("一", "二"), ("甲", "乙"), [("二", "乙"), ("一", AVERAGE), ("二", "乙")]),
        ([1, 0, -1], [0, 0, 1], ("一", "二"), ("甲", "乙"), [("二", "甲"), ("一", "甲"), ("", "乙")]),
        ([], [], (), (), []),
    ],
)
def test_seats_stand_in_the_order_of_first_sight(room, assessor, rooms, assessors, seats):
    sheet = columns(room, assessor, rooms, assessors)
    found, places = sheet.seats()
    assert found == list(dict.fromkeys(seats))
    assert [found[place] for place in places.tolist()] == seats
    expected = [TypedMark(100 + i, *seat, 0, MarkState.GIVEN, 10 * i) for i, seat in enumerate(seats)]
    assert list(sheet.entries()) == expected
    assert len(sheet) == len(seats)
