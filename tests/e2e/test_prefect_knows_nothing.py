"""Prefect conducts and is told nothing of what an edition says: in no name, parameter, state, artifact or log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bna_pipeline.model.content import Content
from tests.e2e.conftest import Demo

LONG = 40  # characters; what is shorter may stand anywhere


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value of JSON that is long enough to be known again."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, str) and len(value) >= LONG and " " in value:
        yield value


def stretches(text: str) -> Iterator[str]:
    """Pieces of a text that stand in any encoding of it as they are: letters, points and spaces alone."""
    yield from (piece.strip() for piece in re.findall(r"[A-Za-z .,]{40,}", text))


def everything_in(database: Path) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as kept:
        tables = [name for (name,) in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = (row for table in tables for row in kept.execute(f'SELECT * FROM "{table}"'))
        return "\n".join(str(value) for row in rows for value in row if isinstance(value, str | bytes))


def test_nothing_that_the_edition_says_stands_in_prefects_database_or_its_logs(demo: Demo) -> None:
    project = demo.project
    draft = project.state().draft
    assert draft is not None
    content = Content.model_validate_json(project.tools().blobs.get(draft.content))
    known = project.tools().programme.model_dump_json()  # names of partners, actions and the edition are no secret
    texts = texts_of(content.model_dump(mode="json"))
    secret = {piece for text in texts for piece in stretches(text) if piece not in known}
    assert len(secret) > 200, "there is a lot to find"
    home = project.root / ".bna"
    databases = [path for path in home.rglob("*.db") if path.is_file()]
    assert databases, "Prefect kept something"
    told = "\n".join(everything_in(path) for path in databases)
    assert "bna-2020" in told and "artifact" in told, "and it is about this edition"
    for log in (path for path in home.rglob("*.log") if path.is_file()):
        told += log.read_text(encoding="utf-8", errors="replace")
    told += demo.said.out + demo.said.err
    assert [text for text in secret if text in told] == []


def test_a_sentence_in_prefects_database_would_be_found(tmp_path: Path) -> None:
    sentence = "De partners openden samen een nieuw gebouw voor onderzoek, en meer."
    with closing(sqlite3.connect(tmp_path / "prefect.db")) as kept, kept:
        kept.execute("CREATE TABLE artifact (data JSON)")
        kept.execute("INSERT INTO artifact VALUES (?)", (f'{{"markdown": "Stand: {sentence}"}}',))
    told = everything_in(tmp_path / "prefect.db")
    assert all(text in told for text in stretches(sentence)) and list(stretches(sentence))
