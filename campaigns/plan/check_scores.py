"""Checks of what is computed: weights, full marks, trimming, correction, ties, who goes on. PURE.

Each check takes the plan and yields findings; it is found by its name in `check.CHECKS`.
"""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from campaigns.plan.articles import ARITHMETIC, CUSTOM
from campaigns.plan.findings import Finding, error, warning
from campaigns.plan.numbers import plain
from campaigns.plan.rules import (
    Advance,
    Composite,
    Correction,
    CorrectionMethod,
    Interview,
    Level,
    Place,
    Plan,
    RankBy,
    Stage,
    Ties,
    WrittenExam,
)
from campaigns.plan.rules_later import Assessment, Inspection, PublicComment, Recommendation
from oversight.words import gettext_noop

WHOLE = Decimal(100)


def full_marks_of(stage: Stage) -> Fraction | None:
    """Return the highest score that a stage can give, None where it gives none or it is not known.

    Written exam and interview: their papers or parts as they are weighted; composite and inspection: 100;
    assessment: the best grade.
    """
    if isinstance(stage, WrittenExam):
        if stage.scale_to is not None:
            return Fraction(stage.scale_to)
        return sum_of(stage.papers) if stage.papers else Fraction(stage.full_marks)
    if isinstance(stage, Interview):
        return _full_marks_of_interview(stage)
    if isinstance(stage, Composite):
        return WHOLE_SCORE if all(c.factor is None for c in stage.weights.values()) else None
    if isinstance(stage, Assessment | PublicComment) and stage.grades:
        return Fraction(max(grade.value for grade in stage.grades))
    if isinstance(stage, Inspection) and stage.rubric:
        return WHOLE_SCORE
    if isinstance(stage, Recommendation):
        weights = [one.weight for one in stage.factors or stage.layers if one.weight is not None]
        return Fraction(sum(weights)) if weights else None
    return None


WHOLE_SCORE = Fraction(100)


def gives_score(stage: Stage) -> bool:
    """Return whether a stage's outcome carries a score that a composite or a tie chain may use."""
    return isinstance(stage, Composite) or full_marks_of(stage) is not None


def sum_of(items: tuple[Any, ...]) -> Fraction:
    """Return the full mark of papers together: full mark times weight per cent, summed."""
    return sum((Fraction(item.full_marks) * Fraction(item.weight) / 100 for item in items), Fraction(0))


def _full_marks_of_interview(stage: Interview) -> Fraction:
    if not stage.parts:
        return Fraction(stage.full_marks)
    total = Fraction(0)
    for part in stage.parts:
        share = Fraction(part.weight) / 100 if part.weight is not None else Fraction(part.factor or 0)
        total += Fraction(part.full_marks or stage.full_marks) * share
    return total


def weights(plan: Plan) -> Iterator[Finding]:
    """Per-cent weights of papers, parts, components, groups, layers, rubric items sum to 100 (domain 10).

    Factors count points and are left out.
    """
    for stage in plan.stages:
        for name in ("papers", "parts", "weights", "groups", "rubric", "layers"):
            found = getattr(stage, name, ())
            items = found.values() if isinstance(found, dict) else found
            given = [item.weight for item in items if item.weight is not None]
            if given and sum(given) != WHOLE:
                text = gettext_noop("The weights add up to %(sum)s per cent; they must add up to 100.")
                yield error("weights", ARITHMETIC, (stage.key, name), text, sum=plain(sum(given)))


def weight_or_factor(plan: Plan) -> Iterator[Finding]:
    """A part of an interview and a component have a weight or a factor, one of the two."""
    text = gettext_noop("%(name)s needs either a weight (per cent) or a factor (points), one of the two.")
    for stage in plan.stages:
        if isinstance(stage, Interview):
            for index, part in enumerate(stage.parts):
                if (part.weight is None) == (part.factor is None):
                    place = (stage.key, f"parts[{index + 1}]")
                    yield error("weight_or_factor", ARITHMETIC, place, text, name=part.key)
        if isinstance(stage, Composite):
            for key, component in stage.weights.items():
                if (component.weight is None) == (component.factor is None):
                    place = (stage.key, f"weights.{key}")
                    yield error("weight_or_factor", ARITHMETIC, place, text, name=key)


