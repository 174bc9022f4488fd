"""The verifier: checks a campaign's archive with Python 3.11 and nothing else. PURE, one file, shipped along.

    python verify.py ARCHIVE.zip [--head FILE|TEXT] [--key FILE|TEXT]

It trusts nothing in the archive: leaves and RFC 6962 roots are computed anew, heads are checked with an own
Ed25519, every file is compared with what the ledger says about it, and every outcome is computed again by a
second calculator, written apart from the engine with `fractions`. Everything it says is Chinese, because the
people who keep a printed head in a drawer read Chinese.

Exit codes: 0 good; 1 usage or unreadable archive; 2 leaf differs; 3 root differs; 4 inconsistent with an
older head; 5 gap or duplicate number; 6 bad signature; 7 an outcome does not follow from plan and evidence;
8 time runs backwards; 9 file missing, altered or not in the ledger. The first fault found gives the code.

`calculate(plan, key, entrants, rows, ...)` is the second calculator by itself.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import csv
import gc
import hashlib
import io
import json
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

try:
    import tomllib
except ImportError:  # Python before 3.11 is told so in words by main()
    tomllib = None  # type: ignore[assignment]

GOOD, UNREADABLE, LEAF, ROOT, OLDER, GAP, SIGNATURE, OUTCOME, TIME, FILE = range(10)

CHUNK = 1 << 20
MOST_FILES = 100_000
MOST_BYTES = 8 << 30  # of all files together, unpacked
MOST_RATIO = 200  # unpacked to packed, for files over 8 MiB
MOST_LINE = 16 << 20
MOST_SMALL = 512 << 20  # of a file that is read as a whole

Row = Mapping[str, str]
Table = dict[str, Any]  # a TOML or JSON table as the standard library reads it


class Fault(Exception):
    """Something does not hold: the exit code and a Chinese sentence that names the first bad thing."""

    def __init__(self, code: int, text: str):
        self.code = code
        self.text = text
        super().__init__(text)


@dataclass
class Report:
    """What was checked and what was found wrong, in the order in which it was found."""

    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep a sentence about something that was checked."""
        self.notes.append(text)

    def fault(self, code: int, text: str) -> None:
        """Keep a fault and go on."""
        self.faults.append(Fault(code, text))

    @property
    def code(self) -> int:
        """Return the exit code: that of the first fault."""
        return self.faults[0].code if self.faults else GOOD


# ── the archive: a zip or a folder, read with suspicion ──


def safe_name(name: str) -> bool:
    """Say whether `name` is a plain relative path with forward slashes."""
    parts = name.split("/")
    odd = any(c in name for c in "\\\0:") or any(ord(c) < 32 for c in name)
    return bool(name) and not odd and all(part not in ("", ".", "..") for part in parts)


class Pack:
    """Files by name. A file that was damaged still gives the bytes that could be read: `damage` says so."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.damage: dict[str, str] = {}
        self.digests: dict[str, tuple[int, str]] = {}

    def close(self) -> None:
        """Let go of what is open."""

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of `name`; what goes wrong on the way stands in `damage` afterwards."""
        raise NotImplementedError

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of `name` and remember size and SHA-256 once it was read to its end."""
        digest, size = hashlib.sha256(), 0
        for piece in self.pieces(name):
            digest.update(piece)
            size += len(piece)
            yield piece
        self.digests[name] = size, digest.hexdigest()

    def digest(self, name: str) -> tuple[int, str]:
        """Return size and SHA-256 of `name`."""
        if name not in self.digests:
            for _ in self.chunks(name):
                pass
        return self.digests[name]

    def read(self, name: str) -> bytes:
        """Return all bytes of `name`; raises Fault 9 when there is no such file or it is far too large."""
        if name not in self.names:
            raise Fault(FILE, f"缺少文件 {name}。")
        parts, size = [], 0
        for piece in self.chunks(name):
            size += len(piece)
            if size > MOST_SMALL:
                raise Fault(UNREADABLE, f"文件 {name} 过大，不予读取。")
            parts.append(piece)
        if name in self.damage:
            raise Fault(FILE, self.damage[name])
        return b"".join(parts)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of `name` without their ends; a file of any size costs little memory."""
        rest = b""
        for piece in self.chunks(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > MOST_LINE:
                raise Fault(UNREADABLE, f"文件 {name} 有一行过长，不予读取。")
        if rest:
            yield rest


class FolderPack(Pack):
    """An unpacked archive."""

    def __init__(self, root: Path):
        super().__init__()
        self.root = root
        for folder, folders, files in os.walk(root):
            for entry in folders + files:
                path = Path(folder) / entry
                name = path.relative_to(root).as_posix()
                if path.is_symlink():
                    raise Fault(FILE, f"{name} 是链接，不是文件，不予读取。")
                if entry in files:
                    self.names.add(name)

    def pieces(self, name: str) -> Iterator[bytes]:
        try:
            with (self.root / name).open("rb") as file:
                while piece := file.read(CHUNK):
                    yield piece
        except OSError as error:
            self.damage[name] = f"文件 {name} 无法读取（{error.strerror}）。"


class ZipPack(Pack):
    """An archive as one file. Members are inflated here: a bad checksum must not hide what was changed."""

    def __init__(self, path: Path):
        super().__init__()
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.file: BinaryIO = path.open("rb")
        try:
            with zipfile.ZipFile(self.file) as archive:
                infos = archive.infolist()
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            NotImplementedError,
            struct.error,
            ValueError,
            OSError,
        ):
            self.close()
            raise Fault(UNREADABLE, f"{path.name} 不是完好的 zip 压缩包，无法打开。") from None
        try:
            self.check(infos, path.stat().st_size)
        except Fault:
            self.close()
            raise

    def close(self) -> None:
        self.file.close()

    def check(self, infos: list[zipfile.ZipInfo], packed: int) -> None:
        """Refuse archives that are traps: strange paths, doubled names, bombs, encrypted members."""
        if len(infos) > MOST_FILES:
            raise Fault(UNREADABLE, f"压缩包内有 {len(infos)} 个文件，超过 {MOST_FILES} 个，不予读取。")
        for info in infos:
            name = info.filename
            if not safe_name(name.removesuffix("/")) or info.orig_filename != name:
                raise Fault(UNREADABLE, f"压缩包内有不安全的路径：{name!r}。")
            if name.endswith("/"):
                continue
            if name in self.members:
                raise Fault(UNREADABLE, f"压缩包内文件 {name} 出现两次。")
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Fault(UNREADABLE, f"压缩包内文件 {name} 已加密或压缩方法不明，无法读取。")
            if info.file_size > 8 << 20 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
                raise Fault(UNREADABLE, f"压缩包内文件 {name} 展开后大得异常，不予读取。")
            self.members[name] = info
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise Fault(UNREADABLE, "压缩包展开后过大，不予读取。")
        strays = any(not 0 <= info.header_offset < packed for info in infos)
        if strays or sum(info.compress_size for info in infos) > packed:
            raise Fault(UNREADABLE, "压缩包内文件的位置不对或相互重叠，不予读取。")
        self.names = set(self.members)

    def start(self, info: zipfile.ZipInfo) -> int | None:
        """Return where the packed bytes begin; None when the member's own header says other than the list."""
        self.file.seek(info.header_offset)
        head = self.file.read(30)
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            return None
        version, flags, method, time, date, crc, packed, size, name_size, extra = struct.unpack(
            "<5H3L2H", head[4:]
        )
        year, month, day, hour, minute, second = info.date_time
        stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
        if (flags, method, (time, date)) != (info.flag_bits, info.compress_type, stamp):
            return None
        if version != info.extract_version:
            return None
        sized = packed != 0xFFFFFFFF and not flags & 8
        if sized and (crc, packed, size) != (info.CRC, info.compress_size, info.file_size):
            return None
        name = self.file.read(name_size)
        if name.decode("utf-8" if flags & 0x800 else "cp437", "replace") != info.orig_filename:
            return None
        return int(info.header_offset + 30 + name_size + extra)

    def pieces(self, name: str) -> Iterator[bytes]:
        info = self.members[name]
        offset = self.start(info)
        if offset is None:
            self.damage[name] = f"压缩包内文件 {name} 的文件头与目录不一致，已被改动。"
            return
        inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        crc, size, left = 0, 0, info.compress_size
        try:
            while left and size <= info.file_size:
                self.file.seek(offset)
                packed = self.file.read(min(left, CHUNK))
                offset, left = offset + len(packed), left - len(packed)
                if not packed:
                    break
                for piece in inflated(inflate, packed):
                    crc, size = zlib.crc32(piece, crc), size + len(piece)
                    yield piece
        except zlib.error:
            self.damage[name] = f"压缩包内文件 {name} 已损坏，无法完整展开。"
            return
        if (crc, size) != (info.CRC, info.file_size) or (inflate is not None and not inflate.eof):
            self.damage[name] = f"压缩包内文件 {name} 的校验码（CRC）不符，已被改动。"


def inflated(inflate: Any, packed: bytes) -> Iterator[bytes]:
    """Yield what `packed` unpacks to, in pieces of at most CHUNK bytes; `inflate` None means stored."""
    if inflate is None:
        yield packed
        return
    while packed:
        yield inflate.decompress(packed, CHUNK)
        packed = inflate.unconsumed_tail


def open_pack(path: Path) -> Pack:
    """Return the archive at `path`, a zip or a folder; raises Fault 1."""
    if path.is_dir():
        return FolderPack(path)
    if not path.is_file():
        raise Fault(UNREADABLE, f"找不到 {path}。")
    return ZipPack(path)


# ── SM3, for Pythons whose OpenSSL was built without it ──


def _rotate(x: int, n: int) -> int:
    n %= 32
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF


