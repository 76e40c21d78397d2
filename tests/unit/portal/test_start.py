"""Where one comes in: a fault elsewhere keeps nobody from his own edition, and the desk says when it does not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.signing_events import SigningRefused
from tests.support.desk import AT, EDITION, SmallDesk, small_desk

EVENT = SigningRefused(field="Voorzitter", person="voorzitter", reason="Er staat een fout in.")


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    return small_desk(tmp_path)


def record(desk: SmallDesk, edition: str) -> None:
    desk.app.ledger.append(edition, EVENT, actor="voorzitter", account="root", at=AT, after=0)


def test_an_edition_of_a_programme_that_is_gone_or_broken_stands_in_nobodys_way(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    browser = desk.browser()
    browser.send(desk.link("coordinator", LinkPurpose.SIGN_IN, None))
    for edition in (EDITION, "weg-2020"):
        record(desk, edition)
    gone = browser.get("/")
    assert gone.status_code == 200
    assert f'href="/e/{EDITION}"' in gone.text and "Niet alle edities zijn nu te lezen" in gone.text
    assert "weg-2020" in caplog.text and "weg-2020" not in gone.text
    other = desk.app.root / "templates" / "weg" / "programme.yaml"
    other.parent.mkdir()
    other.write_text("id: [", encoding="utf-8")
    assert f'href="/e/{EDITION}"' in browser.get("/").text
    key = desk.app.access.make_key("proef", "coordinator", "demo", AT)
    told = desk.browser().get("/api/v1/editions", headers={"authorization": f"Bearer {key}"})
    assert [edition["edition"] for edition in told.json()["editions"]] == [EDITION]


@pytest.mark.parametrize("store", ["ledger.sqlite", "access.sqlite"])
def test_a_desk_that_cannot_reach_a_store_does_not_say_that_it_is_well(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture, store: str
) -> None:
    record(desk, EDITION)
    assert desk.browser().get("/gezond").json() == {"ok": True}
    desk.app.access.close()
    file = desk.app.settings.state / store
    file.write_bytes(b"iets anders" * 500)
    answer = desk.browser().get("/gezond")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})
    assert store in caplog.text


def test_where_a_store_stands_is_for_the_log_and_not_for_who_is_not_known(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.app.access.close()
    (desk.app.settings.state / "access.sqlite").write_bytes(b"iets anders" * 500)
    for path in ("/inloggen", "/api/v1/editions"):
        headers = {"authorization": f"Bearer bna_{'a' * 43}"}
        answer = desk.browser({"bna": "a" * 43}).get(path, headers=headers)
        assert answer.status_code == 503 and "access.sqlite" not in answer.text
        assert "een paar minuten opnieuw" in answer.text
    assert "access.sqlite" in caplog.text


def test_what_is_wrong_with_the_settings_is_for_the_log_and_not_for_who_signs_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = small_desk(tmp_path)

    def wrong(_app: object) -> None:
        raise SettingsInvalid("/etc/geheim is leesbaar voor anderen.", "Voer uit: chmod 600 /etc/geheim")

    monkeypatch.setattr(type(desk.app), "identity", property(wrong))
    answer = desk.browser().get("/inloggen/oidc")
    assert answer.status_code == 400 and "geheim" not in answer.text and "/etc/geheim" in caplog.text


def test_a_fault_of_the_desk_itself_does_not_say_that_nothing_is_on_record(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have come after that."""
    monkeypatch.setattr(type(desk.app), "editions", lambda _app: 1 / 0)
    browser = desk.browser()
    browser.send(desk.link("coordinator", LinkPurpose.SIGN_IN, None))
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "niet vastgelegd" not in answer.text and "kijk of wat u deed is vastgelegd" in answer.text


def test_a_program_without_a_key_is_told_to_bring_one(desk: SmallDesk) -> None:
    answer = desk.browser().get("/api/v1/editions")
    assert answer.status_code == 401 and "sleutel" in answer.json()["mend"]
    assert answer.headers["www-authenticate"] == "Bearer"
