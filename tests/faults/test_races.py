"""Several at once, as processes of their own: one does the work, nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import KAMERBRIEF, Project, Story, note_kamerbrief
from tests.programmes.layout import EDITION, lay_out
from tests.support.budget import budget, where_there_is_time
from tests.support.commands import Said, all_at_once, start_bna

pytestmark = pytest.mark.xdist_group("faults")

Copied = Callable[[Path], Project]
RUN = ("run", EDITION)


def approve(person: str, stage: str = "lezers") -> tuple[str, ...]:
    return ("review", EDITION, "--stage", stage, "--as", person, "--decision", "approve")


def refusals(said: list[Said]) -> list[str]:
    """What was said to those who were refused; anything else than done or refused is a fault."""
    assert all(s.code in (0, 1) and "Traceback" not in s.err for s in said), said
    assert all(s.err.startswith("[") and s.err.count("\n") == 1 for s in said if s.code == 1), said
    return [s.err for s in said if s.code == 1]


def new_kinds(project: Project, kept: Path) -> list[str]:
    return project.kinds()[len(Project(kept).kinds()) :]


@pytest.mark.parametrize(
    ("state", "many"), [("opened", budget(4, 20)), ("closed", 2), ("closed", budget(3, 20)), ("signed", budget(4, 20))]
)
def test_of_many_runs_at_once_one_does_the_work(state: str, many: int, story: Story, copied: Copied) -> None:
    """The others end with 1 and say that another is at it; it looks again for them, so none of them need come back."""
    project = copied(getattr(story, state))
    said = all_at_once(project.root, [RUN] * many)
    refused = refusals(said)
    assert len(refused) < many
    assert all(err.startswith("[STO-006] Een ander proces werkt nu aan") for err in refused)
    wanted = story.after[state]
    assert project.kinds() == [event.split()[0] for event in wanted.events]
    assert project.files() == wanted.files
    assert project.leftovers() == []


def test_what_arrives_during_a_run_is_not_lost_when_its_sender_finds_the_edition_taken(
    story: Story, copied: Copied
) -> None:
    """Whoever is refused has left a mark; the holder looks again before it lets go."""
    project = copied(story.opened)
    late = project.root / "inbox" / EDITION / "bzk" / "bijdrage.yaml"
    text = late.read_bytes()
    late.unlink()

    def send_and_run() -> None:
        late.write_bytes(text)

    running = [start_bna(project.root, *RUN), start_bna(project.root, *RUN, first=send_and_run)]
    refusals([r.wait() for r in running])
    assert sorted(project.events()) == sorted(story.after["opened"].events)
    assert project.files() == story.after["opened"].files


def test_many_drafts_by_hand_at_once_are_one_draft(story: Story, copied: Copied) -> None:
    project = copied(story.closed)
    said = all_at_once(project.root, [("draft", EDITION), ("draft", EDITION), ("draft", EDITION), RUN])
    assert all("[STO-006]" in err for err in refusals(said))
    assert project.kinds() == [event.split()[0] for event in story.after["closed"].events]
    assert project.files() == story.after["closed"].files
    assert project.leftovers() == []


@where_there_is_time
def test_two_who_open_the_same_edition_open_it_once(story: Story, copied: Copied) -> None:
    project = copied(story.opened)
    fresh = Project(project.root.with_name("nieuw"))
    fresh.root.mkdir()
    lay_out(fresh.root)
    said = all_at_once(fresh.root, [("open", EDITION, "--as", "coordinator")] * 2)
    assert len(refusals(said)) <= 1
    assert fresh.kinds().count("edition.opened") == 1


def test_two_reviewers_who_decide_at_once_both_count(story: Story, copied: Copied) -> None:
    project = copied(story.concept)
    assert refusals(all_at_once(project.root, [approve("lezer-mensen"), approve("lezer-rijk")])) == []
    # Whose turn it is next was noted by the run after the last of them, or by the next one.
    assert [k for k in new_kinds(project, story.concept) if k != "review.stage-opened"] == ["review.decided"] * 2
    assert project.bna(*approve("programmadirecteur", "directie")).code == 0
    assert project.kinds()[-2:] == ["review.decided", "review.completed"]


def test_a_reviewer_who_clicks_twice_has_decided_the_same_once_or_twice_and_the_review_goes_on(
    story: Story, copied: Copied
) -> None:
    """Of each reviewer the latest decision counts, so a second click changes nothing."""
    project = copied(story.concept)
    refusals(all_at_once(project.root, [approve("lezer-mensen")] * 2))
    assert set(new_kinds(project, story.concept)) == {"review.decided"}
    assert (
        refusals([project.bna(*approve("lezer-rijk")), project.bna(*approve("programmadirecteur", "directie"))]) == []
    )
    assert project.kinds()[-1] == "review.completed"


def test_the_last_approvals_at_once_complete_the_review_once(story: Story, copied: Copied) -> None:
    project = copied(story.concept)
    project.approve(("lezers", "lezer-mensen"))
    said = all_at_once(project.root, [approve("lezer-rijk"), approve("lezer-ruimte"), RUN, RUN])
    refusals(said)
    assert project.bna(*approve("programmadirecteur", "directie")).code == 0
    assert project.kinds().count("review.completed") == 1


def test_collecting_while_the_round_is_closed_loses_no_contribution(story: Story, copied: Copied) -> None:
    """Either everything was read before it closed, or closing was refused and says what is missing."""
    project = copied(story.opened)
    said = all_at_once(project.root, [("collect", EDITION), ("close", EDITION, "--as", "coordinator")])
    refusals(said)
    assert project.bna(*RUN).code == 0
    kinds = project.kinds()
    assert kinds.count("contribution.received") == kinds.count("contribution.checked") == 6
    if "edition.closed" not in kinds:
        assert "[REF-" in said[1].err
        assert project.bna("close", EDITION, "--as", "coordinator").code == 0
    assert project.kinds().count("edition.closed") == 1
    assert project.kinds()[-2:] == ["draft.made", "review.stage-opened"]


def test_a_signer_who_signs_twice_at_once_signs_once(story: Story, copied: Copied) -> None:
    project = copied(story.adopted)
    sign = ("sign", EDITION, "--as", "gedeputeerde")
    said = all_at_once(project.root, [sign, sign])
    refusals(said)
    assert new_kinds(project, story.adopted).count("letter.signed") == 1
    verified = project.bna("status", EDITION)
    assert verified.code == 0


def test_the_same_acts_of_a_release_at_once_are_done_once(story: Story, copied: Copied) -> None:
    project = copied(story.armed)
    kamerbrief = ("release", EDITION, "--kamerbrief", KAMERBRIEF, "--date", "2020-03-24", "--number", "80")
    said = all_at_once(project.root, [("release", EDITION, "arm"), kamerbrief, kamerbrief, RUN])
    refusals(said)
    assert project.bna(*RUN).code == 0
    kinds = project.kinds()
    for once in ("release.armed", "kamerbrief.seen", "release.fired", "dossier.made"):
        assert kinds.count(once) == 1, (once, kinds)
    assert kinds.count("effect.done") == kinds.count("effect.intended")
    assert project.files() == story.after["signed"].files


def test_a_release_that_is_held_while_it_fires_is_held_or_has_gone(story: Story, copied: Copied) -> None:
    """Never half: when it was held nothing left, when it left the hold was refused."""
    project = copied(story.armed)
    note_kamerbrief(project)
    said = all_at_once(project.root, [("release", EDITION, "hold", "--reason", "Er is een fout gevonden."), RUN])
    refusals(said)
    kinds = project.kinds()
    assert ("release.held" in kinds) != ("release.fired" in kinds)
    assert (project.outbox / "pakket").exists() == ("release.fired" in kinds)


@where_there_is_time
def test_an_edit_that_lands_while_the_release_is_armed_changes_nothing_of_it(story: Story, copied: Copied) -> None:
    project = copied(story.armed)
    assert project.bna("release", EDITION, "abort", "--reason", "Opnieuw klaarzetten.").code == 0
    redactie = next((project.root / "inbox" / EDITION / "redactie").glob("*.yaml"))
    edited = redactie.read_text(encoding="utf-8").replace("2020-02-1", "2020-02-2")
    redactie.with_name("later.yaml").write_text(edited, encoding="utf-8")
    refusals(all_at_once(project.root, [("release", EDITION, "arm"), RUN, ("collect", EDITION)]))
    assert project.kinds().count("draft.made") == 1
    note_kamerbrief(project)
    assert project.bna(*RUN).code == 0
    package = {path: digest for path, digest in project.files().items() if path.startswith("pakket/data/state")}
    assert package.items() <= story.after["signed"].files.items()
