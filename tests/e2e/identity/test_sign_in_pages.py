"""The pages before the desk in a real browser: everyone can read them, with and without script, wide and narrow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import oidc_provider_mock
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bna_pipeline.model.access import LinkPurpose
from flows.server import free_socket
from tests.support.browser import RULES, browser
from tests.support.budget import where_there_is_time
from tests.support.desk import SmallDesk, small_desk

pytestmark = [where_there_is_time, pytest.mark.xdist_group("browser")]
WIDTHS = (1280, 360)
_PATIENCE = 300.0

SETTINGS = """\
[desk]
address = "{address}"
[oidc]
issuer = "{issuer}"
client_id = "bna"
name = "uw provincieaccount"
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDesk]:
    """A desk on loopback, and the provider that it trusts."""
    patched = pytest.MonkeyPatch()
    patched.setenv("BNA_OIDC_CLIENT_SECRET", "geheim")
    patched.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider's own switch for http on loopback
    user = oidc_provider_mock.User(sub="u-1", claims={"email": "coordinator@example.org", "email_verified": True})
    with (
        oidc_provider_mock.run_server_in_thread(user_claims=[user], require_nonce=True) as provider,
        free_socket() as listening,
    ):
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = SETTINGS.format(address=address, issuer=f"http://localhost:{provider.server_port}")
        made = small_desk(tmp_path_factory.mktemp("desk"), settings)
        server = uvicorn.Server(uvicorn.Config(made.site, log_level="warning", lifespan="off", access_log=False))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        until = time.monotonic() + _PATIENCE
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield made
        finally:
            server.should_exit = True
            running.join(_PATIENCE)
    patched.undo()


def at(desk: SmallDesk, path: str) -> str:
    return desk.app.settings.desk.public + path


def faults(page: Page) -> list[str]:
    """What axe finds, and whether one must scroll sideways, at both widths."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wrong = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
        found += [f"{width}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in wrong]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{width}: wider than the window")
    return found


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_staff_sign_in_and_out_in_a_browser(desk: SmallDesk, chromium: Browser, script: bool) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    try:
        page.goto(at(desk, "/"))
        page.get_by_role("link", name="Inloggen met uw provincieaccount").click()
        page.get_by_role("button", name="u-1").click()
        page.wait_for_url(at(desk, "/"))
        assert [c["name"] for c in context.cookies() if c["httpOnly"] and c["sameSite"] == "Lax"] == ["bna"]
        assert script is False or page.evaluate("document.cookie") == ""
        page.get_by_role("button", name="Uitloggen").click()
        page.wait_for_url(at(desk, "/inloggen?uit=1"))
        page.goto(at(desk, "/"))
        assert page.url.startswith(at(desk, "/inloggen"))
    finally:
        context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_link_is_followed_by_its_button_with_the_keyboard_alone(
    desk: SmallDesk, chromium: Browser, script: bool
) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    try:
        path = desk.link("coordinator", LinkPurpose.SIGN_IN, None)
        page.goto(at(desk, path))
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.locator(":focus").inner_text().startswith("Ja, ga verder"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url(at(desk, "/"))
        assert path not in page.url
        page.goto(at(desk, path))
        assert page.get_by_role("heading", level=1).inner_text() == "Deze link is gebruikt"
    finally:
        context.close()


def test_everyone_can_read_the_pages_before_the_desk_in_each_of_their_states(
    desk: SmallDesk, chromium: Browser
) -> None:
    access, now = desk.app.access, desk.clock.now()
    used, expired, revoked = desk.link(), desk.link(days=0), desk.link("tweede")
    _, link = access.look(used.rpartition("/")[2], now)
    assert link is not None and access.use(link.id, now, "U besloot over concept 2: goedgekeurd.")
    access.revoke("tweede", now)
    # axe looks from within the page, which the page's own policy refuses.
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    try:
        paths = {
            "/inloggen": "Inloggen",
            "/inloggen?uit=1": "Inloggen",
            "/inloggen/terug?state=x&code=y": "Dat kan niet",
            "/link/onbekend": "Dat kan niet",
            desk.link(): "Bent u dit?",
            desk.link("coordinator", LinkPurpose.SIGN_IN, None): "Bent u dit?",
            used: "Deze link is gebruikt",
            expired: "Deze link is verlopen",
            revoked: "Deze link is ingetrokken",
        }
        found: dict[str, list[str]] = {}
        for path, heading in paths.items():
            page.goto(at(desk, path))
            assert page.get_by_role("heading", level=1).inner_text() == heading
            found[path] = faults(page)
        page.goto(at(desk, desk.link("coordinator", LinkPurpose.SIGN_IN, None)))
        page.get_by_role("button", name="Ja, ga verder").click()
        page.goto(at(desk, desk.link()))
        assert page.get_by_role("heading", level=1).inner_text() == "Deze link is voor iemand anders"
        found["other"] = faults(page)
        assert not {path: wrong for path, wrong in found.items() if wrong}
    finally:
        context.close()


def test_nothing_on_these_pages_breaks_their_own_policy(desk: SmallDesk, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    try:
        for path in ("/inloggen", desk.link()):
            page.goto(at(desk, path))
            page.wait_for_load_state("networkidle")
        assert not said
    finally:
        context.close()
