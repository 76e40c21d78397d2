"""What a database says by a code is said in Dutch, and what to do next fits it."""

from __future__ import annotations

from bna_pipeline.storage.address import unusable


class DiskFull(Exception):
    """As the driver of PostgreSQL raises it."""

    sqlstate = "53100"


def test_a_full_disk_of_the_server_is_said_and_not_taken_for_a_server_that_is_away() -> None:
    fault = unusable("postgresql://db.example.org/bna", DiskFull("could not extend file: No space left on device"))
    assert "de schijf van de server is vol" in fault.message
    assert "No space" not in str(fault) and "ruimte" in fault.mend


def test_what_has_no_known_code_keeps_the_words_of_the_driver() -> None:
    assert (
        "connection refused" in unusable("postgresql://db.example.org/bna", OverflowError("connection refused")).message
    )
