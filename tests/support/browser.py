"""The operating system's Chromium, for what only a browser can say of a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.programs import require_program

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Of axe: WCAG 2.2 at level AA, and what its makers advise beyond it."""
PATIENCE = 120_000.0
"""Milliseconds for a page that does work before it answers, on a busy machine."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium with no page open."""
    program = require_program("chromium", install="chromium")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(running: Browser, file: Path, width: int, *, bypass_csp: bool = False) -> Iterator[tuple[Page, list[str]]]:
    """A page from disk in a window so wide, and a list that grows with what it asks for and complains about.

    Args:
        bypass_csp: let scripts in that the page's own security policy refuses, for tools that look from within.
    """
    context = running.new_context(viewport={"width": width, "height": 800}, bypass_csp=bypass_csp)
    noted: list[str] = []
    try:
        page = context.new_page()
        page.on("console", lambda message: noted.append(message.text))
        page.on("request", lambda request: noted.append(request.url))
        page.goto(file.as_uri())
        noted.remove(file.as_uri())
        yield page, noted
    finally:
        context.close()


def axe_violations(running: Browser, file: Path, width: int) -> list[str]:
    """What axe finds wrong with a page, each with the first element concerned."""
    with opened(running, file, width, bypass_csp=True) as (page, _):
        found: Sequence[dict[str, Any]] = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
    return [f"{one['id']}: {one['help']} ({len(one['nodes'])}x): {one['nodes'][0]['html'][:200]}" for one in found]
