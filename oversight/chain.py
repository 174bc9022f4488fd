"""The tamper-evident record as mathematics: RFC 6962 trees, commitments, checkpoints, signed notes. PURE.

leaf = H(0x00 || body), node = H(0x01 || left || right), the split is at the largest power of two below the
size, the root of nothing is H(""). H is SHA-256 or SM3. Proofs list hashes from the leaf's side upwards, as
RFC 6962 sections 2.1.1 and 2.1.2 do. Heads are C2SP tlog-checkpoints inside signed notes.
"""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

ALGORITHMS = ("sha256", "sm3")
HASH_SIZE = 32
SALT_SIZE = 32
ED25519 = b"\x01"
_DASH = "— "


def digest(data: bytes, algorithm: str = "sha256") -> bytes:
    """Return the 32-byte hash of `data`; ValueError for an algorithm that the ledger does not know."""
    if algorithm not in ALGORITHMS:
        raise ValueError(f"unknown algorithm {algorithm!r}")
    return hashlib.new(algorithm, data, usedforsecurity=True).digest()


def leaf_hash(body: bytes, algorithm: str = "sha256") -> bytes:
    """Return the leaf of an entry's exact bytes."""
    return digest(b"\x00" + body, algorithm)


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    """Return the node above two subtrees."""
    return digest(b"\x01" + left + right, algorithm)


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first.

    At most log2(size) hashes are kept, so appending costs O(log n) at worst and O(1) on average, and the tree
    can go on from what was stored.
    """

    def __init__(self, algorithm: str = "sha256", size: int = 0, nodes: Iterable[bytes] = ()):
        self.algorithm = algorithm
        self.size = size
        self.nodes = list(nodes)
        if size < 0 or len(self.nodes) != size.bit_count() or any(len(n) != HASH_SIZE for n in self.nodes):
            raise ValueError(f"a frontier of size {size} cannot have {len(self.nodes)} such nodes")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size, nodes = self.size, self.nodes
        while size & 1:
            leaf = node_hash(nodes.pop(), leaf, self.algorithm)
            size >>= 1
        nodes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        if not self.nodes:
            return digest(b"", self.algorithm)
        top = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            top = node_hash(left, top, self.algorithm)
        return top

    def to_bytes(self) -> bytes:
        """Return the nodes one after another, 32 bytes each, to be stored beside the size."""
        return b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes, algorithm: str = "sha256") -> "Frontier":
        """Return the frontier stored by `to_bytes`; ValueError when the bytes do not fit the size."""
        return cls(algorithm, size, [stored[i : i + HASH_SIZE] for i in range(0, len(stored), HASH_SIZE)])


def root_hash(leaves: Iterable[bytes], algorithm: str = "sha256") -> bytes:
    """Return the root over leaf hashes, in linear time and constant memory."""
    frontier = Frontier(algorithm)
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """Return the largest power of two below `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int, algorithm: str = "sha256") -> list[bytes]:
    """Return the path that proves leaf `index` to be in the tree over `leaves`; IndexError outside."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_hash(leaves[middle:high], algorithm))
            high = middle
        else:
            path.append(root_hash(leaves[low:middle], algorithm))
            low = middle
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old: int, algorithm: str = "sha256") -> list[bytes]:
    """Return the path that proves the first `old` leaves to be a beginning of `leaves`.

    Raises IndexError unless 0 < old <= len(leaves); nothing is a beginning that could be proved.
    """
    if not 0 < old <= len(leaves):
        raise IndexError(f"no beginning of {old} among {len(leaves)}")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while low + old < high:
        middle = low + _split(high - low)
        if low + old <= middle:
            path.append(root_hash(leaves[middle:high], algorithm))
            high = middle
        else:
            path.append(root_hash(leaves[low:middle], algorithm))
            old -= middle - low
            low, whole = middle, False
    if not whole:
        path.append(root_hash(leaves[low:high], algorithm))
    return path[::-1]


def _well_formed(hashes: Iterable[bytes]) -> bool:
    return all(len(item) == HASH_SIZE for item in hashes)


def inclusion_holds(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes, algorithm: str = "sha256"
) -> bool:
    """Say whether `proof` shows `leaf` at `index` in the tree of `size` with this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or not _well_formed([leaf, root, *proof]):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found, algorithm)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            found = node_hash(found, step, algorithm)
        place >>= 1
        last >>= 1
    return last == 0 and found == root


def consistency_holds(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes], algorithm: str = "sha256"
) -> bool:
    """Say whether `proof` shows the old tree to be a beginning of the new one (RFC 9162 2.1.4.2).

    Equal sizes need equal roots and an empty proof; from size 0 nothing can be proved, so it is refused.
    """
    if not 0 < old <= new or not _well_formed([old_root, new_root, *proof]):
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_found = node_hash(step, old_found, algorithm)
            new_found = node_hash(step, new_found, algorithm)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new_found = node_hash(new_found, step, algorithm)
        place >>= 1
        last >>= 1
    return last == 0 and old_found == old_root and new_found == new_root


def _refuse_inexact(value: Any) -> None:
    """Raise TypeError for what has no single spelling in canonical JSON: floats, other keys than text."""
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"key {key!r} is not text")
            _refuse_inexact(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_inexact(item)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical JSON: {value!r}")


def canonical(value: Any) -> bytes:
    """Return the canonical JSON bytes: sorted keys, no spaces, UTF-8, integers and text only.

    Raises TypeError for floats and foreign types, UnicodeEncodeError for lone surrogates.
    """
    _refuse_inexact(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def new_salt() -> bytes:
    """Return 32 random bytes for one commitment."""
    return secrets.token_bytes(SALT_SIZE)


def commitment(salt: bytes, value: str, algorithm: str = "sha256") -> str:
    """Return hex H(0x20 || salt || value): what stands in an entry instead of a personal value.

    Deleting salt and value leaves a number that says nothing, and the tree stays whole.
    """
    if len(salt) != SALT_SIZE:
        raise ValueError("a salt has 32 bytes")
    return digest(b"\x20" + salt + value.encode("utf-8"), algorithm).hex()


@dataclass(frozen=True)
class Checkpoint:
    """A head (C2SP tlog-checkpoint): the log's origin, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the three lines that are signed, each ended by a newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint in a note's text, extension lines ignored; ValueError when it is none."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise ValueError("a checkpoint has three lines, each ended by a newline")
        origin, size, root = lines[:3]
        if not origin or not size.isascii() or not size.isdigit() or str(int(size)) != size:
            raise ValueError("a checkpoint names its origin and a size without leading zeros")
        return cls(origin, int(size), _unbase64(root))


@dataclass(frozen=True)
class Signature:
    """One signature line of a note: who signed, the 4-byte key id, the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Return the line without its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True)
class Note:
    """A signed note (C2SP signed-note): text ended by a newline, and signature lines by anybody."""

    text: str
    signatures: tuple[Signature, ...]

    def format(self) -> str:
        """Return the note as it is stored and handed over."""
        return f"{self.text}\n" + "".join(f"{item.line()}\n" for item in self.signatures)

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Return the note in this text; ValueError when it is malformed."""
        text, blank, block = note.rpartition("\n\n")
        if not blank or not text or not block.endswith("\n"):
            raise ValueError("a note is a text, a blank line and signature lines")
        if any(ord(sign) < 0x20 and sign != "\n" for sign in note):
            raise ValueError("a note has no control characters")
        signatures = tuple(_signature(line) for line in block[:-1].split("\n"))
        return cls(text + "\n", signatures)


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(f"{text!r} is not base64") from error
    if base64.b64encode(data).decode() != text:
        raise ValueError(f"{text!r} is not the one base64 of its bytes")
    return data


def _signature(line: str) -> Signature:
    if not line.startswith(_DASH) or line.count(" ") != 2:
        raise ValueError(f"{line!r} is not a signature line")
    name, encoded = line.removeprefix(_DASH).split(" ")
    data = _unbase64(encoded)
    if not proper_name(name) or len(data) < 5:
        raise ValueError(f"{line!r} is not a signature line")
    return Signature(name, data[:4], data[4:])


def proper_name(name: str) -> bool:
    """Say whether a key or a log may be called so: not empty, no blanks, no plus sign."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name) and name.isprintable()


def key_id(name: str, public_key: bytes) -> bytes:
    """Return the first 4 bytes of SHA-256(name, newline, 0x01, key): SHA-256 whatever the tree uses."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return the published key, `name+keyid+base64(0x01 || key)`; ValueError for a bad name or length."""
    if not proper_name(name) or len(public_key) != 32:
        raise ValueError(f"no verifier key for {name!r}")
    return f"{name}+{key_id(name, public_key).hex()}+{base64.b64encode(ED25519 + public_key).decode()}"


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """Return name and 32-byte public key; ValueError when the text is malformed or its key id is wrong."""
    name, found, encoded = [*text.split("+", 2), "", ""][:3]
    data = _unbase64(encoded)
    if len(data) != 33 or data[:1] != ED25519 or verifier_key(name, data[1:]) != text or not found:
        raise ValueError(f"{text!r} is not an Ed25519 verifier key")
    return name, data[1:]
