"""Evidence at random for every kind of stage, written as the files of a campaign folder, stage after stage."""

from datetime import date, timedelta

from campaigns.plan.export import to_toml
from campaigns.plan.rules_later import Deliberation
from scoring.folder import decide_folder, read_folder

POSTED = date(2026, 2, 12)
"""A Thursday before the Spring Festival."""


def gather_campaign(folder, plan, applicants, random):
    """Write a whole campaign into `folder`; return the decisions after its last stage.

    `applicants`: how many apply for each position. What is drawn keeps somebody in every position to the end.
    """
    (folder / "plan.toml").write_bytes(to_toml(plan))
    ids = [
        (f"{code.lower()}n{n}", code) for code in (p.code for p in plan.positions) for n in range(applicants)
    ]
    write(folder, "applications", "id,position,name", [f"{id_},{code},张{id_}" for id_, code in ids])
    decisions = decide_folder(read_folder(folder))
    while decisions.waiting is not None:
        assert decisions.stopped is None, decisions.stopped
        stage, last = decisions.waiting, decisions.decided[-1]
        rows = last.outcome.advanced().tolist()
        people = [(last.entrants.ids[row], int(last.entrants.position[row])) for row in rows]
        assert {place for _, place in people} == set(range(len(plan.positions))), stage.key
        before = [decided.rules.key for decided in decisions.decided]
        WRITERS[stage.kind](folder, stage, people, random, plan, before)
        decisions = decide_folder(read_folder(folder))
        assert decisions.waiting is not stage, stage.key
    return decisions


