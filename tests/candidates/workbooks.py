"""Workbooks for the tests: ordinary ones, and ones no program would write."""

import io
import zipfile

import openpyxl


def workbook(*rows, edit=None):
    """Return the bytes of an .xlsx with these rows; `edit(book)` may spoil it before it is written."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if edit:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, change):
    """Return the package with its members, a dict of bytes by name, changed by `change(parts)`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def replaced(data, part, old, new):
    """Return the package with `old` replaced in one member."""

    def change(parts):
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return repacked(data, change)
