"""Tables out of .csv and .xlsx: what is read, and every way in which a file is refused."""

import io
import zipfile
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import numbers

from candidates import sheets
from candidates import workbook as workbook_module
from candidates.sheets import read_table
from candidates.table import check_columns, write_csv
from oversight.words import Mistaken
from tests.candidates.workbooks import repacked, replaced, workbook

SHEET = "xl/worksheets/sheet1.xml"


def wrong(name, data):
    """Return the mistakes of a file as text; fail when it is read."""
    with pytest.raises(Mistaken) as caught:
        read_table(name, data)
    return [f"{mistake.place}: {mistake.what}" for mistake in caught.value.mistakes]


def test_csv_columns_and_lines():
    table = read_table("a.csv", '\ufeffid, name \r\n a1 ,张三\r\n\r\n,\r\na2,"李\n四"\r\na3,王\r\n'.encode())
    assert table.header == ("id", "name")
    assert list(table.lines) == [2, 5, 7]
    assert table.column("id") == ["a1", "a2", "a3"]
    assert table.column("name") == ["张三", "李\n四", "王"]
    assert table.column("nothing") == ["", "", ""]
    assert "name" in table and "nothing" not in table


def test_header_only_is_a_table_without_rows():
    table = read_table("a.csv", b"id,name\n")
    assert (len(table), table.columns) == (0, ([], []))


@pytest.mark.parametrize(
    ("data", "mistakes"),
    [
        (b"", ["a.csv:0: the file is empty"]),
        (b"\xef\xbb\xbf", ["a.csv:0: the file is empty"]),
        (b"\n\n,,\n", ["a.csv:0: the file is empty"]),
        (
            "id,name\na1,张三\n".encode("gbk"),
            ["a.csv:2: the line is not UTF-8 text (perhaps GBK); save the file as CSV UTF-8"],
        ),
        (
            "id,name\na1,张三\n".encode("utf-16"),
            ["a.csv:0: the file is UTF-16, not UTF-8; save it as CSV UTF-8"],
        ),
        (
            b"id,name\na1,b\na2\x00,c\n\x00",
            ["a.csv:3: the line holds a NUL character", "a.csv:4: the line holds a NUL character"],
        ),
        (
            b"id,name\na1\na2,b,c\na3,d\n",
            [
                "a.csv:2: the row has 1 cells, the header has 2",
                "a.csv:3: the row has 3 cells, the header has 2",
            ],
        ),
        (b"id,,id\na,b,c\n", ["a.csv:1: column 2 has no name", "a.csv:1: id: the column stands there twice"]),
        (b"id;name\na;b\n", ["a.csv:1: the columns are not separated by commas; save the file as CSV UTF-8"]),
        (
            b"id\tname\na\tb\n",
            ["a.csv:1: the columns are not separated by commas; save the file as CSV UTF-8"],
        ),
        (b'id,name\na,"b\nc,d\n', ["a.csv:2: the quotes of this record do not fit (unexpected end of data)"]),
        (b'id,name\na,"b"c\n', ["a.csv:2: the quotes of this record do not fit (',' expected after '\"')"]),
        (
            b"id,name\na,=1+1\nb,@SUM(A1)\n",
            [
                "a.csv:2: name: the cell holds a formula; write its value",
                "a.csv:3: name: the cell holds a formula; write its value",
            ],
        ),
        (b"PK\x03\x04 whatever", ["a.csv:0: the file is a workbook; name it .xlsx or save it as CSV UTF-8"]),
        (
            b"\xd0\xcf\x11\xe0 old",
            ["a.csv:0: the file is an old or a password-protected workbook; save it as a plain .xlsx"],
        ),
    ],
)
def test_csv_that_cannot_be_used(data, mistakes):
    assert wrong("a.csv", data) == mistakes


def test_other_endings_are_refused():
    assert wrong("a.xls", b"id\n") == ["a.xls:0: only .csv and .xlsx files are read"]


