"""The hand-over: exactly the adopted report, with what its receiver must know."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.delivery.handover import COVER_NOTE, hand_over_files
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import REPORT_PDF
from tests.unit.record.story import programme, tiny_pdf

EDITION = programme().editions[0]
DATA = tiny_pdf("Voortgangsrapportage")
REPORT = FileDigest.of(REPORT_PDF, DATA)


def test_the_report_goes_unchanged_with_embargo_and_digest_said() -> None:
    files = hand_over_files(EDITION, REPORT, DATA)
    assert set(files) == {REPORT_PDF, COVER_NOTE}
    assert files[REPORT_PDF] == DATA
    note = files[COVER_NOTE].decode("utf-8")
    for words in ("EMBARGO", EDITION.title, REPORT.sha256, str(REPORT.size)):
        assert words in note
    assert hand_over_files(EDITION, REPORT, DATA) == files


def test_another_report_than_the_adopted_one_is_never_handed_over() -> None:
    with pytest.raises(BytesChanged, match=REPORT_PDF):
        hand_over_files(EDITION, REPORT, DATA + b"\n")


def test_it_goes_through_a_channel_under_its_own_key_and_gives_a_receipt(tmp_path: Path) -> None:
    channel = FolderChannel("ezk", tmp_path / "ezk")
    key = delivery_key(EDITION.id, REPORT.sha256, channel.id)
    receipt = channel.deliver(key, hand_over_files(EDITION, REPORT, DATA), datetime(2030, 6, 20, tzinfo=UTC))
    assert receipt.key == key
    assert (tmp_path / "ezk" / REPORT_PDF).read_bytes() == DATA
