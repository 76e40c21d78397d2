"""A draft that a reviewer sends back in Word: what he proposed is read, settled, and in the next draft."""

from __future__ import annotations

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import (
    NotThisDraft,
    OutsideStage,
    ProposalOpen,
    ProposalSettledBefore,
    ProposalStale,
    UnknownProposal,
    WordUnreadable,
    WrongUse,
)
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.proposal_events import WordRefused, WordReturned
from bna_pipeline.model.proposals import ChangeKind, Proposal
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import Step
from bna_pipeline.pipeline.approval import content_of
from bna_pipeline.pipeline.comparing import CHANGES
from bna_pipeline.pipeline.editorial_versions import standing
from bna_pipeline.pipeline.proposing import ProposalState, returned_by_mail
from bna_pipeline.pipeline.tools import blob_of
from tests.support.word_edits import ANNE, BERT, Comment, WordEdit, added, edited, gone, kept, paragraph
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import World, actor

READER = "lezer-mensen"


@pytest.fixture
def world(at: At) -> World:
    return at(Phase.CONCEPT)


def _draft(world: World, name: str = REPORT_DOCX) -> bytes:
    made = world.state.draft
    assert made is not None
    return blob_of(world.tools, made.file(name))


def _editorial(world: World) -> Editorial:
    return standing(world.tools, world.state).editorial


def _reworded(world: World, word: str = "anders", by: object = ANNE) -> bytes:
    """The report with the first word of the foreword replaced."""
    text = _editorial(world).foreword[0]
    first, _, rest = text.partition(" ")
    return edited(
        _draft(world),
        lambda e: e.rewrite(text[:30], gone(first, by), added(word, by), kept(f" {rest}")),  # type: ignore[arg-type]
    )


def _send(world: World, data: bytes, name: str = "concept met opmerkingen.docx", who: str = READER) -> Step:
    return pipeline.return_word(world.tools, actor(who), name=name, data=data)


def test_a_proposal_is_read_accepted_and_in_the_next_draft(world: World) -> None:
    step = _send(world, _reworded(world))
    assert step.changed and "één voorstel" in step.said[0]
    (line,) = pipeline.proposals(world.tools)
    assert isinstance(line.change, Proposal) and line.open and line.acceptable and line.current
    assert (line.change.kind, line.change.author, line.change.after) == (ChangeKind.REPLACED, ANNE.name, "anders")
    was = world.state.draft
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    assert _editorial(world).foreword[0].startswith("anders ")
    world.advance()
    assert was is not None and world.state.draft is not None and world.state.draft.version == was.version + 1
    assert "anders " in "".join(WordEdit(_draft(world)).body.itertext())
    (line,) = pipeline.proposals(world.tools)
    assert (line.state, line.by) == (ProposalState.ACCEPTED, "coordinator")


def test_the_same_file_twice_is_one(world: World) -> None:
    data = _reworded(world)
    assert _send(world, data).changed
    again = _send(world, data, name="nog eens.docx")
    assert not again.changed and "al ontvangen" in again.said[0]
    assert len(world.events(WordReturned)) == 1


def test_a_later_file_of_the_same_reviewer_repeats_nothing(world: World) -> None:
    first = _reworded(world)
    _send(world, first)
    text = _editorial(world).summary[0]
    more = edited(first, lambda e: e.rewrite(text[:30], kept(text), added(" En meer.", BERT)))
    step = _send(world, more)
    assert any("stond al in een eerder bestand" in said for said in step.said)
    assert [line.change.author for line in pipeline.proposals(world.tools)] == [ANNE.name, BERT.name]
    ids = [line.id for line in pipeline.proposals(world.tools)]
    pipeline.settle_proposals(world.tools, actor("coordinator"), proposals=ids, accept=True)
    assert _editorial(world).foreword[0].startswith("anders ")
    assert _editorial(world).summary[0].endswith(" En meer.")


def test_a_rejected_proposal_leaves_the_text_and_needs_a_reason(world: World) -> None:
    before = _editorial(world)
    _send(world, _reworded(world))
    (line,) = pipeline.proposals(world.tools)
    with pytest.raises(WrongUse):
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=False)
    pipeline.settle_proposal(
        world.tools, actor("coordinator"), proposal=line.id, accept=False, reason="Al zo besproken."
    )
    assert _editorial(world) == before
    (line,) = pipeline.proposals(world.tools)
    assert (line.state, line.reason) == (ProposalState.REJECTED, "Al zo besproken.")
    with pytest.raises(ProposalSettledBefore):
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    again = pipeline.settle_proposal(
        world.tools, actor("coordinator"), proposal=line.id, accept=False, reason="Al zo besproken."
    )
    assert not again.changed


