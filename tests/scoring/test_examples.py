"""Whole campaigns of files: the examples that come with the house, and each of the nine methods on two posts."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import Stage
from campaigns.plan.rules import Method
from oversight import verify
from scoring.folder import decide_folder, read_folder
from scoring.models import Outcome

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (ROOT / "docs" / "examples").glob("*/plan.toml"))
METHODS = sorted(path.parent for path in (ROOT / "tests" / "campaigns").glob("invented-method-*/plan.toml"))

each_campaign = pytest.mark.parametrize("folder", [*EXAMPLES, *METHODS], ids=lambda folder: folder.name)


def replay(folder: Path, output: Path, **flags: bool) -> None:
    call_command("replay", folder, output=output, stdout=io.StringIO(), stderr=io.StringIO(), **flags)


def digests() -> list[tuple[str, ...]]:
    return list(
        Outcome.objects.order_by("id").values_list("input_digest", "rules_digest", "outcome_digest", "state")
    )


HALF_WAY = "open-selection"
"""The one example that stops at its list of who is inspected."""


def invented() -> Iterator[str]:
    for folder in [*EXAMPLES, *METHODS]:
        yield (folder / "plan.toml").read_text(encoding="utf-8").splitlines()[0]


def test_each_method_has_its_campaign() -> None:
    methods = {read_folder(folder).plan.method for folder in METHODS}
    assert methods == set(Method) - {Method.CUSTOM}
    assert len(METHODS) == len(methods)


def test_each_example_says_first_what_is_invented() -> None:
    assert all(line.startswith("#") for line in invented())


@each_campaign
def test_every_plan_is_decided_from_announcement_to_appointment_without_a_note(folder: Path) -> None:
    files = read_folder(folder)
    decisions = decide_folder(files)
    assert (files.notes, decisions.stopped) == ([], None)
    assert (decisions.waiting is None) == (folder.name != HALF_WAY)
    if decisions.waiting is None:
        assert decisions.decided[-1].rules.kind == "appointment"
        assert len(decisions.decided[-1].outcome.advanced())


@each_campaign
@pytest.mark.django_db(transaction=True)
def test_a_stored_run_is_the_dry_run_its_archive_verifies_and_a_second_run_changes_nothing(
    folder: Path, tmp_path: Path, stored_alone
) -> None:
    replay(folder, tmp_path / "dry", dry_run=True)
    replay(folder, tmp_path / "full")
    stored_alone()
    first = digests()
    assert {state for *_, state in first} == {"sealed"}
    for name in ("results.csv", "explain.jsonl"):
        assert (tmp_path / "full" / name).read_bytes() == (tmp_path / "dry" / name).read_bytes()
    told = subprocess.run(
        [sys.executable, verify.__file__, str(tmp_path / "full" / "archive.zip")],
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert "未复算" not in told.stdout
    replay(folder, tmp_path / "second")
    assert digests() == first
    assert Stage.objects.exclude(state__in=("sealed", "draft")).count() == 0
    with zipfile.ZipFile(tmp_path / "full" / "archive.zip") as archive:
        archive.extractall(tmp_path / "archive")
    replay(tmp_path / "archive" / "campaign", tmp_path / "again", dry_run=True)
    again = (tmp_path / "again" / "results.csv").read_bytes()
    assert again == (tmp_path / "dry" / "results.csv").read_bytes()
