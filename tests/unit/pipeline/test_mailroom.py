"""What comes in by mail is kept once, is whose reference it carries, and gives the same state in any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline import pipeline
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import ContributionReceived
from bna_pipeline.model.round import IncomingKind
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.counting import originals
from bna_pipeline.pipeline.watching import round_status
from tests.support.budget import budget
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_posting import CITY, COORDINATOR, opened
from tests.unit.pipeline.world import SYSTEM, World, inbox_files, programme_data

SENT = inbox_files()[CITY, "bijdrage.yaml"]
AGENCY = "brainport-development"


@pytest.fixture
def asked(at: At) -> World:
    world = opened(at)
    pipeline.post(world.tools, SYSTEM)
    return world


def request(world: World, partner: str = CITY) -> EmailMessage:
    address = world.programme.partner(partner).contact.mail
    mails = [world.mailer.read(n) for n in range(len(world.mailer.taken))]
    return next(mail for mail in mails if mail["To"] == address)


def test_a_reply_is_the_partners_whose_reference_it_carries_whoever_sent_it(asked: World) -> None:
    asked.mailbox.arrive(reply_to(request(asked), ("bijdrage.yaml", SENT), sender="iemand@anders.example.org"))
    pipeline.collect(asked.tools, SYSTEM)
    (received,) = asked.events(ContributionReceived)
    assert (received.partner, received.file.sha256) == (CITY, sha256_hex(SENT))
    assert received.message == asked.events(MailReceived)[0].mail.message.sha256
    assert asked.mailbox.done == {"1"}


def test_the_moment_of_a_version_is_that_of_its_mail_also_when_the_file_came_before(asked: World) -> None:
    asked.clock.moment += timedelta(days=60)
    asked.inbox.files[CITY, "bijdrage.yaml"] = SENT
    pipeline.collect(asked.tools, SYSTEM)
    before = asked.state.checked_from(CITY)[0].sent_at
    asked.mailbox.arrive(reply_to(request(asked), ("bijdrage.yaml", SENT), at="Thu, 13 Feb 2020 16:00:00 +0100"))
    pipeline.collect(asked.tools, SYSTEM)
    after = asked.state.checked_from(CITY)[0].sent_at
    assert after == datetime(2020, 2, 13, 15, tzinfo=UTC) != before
    assert len(asked.events(ContributionReceived)) == 1


def test_a_mail_of_nobody_is_kept_shown_and_judged_once_the_coordinator_says_whose_it_is(asked: World) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "x@elders.example.org", "Bijdrage", "Wed, 15 Jan 2020 10:00:00 +0100"
    mail.set_content("Zie bijlage.")
    mail.add_attachment(SENT, maintype="application", subtype="yaml", filename="bijdrage.yaml")
    asked.mailbox.arrive(mail.as_bytes())
    pipeline.collect(asked.tools, SYSTEM)
    (stray,) = asked.state.post.strays
    assert asked.state.received == () and "--assign" in " ".join(asked.waits_for())
    pipeline.assign(asked.tools, COORDINATOR, message=stray.message.sha256[:10], partner=CITY)
    pipeline.collect(asked.tools, SYSTEM)
    assert originals(asked.tools, asked.state) == {CITY: sha256_hex(SENT)}
    assert asked.state.post.strays == ()
    # Also after a kill: the coordinator said whose it is, and the rest follows from that by itself.
    assert [e.actor for e in asked.ledger.kept if isinstance(e.event, ContributionReceived)] == [SYSTEM.person]


def test_a_mail_that_is_nobodys_is_put_aside_and_needs_nothing_any_more(asked: World) -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "reclame@elders.example.org", "Wed, 15 Jan 2020 10:00:00 +0100"
    mail["Subject"] = "Over 123456782"  # passes the eleven-test of a citizen service number
    mail.set_content("Koop nu, 123456782.")
    mail.add_attachment(SENT, maintype="application", subtype="yaml", filename="bijdrage.yaml")
    asked.mailbox.arrive(mail.as_bytes())
    pipeline.collect(asked.tools, SYSTEM)
    (stray,) = asked.state.post.strays
    told = " ".join(asked.waits_for())
    assert "--nobody" in told
    watched = round_status(asked.tools, asked.state)
    assert watched is not None and "Over " in watched.trouble[0].sentence
    assert "123456782" not in told + pipeline.mail_list(asked.tools).model_dump_json() + watched.model_dump_json()
    sent = len(asked.mailer.taken)
    pipeline.assign(asked.tools, COORDINATOR, message=stray.message.sha256[:10], partner=None)
    pipeline.collect(asked.tools, SYSTEM)
    pipeline.post(asked.tools, SYSTEM)
    assert asked.state.post.strays == () and asked.state.received == () and len(asked.mailer.taken) == sent
    assert "--assign" not in " ".join(asked.waits_for())
    assert not pipeline.mail_list(asked.tools).received[0].needs_person


def test_a_machine_is_put_on_record_and_never_answered(asked: World) -> None:
    sent = len(asked.mailer.taken)
    asked.mailbox.arrive(reply_to(request(asked), text="Ik ben er niet.", Auto_Submitted="auto-replied"))
    pipeline.collect(asked.tools, SYSTEM)
    pipeline.post(asked.tools, SYSTEM)
    assert asked.events(MailReceived)[0].mail.kind is IncomingKind.AUTOMATIC
    assert len(asked.mailer.taken) == sent


def test_our_own_form_with_nothing_filled_in_is_no_version(asked: World) -> None:
    form, other = [
        (str(part.get_filename()), bytes(part.get_payload(decode=True))) for part in request(asked).iter_attachments()
    ]
    asked.mailbox.arrive(reply_to(request(asked), ("bijdrage.yaml", SENT), other, text="Eén van beide."))
    asked.mailbox.arrive(reply_to(request(asked, AGENCY), form, text="Hierbij."))
    pipeline.collect(asked.tools, SYSTEM)
    assert [r.file.name for r in asked.events(ContributionReceived)] == ["bijdrage.yaml"]
    step = pipeline.post(asked.tools, SYSTEM)
    assert len(step.said) == 2 and "Dank u wel" in step.said[0] and "geen formulier" in step.said[1]
    text = asked.mailer.read().get_body(("plain",))
    assert text is not None and "is ons formulier, zonder antwoorden" in text.get_content()


def test_a_mail_that_was_saved_in_a_partners_folder_is_that_partners(asked: World) -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "x@elders.example.org", "Wed, 15 Jan 2020 10:00:00 +0100"
    mail.set_content("Zie bijlage.")
    mail.add_attachment(SENT, maintype="application", subtype="yaml", filename="bijdrage.yaml")
    asked.inbox.files = {
        (CITY, "bericht.eml"): mail.as_bytes(),
        ("", "antwoord.eml"): reply_to(request(asked, AGENCY), ("b.yaml", inbox_files()[AGENCY, "bijdrage.yaml"])),
    }
    pipeline.collect(asked.tools, SYSTEM)
    assert set(originals(asked.tools, asked.state)) == {CITY, AGENCY}
    assert not pipeline.collect(asked.tools, SYSTEM).changed


def test_a_mailbox_that_is_away_is_said_and_what_lies_in_the_inbox_is_read(asked: World) -> None:
    asked.mailbox.away = True
    asked.inbox.files = inbox_files()
    step = pipeline.collect(asked.tools, SYSTEM)
    assert "niet bereikbaar" in " ".join(step.said)
    assert len(originals(asked.tools, asked.state)) == 6


def with_sign_off(world: World) -> World:
    data = programme_data()
    city = next(p for p in data["partners"] if p["id"] == CITY)
    city["sign_off"] = {"function": "Directeur", "mail": "directeur@eindhoven.example.org"}
    return world.with_programme(data).with_mail()


def test_a_partner_that_asks_for_it_counts_once_its_house_agrees(at: At) -> None:
    world = with_sign_off(at(Phase.NONE))
    world.inbox.files.clear()
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.post(world.tools, SYSTEM)
    world.mailbox.arrive(reply_to(request(world), ("bijdrage.yaml", SENT)))
    pipeline.collect(world.tools, SYSTEM)
    assert originals(world.tools, world.state) == {}
    pipeline.post(world.tools, SYSTEM)
    question = next(
        world.mailer.read(n) for n in range(len(world.mailer.taken)) if "directeur@" in str(world.mailer.read(n)["To"])
    )
    assert question["Reply-To"] != request(world)["Reply-To"]
    world.mailbox.arrive(reply_to(question, text="Akkoord."))
    pipeline.collect(world.tools, SYSTEM)
    assert originals(world.tools, world.state) == {CITY: sha256_hex(SENT)}
    step = pipeline.post(world.tools, SYSTEM)
    assert "Dank u wel" in " ".join(step.said)


VERSIONS = [SENT, SENT + b"# twee", SENT + b"# drie", b"geen: formulier"]
ARRIVALS = [
    *(("post", n, day) for n in range(len(VERSIONS)) for day in (14, 15)),
    *(("map", n, 0) for n in range(len(VERSIONS))),
]


def counts(world: World) -> Any:
    """What follows from everything that arrived: which version counts, its moment, and what is open."""
    checked = {c.original: (c.sent_at, c.errors) for c in world.state.checked_from(CITY)}
    return originals(world.tools, world.state), checked, [w.subject for w in pipeline.waits(world.tools)]


@settings(max_examples=budget(3, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ARRIVALS), twice=st.lists(st.sampled_from(ARRIVALS), max_size=4), cut=st.integers(0, 12))
def test_any_order_and_any_duplication_of_arrivals_gives_the_same_state(
    at: At, order: list[tuple[str, int, int]], twice: list[tuple[str, int, int]], cut: int
) -> None:
    found = []
    for arrivals in (ARRIVALS, [*order, *twice]):
        world = opened(at)
        pipeline.post(world.tools, SYSTEM)
        world.clock.moment += timedelta(days=30)  # a mail with a date that is still to come counts from its arrival
        for place, (how, version, day) in enumerate(arrivals):
            data = VERSIONS[version]
            if how == "map":
                world.inbox.files[CITY, f"{version}.yaml"] = data
            else:
                world.mailbox.arrive(
                    reply_to(request(world), ("b.yaml", data), at=f"Wed, {day} Jan 2020 1{version}:00:00 +0100")
                )
            if place == cut:
                pipeline.collect(world.tools, SYSTEM)
        pipeline.collect(world.tools, SYSTEM)
        found.append(counts(world))
    assert found[0] == found[1]


def with_departments(world: World) -> World:
    data = programme_data()
    partner = next(p for p in data["partners"] if p["id"] == "metropoolregio-eindhoven")
    actions = [a["id"] for a in data["actions"] if partner["id"] in (a["owner"], *a.get("partners", ()))]
    partner["departments"] = [
        {
            "id": department,
            "name": f"Afdeling {department}",
            "contact": {"function": "Medewerker", "mail": f"{department}@mre.example.org"},
            "actions": own,
        }
        for department, own in (("een", actions[:1]), ("twee", actions[1:]))
    ]
    return world.with_programme(data).with_mail()


def test_each_department_is_asked_with_a_form_and_a_reference_of_its_own(at: At) -> None:
    world = with_departments(at(Phase.NONE))
    world.inbox.files.clear()
    pipeline.open_edition(world.tools, COORDINATOR)
    pipeline.post(world.tools, SYSTEM)
    lines = [line for key, line in world.state.post.lines.items() if key.startswith("uitvraag:metropoolregio")]
    assert [line.mail.key.partition(".")[2] for line in lines] == ["een", "twee"]
    assert len({line.mail.reference for line in lines}) == 2
    forms = [f.file.name for f in world.state.opened.forms if f.partner == "metropoolregio-eindhoven"]  # type: ignore[union-attr]
    assert [name for name in forms if name.endswith("docx")] == [
        f"formulier-metropoolregio-eindhoven-{d}-regiodeal-2020.docx" for d in ("een", "twee")
    ]
    missing = [w.subject for w in pipeline.waits(world.tools) if w.subject.startswith("metropool")]
    assert missing == ["metropoolregio-eindhoven.een", "metropoolregio-eindhoven.twee"]
