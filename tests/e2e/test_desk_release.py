"""A set minute at the desk and over the API: for the package and the minute that were shown, and for nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from html import unescape

import pytest

from bna_pipeline.model.access import Visitor
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.tools import record
from bna_pipeline.portal.app import desk_of
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION
from tests.support.browser import PATIENCE, browser
from tests.support.budget import where_there_is_time
from tests.support.desk import ADDRESS, Browser
from tests.support.keyboard import Keyboard
from tests.support.live_desk import live_desk
from tests.support.oversight_states import RELEASED
from tests.support.signal_states import watching

pytestmark = pytest.mark.xdist_group("desk")

BASE = f"/e/{EDITION}/vrijgave"
API = f"/api/v1/editions/{EDITION}/release"
MINUTE = datetime.fromisoformat("2020-07-01T14:00:00+02:00")
CHOSEN = {"datum": "2020-07-01", "tijd": "14:00"}
OTHER = {"datum": "2020-07-02", "tijd": "14:00"}


def _doubted(doubt: SignalDoubted, _now: EditionState) -> SignalDoubted:
    return doubt


@where_there_is_time
def test_a_minute_is_set_and_confirmed_for_what_was_shown_and_a_doubt_is_put_aside(project_in: ProjectIn) -> None:
    """At the desk and over the API. A form from before another package, another minute, a hold or another doubt is
    refused.
    """
    project = watching(project_in(Phase.SIGNED))
    app = project.app(RELEASED)
    site = desk_of(app, lambda _edition, _flow: None)
    visitor = Visitor(person="coordinator", how="oidc:login.example.org:1", programme="bna")
    desk = Browser(site, ADDRESS, {"bna": app.access.open_session(visitor, app.clock.now())})
    key = app.access.make_key("proef", "coordinator", "bna", app.clock.now())
    program, headers = Browser(site, ADDRESS, {}), {"authorization": f"Bearer {key}"}

    def ask(path: str, status: int, **body: str) -> dict[str, object]:
        answer = program.post(f"{API}{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        told: dict[str, object] = answer.json()
        return told

    def press(act: str, form: dict[str, str], status: int = 303, **changed: str) -> str:
        """Send the form of a page as it stands, but for what is changed."""
        query = "&".join(f"{name}={value}" for name, value in form.items())
        page = desk.get(f"{BASE}/{act}?{query}").text.partition("<main")[2]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        answer = desk.post(f"{BASE}/{act}", data={**hidden, **changed})
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def planned() -> tuple[datetime | None, bool]:
        now = project.state().release
        return (None if now.planned is None else now.planned.at), now.confirmed is not None

    assert (
        "woensdag 1 juli 2020 om 14.00 uur (Nederlandse tijd, zomertijd)"
        in desk.get(f"{BASE}/moment?datum=2020-07-01&tijd=14:00").text
    )
    press("moment", CHOSEN)
    press("klaarzetten", {})
    assert planned() == (MINUTE, False)
    press("aanhouden", {}, reden="Het debat schuift op.")
    assert "intussen aangehouden: Het debat schuift op" in press("klaarzetten", {}, 409, aangehouden="")
    letter = program.get(f"/api/v1/editions/{EDITION}/signatures", headers=headers).json()["letter"]["sha256"]
    ask("/arming", 409, letter=letter)
    assert project.state().held is not None
    assert "het was aangehouden: Het debat schuift op;" in desk.get(f"{BASE}/klaarzetten").text
    press("klaarzetten", {})
    press("aanhouden", {}, reden="Het debat schuift op.")
    assert ask("/arming", 200, letter=letter, held="Het debat schuift op.")["changed"] is True
    armed = project.state().armed
    assert armed is not None
    assert armed.digest in desk.get(f"{BASE}/bevestigen").text
    assert "ander pakket" in press("bevestigen", {}, 409, pakket="0" * 64)
    assert "ander moment" in press("bevestigen", {}, 409, getoond="2020-07-02T12:00:00+00:00")
    assert "niet volledig" in press("bevestigen", {}, 422, getoond="morgen")
    assert planned() == (MINUTE, False)
    press("bevestigen", {})
    assert planned() == (MINUTE, True)
    press("moment", OTHER)
    assert planned() == (MINUTE + timedelta(days=1), False), "another minute must be confirmed anew"
    assert "al voorbij" in press("moment", CHOSEN, 422, datum="2020-06-30", tijd="13:59")

    ask("/moment", 422, at="2020-03-29T02:30")
    ask("/moment", 422, at="2020-07-01T14:00:30")
    assert ask("/moment", 200, at="2020-07-01T12:00", zone="UTC")["changed"] is True
    ask("/confirmation", 409, package="0" * 64, at="2020-07-01T12:00:00Z")
    ask("/confirmation", 409, package=armed.digest, at="2020-07-02T12:00:00Z")
    ask("/confirmation", 200, package=armed.digest, at="2020-07-01T12:00:00Z")
    assert planned() == (MINUTE, True)

    tools = app.tools(EDITION)
    for document in ("2020D1", "2020D2"):
        files = (FileDigest.of(f"{document}.pdf", b"%PDF"),)
        doubt = SignalDoubted(source=SignalSource.TWEEDE_KAMER, document=document, why="Een ander.", files=files)
        record(tools, app.system(), partial(_doubted, doubt))
    first, second = (doubt["seen"] for doubt in program.get(API, headers=headers).json()["doubts"])

    def aside(document: str, reden: str, gezien: str) -> int:
        form = {"document": document, "reden": reden, "gezien": gezien}
        return desk.send(f"{BASE}", f"{BASE}/twijfel", **form).status_code

    assert f'name="gezien" value="{first}"' in desk.get(BASE).text
    assert aside("2020D1", " ", first) == 422
    assert aside("2020D9", "Nee.", first) == aside("2020D1", "Nee.", second) == aside("2020D1", "Nee.", "") == 409
    assert aside("2020D1", "Een andere brief.", first) == 303
    ask("/doubts/settlement", 409, document="2020D9", reason="Nee.", seen=second)
    ask("/doubts/settlement", 409, document="2020D2", reason="Nee.", seen=first)
    ask("/doubts/settlement", 200, document="2020D2", reason="Een andere brief.", seen=second)
    assert not project.state().release.doubts

    press("moment-vervalt", {}, 422, reden=" ")
    assert "ander moment" in press("moment-vervalt", {}, 409, reden="Nee.", getoond="2020-07-02T12:00:00+00:00")
    assert "ander pakket" in press("afbreken", {}, 409, reden="Nee.", pakket="0" * 64)
    press("moment-vervalt", {}, 303, reden="De Kamerbrief komt eerder.")
    ask("/moment/withdrawal", 409, reason="Nog eens.")
    told = program.get(API, headers=headers).json()
    assert (told["planned_at"], told["words"]) == (None, "De vrijgave staat klaar en wacht op de Kamerbrief")
    app.access.close()


@where_there_is_time
def test_a_minute_is_set_and_confirmed_with_a_keyboard_alone(project_in: ProjectIn) -> None:
    project = watching(project_in(Phase.SIGNED))
    with live_desk(project.root, RELEASED) as served, browser() as running:
        page = running.new_page()
        page.set_default_timeout(PATIENCE)
        keys = Keyboard(page)
        keys.open(served.link("coordinator", EDITION))
        keys.push("Ja, ga verder")
        keys.open(f"{served.address}{BASE}")
        keys.write("Dag van vertrek", "2020-07-01")
        keys.write("Tijdstip", "14:00")
        keys.push("Verder")
        keys.push("Ja, kies dit moment")
        keys.follow("Zet de vrijgave klaar")
        keys.push("Ja, zet de vrijgave klaar")
        served.settled()
        keys.open(f"{served.address}{BASE}")
        keys.follow("Bevestig het vertrek")
        keys.push("Ja, dit pakket mag vertrekken")
        served.settled()
    now = project.state()
    assert now.release.confirmed is not None and now.armed is not None
    assert (now.release.confirmed.at, now.release.confirmed.package) == (MINUTE, now.armed.digest)
