"""Three programmes with four editions each, and the persons of all of them: what several machines are given to do.

The three differ in what the work is made of: how many decide and sign, whether a ministry gets the report beforehand,
and on how many channels the package leaves. Editions of one programme follow on one another, so all of them are kept
at the same step: what an edition says of the one before must not hang on which was first.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from bna_pipeline import wiring
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from tests.programmes.layout import REGIODEAL, TEMPLATES

YEARS: Final = (2020, 2021, 2022, 2023)
_KAMERBRIEF: Final = TEMPLATES / "bna" / "demo" / "kamerbrief.pdf"
_YEAR: Final = re.compile(r"\b20(18|19|20)\b")
_CHANNELS: Final = (
    {"id": "statengriffie", "name": "Statengriffie", "kind": "folder", "target": "statengriffie", "files": "documents"},
    {"id": "website", "name": "Website", "kind": "folder", "target": "website", "files": "publication"},
    {"id": "archief", "name": "Archief", "kind": "folder", "target": "archief", "files": "package"},
)


@dataclass(frozen=True)
class Kind:
    """One of the three programmes.

    Attributes:
        readers: who decide in the first stage; with more than one, at the same moment.
        signers: fields of the letter, in order.
        channels: on how many the package leaves.
        hand_over: whether the ministry gets the report under embargo.
    """

    id: str
    readers: tuple[str, ...]
    signers: tuple[str, ...]
    channels: int
    hand_over: bool


KINDS: Final = (
    Kind("regiodeal", ("lezer-mensen", "lezer-rijk"), ("Gedeputeerde",), 1, hand_over=False),
    Kind("stadsdeal", (), ("Gedeputeerde", "Directeur"), 2, hand_over=True),
    Kind("landdeal", (), ("Gedeputeerde",), 3, hand_over=False),
)


@dataclass(frozen=True)
class Planned:
    """An edition that is to be played."""

    kind: Kind
    year: int

    @property
    def id(self) -> str:
        return f"{self.kind.id}-{self.year}"


def planned(years: tuple[int, ...] = YEARS, kinds: tuple[Kind, ...] = KINDS) -> tuple[Planned, ...]:
    """The editions of these years, the oldest first."""
    return tuple(Planned(kind, year) for year in years for kind in kinds)


def lay_out_many(root: Path, editions: tuple[Planned, ...]) -> None:
    """Write `templates/`, `inbox/` and `outbox/` of a project that has exactly these editions."""
    shutil.copytree(TEMPLATES / "fonts", root / "templates" / "fonts")
    for kind in dict.fromkeys(edition.kind for edition in editions):
        folder = root / "templates" / kind.id
        left = ("programme.yaml", "demo.yaml", "demo", "text.yaml", "logos")
        shutil.copytree(TEMPLATES / "bna", folder, ignore=shutil.ignore_patterns(*left))
        (folder / "logos").mkdir(exist_ok=True)
        for part in ("house.yaml", "letter/text.yaml", "report/text.yaml"):
            shutil.copyfile(REGIODEAL / part, folder / part)
        programme = _programme(kind, [edition.year for edition in editions if edition.kind is kind])
        text = yaml.safe_dump(programme, allow_unicode=True, sort_keys=False)
        (folder / "programme.yaml").write_text(text, encoding="utf-8")
    for edition in editions:
        _sent(root / "inbox" / edition.id, edition)
    (root / "outbox").mkdir()


def _programme(kind: Kind, years: list[int]) -> dict[str, object]:
    text = (REGIODEAL / "programme.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    past, this = found["editions"]
    signers = [{**found["letter"]["signatories"][0], "field": field} for field in kind.signers]
    if len(signers) > 1:
        signers[1] |= {"person": "directeur", "label": "de directeur", "name": "drs. D. de Vries-Voorbeeld"}
        found["people"].append({"id": "directeur", "name": "Directeur", "roles": ["signer"]})
    stages = found["review"] if kind.readers else found["review"][1:]
    delivery = {**found["delivery"], "channels": list(_CHANNELS[: kind.channels])}
    if kind.hand_over:
        delivery["hand_over"] = {"partner": "bzk", "folder": "bzk"}
    return {
        **found,
        "id": kind.id,
        "editions": [{**past, "id": f"{kind.id}-2019"}, *(_edition(this, kind, year) for year in years)],
        "review": stages,
        "letter": {**found["letter"], "signatories": signers},
        "delivery": delivery,
    }


def _edition(model: dict[str, object], kind: Kind, year: int) -> dict[str, object]:
    later = year - YEARS[0]
    moved = {
        key: value.replace(year=value.year + later) if isinstance(value, date) else value
        for key, value in model.items()
    }
    title, reference, expected = (
        _later(str(model[key]), later) for key in ("title", "reference", "kamerbrief_expected")
    )
    return moved | {
        "id": f"{kind.id}-{year}",
        "year": year,
        "ordinal": 2 + later,
        "title": title,
        "reference": reference,
        "kamerbrief_expected": expected,
    }


def _sent(inbox: Path, edition: Planned) -> None:
    """What the partners and the redactie sent, every year in it moved on."""
    for path in sorted(REGIODEAL.glob("inbox/*/*.yaml")):
        text = _later(path.read_text(encoding="utf-8"), edition.year - YEARS[0])
        target = inbox / path.parent.name / path.name
        target.parent.mkdir(parents=True)
        target.write_text(re.sub(r"^edition: .*", f"edition: {edition.id}", text, flags=re.M), encoding="utf-8")


def _later(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + years), text)


# -- the persons -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doing:
    """An act of a person in an edition.

    Attributes:
        flow: what is due after it; empty: none.
        done: whether it is on record: who stopped in the middle of a wave goes on with the rest of it.
    """

    flow: str
    do: Callable[[wiring.App, str], object]
    done: Callable[[EditionState], bool]


@dataclass(frozen=True)
class Wave:
    """What persons do in every edition at once, and what is true of each from when all that follows is done."""

    name: str
    acts: Callable[[Planned], list[Doing]]
    done: Callable[[Planned, EditionState], bool]


def waves() -> Iterator[Wave]:
    """The life of an edition, in the order in which it is lived."""
    steps = wiring.pipeline
    today = date.today()  # noqa: DTZ011  (the day on a paper, as a secretary writes it)
    adoption = {"on": today, "number": "RD-12", "outcome": Outcome.ADOPTED}
    letter = {"name": "kamerbrief.pdf", "data": _KAMERBRIEF.read_bytes(), "on": today, "number": "80"}
    read = [
        _by(who, Act.DECIDE, _decided(who), steps.decide, "review", stage="lezers", **_YES) for who in KINDS[0].readers
    ]
    director = "programmadirecteur"
    opened = _by("coordinator", Act.OPEN, lambda s: s.opened is not None, steps.open_edition)
    closed = _by("coordinator", Act.CLOSE, lambda s: s.closed is not None, steps.close)
    decided = _by(director, Act.DECIDE, _decided(director), steps.decide, "review", stage="directie", **_YES)
    adopted = _by("kabinetschef", Act.ADOPT, lambda s: s.adoption is not None, steps.adopt, "assemble", **adoption)
    signed = _by("gedeputeerde", Act.SIGN, _has_signed("gedeputeerde"), steps.sign, "assemble")
    beside = _by("directeur", Act.SIGN, _has_signed("directeur"), steps.sign, "assemble")
    armed = _by("coordinator", Act.ARM, lambda s: s.armed is not None, steps.arm)
    out = _by("coordinator", Act.NOTE_KAMERBRIEF, _noted, steps.note_kamerbrief, "deliver", **letter)
    yield Wave("open", lambda _: [opened], lambda _, s: s.opened is not None)
    yield Wave("collect", lambda _: [_flow("collect")], lambda _, s: len({c.partner for c in s.checked}) == 6)
    yield Wave("close", lambda _: [closed], lambda _, s: s.closed is not None)
    yield Wave("draft", lambda _: [_flow("draft")], lambda _, s: s.draft is not None)
    yield Wave("read", lambda e: read if e.kind.readers else [], lambda e, s: len(s.decisions) >= len(e.kind.readers))
    yield Wave("review", lambda _: [decided], lambda _, s: s.phase is Phase.FOR_ADOPTION or s.adoption is not None)
    yield Wave("adopt", lambda _: [adopted], _handed_over)
    yield Wave("sign", lambda _: [signed], lambda _, s: len(s.signatures) >= 1)
    yield Wave("sign beside", lambda e: [beside][: len(e.kind.signers) - 1], _signed)
    yield Wave("arm", lambda _: [armed], lambda _, s: s.armed is not None)
    yield Wave("release", lambda _: [out], lambda _, s: s.phase is Phase.FINISHED)


_YES: Final = {"verdict": Verdict.APPROVE}


def _by(
    person: str,
    act: Act,
    done: Callable[[EditionState], bool],
    step: Callable[..., object],
    flow: str = "",
    **how: Any,
) -> Doing:
    return Doing(flow, lambda app, edition: step(app.tools(edition), app.actor(edition, person, act), **how), done)


def _flow(name: str) -> Doing:
    """Nobody does anything; only the flow is due."""
    return Doing(name, lambda _app, _edition: None, lambda _: False)


def _decided(person: str) -> Callable[[EditionState], bool]:
    return lambda now: any(decision.reviewer == person for decision in now.decisions)


def _noted(now: EditionState) -> bool:
    return now.kamerbrief is not None


def _has_signed(person: str) -> Callable[[EditionState], bool]:
    return lambda now: any(signature.person == person for signature in now.signatures)


def _handed_over(edition: Planned, now: EditionState) -> bool:
    return now.adoption is not None and len(now.receipts) >= edition.kind.hand_over


def _signed(edition: Planned, now: EditionState) -> bool:
    return len(now.signatures) == len(edition.kind.signers)


Follow = Callable[[str, str], None]
"""Told after a person's act: for which edition which flow is due."""