def _sm3_block(state: list[int], block: bytes) -> list[int]:
    w = list(struct.unpack(">16L", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _rotate(w[j - 3], 15)
        w.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        s1 = _rotate((_rotate(a, 12) + e + _rotate(constant, j)) & 0xFFFFFFFF, 7)
        s2 = s1 ^ _rotate(a, 12)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        t1 = (ff + d + s2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
        t2 = (gg + h + s1 + w[j]) & 0xFFFFFFFF
        a, b, c, d = t1, a, _rotate(b, 9), c
        e, f, g, h = t2 ^ _rotate(t2, 9) ^ _rotate(t2, 17), e, _rotate(f, 19), g
    return [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]


def sm3(data: bytes) -> bytes:
    """Return the SM3 hash (GB/T 32905) of `data`, 32 bytes."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", 8 * len(data))
    for at in range(0, len(padded), 64):
        state = _sm3_block(state, padded[at : at + 64])
    return struct.pack(">8L", *state)


def hasher(algorithm: str) -> Callable[[bytes], bytes]:
    """Return the tree's hash function by name; raises Fault 9 for a name that is neither."""
    if algorithm == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    if algorithm != "sm3":
        raise Fault(FILE, f"ledger/log.json 中的算法 {algorithm!r} 不是 sha256 或 sm3。")
    try:
        hashlib.new("sm3")
    except ValueError:
        return sm3
    return lambda data: hashlib.new("sm3", data).digest()


# ── the RFC 6962 tree ──


def roots_at(
    leaves: bytes | bytearray, sizes: Iterable[int], digest: Callable[[bytes], bytes]
) -> dict[int, bytes]:
    """Return the root of the first n leaves for each n of `sizes`; one pass, whatever their number.

    `leaves`: the leaf hashes, 32 bytes each, one after the other. Sizes beyond the leaves are left out.
    """
    wanted = {size for size in sizes if 0 <= size <= len(leaves) // 32}
    roots = {0: digest(b"")} if 0 in wanted else {}
    stack: list[bytes] = []  # roots of complete subtrees, the largest first
    for size in range(1, max(wanted, default=0) + 1):
        node = bytes(leaves[32 * size - 32 : 32 * size])
        odd = size - 1
        while odd & 1:
            node = digest(b"\x01" + stack.pop() + node)
            odd >>= 1
        stack.append(node)
        if size in wanted:
            root = stack[-1]
            for left in reversed(stack[:-1]):
                root = digest(b"\x01" + left + root)
            roots[size] = root
    return roots


# ── Ed25519 (RFC 8032), verification only ──

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def _add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, p: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _add(total, p)
        p = _add(p, p)
        n >>= 1
    return total


def _point(data: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, None when they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _base() -> Point:
    point = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    assert point is not None
    return point


BASE = _base()


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` (64 bytes) over `message` is by the holder of `public` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(s, BASE), _add(r, _times(challenge, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ── keys and heads (C2SP signed-note and tlog-checkpoint) ──


@dataclass(frozen=True)
class Key:
    """A verifier key: name, key id (4 bytes), Ed25519 public key (32 bytes)."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read `name+keyid+base64`; raises Fault 6."""
        parts = text.strip().split("+", 2)
        public = strict_base64(parts[2]) if len(parts) == 3 else None
        if public is None or len(public) != 33 or public[0] != 1:
            raise Fault(SIGNATURE, "公钥文件 ledger/key.txt 不成格式。")
        identity = hashlib.sha256(parts[0].encode() + b"\n" + public).digest()[:4]
        if identity.hex() != parts[1]:
            raise Fault(SIGNATURE, "公钥文件 ledger/key.txt 的编号与公钥不符，已被改动。")
        return cls(parts[0], identity, public[1:])


@dataclass(frozen=True)
class Head:
    """A head: what the log said about itself at one moment."""

    name: str  # the file
    origin: str
    size: int
    root: bytes
    text: str  # what was signed
    signatures: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, name: str, note: str) -> Head:
        """Read a signed checkpoint; raises Fault 6 when it is none."""
        text, blank, tail = note.partition("\n\n")
        lines = text.split("\n")
        root = strict_base64(lines[2]) if len(lines) >= 3 else None
        if not blank or root is None or len(root) != 32 or not re.fullmatch(r"0|[1-9]\d{0,15}", lines[1]):
            raise Fault(SIGNATURE, f"链头文件 {name} 不成格式，无法核对签名。")
        signatures = []
        for line in tail.removesuffix("\n").split("\n"):
            signer, gap, code = line.removeprefix("— ").rpartition(" ")
            raw = strict_base64(code)
            if not line.startswith("— ") or not gap or raw is None or len(raw) < 5:
                raise Fault(SIGNATURE, f"链头文件 {name} 的签名行不成格式。")
            signatures.append((signer, raw))
        return cls(name, lines[0], int(lines[1]), root, text + "\n", tuple(signatures))

    def signed_by(self, key: Key) -> bool:
        """Say whether one of the signatures is a good one by `key`; other signers are passed over."""
        mine = [raw[4:] for signer, raw in self.signatures if signer == key.name and raw[:4] == key.id]
        return bool(mine) and all(ed25519_verify(key.public, self.text.encode(), raw) for raw in mine)


def strict_base64(text: str) -> bytes | None:
    """Return the bytes of canonical base64, None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


@dataclass(frozen=True)
class PaperHead:
    """What is printed on paper: the size and the first digits of the root, at least 16."""

    size: int
    root: str
    origin: str | None = None

    @classmethod
    def parse(cls, text: str) -> PaperHead:
        """Read a checkpoint, the lines or the QR code of a notice, or size and hex digits; raises Fault 1."""
        lines = [line.strip() for line in text.strip().splitlines()]
        if len(lines) >= 3 and re.fullmatch(r"[0-9]{1,16}", lines[1]):
            raw = strict_base64(lines[2]) or b""
            root = raw.hex() if len(raw) == 32 else lines[2].lower()
            if re.fullmatch(r"[0-9a-f]{16,64}", root):
                return cls(int(lines[1]), root, lines[0])
        size, digits = SIZE_ON_PAPER.search(text), ROOT_ON_PAPER.search(text)
        if size is None or digits is None:
            bare = BARE_ON_PAPER.fullmatch(text.strip())
            size = digits = bare
        found = re.sub(r"[^0-9a-f]", "", digits["root"].lower()) if digits else ""
        if size is None or not 16 <= len(found) <= 64:
            raise Fault(UNREADABLE, HEAD_USAGE)
        origin = ORIGIN_ON_PAPER.search(text)
        return cls(int(size["size"]), found, origin[1] if origin else None)


HEX = r"(?P<root>[0-9a-fA-F][0-9a-fA-F\s·-]*)"
SIZE_ON_PAPER = re.compile(r"(?:记录数|条数|size)\s*[:：=]?\s*(?P<size>[0-9]{1,16})")
ROOT_ON_PAPER = re.compile(r"(?:根值|树根|root)\s*[:：=]?\s*" + HEX)
BARE_ON_PAPER = re.compile(r"(?P<size>[0-9]{1,16})[^0-9a-fA-F]+" + HEX)
ORIGIN_ON_PAPER = re.compile(r"纪实\s*[:：]\s*(\S+)")
HEAD_USAGE = "纸面链头读不懂：请写“条数 十六进制树根（至少 16 位）”，或给出完整的链头文本。"


def grouped(root: str) -> str:
    """Return hex digits in groups of 16, as on paper."""
    return " ".join(root[at : at + 16] for at in range(0, len(root), 16))


# ── the ledger ──

ENTRIES, HEADS, KEY, LOG = "ledger/entries.jsonl", "ledger/heads/", "ledger/key.txt", "ledger/log.json"
KEPT = {
    "plan.frozen",
    "plan.amended",
    "stage.closed",
    "stage.decided",
    "stage.sealed",
    "signature.given",
    "notice.published",
    "archive.exported",
}
BODY = {"v", "log", "seq", "at", "code", "facts"}  # what the checks rely on; the leaf covers the rest
LINE = re.compile(rb'\{"seq":(0|[1-9]\d{0,15}),"leaf":"([0-9a-f]{64})","body":("[^\n]*")\}').fullmatch
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z").fullmatch


@dataclass(frozen=True)
class Entry:
    """What the other checks need of an entry."""

    seq: int
    code: str
    facts: Table
    at: str = ""

    def fact(self, name: str) -> Any:
        """Return a fact; raises Fault 9 when the entry lacks it."""
        if name not in self.facts:
            raise Fault(FILE, f"纪实第 {self.seq} 条（{self.code}）缺少事实 {name}。")
        return self.facts[name]


@dataclass
class Ledger:
    """The whole log after the leaf check."""

    origin: str
    digest: Callable[[bytes], bytes]
    algorithm: str
    leaves: bytearray = field(default_factory=bytearray)
    entries: list[Entry] = field(default_factory=list)  # only those whose code stands in KEPT
    heads: list[Head] = field(default_factory=list)
    root: bytes = b""

    @property
    def size(self) -> int:
        """Return the number of entries."""
        return len(self.leaves) // 32

    def of(self, *codes: str) -> list[Entry]:
        """Return the entries with these codes, oldest first."""
        return [entry for entry in self.entries if entry.code in codes]


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"not an integer: {text}")


DECODE = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode
ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(value: object) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8."""
    return ENCODE(value).encode()


def read_ledger(pack: Pack) -> Ledger:
    """Read and check every entry; raises the Fault of the first bad one."""
    about = read_json(pack, LOG)
    if not isinstance(about.get("origin"), str):
        raise Fault(FILE, "ledger/log.json 缺少 origin（日志名）。")
    algorithm = str(about.get("algorithm"))
    ledger = Ledger(about["origin"], hasher(algorithm), algorithm)
    if ENTRIES not in pack.names:
        raise Fault(FILE, f"缺少文件 {ENTRIES}。")
    collecting = gc.isenabled()
    gc.disable()  # a million small tables without a cycle among them: a fifth of the time
    try:
        last = ""
        for seq, line in enumerate(pack.lines(ENTRIES)):
            body = read_entry(line, seq, ledger)
            last = check_moment(body, seq, last)
            if body["code"] in KEPT:
                ledger.entries.append(Entry(seq, body["code"], body["facts"], last))
    finally:
        if collecting:
            gc.enable()
    if ENTRIES in pack.damage:
        raise Fault(FILE, f"{pack.damage[ENTRIES]}读到第 {ledger.size} 条为止没有发现改动。")
    return ledger


def read_entry(line: bytes, seq: int, ledger: Ledger) -> Table:
    """Check one line of the ledger, add its leaf, return its body."""
    try:
        usual = LINE(line)
        if usual is None:
            row = DECODE(line.decode())
            said, leaf, text = row["seq"], row["leaf"], row["body"]
            exact = len(row) == 3 and type(said) is int
        else:  # as the archive writes it: quicker than taking it for any JSON
            said, leaf, text, exact = int(usual[1]), usual[2].decode(), DECODE(usual[3].decode()), True
        raw = text.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Fault(LEAF, f"纪实第 {seq} 条（第 {seq + 1} 行）已被改动：这一行不成格式。") from None
    if not exact:
        raise Fault(LEAF, f"纪实第 {seq} 条（第 {seq + 1} 行）已被改动：这一行不成格式。")
    hashed = ledger.digest(b"\x00" + raw)
    if said != seq:
        what = "重复" if said < seq else "缺号"
        if said > seq and hashed.hex() == leaf:
            raise Fault(
                GAP, f"纪实编号{what}：应为第 {seq} 条，文件中是第 {said} 条，缺第 {seq} 至 {said - 1} 条。"
            )
        raise Fault(GAP, f"纪实编号{what}：应为第 {seq} 条，文件中是第 {said} 条。")
    if hashed.hex() != leaf:
        raise Fault(LEAF, f"纪实第 {seq} 条已被改动：内容与其哈希不符。")
    ledger.leaves += hashed
    try:
        body = DECODE(text)
        same = type(body) is dict and ENCODE(body) == text
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise Fault(LEAF, f"纪实第 {seq} 条的内容不是规范 JSON。")
    return check_body(body, seq, ledger.origin)


def check_body(body: Table, seq: int, origin: str) -> Table:
    """Check that a body says what its place in the log says; return it."""
    if not body.keys() >= BODY:
        raise Fault(LEAF, f"纪实第 {seq} 条缺少字段 {min(BODY - body.keys())}。")
    if type(body["seq"]) is not int or body["seq"] != seq:
        raise Fault(GAP, f"纪实第 {seq} 条的内容自称第 {body['seq']} 条。")
    if body["v"] != 1 or body["log"] != origin:
        raise Fault(LEAF, f"纪实第 {seq} 条属于别的日志（{body['log']}），不属于 {origin}。")
    if type(body["facts"]) is not dict or type(body["code"]) is not str:
        raise Fault(LEAF, f"纪实第 {seq} 条的字段类型不对。")
    return body


def check_moment(body: Table, seq: int, last: str) -> str:
    """Check that time does not run backwards; return the entry's time."""
    at = body["at"]
    if type(at) is not str or not MOMENT(at):
        raise Fault(TIME, f"纪实第 {seq} 条的时间 {at!r} 不成格式。")
    if at < last:
        raise Fault(TIME, f"纪实第 {seq} 条的时间倒退：{at} 早于上一条的 {last}。")
    return at


def read_json(pack: Pack, name: str) -> Table:
    """Return a JSON object of the archive; raises Fault 9."""
    try:
        value = DECODE(pack.read(name).decode())
    except (ValueError, RecursionError):
        raise Fault(FILE, f"文件 {name} 不是合格的 JSON,已被改动。") from None
    if not isinstance(value, dict):
        raise Fault(FILE, f"文件 {name} 不成格式。")
    return value


def read_text(pack: Pack, name: str) -> str:
    """Return a text file of the archive; raises Fault 9."""
    try:
        return pack.read(name).decode()
    except UnicodeDecodeError:
        raise Fault(FILE, f"文件 {name} 不是 UTF-8 文本，已被改动。") from None


def read_heads(pack: Pack, ledger: Ledger, key: Key) -> None:
    """Read all heads, the smallest first, and check names, origins and signatures; raises Fault 6 or 9."""
    for name in sorted(name for name in pack.names if name.startswith(HEADS)):
        head = Head.parse(name, read_text(pack, name))
        if name != f"{HEADS}{head.size:08d}.txt":
            raise Fault(SIGNATURE, f"链头文件 {name} 的名称与其条数 {head.size} 不符。")
        if not head.signed_by(key):
            raise Fault(SIGNATURE, f"链头文件 {name}（条数 {head.size}）的签名无效。")
        if head.origin != ledger.origin:
            raise Fault(SIGNATURE, f"链头文件 {name} 属于别的日志（{head.origin}）。")
        ledger.heads.append(head)
    ledger.heads.sort(key=lambda head: head.size)
    if not ledger.heads:
        raise Fault(FILE, f"缺少链头文件（{HEADS} 下一个也没有）。")
    largest = ledger.heads[-1].size
    if largest > ledger.size:
        missing = f"缺第 {ledger.size} 至 {largest - 1} 条"
        raise Fault(GAP, f"纪实不完整：链头记有 {largest} 条，文件中只有 {ledger.size} 条，{missing}。")


def check_roots(ledger: Ledger, manifest: Table, paper: Sequence[PaperHead]) -> list[str]:
    """Compare all heads, in the archive and on paper, with the leaves; return notes, raise Fault 3 or 4."""
    published = [
        (entry, entry.fact("head_size"), entry.fact("head_root")) for entry in ledger.of("notice.published")
    ]
    sizes = {head.size for head in ledger.heads} | {ledger.size} | {head.size for head in paper}
    sizes |= {size for _, size, _ in published if type(size) is int}
    roots = roots_at(ledger.leaves, sizes, ledger.digest)
    ledger.root = roots[ledger.size]
    compare_heads(ledger, roots)
    for entry, size, root in published:
        said = root if isinstance(root, str) else ""
        if size not in roots or roots[size].hex() != said or size > entry.seq:
            raise Fault(OLDER, f"第 {entry.seq} 条所记公告上的链头（条数 {size}）与纪实不符。")
    if manifest.get("size") != ledger.size or manifest.get("root") != ledger.root.hex():
        raise Fault(
            ROOT, f"manifest.json 所记条数或树根与纪实不符：应为 {ledger.size} 条，树根 {ledger.root.hex()}。"
        )
    if ledger.heads[-1].size != ledger.size:
        last = ledger.heads[-1].size
        raise Fault(FILE, f"缺少条数 {ledger.size} 的链头：第 {last} 至 {ledger.size - 1} 条没有签名。")
    for head in paper:
        compare_paper(ledger, roots, head)
    return [f"与给出的纸面链头一致：条数 {head.size}。" for head in paper]


def compare_heads(ledger: Ledger, roots: Mapping[int, bytes]) -> None:
    """Compare every head of the archive with the leaves; name the interval that was rewritten."""
    good = 0
    for head in ledger.heads:
        if roots[head.size] == head.root:
            good = head.size
            continue
        newest = ledger.heads[-1]
        code = ROOT if roots[newest.size] != newest.root else OLDER
        where = f"第 {good} 至 {head.size - 1} 条之间有条目被改写" if head.size > good else "空日志的树根不对"
        raise Fault(code, f"树根不符：条数 {head.size} 的链头与纪实对不上，{where}（{head.name}）。")


def compare_paper(ledger: Ledger, roots: Mapping[int, bytes], head: PaperHead) -> None:
    """Compare one head on paper; raises Fault 4 with the interval."""
    if head.origin is not None and head.origin != ledger.origin:
        raise Fault(OLDER, f"纸面链头属于别的日志（{head.origin}），档案属于 {ledger.origin}。")
    if head.size > ledger.size:
        raise Fault(
            OLDER, f"纸面链头有 {head.size} 条，档案只有 {ledger.size} 条：档案比纸面旧，后面的条目不见了。"
        )
    if not roots[head.size].hex().startswith(head.root):
        raise Fault(
            OLDER,
            f"与纸面链头不符：条数 {head.size}，纸面树根 {grouped(head.root)}，"
            f"档案树根 {grouped(roots[head.size].hex())}；第 0 至 {head.size - 1} 条之间有条目被改写。",
        )


# ── files against manifest and ledger ──

EMPTY = hashlib.sha256(b"").hexdigest()


def check_manifest(pack: Pack, report: Report) -> Table:
    """Compare every file with the manifest; keep faults, return the manifest ({} when unreadable)."""
    try:
        manifest = read_json(pack, "manifest.json")
        files = {row["name"]: (row["size"], row["sha256"]) for row in manifest["files"]}
        if len(files) != len(manifest["files"]) or manifest["format"] != 1:
            raise ValueError
    except Fault as fault:
        report.faults.append(fault)
        return {}
    except (KeyError, TypeError, ValueError):
        report.fault(FILE, "manifest.json 不成格式，已被改动。")
        return {}
    if not printed_by_python(pack.read("manifest.json"), manifest) or set(manifest) != MANIFEST:
        report.fault(FILE, "manifest.json 已被改动：格式与写出时不同。")
    for name in sorted((files.keys() | pack.names) - {"manifest.json"}):
        if name not in pack.names:
            report.fault(FILE, f"缺少文件 {name}。")
        elif name not in files:
            report.fault(FILE, f"多出文件 {name}：清单 manifest.json 中没有。")
        elif pack.digest(name) != files[name]:
            report.fault(FILE, f"文件 {name} 已被改动：与清单 manifest.json 不符。")
        elif not name.startswith(FOLDERS) and name not in ALONE:
            report.fault(FILE, f"多出文件 {name}：归档包中没有这样的文件，没有入账。")
    for name in sorted(pack.damage):
        report.fault(FILE, pack.damage[name])
    report.note(f"文件：清单所列 {len(files)} 个，逐个核对大小与哈希。")
    return manifest


FOLDERS = ("plans/", "campaign/", "runs/", "notices/", HEADS)  # what stands in them is compared one by one
CALENDAR = "calendar.json"
ALONE = {
    "verify.py",
    "README.txt",
    "plan.toml",
    "results.csv",
    "explain.jsonl",
    "nodes.csv",
    CALENDAR,
    ENTRIES,
    KEY,
    LOG,
}
MANIFEST = {"format", "campaign", "size", "root", "files"}


def printed_by_python(raw: bytes, value: Table) -> bool:
    """Say whether json.dumps would write `value` as `raw` in one of its ways: nothing hides in spaces."""
    text = raw.decode().removesuffix("\n")
    shapes = [(None, (",", ":")), (None, None), (1, None), (2, None), (4, None)]
    return any(
        text == json.dumps(value, ensure_ascii=ascii_, indent=indent, separators=separators)
        for ascii_ in (False, True)
        for indent, separators in shapes
    )


def check_digest(pack: Pack, name: str, digest: object, entry: Entry) -> None:
    """Compare a file with an entry's digest; no file is the digest of no bytes. Raises Fault 9."""
    found = pack.digest(name)[1] if name in pack.names else EMPTY
    if (digest or EMPTY) == found:
        return
    if name not in pack.names:
        raise Fault(FILE, f"缺少文件 {name}：纪实第 {entry.seq} 条（{entry.code}）记有它。")
    raise Fault(FILE, f"文件 {name} 与纪实第 {entry.seq} 条（{entry.code}）所记的哈希不符，已被改动。")


def check_exported(pack: Pack, ledger: Ledger) -> list[str]:
    """Check the files that the entry of the export binds, where the ledger ends with one; raises Fault 9."""
    last = ledger.entries[-1] if ledger.entries else None
    ends = last is not None and last.code == "archive.exported" and last.seq == ledger.size - 1
    bound = last.facts.get("sha256") if last is not None and ends else None
    if last is None or not isinstance(bound, dict):
        return [
            "纪实不以导出条目结尾：results.csv 的事由、explain.jsonl、calendar.json、verify.py、README.txt "
            "没有入账可比。"
        ]
    for name, digest in bound.items():
        check_digest(pack, name, digest, last)
    if CALENDAR in pack.names and CALENDAR not in bound:
        raise Fault(FILE, f"文件 {CALENDAR} 没有入账：第 {last.seq} 条导出没有记它。")
    return [f"导出：第 {last.seq} 条所记的 {len(bound)} 个文件相符。"]


def check_plans(pack: Pack, ledger: Ledger) -> list[str]:
    """Check plan.toml and plans/* against plan.frozen and plan.amended; raises Fault 9."""
    entries = ledger.of("plan.frozen", "plan.amended")
    expected = set()
    for entry in entries:
        name = f"plans/{entry.fact('version')}.toml"
        expected.add(name)
        check_digest(pack, name, entry.fact("plan"), entry)
    if entries:
        check_digest(pack, "plan.toml", entries[-1].fact("plan"), entries[-1])
    elif "plan.toml" in pack.names and ledger.of("stage.decided"):
        raise Fault(FILE, "方案 plan.toml 没有入账：纪实中没有方案冻结的条目。")
    extra = {name for name in pack.names if name.startswith("plans/")} - expected
    if extra:
        raise Fault(FILE, f"文件 {min(extra)} 没有入账。")
    return [f"方案：{len(entries)} 个版本与纪实一致。"]


def check_signatures(pack: Pack, ledger: Ledger) -> list[str]:
    """Check that nodes.csv holds the signatures under key nodes that the ledger has, line by line; raises Fault 9."""
    given = [e for e in ledger.of("signature.given") if str(e.fact("subject")).startswith("node:")]
    if not given and "nodes.csv" not in pack.names:
        return []
    if "nodes.csv" not in pack.names:
        raise Fault(FILE, f"缺少文件 nodes.csv：纪实第 {given[0].seq} 条（signature.given）记有签署。")
    rows = read_csv(pack.read("nodes.csv"), "nodes.csv")
    for line, row in enumerate(rows):
        if line == len(given):
            raise Fault(FILE, f"nodes.csv 第 {line + 2} 行的签署没有入账。")
        entry = given[line]
        should = {
            "node": str(entry.fact("subject")).removeprefix("node:"),
            "role": entry.fact("role"),
            "name": entry.fact("name"),
            "at": entry.at,
            "digest": entry.fact("digest"),
            "head": f"{entry.fact('head_size')}:{entry.fact('head_root')}",
        }
        if row != should or entry.fact("head_size") != entry.seq:
            raise Fault(FILE, f"nodes.csv 第 {line + 2} 行与纪实第 {entry.seq} 条（signature.given）不符。")
        if entry.fact("digest") != signed_state(pack, ledger, row["node"], entry.seq):
            raise Fault(FILE, f"nodes.csv 第 {line + 2} 行签署的摘要不是该节点当时已封存的结果。")
    if len(rows) < len(given):
        raise Fault(FILE, f"nodes.csv 缺少纪实第 {given[len(rows)].seq} 条（signature.given）所记的签署。")
    return [f"关键节点：{len(rows)} 次签署与纪实一致。"]


def signed_state(pack: Pack, ledger: Ledger, node: str, seq: int) -> str:
    """Return the digest over a node's sealed runs, and the plan where it has the announcement, before entry `seq`."""
    before = [entry for entry in ledger.entries if entry.seq < seq]
    frozen = [entry for entry in before if entry.code in ("plan.frozen", "plan.amended")]
    if not frozen:
        raise Fault(FILE, f"纪实第 {seq} 条（signature.given）之前没有冻结的方案。")
    plan = read_plan(pack.read(f"plans/{frozen[-1].fact('version')}.toml"))
    kinds = {stage_key(stage): stage["kind"] for stage in plan["stages"]}
    state: Table = {}
    for key in next((item["stages"] for item in plan.get("nodes", []) if item["key"] == node), []):
        if kinds[key] == "announcement":
            state[key] = {"plan": frozen[-1].fact("plan")}
            continue
        runs = [e for e in before if e.code == "stage.decided" and e.fact("stage") == key]
        if runs:
            state[key] = {name: runs[-1].fact(name) for name in ("plan", "run", "outcome")}
    return hashlib.sha256(canonical({"node": node, "stages": state})).hexdigest()


def check_notices(pack: Pack, ledger: Ledger) -> list[str]:
    """Check notices/* against notice.published; raises Fault 9."""
    there = {name for name in pack.names if name.startswith("notices/")}
    known = set()
    entries = ledger.of("notice.published")
    for entry in entries:
        name = f"notices/{entry.fact('number')}.pdf"
        check_digest(pack, name, entry.fact("sha256"), entry)
        known.add(name)
    if there - known:
        raise Fault(FILE, f"公告文件 {min(there - known)} 没有入账。")
    return [f"公告：{len(entries)} 份与纪实一致。"]


SOMETIMES = ("turnout", "answers")  # files that only some kinds of stage have


@dataclass(frozen=True)
class Run:
    """One decided run of a stage."""

    entry: Entry
    stage: str
    run: int
    sealed: bool

    def file(self, what: str) -> str:
        """Return the name of one of the run's files: evidence, checks, turnout, answers or outcome."""
        return f"runs/{self.stage}.{self.run}.{what}.csv"

    @property
    def title(self) -> str:
        """Return how the run is called in sentences."""
        return f"环节 {self.stage} 第 {self.run} 次评定（纪实第 {self.entry.seq} 条）"


def read_runs(ledger: Ledger) -> list[Run]:
    """Return the decided runs in the ledger's order; raises Fault 7 where a seal differs."""
    runs: dict[tuple[str, int], Run] = {}
    for entry in ledger.of("stage.decided", "stage.sealed"):
        at = (str(entry.fact("stage")), entry.fact("run"))
        if type(at[1]) is not int:
            raise Fault(OUTCOME, f"纪实第 {entry.seq} 条的评定次数 {at[1]!r} 不是整数。")
        if entry.code == "stage.decided":
            if at in runs:
                raise Fault(OUTCOME, f"{runs[at].title}又被第 {entry.seq} 条重新记为同一次。")
            runs[at] = Run(entry, *at, sealed=False)
            continue
        if at not in runs or runs[at].entry.fact("outcome") != entry.fact("outcome"):
            raise Fault(OUTCOME, f"纪实第 {entry.seq} 条封存的结果不是环节 {at[0]} 第 {at[1]} 次评定的结果。")
        runs[at] = Run(runs[at].entry, *at, sealed=True)
    return list(runs.values())


def check_runs(pack: Pack, ledger: Ledger, runs: Sequence[Run]) -> list[str]:
    """Check runs/* against stage.closed and stage.decided; raises Fault 9."""
    known = set()
    decided = {(run.stage, run.run): run.entry.seq for run in runs}
    closed: dict[tuple[str, int], Entry] = {}
    for entry in ledger.of("stage.closed"):
        at = (str(entry.fact("stage")), entry.fact("run"))
        if at not in decided or entry.seq < decided[at]:
            closed[at] = entry  # closed again before the decision: the last one counts
    for at, entry in closed.items():
        for what in ("evidence", "checks"):
            name = f"runs/{at[0]}.{at[1]}.{what}.csv"
            known.add(name)
            if at in decided or name in pack.names:
                check_digest(pack, name, entry.fact(what), entry)
        for what in SOMETIMES:
            name = f"runs/{at[0]}.{at[1]}.{what}.csv"
            if name in pack.names or (at in decided and what in entry.facts):
                known.add(name)
                check_digest(pack, name, entry.facts.get(what), entry)
    for run in runs:
        known |= {run.file(what) for what in ("evidence", "checks", "outcome")}
        check_digest(pack, run.file("outcome"), run.entry.fact("outcome"), run.entry)
    extra = {name for name in pack.names if name.startswith("runs/")} - known
    if extra:
        raise Fault(FILE, f"文件 {min(extra)} 没有入账。")
    return [f"评定：{len(runs)} 次，证据与结果文件与纪实一致。"]


def latest(runs: Iterable[Run]) -> dict[str, Run]:
    """Return the last run of each stage."""
    return {run.stage: run for run in sorted(runs, key=lambda run: run.run)}


def check_copies(pack: Pack, plan: Table, runs: Sequence[Run]) -> list[str]:
    """Check campaign/* and results.csv against the latest runs; raises Fault 9."""
    last = latest(runs)
    kinds = {stage_key(stage): stage["kind"] for stage in plan.get("stages", [])}
    copies = {"campaign/plan.toml": "plan.toml"}
    for key, run in last.items():
        sheet = "applications" if kinds.get(key) == "registration" else key
        copies[f"campaign/{sheet}.csv"] = run.file("evidence")
        copies[f"campaign/{key}.checks.csv"] = run.file("checks")
        for what in SOMETIMES:
            copies[f"campaign/{key}.{what}.csv"] = run.file(what)
    folder = {name for name in pack.names if name.startswith("campaign/")}
    for name in sorted(folder | copies.keys() if folder else folder):
        source = copies.get(name)
        if source in pack.names and name not in folder and pack.digest(source)[0]:
            raise Fault(FILE, f"缺少文件 {name}：它应与 {source} 相同。")
        if source in pack.names and name in folder and pack.digest(name) != pack.digest(source):
            raise Fault(FILE, f"文件 {name} 与 {source} 不同，已被改动。")
    expected = [
        [key, *(row[column] for column in OUTCOME_COLUMNS[:5])]
        for key in kinds
        if key in last
        for row in read_csv(pack.read(last[key].file("outcome")), last[key].file("outcome"))
    ]
    if expected or "results.csv" in pack.names:
        compare_results(pack, expected)
    return [f"成绩总表 results.csv：{len(expected)} 行与各环节最后一次评定一致。"]


OUTCOME_COLUMNS = ("position", "id", "score", "rank", "standing", "exact")
RESULT_COLUMNS = ("stage", "position", "id", "score", "rank", "standing", "reason")


def compare_results(pack: Pack, expected: list[list[str]]) -> None:
    """Compare results.csv line by line with what the outcomes say; raises Fault 9 with the first line."""
    rows = read_csv(pack.read("results.csv"), "results.csv")
    if rows and tuple(rows[0]) != RESULT_COLUMNS:
        raise Fault(FILE, "results.csv 的表头不对。")
    for line, row in enumerate(rows):
        found = [row[column] for column in RESULT_COLUMNS[:6]]
        if line >= len(expected):
            raise Fault(FILE, f"results.csv 第 {line + 2} 行多出：{found[0]} 环节报名号 {found[2]}。")
        if found != expected[line]:
            should = "、".join(expected[line])
            raise Fault(
                FILE,
                f"results.csv 第 {line + 2} 行与评定结果不同：应为 {should}，文件中是 {'、'.join(found)}。",
            )
    if len(rows) < len(expected):
        raise Fault(FILE, f"results.csv 缺第 {len(rows) + 2} 行：{'、'.join(expected[len(rows)])}。")


def read_csv(raw: bytes, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column name; raises Fault 9 where it is none."""
    try:
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Fault(FILE, f"文件 {name} 不是合格的 CSV,已被改动。") from None
    if not lines:
        return []
    head = lines[0]
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(head):
            raise Fault(FILE, f"文件 {name} 第 {number} 行有 {len(line)} 栏，表头有 {len(head)} 栏。")
    return [dict(zip(head, line, strict=True)) for line in lines[1:]]


# ── the second calculator ──

NUMBER = re.compile(r"-?\d+(\.\d+)?").fullmatch
ABSENT, MISCONDUCT = "absent", "misconduct"
LEAVERS = ("withdrawn", "disqualified")


class Refused(Fault):
    """Plan or evidence do not allow an outcome, e.g. `ties = "refuse"` with equals across the border."""

    def __init__(self, text: str):
        super().__init__(OUTCOME, text)


@dataclass(frozen=True)
class Line:
    """One entrant's line of an outcome; `score` is exact."""

    position: str
    id: str
    score: Fraction | None
    rank: int | None
    standing: str


@dataclass
class Result:
    """A computed outcome: lines in the order of the outcome file, the digits with which scores are printed.

    `openings`: openings by position, as the registration left them. `values`: what later chains may name, by
    key (`written`, `written.public`) and id. `end`: the last day of a publicity.
    """

    lines: list[Line]
    digits: int
    mode: str
    openings: dict[str, int]
    values: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    end: date = date.min

    def printed(self, line: Line) -> list[str]:
        """Return the line as the outcome file has it: position, id, score, rank, standing, exact."""
        score = "" if line.score is None else fixed(line.score, self.digits, self.mode)
        exact = "" if line.score is None or line.score == Fraction(score) else str(line.score)
        return [
            line.position,
            line.id,
            score,
            "" if line.rank is None else str(line.rank),
            line.standing,
            exact,
        ]


@dataclass
class Raw:
    """What a kind finds out about its entrants before anybody is ranked; all by id."""

    scores: dict[str, Fraction] = field(default_factory=dict)
    unrounded: dict[str, Fraction] = field(default_factory=dict)
    standings: dict[str, str] = field(default_factory=dict)  # where evidence alone decides
    parts: dict[str, dict[str, Fraction]] = field(default_factory=dict)  # by part, then id
    advanced: set[str] | None = None  # kinds that choose by themselves
    end: date = date.min  # the last day of a publicity


@dataclass
class Case:
    """One stage to be computed; entrants are (position, id) in application order."""

    plan: Table
    stage: Table
    key: str
    entrants: list[tuple[str, str]]
    rows: Sequence[Row]
    turnout: Sequence[Row]
    earlier: Mapping[str, Mapping[str, Fraction]]
    openings: dict[str, int]
    answers: Sequence[Row] = ()
    leavers: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None

    def __post_init__(self) -> None:
        self.position = {id_: position for position, id_ in self.entrants}
        self.rounding = Rounding(self.plan)

    def known(self, row: Row, number: int) -> str:
        """Return the id of an evidence row; raises Refused when nobody of that id is an entrant."""
        if row["id"] not in self.position:
            raise Refused(f"环节 {self.key} 的证据第 {number} 行：{row['id']} 不是进入人选。")
        return row["id"]

    def staying(self) -> list[str]:
        """Return the ids of those who did not leave after the result, in application order."""
        return [id_ for _, id_ in self.entrants if id_ not in self.leavers]


@lru_cache(maxsize=1 << 16)
def number(text: str) -> Fraction:
    """Return the number that a cell of evidence says; raises Refused for anything but plain decimals."""
    if not NUMBER(text):
        raise Refused(f"证据中的数 {text!r} 读不懂。")
    return Fraction(text)


def quantity(value: Any) -> Fraction:
    """Return a number of the plan exactly: an integer, a Decimal, or text such as "0.80" or "2/3"."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | Fraction):
        raise Refused(f"方案中的数 {value!r} 读不懂。")
    return Fraction(value)


def rounded(value: Fraction, digits: int, mode: str) -> Fraction:
    """Round to `digits` decimals: half_up (away from zero), half_even or down (towards zero)."""
    scale = 10**digits
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    if mode == "half_up":
        up = 2 * rest >= value.denominator
    elif mode == "half_even":
        up = 2 * rest > value.denominator or (2 * rest == value.denominator and whole % 2 == 1)
    elif mode == "down":
        up = False
    else:
        raise Refused(f"方案中的进位方式 {mode!r} 不认识。")
    return Fraction((whole + up) * (-1 if value < 0 else 1), scale)


def fixed(value: Fraction, digits: int, mode: str) -> str:
    """Print a value with exactly `digits` decimals."""
    units = rounded(value, digits, mode) * 10**digits
    text = f"{abs(units.numerator):0{digits + 1}d}"
    sign = "-" if units < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


class Rounding:
    """The plan's rounding places; `off` leaves everything exact but what a correction rounds by itself."""

    def __init__(self, plan: Table, off: bool = False):
        table = plan.get("rounding", {})
        self.mode = str(table.get("mode", "half_up"))
        places = () if off else table.get("places", ("panel", "component", "total"))
        self.digits = {
            place: int(table.get(f"{place}_digits", table.get("digits", 2)))
            for place in ("panel", "coefficient", "component", "weighted", "total")
        }
        self.places = frozenset(places)

    def at(self, place: str, value: Fraction) -> Fraction:
        """Return `value` as it leaves `place`."""
        return rounded(value, self.digits[place], self.mode) if place in self.places else value

    def to(self, digits: int | None, value: Fraction) -> Fraction:
        """Return `value` with a correction's own digits; None leaves it exact."""
        return value if digits is None else rounded(value, digits, self.mode)


def stage_key(stage: Table) -> str:
    """Return a stage's key, by default its kind."""
    return str(stage.get("key", stage["kind"]))


def stage_of(plan: Table, key: str) -> Table:
    """Return the stage with this key; raises Refused."""
    for stage in plan.get("stages", []):
        if stage_key(stage) == key:
            return dict(stage)
    raise Refused(f"方案中没有环节 {key}。")


def read_plan(raw: bytes, name: str = "plan.toml") -> Table:
    """Return a plan as a table, numbers as Decimal; raises Fault 9."""
    try:
        return dict(tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal))
    except (UnicodeDecodeError, ValueError):
        raise Fault(FILE, f"方案 {name} 不是合格的 TOML。") from None


def whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return the values as multiples of 1/unit, and the unit: adding integers is ten times as quick."""
    unit = lcm(*{value.denominator for value in values})
    return [value.numerator * (unit // value.denominator) for value in values], unit


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the arithmetic mean of at least one value."""
    units, unit = whole(values)
    return Fraction(sum(units), unit * len(units))


def share(table: Table) -> Fraction:
    """Return what a paper, part or group is multiplied with: weight per cent or factor; 1 without."""
    if "factor" in table:
        return quantity(table["factor"])
    return quantity(table["weight"]) / 100 if "weight" in table else Fraction(1)


def registration(case: Case) -> Raw:
    """Applications: those without a standing advance, if there are enough for the position."""
    raw = Raw(advanced=set())
    eligible: dict[str, list[str]] = {}
    for row in case.rows:
        if row.get("standing"):
            raw.standings[row["id"]] = row["standing"]
        else:
            eligible.setdefault(row["position"], []).append(row["id"])
    ratio = case.stage.get("minimum_ratio")
    for position, openings in list(case.openings.items()):
        ids = eligible.get(position, [])
        if ratio is not None and len(ids) < quantity(ratio) * openings:
            how = case.stage.get("below_minimum", "approve")
            case.openings[position] = {
                "cancel": 0,
                "reduce": int(len(ids) / quantity(ratio)),
                "approve": openings,
            }[how]
            if not case.openings[position]:
                raw.standings.update(dict.fromkeys(ids, "eliminated"))
                continue
        assert raw.advanced is not None
        raw.advanced.update(ids)
    return raw


def written_exam(case: Case) -> Raw:
    """Σ mark × weight / 100, then scale_to, then `component`."""
    raw = Raw()
    papers = case.stage.get("papers") or [{"key": "score", "full_marks": case.stage.get("full_marks", 100)}]
    full = sum((quantity(paper.get("full_marks", 100)) * share(paper) for paper in papers), Fraction(0))
    scale = quantity(case.stage["scale_to"]) / full if "scale_to" in case.stage else Fraction(1)
    for line, row in enumerate(case.rows, start=2):
        id_ = case.known(row, line)
        cells = [row[paper["key"]] if paper["key"] in row else row["score"] for paper in papers]
        if MISCONDUCT in cells:
            raw.standings[id_] = "disqualified"
        elif "" in cells or ABSENT in cells:
            raw.standings[id_] = ABSENT
        else:
            marks = [number(cell) for cell in cells]
            for paper, mark in zip(papers, marks, strict=True):
                raw.parts.setdefault(paper["key"], {})[id_] = mark
            pairs = zip(papers, marks, strict=True)
            raw.unrounded[id_] = scale * sum((mark * share(paper) for paper, mark in pairs), Fraction(0))
            raw.scores[id_] = case.rounding.at("component", raw.unrounded[id_])
    return raw


def trimmed(marks: Sequence[Fraction], rule: Table) -> Fraction:
    """Return the mean of the marks without the highest and the lowest, where there are enough of them."""
    highest, lowest = int(rule.get("highest", 0)), int(rule.get("lowest", 0))
    enough = max(int(rule.get("minimum_judges", 0)), highest + lowest + 1)
    units, unit = whole(marks)
    if (highest or lowest) and len(units) >= enough:
        units = sorted(units)[lowest : len(units) - highest]
    return Fraction(sum(units), unit * len(units))


@dataclass
class Sheet:
    """One entrant's marks: the room, and part → judge → mark."""

    room: str
    marks: dict[str, dict[str, Fraction]] = field(default_factory=dict)


def read_sheets(case: Case, raw: Raw) -> dict[str, Sheet]:
    """Collect the marks by entrant; absent judges leave nothing, misconduct disqualifies."""
    sheets: dict[str, Sheet] = {}
    for line, row in enumerate(case.rows, start=2):
        id_ = case.known(row, line)
        sheet = sheets.setdefault(id_, Sheet(row["panel"]))
        if sheet.room != row["panel"]:
            raise Refused(f"环节 {case.key} 的证据第 {line} 行：{id_} 出现在两个考场。")
        if row["score"] == MISCONDUCT:
            raw.standings[id_] = "disqualified"
        elif row["score"] not in ("", ABSENT):
            judges = sheet.marks.setdefault(row.get("part", ""), {})
            if row["judge"] in judges:
                raise Refused(f"环节 {case.key} 的证据第 {line} 行：{id_} 的同一评委有两个分数。")
            judges[row["judge"]] = number(row["score"])
    return sheets


def raw_score(stage: Table, sheet: Sheet, rounding: Rounding) -> Fraction | None:
    """Return an entrant's score before the correction, None where no (whole) marks are there."""
    rule, parts = stage.get("trim", {}), stage.get("parts") or []
    if rule.get("level", "total") == "part" and parts:
        scores = [part_score(sheet, part["key"], rule, rounding) for part in parts]
        if any(score is None for score in scores):
            return None
        weighted = (
            rounding.at("weighted", score * share(part))
            for part, score in zip(parts, scores, strict=True)
            if score is not None
        )
        return sum(weighted, Fraction(0))
    if not parts:
        return judged(sheet.marks.get("", {}), rule, rounding)
    shares = [share(part) for part in parts]
    totals: dict[str, Fraction] = {}
    for judge in sheet.marks.get(parts[0]["key"], {}):
        given = [sheet.marks.get(part["key"], {}).get(judge) for part in parts]
        present = [mark for mark in given if mark is not None]
        if len(present) == len(parts):  # a judge who left a part unmarked has no total
            totals[judge] = sum((mark * own for mark, own in zip(present, shares, strict=True)), Fraction(0))
    return judged(totals, rule, rounding)


def judged(marks: Mapping[str, Fraction], rule: Table, rounding: Rounding) -> Fraction | None:
    """Return the trimmed mean as it leaves `panel`; the room's average (judge `-`) is never trimmed."""
    if not marks:
        return None
    return rounding.at("panel", trimmed(list(marks.values()), {} if "-" in marks else rule))


def part_score(sheet: Sheet, part: str, rule: Table, rounding: Rounding) -> Fraction | None:
    """Return a part's trimmed mean."""
    return judged(sheet.marks.get(part, {}), rule, rounding)


def within(scores: Iterable[Fraction], rule: Table) -> list[Fraction]:
    """Leave out scores beyond the bounds of a correction."""
    low, high = rule.get("lowest"), rule.get("highest")
    if low is None and high is None:
        return list(scores)
    return [
        score
        for score in scores
        if (low is None or score >= quantity(low)) and (high is None or score <= quantity(high))
    ]


def coefficients(rooms: Mapping[str, list[Fraction]], rule: Table, rounding: Rounding) -> dict[str, Fraction]:
    """Return each room's coefficient, from the raw scores of one position's entrants by room."""
    ones = dict.fromkeys(rooms, Fraction(1))
    method = rule.get("method", "none")
    if method == "none" or len(rooms) < 2:
        return ones
    digits, each = rule.get("mean_digits"), int(rule.get("trim_room", 0))
    kept = {room: inner(within(scores, rule), each) for room, scores in rooms.items()}
    means = {room: rounding.to(digits, mean(scores)) for room, scores in kept.items() if scores}
    if method == "mean_of_means":
        base = list(means.values())
    else:
        source = (
            kept if rule.get("trim_each") else {room: within(scores, rule) for room, scores in rooms.items()}
        )
        base = inner([score for scores in source.values() for score in scores], int(rule.get("trim_pool", 0)))
    if not base:
        return ones
    reference = rounding.to(digits, mean(base))
    own = rule.get("coefficient_digits")
    for room, average in means.items():
        if average:
            exact = reference / average
            ones[room] = rounding.at("coefficient", exact) if own is None else rounding.to(own, exact)
    return ones


def inner(scores: list[Fraction], drop: int) -> list[Fraction]:
    """Return the scores without the `drop` highest and lowest; nothing when that leaves nobody."""
    if len(scores) <= 2 * drop:
        return []
    return sorted(scores)[drop : len(scores) - drop] if drop else scores


def corrected(case: Case, sheets: Mapping[str, Sheet], raw: Raw, rounding: Rounding) -> dict[str, Fraction]:
    """Return raw score × coefficient of the room, as it leaves `component`, by id."""
    values = {}
    rooms: dict[str, dict[str, list[Fraction]]] = {}
    for id_, sheet in sheets.items():
        value = None if id_ in raw.standings else raw_score(case.stage, sheet, rounding)
        if value is not None:
            values[id_] = value
            rooms.setdefault(case.position[id_], {}).setdefault(sheet.room, []).append(value)
    rule = case.stage.get("correction", {})
    factor = {position: coefficients(by_room, rule, rounding) for position, by_room in rooms.items()}
    return {
        id_: rounding.at("component", value * factor[case.position[id_]][sheets[id_].room])
        for id_, value in values.items()
    }


def interview(case: Case) -> Raw:
    """Judges' marks → trimmed mean → correction between the rooms of a position."""
    raw = Raw()
    sheets = read_sheets(case, raw)
    raw.scores = corrected(case, sheets, raw, case.rounding)
    if "unrounded" in case.stage.get("tie_chain", ()):
        raw.unrounded = corrected(case, sheets, raw, Rounding(case.plan, off=True))
    for part in case.stage.get("parts") or []:
        found = {
            id_: part_score(sheets[id_], part["key"], case.stage.get("trim", {}), case.rounding)
            for id_ in raw.scores
        }
        raw.parts[part["key"]] = {id_: score for id_, score in found.items() if score is not None}
    return raw


def composite(case: Case) -> Raw:
    """Σ component × weight / full marks (or × factor): each rounded at `weighted`, the sum at `total`."""
    raw = Raw()
    own: dict[str, dict[str, str]] = {}
    for line, row in enumerate(case.rows, start=2):
        own[case.known(row, line)] = dict(row)
    rules = {}
    for name, rule in case.stage["weights"].items():
        table = rule if isinstance(rule, dict) else {"weight": rule}
        factor = quantity(table["factor"]) if "factor" in table else quantity(table["weight"])
        rules[name] = factor if "factor" in table else factor / quantity(table.get("full_marks", 100))
    for _, id_ in case.entrants:
        values = [component(case, own.get(id_, {}), name, id_) for name in rules]
        if MISCONDUCT in values:
            raw.standings[id_] = "disqualified"
        given = [value for value in values if isinstance(value, Fraction)]
        if len(given) < len(rules):
            continue
        for name, value in zip(rules, given, strict=True):
            raw.parts.setdefault(name, {})[id_] = value
        products = [value * factor for factor, value in zip(rules.values(), given, strict=True)]
        raw.unrounded[id_] = sum(products, Fraction(0))
        total = sum((case.rounding.at("weighted", product) for product in products), Fraction(0))
        raw.scores[id_] = case.rounding.at("total", total)
    return raw


def component(case: Case, own: Mapping[str, str], name: str, id_: str) -> Fraction | str | None:
    """Return a component from an earlier stage or from the stage's own file; None when it is missing."""
    if name in case.earlier:
        return case.earlier[name].get(id_)
    cell = own.get(name, "")
    return cell if cell == MISCONDUCT else None if cell in ("", ABSENT) else number(cell)


def assessment(case: Case) -> Raw:
    """Grades by group → group score, rounded at `panel`; weighted sum, rounded at `component`; vetoes."""
    raw = Raw()
    counts: dict[str, dict[str, dict[str, Fraction]]] = {}
    for line, row in enumerate(case.rows, start=2):
        grades = counts.setdefault(case.known(row, line), {}).setdefault(row["group"], {})
        grades[row["grade"]] = grades.get(row["grade"], Fraction(0)) + number(row["count"])
    turnout = {row["group"]: {name: number(row[name]) for name in TURNOUT} for row in case.turnout}
    worth = {grade["key"]: quantity(grade["value"]) for grade in case.stage["grades"]} | {
        "abstain": Fraction(0)
    }
    for _, id_ in case.entrants:
        if id_ not in counts:
            continue
        bases = {
            group["key"]: denominator(case.stage, turnout[group["key"]], counts[id_].get(group["key"], {}))
            for group in case.stage["groups"]
        }
        if not all(bases.values()):
            continue
        exact = rough = Fraction(0)
        for group in case.stage["groups"]:
            grades = counts[id_].get(group["key"], {})
            points = sum((n * worth.get(grade, Fraction(0)) for grade, n in grades.items()), Fraction(0))
            score = points / bases[group["key"]]
            exact += score * share(group)
            rough += case.rounding.at("panel", score) * share(group)
            raw.parts.setdefault(group["key"], {})[id_] = case.rounding.at("panel", score)
        raw.unrounded[id_], raw.scores[id_] = exact, case.rounding.at("component", rough)
        if any(vetoes(rule, counts[id_], bases) for rule in case.stage.get("veto", ())):
            raw.standings[id_] = "vetoed"
    return raw


TURNOUT = ("issued", "returned", "void")


def denominator(stage: Table, turnout: Mapping[str, Fraction], grades: Mapping[str, Fraction]) -> Fraction:
    """Return what a group's counts are divided by."""
    how = stage.get("denominator", "valid")
    if how in ("issued", "returned"):
        return turnout[how]
    valid = turnout["returned"] - turnout["void"]
    return valid - grades.get("abstain", Fraction(0)) if how == "valid_minus_abstain" else valid


def vetoes(rule: Table, counts: Mapping[str, Mapping[str, Fraction]], bases: Mapping[str, Fraction]) -> bool:
    """Say whether a veto rule hits: a rate over all groups together, or of one."""
    groups = [rule["group"]] if "group" in rule else list(bases)
    grades = [grade.strip() for grade in rule["rate"].split("+")]
    hits = sum(
        (counts.get(group, {}).get(grade, Fraction(0)) for group in groups for grade in grades), Fraction(0)
    )
    rate = hits / sum((bases[group] for group in groups), Fraction(0))
    return (
        ("at_least" in rule and rate >= quantity(rule["at_least"]))
        or ("above" in rule and rate > quantity(rule["above"]))
        or ("at_most" in rule and rate <= quantity(rule["at_most"]))
        or ("below" in rule and rate < quantity(rule["below"]))
    )


def openings_times(case: Case, rule: Table, position: str) -> int | None:
    """Return n of `per_opening` × openings (a part of a person counts as one) or `count`; None means all."""
    if "per_opening" in rule:
        exact = quantity(rule["per_opening"]) * case.openings[position]
        return -(-exact.numerator // exact.denominator)
    found = rule.get("count", rule.get("keep"))
    return None if found is None else int(found)


def recommendation(case: Case) -> Raw:
    """Rounds of names: kept are the n with most votes and those equal to the n-th; then factor ballots.

    Weighted layers make points of the votes; a recommendation that is not directed keeps from one list.
    """
    raw = Raw()
    kept = {id_ for _, id_ in case.entrants}
    for rule in case.stage["rounds"]:
        raw.unrounded, share_reached = support(case, rule, kept)
        raw.scores = raw.unrounded
        if weighted_layers(case.stage):
            raw.scores = {id_: case.rounding.at("component", one) for id_, one in raw.unrounded.items()}
        reaching = [id_ for id_ in sorted(kept) if share_reached[id_] >= quantity(rule.get("threshold", 0))]
        kept = set()
        for positions in lists_of(case):
            mine = [id_ for id_ in reaching if case.position[id_] in positions]
            mine.sort(key=lambda id_: -raw.scores[id_])
            n = kept_of(case, rule, positions)
            kept |= set(
                mine if n is None else cut(mine, n, "all", raw.scores, lambda id_: (raw.scores[id_],))
            )
    if case.stage.get("factors"):
        raw.unrounded = factor_scores(case, kept)
        raw.scores = {id_: case.rounding.at("component", score) for id_, score in raw.unrounded.items()}
    raw.advanced = kept
    return raw


def weighted_layers(stage: Table) -> bool:
    """Say whether a recommendation weighs the votes of its layers."""
    return any("weight" in layer for layer in stage.get("layers", ()))


def lists_of(case: Case) -> list[set[str]]:
    """Return the positions whose people are kept from one list."""
    if case.stage.get("directed", True):
        return [{position} for position in case.openings]
    return [set(case.openings)]


def kept_of(case: Case, rule: Table, positions: set[str]) -> int | None:
    """Return how many a round keeps from a list of positions, None for all."""
    if "per_opening" in rule:
        exact = quantity(rule["per_opening"]) * sum(case.openings[position] for position in positions)
        return -(-exact.numerator // exact.denominator)
    return None if rule.get("keep") is None else int(rule["keep"])


def support(case: Case, rule: Table, among: set[str]) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Return what speaks for each name in a round, exactly: votes, or Σ layer weight × votes / valid papers of it.

    And as a share: of all valid papers, or of the whole of the weights.
    """
    most, weighted = int(rule.get("max_names", 1)), weighted_layers(case.stage)
    papers = papers_of(case.rows, rule["key"])
    valid = {paper: set(names) & among for paper, names in papers.items() if len(names) <= most}
    sizes: dict[str, int] = {}
    for layer, _ballot in valid:
        sizes[layer] = sizes.get(layer, 0) + 1
    worth = dict.fromkeys(sizes, Fraction(1))
    if weighted:
        worth = {
            str(one["key"]): quantity(one["weight"]) / sizes.get(str(one["key"]), 1)
            for one in case.stage["layers"]
        }
    points = dict.fromkeys(among, Fraction(0))
    for (layer, _ballot), named in valid.items():
        for id_ in named:
            points[id_] += worth[layer]
    whole = Fraction(100 if weighted else len(valid))
    return points, {id_: one / whole if whole else Fraction(1) for id_, one in points.items()}


def papers_of(rows: Iterable[Row], turn: str) -> dict[tuple[str, str], list[str]]:
    """Return the names on each paper of a round by layer and number; a paper may bear none, or only factors."""
    papers: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["round"] == turn:
            names = papers.setdefault((row.get("layer", ""), row["ballot"]), [])
            if row["id"] and not row.get("factor"):
                names.append(row["id"])
    return papers


def factor_scores(case: Case, kept: set[str]) -> dict[str, Fraction]:
    """Return Σ factor weight × votes for it / valid ballots; two names for one factor count for nobody.

    A paper with more names than its round allows is void as a whole, its factors too.
    """
    most = {rule["key"]: int(rule.get("max_names", 1)) for rule in case.stage["rounds"]}
    named: dict[tuple[str, str, str], int] = {}
    praised: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for row in case.rows:
        paper = (row["round"], row.get("layer", ""), row["ballot"])
        if row.get("factor"):
            names = praised.setdefault(paper, {}).setdefault(row["factor"], [])
            names += [row["id"]] if row["id"] else []
        elif row["id"]:
            named[paper] = named.get(paper, 0) + 1
    valid = [paper for paper in praised if named.get(paper, 0) <= most.get(paper[0], named.get(paper, 0))]
    scores = dict.fromkeys(sorted(kept), Fraction(0))
    for paper in valid:
        for factor in case.stage["factors"]:
            names = praised[paper].get(factor["key"], [])
            if len(names) == 1 and names[0] in kept:
                scores[names[0]] += quantity(factor["weight"]) / len(valid)
    return scores


def vote(case: Case) -> Raw:
    """Ballots in turn: quorum of those due, majority, those with most votes; equals go to the next ballot."""
    raw = Raw(advanced=set())
    quorum = quantity(case.stage.get("quorum", "2/3"))
    voted = {row["id"] for row in case.rows}
    raw.standings.update((id_, ABSENT) for _, id_ in case.entrants if id_ not in voted)
    for turn in range(1, int(case.stage.get("max_ballots", 2)) + 1):
        rows = [row for row in case.rows if number(row["ballot"]) == turn]
        for position, openings in case.openings.items():
            mine = {row["id"]: row for row in rows if case.position.get(row["id"]) == position}
            assert raw.advanced is not None
            left = openings - sum(case.position[id_] == position for id_ in raw.advanced)
            if left <= 0 or any(
                number(row["present"]) < quorum * members_due(case.stage, row) for row in mine.values()
            ):
                continue
            agree = {id_: number(row["agree"]) for id_, row in mine.items() if id_ not in raw.advanced}
            raw.scores.update(agree)
            passed = [id_ for id_ in agree if 2 * agree[id_] > majority_base(case.stage, mine[id_])]
            passed.sort(key=lambda id_: -agree[id_])
            border = agree[passed[left]] if len(passed) > left else Fraction(-1)
            raw.advanced.update(id_ for id_ in passed[:left] if agree[id_] > border)
    return raw


def members_due(stage: Table, row: Row) -> Fraction:
    """Return how many members are due for one name, less those recused where the plan says so."""
    recused = number(row.get("recused") or "0") if not stage.get("recused_due", True) else 0
    return quantity(stage["due"]) - recused


def majority_base(stage: Table, row: Row) -> Fraction:
    """Return the number of which more than half must agree."""
    how = stage.get("majority", "due")
    if how == "due":
        return members_due(stage, row)
    if how == "present":
        return number(row["present"])
    return sum((number(row[name]) for name in ("agree", "disagree", "abstain")), Fraction(0))


def public_comment(case: Case) -> Raw:
    """Without grades everybody goes on; with them Σ count × value / counted, then `component`; vetoes."""
    for line, row in enumerate(case.answers, start=2):
        case.known(row, line)
    if not case.stage.get("grades"):
        return Raw(advanced=set(case.position))
    raw = Raw()
    worth = {"abstain": Fraction(0)} | {g["key"]: quantity(g["value"]) for g in case.stage["grades"]}
    counts: dict[str, dict[str, Fraction]] = {}
    for line, row in enumerate(case.rows, start=2):
        grades = counts.setdefault(case.known(row, line), {})
        if row["grade"] not in worth:
            raise Refused(f"环节 {case.key} 的证据第 {line} 行：方案中没有等次 {row['grade']!r}。")
        grades[row["grade"]] = grades.get(row["grade"], Fraction(0)) + number(row["count"])
    for id_, grades in counts.items():
        base = sum(grades.values(), Fraction(0))
        if case.stage.get("denominator", "valid") == "valid_minus_abstain":
            base -= grades.get("abstain", Fraction(0))
        if not base:
            continue
        raw.unrounded[id_] = sum((n * worth[grade] for grade, n in grades.items()), Fraction(0)) / base
        raw.scores[id_] = case.rounding.at("component", raw.unrounded[id_])
        if any(vetoes(rule, {"": grades}, {"": base}) for rule in case.stage.get("veto", ())):
            raw.standings[id_] = "vetoed"
    return raw


@dataclass(frozen=True)
class Answered:
    """One answer about an entrant: who answered, about what, which of several, and on what day."""

    source: str
    item: str
    number: int
    answer: str
    day: str


ONLY_ANSWERS = {
    "talk": "noted",
    "strength": "noted",
    "profile": "noted",
    "posted": "posted",
    "ended": "ended",
    "objection": "raised",
}
REPEATED = {"talk", "opinion", "objection", "settlement", "trial"}


def answered(
    case: Case, rows: Sequence[Row], source: str, item: str, answer: str = "answer"
) -> dict[str, list[Answered]]:
    """Return the answers by id, in the order of their numbers; raises Refused for one given twice.

    source, item, answer: the columns of the file, "" for one that it has not. What the reserve list says is left
    out: it is about others than the entrants.
    """
    found: dict[str, list[Answered]] = {id_: [] for id_ in case.position}
    for line, row in enumerate(rows, start=2):
        what = row[item] if item else ""
        if case.stage["kind"] == "appointment" and what == "reserve":
            continue
        mine = found[case.known(row, line)]
        numbers = [one.number for one in mine if one.item == what] if what in REPEATED else []
        which = int(number(row.get("number") or str(max(numbers, default=0) + 1)))
        said = row.get(answer) or ONLY_ANSWERS.get(what, "")
        new = Answered(row.get(source, "") if source else "", what, which, said, row.get("day", ""))
        if any((one.source, one.item, one.number) == (new.source, what, which) for one in mine):
            raise Refused(f"环节 {case.key} 的证据第 {line} 行：{row['id']} 的同一项意见出现两次。")
        mine.append(new)
    for mine in found.values():
        mine.sort(key=lambda one: one.number)
    return found


def opinions(
    case: Case, id_: str, given: Mapping[str, str], who: Iterable[str], allowed: Sequence[str]
) -> list[str]:
    """Return one entrant's answers from everybody of `who`; raises Refused where one is missing or open."""
    for name in who:
        if given.get(name) not in allowed:
            how = f"意见是 {given[name]}" if name in given else "没有意见"
            raise Refused(f"环节 {case.key}：报名号 {id_} 的 {name} {how}，不能结束。")
    return [given[name] for name in who]


FIRM = ("no_objection", "adverse")  # to_verify keeps a stage open
VOICES = ("agree", "disagree", "defer", "silent")


MUSTS = ("archive", "personal_matters", "discipline", "petitions")
SIGNERS = ("党委(党组)书记", "纪委书记(纪检组长)")


def inspection(case: Case) -> Raw:
    """Items' means × weight / full marks; who has an adverse answer among the musts or signatures is out."""
    raw = Raw()
    answers = answered(case, case.answers, "by", "item")
    rubric = case.stage.get("rubric") or []
    if rubric:
        rubric_scores(case, raw, rubric)
    marking = {row["assessor"] for row in case.rows if row["score"] not in ("", ABSENT)}
    talking = {one.source for mine in answers.values() for one in mine if one.item == "talk" and one.source}
    people, team = max(len(marking), len(talking)), int(case.stage.get("team", 2))
    if case.staying() and people < team:
        raise Refused(f"环节 {case.key}：考察组只有 {people} 人，方案规定至少 {team} 人。")
    musts, signers = case.stage.get("musts", MUSTS), case.stage.get("signers", SIGNERS)
    for id_ in case.staying():
        by_item = {one.item: one.answer for one in answers[id_]}
        by_signer = {one.source: one.answer for one in answers[id_] if one.item == "integrity"}
        opinions(case, id_, by_item, musts, FIRM)
        opinions(case, id_, by_signer, signers, FIRM)
        if any(one.answer == "to_verify" for one in answers[id_]):
            raise Refused(f"环节 {case.key}：报名号 {id_} 有尚待核实的事项，不能结束。")
    grave = {*musts, "integrity", "overall"}
    for id_, mine in answers.items():  # of leavers too: whom their answers put out took nobody's place
        if any(one.answer == "adverse" for one in mine if one.item in grave):
            raw.standings[id_] = "disqualified"
    if not rubric:
        raw.advanced = case.position.keys() - raw.standings.keys()
    return raw


def rubric_scores(case: Case, raw: Raw, rubric: Sequence[Table]) -> None:
    """Score by the rubric: an item's mean → `panel`, × weight / full marks → `weighted`, sum → `component`."""
    marks: dict[str, dict[str, dict[str, Fraction]]] = {}
    for line, row in enumerate(case.rows, start=2):
        id_ = case.known(row, line)
        if row["score"] in ("", ABSENT):
            continue
        given = marks.setdefault(id_, {}).setdefault(row["item"], {})
        if row["assessor"] in given:
            raise Refused(f"环节 {case.key} 的证据第 {line} 行：{id_} 的同一考察人员有两个分数。")
        given[row["assessor"]] = number(row["score"])
    for id_, items in marks.items():
        if any(item["key"] not in items for item in rubric):
            continue
        exact = rough = Fraction(0)
        for item in rubric:
            average = mean(list(items[item["key"]].values()))
            factor = quantity(item["weight"]) / quantity(item.get("full_marks", 100))
            rounded_mean = case.rounding.at("panel", average)
            raw.parts.setdefault(item["key"], {})[id_] = rounded_mean
            exact += average * factor
            rough += case.rounding.at("weighted", rounded_mean * factor)
        raw.unrounded[id_], raw.scores[id_] = exact, case.rounding.at("component", rough)


def joint_appraisal(case: Case) -> Raw:
    """Every organ answers for everybody; an adverse answer disqualifies, or holds everything up."""
    raw = Raw()
    answers = answered(case, case.rows, "organ", "")
    organs = [organ["key"] for organ in case.stage["organs"]]
    for id_ in case.staying():
        given = {one.source: one.answer for one in answers[id_]}
        if "adverse" not in opinions(case, id_, given, organs, FIRM):
            continue
        if case.stage.get("adverse", "disqualify") == "hold":
            raise Refused(f"环节 {case.key}：报名号 {id_} 有不同意见，方案规定暂缓，不能结束。")
        raw.standings[id_] = "disqualified"
    raw.advanced = case.position.keys() - raw.standings.keys()
    return raw


def deliberation(case: Case) -> Raw:
    """Every party gives an opinion on everybody; the meeting (`-`) keeps or drops, no more kept than allowed."""
    raw = Raw(advanced=set())
    assert raw.advanced is not None
    answers = answered(case, case.rows, "party", "", "opinion")
    for id_ in case.staying():
        given = {one.source: one.answer for one in answers[id_]}
        opinions(case, id_, given, case.stage.get("parties", ()), VOICES)
        if opinions(case, id_, given, ["-"], ("keep", "drop")) == ["keep"]:
            raw.advanced.add(id_)
    rule = case.stage.get("advance") or {}
    most = {position: openings_times(case, rule, position) for position in case.openings}
    within_places(case, raw.advanced, most, "保留")
    return raw


def within_places(case: Case, chosen: set[str], most: Mapping[str, int | None], what: str) -> None:
    """Refuse more people of a position than it has places for; None means any number."""
    for position, places in most.items():
        found = sum(case.position[id_] == position for id_ in chosen)
        if places is not None and found > places:
            raise Refused(f"环节 {case.key}：职位 {position} {what} {found} 人，超过 {places} 人。")


@dataclass(frozen=True)
class Calendar:
    """Days that differ from their weekday, of the years that the archive brings along; their notices by year."""

    years: Mapping[int, str]
    holidays: frozenset[date]
    workdays: frozenset[date]

    @classmethod
    def parse(cls, table: Table) -> Calendar:
        """Read `calendar.json`: year → holidays and weekend days worked."""

        def days(name: str) -> frozenset[date]:
            return frozenset(date.fromisoformat(day) for year in table.values() for day in year[name])

        years = {int(year): str(table[year]["source"]) for year in sorted(table)}
        return cls(years, days("holidays"), days("workdays"))

    def worked(self, day: date) -> bool:
        """Say whether a day is worked; raises Refused for a year that is not known."""
        if day.year not in self.years:
            raise Refused(f"工作日历没有 {day.year} 年的数据，不能确定公示期。")
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)


LEAST_WORKING_DAYS = 5  # Regulations 2019 Art. 42


def publicity_end(stage: Table, posted: date, calendar: Calendar | None) -> date:
    """Return the first day on which a publicity may end.

    Working days are counted where the archive brings its calendar, else as many days as if all were worked.
    """
    first = posted + timedelta(days=1 if stage.get("start_excluded", True) else 0)
    days = int(stage.get("days", 5))
    plain = first + timedelta(days=days - 1)
    if calendar is None:
        return plain
    by_calendar_days = stage.get("unit", "working") == "calendar"
    left, day = LEAST_WORKING_DAYS if by_calendar_days else days, first
    while left > calendar.worked(day):
        left -= calendar.worked(day)
        day += timedelta(days=1)
    return max(day, plain)


def publicity(case: Case) -> Raw:
    """Posted, and extended if anything; every objection settled, a serious one takes out."""
    raw = Raw()
    answers = answered(case, case.rows, "channel", "item")
    for id_ in () if case.stage.get("exempt") else case.staying():
        mine = answers[id_]
        posted, said = published(case, id_, mine, "posted"), published(case, id_, mine, "ended")
        if posted is None:
            raise Refused(f"环节 {case.key}：报名号 {id_} 没有公示的发布日期。")
        least = publicity_end(case.stage, posted, case.calendar)
        if said is not None and said < least:
            raise Refused(
                f"环节 {case.key}：报名号 {id_} 的公示 {posted} 发布，最早 {least} 结束，所记为 {said}。"
            )
        raw.end = max(raw.end, said or least)
        raised = [one.number for one in mine if one.item == "objection"]
        settled = {one.number: one.answer for one in mine if one.item == "settlement"}
        for which in raised:
            if settled.get(which) not in ("untrue", "minor", "serious"):
                raise Refused(f"环节 {case.key}：报名号 {id_} 的第 {which} 件反映没有处理完毕。")
        if len(set(raised)) < len(raised) or settled.keys() - set(raised):
            raise Refused(f"环节 {case.key}：报名号 {id_} 的反映与处理的编号不能一一对应。")
        if "serious" in settled.values():
            raw.standings[id_] = "disqualified"
    raw.advanced = case.position.keys() - raw.standings.keys()
    return raw


def published(case: Case, id_: str, mine: Sequence[Answered], item: str) -> date | None:
    """Return the day on which an entrant's publicity was posted or its extension ended, None without one."""
    days = [one.day for one in mine if one.item == item]
    try:
        return date.fromisoformat(days[0]) if days else None
    except ValueError:
        raise Refused(f"环节 {case.key}：报名号 {id_} 的公示日期 {days[0]!r} 读不懂。") from None


def appointment(case: Case) -> Raw:
    """The decision on everybody; who fails the training or is removed after the trial is out again."""
    raw = Raw()
    answers = answered(case, case.rows, "", "step")
    for id_ in case.staying():
        said = {one.item: one.answer for one in answers[id_]}
        decision = said.get("decision")
        if decision not in DECISIONS:
            raise Refused(f"环节 {case.key}：报名号 {id_} 没有任职决定。")
        if DECISIONS[decision]:
            raw.standings[id_] = DECISIONS[decision]
        elif said.get("training") == "failed" or said.get("trial") == "removed":
            raw.standings[id_] = "eliminated"
    raw.advanced = case.position.keys() - raw.standings.keys()
    within_places(case, set(case.staying()) & raw.advanced, case.openings, "任职")
    return raw


DECISIONS = {"appointed": "", "declined": "withdrawn", "not_appointed": "eliminated"}


def announcement(case: Case) -> Raw:
    """An announcement decides about nobody."""
    return Raw()


KINDS: dict[str, Callable[[Case], Raw]] = {
    "announcement": announcement,
    "registration": registration,
    "written_exam": written_exam,
    "interview": interview,
    "composite": composite,
    "assessment": assessment,
    "recommendation": recommendation,
    "vote": vote,
    "public_comment": public_comment,
    "inspection": inspection,
    "joint_appraisal": joint_appraisal,
    "deliberation": deliberation,
    "publicity": publicity,
    "appointment": appointment,
}
PRINTED_AT = {"composite": "total"}


def chain_of(case: Case, raw: Raw) -> list[Mapping[str, Fraction]]:
    """Return the values behind each key of the stage's tie chain, by id; raises Refused for unknown keys."""
    sources: list[Mapping[str, Fraction]] = []
    for key in case.stage.get("tie_chain", ()):
        own = key.removeprefix(f"{case.key}.")
        if key == "unrounded":
            sources.append(raw.unrounded)
        elif own in raw.parts:
            sources.append(raw.parts[own])
        elif key in case.earlier:
            sources.append(case.earlier[key])
        elif raw.scores:
            raise Refused(f"环节 {case.key} 的同分次序 {key!r} 没有对应的分数。")
    return sources


Keys = tuple[Any, ...]


def cut(
    ordered: Sequence[str], n: int, ties: str, scores: Mapping[str, Fraction], keys: Callable[[str], Keys]
) -> list[str]:
    """Return who advances of `ordered` (best first) when there are n places; raises Refused over equals."""
    if n <= 0:
        return []
    if len(ordered) <= n:
        return list(ordered)
    border = ordered[n - 1]
    if ties == "all":
        return [id_ for id_ in ordered if scores[id_] >= scores[border]]
    if ties == "chain":
        return [id_ for id_ in ordered if keys(id_) >= keys(border)]
    if ties != "refuse":
        raise Refused(f"方案中的同分规则 {ties!r} 不认识。")
    if scores[ordered[n]] == scores[border]:
        equals = "、".join(id_ for id_ in ordered if scores[id_] == scores[border])
        raise Refused(f"入围线上同分，方案规定停止：{equals}。")
    return list(ordered[:n])


def advancing(
    case: Case, position: str, ordered: list[str], pick: Picker, leavers: Mapping[str, str]
) -> set[str]:
    """Return who advances of those who passed; leavers are replaced where the plan says so."""
    rule = case.stage.get("advance") or {"all": True}
    n = openings_times(case, rule, position)
    if n is None:
        return set(ordered)
    first = pick(ordered, n)
    gone = [id_ for id_ in first if id_ in leavers]
    replaced = sum(leavers[id_] in rule.get("substitutes_for", LEAVERS) for id_ in gone)
    places = min(int(rule.get("substitutes", 0)), replaced, n - (len(first) - len(gone)))
    chosen = set(first)
    others = [id_ for id_ in ordered if id_ not in chosen and id_ not in leavers]
    return chosen | set(pick(others, places))


Picker = Callable[[Sequence[str], int], list[str]]


def settle(case: Case, raw: Raw, leavers: Mapping[str, str]) -> list[Line]:
    """Rank within positions, apply pass mark, cut and substitutes; return lines in the outcome's order."""
    unknown = leavers.keys() - case.position.keys()
    if unknown:
        raise Refused(f"环节 {case.key} 的离开名单中 {min(unknown)} 不是进入人选。")
    sources = chain_of(case, raw)
    members: dict[str, list[str]] = {position: [] for position in case.openings}
    for position, id_ in case.entrants:
        members[position].append(id_)
    lines: list[Line] = []
    for position, ids in members.items():
        lines += settle_position(case, raw, leavers, position, ids, sources)
    return lines


def settle_position(
    case: Case,
    raw: Raw,
    leavers: Mapping[str, str],
    position: str,
    ids: list[str],
    sources: list[Mapping[str, Fraction]],
) -> list[Line]:
    """Return the lines of one position, ranked ones first, then those without a rank in application order."""
    scores = raw.scores

    def keys(id_: str) -> Keys:
        """Score, then the chain; somebody without a value for a key stands below everybody with one."""
        return scores[id_], *((id_ in source, source.get(id_, 0)) for source in sources)

    ordered = sorted((id_ for id_ in ids if id_ in scores), key=keys, reverse=True)
    by_chain = case.stage.get("rank_by", "score") == "chain"
    pass_mark = case.stage.get("pass_mark")
    least = None if pass_mark is None else quantity(pass_mark)
    passed = [id_ for id_ in ordered if id_ not in raw.standings and (least is None or scores[id_] >= least)]
    ties = str((case.stage.get("advance") or {}).get("ties", "all"))
    if raw.advanced is not None:
        advanced = raw.advanced
    else:
        advanced = advancing(case, position, passed, lambda who, n: cut(who, n, ties, scores, keys), leavers)
    reserve = set(passed) - advanced if raw.advanced is None else set()

    def standing(id_: str) -> str:
        if id_ in leavers or id_ in raw.standings:
            return leavers.get(id_) or raw.standings[id_]
        if id_ in advanced:
            return "advanced"
        if id_ in reserve:
            return "reserve"
        return "eliminated" if id_ in scores or raw.advanced is not None else ABSENT

    lines = []
    rank, last = 0, None
    for place, id_ in enumerate(ordered, start=1):
        compared = keys(id_) if by_chain else scores[id_]
        if compared != last:
            rank, last = place, compared
        lines.append(Line(position, id_, scores[id_], rank, standing(id_)))
    lines += [Line(position, id_, None, None, standing(id_)) for id_ in ids if id_ not in scores]
    return lines


def calculate(
    plan: Table,
    key: str,
    entrants: Iterable[tuple[str, str]] = (),
    rows: Sequence[Row] = (),
    *,
    checks: Sequence[Row] = (),
    turnout: Sequence[Row] = (),
    answers: Sequence[Row] = (),
    earlier: Mapping[str, Mapping[str, Fraction]] | None = None,
    openings: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Result:
    """Compute one stage's outcome exactly.

    plan: as `read_plan` gives it; key: the stage. entrants: (position code, id) in application order; for a
    registration they are taken from the rows. rows, checks, turnout, answers: evidence, leavers, turnout and
    answers as CSV rows.
    earlier: scores of earlier stages by `stage` and by `stage.paper`, then id (`Result.values` merged).
    openings: by position, as the registration left them; by default the plan's. calendar: the working
    calendar, without which a publicity's days are counted as if all were worked.
    Raises Refused where the evidence allows no outcome.
    """
    stage = stage_of(plan, key)
    if stage["kind"] not in KINDS:
        raise Refused(f"环节 {key} 属于 {stage['kind']} 类，本程序不能复算。")
    given = {str(position["code"]): int(position.get("openings", 1)) for position in plan["positions"]}
    given.update(openings or {})
    people = list(entrants)
    if stage["kind"] == "registration":
        people = [(row["position"], row["id"]) for row in rows]
    elif stage["kind"] == "announcement":
        people = []
    leavers = {row["id"]: row["standing"] for row in checks}
    case = Case(plan, stage, key, people, rows, turnout, earlier or {}, given, answers, leavers, calendar)
    unknown = set(case.position.values()) - given.keys()
    if unknown or len(case.position) != len(people):
        raise Refused(f"环节 {key} 的进入人选有重复，或属于方案中没有的职位。")
    raw = KINDS[stage["kind"]](case)
    lines = settle(case, raw, leavers)
    place = PRINTED_AT.get(stage["kind"], "component")
    named = stage["kind"] == "recommendation" and not stage.get("factors") and not weighted_layers(stage)
    whole = stage["kind"] == "vote" or named
    values = {key: raw.scores} | {f"{key}.{part}": marks for part, marks in raw.parts.items()}
    digits = 0 if whole else case.rounding.digits[place]
    return Result(lines, digits, case.rounding.mode, case.openings, values, raw.end)


# ── outcomes: every decided run computed again ──


class Replay:
    """Goes through the decided runs in the order of the ledger and computes each of them again."""

    def __init__(self, pack: Pack, ledger: Ledger, runs: Sequence[Run]):
        self.pack = pack
        self.ledger = ledger
        self.runs = runs
        self.by_run = {(run.stage, run.run): run for run in runs}
        self.plans: dict[str, tuple[str, Table]] = {}
        self.results: dict[tuple[str, int], Result] = {}
        self.order: dict[str, int] = {}  # id → place among the applications
        self.calendar = read_calendar(pack)
        self.published: list[str] = []  # what to say of each publicity

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a file of the archive, none where there is no such file."""
        return read_csv(self.pack.read(name), name) if name in self.pack.names else []

    def plan_at(self, run: Run) -> tuple[str, Table]:
        """Return digest and plan in force at the decision; raises Fault 7 when the run names another."""
        entries = [e for e in self.ledger.of("plan.frozen", "plan.amended") if e.seq < run.entry.seq]
        if not entries:
            raise Fault(OUTCOME, f"{run.title}：此前没有冻结的方案。")
        version, digest = entries[-1].fact("version"), str(entries[-1].fact("plan"))
        if (run.entry.fact("plan"), run.entry.fact("plan_version")) != (digest, version):
            raise Fault(OUTCOME, f"{run.title}所依方案不是当时有效的第 {version} 版。")
        if digest not in self.plans:
            name = f"plans/{version}.toml"
            self.plans[digest] = digest, read_plan(self.pack.read(name), name)
        return self.plans[digest]

    def earlier_run(self, run: Run, stage: str, number_: int | None = None) -> Run | None:
        """Return a run decided before `run`: the one with this number, or the last one of the stage."""
        before = [r for r in self.runs if r.stage == stage and r.entry.seq < run.entry.seq]
        if number_ is not None:
            before = [r for r in before if r.run == number_]
        return before[-1] if before else None

    def before(self, run: Run, plan: Table) -> Run | None:
        """Return the run whose advanced entrants this run takes; raises Fault 7 when it names another."""
        keys = [stage_key(stage) for stage in plan["stages"] if stage["kind"] != "announcement"]
        expected = None
        for key in keys[: keys.index(run.stage)] if run.stage in keys else ():
            expected = self.earlier_run(run, key) or expected
        after = run.entry.fact("after")
        named = None if after is None else (after["stage"], after["run"])
        if named is not None and self.by_run.get(named) is None:
            raise Fault(OUTCOME, f"{run.title}：所承接的环节 {named[0]} 第 {named[1]} 次评定不在纪实中。")
        if named != (None if expected is None else (expected.stage, expected.run)):
            should = "报名" if expected is None else f"环节 {expected.stage} 第 {expected.run} 次评定"
            raise Fault(OUTCOME, f"{run.title}没有承接{should}的进入人选。")
        return expected

    def entrants(self, run: Run, plan: Table) -> list[tuple[str, str]]:
        """Return the entrants of a run as (position, id) in application order."""
        before = self.before(run, plan)
        if before is None:
            rows = [row for row in self.rows("campaign/applications.csv") if not row.get("standing")]
        else:
            rows = [row for row in self.rows(before.file("outcome")) if row["standing"] == "advanced"]
        if not self.order:
            self.order.update((row["id"], place) for place, row in enumerate(rows))
        people = [(row["position"], row["id"]) for row in rows]
        return sorted(people, key=lambda person: self.order.get(person[1], len(self.order)))

    def earlier(self, run: Run, plan: Table) -> dict[str, Mapping[str, Fraction]]:
        """Return the scores that a run builds on, from the archive's outcomes, by stage or stage.paper."""
        components = run.entry.fact("components") or {}
        values: dict[str, Mapping[str, Fraction]] = {}
        keys = [stage_key(stage) for stage in plan["stages"]]
        for key in keys:
            source = self.earlier_run(run, key, components.get(key)) if key != run.stage else None
            if key in components and source is None:
                raise Fault(
                    OUTCOME, f"{run.title}所用的环节 {key} 第 {components[key]} 次评定不在此前的纪实中。"
                )
            if source is None:
                continue
            if components.get(key) is not None and source != self.earlier_run(run, key):
                raise Fault(OUTCOME, f"{run.title}用的不是环节 {key} 最后一次评定。")
            values[key] = {
                row["id"]: Fraction(row["exact"] or row["score"])
                for row in self.rows(source.file("outcome"))
                if row["score"]
            }
            computed = self.results.get((source.stage, source.run))
            if computed is not None:
                values |= {name: marks for name, marks in computed.values.items() if name != key}
        return values

    def openings(self, run: Run, plan: Table) -> dict[str, int] | None:
        """Return the openings as the registration left them, None where there was none."""
        for stage in plan["stages"]:
            source = self.earlier_run(run, stage_key(stage)) if stage["kind"] == "registration" else None
            if source is not None and (source.stage, source.run) in self.results:
                return self.results[source.stage, source.run].openings
        return None

    def closing(self, run: Run, end: date) -> str:
        """Say whether a stage was closed after the last day of its publicity, by the ledger's time."""
        closed = [
            e
            for e in self.ledger.of("stage.closed")
            if e.seq < run.entry.seq and e.fact("stage") == run.stage
        ]
        if not closed:
            return "何时截止没有入账"
        moment = datetime.fromisoformat(closed[-1].at) + timedelta(hours=8)  # Beijing
        return "期满以后截止" if moment.date() > end else f"环节于 {moment.date()} 截止，早于期满"

    def check(self, run: Run) -> None:
        """Compute a run again and compare; raises Fault 7 with the first difference."""
        digest, plan = self.plan_at(run)
        check_rules(self.pack, run, digest)
        stage = stage_of(plan, run.stage)
        rows = self.rows(run.file("evidence"))
        if stage["kind"] == "registration":
            self.before(run, plan)
            people: list[tuple[str, str]] = []
            self.order = {row["id"]: place for place, row in enumerate(rows)}
        elif stage["kind"] == "announcement":
            people = []
        else:
            people = self.entrants(run, plan)
        try:
            result = calculate(
                plan,
                run.stage,
                people,
                rows,
                checks=self.rows(run.file("checks")),
                turnout=self.rows(run.file("turnout")),
                answers=self.rows(run.file("answers")),
                earlier=self.earlier(run, plan),
                openings=self.openings(run, plan),
                calendar=self.calendar,
            )
        except Refused as refused:
            raise Fault(OUTCOME, f"{run.title}无法复算：{refused.text}") from None
        self.results[run.stage, run.run] = result
        if result.end > date.min:
            self.published.append(f"{run.title}的公示 {result.end} 期满，{self.closing(run, result.end)}。")
        compare_outcome(self.pack.read(run.file("outcome")), result, run)


def read_calendar(pack: Pack) -> Calendar | None:
    """Return the archive's working calendar, None where it has none; raises Fault 9."""
    if CALENDAR not in pack.names:
        return None
    try:
        return Calendar.parse(read_json(pack, CALENDAR))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Fault(FILE, f"文件 {CALENDAR} 不成格式，已被改动。") from None


def calendar_note(calendar: Calendar | None) -> str:
    """Say by which calendar publicities were checked: the notices named can be looked up."""
    if calendar is None:
        return "公示期：档案中没有工作日历 calendar.json，只核对了自然日天数。"
    years = "、".join(f"{year} 年（{source or '未注明文号'}）" for year, source in calendar.years.items())
    return f"公示期：按 calendar.json 的工作日历核对：{years}，可与国务院办公厅的通知比对。"


def check_rules(pack: Pack, run: Run, plan: str) -> None:
    """Check the digests of rules and input that a decided run was recorded with; raises Fault 7."""
    rules = hashlib.sha256(canonical({"plan": plan, "stage": run.stage})).hexdigest()
    if run.entry.fact("rules") != rules:
        raise Fault(OUTCOME, f"{run.title}所记的规则哈希与方案不符。")
    shas = {
        what: pack.digest(run.file(what))[1] if run.file(what) in pack.names else EMPTY
        for what in ("evidence", "checks")
    }
    after = run.entry.fact("after")
    given = {
        "plan": plan,
        "stage": run.stage,
        "run": run.run,
        "entrants": after or {"stage": None, "run": 0},
        "components": run.entry.fact("components"),
        **shas,
    }
    for what in SOMETIMES:
        if run.file(what) in pack.names:
            given[what] = pack.digest(run.file(what))[1]
    if run.entry.fact("input") != hashlib.sha256(canonical(given)).hexdigest():
        raise Fault(OUTCOME, f"{run.title}所记的输入哈希与方案、人选和证据不符。")


FIELDS = {"position": "职位", "score": "成绩", "rank": "名次", "standing": "状态", "exact": "精确值"}


def compare_outcome(raw: bytes, result: Result, run: Run) -> None:
    """Compare an outcome file with the computed outcome; raises Fault 7 with the first difference."""
    name = run.file("outcome")
    rows = read_csv(raw, name)
    found = {row["id"]: row for row in rows}
    expected = [dict(zip(OUTCOME_COLUMNS, result.printed(line), strict=True)) for line in result.lines]
    for row in expected:
        id_ = row["id"]
        if id_ not in found:
            raise Fault(OUTCOME, f"{run.title}：报名号 {id_} 应在结果中（{row['standing']}），文件中没有。")
        for column, title in FIELDS.items():
            if row[column] != found[id_][column]:
                should, is_ = row[column] or "空", found[id_][column] or "空"
                raise Fault(OUTCOME, f"{run.title}：报名号 {id_} 的{title}应为 {should}，文件中是 {is_}。")
    extra = found.keys() - {row["id"] for row in expected}
    if extra:
        raise Fault(OUTCOME, f"{run.title}：报名号 {min(extra)} 不是进入人选，却在结果中。")
    for line, (row, other) in enumerate(zip(expected, rows, strict=False), start=2):
        if row["id"] != other["id"]:
            raise Fault(
                OUTCOME, f"{run.title}：{name} 第 {line} 行应为报名号 {row['id']}，文件中是 {other['id']}。"
            )
    if raw != outcome_csv(result):
        raise Fault(OUTCOME, f"{run.title}：{name} 的写法与规定不同（表头、引号或换行）。")


def outcome_csv(result: Result) -> bytes:
    """Return the canonical bytes of an outcome file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(OUTCOME_COLUMNS)
    writer.writerows(result.printed(line) for line in result.lines)
    return text.getvalue().encode()


def check_outcomes(pack: Pack, ledger: Ledger, runs: Sequence[Run]) -> list[str]:
    """Compute every decided run again; returns notes, raises Fault 7 for the first difference."""
    replay = Replay(pack, ledger, runs)
    for run in runs:
        replay.check(run)
    lines = sum(len(result.lines) for result in replay.results.values())
    notes = [f"复算：{len(replay.results)} 次评定、{lines} 行结果由第二套算法独立算出，逐行相同。"]
    if replay.published:
        notes += [calendar_note(replay.calendar), *replay.published]
    return notes


# ── the whole check ──

SURPRISES = (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, AssertionError)


def step(report: Report, code: int, what: str, check: Callable[[], list[str]]) -> bool:
    """Run one check and keep what it found; malformed contents are a fault, never a traceback."""
    try:
        notes = check()
    except Fault as fault:
        report.faults.append(fault)
        return False
    except SURPRISES as error:
        report.fault(code, f"{what}的内容不成格式，无法核对（{type(error).__name__} {error}）。")
        return False
    for note in notes:
        report.note(note)
    return True


def verify(path: Path, heads: Sequence[str] = (), key: str | None = None) -> tuple[Report, Ledger | None]:
    """Check an archive; heads: texts of heads on paper; key: the text of a public key to be held to."""
    report = Report()
    try:
        paper = [PaperHead.parse(text) for text in heads]
        pack = open_pack(path)
    except Fault as fault:
        report.faults.append(fault)
        return report, None
    try:
        return report, check_pack(pack, report, paper, key)
    except Fault as fault:
        report.faults.append(fault)
        return report, None
    finally:
        pack.close()


def check_pack(pack: Pack, report: Report, paper: Sequence[PaperHead], key: str | None) -> Ledger | None:
    """Check everything in an archive, the ledger first; return the ledger when its entries could be read."""
    ledger = check_ledger(pack, report, paper, key)
    manifest = check_manifest(pack, report)
    if ledger is None:
        return None
    known = ledger
    runs: list[Run] = []

    def files() -> list[str]:
        plan = read_plan(pack.read("plan.toml")) if "plan.toml" in pack.names else {}
        if plan and manifest.get("campaign") != plan["campaign"]["code"]:
            raise Fault(FILE, f"manifest.json 所记选拔代码 {manifest.get('campaign')} 与方案不同。")
        return check_copies(pack, plan, runs)

    def decided() -> list[str]:
        runs.extend(read_runs(known))
        return check_runs(pack, known, runs)

    step(report, FILE, "导出", lambda: check_exported(pack, known))
    step(report, FILE, "方案", lambda: check_plans(pack, known))
    step(report, FILE, "公告", lambda: check_notices(pack, known))
    step(report, FILE, "关键节点", lambda: check_signatures(pack, known))
    if step(report, FILE, "评定文件", decided):
        step(report, OUTCOME, "评定", lambda: check_outcomes(pack, known, runs))
        step(report, FILE, "成绩总表", files)
    return ledger


def check_ledger(pack: Pack, report: Report, paper: Sequence[PaperHead], pinned: str | None) -> Ledger | None:
    """Check entries, key, heads and roots; return the ledger when its entries could be read."""
    found: list[Ledger] = []

    def entries() -> list[str]:
        found.append(read_ledger(pack))
        return [f"全程纪实：{found[0].size} 条，逐条核对内容、编号与时间（{found[0].algorithm}）。"]

    def signatures() -> list[str]:
        key = Key.parse(read_text(pack, KEY))
        if pinned is not None and Key.parse(pinned) != key:
            raise Fault(SIGNATURE, "档案中的公钥不是给出的公钥。")
        read_heads(pack, found[0], key)
        trust = "公钥与给出的一致" if pinned is not None else "公钥取自档案本身，可用 --key 指定"
        return [f"链头：{len(found[0].heads)} 个，签名有效（{trust}）。"]

    def roots() -> list[str]:
        manifest = read_json(pack, "manifest.json")
        return check_roots(found[0], manifest, paper) or [
            "未与纸面链头比对：可用 --head 给出公告上印的链头。"
        ]

    if not step(report, LEAF, "全程纪实", entries):
        return None
    if step(report, SIGNATURE, "链头", signatures):
        step(report, ROOT, "树根", roots)
    return found[0]


USAGE = "用法：python verify.py 档案.zip [--head 链头文件或文本]... [--key 公钥文件或文本]"


class Arguments(argparse.ArgumentParser):
    """Says how it is used in Chinese and exits with 1."""

    def error(self, message: str) -> NoReturn:
        print(USAGE, file=sys.stderr)
        raise SystemExit(UNREADABLE)


def text_or_file(value: str) -> str:
    """Return the contents of a file of that name, else the text itself; raises Fault 1."""
    try:
        path = Path(value)
        if not path.is_file():
            return value
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        if "\n" in value or len(value) > 255:
            return value  # too long or too odd for a file name, hence text
        raise Fault(UNREADABLE, f"文件 {value} 无法读取。") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the archive named on the command line, say in Chinese what was found, return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if tomllib is None:
        print("需要 Python 3.11 或更新的版本。", file=sys.stderr)
        return UNREADABLE
    parser = Arguments(add_help=False)
    parser.add_argument("archive")
    parser.add_argument("--head", action="append", default=[])
    parser.add_argument("--key")
    options = parser.parse_args(arguments)
    try:
        heads = [text_or_file(text) for text in options.head]
        key = None if options.key is None else text_or_file(options.key)
    except Fault as fault:
        print(fault.text, file=sys.stderr)
        return fault.code
    report, ledger = verify(Path(options.archive), heads, key)
    say(report, ledger)
    return report.code


def say(report: Report, ledger: Ledger | None) -> None:
    """Print the report."""
    for note in report.notes:
        print(f"  {note}")
    for fault in report.faults:
        print(f"✗ {fault.text}")
    if report.faults:
        print(f"结论：不通过（代码 {report.code}）。{report.faults[0].text}")
        return
    assert ledger is not None
    print("结论：通过。请与纸上印的链头核对：")
    print(f"  日志 {ledger.origin}")
    print(f"  条数 {ledger.size}")
    print(f"  树根 {grouped(ledger.root.hex())}")


if __name__ == "__main__":
    sys.exit(main())
