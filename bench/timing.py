"""What all parts share: the best of a few rounds, in turn, and the one way a ratio is printed."""

import time
from collections.abc import Callable, Mapping
from typing import Any

Clock = Callable[[], float]


def timed(act: Callable[[], Any], clock: Clock = time.perf_counter) -> float:
    """Return the seconds that `act` took."""
    began = clock()
    act()
    return clock() - began


def best_of(
    rounds: int, acts: Mapping[str, Callable[[], Any]], clock: Clock = time.perf_counter
) -> dict[str, float]:
    """Run all acts in turn, `rounds` times over, so that a busy moment hits all; return the best seconds of each."""
    best = dict.fromkeys(acts, float("inf"))
    for _ in range(rounds):
        for name, act in acts.items():
            best[name] = min(best[name], timed(act, clock))
    return best


def print_ratio(what: str, ours: float, beside: str, theirs: float) -> None:
    """Print one line: the ratio, what it is of, and the seconds it was made from."""
    print(f"{ours / theirs:7.2f} x  {what}, beside {beside}  ({ours:.4g} s / {theirs:.4g} s)", flush=True)
