"""What who watches over the desk may see: whether it works, for everybody; numbers, with the token alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bna_pipeline.model.signing_events import SigningRefused
from bna_pipeline.model.step_events import StepStuck
from bna_pipeline.portal.routes.watching import COUNTED
from bna_pipeline.views import Figures
from bna_pipeline.wiring import note_look
from tests.support.desk import AT, EDITION, SmallDesk, small_desk

OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
TOKEN = "f3" * 16
TRANSLATED = frozenset({"edition", "readable", "phase", "stuck"})
"""Fields of `Figures` that are shown in another way than as one number of their name."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    """A desk whose settings name a token, with an edition on record that can be read, and one that cannot."""
    root = tmp_path_factory.mktemp("watched")
    found = small_desk(root, '[desk]\nmetrics_token_file = ".bna/metrics"\n')
    record(found, EDITION)
    record(found, "weg-2020")
    file = root / ".bna" / "metrics"
    file.touch(mode=0o600)
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    return found


def numbers(desk: SmallDesk) -> dict[tuple[str, ...], float]:
    answer = desk.browser().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def record(desk: SmallDesk, edition: str) -> None:
    events: tuple[SigningRefused | StepStuck, ...] = (
        SigningRefused(field="Voorzitter", person="voorzitter", reason="Er staat een fout in."),
        StepStuck(step="deliver", code="DEL-001", said="[DEL-001] Griffie is weg."),
    )
    for after, event in enumerate(events):
        desk.app.ledger.append(edition, event, actor="voorzitter", account="root", at=AT, after=after)


def test_without_a_token_in_the_settings_there_is_no_such_page(tmp_path: Path) -> None:
    answer = small_desk(tmp_path).browser().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 404 and "bna_" not in answer.text


@pytest.mark.parametrize("told", ["", "Bearer", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}é"])
def test_who_does_not_bring_the_token_gets_no_number(desk: SmallDesk, told: str) -> None:
    answer = desk.browser().get("/metrics", headers={"authorization": told.encode()})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("text", "mode"), [("kort", 0o600), (TOKEN, 0o644)])
def test_a_token_that_is_too_short_or_open_to_others_opens_nothing(desk: SmallDesk, text: str, mode: int) -> None:
    file = desk.app.root / ".bna" / "metrics"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    answer = desk.browser().get("/metrics", headers={"authorization": f"Bearer {text}"})
    file.write_text(TOKEN, encoding="utf-8")
    file.chmod(0o600)
    assert answer.status_code == 404


def test_every_edition_is_counted_and_one_that_cannot_be_read_is_told_as_such(desk: SmallDesk) -> None:
    found = numbers(desk)
    assert (found["bna_edition_readable", EDITION], found["bna_edition_readable", "weg-2020"]) == (1, 0)
    assert found["bna_edition_entries", EDITION] == 2 and ("bna_edition_entries", "weg-2020") not in found
    assert found["bna_edition_step_stuck", EDITION, "deliver"] == 1
    assert sum(value for (name, *_), value in found.items() if name == "bna_editions") == 1


def test_since_when_nobody_looked_is_counted_in_seconds(desk: SmallDesk) -> None:
    assert ("bna_seconds_since_look",) not in numbers(desk)
    assert note_look(desk.app) is None
    assert 0 <= numbers(desk)["bna_seconds_since_look",] < 60


def test_no_text_of_anybody_is_among_the_numbers(desk: SmallDesk) -> None:
    """Of each number only its edition, phase or step is named."""
    answer = desk.browser().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    programme, edition = desk.app.programme_and_edition(EDITION)
    told = {edition.title, programme.name, "Griffie is weg", "Er staat een fout in"}
    told |= {person.name for person in programme.people} | {partner.name for partner in programme.partners}
    assert [text for text in told if text in answer] == []


def test_what_operators_read_of_the_numbers_is_what_there_is() -> None:
    """Every number is explained in docs/operations.md, and none that there is not."""
    page = OPERATIONS.read_text(encoding="utf-8").partition("## Monitoring")[2].partition("\n## ")[0]
    table = "\n".join(line for line in page.splitlines() if line.startswith("| `bna_"))
    told = set(re.findall(r"`(bna_[a-z_]+)", table))
    told |= {f"bna_edition{name}" for name in re.findall(r"`(_[a-z_]+)`", table)}
    there = {"bna_seconds_since_look", "bna_edition_step_stuck", "bna_edition_readable", "bna_editions"}
    assert told == there | {f"bna_edition_{name}" for name in COUNTED}


def test_every_number_that_there_is_of_an_edition_is_shown() -> None:
    assert set(COUNTED) == set(Figures.model_fields) - TRANSLATED


def test_health_says_the_same_under_both_names_and_nothing_else(desk: SmallDesk) -> None:
    """The last test: it breaks a store."""
    answers = [desk.browser().get(path) for path in ("/gezond", "/healthz")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"ok": True})] * 2
    desk.app.access.close()
    (desk.app.settings.state / "access.sqlite").write_bytes(b"iets anders" * 500)
    assert desk.browser().get("/healthz").json() == {"ok": False}
