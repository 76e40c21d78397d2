"""In every phase the edition says who must do what; doing it moves it on."""

from __future__ import annotations

from bna_pipeline import pipeline
from bna_pipeline.delivery.patience import LONGEST_PAUSE
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside
from bna_pipeline.pipeline.signing_folder import LETTER_PATH
from bna_pipeline.pipeline.status import position
from tests.programmes.layout import EDITION
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.test_advancing import LATER
from tests.unit.pipeline.test_drafting import BOAST
from tests.unit.pipeline.test_rounds import AGENCY, CITY, SAME_MOMENT, arrive
from tests.unit.pipeline.world import READERS, SYSTEM, World, actor, inbox_files, programme_data

COORDINATOR = actor("coordinator")


def test_doing_what_is_waited_for_takes_an_edition_from_nothing_to_its_end(at: At) -> None:
    """One walk, sentence by sentence; nobody needs to know anything but what the edition itself says."""
    world = at(Phase.NONE)
    world.inbox.files.clear()
    assert world.waits_for() == (f"de coördinator: open de editie met `bna open {EDITION}`",)
    pipeline.open_edition(world.tools, COORDINATOR)

    assert world.waits_for() == (
        *(f"een goede bijdrage van {partner.name}" for partner in world.programme.partners),
        "een goede redactie",
    )
    world.inbox.files.update(inbox_files())
    world.advance()
    assert world.waits_for() == (f"de coördinator: sluit de ronde met `bna close {EDITION}`",)

    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    (sentence,) = [s for s in world.waits_for() if "tegenspraak" in s]
    assert f"`bna settle {EDITION} {CITY} --choose KEUZE --reason REDEN`" in sentence
    pipeline.settle(world.tools, COORDINATOR, subject=CITY, chosen=sha256_hex(SAME_MOMENT), reason="de laatste")
    pipeline.close(world.tools, COORDINATOR)

    assert world.waits_for() == (f"het eerste concept: `bna run {EDITION}` maakt het",)
    world.advance()
    assert "Accounthouder Regio Deals" in world.waits_for()[0] and "Programmadirectie" in world.waits_for()[-1]
    world.approve("lezers", *READERS)
    (sentence,) = world.waits_for()
    assert sentence.startswith("Programmadirecteur Regio (stap 'Programmadirectie') moet nog akkoord geven")
    world.approve("directie", "programmadirecteur")
    assert world.waits_for() == (f"`bna run {EDITION}`: de route is rond",)
    world.advance()

    decide = f"leg het vast met `bna adopt {EDITION} --date DATUM --number NUMMER --outcome UITKOMST`"
    assert world.waits_for() == (f"het besluit van Gedeputeerde Staten: {decide}",)
    world.adopt(Outcome.HELD)
    world.advance()
    held = "(besluit RD-12 van 17-03-2020: aangehouden)"
    assert world.waits_for() == (f"het besluit van Gedeputeerde Staten {held}: {decide}",)
    world.adopt(Outcome.MANDATE, holder="gedeputeerde")
    settle = f"bna adopt {EDITION} --settle --as gedeputeerde"
    assert world.waits_for() == (f"gedeputeerde: rond het mandaat af met `{settle}`",)
    pipeline.finish_mandate(world.tools, actor("gedeputeerde"))

    sign = f"de gedeputeerde: onderteken met `bna sign {EDITION} --as gedeputeerde`"
    hand_over = f"de overdracht onder embargo naar bij bzk: `bna run {EDITION}` doet haar zodra dat kan"
    assert world.waits_for() == (sign, hand_over)
    world.advance()
    assert world.waits_for() == (f"de gedeputeerde: onderteken met `bna sign {EDITION} --as gedeputeerde`",)
    pipeline.sign(world.tools, actor("gedeputeerde"))
    assert world.waits_for() == (f"de kabinetschef: onderteken met `bna sign {EDITION} --as kabinetschef`",)
    pipeline.sign(world.tools, actor("kabinetschef"))

    assert world.waits_for() == (
        f"de coördinator zet de vrijgave klaar: `bna release {EDITION} arm`",
        f"de Kamerbrief: `bna release {EDITION} --kamerbrief BESTAND`",
    )
    pipeline.arm(world.tools, COORDINATOR)
    assert world.waits_for() == (f"de Kamerbrief: `bna release {EDITION} --kamerbrief BESTAND`",)
    world.see_kamerbrief()
    assert world.waits_for() == (f"`bna run {EDITION}`: het pakket mag vertrekken",)
    for channel in world.channels:
        channel.closed = True
    world.advance()

    assert world.phase() is Phase.RELEASED
    assert world.waits_for() == (
        "de ontvangst door Statengriffie",
        "de ontvangst door Archief",
        f"het dossier: `bna run {EDITION}` maakt het na de laatste ontvangst",
    )
    for channel in world.channels:
        channel.closed = False
    world.clock.moment += LONGEST_PAUSE
    world.advance()
    assert (world.phase(), world.waits_for()) == (Phase.FINISHED, ())


