"""What the style page shows: an invented campaign with figures that fit together. Read by `selection.style` alone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OUTCOME = "7c19f2a4e0d35b8861ac0f4e2b97d6315508e7aa49c1b3f26d80e9547a1c3be2"
INPUT = "e1f04b7729d3c8a65b40f1e88d2c97630ab5d4f1927e6c3358b1a0d4c6f7e219"
RULES = "3d92b0c4a7f1e6685d20c9b3471fa8e5660d3b7c9e14f2a8b05d71c6e39f84aa"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of 2026 in Beijing."""
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


CAMPAIGN = {
    "title": "区直部门正职空缺岗位差额竞岗",
    "code": "2026-CE-01",
    "state": "running",
    "method_title": "差额竞岗",
}
CAMPAIGNS = [
    {**CAMPAIGN, "url": "#", "current": True},
    {"title": "区属国有企业副总经理公开选聘", "url": "#", "state": "draft"},
    {"title": "2025年度优秀年轻干部公开遴选", "url": "#", "state": "finished"},
]
CRUMBS = [{"title": "选拔", "url": "#"}, {"title": CAMPAIGN["title"], "url": "#"}, {"title": "总览"}]
PERSON = {"is_authenticated": True, "get_full_name": "周敏", "get_username": "zhoumin"}
HEAD = {"size": 1482, "root": OUTCOME, "url": "#"}