def components(plan: Plan) -> Iterator[Finding]:
    """A composite takes scores of EARLIER stages, or columns of its own file."""
    keys = [stage.key for stage in plan.stages]
    for index, stage in enumerate(plan.stages):
        if not isinstance(stage, Composite):
            continue
        if not stage.weights:
            text = gettext_noop("A composite needs at least one component.")
            yield error("components", ARITHMETIC, (stage.key, "weights"), text)
        for key in stage.weights:
            place = (stage.key, f"weights.{key}")
            if key in keys[index:]:
                text = gettext_noop(
                    "%(component)s does not stand before this stage; only earlier scores count."
                )
                yield error("components", ARITHMETIC, place, text, component=key)
            elif key in keys and not gives_score(plan.stage(key)):
                text = gettext_noop("%(component)s gives no score that could be counted.")
                yield error("components", ARITHMETIC, place, text, component=key)
            elif near := key not in keys and get_close_matches(key, keys[:index], n=1, cutoff=0.8):
                text = gettext_noop(
                    "No stage is called %(component)s: it must come in the file; or is it %(near)s?"
                )
                yield warning("components", ARITHMETIC, place, text, component=key, near=near[0])


def component_full_marks(plan: Plan) -> Iterator[Finding]:
    """A per-cent component is out of the full mark that its stage gives (100 unless said otherwise)."""
    earlier: dict[str, Stage] = {}
    for stage in plan.stages:
        if isinstance(stage, Composite):
            for key, component in stage.weights.items():
                full = full_marks_of(earlier[key]) if key in earlier else None
                assumed = component.full_marks or WHOLE
                if component.weight is not None and full is not None and full != assumed:
                    text = gettext_noop(
                        "%(component)s is out of %(full)s there but counted as out of %(assumed)s."
                    )
                    place = (stage.key, f"weights.{key}")
                    facts = {"component": key, "full": plain(full), "assumed": plain(assumed)}
                    yield warning("component_full_marks", ARITHMETIC, place, text, **facts)
        earlier[stage.key] = stage


def tie_chains(plan: Plan) -> Iterator[Finding]:
    """Keys of a tie chain are known when the stage is decided: earlier scores, own papers or parts, `unrounded`."""
    earlier: list[Stage] = []
    for stage in plan.stages:
        known = {"unrounded", *pieces_of(stage)}
        known |= {before.key for before in earlier if gives_score(before)}
        for candidate in (*earlier, stage):
            known |= {f"{candidate.key}.{piece}" for piece in pieces_of(candidate)}
        for index, key in enumerate(getattr(stage, "tie_chain", ())):
            if key not in known:
                text = gettext_noop("%(tie)s is not known when this stage is decided; usable: %(known)s.")
                place = (stage.key, f"tie_chain[{index + 1}]")
                yield error("tie_chains", ARITHMETIC, place, text, tie=key, known=", ".join(sorted(known)))
        earlier.append(stage)


def pieces_of(stage: Stage) -> list[str]:
    """Return the keys of a stage's papers, parts, rubric items, or a composite's components."""
    if isinstance(stage, Composite):
        return list(stage.weights)
    items = (*getattr(stage, "papers", ()), *getattr(stage, "parts", ()), *getattr(stage, "rubric", ()))
    return [item.key for item in items]


def chain_wanted(plan: Plan) -> Iterator[Finding]:
    """Whoever lets a chain decide gives a chain."""
    text = gettext_noop("The tie chain shall decide here, but tie_chain is empty: equals stay equal.")
    for stage in plan.stages:
        if getattr(stage, "tie_chain", None) != ():
            continue
        advance = getattr(stage, "advance", None)
        if advance is not None and advance.ties is Ties.CHAIN:
            yield warning("chain_wanted", ARITHMETIC, (stage.key, "advance.ties"), text)
        if getattr(stage, "rank_by", None) is RankBy.CHAIN:
            yield warning("chain_wanted", ARITHMETIC, (stage.key, "rank_by"), text)


def advances(plan: Plan) -> Iterator[Finding]:
    """How many go on is said in exactly one way, and comes to whole people."""
    for stage in plan.stages:
        advance = getattr(stage, "advance", None)
        if advance is None:
            continue
        given = (advance.per_opening is not None) + (advance.count is not None) + advance.all
        if given != 1:
            text = gettext_noop("Say exactly one of per_opening, count and all = true.")
            yield error("advances", ARITHMETIC, (stage.key, "advance"), text)
        yield from _whole_people(plan, stage, advance)
        if advance.substitutes and advance.all:
            text = gettext_noop("Everybody goes on, so nobody is left to step up: substitutes has no effect.")
            yield warning("advances", ARITHMETIC, (stage.key, "advance.substitutes"), text)