def test_too_large_and_too_many_rows(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    assert wrong("a.csv", b"id\na\nb\nc\n") == ["a.csv:0: the file has more than 2 rows"]
    monkeypatch.setattr(sheets, "MAX_BYTES", 4)
    assert wrong("a.csv", b"id\na\n") == ["a.csv:0: the file is larger than 0 MB"]


def test_missing_and_unknown_columns():
    table = read_table("a.csv", b"id,nme\na,b\n")
    found = check_columns(table, required=["id", "name"], optional=["unit"])
    assert [f"{m.place}: {m.what}" for m in found] == [
        "a.csv:1: name: the column is missing; the file has id, nme",
        "a.csv:1: nme: unknown column; known are id, name, unit",
    ]
    assert check_columns(table, required=["id"], optional=None) == []


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=8
).map(lambda text: text.strip().lstrip("=@").strip())


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_what_is_written_is_read_back(rows):
    rows = [row for row in rows if any(row)]
    table = read_table("a.csv", write_csv(["one", "two"], rows))
    assert list(zip(*table.columns, strict=True)) == rows


def test_canonical_csv_bytes():
    assert write_csv(["id", "reason"], [("a", "x, y"), ("b", "")]) == b'id,reason\na,"x, y"\nb,\n'


# --- workbooks


def test_workbook_values_are_text():
    table = read_table(
        "a.xlsx",
        workbook(
            ["id", "score", "born", "at", "yes", "phone"],
            ["007", 88.1, date(1980, 5, 31), time(3, 4), True, 13800001234],
            [],
            [" 008 ", 0, None, None, None, 0.1234567],
        ),
    )
    assert table.header == ("id", "score", "born", "at", "yes", "phone")
    assert list(table.lines) == [2, 4]
    assert table.columns == (
        ["007", "008"],
        ["88.1", "0"],
        ["1980-05-31", ""],
        ["03:04:00", ""],
        ["TRUE", ""],
        ["13800001234", "0.1234567"],
    )


@given(st.decimals(0, 1000, places=6))
def test_marks_come_out_as_typed(mark):
    text = workbook_module._text(float(mark))
    assert Decimal(text) == mark and "E" not in text


def test_the_table_may_stand_away_from_the_corner():
    def move(book):
        book.active.insert_rows(1, 2)

    table = read_table("a.xlsx", workbook(["id"], ["a"], edit=move))
    assert (table.header, list(table.lines)) == (("id",), [4])


def test_numbers_where_text_belongs():
    assert wrong(
        "a.xlsx",
        workbook(
            ["id", "id_number", "card"],
            ["a", 110105194912310021, 6222020202020202020],
            [7, "11010519491231002X", "1"],
        ),
    ) == [
        "a.xlsx:2: id_number: the cell is a number; numbers lose leading zeros and the digits after the "
        "15th: format the column as text and type the value again",
        "a.xlsx:2: card: the number has more than 15 digits, the last of them are lost: "
        "format the column as text and type the value again",
        "a.xlsx:3: id: the cell is a number; numbers lose leading zeros and the digits after the 15th: "
        "format the column as text and type the value again",
    ]


def test_formulas_errors_and_merged_cells_are_all_named():
    def spoil(book):
        sheet = book.active
        sheet["B2"] = "=40+2"
        sheet["B4"] = "#N/A"
        sheet["B4"].data_type = "e"
        sheet.merge_cells("A5:A6")

    assert wrong("a.xlsx", workbook(["id", "score"], *[[f"a{i}", 1] for i in range(5)], edit=spoil)) == [
        "a.xlsx:2: score: the cell holds a formula; write its value",
        "a.xlsx:4: score: the cell shows an error such as #N/A; write its value",
        "a.xlsx:5: id: the cells A5:A6 are merged; every row needs its own cell",
    ]


def test_a_date_in_a_mark_column_is_no_number():
    def spoil(book):
        book.active["B2"].number_format = numbers.FORMAT_DATE_YYYYMMDD2

    table = read_table("a.xlsx", workbook(["id", "score"], ["a", 88], edit=spoil))
    assert table.column("score") == ["1900-03-28"]


