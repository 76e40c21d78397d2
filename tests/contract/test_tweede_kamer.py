"""The Tweede Kamer's open data are read over HTTP, tolerantly, politely, and from one server alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline.errors import KamerAway, KamerFileTooLong
from bna_pipeline.model.delivery import Delivery
from bna_pipeline.model.programme import Programme
from bna_pipeline.outside.tweede_kamer import TweedeKamer
from bna_pipeline.ports import KamerDocument
from bna_pipeline.settings import KamerSetting, Settings
from bna_pipeline.wiring.engines import PlayedClock
from bna_pipeline.wiring.outside import kamer_of
from tests.support.tweede_kamer import Published, Service, tweede_kamer

NOW = datetime(2020, 7, 1, 12, tzinfo=UTC)
LETTER = Published(b"%PDF-1.7 brief %%EOF", "Voortgang Brainport Nationale Actieagenda", date(2020, 7, 1))


@pytest.fixture
def service() -> Iterator[Service]:
    with tweede_kamer() as running:
        yield running


class Never:
    """A pace that nobody asks."""

    def not_before(self, *, near: bool) -> datetime | None:
        raise AssertionError(near)

    def asking(self) -> None:
        raise AssertionError

    def answered(self) -> None:
        raise AssertionError

    def away(self, retry_after: timedelta | None) -> None:
        raise AssertionError(retry_after)


def reader(service: Service, timeout: float = 5.0, most: int = 10_000_000) -> TweedeKamer:
    return TweedeKamer(service.root, "bna-pipeline (proef@example.org)", PlayedClock(NOW), Never(), timeout, most)


def letters(service: Service, dossier: str = "29697") -> tuple[KamerDocument, ...]:
    return reader(service).letters(kind="Brief regering", dossier=dossier, since=date(2020, 6, 1))


def test_a_letter_is_found_by_kind_dossier_and_day_the_last_one_first(service: Service) -> None:
    service.publish(LETTER)
    service.publish(replace(LETTER, id="a" * 8, on=date(2020, 7, 3), sequence=100))
    service.publish(replace(LETTER, id="b" * 8, on=date(2019, 7, 5)))
    service.publish(replace(LETTER, id="c" * 8, dossier=12345))
    service.publish(replace(LETTER, id="d" * 8, kind="Motie"))
    service.publish(replace(LETTER, id="e" * 8, removed=True))
    assert [(d.sequence, d.published) for d in letters(service, "29 697")] == [
        (100, date(2020, 7, 3)),
        (99, date(2020, 7, 1)),
    ]


def test_a_province_whose_name_no_header_can_hold_asks_as_any_other(service: Service, tmp_path: Path) -> None:
    service.publish(LETTER)
    channel = {"id": "griffie", "name": "Griffie", "kind": "folder", "target": "griffie", "files": "documents"}
    delivery = {"kamerbrief_dossier": "29697", "channels": [channel], "signal": {"tweede_kamer": {}}}
    programme = Programme.model_construct(delivery=Delivery.model_validate(delivery), province_name="Fryslân")
    settings = Settings(root=tmp_path, tweede_kamer=KamerSetting(root=service.root))
    kamer = kamer_of(settings, programme, "demo-2020", PlayedClock(NOW))
    assert kamer is not None
    assert len(kamer.letters(kind="Brief regering", dossier="29697", since=date(2020, 6, 1))) == 1
    assert service.agent == "bna-pipeline (Fryslan)"


def test_a_quote_in_a_kind_is_doubled(service: Service) -> None:
    service.publish(replace(LETTER, kind="Brief 's avonds"))
    found = reader(service).letters(kind="Brief 's avonds", dossier="29697", since=date(2020, 6, 1))
    assert [d.id for d in found] == [LETTER.id]


def test_all_pages_are_read(service: Service) -> None:
    service.page = 2
    for number in range(5):
        service.publish(replace(LETTER, id=f"{number}" * 8, sequence=number + 1))
    assert len(letters(service)) == 5


def test_what_hangs_by_a_letter_is_found_by_its_case_and_fetched(service: Service) -> None:
    letter = service.publish(LETTER, b"een", b"twee")
    service.publish(replace(LETTER, id="f" * 8, case="andere"), b"drie")
    (found,) = (d for d in letters(service) if d.id == letter.id)
    attached = reader(service).attachments(found)
    assert {reader(service).file(d) for d in attached} == {b"een", b"twee"}
    assert reader(service).file(found) == LETTER.data


def test_more_fields_and_fewer_are_read_all_the_same(service: Service) -> None:
    service.publish(LETTER, b"een")
    service.missing = ("DocumentNummer", "Titel", "Volgnummer", "ContentType", "Datum", "Vergaderjaar", "Verwijderd")
    service.more = {"Nieuw": {"diep": [1]}, "Alias": None}
    (found,) = letters(service)
    assert (found.number, found.sequence, found.published, found.content_type) == (None, None, None, None)
    assert found.subject == LETTER.subject
    assert len(reader(service).attachments(found)) == 1


def test_without_an_id_or_a_kind_it_is_no_document(service: Service) -> None:
    service.publish(LETTER)
    service.missing = ("Id",)
    assert letters(service) == ()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"value": 3}', b"<html>", b"\xff\xfe", b'{"fout": "?"}', b"[" * 100_000]
)
def test_what_is_no_list_is_said_to_be_away(service: Service, body: bytes) -> None:
    service.body = body
    with pytest.raises(KamerAway):
        letters(service)


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 01 Jul 2020 12:05:00 GMT", timedelta(minutes=5)),
        ("Wed, 01 Jul 2020 11:00:00 GMT", timedelta()),
        ("straks", None),
        ("Wed, 01 Jul 2020 12:05:00 +9999999999999999999", None),
        (None, None),
    ],
)
def test_a_service_that_asks_for_patience_is_heard(
    service: Service, asked: str | None, pause: timedelta | None
) -> None:
    service.status, service.retry_after = 429, asked
    with pytest.raises(KamerAway, match="429") as away:
        letters(service)
    assert away.value.retry_after == pause


def test_a_next_page_on_another_server_is_not_followed(service: Service) -> None:
    service.body = b'{"value": [], "@odata.nextLink": "http://127.0.0.1:9/OData/v4/2.0/Document"}'
    assert letters(service) == ()
    assert len(service.asked) == 1


def test_nobody_at_the_address_is_said(service: Service) -> None:
    nobody = TweedeKamer("http://127.0.0.1:9/OData/", "x", PlayedClock(NOW), Never(), 2.0)
    with pytest.raises(KamerAway, match="niet te bereiken"):
        nobody.letters(kind="Brief regering", dossier="29697", since=date(2020, 6, 1))


def test_who_asks_says_who_he_is(service: Service) -> None:
    letters(service)
    assert service.agent == "bna-pipeline (proef@example.org)"


def test_a_file_that_is_too_long_is_not_read_to_its_end(service: Service) -> None:
    service.publish(replace(LETTER, data=b"x" * 300_000))
    (found,) = letters(service)
    with pytest.raises(KamerFileTooLong, match="2020D99999"):
        reader(service, most=200_000).file(found)


def test_a_line_that_names_other_dossiers_is_no_letter_of_ours_whatever_was_asked(service: Service) -> None:
    service.publish(LETTER)
    service.more = {"Kamerstukdossier": [{"Nummer": 12345}]}
    assert letters(service) == ()
    service.more = {"Kamerstukdossier": [{"Nummer": 12345}, {"Nummer": 29697}]}
    assert len(letters(service)) == 1


def test_a_letter_of_the_first_day_counts_by_the_day_in_the_netherlands(service: Service) -> None:
    """Its moment in UTC is on the day before."""
    service.publish(replace(LETTER, on=date(2020, 6, 1)))
    assert [d.published for d in letters(service)] == [date(2020, 6, 1)]


def test_an_id_that_is_none_is_no_document(service: Service) -> None:
    service.publish(replace(LETTER, id="../x)?a=b"))
    assert letters(service) == ()
