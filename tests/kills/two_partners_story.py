"""A whole edition of two partners, short enough to be killed at every point in every test run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from bna_pipeline.model.draft import LETTER_PDF, Outcome, Verdict
from bna_pipeline.model.transitions import Act as Opens
from bna_pipeline.wiring import App, pipeline
from tests.e2e.forging import sign_elsewhere
from tests.kills.desk_acts import DESK_ACTS
from tests.kills.layout import KEPT_BYTES, lay_out
from tests.kills.story import Act, Story
from tests.programmes.layout import TEMPLATES

HERE = Path(__file__).parent / "two_partners"
EDITION = "duo-2020"
INBOX = f"inbox/{EDITION}"
SIGNED_ELSEWHERE = "elders-ondertekend.pdf"

Does = Callable[..., object]


def _by(person: str, opens: Opens, does: Does, /, **how: object) -> Callable[[App], object]:
    return lambda app: does(app.tools(EDITION), app.actor(EDITION, person, opens), **how)


def _decide(person: str, stage: str, verdict: Verdict, **how: object) -> Callable[[App], object]:
    return _by(person, Opens.DECIDE, pipeline.decide, stage=stage, verdict=verdict, **how)


def _files(**files: str) -> Callable[[Path], Mapping[str, bytes]]:
    """Files that partners send, by partner: their name below `two_partners/inbox`."""
    return lambda _root: {
        f"{INBOX}/{partner}/{name}": (HERE / "inbox" / name).read_bytes() for partner, name in files.items()
    }


def _adopt(on: date, number: str, outcome: Outcome, **more: str) -> Callable[[App], object]:
    """The secretaris records what GS decided."""
    return _by("secretaris", Opens.ADOPT, pipeline.adopt, on=on, number=number, outcome=outcome, **more)


def _redactie(version: int, sent: str, before: str, after: str) -> Callable[[Path], Mapping[str, bytes]]:
    """A next version of the redactie, in which some words are others."""

    def mended(_root: Path) -> Mapping[str, bytes]:
        text = (HERE / "inbox" / "redactie.yaml").read_text(encoding="utf-8")
        assert before in text
        changed = text.replace(before, after).replace("2020-02-13T09:00", sent)
        return {f"{INBOX}/redactie/redactie-{version}.yaml": changed.encode()}

    return mended


def _signed_elsewhere(root: Path) -> Mapping[str, bytes]:
    """The letter as the secretaris got it, with the signature that another program put in it."""
    keys = root / ".bna" / "keys" / EDITION.rpartition("-")[0]
    letter = (root / "outbox" / EDITION / "ondertekening" / LETTER_PDF).read_bytes()
    passphrase = (keys / "ontgrendelen.txt").read_bytes()
    key = (keys / "TEST-Secretaris.p12").read_bytes()
    return {SIGNED_ELSEWHERE: sign_elsewhere(letter, "Secretaris", key, passphrase, certify=False)}


def _import(app: App) -> object:
    data = (app.root / SIGNED_ELSEWHERE).read_bytes()
    return pipeline.import_signed(app.tools(EDITION), app.actor(EDITION, "secretaris", Opens.SIGN), data)


def _kamerbrief(app: App) -> object:
    return pipeline.note_kamerbrief(
        app.tools(EDITION),
        app.actor(EDITION, "coordinator", Opens.NOTE_KAMERBRIEF),
        name="kamerbrief.pdf",
        data=(TEMPLATES / "bna" / "demo" / "kamerbrief.pdf").read_bytes(),
        on=date(2020, 3, 16),
        number="80",
    )


def story() -> Story:
    """Everything that exists in the life of an edition happens here at least once."""
    steps: list[tuple[str, Callable[[App], object] | None, Callable[[Path], Mapping[str, bytes]] | None]] = [
        # The test keys are made here: with other keys every later signature, and so its place in the store, is another.
        ("check", lambda app: pipeline.check(app.tools(EDITION)), None),
        ("open", _by("coordinator", Opens.OPEN, pipeline.open_edition), None),
        (
            "collect a good file, a bad file and the redactie",
            None,
            _files(provincie="provincie.yaml", gemeente="gemeente-fout.yaml", redactie="redactie.yaml"),
        ),
        (
            "collect a mended file, and one too long to keep",
            None,
            lambda root: {
                **_files(gemeente="gemeente.yaml")(root),
                f"{INBOX}/gemeente/opname.mov": bytes(KEPT_BYTES + 1),
            },
        ),
        (
            "settle",
            _by(
                "coordinator",
                Opens.SETTLE,
                pipeline.settle,
                subject="W-01",
                chosen="gemeente",
                reason="De gemeente is trekker.",
            ),
            None,
        ),
        ("close, and the first draft", _by("coordinator", Opens.CLOSE, pipeline.close), None),
        ("return", _decide("lezer", "lezers", Verdict.RETURN, comment="Noem ook de meelopers."), None),
        (
            "an edit, and the next draft",
            None,
            _redactie(2, "2020-02-17T09:00", "De regio groeit", "De regio groeit groeit"),
        ),
        (
            "accept what was found on it",
            _by("coordinator", Opens.ACCEPT, pipeline.accept, rule="BRF-032", reason="Zo staat het in de agenda."),
            None,
        ),
        *DESK_ACTS,
        (
            "delegate",
            _by(
                "directeur",
                Opens.DELEGATE,
                pipeline.delegate,
                principal="directeur",
                deputy="plaatsvervanger",
                valid_from=date(2020, 2, 1),
                valid_until=date(2020, 4, 1),
                reason="Verlof",
            ),
            None,
        ),
        (
            "more time, for the term has passed",
            _by(
                "coordinator",
                Opens.EXTEND_TERM,
                pipeline.extend_term,
                stage="lezers",
                until=date(2020, 3, 6),
                reason="De lezer is met vakantie.",
            ),
            None,
        ),
        (
            "be away",
            _by(
                "directeur",
                Opens.NOTE_ABSENCE,
                pipeline.note_absence,
                person="directeur",
                first=date(2020, 3, 2),
                last=date(2020, 3, 6),
                deputy="plaatsvervanger",
            ),
            None,
        ),
        (
            "not be away after all",
            _by(
                "directeur",
                Opens.NOTE_ABSENCE,
                pipeline.end_absence,
                person="directeur",
                first=date(2020, 3, 2),
                reason="De vakantie gaat niet door.",
            ),
            None,
        ),
        ("approve, and the next stage's turn", _decide("lezer", "lezers", Verdict.APPROVE), None),
        ("withdraw, and the next stage is set back", _decide("lezer", "lezers", Verdict.WITHDRAW), None),
        (
            "approve with remarks",
            _decide("lezer", "lezers", Verdict.REMARK, comment="Akkoord, let op de spelling."),
            None,
        ),
        (
            "approve for another, and the review is complete",
            _decide("plaatsvervanger", "directie", Verdict.APPROVE, on_behalf="directeur"),
            None,
        ),
        ("hold the adoption", _adopt(date(2020, 2, 25), "GS-1", Outcome.HELD), None),
        ("adopt with a mandate", _adopt(date(2020, 2, 26), "GS-2", Outcome.MANDATE, holder="voorzitter"), None),
        (
            "withdraw the adoption",
            _by("secretaris", Opens.WITHDRAW_ADOPTION, pipeline.withdraw_adoption, reason="Het nummer klopt niet."),
            None,
        ),
        ("adopt with a mandate again", _adopt(date(2020, 2, 28), "GS-3", Outcome.MANDATE, holder="voorzitter"), None),
        (
            "an edit under the mandate, and its draft",
            None,
            _redactie(3, "2020-02-28T09:00", "De regio groeit", "De regio groeit nog steeds"),
        ),
        (
            "take back what was accepted, now that the text is mended",
            _by("coordinator", Opens.ACCEPT, pipeline.withdraw_acceptance, rule="BRF-032", reason="Het is verbeterd."),
            None,
        ),
        ("approve the last draft", _decide("lezer", "lezers", Verdict.APPROVE), None),
        (
            "approve the last draft for another",
            _decide("plaatsvervanger", "directie", Verdict.APPROVE, on_behalf="directeur"),
            None,
        ),
        (
            "settle the mandate, and the hand-over",
            _by("voorzitter", Opens.SETTLE_MANDATE, pipeline.finish_mandate),
            None,
        ),
        ("refuse to sign", _by("secretaris", Opens.REFUSE, pipeline.refuse_signing, reason="Een fout."), None),
        ("take the refusal back", _by("secretaris", Opens.RESUME, pipeline.resume_signing), None),
        ("sign too early", _by("voorzitter", Opens.SIGN, pipeline.sign), None),
        (
            "withdraw the signature",
            _by("voorzitter", Opens.WITHDRAW_SIGNATURE, pipeline.withdraw_signature, reason="Te vroeg."),
            None,
        ),
        ("sign", _by("voorzitter", Opens.SIGN, pipeline.sign), None),
        (
            "withdraw the adoption of a signed letter",
            _by("secretaris", Opens.WITHDRAW_ADOPTION, pipeline.withdraw_adoption, reason="GS willen het overdoen."),
            None,
        ),
        (
            "end the delegation",
            _by(
                "directeur",
                Opens.DELEGATE,
                pipeline.end_delegation,
                principal="directeur",
                deputy="plaatsvervanger",
                reason="Terug van verlof",
            ),
            None,
        ),
        ("adopt", _adopt(date(2020, 3, 4), "GS-4", Outcome.ADOPTED), None),
        ("sign anew", _by("voorzitter", Opens.SIGN, pipeline.sign), None),
        ("export", _by("secretaris", Opens.SIGN, pipeline.export), None),
        ("import", _import, _signed_elsewhere),
        ("arm", _by("coordinator", Opens.ARM, pipeline.arm), None),
        ("abort", _by("coordinator", Opens.ABORT, pipeline.abort, reason="Verkeerde bijlage"), None),
        ("arm a new package", _by("coordinator", Opens.ARM, pipeline.arm), None),
        ("hold", _by("coordinator", Opens.HOLD, pipeline.hold, reason="Vraag van het kabinet"), None),
        ("arm again", _by("coordinator", Opens.ARM, pipeline.arm), None),
        ("kamerbrief, release, receipts, dossier", _kamerbrief, None),
    ]
    start = datetime.fromisoformat("2020-02-17T09:00:00+01:00")
    acts = (
        Act(name, start.replace(month=2 + (9 + n) // 27, day=1 + (9 + n) % 27), do, arrives or (lambda _root: {}))
        for n, (name, do, arrives) in enumerate(steps)
    )
    return Story(EDITION, lambda root: lay_out(root, HERE / "programme.yaml", EDITION), tuple(acts))
