"""Heads come back from paper in many spellings; what is none is refused."""

import pytest

from oversight.ledger import SYSTEM, sign_head
from oversight.printed import Printed, read_printed

ROOT = "0123456789abcdef" * 4
GROUPS = " ".join([ROOT[:16]] * 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"12 {ROOT[:16]}", Printed(12, ROOT[:16])),
        (f"12\n{ROOT.upper()}", Printed(12, ROOT)),
        (f"zeyou/2026-CE-01\n12\n{ROOT}\n组选公告〔2026〕1号\n", Printed(12, ROOT)),
        (f"记录数：12\n根值：{GROUPS}", Printed(12, ROOT)),
        (f"https://host/verify/?number=7&size=12&root={ROOT}", Printed(12, ROOT)),
        (f"全程纪实链头\u3000纪实：zeyou/x\u3000记录数：12\r\n根值：{GROUPS}\r\n", Printed(12, ROOT)),
    ],
)
def test_spellings(text, expected):
    assert read_printed(text) == expected


@pytest.mark.parametrize("text", ["", "12", ROOT, "12 0123456789abcde", "12 xyz0123456789abcdef", "a\n\nb"])
def test_what_is_no_head(text):
    with pytest.raises(ValueError, match=r"."):
        read_printed(text)


def test_a_head_file_names_its_ledger(log, write):
    write(log)
    head = sign_head(log=log, by=SYSTEM, reason="")
    printed = read_printed(head.text)
    assert (printed.size, printed.digits, printed.origin) == (1, head.root, f"zeyou/{log}")
