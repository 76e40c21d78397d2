"""Signals that are none: another letter, an attachment that differs, another minute, a confirmation that is stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from bna_pipeline import wiring
from bna_pipeline.errors import BnaError
from bna_pipeline.model.release_events import SignalDoubted
from bna_pipeline.model.transitions import Act
from tests.e2e.early.attempt import Attempt, Seen, refused
from tests.support.embargoed import SENDER, Scene, report_of
from tests.support.tweede_kamer import Published
from tests.unit.record.story import tiny_pdf

OUT: Final = datetime.fromisoformat("2020-03-24T10:00:00+01:00")
"""When the Kamerbrief is out, in this story."""
_DATED, _NUMBERED = "Datum 24 maart 2020", "Kamerstuk 29697, nr. 80"
GENUINE: Final = tiny_pdf("Voortgang van de Regio Deal", _DATED, _NUMBERED)
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
MINUTE: Final = datetime(2020, 3, 24, 10, 0, tzinfo=_ZONE)

WRONG: Final = {
    "another text": tiny_pdf("Voortgang van de Nationale Omgevingsvisie", _DATED, _NUMBERED),
    "another dossier": tiny_pdf("Voortgang van de Regio Deal", _DATED, "Kamerstuk 33009, nr. 80"),
    "no number": tiny_pdf("Voortgang van de Regio Deal", _DATED),
    "no date": tiny_pdf("Voortgang van de Regio Deal", _NUMBERED),
    "no text": tiny_pdf(),
    "a text file": b"Voortgang van de Regio Deal. Datum 24 maart 2020. Kamerstuk 29697, nr. 80",
    "half a file": GENUINE[: len(GENUINE) // 2],
    "an empty file": b"",
}
"""Letters that are not the Kamerbrief of this edition."""
LATER: Final = tiny_pdf("Voortgang van de Regio Deal", "Datum 24 maart 2021", _NUMBERED)
EARLIER: Final = tiny_pdf("Voortgang van de Regio Deal", "Datum 24 maart 2019", _NUMBERED)


def attempts() -> Iterator[Attempt]:
    yield from (Attempt(f"by hand: {name}", partial(by_hand, data), on_copy=True) for name, data in WRONG.items())
    yield Attempt("by hand: the report itself", lambda scene: by_hand(report_of(scene), scene), on_copy=True)
    for name, data in {**WRONG, "of a day to come": LATER, "of before this edition": EARLIER}.items():
        if name != "an empty file":
            yield Attempt(f"in the inbox: {name}", partial(dropped, data), on_copy=True)
    yield Attempt("in the inbox: the report itself", lambda scene: dropped(report_of(scene), scene), on_copy=True)
    yield from (Attempt(f"in the Kamer's open data: {name}", do, on_copy=True) for name, do in _PUBLISHED.items())
    yield from (Attempt(f"mailed: {name}", do, on_copy=True) for name, do in _MAILED.items())
    yield from (Attempt(f"a minute: {name}", do, on_copy=True) for name, do in _MINUTES.items())
    yield from (Attempt(f"against the coordinator: {name}", do, on_copy=True) for name, do in _AGAINST.items())


# -- the letter, by hand, in the inbox, by mail ----------------------------------------------------------


def by_hand(data: bytes, scene: Scene, person: str = "coordinator") -> Seen:
    scene.clock.moment = OUT
    how = {"name": "kamerbrief.pdf", "data": data}
    return refused(lambda: scene.do(wiring.pipeline.note_kamerbrief, Act.NOTE_KAMERBRIEF, person, **how))


def dropped(data: bytes, scene: Scene) -> Seen:
    scene.clock.moment = OUT
    folder = scene.project.inbox("kamerbrief")
    folder.mkdir()
    (folder / "kamerbrief.pdf").write_bytes(data)
    return ()


def mailed(sender: str, data: bytes, scene: Scene) -> Seen:
    scene.clock.moment = OUT
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "bna@example.org", "Kamerbrief Regio Deal"
    mail["Date"] = "Tue, 24 Mar 2020 09:59:00 +0100"
    mail["Message-ID"] = f"<{len(data)}.{len(sender)}@example.org>"
    mail.set_content("Hierbij de Kamerbrief.")
    mail.add_attachment(data, maintype="application", subtype="pdf", filename="kamerbrief.pdf")
    assert scene.around.imap is not None
    scene.around.imap.append(mail.as_bytes())
    return ()


_MAILED: Final = {
    "by somebody who is not listed": partial(mailed, "iemand@kwaad.example.org", GENUINE),
    "by somebody who looks like it": partial(mailed, f"{SENDER}.kwaad.example.org", GENUINE),
    "by somebody with its name": partial(mailed, f'"{SENDER}" <iemand@kwaad.example.org>', GENUINE),
    "another letter, by who is listed": partial(mailed, SENDER, WRONG["another text"]),
}


# -- the Kamer's open data ---------------------------------------------------------------------------------


def published(scene: Scene, *attached: bytes, data: bytes = GENUINE, **changed: Any) -> Seen:
    scene.clock.moment = OUT
    scene.around.kamer.documents.clear()
    letter = Published(data, "Voortgang van de Regio Deal", date(2020, 3, 24), **{"sequence": 80, **changed})
    scene.around.kamer.publish(letter, *attached)
    asked = len(scene.around.kamer.asked)
    scene.run()
    assert len(scene.around.kamer.asked) > asked, "the open data were asked"
    scene.around.kamer.documents.clear()
    return ()


def _one_byte(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


_PUBLISHED: Final[dict[str, Callable[[Scene], Seen]]] = {
    "another attachment": lambda scene: published(scene, tiny_pdf("Een ander rapport")),
    "an attachment that differs by a byte": lambda scene: published(scene, _one_byte(report_of(scene))),
    "an attachment with a byte more": lambda scene: published(scene, report_of(scene) + b"\n"),
    "an attachment that was cut off": lambda scene: published(scene, report_of(scene)[:-1]),
    "no attachment": published,
    "another dossier": lambda scene: published(scene, report_of(scene), dossier=33009),
    "another kind of document": lambda scene: published(scene, report_of(scene), kind="Brief lid / fractie"),
    "withdrawn": lambda scene: published(scene, report_of(scene), removed=True),
    "a letter that is no PDF": lambda scene: published(scene, report_of(scene), data=b"<html>29697 nr. 80</html>"),
    "half a letter": lambda scene: published(scene, report_of(scene), data=GENUINE[:300]),
    "a letter about something else": lambda scene: published(scene, report_of(scene), data=WRONG["another text"]),
    "no letters, but a page of somebody": lambda scene: _answered(scene, b"<html>Inloggen</html>"),
    "an answer of something else": lambda scene: _answered(scene, b'{"value": "29697"}'),
    "an error": lambda scene: _away(scene, 500),
    "a redirect": lambda scene: _away(scene, 302),
}


def _answered(scene: Scene, body: bytes) -> Seen:
    scene.around.kamer.body = body
    try:
        return published(scene, report_of(scene))
    finally:
        scene.around.kamer.body = None


def _away(scene: Scene, status: int) -> Seen:
    scene.around.kamer.status = status
    try:
        return published(scene, report_of(scene))
    finally:
        scene.around.kamer.status = 200


# -- the minute ------------------------------------------------------------------------------------------


def only_confirmed(scene: Scene) -> None:
    """The same programme, in which a minute lets nothing go that was not confirmed."""
    path = scene.project.root / "templates" / "regiodeal" / "programme.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["delivery"]["signal"] = {"moment": {"confirmed": True}}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def plan(scene: Scene, at: datetime = MINUTE) -> None:
    scene.do(wiring.pipeline.plan_release, Act.PLAN_RELEASE, at=at)


def _planned(scene: Scene) -> Seen:
    plan(scene)
    scene.clock.moment = OUT - timedelta(minutes=10)
    return ()


def _unplanned(scene: Scene) -> Seen:
    plan(scene)
    scene.do(wiring.pipeline.unplan_release, Act.PLAN_RELEASE, reason="toch niet")
    scene.clock.moment = OUT + timedelta(days=1)
    return ()


def _moved_on(scene: Scene) -> Seen:
    plan(scene)
    plan(scene, MINUTE + timedelta(days=30))
    scene.clock.moment = OUT + timedelta(days=1)
    return ()


def _held_at_its_minute(scene: Scene) -> Seen:
    plan(scene)
    scene.do(wiring.pipeline.hold, Act.HOLD, reason="wachten")
    scene.clock.moment = OUT + timedelta(days=1)
    return ()


def _aborted_at_its_minute(scene: Scene) -> Seen:
    plan(scene)
    scene.do(wiring.pipeline.abort, Act.ABORT, reason="toch niet")
    scene.clock.moment = OUT + timedelta(days=1)
    return ()


def _in_the_past(scene: Scene) -> Seen:
    return refused(lambda: plan(scene, datetime(2020, 3, 19, 10, 0, tzinfo=_ZONE)))


_MINUTES: Final[dict[str, Callable[[Scene], Seen]]] = {
    "that is still to come": _planned,
    "that was taken back": _unplanned,
    "that was moved": _moved_on,
    "of a release that is held": _held_at_its_minute,
    "of a release that was aborted": _aborted_at_its_minute,
    "of yesterday": _in_the_past,
}


# -- against what the coordinator said -------------------------------------------------------------------


def _genuine_when(act: Callable[[Scene], object]) -> Callable[[Scene], Seen]:
    """The genuine Kamerbrief comes in, after something that keeps the package back."""

    def do(scene: Scene) -> Seen:
        act(scene)
        yield from by_hand(GENUINE, scene)
        scene.run()

    return do


def _hold(scene: Scene) -> None:
    scene.do(wiring.pipeline.hold, Act.HOLD, reason="het debat is uitgesteld")


def _abort(scene: Scene) -> None:
    scene.do(wiring.pipeline.abort, Act.ABORT, reason="verkeerde dag")


def _doubt(scene: Scene) -> None:
    published(scene, tiny_pdf("Een ander rapport"))
    assert any(isinstance(entry.event, SignalDoubted) for entry in scene.project.entries), "there is a doubt"


def _doubted_then_the_minute(scene: Scene) -> Seen:
    plan(scene)
    _doubt(scene)
    scene.clock.moment = OUT + timedelta(hours=1)
    return ()


def _confirmed_for_another(scene: Scene) -> Seen:
    """A confirmation of the package that was armed before is none of what is armed now; then comes its minute."""
    only_confirmed(scene)
    before = scene.project.state().armed
    assert before is not None
    _abort(scene)
    scene.do(wiring.pipeline.arm, Act.ARM)
    plan(scene)
    yield from refused(lambda: scene.do(wiring.pipeline.confirm_release, Act.CONFIRM_RELEASE, package=before.digest))
    scene.clock.moment = OUT + timedelta(hours=1)


def _armed_for_another_letter(scene: Scene) -> Seen:
    """Somebody arms what he did not see; then comes the genuine Kamerbrief."""
    _abort(scene)
    yield from refused(lambda: scene.do(wiring.pipeline.arm, Act.ARM, letter="0" * 64))
    yield from by_hand(GENUINE, scene)


def _steps_by_themselves(scene: Scene) -> Seen:
    """Every step that delivers, called out of turn and many times."""
    app = scene.app()
    tools, system = app.tools("regiodeal-2020"), app.system()
    steps = wiring.pipeline
    for step in (steps.deliver, steps.archive, steps.assemble, steps.reach_moment, steps.post) * 3:
        try:
            yield "\n".join(step(tools, system).said)
        except BnaError as fault:
            yield str(fault)


def _by_nobody(scene: Scene) -> Seen:
    """People whose role it is not hand in the genuine Kamerbrief."""
    for person in ("lezer-mensen", "inzender", "archivaris", "gedeputeerde", "vreemde"):
        yield from by_hand(GENUINE, scene, person)


_AGAINST: Final[dict[str, Callable[[Scene], Seen]]] = {
    "the Kamerbrief, while he holds it": _genuine_when(_hold),
    "the Kamerbrief, after he aborted": _genuine_when(_abort),
    "the minute, while a letter is doubted": _doubted_then_the_minute,
    "a confirmation of another package": _confirmed_for_another,
    "arming for another letter": _armed_for_another_letter,
    "steps out of turn": _steps_by_themselves,
    "the Kamerbrief, by whoever may not": _by_nobody,
}


# -- what does let it go -----------------------------------------------------------------------------------


def _at_its_minute(scene: Scene) -> None:
    plan(scene)
    scene.clock.moment = OUT


def _in_the_open_data(scene: Scene) -> None:
    published(scene, report_of(scene))


LET_GO: Final[dict[str, Callable[[Scene], object]]] = {
    "by hand": partial(by_hand, GENUINE),
    "in the inbox": partial(dropped, GENUINE),
    "mailed": partial(mailed, SENDER, GENUINE),
    "in the Kamer's open data": _in_the_open_data,
    "its minute": _at_its_minute,
}
"""The same ways, with what is genuine."""
