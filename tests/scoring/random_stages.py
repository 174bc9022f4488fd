"""Random stages as text: a stage of the plan and its files, for entrants that are known. Standard library only.

Small numbers make equals, blanks and empty groups common. Now and then a stage of the later kinds is spoiled: a line
is left out or an answer stays open, so that it cannot be decided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from oversight import verify

GRADES = [("good", 100), ("fair", 60), ("bad", 0)]


@dataclass
class Drawn:
    """A stage: its lines in the plan without kind and key, and its files by ending (`""`, `.turnout`, …)."""

    lines: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def file(self, ending: str, header: str, rows: list[str]) -> None:
        """Keep a file."""
        self.files[ending] = "\n".join([header, *rows]) + "\n"


@dataclass(frozen=True)
class Scene:
    """What a stage is drawn for: entrants as (position, id), openings by position, keys that gave scores."""

    rng: Random
    key: str
    people: list[tuple[str, str]]
    openings: Mapping[str, int]
    scored: list[str]

    def may(self, chance: float = 0.5) -> bool:
        """Return True as often as `chance` says."""
        return self.rng.random() < chance

    @property
    def ids(self) -> list[str]:
        """The entrants' ids."""
        return [id_ for _, id_ in self.people]


def ending(scene: Scene, drawn: Drawn, parts: list[str], pass_mark: bool = True, chain: bool = True) -> None:
    """Draw what every ranked stage may have."""
    rng = scene.rng
    if pass_mark and scene.may(0.3):
        drawn.lines.append(f"pass_mark = {rng.choice([1, 40, 60])}")
    keys = rng.sample([*parts, "unrounded"], rng.randint(0, min(2, len(parts) + 1))) if chain else []
    if keys:
        drawn.lines.append(f"tie_chain = {keys}".replace("'", '"'))
    if chain and scene.may(0.3):
        drawn.lines.append('rank_by = "chain"')
    if scene.may(0.7):
        ties = rng.choice(["all", "chain", "refuse"] if keys else ["all", "refuse"])
        how = rng.choice([f"count = {rng.randint(1, 3)}", f"per_opening = {rng.choice(['1', '1.5', '2'])}"])
        steps = f", substitutes = {rng.randint(1, 2)}" if scene.may(0.3) else ""
        drawn.lines.append(f'advance = {{ {how}, ties = "{ties}"{steps} }}')


