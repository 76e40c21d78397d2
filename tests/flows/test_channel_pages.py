"""What a run leaves on Prefect's pages after a release: the same sentence as everywhere, a row for each channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF
from flows.artifacts import channel_rows, leave_status, status_page
from tests.unit.model.small import NOW
from tests.unit.views.test_release import ARMED, FIRED, SEEN, put_off, received, release
from tests.unit.views.test_status import whole


def test_the_page_of_a_run_says_how_many_channels_still_have_to_take_the_package() -> None:
    found = release(ARMED, SEEN, FIRED, received("griffie"), put_off("website", 2), received("archief"))
    status = whole().model_copy(update={"release": found})
    assert "- Vrijgegeven; 2 van 4 kanalen moeten nog\n" in status_page(status, ())
    rows = channel_rows(status)
    assert [(row["kanaal"], row["stand"], row["pogingen"]) for row in rows] == [
        ("Griffie", "ontvangen", 0),
        ("Website", "uitgesteld", 2),
        ("Archief", "ontvangen", 0),
        ("Partners", "onderweg", 0),
    ]
    again = NOW + timedelta(minutes=2)
    assert rows[1]["weer na"] == f"{again:%d-%m-%Y %H:%M:%S} UTC" and rows[1]["zei"] == "geen antwoord"
    assert rows[0]["ontvangen"] == f"{NOW:%d-%m-%Y %H:%M:%S} UTC" and rows[3]["ontvangen"] == ""


@pytest.mark.parametrize("flow", ["deliver", "tick", "signal"])
def test_whichever_flow_lets_it_go_leaves_the_channels(flow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    for kind in ("markdown", "table"):
        monkeypatch.setattr(f"flows.artifacts.create_{kind}_artifact", lambda _, key, description: keys.append(key))
    status = whole().model_copy(update={"release": release(ARMED, SEEN, FIRED, received("griffie"))})
    leave_status(flow, status, ())
    assert f"{status.edition}-channels" in keys


def test_a_page_of_prefect_shows_nothing_of_what_is_in_a_package() -> None:
    """Names of channels and moments; no file, no digest, though a receipt has them."""
    done, file = received("griffie"), FileDigest.of(LETTER_PDF, b"brief")
    receipt = done.receipt.model_copy(update={"files": (file,), "proof": f"{file.name} teruggelezen: {file.sha256}"})
    found = release(ARMED, SEEN, FIRED, done.model_copy(update={"receipt": receipt}), put_off("website", 1))
    status = whole().model_copy(update={"release": found})
    told = repr(channel_rows(status)) + status_page(status, ())
    assert "ontvangen" in told
    assert not [secret for secret in (ARMED.package.digest, file.sha256, file.name) if secret in told]
