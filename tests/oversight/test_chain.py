"""The tree, the proofs and the notes: every published vector, every mutant refused, properties."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from oversight import chain

VECTORS = json.loads((Path(__file__).parent / "trust_vectors.json").read_text())
DATA = [bytes.fromhex(item) for item in VECTORS["leaf_inputs"]]
LEAVES = [chain.leaf_hash(item) for item in DATA]
ROOTS = [bytes.fromhex(item) for item in VECTORS["roots_by_size"]]


def unhex(items):
    return [bytes.fromhex(item) for item in items]


def test_leaves_and_roots_of_the_vectors():
    assert unhex(VECTORS["leaf_hashes"]) == LEAVES
    assert [chain.root_hash(LEAVES[:n]) for n in range(9)] == ROOTS
    assert chain.root_hash([]).hex() == VECTORS["empty_root"]


def test_leaves_and_roots_of_the_vectors_in_sm3():
    vectors = VECTORS["sm3_same_leaves"]
    leaves = [chain.leaf_hash(item, "sm3") for item in DATA]
    assert leaves == unhex(vectors["leaf_hashes"])
    assert [chain.root_hash(leaves[:n], "sm3").hex() for n in range(9)] == vectors["roots_by_size"]
    assert chain.digest(b"abc", "sm3").hex().startswith("66c7f0f4")


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']}/{c['size']}")
def test_inclusion_vectors(case):
    index, size, proof = case["index"], case["size"], unhex(case["proof"])
    assert chain.inclusion_proof(LEAVES[:size], index) == proof
    assert chain.inclusion_holds(index=index, size=size, leaf=LEAVES[index], proof=proof, root=ROOTS[size])


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['size1']}/{c['size2']}")
def test_consistency_vectors(case):
    old, new, proof = case["size1"], case["size2"], unhex(case["proof"])
    assert chain.consistency_proof(LEAVES[:new], old) == proof
    assert chain.consistency_holds(old=old, new=new, old_root=ROOTS[old], new_root=ROOTS[new], proof=proof)


def flipped(data: bytes, bit: int = 0) -> bytes:
    return bytes([data[0] ^ (1 << bit)]) + data[1:]


def proof_mutants(proof):
    """Yield spoilt paths: a flipped bit, one missing, one too many, two swapped, a short hash."""
    yield [*proof, LEAVES[0]]
    yield [LEAVES[0], *proof]
    for i, step in enumerate(proof):
        yield [*proof[:i], flipped(step), *proof[i + 1 :]]
        yield [*proof[:i], *proof[i + 1 :]]
        yield [*proof[:i], step[:-1], *proof[i + 1 :]]
        yield [*proof[:i], step + b"\0", *proof[i + 1 :]]
    if len(proof) > 1:
        yield [proof[1], proof[0], *proof[2:]]


def other_numbers(number):
    return {number - 1, number + 1, number * 2, number ^ 2, -number, 0} - {number}


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']}/{c['size']}")
def test_inclusion_mutants_are_refused(case):
    index, size, proof = case["index"], case["size"], unhex(case["proof"])
    right = {"index": index, "size": size, "leaf": LEAVES[index], "proof": proof, "root": ROOTS[size]}
    mutants = [{**right, "proof": item} for item in proof_mutants(proof)]
    mutants += [{**right, "leaf": flipped(LEAVES[index])}, {**right, "root": flipped(ROOTS[size], 7)}]
    mutants += [{**right, "root": b""}, {**right, "leaf": LEAVES[index][:31]}]
    mutants += [{**right, "algorithm": "sm3"}] if proof else []
    mutants += [{**right, "index": other} for other in other_numbers(index) if other != index]
    accepted = [mutant for mutant in mutants if chain.inclusion_holds(**mutant)]
    assert accepted == []


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']}/{c['size']}")
def test_inclusion_in_another_size_is_refused(case):
    index, size, proof = case["index"], case["size"], unhex(case["proof"])
    for other in range(9):
        if other != size and other > index:
            held = chain.inclusion_holds(
                index=index, size=other, leaf=LEAVES[index], proof=proof, root=ROOTS[other]
            )
            assert held is False


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['size1']}/{c['size2']}")
def test_consistency_mutants_are_refused(case):
    old, new, proof = case["size1"], case["size2"], unhex(case["proof"])
    right = {"old": old, "new": new, "old_root": ROOTS[old], "new_root": ROOTS[new], "proof": proof}
    mutants = [{**right, "proof": item} for item in proof_mutants(proof)]
    mutants += [{**right, "old_root": flipped(ROOTS[old])}, {**right, "new_root": flipped(ROOTS[new])}]
    mutants += [{**right, "old_root": ROOTS[old][:31]}, {**right, "new_root": b""}]
    mutants += [{**right, "old": 0}, {**right, "old": -1}, {**right, "old": new + 1}]
    if old != new:
        mutants += [{**right, "old_root": ROOTS[new], "new_root": ROOTS[old]}, {**right, "proof": []}]
        mutants += [{**right, "algorithm": "sm3"}]
    accepted = [mutant for mutant in mutants if chain.consistency_holds(**mutant)]
    assert accepted == []


def test_nothing_is_a_beginning():
    assert not chain.consistency_holds(old=0, new=3, old_root=ROOTS[0], new_root=ROOTS[3], proof=[])
    with pytest.raises(IndexError):
        chain.consistency_proof(LEAVES, 0)
    with pytest.raises(IndexError):
        chain.inclusion_proof(LEAVES, 8)


def slow_root(leaves):
    """Return the root by the recursive definition of RFC 6962 section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


