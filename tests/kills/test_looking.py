"""Two good runs look alike, whatever their moments and signatures; one that says something else does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.model.archiving import ArchiveRules
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.record.mdto import file_xml
from tests.kills.looking import Look, look
from tests.kills.post_office import Post
from tests.support.budget import where_there_is_time
from tests.unit.record import story


def laid_out(root: Path) -> Look:
    """A whole edition with metadata, in a project folder as a run leaves it."""
    told = story.released(described=True)
    bags = {"pakket": told.bag, "dossier": told.make_dossier()}
    for bag, files in bags.items():
        for name, data in files.items():
            path = root / "outbox" / "delta-2030" / bag / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for data in (*told.story.blobs.values(), *told.bag.values()):
        digest = sha256_hex(data)
        path = root / ".bna" / "sample" / "blobs" / digest[:2] / digest[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return look(root, "delta-2030", told.story.entries, Post())


def another_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bags are made an hour later, and a signature is never the same twice."""
    signed = story.put_signature

    def otherwise(*what: Any, **how: Any) -> bytes:
        return signed(*what, **how) + b"% andere bytes\n"

    monkeypatch.setattr(story, "put_signature", otherwise)
    monkeypatch.setattr(story, "FROZEN_AT", story.FROZEN_AT + timedelta(hours=1, minutes=7))


@where_there_is_time
def test_metadata_are_compared_but_for_times_and_for_the_sums_of_what_was_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = laid_out(tmp_path / "een")
    another_moment(monkeypatch)
    assert laid_out(tmp_path / "twee").outbox == one.outbox
    monkeypatch.setitem(story.ARCHIVE, "activity", "Iets anders")
    other = laid_out(tmp_path / "drie").outbox
    moved = {path for path in one.outbox if other[path] != one.outbox[path]}
    assert moved and all("/metadata/mdto/" in path and "/bestanden/" not in path for path in moved)
    assert {path.partition("/")[0] for path in moved} == {"pakket", "dossier"}


@where_there_is_time
def test_of_what_does_not_move_with_a_signature_sum_and_size_are_compared_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = laid_out(tmp_path / "een").outbox

    def wrongly(rules: ArchiveRules, file: FileDigest, **how: Any) -> bytes:
        told = FileDigest.of(file.name, b"iets anders") if file.name == "sections.json" else file
        return file_xml(rules, told, **how)

    another_moment(monkeypatch)
    monkeypatch.setattr("bna_pipeline.record.metadata.file_xml", wrongly)
    other = laid_out(tmp_path / "twee").outbox
    about = "pakket/data/metadata/mdto/bestanden/sections.json.xml"
    assert {path for path in one if other[path] != one[path]} == {about, f"dossier/data/{about}"}
