"""Cells of plain tables: what they may be, and that nothing in them becomes markup."""

import pytest

from selection.templatetags.tables import cells


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a < b", "<td>a &lt; b</td>"),
        (3, "<td>3</td>"),
        ({"text": "<b>"}, "<td>&lt;b&gt;</td>"),
        ({"text": None, "muted": True}, '<td class="muted"></td>'),
        ({"text": 12, "figure": True, "muted": True}, '<td class="num muted">12</td>'),
        ({"text": "x", "url": "/a?b&c"}, '<td><a href="/a?b&amp;c">x</a></td>'),
    ],
)
def test_a_cell_is_written_as_it_says(cell, written):
    assert cells([cell]) == written


def test_cells_stand_side_by_side():
    assert cells(["a", {"text": "b"}]) == "<td>a</td><td>b</td>"


def test_a_badge_stands_in_for_the_text():
    written = cells([{"badge": "sealed", "word": "<w>"}])
    assert written.startswith('<td><span class="badge-state tone-seal">')
    assert written.endswith("&lt;w&gt;</span></td>")
