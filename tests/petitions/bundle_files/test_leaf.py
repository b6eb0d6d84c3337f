"""A leaf commits to one signature and one line, and tells neither."""

from uuid import UUID

from petitions.bundle_files import verify
from petitions.bundle_files.leaf import HIDDEN_CELLS, Salts, leaf_of, salt_for
from tests.petitions.bundle_files.box import a_line

SALTS = Salts.from_secret(b"\x01" * 32)
ANA = a_line(1, "Ana García", comment="sí")


def ana_leaf(**changes: object) -> bytes:
    known = {"signature": ANA.signature, "salt": salt_for(SALTS.shown, ANA.signature)}
    return leaf_of(**{**known, "cells": ANA.cells, **changes})


def test_the_verifier_makes_the_same_leaf() -> None:
    salt = salt_for(SALTS.shown, ANA.signature)
    assert ana_leaf() == verify.leaf_of(ANA.signature, salt, list(ANA.cells))


def test_another_signature_salt_or_line_is_another_leaf() -> None:
    same_name = a_line(1, "Ana García", comment="no")
    others = {
        ana_leaf(signature=UUID(int=2)),
        ana_leaf(salt=salt_for(SALTS.hidden, ANA.signature)),
        ana_leaf(cells=same_name.cells),
        ana_leaf(cells=HIDDEN_CELLS),
    }
    assert len(others) == 4
    assert ana_leaf() not in others


def test_two_people_of_one_name_have_different_leaves() -> None:
    twin = a_line(2, "Ana García", comment="sí")
    assert twin.cells == ANA.cells
    salt = salt_for(SALTS.shown, twin.signature)
    assert ana_leaf() != leaf_of(signature=twin.signature, salt=salt, cells=twin.cells)


def test_the_salt_that_is_given_away_does_not_open_hidden_lines() -> None:
    assert SALTS.shown != SALTS.hidden
    assert salt_for(SALTS.shown, ANA.signature) != salt_for(SALTS.hidden, ANA.signature)
