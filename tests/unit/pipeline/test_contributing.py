"""What a partner sees of its own contribution: every version with how it stands, and only its own files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.transitions import Phase
from bna_pipeline.rounds.values import HeldBy
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_rounds import AGENCY, CITY, SENT
from tests.unit.pipeline.test_uploading import BROKEN, SPORTS, opened, upload


def test_before_anything_was_sent_it_says_until_when_and_has_the_forms(at: At) -> None:
    world = opened(at)
    shown = pipeline.contribution_of(world.tools, CITY)
    assert (shown.versions, shown.counting, shown.to_mend) == ((), (), None)
    assert shown.takes
    assert not shown.closed
    assert shown.deadline is not None
    assert str(shown.deadline.year) in shown.deadline_words
    issued = world.state.opened
    assert issued is not None
    assert {f.file.sha256 for f in shown.forms} == {f.file.sha256 for f in issued.forms if f.partner == CITY}
    assert {f.kind for f in shown.forms} <= {"Word", "Excel"}


def test_a_version_with_faults_is_to_be_mended_until_a_good_one_made_up_for_it(at: At) -> None:
    world = opened(at)
    world.clock.moment = datetime(2020, 1, 20, 9, 0, tzinfo=UTC)
    upload(world, BROKEN, name="eerst.yaml")
    shown = pipeline.contribution_of(world.tools, CITY)
    assert shown.to_mend is not None
    assert (shown.to_mend.file, shown.to_mend.refused, shown.to_mend.mended) == ("eerst.yaml", True, False)
    assert all(one.mark == "" for one in shown.to_mend.errors), "there is none before it to hold it against"
    world.clock.moment += timedelta(hours=1)
    upload(world, SENT, name="beter.yaml")
    shown = pipeline.contribution_of(world.tools, CITY)
    assert shown.to_mend is None
    assert [(v.file, v.counts, v.mended) for v in shown.versions] == [
        ("beter.yaml", True, False),
        ("eerst.yaml", False, True),
    ]
    assert "opgelost" in shown.counting[0].progress


def test_a_later_good_version_overtakes_the_one_before(at: At) -> None:
    world = opened(at)
    world.clock.moment = datetime(2020, 1, 20, 9, 0, tzinfo=UTC)
    upload(world, SENT, name="eerst.yaml")
    world.clock.moment += timedelta(hours=1)
    upload(world, SPORTS, name="later.yaml")
    last, first = pipeline.contribution_of(world.tools, CITY).versions
    assert (last.counts, last.overtaken) == (True, False)
    assert (first.counts, first.overtaken, first.held) == (False, True, None)


def test_after_closing_a_good_version_is_held_and_said_to_be_late(at: At) -> None:
    world = at(Phase.CONCEPT)
    upload(world, SPORTS, name="te laat.yaml")
    shown = pipeline.contribution_of(world.tools, CITY)
    version = next(v for v in shown.versions if v.file == "te laat.yaml")
    assert shown.closed
    assert shown.takes
    assert (version.counts, version.late, version.held) == (False, True, HeldBy.LATE)
    assert len(shown.counting) == 1, "what counted goes on counting"


def test_only_its_own_files_are_to_be_had(at: At) -> None:
    world = opened(at)
    upload(world, name="van de stad.yaml")
    assert pipeline.own_file(world.tools, CITY, sha256_hex(SENT)).name == "van de stad.yaml"
    for partner, digest in ((AGENCY, sha256_hex(SENT)), (CITY, "0" * 64), ("niemand", sha256_hex(SENT))):
        with pytest.raises(PageMissing):
            pipeline.own_file(world.tools, partner, digest)
    with pytest.raises(PageMissing):
        pipeline.contribution_of(world.tools, "niemand")
    with pytest.raises(PageMissing):
        pipeline.contribution_of(world.tools, AGENCY).version(sha256_hex(SENT))


def test_a_file_that_is_no_form_takes_no_remarks(at: At) -> None:
    world = opened(at)
    upload(world, BROKEN)
    assert pipeline.marked_form(world.tools, CITY, sha256_hex(BROKEN)) is None
    assert not pipeline.contribution_of(world.tools, CITY).versions[0].markable
