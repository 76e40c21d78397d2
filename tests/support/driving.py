"""What drives the pages of an edition at a served desk: going to one, pressing a button, opening what is folded."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.project import EDITION
from tests.support.live_desk import LiveDesk


def at(page: Page, desk: LiveDesk, path: str = "") -> None:
    desk.settled()
    page.goto(f"{desk.address}/e/{EDITION}{path}")


def push(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def unfilled(page: Page) -> None:
    """Let the browser send a form that lacks something, as an old one does."""
    page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")


def opened(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).first.click()
