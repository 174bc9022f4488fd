"""The canonical file of an outcome, whose SHA-256 is the outcome's digest. PURE."""

import csv
from io import StringIO

from scoring.core.fixed import Column, bound_of, printed_texts
from scoring.core.values import STANDINGS, Entrants, Outcome

HEADER = "position,id,score,rank,standing,exact\n"


def outcome_csv(entrants: Entrants, outcome: Outcome) -> bytes:
    """Return an outcome as UTF-8 CSV: a line a row in output order, newlines as LF.

    `exact` is "num/den" where the exact score is not the printed one, else empty. Fields are quoted only
    where a comma, a quotation mark or a line break makes it necessary.
    """
    order = outcome.order.tolist()
    scores = printed_texts(outcome.printed, outcome.score.present, outcome.digits)
    exact = exact_texts(outcome)
    ranks, standings = outcome.rank.tolist(), outcome.standing.tolist()
    codes = [quoted(code) for code in entrants.positions]
    positions, ids = entrants.position.tolist(), [quoted(text) for text in entrants.ids]
    names = [standing.value for standing in STANDINGS]
    lines = [
        f"{codes[positions[row]]},{ids[row]},{scores[row]},"
        f"{ranks[row] or ''},{names[standings[row]]},{exact[row]}\n"
        for row in order
    ]
    return (HEADER + "".join(lines)).encode()


def quoted(text: str) -> str:
    """Return a CSV field, quoted where it has to be."""
    if text.isalnum():
        return text
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow([text, ""])
    return out.getvalue().removesuffix(",\n")


def exact_texts(outcome: Outcome) -> list[str]:
    """Return "num/den" for rows whose printed score is not the exact one, "" for all others."""
    score, unit = outcome.score, 10**outcome.digits
    if _printed_exactly(score, unit):
        return [""] * len(score)
    texts = []
    for value, shown in zip(score.values(), outcome.printed.tolist(), strict=True):
        if value is None or value * unit == shown:
            texts.append("")
        else:
            texts.append(f"{value.numerator}/{value.denominator}")
    return texts


def _printed_exactly(score: Column, unit: int) -> bool:
    """Whether the column's denominator alone says that every score is printed as it is."""
    return not score.wide and unit % score.denominator == 0 and bound_of(score.numerators) < 2**62
