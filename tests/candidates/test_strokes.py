"""Surname strokes: fewer first, then the kinds of strokes, single names in two ways."""

import random

import pytest

from candidates.strokes import School, in_stroke_order, stroke_key, strokes, unknown_in


def names_of(*names: str, school: School = School.SURNAME) -> list[str]:
    mixed = list(names)
    random.Random(7).shuffle(mixed)
    return [name for name, _ in in_stroke_order([(name, None) for name in mixed], school)]


def test_fewer_strokes_of_the_first_character_come_first() -> None:
    wanted = ["丁一", "万方", "王刚", "石磊", "刘洋", "李明", "欧阳修", "陈静", "赵敏", "韩雪", "魏征"]
    assert [len(strokes()[name[0]]) for name in wanted] == [2, 3, 4, 5, 6, 7, 8, 7, 9, 12, 17]
    assert names_of(*wanted) == [*wanted[:6], "陈静", "欧阳修", *wanted[8:]]


def test_equal_counts_go_by_the_kinds_of_strokes() -> None:
    # 王 and 方 have four strokes: 王 begins with heng, 毛 with pie, 方 with dian, 孔 with zhe.
    assert names_of("孔明", "方圆", "毛宁", "王宁") == ["王宁", "毛宁", "方圆", "孔明"]


def test_the_two_schools_differ_about_single_given_names() -> None:
    # The second character of 王二小 has two strokes, of 王鑫 twenty-four.
    assert names_of("王鑫", "王二小") == ["王鑫", "王二小"]
    assert names_of("王鑫", "王二小", school=School.NAME) == ["王二小", "王鑫"]


def test_middle_dots_and_spaces_are_not_compared() -> None:
    assert stroke_key("王 刚") == stroke_key("王刚")
    assert stroke_key("买买提·艾力") == stroke_key("买买提艾力")


def test_unknown_characters_come_last_and_are_named() -> None:
    assert names_of("𠀀明", "王明", "魏明") == ["王明", "魏明", "𠀀明"]
    assert unknown_in(["𠀀明", "王明", "𠀀强"]) == ["𠀀"]


@pytest.mark.parametrize(
    "character", list("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜")
)
def test_the_surnames_are_known(character: str) -> None:
    assert set(strokes()[character]) <= set("12345")


def test_strokes_agree_with_the_dictionary() -> None:
    counts = {
        "一": 1,
        "乙": 1,
        "凹": 5,
        "凸": 5,
        "鼎": 12,
        "龜": 0,
        "马": 3,
        "鸟": 5,
        "龙": 5,
        "永": 5,
        "鑫": 24,
    }
    assert {c: len(strokes().get(c, "")) for c in counts} == counts
