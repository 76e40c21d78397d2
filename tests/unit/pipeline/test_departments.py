"""A partner in departments: each is asked, answered and counted by itself, and together they are its contribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import ContributionsMissing
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.contribution import Completeness
from bna_pipeline.model.observations import PointerKind
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.watch import Stand
from bna_pipeline.pipeline.counting import counting, counting_versions, missing_seats
from bna_pipeline.pipeline.observing import observations
from bna_pipeline.pipeline.watching import round_status
from bna_pipeline.rounds.asked import Seat
from tests.sample.filling import Answer, fill_form
from tests.support.filling_excel import fill_excel
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import reply_to
from tests.unit.pipeline.test_agreements import go_on, mails_to, words_of
from tests.unit.pipeline.test_mailroom import with_departments
from tests.unit.pipeline.test_posting import COORDINATOR
from tests.unit.pipeline.world import SYSTEM, World, inbox_files

PARTNER = "metropoolregio-eindhoven"
ONE, TWO = Seat(PARTNER, "een"), Seat(PARTNER, "twee")
SAVED = datetime(2020, 1, 15, 9, 0, tzinfo=UTC)
GENERAL = {"ALG.a": "Medewerker", "ALG.b": "volledig"}
FAULTY: dict[str, Answer] = {**GENERAL, "MV-01.a": "vertraagd", "MV-01.b": "Achttien scholen deden mee."}
GOOD: dict[str, Answer] = {**GENERAL, "MV-01.a": "conform planning", "MV-01.b": "Achttien scholen deden mee."}
REST = {
    **GENERAL,
    "VL-02.a": "conform planning",
    "VL-02.b": "De eerste route ligt er.",
    "PT-02.a": "conform planning",
    "PT-02.b": "Wij hebben de aanpak beschreven.",
}
_ASKED: list[World] = []


@pytest.fixture
def asked(at: At) -> World:
    """Both departments were asked by mail; all other partners and the redactie sent theirs in."""
    if not _ASKED:
        world = with_departments(at(Phase.NONE))
        world.inbox.files = {key: data for key, data in inbox_files().items() if key[0] != PARTNER}
        pipeline.open_edition(world.tools, COORDINATOR)
        go_on(world)
        _ASKED.append(world)
    made = _ASKED[0].copy().with_mail()
    made.mailer.taken = list(_ASKED[0].mailer.taken)
    made.clock.moment += timedelta(days=30)
    return made


def form(world: World, seat: Seat, ending: str) -> bytes:
    """The form that the department got with its request."""
    (request,) = mails_to(world, f"{seat.department}@")[:1]
    (found,) = [part for part in request.iter_attachments() if str(part.get_filename()).endswith(ending)]
    data = found.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


def word(world: World, seat: Seat, answers: Mapping[str, Answer]) -> bytes:
    return fill_form(form(world, seat, "docx"), answers, SAVED)


def excel(world: World, seat: Seat, answers: Mapping[str, str]) -> bytes:
    return fill_excel(form(world, seat, "xlsx"), answers, SAVED)


def reply(world: World, seat: Seat, name: str, data: bytes, day: int) -> None:
    (request,) = mails_to(world, f"{seat.department}@")[:1]
    sender = f"{seat.department}@mre.example.org"
    world.mailbox.arrive(reply_to(request, (name, data), sender=sender, at=f"Mon, {day} Jan 2020 10:00:00 +0100"))


def test_a_partner_is_not_told_that_it_is_done_while_a_department_of_it_is_missing(asked: World) -> None:
    names = {seat: f"Afdeling {seat.department}" for seat in (ONE, TWO)}
    assert set(pipeline.contribution_of(asked.tools, PARTNER).missing) == set(names.values())
    sender = replace(COORDINATOR, account="proef")
    pipeline.submit(asked.tools, sender, partner=PARTNER, name="een.docx", data=word(asked, ONE, GOOD))
    shown = pipeline.contribution_of(asked.tools, PARTNER)
    assert shown.counting and shown.missing == (names[TWO],)
    pipeline.submit(asked.tools, sender, partner=PARTNER, name="twee.xlsx", data=excel(asked, TWO, REST))
    assert pipeline.contribution_of(asked.tools, PARTNER).missing == ()


def told(world: World, seat: Seat) -> list[str]:
    """What a department reads after its request."""
    return [words_of(mail) for mail in mails_to(world, f"{seat.department}@")[1:]]


def test_departments_answer_each_by_itself_and_together_are_the_contribution_in_the_draft(asked: World) -> None:
    reply(asked, ONE, "een.docx", word(asked, ONE, FAULTY), 20)
    reply(asked, TWO, "twee.xlsx", excel(asked, TWO, REST), 20)
    go_on(asked)
    assert [mail.partition("\n")[0][:13] for mail in told(asked, ONE)] == ["Nog niet comp"]
    assert len(told(asked, TWO)) == 1 and "Dank u wel" in told(asked, TWO)[0]
    assert "Open een-met-opmerkingen.docx: dat is uw eigen formulier" in told(asked, ONE)[0]
    assert "VL-02" not in told(asked, ONE)[0] and "MV-01" not in told(asked, TWO)[0]
    assert missing_seats(asked.tools, asked.state) == (ONE,)

    better = word(asked, ONE, GOOD)
    reply(asked, ONE, "een-beter.docx", better, 27)
    go_on(asked)
    assert "Dank u wel" in told(asked, ONE)[-1] and len(told(asked, TWO)) == 1
    versions = counting_versions(asked.tools, asked.state)
    assert versions[ONE].original == sha256_hex(better) and versions[TWO].department == "twee"
    _, together = counting(asked.tools, asked.state)[PARTNER]
    assert [report.action for report in together.reports] == ["MV-01", "VL-02", "PT-02"]
    assert together.completeness is Completeness.COMPLETE and together.partner == PARTNER

    pipeline.close(asked.tools, COORDINATOR)
    used = [u.original for u in asked.state.closed.used if u.partner == PARTNER]  # type: ignore[union-attr]
    assert used == [versions[ONE].original, versions[TWO].original]
    pipeline.draft(asked.tools, SYSTEM)
    assert asked.phase() is Phase.CONCEPT
    said = report(asked)
    assert "Achttien scholen deden mee." in said and "De eerste route ligt er." in said


def test_with_one_department_missing_the_partner_is_incomplete_and_closing_needs_a_reason(asked: World) -> None:
    reply(asked, TWO, "twee.docx", word(asked, TWO, REST), 20)
    go_on(asked)
    watched = round_status(asked.tools, asked.state)
    assert watched is not None
    stands = {line.department: line.stand for line in watched.lines if line.partner == PARTNER}
    assert stands == {"een": Stand.NOTHING, "twee": Stand.ACCEPTED}
    _, together = counting(asked.tools, asked.state)[PARTNER]
    assert together.completeness is Completeness.PARTIAL
    with pytest.raises(ContributionsMissing, match=ONE.name):
        pipeline.close(asked.tools, COORDINATOR)
    pipeline.close(asked.tools, COORDINATOR, reason="Afdeling een levert later.")
    pipeline.draft(asked.tools, SYSTEM)
    assert "Bericht volgt nog van Metropoolregio Eindhoven" in report(asked)
    # What comes after closing counts once it is admitted, and then the partner is whole.
    late = word(asked, ONE, GOOD)
    asked.clock.moment += timedelta(days=40)
    reply(asked, ONE, "een.docx", late, 27)
    go_on(asked)
    assert counting(asked.tools, asked.state)[PARTNER][1].completeness is Completeness.PARTIAL
    pipeline.admit(asked.tools, COORDINATOR, partner=PARTNER, reason="Afgesproken.")
    assert counting(asked.tools, asked.state)[PARTNER][1].completeness is Completeness.COMPLETE


def test_a_later_version_of_one_department_leaves_that_of_the_other_alone(asked: World) -> None:
    reply(asked, ONE, "een.docx", word(asked, ONE, GOOD), 20)
    reply(asked, TWO, "twee.docx", word(asked, TWO, REST), 20)
    go_on(asked)
    before, mails = counting_versions(asked.tools, asked.state), len(told(asked, TWO))
    changed = word(asked, ONE, {**GOOD, "MV-01.b": "Twintig scholen deden mee."})
    reply(asked, ONE, "een-nieuw.docx", changed, 27)
    go_on(asked)
    after = counting_versions(asked.tools, asked.state)
    assert after[TWO] == before[TWO] and len(told(asked, TWO)) == mails
    assert after[ONE].original == sha256_hex(changed)


def test_an_action_that_two_departments_report_on_is_said_and_the_last_of_them_counts(asked: World) -> None:
    reply(asked, ONE, "een.docx", word(asked, ONE, GOOD), 20)
    reply(asked, TWO, "twee.docx", word(asked, TWO, REST), 20)
    go_on(asked)
    assert observations(asked.tools, asked.state).pointers == ()
    # The partner as a whole, in a file of its own making, beside its departments.
    asked.inbox.files[PARTNER, "bijdrage.yaml"] = inbox_files()[PARTNER, "bijdrage.yaml"].replace(
        b"2020-02-11T09:40", b"2020-02-01T09:40"
    )
    go_on(asked)
    found = [p for p in observations(asked.tools, asked.state).pointers if p.kind is PointerKind.DEPARTMENTS]
    assert [p.about for p in found] == ["MV-01", "PT-02", "VL-02"]
    assert [side.value for side in found[0].sides] == ["Afdeling een", "de partner als geheel (dit telt)"]
    _, together = counting(asked.tools, asked.state)[PARTNER]
    assert together.reports[0].achieved[0].startswith("Leerlingen van achttien scholen")
    assert "Afdeling een" in asked.outbox.files["redactie/samenhang.html"].decode()


def report(world: World) -> str:
    """The words of the last draft, as kept."""
    drafted = world.state.draft
    assert drafted is not None
    return world.blobs.get(drafted.content).decode()
