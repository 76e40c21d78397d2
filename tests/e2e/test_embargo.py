"""Nothing leaves before the Kamerbrief does, and then everything leaves once."""

from __future__ import annotations

from bna_pipeline import wiring
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import CHANNELS, EDITION, Project
from tests.support.budget import where_there_is_time

GONE_OUT = ("pakket", "dossier", *CHANNELS)


def test_before_the_kamerbrief_only_the_ministry_has_the_report(project_in: ProjectIn) -> None:
    """Adopted, signed, armed: no document stands anywhere but with EZK, under embargo, and it is the adopted one."""
    project = project_in(Phase.SIGNED)
    armed = project.bna("release", EDITION, "arm")
    assert armed.code == 0 and "de Kamerbrief" in armed.out
    project.advance()
    nothing_left(project)
    handed_over = project.outbox("ezk/onder-embargo")
    assert (handed_over / REPORT_PDF).read_bytes() == project.draft_file(REPORT_PDF).read_bytes()
    assert {p.name for p in handed_over.iterdir()} == {REPORT_PDF, "begeleidende-tekst.txt"}
    assert project.state().phase is Phase.SIGNED


def test_the_kamerbrief_releases_once_and_never_again(project_in: ProjectIn) -> None:
    """Date and number are read from the PDF; a second signal, a second run and another act change nothing."""
    project = project_in(Phase.SIGNED)
    project.do(wiring.pipeline.arm, "coordinator", Act.ARM)
    out = project.bna("release", EDITION, "--kamerbrief", project.kamerbrief)
    assert out.code == 0 and "29697" in out.out
    assert project.state().phase is Phase.FINISHED
    assert all(project.outbox(name).is_dir() for name in GONE_OUT)

    entries = project.entries
    assert project.bna("release", EDITION, "--kamerbrief", project.kamerbrief).code == 0
    project.advance()
    assert project.entries == entries
    for act, *reason in (("arm",), ("hold", "--reason", "te laat"), ("abort", "--reason", "te laat")):
        said = project.bna("release", EDITION, act, *reason)
        assert (said.code, project.entries) == (1, entries), act
    fired = [e for e in entries if e.event.kind == "release.fired"]
    delivered = [e.event.receipt.channel for e in entries if e.event.kind == "effect.done"]
    assert len(fired) == 1 and sorted(delivered) == sorted([*CHANNELS, "ezk"])


@where_there_is_time
def test_a_held_release_does_not_fire_until_it_is_armed_again(project_in: ProjectIn) -> None:
    project = project_in(Phase.SIGNED)
    steps = wiring.pipeline
    project.do(steps.arm, "coordinator", Act.ARM)
    first = project.state().armed
    assert project.bna("release", EDITION, "hold").code == 2  # a reason goes on record
    project.do(steps.hold, "coordinator", Act.HOLD, reason="het debat is uitgesteld")
    note_kamerbrief(project)
    nothing_left(project)
    assert "aangehouden (het debat is uitgesteld)" in " ".join(steps.waits_for(project.tools()))
    project.do(steps.arm, "coordinator", Act.ARM)
    assert project.state().phase is Phase.FINISHED
    assert project.state().armed == first


@where_there_is_time
def test_an_aborted_release_is_frozen_anew(project_in: ProjectIn) -> None:
    project = project_in(Phase.SIGNED)
    steps = wiring.pipeline
    project.do(steps.arm, "coordinator", Act.ARM)
    first = project.state().armed
    project.do(steps.abort, "coordinator", Act.ABORT, reason="verkeerde dag")
    note_kamerbrief(project)
    nothing_left(project)
    project.do(steps.arm, "coordinator", Act.ARM)
    second = project.state().armed
    assert first is not None and second is not None
    assert first.digest != second.digest and first.content_digest == second.content_digest
    assert project.state().phase is Phase.FINISHED


@where_there_is_time
def test_a_kamerbrief_before_the_signatures_gives_an_alarm_and_nothing_leaves(project_in: ProjectIn) -> None:
    project = project_in(Phase.ADOPTED)
    said = project.bna("release", EDITION, "--kamerbrief", project.kamerbrief)
    assert said.code == 0 and "ALARM" in said.out and "nog niet ondertekend" in said.out
    project.advance()
    nothing_left(project)
    for person in ("voorzitter", "secretaris"):
        project.do(wiring.pipeline.sign, person, Act.SIGN)
    nothing_left(project)
    project.do(wiring.pipeline.arm, "coordinator", Act.ARM)
    assert project.state().phase is Phase.FINISHED and project.leaked() != []


@where_there_is_time
def test_another_letter_never_lifts_the_embargo(project_in: ProjectIn) -> None:
    """The report itself is a PDF too, and no Kamerbrief."""
    project = project_in(Phase.SIGNED)
    project.do(wiring.pipeline.arm, "coordinator", Act.ARM)
    said = project.bna("release", EDITION, "--kamerbrief", project.draft_file(REPORT_PDF))
    assert said.code == 1 and said.err
    project.advance()
    nothing_left(project)


def note_kamerbrief(project: Project) -> None:
    project.do(
        wiring.pipeline.note_kamerbrief,
        "coordinator",
        Act.NOTE_KAMERBRIEF,
        name=project.kamerbrief.name,
        data=project.kamerbrief.read_bytes(),
    )


def nothing_left(project: Project) -> None:
    """No folder of a release stands, and no document lies where it may not."""
    assert [name for name in GONE_OUT if project.outbox(name).exists()] == []
    assert project.leaked() == []