def _whole_people(plan: Plan, stage: Stage, advance: Advance) -> Iterator[Finding]:
    for position in plan.positions:
        places = (advance.per_opening or 0) * position.openings
        if places != int(places):
            text = gettext_noop(
                "For position %(code)s this comes to %(places)s people; that is not a whole number."
            )
            facts = {"code": position.code, "places": plain(places)}
            yield warning("advances", ARITHMETIC, (stage.key, "advance.per_opening"), text, **facts)


def trims(plan: Plan) -> Iterator[Finding]:
    """Trimming leaves a mark; by part it needs parts; as many high as low is usual (domain 95, 96)."""
    for stage in plan.stages:
        if not isinstance(stage, Interview):
            continue
        trim, place = stage.trim, (stage.key, "trim")
        dropped = trim.highest + trim.lowest
        if dropped and trim.minimum_judges is not None and trim.minimum_judges <= dropped:
            text = gettext_noop(
                "With %(judges)s judges, dropping %(dropped)s leaves no mark; raise minimum_judges."
            )
            yield error(
                "trims", ARITHMETIC, (stage.key, "trim.minimum_judges"), text,
                judges=trim.minimum_judges, dropped=dropped,
            )  # fmt: skip
        if trim.level is Level.PART and not stage.parts:
            text = gettext_noop("Trimming by part needs parts.")
            yield error("trims", ARITHMETIC, (stage.key, "trim.level"), text)
        if trim.highest != trim.lowest:
            text = gettext_noop(
                "%(highest)s highest but %(lowest)s lowest are dropped; usually as many of each."
            )
            yield warning("trims", CUSTOM, place, text, highest=trim.highest, lowest=trim.lowest)
        if dropped and trim.minimum_judges is not None and trim.minimum_judges < 5:
            text = gettext_noop(
                "Panels have 5 to 10 judges, usually 7 or 9; below 5 nothing is usually trimmed."
            )
            yield warning("trims", CUSTOM, (stage.key, "trim.minimum_judges"), text)


def corrections(plan: Plan) -> Iterator[Finding]:
    """Panel correction can be computed and each of its settings has an effect (methods M1 to M7)."""
    for stage in plan.stages:
        if not isinstance(stage, Interview):
            continue
        rule = stage.correction
        if rule.lowest is not None and rule.highest is not None and rule.lowest >= rule.highest:
            text = gettext_noop("No score lies between %(lowest)s and %(highest)s: the means would be empty.")
            facts = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
            yield error("corrections", ARITHMETIC, (stage.key, "correction.lowest"), text, **facts)
        for name in _without_effect(rule):
            text = gettext_noop("%(setting)s has no effect with this method of correction.")
            yield warning("corrections", ARITHMETIC, (stage.key, f"correction.{name}"), text, setting=name)
        if rule.method is CorrectionMethod.MEAN_OF_MEANS and rule.mean_digits is None:
            text = gettext_noop(
                "Published rules say to how many decimals room means are rounded, mostly 2 or 4."
            )
            yield warning("corrections", CUSTOM, (stage.key, "correction.mean_digits"), text)


def _without_effect(rule: Correction) -> list[str]:
    """Return the settings that the chosen method does not look at."""
    changed = [f.name for f in fields(rule) if f.name != "method" and getattr(rule, f.name) != f.default]
    if rule.method is CorrectionMethod.NONE:
        return changed
    idle = {"trim_pool", "trim_each"} if rule.method is CorrectionMethod.MEAN_OF_MEANS else set()
    if not rule.trim_room:
        idle.add("trim_each")
    return [name for name in changed if name in idle]


def pass_marks(plan: Plan) -> Iterator[Finding]:
    """A pass mark can be reached."""
    for stage in plan.stages:
        pass_mark, full = getattr(stage, "pass_mark", None), full_marks_of(stage)
        if pass_mark is not None and full is not None and pass_mark > full:
            text = gettext_noop(
                "The pass mark %(pass_mark)s is above the full mark %(full)s: nobody could pass."
            )
            facts = {"pass_mark": plain(pass_mark), "full": plain(full)}
            yield error("pass_marks", ARITHMETIC, (stage.key, "pass_mark"), text, **facts)


def rounding_places(plan: Plan) -> Iterator[Finding]:
    """Digits are said only for places where rounding happens."""
    for place in Place:
        name = f"{place.value}_digits"
        if getattr(plan.rounding, name, None) is not None and place not in plan.rounding.places:
            text = gettext_noop("Nothing is rounded at %(at)s, so these digits only say how it is printed.")
            yield warning("rounding_places", ARITHMETIC, ("rounding", name), text, at=place.value)
