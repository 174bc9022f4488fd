"""One word a thing: the word list of the house, held against models and names."""

import ast
import re

from django.apps import apps

from tests.laws.source import FLOORS, functions_of, shown, source_files, tree_of

# Every model is a word of the house. A new model means a new word: write it here, with what it is in Chinese.
MODELS = {
    "oversight": {
        "User": "用户",
        "Officer": "任职人员",
        "Log": "纪实簿",
        "Entry": "记录",
        "Personal": "个人信息承诺",
        "Head": "链头",
        "Job": "任务",
        "Blob": "文件存档",
        "Upload": "上传",
        "Signature": "签署",
        "Objection": "异议",
    },
    "campaigns": {
        "Campaign": "选拔",
        "PlanVersion": "方案",
        "Position": "职位",
        "Stage": "环节",
        "Seat": "任务角色",
        "Notice": "公告",
        "NoticeCounter": "文号计数",
        "CalendarYear": "工作日历",
        "CalendarDay": "日历日",
    },
    "candidates": {"Candidate": "人选", "Application": "报名"},
    "scoring": {
        "Assessor": "评委",
        "Mark": "评分",
        "Check": "审查",
        "Leave": "退出",
        "Meeting": "会议",
        "Attachment": "附件",
        "Reentry": "二次录入",
        "Lock": "锁定",
        "Approval": "批准",
        "Turnout": "收发票数",
        "Count": "计票",
        "Ballot": "选票",
        "Choice": "票上人选",
        "Outcome": "结果",
        "Placing": "名次",
    },
    "selection": {},
}

# Words that mean a thing which has another word here.
OTHER_WORDS = {
    "phase": "stage",
    "examinee": "entrant",
    "participant": "entrant",
    "audit_log": "ledger",
    "log_entry": "entry",
    "vacancy": "opening",
    "announcement_document": "notice",
    "grader": "assessor",
    "ranking_run": "outcome",
    "blockchain": "ledger",
}


def words_of(name: str) -> str:
    """Return a name in lower case with underscores: `RankingRun` -> `ranking_run`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_models_are_the_words_of_the_house() -> None:
    found = {floor: {model.__name__ for model in apps.get_app_config(floor).get_models()} for floor in FLOORS}
    assert found == {floor: set(words) for floor, words in MODELS.items()}


def test_every_model_says_what_it_is() -> None:
    silent = [
        f"{floor}.{model.__name__}"
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        if not model.__doc__ or model.__doc__.startswith(f"{model.__name__}(")
    ]
    assert silent == []


def test_names_use_the_word_list() -> None:
    pattern = re.compile(rf"(?:^|_)({'|'.join(OTHER_WORDS)})s?(?:_|$)")
    wrong = []
    for path in source_files():
        names = [(node.name, node.lineno) for _, node in functions_of(path)]
        names += [(n.name, n.lineno) for n in ast.walk(tree_of(path)) if isinstance(n, ast.ClassDef)]
        names.append((path.stem, 1))
        wrong += [
            f"{shown(path)}:{line} {name}: say {OTHER_WORDS[found[1]]}"
            for name, line in names
            if (found := pattern.search(words_of(name)))
        ]
    assert wrong == []


def test_foreign_keys_protect() -> None:
    """Nothing that was recorded goes away because something else does; the exceptions are listed."""
    may_go_with_its_owner = {("oversight", "Personal"), ("campaigns", "CalendarDay"), ("scoring", "Placing")}
    wrong = [
        f"{floor}.{model.__name__}.{field.name}"
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and getattr(field.remote_field, "on_delete", None)
        if field.remote_field.on_delete.__name__ not in {"PROTECT", "RESTRICT"}
        and (floor, model.__name__) not in may_go_with_its_owner
    ]
    assert wrong == []
