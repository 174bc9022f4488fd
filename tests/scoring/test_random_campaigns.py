"""1,000 random campaigns, all kinds of stage among them: engine and verifier's calculator write the same outcomes.

The engine reads each campaign as a folder, as a replay does; the verifier gets plan and rows of the same files. Where
one of them can give no outcome (an answer is missing, equals lie across a border), the other can give none either.
"""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from campaigns.workdays import seed_calendar
from oversight import verify
from oversight.words import Mistaken
from scoring.core.canonical import outcome_csv
from scoring.folder import decide_folder, read_folder
from tests.scoring.random_stages import DRAW, SCORED, Scene

YEARS = seed_calendar().years
CALENDAR = verify.Calendar(
    dict.fromkeys(YEARS, ""),
    frozenset(day for year in YEARS.values() for day in year.holidays),
    frozenset(day for year in YEARS.values() for day in year.workdays),
)


class Campaign:
    """A campaign in the making: its files, and what the verifier says of each stage."""

    def __init__(self, rng: Random, folder: Path):
        self.rng = rng
        self.folder = folder
        sizes = [rng.randint(1, 5) for _ in range(rng.randint(1, 2))]
        self.openings = {f"P{n}": rng.randint(1, 2) for n in range(len(sizes))}
        self.plan = "\n".join(
            ['format = 1\n[campaign]\ncode = "X"\ntitle = "随机"\nmethod = "custom"\n', self.rounding()]
            + [
                f'[[positions]]\ncode = "{p}"\ntitle = "职位"\nopenings = {n}'
                for p, n in self.openings.items()
            ]
            + ['[[stages]]\nkind = "registration"\n']
        )
        applied = [(f"P{n}", f"e{n}{place}") for n, size in enumerate(sizes) for place in range(size)]
        left = ["withdrawn" if rng.random() < 0.08 else "" for _ in applied]
        rows = [f"{id_},{p},人,{gone},{gone and 'x'}" for (p, id_), gone in zip(applied, left, strict=True)]
        self.write("applications", "\n".join(["id,position,name,standing,reason", *rows]) + "\n")
        self.results: dict[str, verify.Result] = {}
        self.refused = ""
        self.calculate("registration", [])

    def rounding(self) -> str:
        """Return how the campaign rounds."""
        places = self.rng.sample(
            ["panel", "coefficient", "component", "weighted", "total"], self.rng.randint(0, 5)
        )
        mode = self.rng.choice(["half_up", "half_even", "down"])
        listed = ", ".join(f'"{place}"' for place in places)
        return f'[rounding]\ndigits = {self.rng.randint(0, 3)}\nmode = "{mode}"\nplaces = [ {listed} ]\n'

    def write(self, stem: str, text: str) -> None:
        """Keep a file in the folder."""
        (self.folder / f"{stem}.csv").write_text(text, encoding="utf-8")

    def rows(self, stem: str) -> list[dict[str, str]]:
        """Return a file's rows as the verifier reads them."""
        file = self.folder / f"{stem}.csv"
        return verify.read_csv(file.read_bytes(), file.name) if file.exists() else []

    @property
    def people(self) -> list[tuple[str, str]]:
        """Who advanced so far, in the order of applications."""
        last = list(self.results.values())[-1]
        return sorted((line.position, line.id) for line in last.lines if line.standing == "advanced")

    def add(self, kind: str) -> None:
        """Draw a stage with its evidence and calculate it."""
        people = self.people
        scored = [key for key in self.results if key in SCORED]
        drawn = DRAW[kind](Scene(self.rng, kind, people, self.openings, scored))
        self.plan += "\n".join([f'[[stages]]\nkind = "{kind}"', *drawn.lines]) + "\n"
        for ending, text in drawn.files.items():
            self.write(kind + ending, text)
        if self.rng.random() < 0.2:
            gone = self.rng.choice(people)[1]
            how = self.rng.choice(["withdrawn", "disqualified"])
            self.write(f"{kind}.checks", f"id,standing,reason\n{gone},{how},x\n")
        self.calculate(kind, people)

    def calculate(self, key: str, people: list[tuple[str, str]]) -> None:
        """Let the verifier calculate a stage; `refused` says why it cannot."""
        earlier = {name: marks for result in self.results.values() for name, marks in result.values.items()}
        registered = self.results.get("registration")
        try:
            self.results[key] = verify.calculate(
                verify.read_plan(self.plan.encode()),
                key,
                people,
                self.rows("applications" if key == "registration" else key),
                checks=self.rows(f"{key}.checks"),
                turnout=self.rows(f"{key}.turnout"),
                answers=self.rows(f"{key}.answers"),
                earlier=earlier,
                openings=registered.openings if registered else None,
                calendar=CALENDAR,
            )
        except verify.Refused as refused:
            self.refused = refused.text


def drawn(rng: Random, folder: Path) -> Campaign:
    """Return a random campaign: up to four stages in the order of the law, one of the later kinds among them."""
    campaign = Campaign(rng, folder)
    kinds = rng.sample(list(DRAW), rng.randint(1, 4))
    if "appointment" in kinds and "publicity" not in kinds:
        kinds.append("publicity")  # an appointment without one is no plan
    for kind in sorted(kinds, key=list(DRAW).index):
        if campaign.refused or not campaign.people:
            break
        campaign.add(kind)
    (folder / "plan.toml").write_text(campaign.plan, encoding="utf-8")
    return campaign


@pytest.mark.parametrize("hundred", range(10))
def test_random_campaigns(hundred: int, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(100 * hundred, 100 * hundred + 100):
        folder = tmp_path / str(seed)
        folder.mkdir()
        campaign = drawn(Random(seed), folder)
        try:
            decisions = decide_folder(read_folder(folder))
        except Mistaken as mistaken:
            said = [f"{mistake.file}:{mistake.line}: {mistake.what}" for mistake in mistaken.mistakes]
            assert campaign.refused, (seed, said)
            assert not any(mistake.file == "plan.toml" for mistake in mistaken.mistakes), (seed, said)
            seen["refused"] += 1
            continue
        assert bool(campaign.refused) == bool(decisions.stopped), (seed, campaign.refused, decisions.stopped)
        found = {
            one.rules.key: outcome_csv(one.entrants, one.outcome).decode()
            for one in decisions.decided
            if one.rules.kind != "announcement"
        }
        assert found == {
            key: verify.outcome_csv(result).decode() for key, result in campaign.results.items()
        }, seed
        seen.update([*campaign.results, "stopped" if decisions.stopped else "decided"])
    assert set(seen) >= {"registration", "refused", "decided", *DRAW}
