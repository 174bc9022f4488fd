"""Which layers of a round are shown apart, so that nobody's vote in a small one can be worked out. PURE.

A layer with fewer than five valid papers is hidden, and with it as many others as it takes (domain, edge case 38):
whoever knows every total, every layer that is shown and how many voted in each layer must not be able to work out
a hidden count. What the totals say by themselves no hiding can take back.
"""

from collections.abc import Iterable, Sequence

SMALL = 5
"""Layers with fewer valid papers are small."""


def hidden_layers(
    by_layer: Sequence[Sequence[int]], valid: Sequence[int], *, weighted: bool = False
) -> frozenset[int]:
    """Return the layers that are not shown, by number; `by_layer` holds a row of votes a name, a number a layer.

    None where no layer is small, otherwise at least two: the small ones, then one by one those with fewest papers,
    until no count of theirs follows from the rest. Where layers are `weighted` a score says more than a total does:
    then all are hidden, and the plan check warns that a score may still betray a small layer.
    """
    voting = sorted((number for number, papers in enumerate(valid) if papers), key=lambda n: (valid[n], n))
    small = [number for number in voting if valid[number] < SMALL]
    if not small or len(valid) < 2:
        return frozenset()
    for many in range(max(len(small), 2), 0 if weighted else len(voting)):
        hidden = voting[:many]
        if not any(followed(row, valid, hidden) for row in by_layer):
            return frozenset(hidden)
    return frozenset(range(len(valid)))


def followed(votes: Sequence[int], valid: Sequence[int], hidden: Iterable[int]) -> bool:
    """Say whether a name's votes in one of the hidden layers follow from their sum and the papers of each."""
    hidden = list(hidden)
    together = sum(votes[layer] for layer in hidden)
    papers = sum(valid[layer] for layer in hidden)
    return any(max(0, together - (papers - valid[layer])) == min(together, valid[layer]) for layer in hidden)