def act(app: wiring.App, wave: Wave, editions: tuple[Planned, ...], follow: Follow) -> None:
    """All persons of a wave at the same moment, as far as one machine can; after each, what is due is told."""

    def do(edition: Planned, doing: Doing) -> None:
        if not doing.done(wiring.pipeline.state(app.tools(edition.id))):
            doing.do(app, edition.id)
        if doing.flow:
            follow(edition.id, doing.flow)

    work = [(edition, doing) for edition in editions for doing in wave.acts(edition)]
    with ThreadPoolExecutor(max_workers=8) as persons:
        list(persons.map(lambda one: do(*one), work))


def unfinished(app: wiring.App, wave: Wave, editions: tuple[Planned, ...]) -> list[str]:
    """Editions in which what follows on a wave is not done yet."""
    return [e.id for e in editions if not wave.done(e, wiring.pipeline.state(app.tools(e.id)))]


def play_here(root: Path, editions: tuple[Planned, ...], until: str = "release") -> dict[str, str]:
    """The same life in this process alone, from where it stands; the content digest of each edition in the end.

    Args:
        until: the last wave.
    """
    app = wiring.open_app(root)
    for wave in waves():
        late = set(unfinished(app, wave, editions))
        now = tuple(edition for edition in editions if edition.id in late)
        act(app, wave, now, lambda _edition, _flow: None)
        for edition in now:
            if wave.name not in ("open", "close"):  # as with flows: all are opened, and closed, before any goes on
                wiring.pipeline.advance(app.tools(edition.id), app.system())
        if left := unfinished(app, wave, editions):
            raise AssertionError(f"{wave.name}: {left[0]} waits for {app.status(left[0]).waits_for}")
        if wave.name == until:
            break
    return digests(app, editions)


def digests(app: wiring.App, editions: tuple[Planned, ...]) -> dict[str, str]:
    """The content digest of each released edition."""
    found = {e.id: wiring.pipeline.state(app.tools(e.id)).armed for e in editions}
    return {edition: package.content_digest for edition, package in found.items() if package is not None}
