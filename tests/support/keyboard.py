"""A person who has no mouse: reaches everything with Tab, opens it with Enter or Space, and types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Locator, Page

from tests.support.browser import PATIENCE

FURTHEST = 400
"""So many presses of Tab reach everything on a page, or it cannot be reached."""

CHOOSER = 10_000.0
"""Milliseconds in which the browser opens its window for a file, or the press is made again."""


class Keyboard:
    """A page that is used by keys alone. What cannot be reached by Tab does not exist for it.

    Args:
        arrived: looks at every page that one comes to.
    """

    def __init__(self, page: Page, arrived: Callable[[Page], None] = lambda page: None) -> None:
        self.page, self._arrived = page, arrived

    def open(self, address: str) -> None:
        """Type an address, as who has it in a mail or among his favourites does."""
        self.page.goto(address)
        self._arrived(self.page)

    def to(self, wanted: Locator) -> None:
        """Press Tab until the focus is on an element.

        Raises:
            AssertionError: it cannot be reached, or nothing shows where the focus is.
        """
        try:
            wanted.wait_for(timeout=PATIENCE)
        except Error as fault:
            said = self.page.locator("body").inner_text()[:3000]
            raise AssertionError(f"{wanted} is not on {self.page.url}, which says:\n{said}") from fault
        self._tab_to([wanted], str(wanted))
        shown = wanted.evaluate(
            "element => { const at = getComputedStyle(element); "
            "return (at.outlineStyle !== 'none' && parseFloat(at.outlineWidth) > 0) || at.boxShadow !== 'none'; }"
        )
        assert shown, f"nothing shows that the focus is on {wanted}"

    def follow(self, name: str) -> None:
        """Open a link."""
        self.press_on(self.page.get_by_role("link", name=name).first)

    def push(self, name: str) -> None:
        """Push a button."""
        self.press_on(self.page.get_by_role("button", name=name).first)

    def press_on(self, wanted: Locator) -> None:
        """Go to an element and press Enter on it, which leads to another page."""
        self.to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._arrived(self.page)

    def choose(self, name: str) -> None:
        """Choose a radio button. Of a group only one can be reached with Tab; the arrows reach the others."""
        wanted = self.page.get_by_role("radio", name=name).first
        group = wanted.get_attribute("name")
        reachable = self.page.locator(f"input[type=radio][name='{group}']").all()
        self._tab_to(reachable, f"a choice of {group}")
        self.page.keyboard.press("Space")
        for _ in reachable:
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked(), name

    def tick(self, name: str) -> None:
        """Tick a box."""
        wanted = self.page.get_by_role("checkbox", name=name).first
        self.to(wanted)
        self.page.keyboard.press("Space")
        assert wanted.is_checked(), name

    def write(self, label: str, text: str) -> None:
        """Fill in a field, after emptying it."""
        wanted = self.page.get_by_label(label).first
        self.to(wanted)
        if wanted.get_attribute("type") == "date":
            # A browser's own field for a date takes the digits in the order in which it shows them.
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
            assert wanted.input_value() == text
            return
        if wanted.get_attribute("type") == "time":  # and so does its field for a time, with morning or afternoon
            hour, minute = (int(part) for part in text.split(":"))
            self.page.keyboard.type(f"{(hour - 1) % 12 + 1:02}{minute:02}{'AM' if hour < 12 else 'PM'}")
            assert wanted.input_value() == text
            return
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def pick(self, label: str, value: str) -> None:
        """Choose from a list."""
        wanted = self.page.get_by_label(label).first
        self.to(wanted)
        for _ in range(wanted.locator("option").count() + 1):
            if wanted.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in the list {label}")

    def unfold(self, name: str) -> None:
        """Open what is folded in, if it is."""
        summary = self.page.locator("summary", has_text=name).first
        if summary.evaluate("element => element.parentElement.open"):
            return
        self.to(summary)
        self.page.keyboard.press("Enter")

    def attach(self, label: str, file: Path) -> None:
        """Choose a file in the window that the browser opens for it."""
        self.to(self.page.get_by_label(label).first)
        for key in ("Enter", "Space", "Enter"):  # a busy machine may miss one press, as it does for people
            try:
                with self.page.expect_file_chooser(timeout=CHOOSER) as chooser:
                    self.page.keyboard.press(key)
            except Error:
                self.to(self.page.get_by_label(label).first)
            else:
                chooser.value.set_files(file)
                return
        raise AssertionError(f"no window to choose a file for {label}")

    def _tab_to(self, wanted: list[Locator], named: str) -> None:
        there = [one.element_handle() for one in wanted]
        for _ in range(FURTHEST):
            if self.page.evaluate("elements => elements.includes(document.activeElement)", there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with Tab: {named}")