def weights(rng: Random, count: int) -> list[int]:
    """Return `count` whole weights that add up to 100."""
    cuts = sorted(rng.sample(range(1, 100), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]


def mark(rng: Random, most: int = 100) -> str:
    """Return a mark; coarse ones are common."""
    return rng.choice(
        [str(rng.choice([0.6, 0.7, 0.8])), f"{rng.randint(0, 4)}", f"{rng.random() * most:.2f}"]
    )


def written_exam(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    papers = ["law", "essay"][: rng.randint(1, 2)]
    each = zip(papers, weights(rng, len(papers)), strict=True)
    listed = ", ".join(f'{{ key = "{key}", weight = {weight} }}' for key, weight in each)
    drawn.lines.append(f"papers = [ {listed} ]")
    if scene.may(0.2):
        drawn.lines.append("scale_to = 150")
    ending(scene, drawn, papers)
    rows = []
    for id_ in scene.ids:
        cells = [rng.choice([mark(rng)] * 12 + ["absent", "misconduct", ""]) for _ in papers]
        if scene.may(0.95):
            rows.append(",".join([id_, *cells]))
    drawn.file("", ",".join(["id", *papers]), rows)
    return drawn


def interview(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    parts = ["speech", "answers"] if scene.may(0.4) else []
    if parts:
        each = zip(parts, weights(rng, 2), strict=True)
        listed = ", ".join(f'{{ key = "{key}", weight = {weight} }}' for key, weight in each)
        drawn.lines.append(f"parts = [ {listed} ]")
    trim = rng.choice(["", "highest = 1, lowest = 1", "highest = 1, lowest = 1, minimum_judges = 5"])
    if trim:
        level = ', level = "part"' if parts and scene.may() else ""
        drawn.lines.append(f"trim = {{ {trim}{level} }}")
    if scene.may(0.4):
        method = rng.choice(["mean_of_means", "pooled_mean"])
        drawn.lines.append(f'correction = {{ method = "{method}", mean_digits = 2, coefficient_digits = 4 }}')
    ending(scene, drawn, parts)
    rows = []
    for id_ in scene.ids:
        room = rng.choice("12")
        for judge in "abcde"[: rng.choice([0, 3, 4, 5])]:
            absent = scene.may(0.05)
            for part in parts or [""]:
                cells = [id_, f"r{room}", judge, *([part] if part else []), "absent" if absent else mark(rng)]
                rows.append(",".join(cells))
    drawn.file("", "id,panel,judge,part,score" if parts else "id,panel,judge,score", rows)
    return drawn


def composite(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    components = rng.sample([*scene.scored, "bonus"], rng.randint(1, min(3, len(scene.scored) + 1)))
    each = zip(components, weights(rng, len(components)), strict=True)
    drawn.lines.append("weights = { " + ", ".join(f"{key} = {weight}" for key, weight in each) + " }")
    ending(scene, drawn, [key for key in components if key != "bonus"])
    if "bonus" in components:
        drawn.file(
            "", "id,bonus", [f"{id_},{rng.choice(['', 'absent', *[mark(rng)] * 8])}" for id_ in scene.ids]
        )
    return drawn


def vetoes(scene: Scene, groups: str = "") -> str:
    """Return the line of vetoes, "" for none."""
    rules = []
    for _ in range(scene.rng.choice([0, 0, 1, 2])):
        rate = "+".join(scene.rng.sample([key for key, _ in GRADES], scene.rng.randint(1, 2)))
        bound = scene.rng.choice(["at_least", "above", "at_most", "below"])
        group = f', group = "{scene.rng.choice(groups)}"' if groups and scene.may(0.3) else ""
        share = scene.rng.choice(["1/4", "1/3", "0.5", "2/3"])
        rules.append(f'{{ rate = "{rate}", {bound} = "{share}"{group} }}')
    return f"veto = [ {', '.join(rules)} ]" if rules else ""


def grades_line() -> str:
    """Return the line of grades."""
    return "grades = [ " + ", ".join(f'{{ key = "{key}", value = {n} }}' for key, n in GRADES) + " ]"


def assessment(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    groups = "ABC"[: rng.randint(1, 3)]
    each = zip(groups, weights(rng, len(groups)), strict=True)
    listed = ", ".join(f'{{ key = "{key}", weight = {weight}, due = 9 }}' for key, weight in each)
    how = rng.choice(["issued", "returned", "valid", "valid_minus_abstain"])
    drawn.lines += [f"groups = [ {listed} ]", grades_line(), f'denominator = "{how}"', vetoes(scene, groups)]
    ending(scene, drawn, [])
    valid, turnout, rows = {}, [], []
    for group in groups:
        issued = rng.randint(0, 9)
        returned = rng.randint(issued // 2, issued)
        void = rng.randint(0, min(2, returned))
        valid[group] = returned - void
        turnout.append(f"{group},{issued},{returned},{void}")
    for id_ in scene.ids:
        if scene.may(0.1):
            continue
        for group in groups:
            rows += [f"{id_},{group},{key},{n}" for key, n in shared_out(rng, valid[group])]
    drawn.file("", "id,group,grade,count", rows)
    drawn.file(".turnout", "group,issued,returned,void", turnout)
    return drawn


def shared_out(rng: Random, total: int) -> list[tuple[str, int]]:
    """Return counts by grade, abstentions among them, that add up to `total` at most."""
    counts, left = [], total
    for key in [*(key for key, _ in GRADES), "abstain"]:
        n = rng.randint(0, left)
        counts.append((key, n))
        left -= n
    return counts


def recommendation(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    turns, rows, turnout = [], [], []
    for number in range(rng.randint(1, 2)):
        most = rng.randint(1, 3)
        kept = rng.choice([f"keep = {rng.randint(1, 3)}", f"per_opening = {rng.choice(['1', '1.5', '2'])}"])
        least = ', threshold = "1/3"' if scene.may(0.3) else ""
        turns.append(f'{{ key = "r{number}", max_names = {most}, {kept}{least} }}')
        papers = rng.randint(1, 7)
        over = 0
        for paper in range(papers):
            names = rng.sample(scene.ids, min(len(scene.ids), rng.randint(0, most + 1)))
            over += len(names) > most
            rows += [f"r{number},{paper + 1},{id_}" for id_ in names or [""]]
        turnout.append(f"r{number},{papers + rng.randint(0, 2)},{papers},{over}")
    drawn.lines.append(f"rounds = [ {', '.join(turns)} ]")
    drawn.file("", "round,ballot,id", rows)
    drawn.file(".turnout", "round,issued,returned,void", turnout)
    return drawn


def vote(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    drawn.lines += ["due = 9", f"max_ballots = {rng.randint(1, 2)}"]
    rows: list[str] = []
    header = "ballot,id,agree,disagree,abstain,present"
    standing = scene.people
    for ballot in (1, 2) if "max_ballots = 2" in drawn.lines else (1,):
        present = rng.randint(6, 9)
        for _, id_ in standing:
            agree = rng.randint(present - 5, present)
            no = rng.randint(0, present - agree)
            rows.append(f"{ballot},{id_},{agree},{no},{present - agree - no},{present}")
        cells = [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]
        stage = {"kind": "vote", "due": 9, "max_ballots": 1}
        positions = [{"code": code, "openings": n} for code, n in scene.openings.items()]
        held = verify.calculate({"positions": positions, "stages": [stage]}, "vote", scene.people, cells)
        elected = {line.id: line.position for line in held.lines if line.standing == "advanced"}
        filled = [code for code, n in scene.openings.items() if list(elected.values()).count(code) >= n]
        standing = [one for one in scene.people if one[1] not in elected and one[0] not in filled]
    drawn.file("", header, rows)
    return drawn


def public_comment(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    if scene.may(0.75):
        how = rng.choice(["valid", "valid_minus_abstain"])
        drawn.lines += [grades_line(), f'denominator = "{how}"', vetoes(scene)]
        ending(scene, drawn, [], pass_mark=False, chain=False)
        rows = []
        for id_ in scene.ids:
            if scene.may(0.9):
                counts = shared_out(rng, rng.randint(0, 9))
                rows += [f"{id_},{key},{n}" for key, n in counts]
        drawn.file("", "id,grade,count", rows)
    if scene.may():
        opinions = [f"{id_},opinion,{DAY},言" for id_ in scene.ids for _ in range(rng.randint(0, 2))]
        drawn.file(".answers", "id,item,day,note", opinions)
    return drawn


DAY = "2026-03-02"
FIRM = ["no_objection"] * 12 + ["adverse"]


def spoilt(scene: Scene, rows: list[str], changes: list[tuple[str, str]]) -> list[str]:
    """Return the rows, now and then without one of them or with one answer left open."""
    rng = scene.rng
    if rows and scene.may(0.15):
        at = rng.randrange(len(rows))
        old, new = rng.choice(changes)
        rest = [rows[at].replace(old, new)] if scene.may() else []
        return rows[:at] + rest + rows[at + 1 :]
    return rows


OPEN = [("no_objection", "to_verify"), ("adverse", "to_verify")]


def inspection(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    asked = ["archive", "personal_matters", "discipline", "petitions"]
    if scene.may(0.3):
        asked = rng.sample(asked, 2)
        drawn.lines.append(f"musts = {asked}".replace("'", '"'))
    signers = ["党委(党组)书记", "纪委书记(纪检组长)"]
    if scene.may(0.3):
        signers = ["甲", "乙", "丙"]
        drawn.lines.append('signers = [ "甲", "乙", "丙" ]')
    rows = [f"{id_},{must},考察组,{rng.choice(FIRM)},{DAY},注" for id_ in scene.ids for must in asked]
    rows += [f"{id_},integrity,{who},{rng.choice(FIRM)},{DAY},注" for id_ in scene.ids for who in signers]
    rows += [f"{id_},overall,考察组,{rng.choice(FIRM)},{DAY},注" for id_ in scene.ids if scene.may(0.2)]
    rows = spoilt(scene, rows, OPEN)
    if scene.may(0.6):
        items = ["work", "character"][: rng.randint(1, 2)]
        each = zip(items, weights(rng, len(items)), strict=True)
        full = rng.choice([100, 10, 30])
        listed = ", ".join(f'{{ key = "{key}", weight = {n}, full_marks = {full} }}' for key, n in each)
        drawn.lines.append(f"rubric = [ {listed} ]")
        ending(scene, drawn, items)
        marks = [
            f"{id_},{who},{item},{rng.choice(['absent', *[mark(rng, full)] * 9])}"
            for id_ in scene.ids
            if scene.may(0.95)
            for who in rng.sample(["丁", "戊", "己"], rng.choice([1, 2, 3, 3, 3]))
            for item in items
        ]
        drawn.file("", "id,assessor,item,score", marks)
    else:
        people = scene.ids if scene.may(0.9) else scene.ids[:0]
        rows += [f"{id_},talk,{who},noted,{DAY},谈" for id_ in people for who in ("丁", "戊")]
    drawn.file(".answers", "id,item,by,answer,day,note", rows)
    return drawn


def joint_appraisal(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    organs = ["discipline", "audit", "petitions"][: rng.randint(1, 3)]
    listed = ", ".join(f'{{ key = "{key}" }}' for key in organs)
    drawn.lines += [f"organs = [ {listed} ]", f'adverse = "{rng.choice(["disqualify"] * 3 + ["hold"])}"']
    rows = [f"{id_},{organ},{rng.choice(FIRM)},{DAY},注" for id_ in scene.ids for organ in organs]
    drawn.file("", "id,organ,answer,day,note", spoilt(scene, rows, OPEN))
    return drawn


def deliberation(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    parties = ["党组", "分管领导"][: rng.randint(0, 2)]
    if parties:
        drawn.lines.append(f"parties = {parties}".replace("'", '"'))
    if scene.may(0.4):
        drawn.lines.append(f"advance = {{ {rng.choice(['count = 2', 'per_opening = 2'])} }}")
    voices = ["agree", "agree", "disagree", "defer", "silent"]
    rows = [f"{id_},{who},{rng.choice(voices)},{DAY},注" for id_ in scene.ids for who in parties]
    rows += [f"{id_},-,{rng.choice(['keep', 'keep', 'drop'])},{DAY},注" for id_ in scene.ids]
    drawn.file(
        "", "id,party,opinion,day,note", spoilt(scene, rows, [("drop", "keep"), (",agree,", ",defer,")])
    )
    return drawn


def publicity(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn()
    if scene.may(0.15):
        drawn.lines.append('exempt = "涉密"')
        return drawn
    days = rng.choice([5, 7])
    posted = date(2024, 1, 1) + timedelta(days=rng.randrange(1000))
    if days != 5:
        drawn.lines.append(f"days = {days}")
    if days == 7 and scene.may():
        drawn.lines.append('unit = "calendar"')
    if scene.may(0.2):
        drawn.lines.append("start_excluded = false")
    ended = posted + timedelta(days=rng.choice([4, 6, 8, 9, 12, 20, 20, 20]))
    lines = []
    for id_ in scene.ids:
        lines.append(f"{id_},posted,,,posted,{posted},")
        if scene.may(0.8):
            lines.append(f"{id_},ended,,,ended,{ended},延长")
        for number in range(1, rng.choice([0, 0, 0, 1, 2]) + 1):
            channel = rng.choice(["named", "anonymous"]) + "." + rng.choice(["counter", "phone", "post"])
            lines.append(f"{id_},objection,{channel},{number},raised,{posted},反映")
            how = rng.choice(["untrue", "minor", "serious"])
            lines.append(f"{id_},settlement,,{number},{how},{ended},处理")
    changes = [(how, "deferred") for how in ("untrue", "minor", "serious")]
    drawn.file("", "id,item,channel,number,answer,day,note", spoilt(scene, lines, changes))
    return drawn


def appointment(scene: Scene) -> Drawn:
    rng, drawn = scene.rng, Drawn(["extension_months = 3"])
    lines = []
    for id_ in scene.ids:
        said = rng.choice(["appointed", "appointed", "declined", "not_appointed"])
        lines.append(f"{id_},decision,,{said},{DAY},注")
        if said != "appointed":
            continue
        if scene.may(0.3):
            lines.append(f"{id_},training,,{rng.choice(['completed', 'completed', 'failed'])},{DAY},注")
        elif scene.may(0.3):
            trials = rng.choice(
                [["confirmed"], ["extended"], ["extended", "removed"], ["extended", "confirmed"]]
            )
            lines += [f"{id_},trial,{number},{how},{DAY},注" for number, how in enumerate(trials, start=1)]
    drawn.file("", "id,step,number,answer,day,note", spoilt(scene, lines, [("x", "x")]))
    return drawn


DRAW: dict[str, Callable[[Scene], Drawn]] = {
    "written_exam": written_exam,
    "interview": interview,
    "composite": composite,
    "assessment": assessment,
    "public_comment": public_comment,
    "recommendation": recommendation,
    "inspection": inspection,
    "joint_appraisal": joint_appraisal,
    "deliberation": deliberation,
    "vote": vote,
    "publicity": publicity,
    "appointment": appointment,
}
"""In the order of the law."""
SCORED = {"written_exam", "interview", "composite", "assessment"}
"""Kinds whose score a composite may count, whatever their rules."""
