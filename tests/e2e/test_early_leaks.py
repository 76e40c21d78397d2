"""Nothing of an armed edition comes out before its release, whatever is tried (issue 8, "must show" 2)."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.state import EditionState
from bna_pipeline.portal.matrix import OPENINGS, Opening
from bna_pipeline.wiring import pipeline
from tests.e2e.early import addresses, doors, forms, looking, signals, tampering
from tests.e2e.early.attempt import Attempt, got_out, left
from tests.programmes.layout import EDITION
from tests.support.budget import THOROUGH, where_there_is_time
from tests.support.embargoed import GRIFFIE, NOW, Scene, armed, sides
from tests.support.pki import Pki

# One worker, one project.
pytestmark = pytest.mark.xdist_group("early leaks")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Nobody may change it."""
    folder = tmp_path_factory.mktemp("embargo")
    with sides(folder / "server", whole=THOROUGH) as around:
        yield armed(folder / "project", around)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    with addresses.at_desk(scene) as found:
        yield found


def all_fail(scene: Scene, attempts: list[Attempt], folder: Path) -> None:
    """Each attempt is named once, and none gets anything out."""
    names = [attempt.name for attempt in attempts]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    got = {}
    for number, attempt in enumerate(attempts):
        where = scene.copy(folder / str(number)) if attempt.on_copy else scene
        got[attempt.name] = got_out(attempt, where)
        if attempt.on_copy:
            shutil.rmtree(where.project.root)
            scene.around.forget()  # what one let go says nothing of the next
    leaks = [f"{name}: {', '.join(sorted(found)[:6])}" for name, found in got.items() if found]
    assert not leaks, "\n".join(leaks)
    assert left(scene) == set()


def test_no_guessed_address_gives_anything(scene: Scene, address: str, tmp_path: Path) -> None:
    found = list(addresses.attempts(address))
    assert len(found) >= 100
    all_fail(scene, found, tmp_path)


def test_no_door_that_is_shut_shows_anything(scene: Scene, tmp_path: Path) -> None:
    found = list(doors.attempts(scene, whole=THOROUGH))
    assert len(found) >= (1000 if THOROUGH else 100)
    all_fail(scene, found, tmp_path)


@where_there_is_time
def test_what_lies_open_for_those_outside_holds_nothing(scene: Scene, tmp_path: Path) -> None:
    assert scene.around.smtp.mails and scene.around.log, "there is something to look at"
    all_fail(scene, list(looking.attempts(scene)), tmp_path)


@where_there_is_time
def test_nothing_that_is_no_signal_lets_anything_go(scene: Scene, tmp_path: Path) -> None:
    all_fail(scene, list(signals.attempts()), tmp_path)


@where_there_is_time
def test_no_form_that_was_opened_before_lets_anything_go(scene: Scene, tmp_path: Path) -> None:
    all_fail(scene, list(forms.attempts()), tmp_path)


@where_there_is_time
def test_no_change_on_the_disk_lets_anything_go(scene: Scene, tmp_path: Path) -> None:
    all_fail(scene, list(tampering.attempts()), tmp_path)


@where_there_is_time
def test_no_clock_that_is_set_forward_lets_anything_go(scene: Scene, pki: Pki, tmp_path: Path) -> None:
    all_fail(scene, list(tampering.with_authority(pki)), tmp_path)


# -- would it be found? ----------------------------------------------------------------------------------


def test_a_door_that_was_left_open_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that lets in anybody, at the door of the drafts' files."""
    monkeypatch.setitem(OPENINGS, "draft-file", Opening("een document van een concept", anyone=True))
    found = doors.attempts(scene, whole=False)
    leaks = {a.name: got_out(a, scene) for a in found if "draft-file)" in a.name or "release)" in a.name}
    assert [name for name, got in leaks.items() if got] == [name for name in leaks if "draft-file)" in name]


@where_there_is_time
def test_a_page_that_does_not_wait_for_the_release_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public page, of which somebody forgot what it waits for."""

    def released(tools: pipeline.Tools) -> EditionState:
        now = pipeline.state(tools)
        assert now.armed is not None
        return now.model_copy(update={"fired": ReleaseFired(package=now.armed.digest)})

    monkeypatch.setattr("bna_pipeline.pipeline.publishing.state", released)
    monkeypatch.setattr("bna_pipeline.pipeline.publishing.released_at", lambda _tools: NOW)
    with addresses.at_desk(scene) as address:
        leaks = {a.name: got_out(a, scene) for a in addresses.attempts(address) if "GET /openbaar" in a.name}
    found = [name for name, got in leaks.items() if got]
    assert f"guess: GET /openbaar/{EDITION}/statenmededeling.pdf" in found, leaks
    assert f"guess: GET /openbaar/{EDITION}/voortgangsrapportage.html" in found


@where_there_is_time
def test_a_line_in_a_log_is_found(scene: Scene) -> None:
    before, word = len(scene.around.log), next(iter(scene.secrets.words))
    logging.getLogger("bna_pipeline.pipeline.drafting").info("wrote %s", word)
    leaks = {a.name for a in looking.attempts(scene) if got_out(a, scene)}
    del scene.around.log[before:]
    assert leaks == {"the log of bna_pipeline", "the log of everything else"}


@where_there_is_time
def test_an_embargo_that_asks_for_no_signal_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever stands in the way is passed over; what leaves on each side is seen, and taken away again."""
    monkeypatch.setattr("bna_pipeline.pipeline.delivering.fire_obstacles", lambda *_: ())
    attempt = next(a for a in signals.attempts() if a.name == "by hand: another text")
    own = scene.copy(tmp_path / "zonder")
    got = got_out(attempt, own)
    scene.around.forget()
    assert {"the embargo fell", "in outbox: website", "the webhook was told", f"a mail to {GRIFFIE}"} <= got


def goes(own: Scene, signal: Callable[[Scene], object]) -> bool:
    """Whether this lets the package go; what left is taken away again."""
    signal(own)
    own.run()
    got = own.fired(), own.gone_out()
    own.around.forget()
    return got[0] and "in outbox: statengriffie" in got[1]


LET_GO: dict[str, Callable[[Scene], object]] = {**signals.LET_GO, **forms.LET_GO}


@where_there_is_time
@pytest.mark.parametrize("name", LET_GO)
def test_the_genuine_signal_does_let_it_go(scene: Scene, name: str, tmp_path: Path) -> None:
    """So that none of the attempts fails for another reason than that it is no signal."""
    assert goes(scene.copy(tmp_path / "echt"), LET_GO[name])


@where_there_is_time
def test_a_minute_that_the_authority_confirms_does_let_it_go(scene: Scene, pki: Pki, tmp_path: Path) -> None:
    """So that a clock that was set forward fails by what the authority says, and not because it says nothing."""
    assert goes(scene.copy(tmp_path / "echt"), partial(tampering.set_right, pki))