def test_an_open_proposal_stands_in_the_way_of_adoption_and_is_waited_for(world: World) -> None:
    world.play_to(Phase.FOR_ADOPTION)
    _send(world, _reworded(world))
    assert any("bna proposals" in said for said in world.waits_for())
    with pytest.raises(ProposalOpen) as refused:
        world.adopt()
    (line,) = pipeline.proposals(world.tools)
    assert line.id in str(refused.value)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=False, reason="Blijft zo.")
    assert not any("bna proposals" in said for said in world.waits_for())
    world.adopt()
    assert world.phase() is Phase.ADOPTED


def test_a_comment_is_answered_and_changes_nothing(world: World) -> None:
    text = _editorial(world).foreword[0]
    data = edited(
        _draft(world),
        lambda e: e.comments(
            Comment(text[:30], "Klopt dit?"),
            Comment(text[:30], "Ja, zie de bijlage.", BERT, to=0),
            Comment(text[:30], "Opgelost.", done=True),
        ),
    )
    before = _editorial(world)
    _send(world, data)
    first, second = pipeline.proposals(world.tools)
    assert (first.change.after, first.state) == ("Klopt dit?", ProposalState.OPEN)
    assert second.state is ProposalState.LAPSED
    with pytest.raises(WrongUse):
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=first.id, accept=True)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=first.id, accept=True, reason="Nagevraagd.")
    assert _editorial(world) == before
    assert not world.state.proposals.open


def test_a_proposal_on_an_older_draft_is_carried_over_where_that_is_sure(world: World) -> None:
    text = _editorial(world).foreword[0]
    late = edited(_draft(world), lambda e: e.rewrite(text[:30], kept(text), added(" Later gezegd.", BERT)))
    _send(world, _reworded(world))
    (line,) = pipeline.proposals(world.tools)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    world.advance()
    step = _send(world, late)
    assert any("inmiddels een concept 2" in said for said in step.said)
    line = pipeline.proposals(world.tools)[-1]
    assert not line.current and line.acceptable
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    assert _editorial(world).foreword[0] == f"anders {text.partition(' ')[2]} Later gezegd."


def test_a_proposal_on_words_that_changed_is_refused_with_what_to_do(world: World) -> None:
    _send(world, _reworded(world, "dit"))
    _send(world, _reworded(world, "dat", BERT))
    mine, other = pipeline.proposals(world.tools)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=mine.id, accept=True)
    other = pipeline.proposals(world.tools)[1]
    assert other.open and not other.acceptable and other.why is not None
    with pytest.raises(ProposalStale) as refused:
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=other.id, accept=True)
    assert "redactie" in refused.value.mend
    assert pipeline.proposals(world.tools)[1].open


def test_what_the_redactie_wrote_itself_meanwhile_lapses(world: World) -> None:
    _send(world, _reworded(world))
    (line,) = pipeline.proposals(world.tools)
    text = _editorial(world).foreword
    pipeline.write_editorial_text(
        world.tools,
        actor("coordinator"),
        field="foreword",
        base=standing(world.tools, world.state).base,
        paragraphs=(f"anders {text[0].partition(' ')[2]}", *text[1:]),
    )
    (line,) = pipeline.proposals(world.tools)
    assert (line.state, line.why) == (ProposalState.LAPSED, "De tekst luidt al zo.")


def test_a_proposal_stays_open_while_nobody_chose_between_two_redacties_of_one_moment(world: World) -> None:
    """What it is about is undecided then; that it lapsed would let GS adopt over it."""
    _send(world, _reworded(world))
    (name, data) = next((name, data) for (sender, name), data in world.inbox.files.items() if sender == REDACTIE)
    world.inbox.files[REDACTIE, f"tweede-{name}"] = data.replace(b"foreword:", b"# een ander bestand\nforeword:")
    world.advance()
    assert pipeline.editorial_now(world.tools) is None
    (line,) = pipeline.proposals(world.tools)
    assert line.open and not line.acceptable and "Kies eerst" in (line.why or "")


