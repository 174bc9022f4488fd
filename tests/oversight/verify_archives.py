"""Builds archives by hand for the verifier's tests: own RFC 6962 tree, signing by `cryptography`.

Nothing here comes from the application or from the verifier: what the outcome of the small campaign has to be
was worked out on paper and stands below as text.
"""

import base64
import hashlib
import json
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "qtx/2026-07"

PLAN = """\
format = 1

[campaign]
code = "2026-07"
title = "测试竞岗"
method = "custom"

[[positions]]
code = "P01"
title = "甲"
openings = 1

[[positions]]
code = "P02"
title = "乙"
openings = 1

[[stages]]
kind = "announcement"

[[stages]]
kind = "registration"
minimum_ratio = 3

[[stages]]
kind = "written_exam"
key = "written"
papers = [ { key = "public", weight = 60 }, { key = "professional", weight = 40 } ]
pass_mark = 60
advance = { per_opening = 3, ties = "all" }

[[stages]]
kind = "interview"
trim = { highest = 1, lowest = 1, minimum_judges = 5 }
correction = { method = "mean_of_means", mean_digits = 2, coefficient_digits = 3 }

[[stages]]
kind = "composite"
key = "total"
weights = { written = 40, interview = 60 }
tie_chain = ["interview", "written"]
advance = { per_opening = 1, ties = "chain" }
"""

APPLICATIONS = """\
id,position,name,standing,reason
a1,P01,张一,,
a2,P01,张二,,
a3,P01,张三,,
a4,P01,张四,,
a5,P01,张五,,
b1,P02,李一,,
b2,P02,李二,,
b3,P02,李三,withdrawn,本人申请
"""

WRITTEN = """\
id,public,professional
a1,80,70
a2,75.5,82
a3,90,60.25
a4,61,59.5
a5,absent,70
b1,70,70
b2,misconduct,70
"""

# Room 1: a1 keeps 82 84 86; a2 has four marks, too few to trim. Room 2 is known by its average only.
# Means 82.75 and 80, reference 81.375 -> 81.38, coefficients 0.983 and 1.017. P02 has one room: 1.
INTERVIEW = """\
id,panel,judge,score
a1,1,j1,80
a1,1,j2,82
a1,1,j3,84
a1,1,j4,86
a1,1,j5,95
a2,1,j1,80
a2,1,j2,81
a2,1,j3,82
a2,1,j4,83
a2,1,j5,absent
a3,2,-,80
b1,1,j1,77
b1,1,j2,78
b1,1,j3,79
"""

LEAVERS = """\
id,standing,reason
a1,withdrawn,本人放弃
"""

OUTCOMES = {
    "registration": """\
position,id,score,rank,standing,exact
P01,a1,,,advanced,
P01,a2,,,advanced,
P01,a3,,,advanced,
P01,a4,,,advanced,
P01,a5,,,advanced,
P02,b1,,,advanced,
P02,b2,,,advanced,
P02,b3,,,withdrawn,
""",
    "written": """\
position,id,score,rank,standing,exact
P01,a2,78.10,1,advanced,
P01,a3,78.10,1,advanced,
P01,a1,76.00,3,advanced,
P01,a4,60.40,4,reserve,
P01,a5,,,absent,
P02,b1,70.00,1,advanced,
P02,b2,,,disqualified,
""",
    "interview": """\
position,id,score,rank,standing,exact
P01,a1,82.57,1,withdrawn,
P01,a3,81.36,2,advanced,
P01,a2,80.11,3,advanced,
P02,b1,78.00,1,advanced,
""",
    "total": """\
position,id,score,rank,standing,exact
P01,a3,80.06,1,advanced,
P01,a2,79.31,2,reserve,
P02,b1,74.80,1,advanced,
""",
}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + tree_root(leaves[:k]) + tree_root(leaves[k:])).digest()


