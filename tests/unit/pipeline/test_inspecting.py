"""The documents of a draft are held against the lint before the draft is on record."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import DocumentsFaulty
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft_findings import DraftFindings
from bna_pipeline.model.events import DraftMade
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import actor


def test_a_fault_of_a_document_refuses_the_draft_with_its_place(at: At, tmp_path: Path) -> None:
    """Here: small print that somebody added to the layout of the report."""
    world = at(Phase.CONCEPT)
    folder = Path(shutil.copytree(world.templates.parent, tmp_path / "templates")) / world.templates.name
    with (folder / "report" / "report.typ").open("a", encoding="utf-8") as layout:
        layout.write("\n#text(size: 5pt)[Aan deze rapportage is geen recht te ontlenen.]\n")
    world.tools = replace(world.tools, templates=folder, templates_digest=sha256_hex(b"kleine letters"))
    before = dict(world.outbox.files)
    place = r"voortgangsrapportage\.pdf, bladzijde \d+, onder 'Wie bijdroegen'"
    with pytest.raises(DocumentsFaulty, match=rf"DOC-206 \({place}\): 'Aan deze") as refused:
        pipeline.draft(world.tools, actor("coordinator"))
    assert "Maak de letter groter" in refused.value.mend
    assert len(world.events(DraftMade)) == 1
    assert world.outbox.files == before


def test_what_a_person_must_judge_lies_beside_the_draft_with_its_places(at: At) -> None:
    world = at(Phase.CONCEPT)
    made = world.events(DraftMade)[0]
    assert made.findings is not None
    found = DraftFindings.model_validate_json(world.tools.blobs.get(made.findings))
    assert found.documents == ()
    asked = {item.subject: item.places for item in found.checklist}
    assert any(place.startswith("statenmededeling.pdf, bladzijde ") for place in asked["Links"])
    assert any("de gedeputeerde" in place for place in asked["Namen"])
    said = json.loads(world.outbox.files["concept/v1/controle.json"])["checklist"]
    assert [item["subject"] for item in said] == list(asked)