RAIL = [
    {"title": "总览", "url": "?page=home", "current": True},
    {"title": "方案", "url": "?page=plan", "state": "sealed"},
    {"title": "职位", "url": "#", "state": "sealed"},
    {"title": "报名", "url": "?page=import", "state": "sealed"},
    {"title": "笔试", "url": "?page=outcome", "state": "sealed"},
    {"title": "面试", "url": "?page=marks", "state": "open", "count": 3},
    {"title": "推荐测评", "url": "", "state": "none"},
    {"title": "考察", "url": "#", "state": "draft"},
    {"title": "票决", "url": "#", "state": "draft"},
    {"title": "公示任职", "url": "#", "state": "draft"},
    {"title": "公告文书", "url": "?page=public", "state": "decided"},
    {"title": "监督纪实", "url": "?page=ledger", "state": "blocked", "count": 1},
]
NODES: list[dict[str, Any]] = [
    {"title": "公告", "state": "sealed", "when": "10-09", "url": "#"},
    {"title": "报名资格审查", "state": "sealed", "when": "10-30", "url": "#"},
    {"title": "笔试", "state": "sealed", "when": "11-08", "url": "#"},
    {"title": "面试", "state": "open", "when": "11-22 至 11-23", "who": "待 9 名考官评分", "now": True, "url": "#"},
    {"title": "综合成绩", "state": "draft", "when": "11-25"},
    {"title": "组织考察", "state": "draft", "when": "12-01"},
    {"title": "联合鉴定", "state": "blocked", "when": "12-05", "who": "尚缺:纪检监察机关回函"},
    {"title": "常委会票决", "state": "draft", "when": "12-12"},
    {"title": "任前公示", "state": "draft", "when": "12-15"},
    {"title": "任职", "state": "draft"},
]
_FUNNEL = [("报名", 214, "35.7", "10"), ("资格审查", 186, "31.0", None), ("笔试入围", 30, "5.0", "5")]
_FUNNEL += [("面试入围", 18, "3.0", "3"), ("考察对象", 11, "1.8", "2"), ("拟任人选", 6, "1.0", "1")]
FUNNEL = {
    "id": "funnel-data",
    "finding": "考察环节每个职数只有 1.8 人,低于差额要求 2:1",
    "rows": [
        {"stage": s, "entrants": n, "openings": 6, "ratio": r, "required": q, "broken": s == "考察对象"}
        for s, n, r, q in _FUNNEL
    ],
}
TASKS = [
    {"title": "面试评分:第一考场还有 3 名人选未评", "url": "#", "state": "doing", "who": "第一考场全体考官", "until": "11月22日 18:00", "left": "还剩 3 小时 20 分"},
    {"title": "封存笔试成绩(第 2 次运算)", "url": "#", "state": "due", "who": "审批人 刘建国", "until": "11月22日 20:00", "left": "还剩 5 小时"},
    {"title": "催办联合鉴定回函", "url": "#", "state": "overdue", "who": "考察组", "until": "11月20日", "left": "已超 2 天", "blocked": "尚缺纪检监察机关回函,票决不能开启"},
    {"title": "拟定综合成绩公告", "url": "", "state": "cannot", "who": "周敏", "until": "11月26日"},
]  # fmt: skip
ENTRIES = [
    {"number": 1481, "sentence": "录入第一考场 12 号人选的面试评分 7 份", "at": at(11, 22, 14, 31), "name": "王海燕", "role": "计分员", "result": "ok", "leaf": OUTCOME, "url": "#"},
    {"number": 1480, "sentence": "查看考场汇总被拒绝:面试尚未关闭", "at": at(11, 22, 14, 20), "name": "陈立", "role": "考官", "result": "denied", "leaf": INPUT},
    {"number": 1479, "sentence": "更正笔试成绩后重新运算,形成第 2 次结果", "at": at(11, 22, 10, 5), "name": "周敏", "role": "工作人员", "result": "ok", "leaf": RULES, "before": "P02-017 76.60 分", "after": "76.80 分", "reason": "专业科目主观题复核,合分少计 0.5 分(复核单 2026-003)", "body": '{"at":"2026-11-22T02:05:11.402117Z","code":"stage.decided","facts":{"run":2,"stage":"written"},"log":"zeyou/2026-CE-01","seq":1479,"v":1}'},
    {"number": 1478, "sentence": "签署关键节点:面试抽签结果", "at": at(11, 22, 8, 42), "name": "吴桂芳", "role": "监督员(两代表一委员)", "result": "ok", "leaf": OUTCOME},
]  # fmt: skip
_JUDGES = ["85", "86", "92", "88", "78", "90", "91"]
WORKING = [
    {"says": "面试:7 名考官评分,去掉一个最高分和一个最低分", "marks": [{"by": f"考官{n}", "value": v, "dropped": v in ("92", "78")} for n, v in enumerate(_JUDGES, 1)]},
    {"says": "其余 5 个分数的平均分", "formula": "(85 + 86 + 88 + 90 + 91) ÷ 5", "result": "88.00"},
    {"says": "考场修正系数(全体均分 ÷ 本考场均分)", "formula": "86.42 ÷ 85.97", "result": "1.005", "rounded": "1.00523… 四舍五入到三位小数"},
    {"says": "面试成绩", "formula": "88.00 × 1.005", "result": "88.44"},
    {"says": "综合成绩", "formula": "81.30 × 40% + 88.44 × 60%", "result": "85.58", "rounded": "85.584 四舍五入到两位小数"},
]  # fmt: skip
COMPONENTS = [{"title": "笔试", "weight": "40%"}, {"title": "面试", "weight": "60%"}]
PLACINGS: list[dict[str, Any]] = [
    {"rank": 1, "number": "P01-008", "name": "赵文博", "url": "#", "cells": ["81.30", "88.44"], "total": "85.58", "standing": "advanced", "working": WORKING},
    {"rank": 2, "tie": True, "number": "P01-021", "name": "欧阳慧敏", "url": "#", "cells": ["84.15", "85.20"], "total": "84.78", "standing": "advanced"},
    {"rank": 2, "tie": True, "number": "P01-013", "name": "李䶮", "url": "#", "cells": ["79.95", "88.00"], "total": "84.78", "standing": "advanced", "working": WORKING},
    {"rank": 4, "number": "P01-002", "name": "孙玉兰", "url": "#", "cells": ["80.10", "83.60"], "total": "82.20", "standing": "reserve", "cut": "入围线:前 3 名进入考察(职数 1 × 差额 3:1),第 3 名与第 4 名相差 2.58 分"},
    {"rank": 5, "number": "P01-017", "name": "马晓东", "url": "#", "cells": ["76.80", "80.05"], "total": "78.75", "standing": "reserve"},
    {"rank": 6, "number": "P01-030", "name": "黄建军", "url": "#", "cells": ["72.35", "58.90"], "total": "64.28", "standing": "eliminated", "reason": "面试低于合格线 60 分"},
    {"rank": None, "number": "P01-011", "name": "何佳", "url": "#", "cells": ["78.05", None], "total": None, "standing": "absent", "reason": "未参加面试"},
    {"rank": None, "number": "P01-026", "name": "罗志强", "url": "#", "cells": ["80.55", None], "total": None, "standing": "withdrawn", "reason": "11月12日书面放弃"},
]  # fmt: skip
RUN = {"number": 2, "decided_by": "周敏", "decided_at": at(11, 25, 10, 5), "sealed_by": "刘建国", "sealed_at": at(11, 25, 16, 40), "input": INPUT, "rules": RULES, "outcome": OUTCOME}  # fmt: skip
DISTRIBUTION = {
    "id": "distribution-data", "kind": "distribution", "cut": "75.0", "finding": "入围线 75.0 分,186 人中 30 人在线上",
    "bins": [{"from": 40 + 5 * n, "to": 45 + 5 * n, "count": c} for n, c in enumerate([3, 6, 14, 25, 38, 40, 30, 20, 8, 2])],
    "words": {"count": "人数", "score": "笔试成绩", "cut": "入围线"},
}  # fmt: skip
_SPREAD = [("72", "86.1", "94"), ("74", "85.2", "92"), ("70", "84.8", "91"), ("81", "91.6", "97"), ("73", "85.9", "93")]
SPREAD = {
    "id": "spread-data", "kind": "spread", "middle": "86.4", "finding": "考官4 的平均分高出全体 5.2 分", "words": {"mean": "全体均分"},
    "rows": [{"judge": f"考官{n}", "lowest": a, "mean": b, "highest": c, "far": n == 4} for n, (a, b, c) in enumerate(_SPREAD, 1)],
}  # fmt: skip
DRY_BAD = {
    "file": "报名汇总表.xlsx", "sha256": INPUT, "mistakes_total": 4,
    "totals": [{"label": "读到行数", "value": 214}, {"label": "可导入", "value": 210, "tone": "good"}, {"label": "有误", "value": 4, "tone": "bad"}, {"label": "已存在", "value": 0}],
    "mistakes": [
        {"line": 17, "column": "id_number", "value": "1101011985030", "what": "身份证号码应为 18 位,此处 13 位", "remedy": "补全号码,该列设为文本格式"},
        {"line": 42, "column": "position", "value": "P09", "what": "方案中没有职位 P09", "remedy": "可用的职位:P01 至 P06"},
        {"line": 88, "column": "id_number", "value": "3.20106E+17", "what": "号码被表格软件变成了数字", "remedy": "从原始资料重新录入为文本"},
        {"line": 131, "column": "id", "value": "A-0107", "what": "编号与第 12 行重复", "remedy": "每个报名一个编号"},
    ],
}  # fmt: skip
DRY_GOOD = {
    "file": "written.csv", "sha256": RULES,
    "totals": [{"label": "读到行数", "value": 186}, {"label": "新增", "value": 180, "tone": "good"}, {"label": "缺考", "value": 6}, {"label": "有误", "value": 0}],
    "changes": {"caption": "前 3 行,共 186 行", "columns": [{"title": "编号"}, {"title": "姓名"}, {"title": "公共科目", "figure": True}, {"title": "专业科目", "figure": True}],
                "rows": [{"cells": [n, m, {"text": a, "figure": True}, {"text": b, "figure": True}]} for n, m, a, b in (("P01-002", "孙玉兰", "78.5", "82.5"), ("P01-008", "赵文博", "80", "83.25"), ("P01-011", "何佳", "absent", "absent"))]},
}  # fmt: skip
JOBS = [
    {"id": 1, "title": "生成 12 个职位的成绩公告", "state": "running", "done": 7, "total": 12, "left": "约 40 秒"},
    {"id": 2, "title": "生成档案包", "state": "queued", "done": 0, "total": 1},
    {"id": 3, "title": "导入报名 100,000 行", "state": "done", "done": 100000, "total": 100000},
    {"id": 4, "title": "公告压版", "state": "failed", "done": 3, "total": 9, "error": "第 3 个职位有 1 个字没有字形:䶮。请安装含该字的字库或改用图形字。"},
]
CHECK_ERRORS = [
    {"text": "综合成绩权重合计 95%,应为 100%", "article": "方案自身规则", "url": "#stage-total", "place": "综合成绩 · 权重"},
    {"text": "任前公示 4 个工作日,不得少于 5 个工作日", "article": "《党政领导干部选拔任用工作条例》第四十二条", "url": "#stage-publicity", "place": "公示 · 期限"},
]  # fmt: skip
CHECK_WARNINGS = [{"text": "面试考官 6 名,去一高一低后只余 4 个分数", "article": "面试工作规程", "url": "#stage-interview", "place": "面试 · 考官"}]  # fmt: skip
EXAMPLE = {
    "id": "example-interview",
    "lines": [
        {"says": "7 名考官,去 1 高 1 低", "marks": [{"value": v, "dropped": v in ("92", "78")} for v in _JUDGES]},
        {"formula": "(85 + 86 + 88 + 90 + 91) ÷ 5", "result": "88.00"},
    ],
}
STAGES = [
    {"key": "written", "title": "笔试", "kind_title": "笔试", "summary": "公共科目 60% + 专业科目 40%,合格线 60 分,按 1:5 入围,末位同分一并入围", "answers": [{"label": "合格线", "value": "60 分"}]},
    {"key": "interview", "title": "结构化面试", "kind_title": "面试", "summary": "7 名考官,去一高一低,同职位分考场时以修正系数校正", "opened": True},
    {"key": "total", "title": "综合成绩", "kind_title": "合成", "summary": "笔试 40% + 面试 55%", "answers": [{"label": "权重", "value": "笔试 40,面试 55"}]},
]  # fmt: skip
GRID = {
    "columns": [{"key": "public", "title": "公共科目", "full_marks": 100}, {"key": "professional", "title": "专业科目", "full_marks": 100}],
    "rows": [
        {"number": f"P01-{n:03}", "name": name, "cells": [{"name": f"m{n}a", "value": a, "full_marks": 100, "label": f"{name} 公共科目", "error": e}, {"name": f"m{n}b", "value": b, "full_marks": 100, "label": f"{name} 专业科目"}]}
        for n, name, a, b, e in ((2, "孙玉兰", "78.5", "82.5", ""), (8, "赵文博", "80", "83.25", ""), (11, "何佳", "absent", "absent", ""), (13, "李䶮", "178", "81.0", "高于满分 100"), (17, "马晓东", "", "", ""), (21, "欧阳慧敏", "", "", ""))
    ],
}  # fmt: skip
NOTICES = [
    {"title": "关于区直部门正职空缺岗位差额竞岗笔试成绩及面试入围人选的公告", "url": "#", "number": "区组公告〔2026〕12号", "kind": "成绩公告", "published_at": at(11, 10), "pdf_url": "#"},
    {"title": "关于资格审查合格人选的公告", "url": "#", "number": "区组公告〔2026〕11号", "kind": "资格审查", "published_at": at(10, 30), "pdf_url": "#"},
    {"title": "区直部门正职空缺岗位差额竞岗公告", "url": "#", "number": "区组公告〔2026〕9号", "kind": "竞岗公告", "published_at": at(10, 9), "pdf_url": "#", "until": "报名至 10月20日 17:00"},
]  # fmt: skip
POSITIONS = {
    "caption": "按职位代码为序",
    "columns": [{"title": "代码"}, {"title": "职位"}, {"title": "单位"}, {"title": "职数", "figure": True}, {"title": "报名", "figure": True}, {"title": "合格", "figure": True}, {"title": "状态"}],
    "rows": [
        {"cells": [c, {"text": t, "url": "#"}, u, {"text": 1, "figure": True}, {"text": a, "figure": True}, {"text": q, "figure": True}, {"badge": b}]}
        for c, t, u, a, q, b in (("P01", "局长", "区司法局", 42, 37, "open"), ("P02", "局长", "区统计局", 31, 28, "open"), ("P03", "主任", "区政务服务中心", 55, 47, "decided"), ("P04", "局长", "区文化和旅游局", 38, 33, "sealed"), ("P05", "主任", "区信访办公室", 21, 17, "blocked"), ("P06", "局长", "区应急管理局", 27, 24, "open"))
    ],
}  # fmt: skip
ANSWERS = [
    {"label": "选拔方式", "value": "差额竞岗", "url": "#"}, {"label": "职位", "value": "6 个职位,6 个职数", "url": "#"}, {"label": "环节", "value": "公告 → 报名 → 笔试 → 面试 → 综合成绩 → 考察 → 票决 → 公示", "url": "#"},
    {"label": "差额", "value": "笔试入围 1:5,面试入围 1:3,考察 1:2", "url": "#"}, {"label": "方案指纹", "value": "3d92 b0c4 a7f1"},
]  # fmt: skip
PROOF_GOOD = {"good": True, "title": "全部 1,482 条纪实前后相接,无一改动", "text": "逐条重算了指纹、链与 12 个链头签名,用时 0.4 秒。", "head": OUTCOME, "size": 1482}  # fmt: skip
PROOF_BAD = {"good": False, "title": "第 731 条与当时记下的不符", "text": "从第 731 条起不能采信,请即报告审计管理员,并保留本页。", "first_bad": 731}  # fmt: skip
SECTIONS = [
    {"title": "首页", "url": "#", "current": True},
    {"title": "公告公示", "url": "#"},
    {"title": "时间安排", "url": "#"},
    {"title": "结果", "url": "#"},
    {"title": "公告验证", "url": "#"},
]
