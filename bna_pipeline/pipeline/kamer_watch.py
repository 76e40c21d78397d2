"""The Tweede Kamer's open data as a signal: the Kamerbrief is found, held against ours, and lets the package go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from bna_pipeline.delivery.kamer import about, doubt_about, may_be_pdf
from bna_pipeline.errors import KamerAway, KamerbriefUnreadable, KamerFileTooLong
from bna_pipeline.model.base import FileDigest, Sha256, digest_of
from bna_pipeline.model.delivery import KamerRule
from bna_pipeline.model.draft import Kamerbrief
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.signal_state import near, waited_for
from bna_pipeline.pipeline.signals import adopted_report, is_former, note_doubt, note_seen, read_for, told_seen
from bna_pipeline.pipeline.tools import Actor, Step, Tools, state
from bna_pipeline.ports import KamerDocument, KamerService

NOT_ADOPTED: Final = "Hij is uit, en het college heeft nog niets vastgesteld."
"""Why a letter is doubted before there is a report to hold against what hangs by it."""
MOST_LETTERS: Final = 10
"""The latest ones that are looked into; of one agenda there is one in a year."""
MOST_ATTACHMENTS: Final = 20
_MEMORY: Final = "kamer/1"
_DOUBTED: Final = b"doubted"
_FORMER: Final = b"former"


def watch_kamer(tools: Tools, actor: Actor) -> Step:
    """Ask the open data once, where the programme takes it for a signal and there is no Kamerbrief yet.

    Never sooner after the last question than the settings say, whoever asks. A service that is away is a trouble of
    this step and no error: the steps behind it go on, and it stays a trouble until the service answers.
    """
    rule, service, now = tools.programme.delivery.signal.tweede_kamer, tools.kamer, state(tools)
    if rule is None or service is None or not waited_for(now):
        return Step("kamer", False)
    if service.pace.not_before(near=near(now)) is not None:
        return Step("kamer", False, trouble=_still_away(now))
    service.pace.asking()
    try:
        said = _look(tools, actor, service, rule)
    except KamerAway as away:
        service.pace.away(away.retry_after)
        return Step("kamer", state(tools).seq != now.seq, (str(away),), trouble=away)
    service.pace.answered()
    return Step("kamer", state(tools).seq != now.seq, said)


def _still_away(now: EditionState) -> KamerAway | None:
    """The trouble of the last question; it is not over because nobody asked."""
    stuck = next((stuck for stuck in now.stuck if stuck.step == "kamer"), None)
    return None if stuck is None else KamerAway(stuck.said)


def _look(tools: Tools, actor: Actor, service: KamerService, rule: KamerRule) -> tuple[str, ...]:
    """Hold every letter that may be ours against ours; only then note the one that is.

    Raises:
        KamerAway: what was found before that is on record.
    """
    delivery, now = tools.programme.delivery, state(tools)
    letters = service.letters(
        kind=rule.document_kind, dossier=delivery.kamerbrief_dossier, since=tools.edition.period_end
    )
    said: list[str] = []
    ours: list[tuple[KamerDocument, Kamerbrief]] = []
    for letter in about(letters, delivery.kamerbrief_words)[:MOST_LETTERS]:
        if letter.id in now.release.dismissed:
            continue
        found = _held_against(tools, now, service, rule, letter)
        if isinstance(found, Kamerbrief):
            ours.append((letter, found))
        elif found is not None and note_doubt(tools, actor, found):
            said.append(
                f"ALARM: een Kamerbrief in de open data van de Tweede Kamer is niet zonder meer de onze. {found.why}"
            )
    for letter, kamerbrief in ours:
        if note_seen(tools, actor, kamerbrief, SignalSource.TWEEDE_KAMER, letter.id):
            said += told_seen(tools, kamerbrief, SignalSource.TWEEDE_KAMER)
    return tuple(said)


def _held_against(
    tools: Tools, now: EditionState, service: KamerService, rule: KamerRule, letter: KamerDocument
) -> Kamerbrief | SignalDoubted | None:
    """The Kamerbrief, when it is ours as what hangs by it is; else why not.

    None: nothing changed since the doubt, or it is the letter of the edition that this one corrects.
    """
    attachments, report = service.attachments(letter)[:MOST_ATTACHMENTS], adopted_report(now)
    same = _same(tools, letter, attachments, report)
    before = _recalled(tools, same)
    if before == _FORMER or (before == _DOUBTED and letter.id in now.release.doubts):
        return None
    attached = _attached(tools, service, attachments)
    found = _letter(tools, service, letter, attached.files)
    if found is None:
        _remember(tools, same, _FORMER)
        return None
    if isinstance(found, Kamerbrief):
        why = NOT_ADOPTED if report is None else doubt_about(rule, report, attached.by_name, attached.too_long)
        if why is None:
            return found
        found = _doubted(letter, why, (found.file, *attached.files))
    _remember(tools, same, _DOUBTED)
    return found


def _letter(
    tools: Tools, service: KamerService, letter: KamerDocument, attached: tuple[FileDigest, ...]
) -> Kamerbrief | SignalDoubted | None:
    """The letter as it reads; why it does not; None: an edition went with it that this one corrects."""
    name = f"{letter.number or letter.id}.pdf"
    try:
        data = service.file(letter)
    except KamerFileTooLong as long:
        return _doubted(letter, long.message, attached)
    if is_former(tools, FileDigest.of(name, data)):
        return None
    tools.blobs.put(data)
    dossier = tools.programme.delivery.kamerbrief_dossier
    number = None if letter.sequence is None else f"{dossier} nr. {letter.sequence}"
    try:
        return read_for(tools, name, data, date=letter.published, number=number)
    except KamerbriefUnreadable as wrong:
        return _doubted(letter, wrong.message, (FileDigest.of(name, data), *attached))


class _Attached(NamedTuple):
    files: tuple[FileDigest, ...]
    too_long: tuple[str, ...]

    @property
    def by_name(self) -> dict[str, FileDigest]:
        return {file.name: file for file in self.files}


def _attached(tools: Tools, service: KamerService, attachments: Sequence[KamerDocument]) -> _Attached:
    """What hangs by the letter, fetched and kept."""
    files, too_long = dict[str, FileDigest](), list[str]()
    for document in attachments:
        if not may_be_pdf(document):
            continue
        name = f"{document.number or document.id}.pdf"
        if name in files:
            name = f"{document.id}.pdf"
        try:
            data = service.file(document)
        except KamerFileTooLong:
            too_long.append(name)
            continue
        tools.blobs.put(data)
        files[name] = FileDigest.of(name, data)
    return _Attached(tuple(files.values()), tuple(too_long))


def _same(
    tools: Tools, letter: KamerDocument, attachments: Sequence[KamerDocument], report: FileDigest | None
) -> Sha256 | None:
    """Names a letter, what hangs by it and what it is held against; None: the service does not say what changed."""
    documents = (letter, *attachments)
    if any(document.changed is None for document in documents):
        return None
    held = None if report is None else report.sha256
    return digest_of([_MEMORY, tools.id, held, sorted([d.id, d.changed or ""] for d in documents)])


def _recalled(tools: Tools, same: Sha256 | None) -> bytes | None:
    return None if same is None or tools.memory is None else tools.memory.recall(same)


def _remember(tools: Tools, same: Sha256 | None, what: bytes) -> None:
    """Only what lets nothing go is remembered: a letter that does is held against ours anew."""
    if same is not None and tools.memory is not None:
        tools.memory.remember(same, what)


def _doubted(letter: KamerDocument, why: str, files: tuple[FileDigest, ...]) -> SignalDoubted:
    return SignalDoubted(source=SignalSource.TWEEDE_KAMER, document=letter.id, why=why, files=files)
