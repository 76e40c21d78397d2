"""A release to the griffie by mail and to everyone on the public page: real servers on loopback, a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF
from bna_pipeline.model.events import EffectDone
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import pipeline
from flows.server import free_socket
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.browser import RULES, browser
from tests.support.budget import where_there_is_time
from tests.support.desk_states import overflows
from tests.support.keyboard import Keyboard
from tests.support.live_desk import LiveDesk, live_desk
from tests.support.mail_servers import SmtpServer, mail_toml

GRIFFIE, EZK = "griffie@example.org", "brainport.ezk@example.org"
CHANNELS = f"""\
  channels:
    - {{id: pagina, name: Openbare pagina, kind: page}}
    - id: griffie-mail
      name: Griffie en EZK
      kind: mail
      to:
        - {{function: Griffie van Provinciale Staten, mail: {GRIFFIE}}}
        - {{function: Beleidscoördinator Regio en Innovatie, mail: {EZK}}}
"""
PATH = f"/openbaar/{EDITION}"
_PATIENCE = 300.0  # seconds
FILES = (LETTER_PDF, LETTER_HTML, REPORT_PDF, REPORT_HTML)


@dataclass(frozen=True)
class Standing:
    """A signed edition of which everything but the signal is there, its served desk, and its mail server."""

    project: Project
    desk: LiveDesk
    smtp: SmtpServer

    def mails(self) -> list[EmailMessage]:
        """What the server took of what was released."""
        taken = (message_from_bytes(mail.data, policy=policy.default) for mail in self.smtp.mails)
        return [mail for mail in taken if str(mail["To"]) in (GRIFFIE, EZK)]

    def release(self) -> None:
        said = self.project.bna("release", EDITION, "--kamerbrief", self.project.kamerbrief)
        assert said.code == 0, said.err


@pytest.fixture
def armed(project_in: ProjectIn) -> Iterator[Standing]:
    project = project_in(Phase.SIGNED)
    programme = project.root / "templates" / "bna" / "programme.yaml"
    before, _, after = programme.read_text(encoding="utf-8").partition("  channels:\n")
    programme.write_text(f"{before}{CHANNELS}\n{after[after.index('abbreviations:') :]}", encoding="utf-8")
    with SmtpServer() as smtp, free_socket() as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = project.root / ".bna" / "settings.toml"
        settings.touch(mode=0o600)
        settings.write_text(f'{mail_toml(smtp)}\n[desk]\naddress = "{address}"\n', encoding="utf-8")
        with live_desk(project.root, listening=listening) as desk:
            app = project.app()
            pipeline.arm(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.ARM))
            yield Standing(project, desk, smtp)


@where_there_is_time
def test_the_page_and_the_mails_come_with_the_signal_and_not_a_moment_before(armed: Standing) -> None:
    """Each receipt is what the other side said: the page as a stranger reads it, the mail server's own words."""
    page = f"{armed.desk.address}{PATH}"
    get = partial(httpx.get, timeout=_PATIENCE)
    unknown = get(f"{armed.desk.address}/openbaar/bna-2099").content
    asked = [page, *(f"{page}/{name}" for name in FILES)]
    assert {(answer.status_code, answer.content) for answer in map(get, asked)} == {(404, unknown)}
    assert armed.mails() == []
    armed.release()
    now = armed.project.state()
    assert now.phase is Phase.FINISHED and now.armed is not None
    frozen = {file.name: file.sha256 for file in now.armed.files}
    for name in FILES:
        assert sha256_hex(get(f"{page}/{name}").content) == frozen[f"data/{name}"]
    mails = armed.mails()
    assert sorted(str(mail["To"]) for mail in mails) == [EZK, GRIFFIE]
    for mail in mails:
        sums = {str(part.get_filename()): sha256_hex(part.get_content()) for part in mail.iter_attachments()}
        assert sums == {name: frozen[f"data/{name}"] for name in (LETTER_PDF, REPORT_PDF)}
        body = mail.get_body(("plain",))
        assert body is not None and page in body.get_content().splitlines()
    proofs = {
        entry.event.receipt.channel: (entry.at, entry.event.receipt)
        for entry in armed.project.entries
        if isinstance(entry.event, EffectDone)
    }
    assert proofs["pagina"][1].target == page and "van het openbare adres" in proofs["pagina"][1].proof
    assert proofs["griffie-mail"][1].proof.count(": 250") == 2
    seen = next(e.at for e in armed.project.entries if e.event.kind == "kamerbrief.seen")
    taken = (max(at for at, _ in proofs.values()) - seen).total_seconds()
    print(f"from the signal to the last receipt: {taken:.1f} s")
    assert taken < 60


@where_there_is_time
def test_a_citizen_reads_everything_with_a_screen_reader_on_a_phone_and_without_a_mouse(armed: Standing) -> None:
    armed.release()
    with browser() as running:
        for width in (360, 1280):
            context = running.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
            page = context.new_page()
            page.on("console", _heard)
            for path in ("/openbaar", PATH, "/openbaar/bna-2099"):
                page.goto(armed.desk.address + path)
                _is_sound(page)
                assert not overflows(page)
            page.goto(armed.desk.address + PATH)
            page.get_by_text("Zo berekent u het controlegetal").click()
            _is_sound(page)
            context.close()
        walking = Keyboard(running.new_page())
        walking.open(f"{armed.desk.address}/openbaar")
        walking.follow("Voortgangsrapportage")
        walking.follow("Lees de brief als webpagina")
        assert walking.page.url.endswith(LETTER_HTML)
        assert "Provinciale Staten" in walking.page.locator("body").inner_text()


def _heard(message: ConsoleMessage) -> None:
    assert "404" in message.text, f"the browser complains: {message.text}"


def _is_sound(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.locator("html").get_attribute("lang") == "nl" and page.title()
    assert page.locator("h1").count() == 1
