"""The archive of a campaign: ledger, heads, plans, evidence, outcomes, notices and the verifier, in one zip."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import override

from campaigns.lifecycle import StageState
from campaigns.models import Campaign, Notice, PlanVersion, Stage
from campaigns.queries import working_calendar
from campaigns.workdays import Calendar
from candidates.table import write_csv
from oversight import verify
from oversight.actions import store_blob
from oversight.ledger import Actor, record, sign_head, verifier_key, written
from oversight.models import Blob, Entry, Head, Log, Signature
from scoring import codes
from scoring.canon import applications_csv
from scoring.collect import outcome_in_force
from scoring.models import Outcome
from scoring.nodes import NODE
from scoring.recompute import recompute
from scoring.results import Decided, explain_lines, write_results

FORMAT = 1
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same content gives the same bytes."""

Tell = Callable[[int, int], object]
"""Called with how many placings of how many have been explained."""
EXPLAINED_AT_ONCE = 500

README = """择优 Zeyou 选拔归档包

这个压缩包可以脱离本系统核验。任何装有 Python 3.11 的计算机上运行:

    python verify.py archive.zip

它检查全程纪实有无改动、各次结果是否由方案和评分推得、公告与文件是否原样,并说出第一处不符的编号。
与纸质公告核对:公告末页印有链头(条数与摘要),加上 --head 即可比对。

plan.toml        现行方案            plans/      历次方案
campaign/        可再次运行的方案目录  runs/       每次决定所依据的评分与结果
nodes.csv        关键节点的签署（方案设有关键节点时）
ledger/          全程纪实与签名的链头  notices/    已发布的公告
results.csv      成绩与名次          explain.jsonl 每个名次的计算过程
calendar.json    公示期所依的工作日历(有公示环节的)
"""


def bound_files(campaign: Campaign, tell: Tell = lambda done, total: None) -> dict[str, bytes]:
    """Return the files that no act of the campaign has recorded: the entry of the export binds them.

    They are Chinese whatever the screen speaks, so that the same campaign gives the same bytes.
    """
    stages = decided_stages(campaign)
    sometimes = {
        "nodes.csv": nodes_csv(campaign),
        "calendar.json": calendar_json(publicity_days(campaign), working_calendar()),
    }
    with override("zh-hans"):
        return {
            **{name: data for name, data in sometimes.items() if data},
            "verify.py": Path(verify.__file__).read_bytes(),
            "README.txt": README.encode(),
            "results.csv": write_results(stages),
            "explain.jsonl": _explained(stages, tell),
        }


def publicity_days(campaign: Campaign) -> list[date]:
    """Return the days that publicities of the campaign name, those of superseded runs too."""
    runs = Outcome.objects.filter(stage__campaign=campaign, stage__kind="publicity")
    return [
        date.fromisoformat(row["day"])
        for digest in runs.values_list("evidence_digest", flat=True)
        for row in csv.DictReader(io.StringIO(bytes_of(digest).decode()))
        if row["item"] in ("posted", "ended")
    ]