many = st.integers(min_value=1, max_value=200)


@given(many)
def test_frontier_gives_the_root_of_the_definition(size):
    leaves = [chain.leaf_hash(str(i).encode()) for i in range(size)]
    frontier = chain.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
        frontier = chain.Frontier.from_bytes(frontier.size, frontier.to_bytes())
    assert frontier.root() == slow_root(leaves)
    assert len(frontier.nodes) == size.bit_count()


@given(many, st.data())
def test_proofs_hold_for_every_size(size, data):
    leaves = [chain.leaf_hash(str(i).encode()) for i in range(size)]
    root = chain.root_hash(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = chain.inclusion_proof(leaves, index)
    assert chain.inclusion_holds(index=index, size=size, leaf=leaves[index], proof=proof, root=root)
    old = index + 1
    path = chain.consistency_proof(leaves, old)
    assert chain.consistency_holds(
        old=old, new=size, old_root=chain.root_hash(leaves[:old]), new_root=root, proof=path
    )
    if old > 1:
        swapped = chain.root_hash([leaves[1], leaves[0], *leaves[2:old]])
        assert not chain.consistency_holds(old=old, new=size, old_root=swapped, new_root=root, proof=path)


def test_frontier_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="frontier"):
        chain.Frontier.from_bytes(3, b"\0" * 32)
    with pytest.raises(ValueError, match="frontier"):
        chain.Frontier.from_bytes(1, b"\0" * 31)
    with pytest.raises(ValueError, match="algorithm"):
        chain.digest(b"", "md5")


def test_canonical_json():
    assert (
        chain.canonical({"b": [1, True, None], "a": "择优\n"}) == '{"a":"择优\\n","b":[1,true,null]}'.encode()
    )


@pytest.mark.parametrize("value", [1.5, {"a": [float("nan")]}, {1: 2}, b"", {"a": {1, 2}}])
def test_canonical_json_refuses_what_has_two_spellings(value):
    with pytest.raises(TypeError):
        chain.canonical(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(json_values)
def test_canonical_json_is_a_fixed_point(value):
    once = chain.canonical(value)
    assert chain.canonical(json.loads(once)) == once


def test_commitments_hide_and_bind():
    salt = bytes(range(32))
    expected = hashlib.sha256(b"\x20" + salt + "张三".encode()).hexdigest()
    assert chain.commitment(salt, "张三") == expected
    assert chain.commitment(salt, "李四") != expected
    assert len({chain.new_salt() for _ in range(50)}) == 50
    with pytest.raises(ValueError, match="salt"):
        chain.commitment(b"short", "x")


def test_published_signed_note():
    vector = VECTORS["signed_note"]
    name, public = chain.parse_verifier_key(vector["vkey"])
    note = chain.Note.parse(vector["text"] + "\n" + vector["sigline"] + "\n")
    (signature,) = note.signatures
    assert (name, note.text) == ("example.com/foo", vector["text"])
    assert (signature.name, signature.key_id) == (name, chain.key_id(name, public))
    assert chain.verifier_key(name, public) == vector["vkey"]
    Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, note.text.encode())
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, note.text.upper().encode())
    assert note.format() == vector["text"] + "\n" + vector["sigline"] + "\n"


def test_verifier_key_with_a_wrong_id_is_refused():
    vkey = VECTORS["signed_note"]["vkey"]
    for wrong in (
        vkey.replace("+530d903a+", "+530d903b+"),
        vkey[:-4] + "AAAA",
        "x",
        "",
        vkey.replace("+", ""),
    ):
        with pytest.raises(ValueError):
            chain.parse_verifier_key(wrong)


def test_checkpoint_text_round_trip():
    head = chain.Checkpoint("org/2026-CE-01", 7, ROOTS[7])
    assert head.text() == f"org/2026-CE-01\n7\n{base64.b64encode(ROOTS[7]).decode()}\n"
    assert chain.Checkpoint.parse(head.text()) == head
    assert chain.Checkpoint.parse(head.text() + "extension\n") == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "org\n7\n",
        "org\n07\nAAAA\n",
        "org\n-1\nAAAA\n",
        "\n7\nAAAA\n",
        "org\n7\nAAAB=\n",
        "org\n7\nAA=A\n",
        "org\n7\nAAAA",
        "org\n²\nAAAA\n",
        "org\n7\nAAB=\n",
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(ValueError):
        chain.Checkpoint.parse(text)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAA=",
        "text\n\n- name AAAAAAA=\n",
        "text\n\n— name AAAA\n",
        "text\n\n— na+me AAAAAAA=\n",
        "te\rxt\n\n— name AAAAAAA=\n",
        "text\n\n— name  AAAAAAA=\n",
    ],
)
def test_malformed_notes_are_refused(note):
    with pytest.raises(ValueError):
        chain.Note.parse(note)


def test_a_note_takes_further_signatures():
    one = chain.Signature("a", b"1234", b"s")
    two = chain.Signature("纪检/b", b"5678", b"t" * 64)
    note = chain.Note("line\n\nline\n", (one, two))
    assert chain.Note.parse(note.format()) == note
