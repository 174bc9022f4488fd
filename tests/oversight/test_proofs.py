"""Whoever changes a log behind the guards is found, at the number of the entry."""

from importlib import import_module

import pytest
from django.db import connection, transaction
from django.db.models import F

from oversight import chain, proofs
from oversight.ledger import SYSTEM, sign_head
from oversight.models import Entry, Head, Log

pytestmark = pytest.mark.django_db
guards = import_module("oversight.migrations.0002_guards")


@pytest.fixture
def broken_guards(db):
    """Take the guards away, as the owner of the database could; the test's rollback brings them back."""
    with connection.cursor() as cursor:
        for statement in guards.removals(connection.vendor):
            cursor.execute(statement)


@pytest.fixture
def seven(log, write):
    for number in range(7):
        write(log, str(number))
        if number in (2, 4):
            sign_head(log=log, by=SYSTEM, reason="")
    return Log.objects.get(name=log)


def found(log):
    result = proofs.verify_log(log.name)
    return result.first_bad, result.what and result.what.text


def rewrite(entry, old, new):
    """Change an entry and its leaf together, as a careful forger would."""
    body = entry.body.replace(old, new)
    Entry.objects.filter(pk=entry.pk).update(body=body, leaf=chain.leaf_hash(body.encode()))


def test_an_untouched_log_is_good(seven):
    result = proofs.verify_log(seven.name)
    assert result == proofs.Verification(seven.name, 7, seven.root, 2)
    assert result.ok


def test_an_altered_body(seven, broken_guards):
    entry = Entry.objects.get(log=seven, seq=3)
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace('"3"', '"9"'))
    assert found(seven) == (3, "Entry %(seq)s is not what was recorded.")


def test_a_missing_entry(seven, broken_guards):
    Entry.objects.filter(log=seven, seq=5).delete()
    assert found(seven) == (5, "Entry %(seq)s is missing.")


def test_a_missing_last_entry(seven, broken_guards):
    Entry.objects.filter(log=seven, seq=6).delete()
    assert found(seven) == (6, "Entry %(seq)s is missing.")


def test_a_wrong_column(seven, broken_guards):
    Entry.objects.filter(log=seven, seq=1).update(subject="stage:other")
    assert found(seven) == (1, "Entry %(seq)s is filed under something else than it says.")


def test_a_time_running_backwards(seven, broken_guards):
    early, late = Entry.objects.filter(log=seven, seq__in=(0, 1)).order_by("seq")
    stamp = f"{early.content['at'][:4]}-01-01T00:00:00.000000Z"
    rewrite(late, late.content["at"], stamp)
    Entry.objects.filter(pk=late.pk).update(at=stamp)
    assert found(seven) == (1, "Entry %(seq)s is older than the one before it.")


def test_a_careful_forgery_before_a_head(seven, broken_guards):
    rewrite(Entry.objects.get(log=seven, seq=1), '"1"', '"9"')
    assert found(seven) == (2, "Up to entry %(seq)s the ledger is not the one whose head was signed.")


def test_a_careful_forgery_after_the_last_head(seven, broken_guards):
    rewrite(Entry.objects.get(log=seven, seq=6), '"6"', '"9"')
    assert found(seven) == (None, "The entries do not give the root that the ledger keeps.")


def test_a_forged_signature(seven, broken_guards):
    head = Head.objects.get(log=seven, size=5)
    other = Head.objects.get(log=seven, size=3)
    Head.objects.filter(pk=head.pk).update(
        text=head.text.split("\n\n")[0] + "\n\n" + other.text.split("\n\n")[1]
    )
    assert found(seven) == (4, "The head signed after entry %(seq)s has no valid signature.")


def test_a_log_cut_back_below_a_signed_head(seven, broken_guards):
    tree = chain.Frontier()
    for leaf in proofs.leaves(seven, 4):
        tree.append(leaf)
    Entry.objects.filter(log=seven, seq__gte=4).delete()
    Log.objects.filter(pk=seven.pk).update(size=4, frontier=tree.to_bytes())
    assert found(seven) == (4, "Entry %(seq)s is missing: a signed head counts it.")


def test_numbers_swapped(seven, broken_guards):
    with transaction.atomic():
        Entry.objects.filter(log=seven, seq=2).update(seq=F("seq") + 100)
        Entry.objects.filter(log=seven, seq=3).update(seq=2)
        Entry.objects.filter(log=seven, seq=102).update(seq=3)
    assert found(seven) == (2, "Entry %(seq)s is filed under something else than it says.")


def test_roots_and_paper(seven):
    leaves = [bytes(leaf) for leaf in Entry.objects.filter(log=seven).values_list("leaf", flat=True)]
    root = chain.root_hash(leaves[:5]).hex()
    assert proofs.root_at(seven, 5) == root
    assert proofs.root_at(seven, 8) is None
    assert proofs.matches_paper(seven, size=5, digits=f"{root[:8].upper()} {root[8:16]}")
    assert not proofs.matches_paper(seven, size=5, digits=root[:15])
    assert not proofs.matches_paper(seven, size=6, digits=root[:16])
    assert not proofs.matches_paper(seven, size=99, digits=root)


def test_inclusion_of_one_entry(seven):
    path = [bytes.fromhex(step) for step in proofs.prove_entry(seven, seq=4, size=7)]
    leaf = bytes(Entry.objects.get(log=seven, seq=4).leaf)
    assert chain.inclusion_holds(index=4, size=7, leaf=leaf, proof=path, root=bytes.fromhex(seven.root))
