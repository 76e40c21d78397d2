"""Somebody who can write on the disk or move the clock: the programme, a file, the ledger, the machine's time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final

import yaml
from pydantic import TypeAdapter

from bna_pipeline import wiring
from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import canonical_json
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.transitions import Act
from tests.e2e.early import signals
from tests.e2e.early.attempt import Attempt, Seen
from tests.programmes.layout import EDITION
from tests.support.embargoed import Scene
from tests.support.pki import PASSPHRASE, Pki

_GROWS: Final = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def attempts() -> Iterator[Attempt]:
    yield from (Attempt(f"on the disk: {name}", do, on_copy=True) for name, do in _DISK.items())
    yield from (Attempt(f"in the ledger: {name}", do, on_copy=True, forged=True) for name, do in _LEDGER.items())


def with_authority(pki: Pki) -> Iterator[Attempt]:
    """The clock is set forward, and a timestamp authority is asked for the time."""
    for name, do in _CLOCK.items():
        yield Attempt(f"the clock: {name}", partial(do, pki), on_copy=True)


# -- files -----------------------------------------------------------------------------------------------


def _programme(change: Callable[[dict[str, Any]], object]) -> Callable[[Scene], Seen]:
    """Another programme under the armed package: no change of its rules is a signal."""

    def do(scene: Scene) -> Seen:
        path = scene.project.root / "templates" / "regiodeal" / "programme.yaml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return ()

    return do


def _another_channel(data: dict[str, Any]) -> None:
    extra = {"id": "kwaad", "name": "Kwaad", "kind": "folder", "target": "website", "files": "package"}
    data["delivery"]["channels"][1] = extra


def _any_dossier(data: dict[str, Any]) -> None:
    data["delivery"] |= {"kamerbrief_dossier": "33009", "kamerbrief_words": []}


def _any_sender(data: dict[str, Any]) -> None:
    data["delivery"]["signal"]["senders"].append("iemand@kwaad.example.org")


def _went_out_before(data: dict[str, Any]) -> None:
    edition = next(e for e in data["editions"] if e["id"] == EDITION)
    edition["letter_sent"] = "2020-03-01"


def _spoiled(name: str) -> Callable[[Scene], Seen]:
    """A file of the armed package in the blob store is another by a bit; then comes the genuine Kamerbrief."""

    def do(scene: Scene) -> Seen:
        armed = scene.project.state().armed
        assert armed is not None
        path = scene.project.blob(next(f for f in armed.files if f.name.endswith(name)))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(data)
        return signals.by_hand(signals.GENUINE, scene)

    return do


def _swapped(scene: Scene) -> Seen:
    """The letter's bytes stand where the report's should; then comes the genuine Kamerbrief."""
    armed = scene.project.state().armed
    assert armed is not None
    by_name = {f.name.rpartition("/")[2]: scene.project.blob(f) for f in armed.files}
    by_name[REPORT_PDF].chmod(0o600)
    by_name[REPORT_PDF].write_bytes(by_name[LETTER_PDF].read_bytes())
    return signals.by_hand(signals.GENUINE, scene)


def _gone(scene: Scene) -> Seen:
    armed = scene.project.state().armed
    assert armed is not None
    scene.project.blob(next(f for f in armed.files if f.name.endswith(LETTER_PDF))).unlink()
    return signals.by_hand(signals.GENUINE, scene)


def _linked(scene: Scene) -> Seen:
    """A link in the inbox to the genuine Kamerbrief elsewhere: what a link leads to is nothing that somebody sent."""
    scene.clock.moment = signals.OUT
    elsewhere = scene.project.root / "elders.pdf"
    elsewhere.write_bytes(signals.GENUINE)
    folder = scene.project.inbox("kamerbrief")
    folder.mkdir()
    (folder / "kamerbrief.pdf").symlink_to(elsewhere)
    return ()


_DISK: Final[dict[str, Callable[[Scene], Seen]]] = {
    "a channel more in the programme": _programme(_another_channel),
    "the dossier is another in the programme, and nothing came": _programme(_any_dossier),
    "a sender more in the programme, and nothing came": _programme(_any_sender),
    "the programme says that it went out": _programme(_went_out_before),
    "the letter is another by a bit": _spoiled(f"/{LETTER_PDF}"),
    "the report is another by a bit": _spoiled(f"/{REPORT_PDF}"),
    "the manifest is another by a bit": _spoiled("/manifest.json"),
    "the letter in place of the report": _swapped,
    "the letter is gone": _gone,
    "a link to the Kamerbrief in the inbox": _linked,
}


# -- the ledger ------------------------------------------------------------------------------------------


def _opened(scene: Scene) -> sqlite3.Connection:
    """The ledger's file without what keeps it from being rewritten, as whoever owns the disk can have it."""
    ledger = scene.database()
    for (trigger,) in ledger.execute(_GROWS).fetchall():
        ledger.execute(f"DROP TRIGGER {trigger}")
    return ledger


def _rows(ledger: sqlite3.Connection) -> list[tuple[int, dict[str, Any]]]:
    found = ledger.execute("SELECT seq, entry FROM ledger_entry WHERE edition = ? ORDER BY seq", (EDITION,))
    return [(seq, json.loads(text)) for seq, text in found]


