"""What Open Raadsinformatie reads of a released document."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from bna_pipeline.record.ori import PATH, information_objects
from tests.support.standards import ori_faults
from tests.unit.record.test_sitemaps import document


def test_what_was_released_at_midnight_was_submitted_on_the_new_day() -> None:
    """In summer it is ten in the evening by UTC when the day begins in the Netherlands."""
    at = datetime(2020, 6, 30, 22, 0, tzinfo=UTC)
    released = replace(document(2020), changed=at, identifiers=("bna-2020/pakket/statenmededeling",))
    said = json.loads(information_objects([released], "https://loket.example.org")[PATH])["results"]
    assert [each["datumIngediend"] for each in said] == ["2020-07-01"]
    assert ori_faults(said[0]) == []
