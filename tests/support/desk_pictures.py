"""Pictures of the pages of reviewers and contributors, in every state, at 1280 and at 360 pixels wide.

`python -m tests.support.desk_pictures FOLDER` makes them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.project import play_into
from tests.support.browser import browser
from tests.support.desk_states import (
    COLLECTED_AT,
    REVIEWED_AT,
    WIDTHS,
    States,
    asked,
    contributor_states,
    moved_state,
    opened,
    redrafted,
    reviewer_states,
    whole,
)
from tests.support.live_desk import LiveDesk, live_desk


def take_pictures(folder: Path) -> None:
    """PNG files of every state, at both widths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        (base / "gespeeld").mkdir()
        play_into(base / "gespeeld")
        project = redrafted(base / "gespeeld", base / "toetsing")
        round_, sent = asked(base / "gespeeld", base / "uitvraag")

        def reviewing(page: Page, desk: LiveDesk) -> States:
            yield from reviewer_states(page, desk, project)
            yield from moved_state(page, desk, project)

        def sending(page: Page, desk: LiveDesk) -> States:
            yield from contributor_states(page, desk, round_, sent)

        with browser() as running:
            for name, at, root, states in (
                ("toetser", REVIEWED_AT, project.root, reviewing),
                ("inzender", COLLECTED_AT, round_.root, sending),
            ):
                with live_desk(root, at) as desk, opened(running) as page:
                    _pictures(folder, name, page, states(page, desk))


def _pictures(folder: Path, name: str, page: Page, states: States) -> None:
    for number, state in enumerate(whole(page, states), 1):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            slug = state.replace(",", "").replace(" ", "-")
            page.screenshot(path=str(folder / f"{name}-{number:02}-{slug}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
