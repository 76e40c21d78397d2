"""The one way back: GS's decision is withdrawn, its signatures are thrown away, and the draft is a draft again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bna_pipeline import pipeline
from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.errors import (
    NotAllowed,
    NotApproved,
    NothingToWithdraw,
    OutsideStage,
    SystemRefused,
    TransitionRefused,
    WrongUse,
)
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Outcome, Verdict
from bna_pipeline.model.events import AdoptionWithdrawn, EffectDone, EffectIntended
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.verdicts import SignatureReport
from bna_pipeline.model.waits import Outside, When
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MARK, MarkChecker, MemoryOutbox
from tests.unit.pipeline.test_advancing import LATER
from tests.unit.pipeline.test_reviewing import decide
from tests.unit.pipeline.test_rounds import CITY, arrive
from tests.unit.pipeline.world import READERS, SYSTEM, World, actor, inbox_files, programme_data

SECRETARY, COORDINATOR = actor("kabinetschef"), actor("coordinator")
WHY = "de gedeputeerde tekent niet"


def withdraw(world: World, reason: str = WHY) -> pipeline.Step:
    return pipeline.withdraw_adoption(world.tools, SECRETARY, reason=reason)


def test_before_a_signature_the_draft_waits_for_gs_again_with_every_approval_standing(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert withdraw(world).said[0] == "Besluit RD-12 is ingetrokken."
    assert (world.phase(), world.state.adoption) == (Phase.CONCEPT, None)
    world.advance()
    assert world.phase() is Phase.FOR_ADOPTION
    assert [a.number for a in world.state.adoptions] == ["RD-12"]


def test_signatures_go_with_the_decision_and_do_not_come_back(at: At) -> None:
    world = at(Phase.ADOPTED)
    pipeline.sign(world.tools, actor("gedeputeerde"))
    signed = world.outbox.files[LETTER_PATH]
    assert withdraw(world).said[1] == "De brief met handtekening Gedeputeerde geldt niet meer."
    assert world.events(AdoptionWithdrawn)[0].signatures == ("Gedeputeerde",)
    world.advance()
    world.adopt()
    world.advance()
    assert world.outbox.files[LETTER_PATH] == signed[: signed.index(MARK)]
    with pytest.raises(NotApproved, match="weggegooid"):
        pipeline.import_signed(world.tools, actor("gedeputeerde"), signed)
    assert world.state.signatures == ()


def test_the_ministry_is_told_and_handed_the_report_anew_under_the_next_decision(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert "ALARM" in withdraw(world).said[-1]
    world.advance()
    pipeline.adopt(
        world.tools,
        SECRETARY,
        on=world.state.adoptions[0].date,
        number="RD-13",
        outcome=Outcome.ADOPTED,
    )
    assert [w.act for w in pipeline.waits(world.tools)] == [Act.SIGN, Act.HAND_OVER]
    world.advance()
    assert len([e for e in world.events(EffectDone) if e.effect == "hand-over"]) == 2


def test_only_the_secretary_with_a_reason_and_never_under_an_armed_or_past_release(at: At) -> None:
    world = at(Phase.SIGNED)
    with pytest.raises(NotAllowed):
        pipeline.withdraw_adoption(world.tools, COORDINATOR, reason=WHY)
    with pytest.raises(WrongUse):
        withdraw(world, " ")
    pipeline.arm(world.tools, COORDINATOR)
    with pytest.raises(TransitionRefused, match="klaar"):
        withdraw(world)
    pipeline.abort(world.tools, COORDINATOR, reason="fout")
    assert withdraw(world).changed
    with pytest.raises(NothingToWithdraw):
        withdraw(world)
    with pytest.raises(TransitionRefused):
        withdraw(at(Phase.FINISHED))


def test_an_open_mandate_is_settled_or_withdrawn_and_not_overtaken(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    with pytest.raises(TransitionRefused, match="--withdraw"):
        world.adopt()
    data = programme_data()
    next(p for p in data["people"] if p["id"] == "gedeputeerde")["roles"].remove("mandate-holder")
    left = world.with_programme(data)
    left.advance()
    (wait,) = pipeline.waits(left.tools)
    assert (wait.act, wait.who) == (Act.WITHDRAW_ADOPTION, ("kabinetschef",))
    withdraw(left)
    left.advance()
    assert left.phase() is Phase.FOR_ADOPTION and left.state.adoption is None


def test_another_signer_is_another_printed_name_and_so_another_adoption(at: At) -> None:
    data = programme_data()
    data["letter"]["signatories"][0]["name"] = "dr. W. Neming (waarnemend)"
    world = at(Phase.ADOPTED).with_programme(data)
    with pytest.raises(NotApproved, match="andere ondertekenaars"):
        pipeline.sign(world.tools, actor("gedeputeerde"))
    assert pipeline.waits(world.tools)[0].act is Act.WITHDRAW_ADOPTION
    withdraw(world)
    world.advance()
    assert world.state.drafts[-1].draft.version == 2


def test_a_delegation_that_was_ended_counts_no_more_and_what_was_decided_under_it_stands(at: At) -> None:
    world = at(Phase.CONCEPT)
    today = world.clock.moment.date()
    between = {"principal": "lezer-rijk", "deputy": "lezer-ruimte"}
    pipeline.delegate(world.tools, COORDINATOR, **between, valid_from=today, valid_until=today, reason="verlof")
    decide(world, "lezer-ruimte", Verdict.APPROVE, on_behalf="lezer-rijk")
    with pytest.raises(NotAllowed):
        pipeline.end_delegation(world.tools, actor("lezer-ruimte"), **between, reason="terug")
    with pytest.raises(WrongUse):
        pipeline.end_delegation(world.tools, COORDINATOR, **between, reason="")
    said = pipeline.end_delegation(world.tools, actor("lezer-rijk"), **between, reason="terug").said
    assert said == ("lezer-ruimte beslist niet langer namens lezer-rijk.",)
    assert (len(world.state.delegations), world.state.in_force) == (1, ())
    with pytest.raises(OutsideStage):
        decide(world, "lezer-ruimte", Verdict.WITHDRAW, on_behalf="lezer-rijk")
    assert len(world.state.decisions) == 1
    with pytest.raises(NothingToWithdraw):
        pipeline.end_delegation(world.tools, COORDINATOR, **between, reason="terug")


def test_who_never_sends_does_not_keep_an_edition_open_for_ever(at: At) -> None:
    world = at(Phase.NONE)
    pipeline.open_edition(world.tools, COORDINATOR)
    world.inbox.files = {key: data for key, data in inbox_files().items() if key[0] != CITY}
    pipeline.collect(world.tools, SYSTEM)
    missing, instead = pipeline.waits(world.tools)
    assert (missing.subject, instead.act, instead.when) == (CITY, Act.CLOSE, When.INSTEAD)
    assert "--reason REDEN" in (instead.command or "")


def test_the_files_of_the_adopted_draft_are_what_adoption_waits_for_when_one_was_changed(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.outbox.files[f"concept/v1/{REPORT_PDF}"] += b" "
    (wait,) = pipeline.waits(world.tools)
    assert REPORT_PDF in wait.sentence and LETTER_PDF not in wait.sentence
    del world.outbox.files[f"concept/v1/{REPORT_PDF}"]
    world.advance()
    assert pipeline.waits(world.tools)[0].act is Act.ADOPT


# -- the hand-over and the withdrawal --------------------------------------------------------------------


def test_nothing_is_handed_over_that_must_be_withdrawn(at: At) -> None:
    """A signatory's name or a reviewer was changed after adoption: the same status must not send the report away."""
    other_name = programme_data()
    other_name["letter"]["signatories"][0]["name"] = "dr. W. Neming (waarnemend)"
    one_more = programme_data()
    directors = next(s for s in one_more["review"] if s["id"] == "directie")
    directors["reviewers"].append({"person": "lezer-rijk", "scope": ["rapport.samenvatting"]})
    for data in (other_name, one_more):
        world = at(Phase.FOR_ADOPTION)
        world.adopt()
        changed = world.with_programme(data)
        assert [w.act for w in pipeline.waits(changed.tools)] == [Act.WITHDRAW_ADOPTION]
        changed.advance()
        assert changed.ministry.delivered == [] and changed.events(EffectIntended) == []