def test_a_partners_text_becomes_an_edit_that_the_partner_reads_the_reason_of(world: World) -> None:
    made = world.state.draft
    assert made is not None
    from bna_pipeline.pipeline.editorial_versions import originals

    (partner, action, field), text = next(
        (key, text) for key, text in originals(world.tools, world.state).items() if key[2].value == "achieved"
    )
    data = edited(_draft(world), lambda e: e.rewrite(text[0][:40], kept(text[0]), added(" Dat is veel.")))
    _send(world, data)
    (line,) = pipeline.proposals(world.tools)
    pipeline.settle_proposal(
        world.tools, actor("coordinator"), proposal=line.id, accept=True, reason="De directie vroeg erom."
    )
    edit = next(e for e in _editorial(world).edits if (e.partner, e.action, e.field) == (partner, action, field))
    assert edit.text[0] == f"{text[0]} Dat is veel." and "De directie vroeg erom." in edit.reason


def _nested(world: World) -> World:
    """One reader adds words, another takes some of those away."""
    text = _editorial(world).foreword[0]
    inner = gone("zeer ", BERT) + kept("graag")
    data = edited(_draft(world), lambda e: e.rewrite(text[:30], kept(text), added(" Wij doen dat ", ANNE, inner=inner)))
    _send(world, data)
    return world


def test_a_change_within_anothers_change_waits_for_that_one(world: World) -> None:
    outer, inner = pipeline.proposals(_nested(world).tools)
    assert (outer.change.author, inner.change.author) == (ANNE.name, BERT.name)
    assert inner.open and inner.why is not None and outer.id in inner.why
    coordinator = actor("coordinator")
    with pytest.raises(ProposalStale):
        pipeline.settle_proposal(world.tools, coordinator, proposal=inner.id, accept=True)
    pipeline.settle_proposals(world.tools, coordinator, proposals=(inner.id, outer.id), accept=True)
    assert _editorial(world).foreword[0].endswith(" Wij doen dat graag")


def test_with_a_rejected_change_what_stood_within_it_lapses(world: World) -> None:
    outer, _ = pipeline.proposals(_nested(world).tools)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=outer.id, accept=False, reason="Nee.")
    _, inner = pipeline.proposals(world.tools)
    assert inner.state is ProposalState.LAPSED and not any("bna proposals" in said for said in world.waits_for())


def test_a_text_that_would_be_empty_is_refused_and_stays(world: World) -> None:
    before = _editorial(world)

    def change(edit: WordEdit) -> None:
        for text in before.summary:
            edit.end(edit.rewrite(text[:30], gone(text)), "del")

    _send(world, edited(_draft(world), change))
    (empty,) = pipeline.proposals(world.tools)
    with pytest.raises(ProposalStale) as refused:
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=empty.id, accept=True)
    assert "leeg" in refused.value.message and "redactie" in refused.value.mend
    assert _editorial(world) == before


def test_a_line_that_would_be_two_is_refused_and_stays(world: World) -> None:
    before = _editorial(world)
    title = before.developments[0].title
    first, _, rest = title.partition(" ")

    def change(edit: WordEdit) -> None:
        node = edit.rewrite(title[:20], kept(f"{first} "))
        edit.end(node, "ins")
        edit.after(node, paragraph(kept(rest), style=edit.style(node)))

    _send(world, edited(_draft(world), change))
    line = next(line for line in pipeline.proposals(world.tools) if line.change.after == "\n")
    with pytest.raises(ProposalStale) as refused:
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    assert "één regel" in refused.value.message
    assert _editorial(world) == before


def test_the_file_that_shows_what_changed_may_be_sent_back_too(world: World) -> None:
    _send(world, _reworded(world))
    (line,) = pipeline.proposals(world.tools)
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    world.advance()
    shows = world.tools.outbox.read(world.tools.id, f"concept/v2/{CHANGES}-{REPORT_DOCX}")
    text = _editorial(world).summary[0]
    assert shows is not None
    _send(world, edited(shows, lambda e: e.rewrite(text[:30], kept(text), added(" Zo is het.", BERT))))
    (_, line) = pipeline.proposals(world.tools)
    assert (line.draft, line.change.author, line.change.after) == (2, BERT.name, " Zo is het.")


