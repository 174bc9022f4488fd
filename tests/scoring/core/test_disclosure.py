"""Small layers: nobody can work out a hidden count from what is shown."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.disclosure import SMALL, hidden_layers

MANY = settings(max_examples=300, deadline=None)


@st.composite
def rounds(draw):
    """Draw valid papers by layer and a few names' votes in each, small enough to try everything."""
    valid = draw(st.lists(st.integers(0, 7), min_size=2, max_size=4))
    row = st.tuples(*(st.integers(0, papers) for papers in valid))
    return draw(st.lists(row, min_size=1, max_size=3)), valid


def possible(row, valid, hidden):
    """Return every way in which a name's votes could lie in the hidden layers, given total and shown layers."""
    layers = sorted(hidden)
    together = sum(row[layer] for layer in layers)
    ways = product(*(range(valid[layer] + 1) for layer in layers))
    return layers, [way for way in ways if sum(way) == together]


@given(rounds())
@MANY
def test_no_hidden_count_follows_from_total_and_shown_layers(drawn):
    rows, valid = drawn
    hidden = hidden_layers(rows, valid)
    small = {layer for layer, papers in enumerate(valid) if 0 < papers < SMALL}
    assert small <= hidden
    assert bool(hidden) == bool(small)
    assert len(hidden) != 1
    if len(hidden) == len(valid):
        return  # nothing but the totals is shown
    for row in rows:
        layers, ways = possible(row, valid, hidden)
        for place in range(len(layers)):
            assert len({way[place] for way in ways}) > 1


@st.composite
def single_names(draw):
    """Draw papers of a few layers, each with one of two names or none."""
    papers = st.lists(st.integers(0, 2), max_size=7)
    layers = draw(st.lists(papers, min_size=3, max_size=4))
    rows = [tuple(layer.count(name) for layer in layers) for name in (1, 2)]
    return rows, [len(layer) for layer in layers]


@given(single_names())
@MANY
def test_one_name_a_paper_gives_nothing_away_either(drawn):
    """The names of a layer then sum to at most its papers: tried as tables, both names at once."""
    rows, valid = drawn
    hidden = hidden_layers(rows, valid)
    if not hidden or len(hidden) == len(valid):
        return
    layers = sorted(hidden)
    tables = [
        table
        for table in product(*(possible(row, valid, hidden)[1] for row in rows))
        if all(sum(way[at] for way in table) <= valid[layer] for at, layer in enumerate(layers))
    ]
    for name, place in product(range(len(rows)), range(len(layers))):
        assert len({table[name][place] for table in tables}) > 1


@given(rounds())
@MANY
def test_weighted_layers_are_hidden_all_or_none(drawn):
    rows, valid = drawn
    hidden = hidden_layers(rows, valid, weighted=True)
    small = any(0 < papers < SMALL for papers in valid)
    assert hidden == (frozenset(range(len(valid))) if small else frozenset())


def test_worked_out_by_hand():
    assert hidden_layers([(3, 20)], (10, 40)) == frozenset()
    assert hidden_layers([(3, 20)], (3, 40)) == {0, 1}  # two layers, one of them small: both
    assert hidden_layers([(2, 4, 20)], (3, 10, 40)) == {0, 1}
    assert hidden_layers([(0, 0, 20)], (3, 10, 40)) == {
        0,
        1,
        2,
    }  # together nothing: each would be known to be 0
    assert hidden_layers([(3, 10, 20)], (3, 10, 40)) == {0, 1, 2}  # together everybody
    assert hidden_layers([(1, 1, 5, 9)], (3, 4, 10, 12)) == {0, 1}
    assert hidden_layers([(0, 7)], (0, 9)) == frozenset()  # nobody voted there, nothing is to be hidden
