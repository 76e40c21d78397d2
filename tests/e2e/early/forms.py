"""Forms of the desk that were opened before something changed, and are sent after it; and forms that are sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Final

from bna_pipeline.model.transitions import Act
from bna_pipeline.wiring import pipeline
from tests.e2e.early import signals
from tests.e2e.early.attempt import Attempt, Seen
from tests.programmes.layout import EDITION
from tests.support.desk import Browser, token_of
from tests.support.embargoed import ADDRESS, Scene
from tests.support.page_forms import forms_on

_CONFIRM: Final = f"/e/{EDITION}/vrijgave/bevestigen"
_HOURS: Final = timedelta(hours=1)


def attempts() -> Iterator[Attempt]:
    for name, between in _BETWEEN.items():
        yield Attempt(f"a confirmation, opened before {name}", partial(_late, between), on_copy=True)
    yield Attempt("a confirmation, sent again for another minute", _again, on_copy=True)


def _coordinator(scene: Scene) -> Browser:
    bell, app = scene.bell(), scene.app()
    visitor = next(c.visitor for c in bell.callers if c.name == "coordinator")
    assert visitor is not None
    return Browser(scene.site(), ADDRESS, {"bna": app.access.open_session(visitor, scene.clock.now())})


def _filled(browser: Browser) -> dict[str, str]:
    """What the page's form would send, as it stands there."""
    page = browser.get(_CONFIRM)
    form = next(form for form in forms_on(page.text) if form.action == _CONFIRM)
    return {**dict(form.fields), "_token": token_of(page.text, _CONFIRM)}


def _late(between: Callable[[Scene], object], scene: Scene) -> Seen:
    """The form shows one package at one minute; then one of both is another; then the form is sent."""
    signals.only_confirmed(scene)
    signals.plan(scene)
    browser = _coordinator(scene)
    form = _filled(browser)
    between(scene)
    browser.post(_CONFIRM, data=form)
    scene.clock.moment = signals.OUT + _HOURS
    return ()


def _again(scene: Scene) -> Seen:
    """A confirmation was sent and taken; the minute is moved, and the same form is sent once more."""
    signals.only_confirmed(scene)
    signals.plan(scene)
    browser = _coordinator(scene)
    form = _filled(browser)
    assert browser.post(_CONFIRM, data=form).status_code in (200, 303)
    assert scene.project.state().release.confirmed is not None, "the genuine one is taken"
    signals.plan(scene, signals.MINUTE + _HOURS)
    browser.post(_CONFIRM, data=form)
    scene.clock.moment = signals.OUT + 2 * _HOURS
    return ()


def _armed_anew(scene: Scene) -> None:
    scene.do(pipeline.abort, Act.ABORT, reason="verkeerde dag")
    scene.do(pipeline.arm, Act.ARM)


_BETWEEN: Final[dict[str, Callable[[Scene], object]]] = {
    "the package was armed anew": _armed_anew,
    "the minute was moved": lambda scene: signals.plan(scene, signals.MINUTE + timedelta(minutes=30)),
    "the release was held": lambda scene: scene.do(pipeline.hold, Act.HOLD, reason="wachten"),
    "the release was aborted": lambda scene: scene.do(pipeline.abort, Act.ABORT, reason="verkeerde dag"),
    "the minute was taken back": lambda s: s.do(pipeline.unplan_release, Act.PLAN_RELEASE, reason="toch niet"),
}
LET_GO: Final[dict[str, Callable[[Scene], object]]] = {
    "a confirmation at the desk, sent as it was opened": partial(_late, lambda _scene: None)
}
"""The same form, with nothing in between."""
