"""Sentences of importers as a page says them."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from importers.errors import Message, message
from importers.values.fields import known_fields
from importers.web.advice import ADVICE
from importers.web.said import said
from importers.web.words import FIELD, GROUPS
from mapapp.config import ROOT

PLACES = re.compile(r"%\((\w+)\)s")


def sentences() -> set[str]:
    """Every text in the sources of the importers, but for their pages."""
    files = [one for one in (ROOT / "importers").rglob("*.py") if "web" not in one.parts]
    nodes = [node for one in files for node in ast.walk(ast.parse(one.read_text("utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_piece_of_advice_is_for_a_sentence_that_there_is() -> None:
    assert set(ADVICE) - sentences() == set()


@pytest.mark.parametrize("msgid", ADVICE)
def test_advice_uses_no_parameters_that_are_not_given(app: Flask, msgid: str) -> None:
    with app.test_request_context():
        assert set(PLACES.findall(str(ADVICE[msgid]))) <= set(PLACES.findall(msgid))
        said(Message(msgid, dict.fromkeys(PLACES.findall(msgid), "x")))


def test_a_field_is_called_as_in_the_form(app: Flask) -> None:
    told = "Nothing says the %(field)s: add it to the mapping, under [columns] or, for all rows, [constants]."
    with app.test_request_context():
        assert str(FIELD["medium"]) in said(message(told, field=["medium", "unit"]))


def test_every_field_of_a_result_has_words_and_stands_in_one_group() -> None:
    named = [name for group in GROUPS for name in group.fields]
    assert len(named) == len(set(named))
    assert set(known_fields("samples")) - set(named) == set()
    assert set(named) - set(known_fields("samples")) == set()
