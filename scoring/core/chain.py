"""What orders equals: the columns behind the keys of a `tie_chain`. PURE.

A key is an earlier stage, `stage.paper` or `stage.part` of one, a paper, part or component of the stage
itself, or "unrounded": the stage's score without its own rounding places. Higher comes first, a missing
value last.
"""

from collections.abc import Callable, Mapping, Sequence

from scoring.core.fixed import Column
from scoring.core.values import Earlier

UNROUNDED = "unrounded"


def found_earlier(key: str, earlier: Mapping[str, Earlier]) -> Column | None:
    """Return the column of `stage` or `stage.part` from earlier stages, None where there is none of that
    name.
    """
    if key in earlier:
        return earlier[key].score
    stage, _, part = key.partition(".")
    return earlier[stage].parts.get(part) if stage in earlier and part else None


def chain_columns(
    keys: Sequence[str],
    *,
    stage: str,
    earlier: Mapping[str, Earlier],
    own: Mapping[str, Column],
    unrounded: Callable[[], Column],
) -> dict[str, Column]:
    """Return the chain's columns, first key first; the stage's own keys, also as `stage.paper`, come before
    earlier stages of the same name. KeyError for a key that names nothing.
    """
    columns: dict[str, Column] = {}
    for key in keys:
        column = unrounded() if key == UNROUNDED else own.get(key.removeprefix(f"{stage}."))
        column = found_earlier(key, earlier) if column is None else column
        if column is None:
            raise KeyError(key)
        columns[key] = column
    return columns
