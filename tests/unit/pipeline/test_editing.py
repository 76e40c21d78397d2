"""The redactie works at the desk: what it writes is a version like any other, and nobody writes over another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline import pipeline
from bna_pipeline.errors import EditorialMoved, EditRefused, WrongUse
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.editorial import ChangeAct, EditorialChange, EditorialNow
from bna_pipeline.model.events import REDACTIE, ContributionReceived
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.review.route import dropped_by
from tests.support.budget import budget
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import READERS, World, actor

COORDINATOR = actor("coordinator")
CITY, ACTION = "gemeente-eindhoven", "VL-03"


def now_of(world: World) -> EditorialNow:
    found = pipeline.editorial_now(world.tools)
    assert found is not None
    return found


def write(world: World, field: str, *paragraphs: str, base: str | None = None) -> pipeline.Step:
    return pipeline.write_editorial_text(
        world.tools, COORDINATOR, field=field, paragraphs=paragraphs, base=base or now_of(world).base
    )


def text_of(world: World, field: str) -> tuple[str, ...]:
    return next(text.paragraphs for text in now_of(world).texts if text.field == field)


def test_a_text_that_is_written_counts_at_once_and_its_original_is_a_file_that_people_can_read(at: At) -> None:
    world = at(Phase.CONCEPT)
    step = write(world, "summary", "Eerst dit.", "Dan dat.")
    assert step.changed
    assert text_of(world, "summary") == ("Eerst dit.", "Dan dat.")
    last = world.events(ContributionReceived)[-1]
    assert (last.partner, last.file.name) == (REDACTIE, "redactie.yaml")
    kept = world.blobs.get(last.file.sha256).decode()
    assert "\nsummary: |\n  Eerst dit.\n\n  Dan dat.\n" in kept
    assert "    original: |\n      Verenigingen krijgen de sleutel" in kept


def test_what_was_not_touched_stays_as_it_was(at: At) -> None:
    world = at(Phase.OPEN)
    pipeline.collect(world.tools, COORDINATOR)
    before = now_of(world).editorial
    write(world, "foreword", "Een nieuw begin.")
    after = now_of(world).editorial
    assert after == before.model_copy(update={"foreword": ("Een nieuw begin.",), "sent_at": after.sent_at})
    assert after.sent_at > before.sent_at


def test_the_same_words_again_make_no_version(at: At) -> None:
    world = at(Phase.CONCEPT)
    step = write(world, "summary", *text_of(world, "summary"))
    assert (step.changed, step.said) == (False, ("Er is niets gewijzigd.",))
    assert len(world.events(ContributionReceived)) == len(at(Phase.CONCEPT).events(ContributionReceived))


def test_whoever_edits_what_another_changed_meanwhile_is_told_and_loses_nothing(at: At) -> None:
    world = at(Phase.CONCEPT)
    base = now_of(world).base
    write(world, "summary", "De eerste was eerder.", base=base)
    with pytest.raises(EditorialMoved, match="Een ander heeft de redactie intussen gewijzigd"):
        write(world, "foreword", "De tweede zag dat niet.", base=base)
    assert text_of(world, "summary") == ("De eerste was eerder.",)


def test_of_two_who_save_in_the_same_instant_one_is_told_why_not(at: At) -> None:
    world = at(Phase.CONCEPT)
    base = now_of(world).base
    world.ledger.busy = 1
    world.ledger.others = lambda: _meanwhile(world, base)
    with pytest.raises(EditorialMoved):
        write(world, "foreword", "De tweede.", base=base)
    assert text_of(world, "summary") == ("De eerste.",)


def _meanwhile(world: World, base: str) -> None:
    world.ledger.others = None
    write(world, "summary", "De eerste.", base=base)


def test_what_a_killed_save_left_unread_is_read_first_and_the_page_must_look_again(at: At) -> None:
    world = at(Phase.CONCEPT)
    base = now_of(world).base
    other = at(Phase.CONCEPT)
    write(other, "summary", "Bewaard, maar niet gelezen.")
    received = other.events(ContributionReceived)[-1]
    world.blobs.put(other.blobs.get(received.file.sha256))
    world.note(received)
    with pytest.raises(EditorialMoved):
        write(world, "foreword", "Iets anders.", base=base)
    assert text_of(world, "summary") == ("Bewaard, maar niet gelezen.",)


def test_what_a_killed_save_left_unread_the_next_run_reads_and_makes_a_draft_of(at: At) -> None:
    world, other = at(Phase.CONCEPT), at(Phase.CONCEPT)
    write(other, "summary", "Bewaard, maar niet gelezen.")
    received = other.events(ContributionReceived)[-1]
    world.blobs.put(other.blobs.get(received.file.sha256))
    world.note(received)
    world.advance()
    assert text_of(world, "summary") == ("Bewaard, maar niet gelezen.",)
    assert world.state.draft is not None
    assert world.state.draft.version == 2


def test_what_breaks_a_rule_of_the_intake_is_refused_with_each_finding_and_leaves_no_trace(at: At) -> None:
    world = at(Phase.CONCEPT)
    before = world.state
    with pytest.raises(EditRefused) as refused:
        pipeline.amend_editorial(
            world.tools,
            COORDINATOR,
            (
                EditorialChange(field="core.mensen", heading="Geen volle zin"),
                EditorialChange(field="summary", paragraphs=("Een \U0001f600 past in geen pdf.",)),
            ),
            "proef",
        )
    assert {f.place for f in refused.value.findings} == {"core[0].heading", "summary"}
    assert world.state == before


def test_a_partners_text_is_edited_beside_its_original_and_given_back_by_its_own_words(at: At) -> None:
    world = at(Phase.CONCEPT)
    texts = pipeline.texts_of(world.tools, CITY)
    own = next(t for t in texts if (t.action, t.name) == (ACTION, EditableField.REASON))
    assert own.edited is None

    def edit(*text: str, base: str) -> pipeline.Step:
        return pipeline.edit_partner_text(
            world.tools,
            COORDINATOR,
            partner=CITY,
            action=ACTION,
            field=EditableField.REASON,
            text=text,
            reason="Korter.",
            base=base,
            original=own.original_sha256,
        )

    edit("Het duurde langer.", base=now_of(world).base)
    edited = next(t for t in pipeline.edited_texts(world.tools, CITY) if t.field == own.field)
    assert (edited.original, edited.edited, edited.reason) == (own.original, ("Het duurde langer.",), "Korter.")
    edit(*own.original, base=now_of(world).base)
    assert own.field not in {t.field for t in pipeline.edited_texts(world.tools, CITY)}


def test_an_edit_of_a_text_that_the_partner_replaced_is_refused(at: At) -> None:
    world = at(Phase.CONCEPT)
    with pytest.raises(EditorialMoved, match=CITY):
        pipeline.edit_partner_text(
            world.tools,
            COORDINATOR,
            partner=CITY,
            action=ACTION,
            field=EditableField.REASON,
            text=("Anders.",),
            reason="Korter.",
            base=now_of(world).base,
            original=digest_of(["Wat er vroeger stond."]),
        )


def test_an_edit_that_is_removed_leaves_the_partners_own_words(at: At) -> None:
    world = at(Phase.CONCEPT)
    assert [t.name for t in pipeline.edited_texts(world.tools, CITY)] == [EditableField.MEASURE]
    pipeline.remove_edit(
        world.tools, COORDINATOR, partner=CITY, action=ACTION, field=EditableField.MEASURE, base=now_of(world).base
    )
    assert pipeline.edited_texts(world.tools, CITY) == ()


def test_statements_of_the_letter_come_move_and_go(at: At) -> None:
    world = at(Phase.CONCEPT)

    def names() -> list[str]:
        return [statement.id for statement in now_of(world).editorial.core]

    pipeline.add_statement(
        world.tools,
        COORDINATOR,
        part="core",
        name="geduld",
        heading="Groei vraagt om geduld van wie er woont.",
        argument=["Niet alles kan tegelijk."],
        position=1,
        base=now_of(world).base,
    )
    assert names() == ["geduld", "mensen"]
    pipeline.amend_editorial(world.tools, COORDINATOR, (EditorialChange(field="core.mensen", position=1),), "volgorde")
    assert names() == ["mensen", "geduld"]
    pipeline.remove_statement(world.tools, COORDINATOR, part="core", name="geduld", base=now_of(world).base)
    assert names() == ["mensen"]


@pytest.mark.parametrize("field", ["core.niemand", "developments.9", "edits.bzk.MV-01.reason", "author", "edits.x"])
def test_a_place_that_is_not_there_is_wrong_use(at: At, field: str) -> None:
    world = at(Phase.CONCEPT)
    with pytest.raises(WrongUse):
        write(world, field, "Tekst.")


def test_a_change_that_says_what_it_replaces_is_refused_where_other_words_stand(at: At) -> None:
    world = at(Phase.CONCEPT)
    change = EditorialChange(field="summary", paragraphs=("Nieuw.",), was=digest_of(["Wat er stond."]))
    with pytest.raises(EditorialMoved, match="summary"):
        pipeline.amend_editorial(world.tools, COORDINATOR, (change,), "uit Word")
    seen = change.model_copy(update={"was": digest_of(list(text_of(world, "summary")))})
    assert pipeline.amend_editorial(world.tools, COORDINATOR, (seen,), "uit Word").changed


def test_the_reason_stands_in_the_ledger(at: At) -> None:
    world = at(Phase.CONCEPT)
    change = EditorialChange(field="foreword_signed", paragraphs=("De partners.",))
    pipeline.amend_editorial(world.tools, COORDINATOR, (change,), "Korter is beter.")
    assert world.events(ContributionReceived)[-1].reason == "Korter is beter."


CHANGES: dict[str, tuple[EditorialChange, ...]] = {
    "een uitspraak": (EditorialChange(field="consequences.inspanning", paragraphs=("Anders.",)),),
    "een tekst van een partner": (
        EditorialChange(field="edits.gemeente-eindhoven.VL-03.reason", paragraphs=("Anders.",), reason="Korter."),
    ),
    "een bewerking weg": (
        EditorialChange(field="edits.gemeente-eindhoven.VL-03.measure", act=ChangeAct.REMOVE),
        EditorialChange(field="communication", act=ChangeAct.REMOVE),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_approvals_that_an_edit_drops_are_those_that_were_foreseen(at: At, what: str) -> None:
    world = approved_world(at)
    foreseen = pipeline.foresee(world.tools, CHANGES[what], "proef")
    before: EditionState = world.state
    assert foreseen.drops, "everyone approved everything, so that something must drop"
    pipeline.amend_editorial(world.tools, COORDINATOR, CHANGES[what], "proef")
    step = pipeline.draft(world.tools, COORDINATOR)
    after = world.state
    assert before.draft is not None and after.draft is not None
    real = dropped_by(world.programme, before.draft, after.draft, after.decisions)
    assert foreseen.drops == real
    assert [d.sentence for d in foreseen.drops] == [s for s in step.said if s.startswith("Het akkoord van")]
    moved = {s.id for s in after.draft.sections if before.draft.digest_of_section(s.id) != s.sha256}
    assert set(foreseen.sections) == moved


def approved_world(at: At) -> World:
    world = at(Phase.CONCEPT)
    world.approve("lezers", *READERS)
    world.approve("directie", "programmadirecteur")
    return world


@pytest.mark.parametrize(
    "changes",
    [
        lambda now: (EditorialChange(field="summary", paragraphs=now.editorial.summary),),
        lambda now: (EditorialChange(field="core.mensen", heading=now.editorial.core[0].heading),),
        lambda _: (EditorialChange(field="edits.gemeente-eindhoven.VL-01.reason", act=ChangeAct.REMOVE),),
    ],
)
def test_an_edit_that_changes_no_word_drops_no_approval(
    at: At, changes: Callable[[EditorialNow], tuple[EditorialChange, ...]]
) -> None:
    world = approved_world(at)
    assert pipeline.would_drop(world.tools, changes(now_of(world))) == ()


def test_foreseeing_records_nothing_and_says_when_no_draft_could_be_made(at: At) -> None:
    world = approved_world(at)
    before, blobs = world.state, dict(world.blobs.kept)
    claim = EditorialChange(field="summary", paragraphs=("Alle acties zijn op schema.",))
    edit = EditorialChange(field="edits.gemeente-eindhoven.VL-03.reason", paragraphs=("Anders.",))
    assert pipeline.would_drop(world.tools, (edit,)), "also before anyone gave a reason"
    foreseen = pipeline.foresee(world.tools, (claim,))
    assert foreseen.blocked is not None
    assert (world.state, world.blobs.kept) == (before, blobs)


FIELDS = (
    "foreword",
    "summary",
    "pillar.mensen",
    "pillar.proeftuinen",
    "developments.1",
    "occasion",
    "core.mensen",
    "consequences.ontwikkelingen",
    "communication",
    "edits.gemeente-eindhoven.VL-03.reason",
    "edits.metropoolregio-eindhoven.VL-02.achieved",
)


@settings(max_examples=budget(2, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.sets(st.sampled_from(FIELDS), max_size=4),
    readers=st.sets(st.sampled_from(("lezer-mensen", "lezer-ruimte", "lezer-techniek", "lezer-rijk"))),
)
def test_whatever_is_edited_and_whoever_approved_what_was_foreseen_happens(
    at: At, fields: set[str], readers: set[str]
) -> None:
    world = at(Phase.CONCEPT)
    world.approve("lezers", *sorted(readers))
    changes = tuple(
        EditorialChange(field=field, paragraphs=(f"Anders bij {field.split('.')[0]}.",), reason="proef")
        for field in sorted(fields)
    )
    before = world.state.draft
    foreseen = pipeline.foresee(world.tools, changes, "proef")
    pipeline.amend_editorial(world.tools, COORDINATOR, changes, "proef")
    pipeline.draft(world.tools, COORDINATOR)
    after = world.state.draft
    assert before is not None
    assert after is not None
    assert foreseen.changes is (after.version > before.version) is bool(fields)
    assert foreseen.blocked is None
    assert foreseen.drops == dropped_by(world.programme, before, after, world.state.decisions)
    assert set(foreseen.sections) == {s.id for s in after.sections if before.digest_of_section(s.id) != s.sha256}
