"""What an edition waits for, as the desk says it."""

from __future__ import annotations

import pytest
import yaml

from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline import without_command, without_commands
from bna_pipeline.portal.dues import dues
from bna_pipeline.portal.pages import by_urgency
from tests.support.small_programme import TEXT

_SAID = [
    (Act.CLOSE, "de coördinator: sluit de ronde met `bna close demo-2020`", "Sluit de ronde"),
    (Act.CLOSE, "of zonder hen, de coördinator: sluit met `bna close x`", "Of zonder hen, de coördinator: sluit"),
    (
        Act.SETTLE,
        "de coördinator: beslecht met `bna settle x --choose KEUZE` de tegenspraak over T-01: school zegt vertraagd",
        "Beslecht de tegenspraak over T-01: school zegt vertraagd",
    ),
    (
        Act.SIGN,
        "de voorzitter: onderteken met `bna sign x`, of elders: eerst met `--export B` en daarna met `--import B`",
        "De voorzitter: onderteken, hier of elders",
    ),
    (Outside.RUN, "het dossier: `bna run x` maakt het na de laatste ontvangst", "Het dossier"),
    (Outside.RUN, "`bna run x`: het pakket mag vertrekken", "Het pakket mag vertrekken"),
    (Act.NOTE_KAMERBRIEF, "de Kamerbrief: `bna release x --kamerbrief BESTAND`", "De Kamerbrief"),
    (
        Outside.CONFIGURE,
        "voor de ondertekening (nagekeken op 1 juni 2020): de dienst zwijgt. Nakijken: `bna check x`",
        "Voor de ondertekening (nagekeken op 1 juni 2020): de dienst zwijgt.",
    ),
    (
        Outside.CONFIGURE,
        "een inleverdatum: zet bij editie x in programme.yaml een `deadline`; nakijken kan met `bna check x`",
        "Een inleverdatum: zet bij editie x in programme.yaml een deadline",
    ),
    (
        Outside.RESTORE,
        "[REF-008] /srv/x/statenmededeling.pdf is niet de brief zoals die nu geldt. Is het bestand elders ondertekend, "
        "lees het dan in met `bna sign --import`. Verwijder het anders en voer `bna run` uit: hij komt terug.",
        "/srv/x/statenmededeling.pdf is niet de brief zoals die nu geldt. Vraag de beheerder om dit te herstellen.",
    ),
    (
        Outside.RESTORE,
        "[STO-001] Het lezen van /srv/x lukt niet: dit account mag dat niet. Kijk of dit account erbij mag.",
        "Het lezen van /srv/x lukt niet: dit account mag dat niet. Kijk of dit account erbij mag.",
    ),
]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return Programme.model_validate(yaml.safe_load(TEXT))


@pytest.mark.parametrize(("act", "sentence", "said"), _SAID)
def test_a_wait_is_said_without_its_command(act: Act | Outside, sentence: str, said: str) -> None:
    """Who works at the desk has no terminal."""
    assert without_command(Wait(act=act, subject="x", sentence=sentence)) == said


def test_a_sentence_that_gives_a_command_is_left_out() -> None:
    said = (
        "Partners spreken elkaar tegen over K-01. Kies met `bna settle x` wie geldt, met een reden. Het concept wacht."
    )
    assert without_commands(said) == "Partners spreken elkaar tegen over K-01. Het concept wacht."


def _wait(act: Act | Outside, subject: str, *who: str, when: When = When.NOW) -> Wait:
    return Wait(act=act, subject=subject, who=who, when=when, sentence=f"iets over {subject}")


def test_what_is_alike_is_said_once_and_ones_own_comes_first(programme: Programme) -> None:
    """Fourteen partners that sent nothing are one line; the redactie is another matter; later comes last."""
    waits = (
        _wait(Act.DECIDE, "beleid", when=When.LATER),
        _wait(Outside.SEND, "school"),
        _wait(Outside.SEND, "provincie"),
        _wait(Outside.SEND, REDACTIE),
        _wait(Act.ACCEPT, "brief.vervolg", "coordinator"),
        _wait(Act.ACCEPT, "brief.kernboodschap", "coordinator"),
    )
    found = dues(programme, waits, "coordinator", lambda wait: (f"/{wait.act.value}", "Ga"))
    assert [(d.act, len(d.lines), d.mine) for d in found] == [
        (Act.ACCEPT, 2, True),
        (Outside.SEND, 2, False),
        (Outside.SEND, 0, False),
        (Act.DECIDE, 1, False),
    ]
    assert found[0].who == ("Coordinator",)
    assert found[0].href == "/bevinding aanvaarden"


def test_partners_are_called_by_name_in_a_contradiction(programme: Programme) -> None:
    """An id is for a terminal; a word that only begins or ends like one stays."""
    said = "de coördinator: beslecht met `bna settle x` de tegenspraak over T-01: school zegt ja, hogeschool zegt niets"
    wait = Wait(act=Act.SETTLE, subject="T-01", sentence=said)
    (due,) = dues(programme, (wait,), "coordinator", lambda _: None)
    assert due.title == "Beslecht de tegenspraak over T-01: HV zegt ja, hogeschool zegt niets"


def test_what_asks_for_attention_stands_apart_from_what_went_well() -> None:
    """An alarm in a green box is no alarm."""
    said = ("Besluit 1 is ingetrokken.", "ALARM: laat het weten.", "Let op: dit is geen werkdag.")
    assert by_urgency(said) == (("ok", said[:1]), ("warning", said[1:]))
    assert by_urgency(()) == ()