def test_a_draft_of_another_edition_is_told_apart(world: World) -> None:
    made = world.state.draft
    assert made is not None
    period = content_of(world.tools, made).report.cover.period

    def older(edit: WordEdit) -> None:
        edit.rewrite(period, kept("1 januari 2018 tot en met 31 december 2018"))
        core = edit.parts["docProps/core.xml"]
        edit.parts["docProps/core.xml"] = core.replace(b"<dc:title>", b"<dc:title>Eerste ")

    with pytest.raises(NotThisDraft) as refused:
        _send(world, edited(_draft(world), older))
    assert "andere editie" in refused.value.message and REPORT_DOCX in refused.value.mend


def test_the_letter_is_known_by_its_own_words(world: World) -> None:
    text = _editorial(world).core[0].argument[0]
    data = edited(_draft(world, LETTER_DOCX), lambda e: e.rewrite(text[:30], kept(text), added(" Echt.")))
    _send(world, data, name="voortgangsrapportage.docx")
    (line,) = pipeline.proposals(world.tools)
    assert line.document == LETTER_DOCX
    pipeline.settle_proposal(world.tools, actor("coordinator"), proposal=line.id, accept=True)
    assert _editorial(world).core[0].argument[0] == f"{text} Echt."


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 niets", "pdf"),
        (b"", "leeg"),
        (b"PK\x03\x04half", "beschadigd"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "WordDocument".encode("utf-16-le"), ".doc"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    ],
)
def test_a_file_that_is_no_word_file_is_kept_and_refused_in_dutch(world: World, data: bytes, word: str) -> None:
    with pytest.raises(WordUnreadable) as refused:
        _send(world, data)
    assert word in refused.value.message and refused.value.mend and refused.value.findings
    assert world.tools.blobs.get(sha256_hex(data)) == data
    assert len(world.events(WordRefused)) == 1
    with pytest.raises(WordUnreadable):
        _send(world, data)
    assert len(world.events(WordRefused)) == 1


def test_another_word_file_is_refused_and_says_what_to_send(world: World) -> None:
    def other(edit: WordEdit) -> None:
        for node in edit.body.iter("{*}t"):
            node.text = "iets"
        edit.parts["docProps/core.xml"] = edit.parts["docProps/core.xml"].replace(b"<dc:title>", b"<dc:title>Ander ")

    with pytest.raises(NotThisDraft) as refused:
        _send(world, edited(_draft(world), other))
    assert REPORT_DOCX in refused.value.mend


def test_an_unknown_proposal_is_refused(world: World) -> None:
    with pytest.raises(UnknownProposal):
        pipeline.settle_proposal(world.tools, actor("coordinator"), proposal="00000000-1", accept=True)


def test_who_is_no_reviewer_of_a_stage_returns_nothing_for_it(world: World) -> None:
    data = _reworded(world)
    with pytest.raises(OutsideStage):
        pipeline.return_word(world.tools, actor(READER), name="a.docx", data=data, stage="directie")
    with pytest.raises(OutsideStage):
        pipeline.return_word(world.tools, actor(READER), name="a.docx", data=data, on_behalf="programmadirecteur")


def test_who_reviews_nothing_proposes_nothing_by_mail(world: World) -> None:
    good = _reworded(world)
    world.tools.blobs.put(good)
    file = FileDigest.of("concept.docx", good)
    message = FileDigest.of("bericht.eml", b"x")
    mail = IncomingMail(message=message, kind=IncomingKind.REPLY, sent_at=world.clock.now(), attachments=(file,))
    (said,) = returned_by_mail(world.tools, actor("systeem"), mail, "kabinetschef")
    assert "geen beoordelaar" in said and not world.state.proposals.returned


def test_files_in_a_mail_are_taken_in_and_what_is_none_is_said(world: World) -> None:
    good, bad = _reworded(world), b"%PDF-1.7"
    files = (FileDigest.of("concept.docx", good), FileDigest.of("scan.docx", bad))
    for data in (good, bad):
        world.tools.blobs.put(data)
    mail = IncomingMail(
        message=FileDigest.of("bericht.eml", b"x"),
        kind=IncomingKind.REPLY,
        sent_at=world.clock.now(),
        attachments=files,
        usable=(files[0].sha256,),
        answerable=True,
    )
    said = returned_by_mail(world.tools, actor("systeem"), mail, READER)
    assert any("één voorstel" in line for line in said) and any("pdf" in line for line in said)
    assert returned_by_mail(world.tools, actor("systeem"), mail, READER) == []
    assert len(world.events(WordReturned)) == 1