def calendar_json(days: Sequence[date], calendar: Calendar) -> bytes:
    """Return the working calendar of the years of `days` and the year after, no bytes without any.

    A publicity runs into the year after, and its evidence may leave the day to be counted.

    The verifier counts working days by it, and whoever doubts it compares it with the notices that it names.
    """
    spanned = range(min(days).year, max(days).year + 2) if days else ()
    table = {
        str(number): {
            "source": year.source,
            "holidays": sorted(day.isoformat() for day in year.holidays),
            "workdays": sorted(day.isoformat() for day in year.workdays),
        }
        for number in spanned
        if (year := calendar.years.get(number)) is not None
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode() if table else b""


def nodes_csv(campaign: Campaign) -> bytes:
    """Return every signature under a key node in the order of signing, empty where nobody has signed."""
    rows = [
        (
            one.subject.removeprefix(NODE), one.role, one.name, written(one.at), one.digest,
            f"{one.head_size}:{one.head_root}",
        )
        for one in Signature.objects.filter(log=campaign.log, subject__startswith=NODE).order_by("id")
    ]  # fmt: skip
    return write_csv(("node", "role", "name", "at", "digest", "head"), rows) if rows else b""


def _explained(stages: Sequence[Decided], tell: Tell) -> bytes:
    """Return `explain.jsonl`; explaining a placing takes about a millisecond, so it says how far it is."""
    total = sum(len(decided.entrants.ids) for decided in stages)
    lines = []
    for done, line in enumerate(explain_lines(stages)):
        if done % EXPLAINED_AT_ONCE == 0:
            tell(done, total)
        lines.append(line + "\n")
    return "".join(lines).encode()


def runs_in_force(campaign: Campaign) -> list[tuple[str, str, int]]:
    """Return where every stage stands: while this stays the same, so do the files that an export binds."""
    return list(campaign.stages.order_by("order").values_list("key", "state", "run"))


def files_bound_by(campaign: Campaign, head: Head) -> dict[str, bytes]:
    """Return the files of the last export that `head` covers, as they were then; made anew where there is none."""
    exports = Entry.objects.filter(
        log__name=campaign.log, code=codes.ARCHIVE_EXPORTED.code, seq__lt=head.size
    )
    last = exports.order_by("-seq").first()
    bound = json.loads(last.body)["facts"].get("sha256", {}) if last else {}
    return {name: bytes_of(digest) for name, digest in bound.items()} or bound_files(campaign)


@transaction.atomic
def note_export(*, campaign: Campaign, by: Actor, files: dict[str, bytes] | None = None) -> Head:
    """Record that the archive is exported, with the files it binds, and sign the head that it ends with."""
    files = bound_files(campaign) if files is None else files
    bound = {name: store_blob(data, media="text/plain") for name, data in files.items()}
    record(
        log=campaign.log,
        code=codes.ARCHIVE_EXPORTED,
        by=by,
        subject=f"campaign:{campaign.code}",
        title=campaign.title,
        facts={
            "files": Notice.objects.filter(campaign=campaign, state=Notice.State.PUBLISHED).count(),
            "sha256": bound,
        },
    )
    return sign_head(log=campaign.log, by=by, reason="archive")


def build_archive(campaign: Campaign, head: Head) -> bytes:
    """Return the zip of a campaign up to `head`."""
    files = files_bound_by(campaign, head)
    files |= dict(_plans(campaign))
    files |= dict(_runs(campaign))
    files |= dict(_notices(campaign))
    files |= dict(_ledger(campaign, head))
    files["manifest.json"] = _manifest(campaign, head, files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, MOMENT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def decided_stages(campaign: Campaign) -> list[Decided]:
    """Return the runs in force with everything they were decided from, in plan order."""
    found = []
    for stage in campaign.stages.exclude(kind="announcement").order_by("order"):
        outcome = outcome_in_force(stage)
        if outcome is None or stage.state not in (StageState.DECIDED, StageState.SEALED):
            break  # a run that is being corrected: its rows are no longer those that were decided
        outcome.stage = stage
        gathered, again = recompute(outcome)
        found.append(Decided(
            gathered.rules, gathered.entrants, gathered.evidence, again, gathered.earlier, gathered.plan.rounding
        ))  # fmt: skip
    return found


def _plans(campaign: Campaign) -> Iterator[tuple[str, bytes]]:
    for version in campaign.plans.exclude(frozen_at=None):
        yield f"plans/{version.number}.toml", version.document.encode()
        if version.state == PlanVersion.State.FROZEN:
            yield "plan.toml", version.document.encode()
            yield "campaign/plan.toml", version.document.encode()


def _runs(campaign: Campaign) -> Iterator[tuple[str, bytes]]:
    """Yield each run's files, and those of the runs in force once more as a folder that replays."""
    yield "campaign/applications.csv", applications_csv(campaign.pk)
    for stage in campaign.stages.exclude(kind="announcement"):
        for outcome in stage.outcomes.select_related("plan"):
            run = f"runs/{stage.key}.{outcome.run}"
            evidence, checks = bytes_of(outcome.evidence_digest), bytes_of(outcome.checks_digest)
            yield f"{run}.evidence.csv", evidence
            yield f"{run}.checks.csv", checks
            yield f"{run}.outcome.csv", bytes_of(outcome.outcome_digest)
            digests = {"turnout": outcome.turnout_digest, "answers": outcome.answers_digest}
            besides = {name: bytes_of(digest) for name, digest in digests.items() if digest}
            yield from ((f"{run}.{name}.csv", data) for name, data in besides.items())
            if outcome.state != "superseded":
                yield from _campaign_files(stage, evidence, {**besides, "checks": checks})


def _campaign_files(
    stage: Stage, evidence: bytes, besides: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    if stage.kind == "registration":
        yield "campaign/applications.csv", evidence
    elif evidence:
        yield f"campaign/{stage.key}.csv", evidence
    yield from ((f"campaign/{stage.key}.{name}.csv", data) for name, data in besides.items() if data)


def bytes_of(sha256: str) -> bytes:
    """Return stored bytes by their hash; the empty text has no need of being stored."""
    if sha256 == hashlib.sha256(b"").hexdigest():
        return b""
    return bytes(Blob.objects.values_list("bytes", flat=True).get(sha256=sha256))


def _notices(campaign: Campaign) -> Iterator[tuple[str, bytes]]:
    for notice in campaign.notices.filter(state=Notice.State.PUBLISHED):
        yield f"notices/{notice.number}.pdf", bytes_of(notice.blob)


def _ledger(campaign: Campaign, head: Head) -> Iterator[tuple[str, bytes]]:
    log = Log.objects.get(name=campaign.log)
    lines = []
    for entry in Entry.objects.filter(log=log, seq__lt=head.size).order_by("seq").iterator(chunk_size=5000):
        line = {"seq": entry.seq, "leaf": bytes(entry.leaf).hex(), "body": entry.body}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    yield "ledger/entries.jsonl", "".join(lines).encode()
    for signed in Head.objects.filter(log=log, size__lte=head.size):
        yield f"ledger/heads/{signed.size:08d}.txt", signed.text.encode()
    yield "ledger/key.txt", (verifier_key(log) + "\n").encode()
    yield "ledger/log.json", json.dumps({"algorithm": log.algorithm, "origin": log.origin}).encode()


def _manifest(campaign: Campaign, head: Head, files: dict[str, bytes]) -> bytes:
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    manifest = {
        "format": FORMAT, "campaign": campaign.code, "size": head.size, "root": head.root, "files": listed,
    }  # fmt: skip
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