def write(folder, stem, header, rows):
    (folder / f"{stem}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def written(folder, stage, people, random, plan, before):
    keys = [paper.key for paper in stage.papers] or ["score"]
    rows = [",".join([id_, *(str(random.randint(60, 100)) for _ in keys)]) for id_, _ in people]
    write(folder, stage.key, ",".join(["id", *keys]), rows)


def interview(folder, stage, people, random, plan, before):
    parts = [part.key for part in stage.parts]
    rows = [
        ",".join(
            [id_, f"r{place}", f"j{judge}", *([part] if part else []), str(random.randint(650, 980) / 10)]
        )
        for id_, place in people
        for judge in range(7)
        for part in parts or [""]
    ]
    write(folder, stage.key, "id,panel,judge," + ("part," if parts else "") + "score", rows)


def composite(folder, stage, people, random, plan, before):
    own = [key for key in stage.weights if key not in before]
    rows = [",".join([id_, *(str(random.randint(60, 100)) for _ in own)]) for id_, _ in people]
    write(folder, stage.key, ",".join(["id", *own]), rows)


def assessment(folder, stage, people, random, plan, before):
    best, *others = [grade.key for grade in stage.grades]
    rows = []
    for id_, _ in people:
        for group in stage.groups:
            worse = random.randint(0, group.due // 4)
            rows += [
                f"{id_},{group.key},{best},{group.due - worse}",
                f"{id_},{group.key},{others[0]},{worse}",
            ]
    write(folder, stage.key, "id,group,grade,count", rows)
    turnout = [f"{group.key},{group.due},{group.due},0" for group in stage.groups]
    write(folder, f"{stage.key}.turnout", "group,issued,returned,void", turnout)


def public_comment(folder, stage, people, random, plan, before):
    opinions = [f"{id_},opinion,2026-01-0{random.randint(1, 9)},群众留言" for id_, _ in people]
    write(folder, f"{stage.key}.answers", "id,item,day,note", random.sample(opinions, len(opinions) // 2))
    if stage.grades:
        rows = [f"{id_},{stage.grades[0].key},{random.randint(5, 50)}" for id_, _ in people]
        write(folder, stage.key, "id,grade,count", rows)


def recommendation(folder, stage, people, random, plan, before):
    signed = any(turn.signed for turn in stage.rounds)
    rows, turnout, papers = [], [], 12
    for turn in stage.rounds:
        for paper in range(1, papers + 1):
            voter = f",推荐人{paper}" if turn.signed else ","
            names = random.sample(people, min(turn.max_names, len(people)))
            for id_, _ in names:
                rows.append(
                    f"{turn.key},{paper},{id_}" + (voter if signed else "") + ("," if stage.factors else "")
                )
        turnout.append(f"{turn.key},{papers},{papers},0")
    header = "round,ballot,id" + (",voter" if signed else "") + (",factor" if stage.factors else "")
    if stage.factors:
        first = stage.rounds[0]
        for paper in range(1, papers + 1):
            rows += [
                f"{first.key},{paper},{random.choice(people)[0]}" + ("," if signed else "") + f",{factor.key}"
                for factor in stage.factors
            ]
    write(folder, stage.key, header, rows)
    write(folder, f"{stage.key}.turnout", "round,issued,returned,void", turnout)


def inspection(folder, stage, people, random, plan, before):
    if stage.rubric:
        rows = [
            f"{id_},{who},{item.key},{random.randint(60, 100)}"
            for id_, _ in people
            for who in ("王组长", "李副组长")
            for item in stage.rubric
        ]
        write(folder, stage.key, "id,assessor,item,score", rows)
    rows = [f"{id_},{must.value},,no_objection,2026-01-20," for id_, _ in people for must in stage.musts]
    rows += [f"{id_},integrity,{who},no_objection,2026-01-21," for id_, _ in people for who in stage.signers]
    rows += [f"{id_},talk,{who},,2026-01-19,谈话" for id_, _ in people for who in ("王组长", "李副组长")]
    write(folder, f"{stage.key}.answers", "id,item,by,answer,day,note", rows)


def joint_appraisal(folder, stage, people, random, plan, before):
    spared = {place: id_ for id_, place in people}.values()
    rows = []
    for id_, _ in people:
        for organ in stage.organs:
            bad = id_ not in spared and random.random() < 0.05
            rows.append(
                f"{id_},{organ.key}," + ("adverse,2026-02-02,查有问题" if bad else "no_objection,2026-02-02,")
            )
    write(folder, stage.key, "id,organ,answer,day,note", rows)


def deliberation(folder, stage, people, random, plan, before):
    assert isinstance(stage, Deliberation)
    spared = {place: id_ for id_, place in people}.values()
    rows = []
    for id_, _ in people:
        rows += [f"{id_},{party},{random.choice(['agree', 'silent'])},2026-02-05," for party in stage.parties]
        out = id_ not in spared and random.random() < 0.2
        rows.append(f"{id_},-," + ("drop,2026-02-06,暂不列入" if out else "keep,2026-02-06,"))
    write(folder, stage.key, "id,party,opinion,day,note", rows)


def vote(folder, stage, people, random, plan, before):
    rows, filled = [], {}
    for id_, place in random.sample(people, len(people)):
        wins = filled.get(place, 0) < plan.positions[place].openings
        filled[place] = filled.get(place, 0) + 1
        agree = random.randint(stage.due // 2 + 1, stage.due) if wins else random.randint(0, stage.due // 2)
        rows.append(f"1,{id_},{agree},{stage.due - agree},0,{stage.due}")
    write(folder, stage.key, "ballot,id,agree,disagree,abstain,present", rows)


def publicity(folder, stage, people, random, plan, before):
    rows = []
    for id_, _ in people:
        posted = POSTED + timedelta(days=random.randint(0, 30))
        rows.append(f"{id_},posted,,,{posted},")
        for _ in range(random.randint(0, 2)):
            rows.append(f"{id_},objection,named.phone,,{posted + timedelta(days=1)},反映")
            rows.append(
                f"{id_},settlement,,{random.choice(['untrue', 'minor'])},{posted + timedelta(days=40)},查核"
            )
    write(folder, stage.key, "id,item,channel,answer,day,note", rows)


def appointment(folder, stage, people, random, plan, before):
    rows = [f"{id_},decision,appointed,2026-05-06," for id_, _ in people]
    write(folder, stage.key, "id,step,answer,day,note", rows)


WRITERS = {
    "written_exam": written,
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
