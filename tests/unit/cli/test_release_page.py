"""At the terminal a release is its sentence, what lets it go, what is doubted, and every channel once it went."""

from __future__ import annotations

from bna_pipeline.cli.release_page import release_lines
from bna_pipeline.model.release_events import ClockDoubted, SignalSource
from tests.unit.model.small import NOW
from tests.unit.views.test_release import ARMED, DOUBT, FIRED, MINUTE, PLANNED, SEEN, put_off, received, release


def test_before_there_is_anything_to_say_nothing_is_said() -> None:
    assert list(release_lines(release())) == []


def test_a_set_minute_says_whether_it_was_confirmed_and_a_doubted_clock_is_told() -> None:
    told = list(release_lines(release(ARMED, PLANNED, ClockDoubted(planned=MINUTE, vouched=NOW), confirmed=True)))
    assert told[0].startswith("De vrijgave staat klaar, maar wacht: de klok van deze computer klopt niet.")
    assert "  moment van vertrek: 01-07-2030 14:00, NOG NIET BEVESTIGD" in told
    assert any("volgens de tijdstempeldienst was het toen" in line for line in told)


def test_a_doubt_is_told_with_its_source_and_why() -> None:
    told = list(release_lines(release(ARMED, DOUBT)))
    assert told[-1] == (
        "  LET OP: 2030D01, gepubliceerd in de open data van de Tweede Kamer, is niet zonder meer de Kamerbrief. Het "
        "dossier is een ander."
    )


def test_every_channel_has_a_line_once_the_package_went() -> None:
    seen = SEEN.model_copy(update={"source": SignalSource.INBOX, "document": "brief.pdf"})
    told = list(release_lines(release(ARMED, seen, FIRED, received("griffie"), put_off("website", 5))))
    assert told[0] == "Vrijgegeven; 3 van 4 kanalen moeten nog."
    assert "  Kamerbrief: 12345 nr. 9 van 30-06-2030, in de inbox gelegd" in told
    channels = told[-4:]
    assert channels[0].startswith("  [x] Griffie: ontvangen op ")
    assert channels[1].startswith("  [!] Website: uitgesteld na poging 5, weer na ")
    assert channels[1].endswith(": geen antwoord")
    assert channels[2:] == ["  [ ] Archief: moet nog", "  [ ] Partners: moet nog"]