def _after(scene: Scene) -> Seen:
    """Everything that goes by itself, and what people would see who look."""
    for step in (scene.run, lambda: (str(scene.project.entries),)):
        with suppress(BnaError):
            step()
    return ()


def _appended(event: dict[str, Any], *, fits: bool) -> Callable[[Scene], Seen]:
    """An event more at the end, like the entries before it.

    Args:
        fits: whether its hash goes on from the one before, as somebody makes it who knows how; the seal needs a key.
    """

    def do(scene: Scene) -> Seen:
        now = scene.project.state()
        assert now.armed is not None
        known = {**event, **({"package": now.armed.digest} if event["kind"] == "release.fired" else {})}
        with closing(_opened(scene)) as ledger, ledger:
            seq, text = _rows(ledger)[-1]
            last = Entry.model_validate(text)
            made = Entry.after(
                last,
                edition=EDITION,
                at=scene.clock.now(),
                actor="systeem",
                account="proef",
                event=TypeAdapter[Any](Event).validate_python(known),
            )
            forged = made if fits else made.model_copy(update={"hash": "0" * 64})
            written = canonical_json(forged).decode()
            ledger.execute("INSERT INTO ledger_entry VALUES (?, ?, ?)", (EDITION, seq + 1, written))
        with suppress(BnaError):
            assert scene.project.entries is None, "the ledger takes a forged entry for its own"
        return _after(scene)

    return do


def _rewritten(kind: str, changed: dict[str, Any]) -> Callable[[Scene], Seen]:
    def do(scene: Scene) -> Seen:
        if kind == "release.held":
            scene.do(wiring.pipeline.hold, Act.HOLD, reason="wachten")
        with closing(_opened(scene)) as ledger, ledger:
            seq, entry = next((s, e) for s, e in reversed(_rows(ledger)) if e["event"]["kind"] == kind)
            entry["event"] |= changed
            ledger.execute(
                "UPDATE ledger_entry SET entry = ? WHERE edition = ? AND seq = ?", (json.dumps(entry), EDITION, seq)
            )
        return (*signals.by_hand(signals.GENUINE, scene), *_after(scene))

    return do


def _cut_off(scene: Scene) -> Seen:
    """The hold is taken out of the ledger; then comes the genuine Kamerbrief."""
    scene.do(wiring.pipeline.hold, Act.HOLD, reason="wachten")
    with closing(_opened(scene)) as ledger, ledger:
        seq = _rows(ledger)[-1][0]
        for table in ("ledger_entry", "ledger_seal"):
            ledger.execute(f"DELETE FROM {table} WHERE edition = ? AND seq >= ?", (EDITION, seq))
    return (*signals.by_hand(signals.GENUINE, scene), *_after(scene))


_MOMENT: Final = "2020-03-19T09:00:00Z"
_FORGED: Final = {
    "that it was released": {"kind": "release.fired"},
    "that the minute has come": {"kind": "release.moment-reached", "planned": _MOMENT},
    "that a minute was set": {"kind": "release.planned", "at": _MOMENT, "zone": "Europe/Amsterdam"},
}
_LEDGER: Final[dict[str, Callable[[Scene], Seen]]] = {
    **{
        f"{name}, {'with a hash that fits' if fits else 'with any hash'}": _appended(event, fits=fits)
        for fits in (False, True)
        for name, event in _FORGED.items()
    },
    "another package was armed": _rewritten("release.armed", {"package": None}),
    "a hold is an arming": _rewritten("release.held", {"kind": "release.aborted"}),
    "the hold is gone": _cut_off,
}


# -- the clock -------------------------------------------------------------------------------------------


def _configured(pki: Pki, scene: Scene) -> None:
    folder = scene.project.root / ".bna"
    pki.write_trust(folder)
    pki.write_key("voorzitter", folder)  # a sample asks an authority only where it has keys that are no throwaway ones
    (folder / "wachtzin").touch(mode=0o600)
    (folder / "wachtzin").write_bytes(PASSPHRASE)
    settings = folder / "settings.toml"
    said = f'\n[signing]\nlevel = "B-B"\ntimestamp_url = "{pki.tsa_url}"\ntrust = [".bna/vertrouwd.pem"]\n'
    said += '[keys.Gedeputeerde]\npkcs12 = ".bna/voorzitter.p12"\npassphrase_file = ".bna/wachtzin"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + said, encoding="utf-8")


def _forward(pki: Pki, scene: Scene) -> Seen:
    """The minute is set; then this machine's clock goes past it, and the authority's does not."""
    _configured(pki, scene)
    pki.now = scene.clock.moment
    signals.plan(scene)
    scene.clock.moment = signals.OUT + timedelta(hours=1)
    return ()


def _without_answer(pki: Pki, scene: Scene) -> Seen:
    pki.fails("tsa")
    return _forward(pki, scene)


def _a_minute_early(pki: Pki, scene: Scene) -> Seen:
    seen = _forward(pki, scene)
    pki.now = signals.MINUTE - timedelta(minutes=5)
    return seen


_CLOCK: Final[dict[str, Callable[[Pki, Scene], Seen]]] = {
    "days forward": _forward,
    "forward, with an authority that does not answer": _without_answer,
    "five minutes forward": _a_minute_early,
}


def set_right(pki: Pki, scene: Scene) -> None:
    """The same minute and the same clock, and the authority's says that it has come."""
    _forward(pki, scene)
    pki.now = scene.clock.moment