def test_a_withdrawal_that_comes_first_stops_the_hand_over(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt()

    def overtake() -> None:
        withdraw(world)

    world.ledger.busy, world.ledger.others = 1, overtake
    with pytest.raises(TransitionRefused):
        pipeline.assemble(world.tools, SYSTEM)
    assert world.ministry.delivered == [] and world.events(EffectIntended) == []


def test_another_decision_that_comes_first_stops_the_hand_over_under_the_one_before(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    world.adopt()

    def overtake() -> None:
        withdraw(world)
        pipeline.review(world.tools, SYSTEM)
        world.adopt()

    world.ledger.busy, world.ledger.others = 1, overtake
    with pytest.raises(NotApproved, match="intussen"):
        pipeline.assemble(world.tools, SYSTEM)
    assert world.ministry.delivered == []
    pipeline.assemble(world.tools, SYSTEM)
    assert len(world.ministry.delivered) == 1


def test_what_may_have_been_handed_over_is_told_at_the_withdrawal_and_waits_for_nothing_more(at: At) -> None:
    """The process died between delivering and recording that it did."""
    world = at(Phase.FOR_ADOPTION)
    world.adopt()
    world.ministry.closed = True
    world.advance()
    assert len(world.state.intents) == 1
    assert "mogelijk al onder embargo overgedragen" in withdraw(world).said[-1]
    assert not world.state.intents


def test_an_earlier_hand_over_is_not_told_again_when_nothing_was_handed_over_since(at: At) -> None:
    world = at(Phase.ADOPTED)
    assert "ALARM" in withdraw(world).said[-1]
    world.advance()
    world.adopt()
    assert withdraw(world).said == ("Besluit RD-12 is ingetrokken.",)


def test_every_decision_has_a_hand_over_of_its_own_beside_what_was_handed_over_before(at: At, tmp_path: Path) -> None:
    """The same report under the same number and date, and then a changed one: each arrives, and none is moved."""
    world = at(Phase.FOR_ADOPTION)
    world.tools = replace(world.tools, hand_over_channel=lambda n: FolderChannel("bzk", tmp_path / str(n)))
    for number in range(1, 4):
        world.adopt()
        world.advance()
        assert [p.name for p in sorted(tmp_path.iterdir())] == [str(n + 1) for n in range(number)]
        assert sorted(p.name for p in (tmp_path / str(number)).iterdir()) == ["begeleidende-tekst.txt", REPORT_PDF]
        assert [w.act for w in pipeline.waits(world.tools)] == [Act.SIGN]
        withdraw(world)
        if number == 2:
            arrive(world, CITY, "later.yaml", LATER)
            world.advance()
            world.approve("lezers", *READERS)
            world.approve("directie", "programmadirecteur")
        world.advance()
    reports = [(tmp_path / str(n) / REPORT_PDF).read_bytes() for n in (1, 2, 3)]
    assert reports[0] == reports[1] != reports[2]


# -- what breaks is no reason to withdraw ----------------------------------------------------------------


class Unreachable(MemoryOutbox):
    """A network folder that is gone."""

    def read(self, edition: str, path: str) -> bytes | None:
        raise SystemRefused("De map outbox is niet te lezen.", "Controleer de verbinding.")


@pytest.mark.parametrize("phase", [Phase.ADOPTED, Phase.SIGNED])
def test_a_store_that_fails_is_to_be_restored_and_nobody_withdraws_for_it(at: At, phase: Phase) -> None:
    world = at(phase)
    broken = replace(world.tools, outbox=Unreachable(world.outbox.files))
    assert [(w.act, "trek het besluit in" in w.sentence) for w in pipeline.waits(broken)] == [(Outside.RESTORE, False)]
    assert world.state.draft is not None
    del world.blobs.kept[world.state.draft.content]
    (wait,) = pipeline.waits(world.tools)
    assert wait.act is Outside.RESTORE and "De inhoud van concept 1" in wait.sentence


# -- a signature that was thrown away stays so -----------------------------------------------------------


class Telling(MarkChecker):
    """Reads out of a signature when it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        report = super().check(signed, adopted, fields=fields, trust=trust)
        return report.model_copy(
            update={"signatures": tuple(s.model_copy(update={"at": self.at}) for s in report.signatures)}
        )


def test_a_letter_signed_elsewhere_under_a_decision_that_was_withdrawn_is_not_taken_under_the_next(at: At) -> None:
    world = at(Phase.ADOPTED)
    _, letter = pipeline.export(world.tools, actor("gedeputeerde"))
    then = world.clock.now()
    withdraw(world)
    world.advance()
    world.adopt()
    signed = letter + MARK + b"Gedeputeerde"
    with pytest.raises(NotApproved, match="eigen tijd"):
        pipeline.import_signed(replace(world.tools, checker=Telling(then)), actor("gedeputeerde"), signed)
    assert world.state.signatures == ()
    now = world.clock.now()
    assert pipeline.import_signed(replace(world.tools, checker=Telling(now)), actor("gedeputeerde"), signed).changed


def test_a_withdrawn_letter_is_taken_out_of_the_signing_folder_and_a_strangers_file_is_not(at: At) -> None:
    world = at(Phase.SIGNED)
    said = withdraw(world).said
    assert f"De brief is weggehaald uit outbox/{EDITION}/ondertekening." in said
    assert LETTER_PATH not in world.outbox.files
    world = at(Phase.SIGNED)
    signed = world.outbox.files[LETTER_PATH]
    withdraw(world)
    world.outbox.files[LETTER_PATH] = signed  # the process died before it took the letter away
    world.advance()
    assert LETTER_PATH not in world.outbox.files
    world = at(Phase.ADOPTED)
    world.outbox.files[LETTER_PATH] += b"iets anders"
    withdraw(world)
    world.advance()
    assert LETTER_PATH in world.outbox.files