def test_only_the_first_sheet_counts_and_it_must_be_seen():
    def second(book):
        book.create_sheet("notes")["A1"] = "=1+1"

    assert len(read_table("a.xlsx", workbook(["id"], ["a"], edit=second))) == 1

    def hide(book):
        second(book)
        book.active.sheet_state = "hidden"
        book.active = 1

    assert wrong("a.xlsx", workbook(["id"], ["a"], edit=hide)) == [
        "a.xlsx:0: the first sheet is hidden; show it or move it to the end"
    ]


def _lying(data):
    """Return a package whose table of contents says that the sheet is tiny."""
    out = bytearray(data)
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    out[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(out)


PLAIN = workbook(["id", "score"], ["a", 1])
DAMAGED = "a.xlsx:0: the workbook is damaged and cannot be opened"
UNUSUAL = "a.xlsx:0: the sheet is written in an unusual way; save it again and retry"


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        (b"id,score\na,1\n", "a.xlsx:0: the file is not a workbook, whatever its name says"),
        (PLAIN[:-200], DAMAGED),
        (PLAIN[:300] + b"\x00" * 50 + PLAIN[350:], DAMAGED),
        (_lying(PLAIN), DAMAGED),
        (repacked(PLAIN, lambda parts: parts.pop("xl/workbook.xml")), DAMAGED),
        (repacked(PLAIN, lambda parts: parts.update({SHEET: b"<worksheet"})), None),
        (
            repacked(PLAIN, lambda parts: parts.update({"xl/vbaProject.bin": b"x"})),
            "a.xlsx:0: the workbook holds macros; save it as .xlsx",
        ),
        (
            replaced(
                PLAIN,
                "[Content_Types].xml",
                b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"ms-excel.sheet.macroEnabled.main+xml",
            ),
            "a.xlsx:0: the workbook holds macros; save it as .xlsx",
        ),
        (
            repacked(PLAIN, lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<a/>"})),
            "a.xlsx:0: the workbook is linked to other files; paste the values",
        ),
        (
            repacked(
                PLAIN, lambda parts: parts.update({SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[SHEET]})
            ),
            f"a.xlsx:0: the part {SHEET} of the workbook declares entities",
        ),
        (
            repacked(PLAIN, lambda parts: parts.update({SHEET: parts[SHEET].decode().encode("utf-16")})),
            f"a.xlsx:0: the part {SHEET} of the workbook is not UTF-8",
        ),
        (
            repacked(PLAIN, lambda parts: parts.update({f"x{i}": b"" for i in range(200)})),
            "a.xlsx:0: the workbook has 209 parts, at most 200 are opened",
        ),
        (
            repacked(PLAIN, lambda parts: parts.update({SHEET: parts[SHEET] + b" " * 60_000_000})),
            "a.xlsx:0: the workbook unpacks to more than 100 times its size",
        ),
        (
            replaced(PLAIN, SHEET, b'r="B2"', b'r="XFD1048576"'),
            "a.xlsx:0: the sheet reaches to row 1048576, column 16384; delete the rows and columns not used",
        ),
        (replaced(PLAIN, SHEET, b'r="B2"', b"r='XFD1048576'"), UNUSUAL),
        (replaced(PLAIN, SHEET, b'r="B2"', b'r\n="XFD1048576"'), UNUSUAL),
        (replaced(PLAIN, SHEET, b'r="B2"', b'r= "XFD1048576"'), UNUSUAL),
        (workbook(), "a.xlsx:0: the file is empty"),
        (
            replaced(PLAIN, SHEET, b"<v>1</v>", b"<f>1</f><v>1</v>"),
            "a.xlsx:2: score: the cell holds a formula; write its value",
        ),
    ],
)
def test_workbooks_that_are_not_opened(data, mistake):
    found = wrong("a.xlsx", data)
    assert found == [mistake or DAMAGED]


def test_a_bomb_by_sum(monkeypatch):
    monkeypatch.setattr(workbook_module, "MAX_UNPACKED", 3000)
    assert wrong("a.xlsx", PLAIN) == ["a.xlsx:0: the workbook unpacks to 0 MB, at most 0 MB are opened"]


def test_members_twice_are_refused():
    out = io.BytesIO(PLAIN)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as package:
        package.writestr(SHEET, b"<worksheet/>")
    assert wrong("a.xlsx", out.getvalue()) == [DAMAGED]
