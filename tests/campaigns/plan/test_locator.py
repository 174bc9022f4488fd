"""Lines of keys in TOML that is as twisted as TOML may be."""

import tomllib

from campaigns.plan.locator import Locator

TWISTED = '''# [[stages]] in a comment
title = "a # no comment, [[stages]]" # one
"quoted \\u00e9" = 1
many = """
[[stages]]
x = 1 \\""" y
"""
raw = \'\'\'
[[stages]]\'\'\'\'
a.b . "c" = 2
list = [ # comment ]
  1, [2, "]"],
  { k = "}", m = [
  3 ] },
]
[table]
when = 1979-05-27 07:32:00
[[stages]]
kind = 1
[stages.inner]
x = 1
[[stages.parts]]
y = 1
[[stages.parts]]
y = 2
[[stages]]
kind = 2
[[stages.parts]]
y = { z = 3, w . v = 4 }
'''


def test_every_value_is_found_at_its_line():
    tomllib.loads(TWISTED)
    locator = Locator(TWISTED)
    lines = {
        ("title",): 2,
        ("quoted é",): 3,
        ("many",): 4,
        ("raw",): 8,
        ("a", "b", "c"): 10,
        ("list",): 11,
        ("list", 0): 12,
        ("list", 1): 12,
        ("list", 2): 13,
        ("list", 2, "m"): 13,
        ("list", 2, "m", 0): 14,
        ("table", "when"): 17,
        ("stages", 0): 18,
        ("stages", 0, "kind"): 19,
        ("stages", 0, "inner"): 20,
        ("stages", 0, "inner", "x"): 21,
        ("stages", 0, "parts", 0, "y"): 23,
        ("stages", 0, "parts", 1, "y"): 25,
        ("stages", 1): 26,
        ("stages", 1, "kind"): 27,
        ("stages", 1, "parts", 0, "y", "z"): 29,
        ("stages", 1, "parts", 0, "y", "w", "v"): 29,
    }
    assert {path: locator.line(path) for path in lines} == lines


def test_what_is_missing_has_its_parent_s_line():
    locator = Locator(TWISTED)
    assert locator.line(("stages", 1, "missing", "deeper")) == 26
    assert locator.line(("nothing",)) == 0


def test_windows_line_ends_count_once():
    assert Locator(TWISTED.replace("\n", "\r\n")).line(("stages", 1, "kind")) == 27
