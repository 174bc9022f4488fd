"""One byte changed anywhere: the verifier refuses, and names the entry or the file."""

import struct
import zipfile
from functools import lru_cache

import pytest

from oversight import verify
from tests.oversight.verify_archives import campaign, small, to_folder, to_zip

STEP = 97  # of the longer files every 97th byte is tried


@pytest.fixture(autouse=True)
def _remembered_signatures(monkeypatch):
    """The same signature is worked out once: these tests ask for it thousands of times."""
    monkeypatch.setattr(verify, "ed25519_verify", lru_cache(maxsize=None)(verify.ed25519_verify))


def faults(path) -> list[verify.Fault]:
    return verify.verify(path)[0].faults


def bent(data: bytes, at: int, mask: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def test_every_byte_of_a_short_ledger(tmp_path):
    archive = small()
    files = archive.whole()
    folder = to_folder(files, tmp_path)
    assert faults(folder) == []
    lines = archive.lines()
    ends = [sum(map(len, lines[: n + 1])) for n in range(len(lines))]
    data, wrong = files["ledger/entries.jsonl"], []
    for at in range(len(data)):
        for mask in (0x01, 0x80) if at % 5 else (0x01, 0x02, 0x20, 0x80):
            (folder / "ledger/entries.jsonl").write_bytes(bent(data, at, mask))
            found = faults(folder)
            entry = next(n for n, end in enumerate(ends) if at < end)
            if not found or f"第 {entry} 条" not in found[0].text or found[0].code not in (2, 5):
                wrong.append((at, mask, [fault.text for fault in found]))
    assert wrong == []


def test_a_byte_of_every_file_in_a_folder(tmp_path):
    files = campaign().whole()
    folder = to_folder(files, tmp_path)
    wrong = []
    for name, data in files.items():
        for at in {*range(0, len(data), STEP), len(data) - 1}:
            (folder / name).write_bytes(bent(data, at))
            found = faults(folder)
            if not any(name in fault.text or "条" in fault.text for fault in found):
                wrong.append((name, at, [fault.text for fault in found]))
        (folder / name).write_bytes(data)
    assert wrong == []
    assert faults(folder) == []


def test_every_byte_of_the_heads_and_the_key(tmp_path):
    files = small().whole()
    folder = to_folder(files, tmp_path)
    wrong = []
    for name in ("ledger/heads/00000002.txt", "ledger/key.txt", "ledger/log.json"):
        for at in range(len(files[name])):
            (folder / name).write_bytes(bent(files[name], at))
            if not faults(folder):
                wrong.append((name, at))
        (folder / name).write_bytes(files[name])
    assert wrong == []


def test_every_byte_of_the_manifest(tmp_path):
    files = small().whole()
    folder = to_folder(files, tmp_path)
    data = files["manifest.json"]
    passed = []
    for at in range(len(data)):
        (folder / "manifest.json").write_bytes(bent(data, at))
        if not faults(folder):
            passed.append(at)
    assert passed == []


def test_bytes_of_a_zip_and_the_changed_entry_is_named(tmp_path):
    archive = small()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        path = to_zip(archive.whole(), tmp_path / "a.zip", method)
        data = path.read_bytes()
        directory = struct.unpack("<L", data[-6:-2])[0]
        passed = []
        for at in range(0, directory, 5):
            path.write_bytes(bent(data, at))
            if not faults(path):
                passed.append(at)
        assert passed == [], method
        path.write_bytes(data)
        with zipfile.ZipFile(path) as zipped:
            start = zipped.getinfo("ledger/entries.jsonl").header_offset + 30 + len("ledger/entries.jsonl")
            size = zipped.getinfo("ledger/entries.jsonl").compress_size
        for at in range(start, start + size, 11):
            path.write_bytes(bent(data, at))
            assert any("第" in fault.text and "条" in fault.text for fault in faults(path)), at


def test_cut_off_and_lengthened_zips(tmp_path):
    path = to_zip(small().whole(), tmp_path / "a.zip")
    data = path.read_bytes()
    for size in range(0, len(data), 131):
        path.write_bytes(data[:size])
        assert faults(path)[0].code == 1


# In a zip's list of files: made by, disk, attributes; in its last record: disks, counts, comment.
SAYS_NOTHING = {4, 5, 7, *range(29, 42)}


def test_every_byte_of_a_zips_list_of_files(tmp_path):
    """What is not noticed are fields that name no file and hold no content; nothing ends in a traceback."""
    path = to_zip(small().whole(), tmp_path / "a.zip")
    data = path.read_bytes()
    at = struct.unpack("<L", data[-6:-2])[0]
    passed = set()
    while data[at : at + 4] == b"PK\x01\x02":
        size = 46 + sum(struct.unpack("<3H", data[at + 28 : at + 34]))
        for inside in range(size):
            path.write_bytes(bent(data, at + inside))
            if not faults(path):
                passed.add(inside)
        at += size
    assert passed <= SAYS_NOTHING
    for last in range(at, len(data)):
        path.write_bytes(bent(data, last))
        faults(path)
