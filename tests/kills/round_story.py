"""A round over the post, with real mail servers: everything that mail brings about happens in it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bna_pipeline.model.base import digest_of
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act as Opens
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring import App, pipeline
from tests.kills.layout import lay_out
from tests.kills.partners import filled_excel, filled_word, got, reply, returned, unannounced
from tests.kills.post_office import PostOffice, Refusal
from tests.kills.story import Act, Story

HERE = Path(__file__).parent / "round"
EDITION = "trio-2020"
PROVINCE, SCHOOL, HEAD = "provincie@example.org", "school@example.org", "directie@school.example.org"
ECONOMY, YOUTH = "economie@gemeente.example.org", "jeugd@gemeente.example.org"
ASKED, FAULTY, AGREE = "Gevraagd", "Nog niet compleet", "kkoord"

Does = Callable[..., object]


def _by(person: str, opens: Opens, does: Does, **how: object) -> Callable[[App], object]:
    return lambda app: does(app.tools(EDITION), app.actor(EDITION, person, opens), **how)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2020-{moment}:00+01:00")


def _answers(action: str, **others: str) -> dict[str, str]:
    """A form that is in order; `others` by the letter of a question, or `completeness`."""
    return {
        "ALG.a": "Projectleider",
        "ALG.b": "volledig",
        f"{action}.a": others.get("a", "conform planning"),
        f"{action}.b": others.get("b", "De eerste makers zijn begonnen."),
        f"{action}.j": others.get("j", "Volgend jaar doen meer makers mee."),
    }


def _refused(post: PostOffice) -> None:
    post.refuses(Refusal("rcpt", "550 5.1.1 no such user", YOUTH), Refusal("rcpt", "451 4.3.0 later", SCHOOL))


def _works(post: PostOffice) -> None:
    post.refuses()


def _first_replies(post: PostOffice) -> None:
    """A form with an error, a good one, somebody who is away, a mail that came back, and one without reference."""
    at = _at("01-20T09:00")
    wrong = filled_word(got(post, PROVINCE, ASKED), _answers("W-04", a="vertraagd"), at)
    good = filled_excel(got(post, ECONOMY, ASKED), _answers("W-01"), at)
    other = filled_word(got(post, YOUTH, ASKED), _answers("W-02"), at)
    post.comes_in(
        (
            reply(got(post, PROVINCE, ASKED), "Hierbij ons formulier.", at, wrong),
            reply(got(post, ECONOMY, ASKED), "Hierbij ons formulier.", at, good),
            reply(got(post, YOUTH, ASKED), "Ik ben er niet.", at, Auto_Submitted="auto-replied"),
            returned(got(post, SCHOOL, ASKED), at),
            unannounced("iemand@example.org", "Zie het formulier.", at, other),
        )
    )


def _mended(post: PostOffice) -> None:
    """The form with the error comes back without it; and a mail in which there is no form."""
    at, found = _at("01-27T09:00"), got(post, PROVINCE, FAULTY)
    mended = filled_word(got(post, PROVINCE, ASKED), _answers("W-04"), at)
    post.comes_in((reply(found, "Verbeterd.", at, mended), reply(found, "Zie de foto.", at, ("foto.txt", b"foto"))))


def _school(post: PostOffice) -> None:
    at = _at("02-18T09:00")
    form = filled_excel(got(post, SCHOOL, ASKED), _answers("W-03", b="De eerste klas kreeg les in een bedrijf."), at)
    post.comes_in((reply(got(post, SCHOOL, ASKED), "Later dan gevraagd.", at, form),))


def _agreed(post: PostOffice) -> None:
    post.comes_in((reply(got(post, HEAD, AGREE), "Akkoord.", _at("02-19T09:00")),))


def _wrong_again(post: PostOffice) -> None:
    at = _at("02-20T09:00")
    wrong = filled_excel(got(post, ECONOMY, ASKED), _answers("W-01", a="vertraagd"), at)
    post.comes_in((reply(got(post, ECONOMY, ASKED), "Of toch zo?", at, wrong),))


def _late(post: PostOffice) -> None:
    at = _at("02-26T09:00")
    late = filled_word(got(post, PROVINCE, ASKED), _answers("W-04", b="De prijs is uitgereikt."), at)
    post.comes_in((reply(got(post, PROVINCE, ASKED), "Toch nog iets.", at, late),))


def _editorial(_root: Path) -> Mapping[str, bytes]:
    return {f"inbox/{EDITION}/redactie/redactie.yaml": (HERE / "inbox" / "redactie.yaml").read_bytes()}


def _assign(app: App) -> object:
    tools = app.tools(EDITION)
    strays = [mail.message.sha256 for mail in pipeline.state(tools).post.received if mail.about is None]
    return pipeline.assign(
        tools,
        app.actor(EDITION, "coordinator", Opens.POST),
        message=strays[-1],
        partner="gemeente",
        department="jeugd",
    )


def _waive(app: App) -> object:
    tools = app.tools(EDITION)
    faulty = [c.original for c in pipeline.state(tools).checked_from("gemeente") if c.errors]
    actor = app.actor(EDITION, "coordinator", Opens.WAIVE)
    return pipeline.waive(tools, actor, partner="gemeente", file=faulty[-1], reason="De vorige was goed.")


def drafted(state: EditionState) -> str:
    """A digest of the last draft and its files, once the round is closed."""
    return "" if state.draft is None or state.phase is Phase.OPEN else digest_of(state.draft)


def numbered_references(tools: pipeline.Tools) -> pipeline.Tools:
    """References that follow from how many there were before, so that every run gives the same."""

    def reference(_about: str) -> str:
        post = pipeline.state(tools).post
        asked = [line for line in post.lines.values() if line.mail.purpose is Purpose.SIGN_OFF]
        digest = hashlib.sha256(f"{len(post.requests)}, {len(asked)}".encode()).digest()
        return base64.b32encode(digest).decode().lower()[:20]

    return dataclasses.replace(tools, reference=reference)


def story() -> Story:
    """Every kind of mail goes out and comes in, is put off, refused, returned and sent once more."""
    coordinator = "coordinator"

    def resend(key: str) -> Callable[[App], object]:
        return _by(coordinator, Opens.POST, pipeline.resend, key=key)

    acts = (
        Act("open", _at("01-13T10:00"), _by(coordinator, Opens.OPEN, pipeline.open_edition), posted=_refused),
        Act("what was put off goes", _at("01-14T10:00"), None, posted=_works),
        Act("what was refused goes once more", _at("01-15T10:00"), resend("uitvraag:gemeente.jeugd")),
        Act("the first replies", _at("01-20T10:00"), None, posted=_first_replies),
        Act("what came back goes once more", _at("01-21T10:00"), resend("uitvraag:school")),
        Act("a mail without reference is assigned", _at("01-22T10:00"), _assign),
        Act("the mended form, and a mail without one", _at("01-27T10:00"), None, posted=_mended),
        Act("a reminder", _at("02-11T10:00"), None),
        Act("the escalation", _at("02-17T10:00"), None),
        Act("the last form, for which the house must agree", _at("02-18T10:00"), None, posted=_school),
        Act("the house agrees", _at("02-19T10:00"), None, posted=_agreed),
        Act("a wrong form after a good one", _at("02-20T10:00"), None, posted=_wrong_again),
        Act("nobody needs to mend it", _at("02-21T10:00"), _waive, arrives=_editorial),
        Act("close, and the first draft", _at("02-24T10:00"), _by(coordinator, Opens.CLOSE, pipeline.close)),
        Act("a late form", _at("02-26T10:00"), None, posted=_late),
        Act(
            "the late form counts, and the next draft",
            _at("02-27T10:00"),
            _by(coordinator, Opens.ADMIT, pipeline.admit, partner="provincie", reason="Nog op tijd voor GS."),
        ),
        Act("nothing more to do", _at("02-27T10:00") + timedelta(hours=2), None),
    )
    lay = HERE / "programme.yaml"
    return Story(EDITION, lambda root: lay_out(root, lay, EDITION), acts, drafted, True, numbered_references)
