"""The story has one Dutch sentence for every kind of event, and a new kind cannot be forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from bna_pipeline.model import draft_findings as f
from bna_pipeline.model import events as e
from bna_pipeline.model import proposal_events as w
from bna_pipeline.model import release_events as z
from bna_pipeline.model import remark_events as m
from bna_pipeline.model import review_events as v
from bna_pipeline.model import round_events as r
from bna_pipeline.model import signing_events as s
from bna_pipeline.model import step_events as t
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.consolidation import ContributionUsed, Settlement
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.draft import (
    Decision,
    Delegation,
    Kamerbrief,
    Outcome,
    Package,
    Receipt,
    SignatureMade,
    StampMade,
    Verdict,
)
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.round import IncomingKind, IncomingMail, OutgoingMail, Purpose
from bna_pipeline.views.story import StoryLine, sentence_of, story
from tests.unit.model.small import NOW, adoption, decision, draft

D = sha256_hex(b"proef")
FILE = FileDigest.of("bijdrage.docx", b"proef")
EVENING = datetime(2030, 6, 30, 16, 30, tzinfo=UTC)
DRAFT = draft(2, water="laag")
REMARK = m.Remark.of(
    m.RemarkSaid(
        stage="beleid",
        reviewer="adviseur-water",
        draft=2,
        section="rapport.voorwoord",
        sha256=D,
        quote="drie sluizen",
        text=("Het zijn er vier.", "Tel ze na."),
    ),
    given_by="plaatsvervanger",
    at=NOW,
)
REVIEWED = decision("beleid", "adviseur-water", DRAFT)
SIGNATURE = SignatureMade(
    field="Voorzitter",
    person="voorzitter",
    before=FILE,
    after=FILE,
    subject="CN=TEST",
    certificate=D,
    throwaway=True,
    imported=False,
    at=NOW,
)
RECEIPT = Receipt(channel="griffie", key="k", target="map", files=(FILE,), at=NOW, proof="teruggelezen")


def decided(**changes: object) -> e.DecisionGiven:
    return e.DecisionGiven(decision=Decision.model_validate({**REVIEWED.model_dump(), **changes}))


SENTENCES: list[tuple[Event, str]] = [
    (
        e.EditionOpened(programme=D, sample=True, deadline=date(2030, 2, 14), forms=()),
        "De editie is geopend met 0 formulieren; inleveren kan tot 14-02-2030.",
    ),
    (
        e.ContributionReceived(partner="waterland", file=FILE),
        f"waterland leverde bijdrage.docx in (5 bytes, SHA-256 {D}).",
    ),
    (
        e.ContributionLeft(partner="waterland", name="film.mp4", size=3_000_000_000, findings=D),
        "film.mp4 van waterland (3000000000 bytes) is te groot om te bewaren en bleef in de inbox.",
    ),
    (
        e.ContributionChecked(
            partner="waterland",
            original=D,
            programme=D,
            carrier=Carrier.WORD,
            sent_at=NOW,
            errors=1,
            warnings=0,
            findings=D,
            contribution=None,
        ),
        f"Het bestand {D[:16]}… van waterland is gecontroleerd (fouten: 1).",
    ),
    (
        e.ConflictSettled(
            settlement=Settlement(field="status", subject="A-01", values=(), chosen="waterland", reason="De eigenaar.")
        ),
        "De tegenspraak over A-01 is beslecht: waterland geldt. Reden: De eigenaar.",
    ),
    (
        e.EditionClosed(used=(ContributionUsed(partner="waterland", original=D),), missing=("zee",), reason="ziek"),
        "De ronde is gesloten met 1 bijdrage, zonder zee. Reden: ziek",
    ),
    (e.EditionClosed(used=(), missing=()), "De ronde is gesloten met 0 bijdragen."),
    (
        e.DraftMade(draft=DRAFT, inputs=D, reason="eerste concept"),
        "Concept 2 is gemaakt (eerste concept); 2 secties.",
    ),
    (decided(), "adviseur-water besloot in stap beleid over concept 2: akkoord."),
    (
        decided(verdict=Verdict.RETURN, comment="Te lang.", given_by="plaatsvervanger"),
        "plaatsvervanger namens adviseur-water besloot in stap beleid over concept 2: teruggestuurd. "
        "Opmerking: Te lang.",
    ),
    (
        e.DelegationGiven(
            delegation=Delegation(
                principal="adviseur-water",
                deputy="plaatsvervanger",
                valid_from=date(2030, 5, 1),
                valid_until=date(2030, 5, 9),
                reason="verlof",
            )
        ),
        "plaatsvervanger mag van 01-05-2030 tot en met 09-05-2030 beslissen namens adviseur-water. Reden: verlof",
    ),
    (
        e.DelegationEnded(principal="adviseur-water", deputy="plaatsvervanger", reason="weer beter"),
        "plaatsvervanger beslist niet langer namens adviseur-water. Reden: weer beter",
    ),
    (
        m.RemarkMade(remark=REMARK),
        f"plaatsvervanger namens adviseur-water plaatste in stap beleid opmerking {REMARK.id[:8]} bij "
        "rapport.voorwoord van concept 2 bij de woorden ‘drie sluizen’: Het zijn er vier. Tel ze na.",
    ),
    (m.RemarkWithdrawn(remark=REMARK.id), f"Opmerking {REMARK.id[:8]} is ingetrokken."),
    (
        m.RemarkAnswered(remark=REMARK.id, answer="Vier staat er nu.", taken_over=True, by="coordinator", at=NOW),
        f"coordinator handelde opmerking {REMARK.id[:8]} af (overgenomen): Vier staat er nu.",
    ),
    (
        w.WordReturned(
            file=FILE,
            document="voortgangsrapportage.docx",
            draft=2,
            person="adviseur-water",
            given_by="plaatsvervanger",
            proposals="a" * 64,
            count=1,
            outside=2,
        ),
        "plaatsvervanger namens adviseur-water stuurde voortgangsrapportage.docx van concept 2 terug in Word: 1 "
        "voorstel en 2 opmerkingen.",
    ),
    (
        w.WordRefused(
            file=FILE, person="adviseur-water", given_by="adviseur-water", reasons=("Het is een pdf.", "Stuur Word.")
        ),
        f"adviseur-water stuurde {FILE.name} terug; dat is niet te lezen. Het is een pdf. Stuur Word.",
    ),
    (
        w.ProposalSettled(proposal="aaaaaaaa-1", accepted=False, reason="Blijft zo.", by="coordinator", at=NOW),
        "Voorstel aaaaaaaa-1 uit Word is niet overgenomen door coordinator. Reden: Blijft zo.",
    ),
    (
        decided(verdict="no-objection", given_by="systeem"),
        "adviseur-water zweeg in stap beleid over concept 2: geen bezwaar binnen de termijn.",
    ),
    (
        v.StageOpened(stage="beleid", draft=2, due=date(2030, 5, 7), asks=D),
        "Stap beleid is aan de beurt voor concept 2, tot en met 07-05-2030.",
    ),
    (
        v.StageOpened(stage="beleid", draft=2, due=None, asks=D),
        "Stap beleid is aan de beurt voor concept 2, zonder termijn.",
    ),
    (
        v.StageSetBack(stage="directie", draft=2),
        "Stap directie is voor concept 2 niet meer aan de beurt: een stap ervoor viel terug.",
    ),
    (
        v.TermExpired(stage="beleid", draft=2, due=date(2030, 5, 7)),
        "De termijn van stap beleid voor concept 2 is verlopen (07-05-2030).",
    ),
    (
        v.TermExtended(stage="beleid", draft=2, until=date(2030, 5, 14), reason="meivakantie"),
        "Stap beleid heeft voor concept 2 de tijd tot en met 14-05-2030. Reden: meivakantie",
    ),
    (
        v.AbsenceNoted(
            person="adviseur-water", first=date(2030, 5, 1), last=date(2030, 5, 5), deputy="plaatsvervanger"
        ),
        "adviseur-water is afwezig van 01-05-2030 tot en met 05-05-2030; namens adviseur-water beslist dan "
        "plaatsvervanger.",
    ),
    (
        v.AbsenceNoted(person="adviseur-water", first=date(2030, 5, 1), last=date(2030, 5, 5)),
        "adviseur-water is afwezig van 01-05-2030 tot en met 05-05-2030; namens adviseur-water beslist dan niemand.",
    ),
    (
        v.AbsenceEnded(person="adviseur-water", first=date(2030, 5, 1), reason="gaat niet door"),
        "De afwezigheid van adviseur-water vanaf 01-05-2030 is beëindigd. Reden: gaat niet door",
    ),
    (e.ReviewCompleted(draft=2, sections=D), "Concept 2 is door alle stappen van de route goedgekeurd."),
    (
        e.AdoptionRecorded(adoption=adoption(DRAFT, Outcome.MANDATE, mandate_holder="gedeputeerde", settled=False)),
        "Besluit GS-7 van 01-06-2030 over concept 2: vastgesteld met mandaat.",
    ),
    (
        e.AdoptionRecorded(adoption=adoption(DRAFT, Outcome.MANDATE, mandate_holder="gedeputeerde", settled=True)),
        "gedeputeerde rondde het mandaat van besluit GS-7 af op concept 2.",
    ),
    (
        e.AdoptionWithdrawn(number="GS-7", reason="de voorzitter is ziek", signatures=("Voorzitter",)),
        "Besluit GS-7 is ingetrokken, en weggegooid is handtekening Voorzitter. Reden: de voorzitter is ziek",
    ),
    (
        e.EffectIntended(effect="hand-over", key="k", target="map", files=()),
        "Voorgenomen: overdracht onder embargo naar map (sleutel k).",
    ),
    (
        e.EffectDone(effect="delivery", receipt=RECEIPT),
        "Gedaan: aflevering bij griffie, 1 bestand (teruggelezen).",
    ),
    (
        e.SigningIntended(field="Voorzitter", person="voorzitter", before=FILE),
        "voorzitter gaat ondertekenen in veld Voorzitter.",
    ),
    (
        e.SigningDiscarded(field="Voorzitter", reason="onderbroken"),
        "Een ondertekening van Voorzitter is weggegooid: onderbroken.",
    ),
    (
        e.LetterExported(field="Voorzitter", file=FILE),
        "De brief is uitgevoerd om elders te ondertekenen in veld Voorzitter.",
    ),
    (
        e.LetterSigned(signature=SIGNATURE),
        f"voorzitter ondertekende in veld Voorzitter als CN=TEST (WEGWERPSLEUTEL, TEST); SHA-256 {D}.",
    ),
    (
        e.LetterSigned(signature=SIGNATURE.model_copy(update={"throwaway": False})),
        f"voorzitter ondertekende in veld Voorzitter als CN=TEST; SHA-256 {D}.",
    ),
    (
        s.SigningRefused(field="Secretaris", person="secretaris", reason="een fout op bladzijde 2"),
        "secretaris weigert te ondertekenen in veld Secretaris. Reden: een fout op bladzijde 2",
    ),
    (
        s.RefusalEnded(field="Secretaris", person="secretaris"),
        "secretaris neemt de weigering terug om te ondertekenen in veld Secretaris.",
    ),
    (
        s.SignatureWithdrawn(field="Voorzitter", person="voorzitter", letter=FILE, reason="te vroeg"),
        "voorzitter trok handtekening Voorzitter in; die is weggegooid. Reden: te vroeg",
    ),
    (
        s.StampIntended(before=FILE),
        f"Voor de ondertekende brief wordt een archieftijdstempel gevraagd (SHA-256 {D}).",
    ),
    (
        s.LetterTimestamped(
            stamp=StampMade(before=FILE, after=FILE, authority="CN=Tsa", certificate=D, at=SIGNATURE.at)
        ),
        f"De brief heeft een archieftijdstempel van CN=Tsa; SHA-256 {D}.",
    ),
    (
        s.ReadinessProbed(day=date(2030, 4, 1), configuration=D, looked_at=("Voorzitter", "de dienst"), faults=()),
        "Nagekeken voor de ondertekening (Voorzitter, de dienst): in orde.",
    ),
    (
        s.ReadinessProbed(day=date(2030, 4, 1), configuration=D, looked_at=("de dienst",), faults=("Zwijgt.",)),
        "Nagekeken voor de ondertekening (de dienst): Zwijgt.",
    ),
    (
        f.FindingAccepted(
            code="BRF-010",
            finding=D,
            place="Vervolg",
            message="Twee tijden.",
            reason="citaat",
            by="coordinator",
            at=NOW,
        ),
        "Aanvaard is bevinding BRF-010 bij Vervolg: Twee tijden. Reden: citaat",
    ),
    (
        f.AcceptanceWithdrawn(code="BRF-010", finding=D, place="Vervolg", reason="toch niet"),
        "Bevinding BRF-010 bij Vervolg is niet langer aanvaard. Reden: toch niet",
    ),
    (
        z.ReleaseArmed(package=Package(edition="delta-2030", files=(FILE,), digest=D, content_digest=D)),
        f"De vrijgave staat klaar voor pakket {D} (1 bestand).",
    ),
    (z.ReleaseHeld(reason="vraag"), "De vrijgave is aangehouden. Reden: vraag"),
    (z.ReleaseAborted(reason="fout"), "De vrijgave is afgebroken. Reden: fout"),
    (
        z.KamerbriefSeen(kamerbrief=Kamerbrief(file=FILE, date=date(2030, 6, 30), number="12345 nr. 9")),
        f"Kamerbrief 12345 nr. 9 van 30-06-2030 is uit (SHA-256 {D}).",
    ),
    (
        z.KamerbriefSeen(
            kamerbrief=Kamerbrief(file=FILE, date=date(2030, 6, 30), number="12345 nr. 9"),
            source=z.SignalSource.TWEEDE_KAMER,
            document="2030D00001",
        ),
        "Kamerbrief 12345 nr. 9 van 30-06-2030 is uit, gepubliceerd in de open data van de Tweede Kamer "
        f"(SHA-256 {D}).",
    ),
    (
        z.ReleasePlanned(at=EVENING, zone="Europe/Amsterdam"),
        "Het pakket vertrekt op 30-06-2030 om 18:30 (Europe/Amsterdam).",
    ),
    (z.ReleaseUnplanned(reason="reces"), "Het moment van vertrek is vervallen. Reden: reces"),
    (z.ReleaseConfirmed(at=EVENING, package=D), f"Bevestigd: pakket {D} mag op 30-06-2030 18:30 vertrekken."),
    (z.MomentReached(planned=EVENING), "Het moment van vertrek (30-06-2030 18:30) is aangebroken."),
    (
        z.MomentReached(planned=EVENING, token=D, vouched=EVENING + timedelta(seconds=2)),
        "Het moment van vertrek (30-06-2030 18:30) is aangebroken; "
        "een tijdstempeldienst bevestigt 30-06-2030 18:30:02.",
    ),
    (
        z.ClockDoubted(planned=EVENING, vouched=EVENING - timedelta(hours=1)),
        "De klok van deze computer zegt dat het 30-06-2030 18:30 is geweest; de tijdstempeldienst zegt 30-06-2030 "
        "17:30:00. Er vertrekt niets.",
    ),
    (
        z.SignalDoubted(
            source=z.SignalSource.MAIL, document="brief.pdf", why="Het is een ander dossier.", files=(FILE,)
        ),
        "Niet voor de Kamerbrief aangezien: brief.pdf, per mail binnengekomen. Het is een ander dossier. "
        "Bewaard: 1 bestand.",
    ),
    (
        z.DoubtSettled(document="brief.pdf", reason="een andere brief"),
        "brief.pdf is niet de Kamerbrief van deze editie. Reden: een andere brief",
    ),
    (
        z.DeliveryPutOff(key="k", channel="archief", said="Het archief is dicht.", attempt=2, after=EVENING),
        "Aflevering bij archief lukt nog niet (poging 2; weer na 30-06-2030 18:30): Het archief is dicht.",
    ),
    (
        z.TrailStamped(occasion=z.Occasion.ADOPTION, seq=9, head=D, token=D, at=EVENING, authority="Tijddienst"),
        "Het logboek tot en met regel 9 heeft een tijdstempel van Tijddienst bij de vaststelling "
        f"(30-06-2030 18:30:00); hash {D}.",
    ),
    (
        z.SealMade(bag="pakket", sealed=D, token=D, at=EVENING, authority="Tijddienst"),
        "Het pakket is verzegeld met een tijdstempel van Tijddienst (30-06-2030 18:30:00).",
    ),
    (
        z.EmbargoedRead(person="secretaris", file=FILE, how="loket"),
        f"secretaris opende bijdrage.docx onder embargo (loket); SHA-256 {D}.",
    ),
    (
        z.DataDeleted(what="links van mails", count=3, rule="90 dagen na vrijgave"),
        "3 gegevens zijn gewist: links van mails. Regel: 90 dagen na vrijgave",
    ),
    (z.ReleaseFired(package=D, kamerbrief=D), f"Pakket {D} is vrijgegeven."),
    (z.DossierMade(digest=D, files=31), "Het dossier is gemaakt: 31 bestanden."),
]

KEY = "uitvraag:waterland"
OUT = OutgoingMail(
    key=KEY,
    purpose=Purpose.REQUEST,
    partner="waterland",
    to=("dijkwacht@example.org",),
    subject="Uw bijdrage",
    reference="a" * 20,
    message_id="1@example.org",
    message=FILE,
)
IN = IncomingMail(message=FILE, kind=IncomingKind.REPLY, partner="waterland", sent_at=NOW, attachments=(FILE,))
SENTENCES += [
    (
        t.StepStuck(step="draft", code="CFG-004", said="Een sjabloon ontbreekt."),
        "De stap draft lukt niet (CFG-004): Een sjabloon ontbreekt.",
    ),
    (t.StepRecovered(step="draft"), "De stap draft lukt weer."),
    (
        r.RequestMade(partner="waterland", department="dijken", reference="a" * 20),
        "waterland (dijken) krijgt een uitvraag met een eigen kenmerk.",
    ),
    (
        r.MailIntended(mail=OUT),
        f"Er gaat een mail uit (uitvraag) naar dijkwacht@example.org: Uw bijdrage (sleutel {KEY}).",
    ),
    (
        r.MailSent(key=KEY, server="250 ok", again=True),
        f"De mail {KEY} is verzonden (250 ok). Mogelijk kwam hij tweemaal aan: de vorige poging brak af.",
    ),
    (
        r.MailPutOff(key=KEY, reason="421 druk"),
        f"De mail {KEY} kon nu niet weg en wordt opnieuw geprobeerd: 421 druk",
    ),
    (
        r.MailRefused(key=KEY, to=("dijkwacht@example.org",), reason="550 onbekend"),
        f"De mail {KEY} is geweigerd voor dijkwacht@example.org: 550 onbekend",
    ),
    (r.MailResent(key=KEY), f"De mail {KEY} gaat nog een keer uit."),
    (r.MailReceived(mail=IN), "Er kwam een mail binnen (antwoord) van waterland met 1 bijlage."),
    (r.MailAssigned(message=D, partner=None), f"De mail {D[:16]}… is van niemand en ligt terzijde."),
    (r.MailAssigned(message=D, partner="waterland"), f"De mail {D[:16]}… hoort bij waterland."),
    (
        r.LateAdmitted(partner="waterland", original=D, reason="een telfout"),
        f"De late versie {D[:16]}… van waterland telt mee. Reden: een telfout",
    ),
    (
        r.FileWaived(partner="waterland", original=D, reason="een kladje"),
        f"Het bestand {D[:16]}… van waterland is terzijde gelegd. Reden: een kladje",
    ),
    (
        r.SignedOff(partner="waterland", original=D, by="de dijkgraaf"),
        f"de dijkgraaf is namens waterland akkoord met de versie {D[:16]}….",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), SENTENCES, ids=[event.kind for event, _ in SENTENCES])
def test_an_event_is_told_in_one_dutch_sentence(event: Event, sentence: str) -> None:
    assert sentence_of(event) == sentence


def test_every_kind_of_event_has_its_sentence() -> None:
    """A kind that is added to the union and not to the story fails here."""
    kinds = get_args(get_args(Event)[0])
    assert {type(event) for event, _ in SENTENCES} == set(kinds)


def test_the_story_keeps_the_order_who_acted_and_each_hash() -> None:
    first = Entry.after(None, edition="delta-2030", at=NOW, actor="a", account="x", event=SENTENCES[0][0])
    second = Entry.after(first, edition="delta-2030", at=NOW, actor="systeem", account="y", event=SENTENCES[-1][0])
    told = story([first, second])
    assert [(line.seq, line.actor, line.account, line.kind) for line in told] == [
        (1, "a", "x", "edition.opened"),
        (2, "systeem", "y", SENTENCES[-1][0].kind),
    ]
    assert [line.hash for line in told] == [first.hash, second.hash]


def test_the_keys_of_a_story_line_are_stable() -> None:
    assert list(StoryLine.model_fields) == ["seq", "at", "actor", "account", "kind", "sentence", "hash"]


def test_where_the_clock_was_set_back_the_line_says_so() -> None:
    first = Entry.after(None, edition="delta-2030", at=NOW, actor="a", account="x", event=SENTENCES[0][0])
    back = Entry.after(
        first, edition="delta-2030", at=NOW - timedelta(days=1), actor="a", account="x", event=SENTENCES[-1][0]
    )
    on = Entry.after(back, edition="delta-2030", at=NOW, actor="a", account="x", event=SENTENCES[-1][0])
    assert [("De klok stond hier" in line.sentence) for line in story([first, back, on])] == [False, True, False]