class Archive:
    """An archive in the making. `bodies` may be altered before `files()` hashes and writes them."""

    def __init__(self, origin: str = ORIGIN, seed: bytes = b"k" * 32):
        self.origin = origin
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.bodies: list[dict] = []
        self.contents: dict[str, bytes] = {"verify.py": b"# the verifier\n", "README.txt": "说明\n".encode()}
        self.heads: dict[int, str] = {}
        self.code = "2026-07"

    def public(self) -> bytes:
        return b"\x01" + self.private.public_key().public_bytes_raw()

    def key(self) -> str:
        identity = hashlib.sha256(b"zeyou\n" + self.public()).digest()[:4]
        return f"zeyou+{identity.hex()}+{base64.b64encode(self.public()).decode()}"

    def add(self, code: str, /, **facts: object) -> dict:
        seq = len(self.bodies)
        body = {
            "v": 1,
            "log": self.origin,
            "seq": seq,
            "at": f"2026-11-22T05:{seq // 60:02d}:{seq % 60:02d}.000000Z",
            "by": {"id": "u3", "name": "王", "role": "staff"},
            "code": code,
            "subject": "campaign",
            "title": "测试",
            "facts": facts,
            "personal": {},
            "reason": "",
            "result": "ok",
            "request": "00ff",
        }
        self.bodies.append(body)
        return body

    def leaves(self) -> list[bytes]:
        return [hashlib.sha256(b"\x00" + canonical(body)).digest() for body in self.bodies]

    def checkpoint(self, size: int | None = None) -> str:
        """Return a signed head over the first `size` entries, by default all."""
        size = len(self.bodies) if size is None else size
        text = f"{self.origin}\n{size}\n{base64.b64encode(tree_root(self.leaves()[:size])).decode()}\n"
        raw = hashlib.sha256(b"zeyou\n" + self.public()).digest()[:4] + self.private.sign(text.encode())
        return f"{text}\n— zeyou {base64.b64encode(raw).decode()}\n"

    def head(self) -> None:
        self.heads[len(self.bodies)] = self.checkpoint()

    def lines(self) -> list[bytes]:
        leaves = self.leaves()
        return [
            json.dumps(
                {"seq": body["seq"], "leaf": leaf.hex(), "body": canonical(body).decode()},
                ensure_ascii=False,
                separators=(",", ":"),
            ).encode()
            + b"\n"
            for body, leaf in zip(self.bodies, leaves, strict=True)
        ]

    def files(self) -> dict[str, bytes]:
        """Return all files but the manifest."""
        files = dict(self.contents)
        files["ledger/entries.jsonl"] = b"".join(self.lines())
        files["ledger/key.txt"] = self.key().encode() + b"\n"
        files["ledger/log.json"] = canonical({"origin": self.origin, "algorithm": "sha256"})
        for size, head in self.heads.items():
            files[f"ledger/heads/{size:08d}.txt"] = head.encode()
        return files

    def whole(self, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
        """Return all files with a manifest that agrees with them."""
        files = self.files() if files is None else files
        rows = [
            {"name": name, "size": len(data), "sha256": sha(data)} for name, data in sorted(files.items())
        ]
        manifest = {
            "format": 1,
            "campaign": self.code,
            "size": len(self.bodies),
            "root": tree_root(self.leaves()).hex(),
            "files": rows,
        }
        return files | {"manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1).encode()}


def decide(
    archive: Archive,
    stage: str,
    outcome: str,
    *,
    evidence: str = "",
    checks: str = "",
    answers: str = "",
    after: dict | None = None,
    components: dict | None = None,
    run: int = 1,
) -> None:
    """Close, decide and seal one stage."""
    plan = sha(archive.contents["plan.toml"])
    shas = {"evidence": sha(evidence.encode()), "checks": sha(checks.encode())}
    if answers:
        shas["answers"] = sha(answers.encode())
    files = {"evidence": evidence, "checks": checks, "answers": answers, "outcome": outcome}
    for what, text in files.items():
        if text:
            archive.contents[f"runs/{stage}.{run}.{what}.csv"] = text.encode()
    archive.add("stage.opened", stage=stage)
    archive.add("stage.closed", stage=stage, run=run, **shas)
    entrants = after or {"stage": None, "run": 0}
    given = {"plan": plan, "stage": stage, "run": run, "entrants": entrants, "components": components or {}}
    archive.add(
        "stage.decided",
        stage=stage,
        run=run,
        plan=plan,
        plan_version=1,
        after=after,
        components=components or {},
        input=sha(canonical(given | shas)),
        rules=sha(canonical({"plan": plan, "stage": stage})),
        outcome=sha(outcome.encode()),
    )
    archive.add("stage.sealed", stage=stage, run=run, outcome=sha(outcome.encode()))


def results(outcomes: dict[str, str]) -> bytes:
    lines = ["stage,position,id,score,rank,standing,reason"]
    for stage, text in outcomes.items():
        for row in text.splitlines()[1:]:
            lines.append(f"{stage},{row.rsplit(',', 1)[0]},按方案")
    return ("\n".join(lines) + "\n").encode()


def campaign(outcomes: dict[str, str] | None = None, evidence: dict[str, str] | None = None) -> Archive:
    """Return the archive of the small campaign, sealed to its end; arguments replace texts."""
    said = OUTCOMES | (outcomes or {})
    texts = {"registration": APPLICATIONS, "written": WRITTEN, "interview": INTERVIEW} | (evidence or {})
    archive = Archive()
    archive.contents["plan.toml"] = archive.contents["plans/1.toml"] = PLAN.encode()
    archive.add("campaign.created", code="2026-07")
    archive.add("plan.frozen", version=1, plan=sha(PLAN.encode()))
    archive.head()
    size, root = len(archive.bodies), tree_root(archive.leaves()).hex()
    notice = b"%PDF-1.7 announcement"
    archive.contents["notices/1.pdf"] = notice
    archive.add("notice.published", number="1", sha256=sha(notice), head_size=size, head_root=root)
    decide(archive, "registration", said["registration"], evidence=texts["registration"])
    after = {"stage": "registration", "run": 1}
    decide(archive, "written", said["written"], evidence=texts["written"], after=after)
    archive.head()
    after = {"stage": "written", "run": 1}
    decide(archive, "interview", said["interview"], evidence=texts["interview"], checks=LEAVERS, after=after)
    after = {"stage": "interview", "run": 1}
    decide(archive, "total", said["total"], after=after, components={"written": 1, "interview": 1})
    archive.head()
    folder = {
        "plan.toml": PLAN,
        "applications.csv": texts["registration"],
        "written.csv": texts["written"],
        "interview.csv": texts["interview"],
        "interview.checks.csv": LEAVERS,
    }
    archive.contents |= {f"campaign/{name}": text.encode() for name, text in folder.items()}
    archive.contents["results.csv"] = results(said)
    archive.contents["explain.jsonl"] = b"{}\n"
    return archive


LATER_PLAN = """\
format = 1

[campaign]
code = "2026-07"
title = "测试考察与公示"
method = "custom"

[[positions]]
code = "P01"
title = "甲"

[[stages]]
kind = "registration"

[[stages]]
kind = "inspection"
musts = [ "archive" ]
signers = [ "书记" ]
rubric = [ { key = "work", full_marks = 10, weight = 100 } ]

[[stages]]
kind = "publicity"
"""

LATER_APPLICATIONS = """\
id,position,name,standing,reason
a1,P01,张一,,
a2,P01,张二,,
"""

WORK = """\
id,assessor,item,score
a1,甲,work,8
a1,乙,work,9
a2,甲,work,9.5
a2,乙,work,absent
"""

ANSWERS = """\
id,item,by,number,answer,day,note
a1,archive,甲,1,no_objection,2026-03-02,
a1,integrity,书记,1,no_objection,2026-03-02,
a2,archive,甲,1,adverse,2026-03-02,出生日期前后不一
a2,integrity,书记,1,no_objection,2026-03-02,
"""

# Posted on Thursday, 30 April; May Day is off until the 5th, Saturday the 9th is worked: 6 7 8 9 11 May.
POSTED = """\
id,item,channel,number,answer,day,note
a1,posted,,1,posted,2026-04-30,
a1,ended,,1,ended,2026-05-11,
a1,objection,named.phone,1,raised,2026-05-06,任职年限
a1,settlement,named.phone,1,untrue,2026-05-08,经核不实
"""

CALENDAR = {
    "2026": {
        "source": "国办发明电〔2025〕7号",
        "holidays": ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05"],
        "workdays": ["2026-05-09"],
    }
}

LATER_OUTCOMES = {
    "registration": """\
position,id,score,rank,standing,exact
P01,a1,,,advanced,
P01,a2,,,advanced,
""",
    "inspection": """\
position,id,score,rank,standing,exact
P01,a2,95.00,1,disqualified,
P01,a1,85.00,2,advanced,
""",
    "publicity": """\
position,id,score,rank,standing,exact
P01,a1,,,advanced,
""",
}


def later(
    outcomes: dict[str, str] | None = None, calendar: dict | None = CALENDAR, evidence: str = POSTED
) -> Archive:
    """Return an archive with an inspection and a publicity, ended by an export; arguments replace texts."""
    said = LATER_OUTCOMES | (outcomes or {})
    archive = Archive()
    archive.contents["plan.toml"] = archive.contents["plans/1.toml"] = LATER_PLAN.encode()
    archive.add("plan.frozen", version=1, plan=sha(LATER_PLAN.encode()))
    decide(archive, "registration", said["registration"], evidence=LATER_APPLICATIONS)
    after = {"stage": "registration", "run": 1}
    decide(archive, "inspection", said["inspection"], evidence=WORK, answers=ANSWERS, after=after)
    after = {"stage": "inspection", "run": 1}
    decide(archive, "publicity", said["publicity"], evidence=evidence, after=after)
    folder = {
        "plan.toml": LATER_PLAN,
        "applications.csv": LATER_APPLICATIONS,
        "inspection.csv": WORK,
        "inspection.answers.csv": ANSWERS,
        "publicity.csv": evidence,
    }
    archive.contents |= {f"campaign/{name}": text.encode() for name, text in folder.items()}
    archive.contents["results.csv"] = results(said)
    archive.contents["explain.jsonl"] = b"{}\n"
    bound = ["verify.py", "README.txt", "results.csv", "explain.jsonl"]
    if calendar is not None:
        archive.contents["calendar.json"] = canonical(calendar)
        bound.append("calendar.json")
    archive.add("archive.exported", files=0, sha256={name: sha(archive.contents[name]) for name in bound})
    archive.head()
    return archive


def small() -> Archive:
    """Return an archive with a short ledger: four entries, two heads, no outcome."""
    archive = Archive()
    archive.contents["plan.toml"] = archive.contents["plans/1.toml"] = PLAN.encode()
    archive.add("campaign.created", code="2026-07", title="竞岗")
    archive.add("plan.frozen", version=1, plan=sha(PLAN.encode()))
    archive.head()
    archive.add("stage.opened", stage="registration")
    archive.add("import.applied", purpose="applications", rows=3)
    archive.head()
    return archive


def to_folder(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def to_zip(files: dict[str, bytes], path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 13, 0, 0)), data, method)
    return path
