"""The verifier's own tree, Ed25519, notes and SM3 against published vectors."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from oversight import verify

VECTORS = json.loads((Path(__file__).parent / "trust_vectors.json").read_text())

# RFC 8032, section 7.1: public key, message, signature.
RFC8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
def test_ed25519_accepts_the_rfc_vectors(public, message, signature):
    assert verify.ed25519_verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
def test_ed25519_refuses_every_flipped_byte(public, message, signature):
    whole = bytes.fromhex(public + signature + message)
    accepted = []
    for at in range(len(whole)):
        bent = bytearray(whole)
        bent[at] ^= 1 << (at % 8)
        if verify.ed25519_verify(bytes(bent[:32]), bytes(bent[96:]), bytes(bent[32:96])):
            accepted.append(at)
    assert accepted == []


def test_ed25519_refuses_s_beyond_the_order_and_odd_lengths():
    public, _, signature = (bytes.fromhex(text) for text in RFC8032[0])
    s = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.ed25519_verify(public, b"", signature[:32] + s.to_bytes(32, "little"))
    assert not verify.ed25519_verify(public, b"", signature[:63])
    assert not verify.ed25519_verify(public[:31], b"", signature)


def test_ed25519_agrees_with_cryptography():
    for number in range(8):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        message = b"m" * number
        public = private.public_key().public_bytes_raw()
        assert verify.ed25519_verify(public, message, private.sign(message))
        assert not verify.ed25519_verify(public, message + b"x", private.sign(message))


@pytest.mark.parametrize(
    ("algorithm", "leaves", "roots"),
    [
        ("sha256", VECTORS["leaf_hashes"], VECTORS["roots_by_size"]),
        ("sm3", VECTORS["sm3_same_leaves"]["leaf_hashes"], VECTORS["sm3_same_leaves"]["roots_by_size"]),
    ],
)
def test_roots_at_every_size_are_the_published_ones(algorithm, leaves, roots):
    digest = verify.hasher(algorithm)
    hashed = [digest(b"\x00" + bytes.fromhex(text)).hex() for text in VECTORS["leaf_inputs"]]
    assert hashed == leaves
    found = verify.roots_at(bytes.fromhex("".join(hashed)), range(9), digest)
    assert [found[size].hex() for size in range(9)] == roots


def test_a_size_beyond_the_leaves_has_no_root():
    assert verify.roots_at(bytes(64), [3], verify.hasher("sha256")) == {}


def test_own_sm3_agrees_with_the_standard_and_with_openssl():
    assert verify.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    for size in (0, 1, 55, 56, 63, 64, 65, 119, 120, 200):
        assert verify.sm3(b"z" * size) == hashlib.new("sm3", b"z" * size).digest()


def test_the_published_note_verifies():
    note = VECTORS["signed_note"]
    key = verify.Key.parse(note["vkey"])
    raw = verify.strict_base64(note["sigline"].rpartition(" ")[2])
    assert (key.name, raw[:4]) == ("example.com/foo", key.id)
    assert verify.ed25519_verify(key.public, note["text"].encode(), raw[4:])
    assert not verify.ed25519_verify(key.public, note["text"].encode() + b"\n", raw[4:])


@pytest.mark.parametrize(
    "text",
    [
        "example.com/foo",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
    ],
)
def test_a_key_that_does_not_hold_together_is_refused(text):
    with pytest.raises(verify.Fault) as caught:
        verify.Key.parse(text)
    assert caught.value.code == 6


@pytest.mark.parametrize(
    "text",
    [
        "25 0123456789abcdef",
        "25 0123 4567 89AB CDEF",
        "条数 25 树根 0123456789abcdef",
        "25:01234567-89abcdef",
        "条数25，树根 0123456789abcdef",
        "https://portal.example/verify/?number=2026-3&size=25&root=0123456789abcdef",
        "全程纪实链头\u3000纪实：qtx/2026-07\u3000记录数：25\n根值：0123 4567 89ab cdef\n文号：2026-3\u3000选拔编号：x",
        "qtx/2026-07\n25\n0123456789abcdef\n2026-3\n",
    ],
)
def test_a_head_is_read_as_it_stands_on_paper(text):
    head = verify.PaperHead.parse(text)
    assert (head.size, head.root) == (25, "0123456789abcdef")
    assert head.origin == ("qtx/2026-07" if "qtx" in text else None)


@pytest.mark.parametrize("text", ["", "25", "25 0123456789abcde", "0123456789abcdef", "25 " + "0" * 65])
def test_a_head_with_too_little_on_it_is_refused(text):
    with pytest.raises(verify.Fault) as caught:
        verify.PaperHead.parse(text)
    assert caught.value.code == 1
