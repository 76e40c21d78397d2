"""A status says of each partner, reviewer, signatory and release where it stands, under keys that do not change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, Kamerbrief, Outcome, Package, Receipt, SignatureMade
from bna_pipeline.model.events import (
    REDACTIE,
    AdoptionRecorded,
    AdoptionWithdrawn,
    ContributionChecked,
    ContributionReceived,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    Entry,
    Event,
    LetterSigned,
    ReviewCompleted,
)
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseArmed, ReleaseFired, ReleaseHeld
from bna_pipeline.model.remark_events import Remark, RemarkAnswered, RemarkMade, RemarkSaid, RemarkWithdrawn
from bna_pipeline.model.round import Recipient
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.step_events import StepRecovered, StepStuck
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Wait
from bna_pipeline.model.watch import MailTrouble, RequestState, RoundLine, RoundStatus, Stand
from bna_pipeline.views import EditionStatus, PartnerLine, ReviewerLine, StageLine, edition_status
from tests.unit.model.small import NOW, adoption, draft, programme

WHO = programme()
D = sha256_hex(b"proef")
DRAFT = draft(1, water="laag")
WATCHED = RoundStatus(
    deadline=date(2030, 2, 1),
    days_left=3,
    working_days_left=2,
    complete=0,
    lines=(
        RoundLine(
            partner="waterland",
            department="dijken",
            name="Waterland, Dijken",
            request=RequestState.SENT,
            requested_at=NOW,
            versions=1,
            stand=Stand.LATE,
            errors=0,
            warnings=1,
            next_reminder=date(2030, 1, 30),
            reminds=Recipient.PARTNER,
            reminder_to="dijkwacht@example.org",
            signed_off=False,
            late=("een.docx",),
        ),
    ),
    trouble=(MailTrouble(what="geweigerd", key="uitvraag:waterland", sentence="mail geweigerd"),),
)


def sent(data: bytes, errors: int = 0, at: datetime | None = NOW, warnings: int = 0) -> list[Event]:
    file = FileDigest.of(f"{data.decode()}.docx", data)
    return [
        ContributionReceived(partner="waterland", file=file),
        ContributionChecked(
            partner="waterland",
            original=file.sha256,
            programme=D,
            carrier=None,
            sent_at=at,
            errors=errors,
            warnings=warnings,
            findings=D,
            contribution=None if errors else D,
        ),
    ]


def after(events: Sequence[Event]) -> EditionState:
    entries: list[Entry] = []
    for event in events:
        entries.append(
            Entry.after(
                entries[-1] if entries else None, edition="delta-2030", at=NOW, actor="a", account="x", event=event
            )
        )
    return fold("delta-2030", entries, signatures_needed=1)


OPEN = Wait(act=Act.OPEN, subject="delta-2030", sentence="de coördinator: open de editie")


def status(*events: Event, counting: dict[str, Sha256] | None = None, **said: Any) -> EditionStatus:
    given: dict[str, Any] = {"conflicts": (), "stages": (), "waits": (), **said}
    return edition_status(WHO, WHO.editions[0], after(events), counting=counting or {}, **given)


def waterland(*events: Event, counts: bytes | None = None) -> PartnerLine:
    found = status(*events, counting={} if counts is None else {"waterland": sha256_hex(counts)})
    return next(p for p in found.partners if p.partner == "waterland")


def test_of_whom_nothing_came_is_missing() -> None:
    line = waterland()
    assert (line.state, line.file, line.sent_at, line.versions) == ("ontbreekt", None, None, 0)


def test_what_has_errors_is_shown_with_their_number() -> None:
    line = waterland(*sent(b"een", errors=3, warnings=1))
    assert (line.state, line.file, line.errors, line.warnings) == ("fouten", "een.docx", 3, 1)


def test_what_is_accepted_is_shown_with_what_it_replaces() -> None:
    line = waterland(*sent(b"een"), *sent(b"twee", at=NOW + timedelta(days=1)), counts=b"twee")
    assert (line.state, line.file, line.versions, line.superseded) == ("aangenomen", "twee.docx", 2, 1)


def test_a_later_version_with_errors_does_not_hide_the_one_that_counts() -> None:
    line = waterland(*sent(b"een"), *sent(b"twee", errors=2, at=NOW + timedelta(days=1)), counts=b"een")
    assert (line.state, line.file, line.errors, line.superseded) == ("aangenomen", "een.docx", 0, 0)
    assert line.with_errors == ("twee.docx",)


def test_errors_of_a_version_that_was_mended_are_over_also_when_it_cannot_be_dated() -> None:
    mended = waterland(*sent(b"een", errors=2), *sent(b"twee", at=NOW + timedelta(days=1)), counts=b"twee")
    undated = waterland(*sent(b"foto", errors=1, at=None), *sent(b"een"), counts=b"een")
    assert mended.with_errors == undated.with_errors == ()


def test_a_file_that_cannot_be_dated_is_shown_when_it_arrived_after_the_one_that_counts() -> None:
    """A partner who sends a PDF as his next version must not be taken for one who sent nothing."""
    line = waterland(*sent(b"een"), *sent(b"foto", errors=1, at=None), counts=b"een")
    assert (line.state, line.with_errors) == ("aangenomen", ("foto.docx",))


def test_accepted_versions_between_which_nobody_chose_are_undecided_and_not_called_wrong() -> None:
    assert waterland(*sent(b"een"), *sent(b"twee")).state == "onbeslist"


def test_the_redactie_comes_last_and_partners_without_an_action_are_not_waited_for() -> None:
    assert [p.partner for p in status().partners] == ["waterland", REDACTIE]


def test_an_edition_that_nobody_opened_has_a_status_too() -> None:
    found = status(waits=(OPEN,))
    assert (found.phase, found.entries, found.draft, found.adoption) == ("niet geopend", 0, None, None)
    assert (found.waits_for, found.waits) == (("de coördinator: open de editie",), (OPEN,))
    assert (found.release.armed, found.release.fired, found.release.channels) == (None, False, 1)


def whole() -> EditionStatus:
    """An edition near its end, with something in every field."""
    letter = DRAFT.file(DOCUMENTS[0])
    signature = SignatureMade(
        field="Voorzitter",
        person="voorzitter",
        before=letter,
        after=letter,
        subject="CN=TEST",
        certificate=D,
        throwaway=True,
        imported=False,
        at=NOW,
    )
    receipt = Receipt(
        channel="griffie", key=f"delta-2030:griffie:{D}", target="map", files=(), at=NOW, proof="teruggelezen"
    )
    reviewer = ReviewerLine(
        person="adviseur-water",
        name="Adviseur water",
        verdict="remark",
        given_by="plaatsvervanger",
        standing=1,
        needed=("Samenvatting",),
        dropped=("Samenvatting: nieuw cijfer",),
    )
    return status(
        EditionOpened(programme=D, sample=False, deadline=date(2030, 2, 1), forms=()),
        *sent(b"een", warnings=1),
        EditionClosed(used=(), missing=()),
        DraftMade(draft=DRAFT, inputs=D, reason="eerste concept"),
        ReviewCompleted(draft=1, sections=D),
        AdoptionRecorded(adoption=adoption(DRAFT, Outcome.ADOPTED)),
        LetterSigned(signature=signature),
        ReleaseArmed(package=Package(edition="delta-2030", files=(), digest=D, content_digest=D)),
        ReleaseHeld(reason="vraag"),
        KamerbriefSeen(kamerbrief=Kamerbrief(file=letter, date=date(2030, 6, 30), number="12345 nr. 9")),
        ReleaseFired(package=D, kamerbrief=D),
        EffectDone(effect="delivery", receipt=receipt),
        counting={"waterland": sha256_hex(b"een")},
        conflicts=("A-01: tegenspraak",),
        watched=WATCHED,
        stages=(StageLine(stage="beleid", name="Beleid", reached=True, satisfied=False, reviewers=(reviewer,)),),
        waits=(
            Wait(act=Act.ARCHIVE, who=("coordinator",), subject="dossier", choices=("nu",), sentence="het dossier"),
        ),
    )


def test_a_status_tells_draft_adoption_signatures_and_release() -> None:
    found = whole()
    assert (found.phase, found.draft, [f.name for f in found.draft_files]) == ("vrijgegeven", 1, list(DOCUMENTS))
    assert found.adoption == "GS-7 van 01-06-2030 (vastgesteld)"
    assert [(s.field, s.signed_at, s.throwaway) for s in found.signatures] == [("Voorzitter", NOW, True)]
    release = found.release
    assert (release.armed, release.held, release.kamerbrief) == (D, "vraag", "12345 nr. 9 van 30-06-2030")
    assert (release.fired, release.receipts, release.channels) == (True, 1, 1)


def test_a_decision_that_does_not_hold_is_told_too_and_why() -> None:
    held = status(AdoptionRecorded(adoption=adoption(DRAFT, Outcome.HELD)))
    assert (held.adoption, held.adoption_before) == (None, "GS-7 van 01-06-2030 (aangehouden)")
    again = (
        AdoptionRecorded(adoption=adoption(DRAFT, Outcome.ADOPTED)),
        AdoptionWithdrawn(number="GS-7", reason="de voorzitter is ziek"),
    )
    withdrawn = status(*again)
    assert withdrawn.adoption is None
    assert withdrawn.adoption_before == "GS-7 van 01-06-2030 (vastgesteld), ingetrokken: de voorzitter is ziek"
    assert whole().adoption_before is None


def shape(value: Any) -> Any:
    """Keys and nothing else; of a list its first item."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def test_the_keys_of_a_status_are_stable() -> None:
    """Other programs read them; whoever changes one changes this list, and knows it."""
    assert shape(whole().model_dump(mode="json")) == {
        "edition": None,
        "title": None,
        "sample": None,
        "phase": None,
        "entries": None,
        "draft": None,
        "draft_files": [{"name": None, "size": None, "sha256": None}],
        "partners": [
            {
                "partner": None,
                "name": None,
                "state": None,
                "file": None,
                "sent_at": None,
                "errors": None,
                "warnings": None,
                "versions": None,
                "superseded": None,
                "with_errors": [],
            }
        ],
        "conflicts": [None],
        "stages": [
            {
                "stage": None,
                "name": None,
                "reached": None,
                "satisfied": None,
                "reviewers": [
                    {
                        "person": None,
                        "name": None,
                        "verdict": None,
                        "given_by": None,
                        "standing": None,
                        "needed": [None],
                        "dropped": [None],
                        "late": None,
                        "waited_for": None,
                        "away_from": None,
                        "away_until": None,
                        "deputies": [],
                    }
                ],
                "asks": None,
                "beside": None,
                "term": None,
                "opened_at": None,
                "due": None,
                "first_due": None,
                "expired": None,
                "days_left": None,
                "working_days_left": None,
                "planned_from": None,
                "planned_due": None,
                "warnings": [],
            }
        ],
        "adoption": None,
        "adoption_before": None,
        "signatures": [
            {
                "field": None,
                "label": None,
                "name": None,
                "signed_at": None,
                "throwaway": None,
                "refused": None,
                "withdrawn": None,
            }
        ],
        "release": {
            "armed": None,
            "held": None,
            "kamerbrief": None,
            "fired": None,
            "receipts": None,
            "channels": None,
            "words": None,
            "lines": [
                {
                    "channel": None,
                    "name": None,
                    "kind": None,
                    "state": None,
                    "received_at": None,
                    "attempt": None,
                    "after": None,
                    "said": None,
                }
            ],
            "source": None,
            "planned_at": None,
            "planned_zone": None,
            "confirmation": None,
            "confirmed": None,
            "reached": None,
            "clock_doubted": None,
            "doubts": [],
        },
        "waits_for": [None],
        "waits": [
            {
                "act": None,
                "who": [None],
                "subject": None,
                "command": None,
                "choices": [None],
                "when": None,
                "sentence": None,
            }
        ],
        "movement": [],
        "observations": None,
        "draft_changes": None,
        "remarks": None,
        "open_remarks": None,
        "stuck": [],
        "relation": {"corrects": None, "corrected_by": None, "released": None},
        "timestamped_at": None,
        "round": {
            "deadline": None,
            "days_left": None,
            "working_days_left": None,
            "complete": None,
            "lines": [
                {
                    "partner": None,
                    "department": None,
                    "name": None,
                    "request": None,
                    "requested_at": None,
                    "versions": None,
                    "stand": None,
                    "errors": None,
                    "warnings": None,
                    "next_reminder": None,
                    "reminds": None,
                    "reminder_to": None,
                    "signed_off": None,
                    "late": [None],
                }
            ],
            "trouble": [{"what": None, "key": None, "message": None, "sentence": None}],
        },
    }


def test_a_status_counts_the_remarks_and_those_that_nobody_answered() -> None:
    said = {"stage": "beleid", "reviewer": "adviseur-water", "draft": 1, "section": "rapport.water", "sha256": D}
    made = [
        Remark.of(RemarkSaid.model_validate({**said, "text": [text]}), given_by="adviseur-water", at=NOW)
        for text in ("Eerste.", "Tweede.", "Derde.")
    ]
    found = status(
        *(RemarkMade(remark=remark) for remark in made),
        RemarkWithdrawn(remark=made[0].id),
        RemarkAnswered(remark=made[1].id, answer="Ja.", taken_over=True, by="coordinator", at=NOW),
    )
    assert (found.remarks, found.open_remarks) == (2, 1)


def test_what_does_not_go_by_itself_is_named_until_it_goes() -> None:
    stuck = StepStuck(step="draft", code="CFG-004", said="Een sjabloon ontbreekt.")
    (line,) = status(stuck).stuck
    assert (line.name, line.code, line.said, line.since) == ("concept maken", "CFG-004", "Een sjabloon ontbreekt.", NOW)
    assert status(stuck, StepRecovered(step="deliver")).stuck == (line,)
    assert status(stuck, StepRecovered(step="draft")).stuck == ()
