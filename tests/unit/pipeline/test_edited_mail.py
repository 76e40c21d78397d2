"""A partner reads how the redactie worded its text, beside its own, once a draft says it so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from bna_pipeline import pipeline
from bna_pipeline.model.round import Purpose
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_agreements import words_of
from tests.unit.pipeline.test_posting import CITY, COORDINATOR, opened
from tests.unit.pipeline.world import SYSTEM, World, inbox_files

REDACTIE = ("redactie", "redactie.yaml")
ORIGINAL = "Verenigingen krijgen de sleutel en een korte cursus, zodat zij zelf toezicht kunnen houden."
EDITED = "Verenigingen krijgen een sleutel en een korte cursus, zodat zij zelf toezicht houden."


@pytest.fixture
def closed(at: At) -> World:
    """Everyone sent theirs, and the round is closed; there is no draft yet."""
    world = opened(at)
    world.inbox.files = inbox_files()
    go_on(world)
    pipeline.close(world.tools, COORDINATOR)
    return world


def go_on(world: World) -> None:
    world.clock.moment += timedelta(hours=1)
    pipeline.collect(world.tools, SYSTEM)
    pipeline.post(world.tools, SYSTEM)


def draft(world: World) -> None:
    pipeline.draft(world.tools, SYSTEM)
    go_on(world)


def edit(world: World, *edits: dict[str, str], day: int = 18) -> None:
    """The redactie sends its file again, with these edits."""
    data = yaml.safe_load(inbox_files()[REDACTIE])
    data["edits"] = list(edits)
    data["sent_at"] = f"2020-02-{day}T09:00:00+01:00"
    world.inbox.files[REDACTIE] = yaml.safe_dump(data, allow_unicode=True).encode()
    go_on(world)


def measure(text: str = EDITED, reason: str = "Zo leest het korter.") -> dict[str, str]:
    return {
        "partner": CITY,
        "action": "VL-03",
        "field": "measure",
        "original": ORIGINAL,
        "text": text,
        "reason": reason,
    }


def sent(world: World) -> list[str | None]:
    """Whom such a mail is about, in order."""
    return [line.mail.partner for line in world.state.post.lines.values() if line.mail.purpose is Purpose.EDITED]


def last_words(world: World) -> str:
    found = [world.mailer.read(n) for n in range(len(world.mailer.taken))]
    return [words_of(mail) for mail in found if mail["To"] == world.programme.partner(CITY).contact.mail][-1]


def test_the_mail_goes_after_the_draft_and_not_before_it_with_the_original_and_the_new_text(closed: World) -> None:
    assert sent(closed) == []
    draft(closed)
    assert sent(closed) == [CITY], "and to no partner whose text is as it was"
    said = " ".join(last_words(closed).split())
    assert ORIGINAL in said and EDITED in said and "VL-03" in said and "de maatregel" in said.lower()
    assert "Eén sleutel per vereniging" in said, "the reason"
    html = closed.mailer.read(-1).get_body(("html",))
    assert html is not None and "<del" in html.get_content() and "<ins" in html.get_content()


def test_it_goes_once_for_a_set_of_edits_and_again_when_they_change(closed: World) -> None:
    draft(closed)
    go_on(closed)
    assert sent(closed) == [CITY]
    edit(closed, measure("Verenigingen krijgen een sleutel en een cursus."))
    assert sent(closed) == [CITY], "no draft says so yet"
    draft(closed)
    assert sent(closed) == [CITY, CITY]
    assert "Verenigingen krijgen een sleutel en een cursus." in " ".join(last_words(closed).split())
    go_on(closed)
    edit(closed, measure("Verenigingen krijgen een sleutel en een cursus."), day=19)
    draft(closed)
    assert sent(closed) == [CITY, CITY], "the file is another, the edits are the same"


def test_nobody_is_mailed_when_no_text_is_edited_or_the_partners_own_text_changed_since(closed: World) -> None:
    edit(closed)
    draft(closed)
    assert sent(closed) == []
    edit(closed, measure(), day=19)
    key = (CITY, "bijdrage.yaml")
    changed = closed.inbox.files[key].decode().replace("Verenigingen krijgen", "Alle verenigingen krijgen")
    closed.inbox.files[key] = changed.replace("2020-02-13T13:30", "2020-02-14T09:30").encode()
    go_on(closed)
    assert closed.inbox.files[key] != inbox_files()[key]
    pipeline.admit(closed.tools, COORDINATOR, partner=CITY, reason="Afgesproken.")
    draft(closed)
    assert sent(closed) == []