def test_a_contradiction_names_its_sides_as_they_must_be_chosen(at: At) -> None:
    world = at(Phase.OPEN)
    mine = inbox_files()[AGENCY, "bijdrage.yaml"].replace(b"status: versneld", b"status: conform planning")
    arrive(world, AGENCY, "nieuw.yaml", mine.replace(b"2020-02-12T10", b"2020-02-13T10"))
    (sentence,) = world.waits_for()
    assert sentence.endswith(f"PT-01: {AGENCY} zegt conform planning, {CITY} zegt versneld")
    assert position(world.tools).conflicts == (f"PT-01: {AGENCY} zegt conform planning, {CITY} zegt versneld",)


def test_no_draft_is_promised_that_cannot_be_made(at: At) -> None:
    """`bna run` would do nothing: the sentence names what stands in the way instead."""
    world = at(Phase.CONCEPT)
    arrive(world, "redactie", "later.yaml", BOAST)
    (sentence,) = world.waits_for()
    assert sentence.startswith("de redactie: pas de tekst aan (foreword") and "bna run" not in sentence

    data = programme_data()
    data["pillars"].append({"id": "water", "name": "Water", "aim": "Droge voeten."})
    data["actions"].append(
        {"id": "WA-01", "pillar": "water", "title": "Dijken verzwaren", "owner": "bzk", "role": "geen"}
    )
    world = at(Phase.CONCEPT).with_programme(data)
    pipeline.collect(world.tools, SYSTEM)
    assert world.waits_for() == (f"de redactie, zonder fouten, in inbox/{EDITION}/redactie/",)


def test_where_two_people_may_act_every_command_says_who_does(at: At) -> None:
    """Without it the command itself asks who: nobody is the only one whose role opens the act."""
    data = programme_data()
    data["people"].append({"id": "coordinator-twee", "name": "Tweede coördinator", "roles": ["coordinator"]})
    for phase in (Phase.NONE, Phase.OPEN, Phase.SIGNED):
        waits = pipeline.waits(at(phase).with_programme(data).tools)
        assert waits
        for wait in waits:
            assert wait.who == ("coordinator", "coordinator-twee")
            assert wait.command is not None and wait.command.endswith(" --as WIE")
            assert wait.sentence.endswith(f"`{wait.command}`")
    world = at(Phase.OPEN).with_programme(data)
    arrive(world, CITY, "twee.yaml", SAME_MOMENT)
    (sentence,) = [s for s in world.waits_for() if "tegenspraak" in s]
    assert f"`bna settle {EDITION} {CITY} --choose KEUZE --reason REDEN --as WIE`" in sentence


def test_two_versions_of_the_redactie_at_one_moment_wait_for_a_choice_also_after_closing(at: At) -> None:
    world = at(Phase.CONCEPT)
    sent = inbox_files()["redactie", "redactie.yaml"]
    for name, data in (("een.yaml", sent + b"# een"), ("twee.yaml", sent + b"# twee")):
        arrive(world, "redactie", name, data)
    (wait,) = pipeline.waits(world.tools)
    assert wait.act is Act.SETTLE and wait.subject == "redactie"
    pipeline.settle(world.tools, COORDINATOR, subject="redactie", chosen=wait.choices[0], reason="de laatste")
    assert world.waits_for() == (f"een nieuw concept: `bna run {EDITION}` maakt het",)


def test_an_edition_that_cannot_be_opened_does_not_wait_for_opening(at: At) -> None:
    """What was sent before there was a record waits for nothing; without a deadline it waits for one."""
    data = programme_data()
    del data["editions"][1]["deadline"]
    (wait,) = pipeline.waits(at(Phase.NONE).with_programme(data).tools)
    assert wait.act is Outside.CONFIGURE and "`deadline`" in wait.sentence
    data["editions"][1]["letter_sent"] = "2020-03-24"
    assert pipeline.waits(at(Phase.NONE).with_programme(data).tools) == ()


def test_a_draft_that_was_sent_back_waits_for_who_sent_it_back(at: At) -> None:
    world = at(Phase.CONCEPT)
    pipeline.decide(world.tools, actor("lezer-rijk"), stage="lezers", verdict=Verdict.RETURN, comment="Te lang.")
    assert any("Te lang." in sentence for sentence in world.waits_for())


def test_what_comes_in_after_the_review_is_told_beside_the_decision_that_is_waited_for(at: At) -> None:
    world = at(Phase.FOR_ADOPTION)
    arrive(world, CITY, "later.yaml", LATER)
    assert [sentence.split(":")[0] for sentence in world.waits_for()] == [
        "een nieuw concept",
        "het besluit van Gedeputeerde Staten",
    ]


def test_a_changed_letter_is_what_a_signed_edition_waits_for_and_does_not_hide_its_status(at: At) -> None:
    world: World = at(Phase.SIGNED)
    world.outbox.files[LETTER_PATH] += b" "
    (wait,) = position(world.tools).waits
    assert wait.act is Outside.RESTORE and LETTER_PATH in wait.sentence and "[REF-008]" in wait.sentence


def test_a_position_is_taken_from_one_reading_of_the_ledger(at: At) -> None:
    world = at(Phase.CONCEPT)
    world.ledger.read.clear()
    found = position(world.tools)
    assert world.ledger.read.count(EDITION) == 1
    assert (found.state.phase, len(found.stages), set(found.counting)) == (
        Phase.CONCEPT,
        2,
        {"redactie", *(p.id for p in world.programme.partners)},
    )
