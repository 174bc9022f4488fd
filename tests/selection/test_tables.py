"""Cells of plain tables: what they may be, and that nothing in them becomes markup."""

import pytest

from selection.templatetags.tables import cells, placing_rows


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


PLACING = {
    "rank": 1,
    "number": "A<1",
    "name": "张&三",
    "url": "/a?b&c",
    "total": "88.50",
    "standing": "advanced",
}


def test_the_row_of_a_placing_is_escaped_and_labelled():
    written = placing_rows(
        [{**PLACING, "cells": ["<1>", None]}], [{"title": "笔试", "weight": "50%"}, {"title": "<b>"}]
    )
    assert written.startswith('<tr class=""><td class="num rank">1</td>')
    assert '<a href="/a?b&amp;c">张&amp;三</a></span> <span class="muted small">A&lt;1</span>' in written
    assert 'data-label="笔试 50%">&lt;1&gt;</td>' in written
    assert 'data-label="&lt;b&gt; ">—</td>' in written


def test_a_placing_without_a_rank_stands_out_and_the_cut_above_it():
    written = placing_rows([{**PLACING, "rank": None, "tie": True, "cut": "<cut>", "reason": "<why>"}], [])
    assert written.startswith('<tr class="cut-line"><td colspan="4">')
    assert "&lt;cut&gt;" in written
    assert '<tr class=" is-tie row-out">' in written
    assert '<span class="small muted">&lt;why&gt;</span>' in written


def test_the_working_of_a_placing_is_shown_or_fetched():
    fetched = placing_rows([{**PLACING, "working_url": "/w?x&y"}], [])
    assert 'href="/w?x&amp;y" hx-get="/w?x&amp;y"' in fetched
    shown = placing_rows([{**PLACING, "working": [{"says": "<step>", "result": "1"}]}], [])
    assert "&lt;step&gt;" in shown
    assert "hx-get" not in shown
