"""Acts after GS decided: signing, here and elsewhere, refusing to, and the release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bna_pipeline import pipeline
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.rounds.terms import ZONE
from tests.machine.acts import SMALL, may
from tests.machine.at_desk import AtDesk
from tests.machine.setting import SYSTEM, letter_of, signed_elsewhere


class AfterAdoption(AtDesk):
    """People who sign, or do not, and who let it go out."""

    # -- signing ---------------------------------------------------------------------------------------

    def _next_signatory(self, person: str) -> str:
        """More often than not whose turn it is."""
        turns = [w.who[0] for w in pipeline.waits(self.world.tools) if w.act is Act.SIGN and w.who]
        return turns[0] if turns and self.happened % 3 else person

    @may(3, Act.SIGN, person=["gedeputeerde", "kabinetschef", "coordinator"])
    def sign(self, person: str) -> None:
        person = self._next_signatory(person)
        self.attempt("ondertekenen", lambda: pipeline.sign(self.world.tools, self.by(person, Act.SIGN)))

    @may(1, Act.SIGN, person=["gedeputeerde", "kabinetschef"])
    def export(self, person: str) -> None:
        self.attempt("uitvoeren", lambda: pipeline.export(self.world.tools, self.by(person, Act.SIGN)))
        letter = letter_of(self.world)
        turns = self.world.tools.programme.letter.signatories[len(self.world.state.signatures) :]
        if letter is not None and turns:
            self.elsewhere.append(signed_elsewhere(self.world, letter, turns[0]))

    @may(
        3,
        Act.SIGN,
        person=["gedeputeerde", "kabinetschef"],
        how=["goed", "goed", "ongetekend", "veranderd", "door de ander", "van eerder", "blijven liggen", "allebei"],
        pick=SMALL,
    )
    def read_in(self, person: str, how: str, pick: int) -> None:
        """A letter that was signed elsewhere, and not always well."""
        letter = letter_of(self.world)
        if letter is None:
            return
        person = self._next_signatory(person)
        signatories = {s.person: s for s in self.world.tools.programme.letter.signatories}
        mine, *others = (signatories[person], *(s for p, s in signatories.items() if p != person))

        def doing() -> object:  # a card that finds its field filled in refuses too
            data = letter
            if how in ("goed", "veranderd", "allebei"):
                data = signed_elsewhere(self.world, data + (b"\n% meer" if how == "veranderd" else b""), mine)
            if how in ("door de ander", "allebei"):
                data = signed_elsewhere(self.world, data, others[0])
            if how == "van eerder":
                gone = self.world.state.thrown_away
                data = self.world.blobs.get(gone[pick % len(gone)].after.sha256) if gone else data[:-1]
            if how == "blijven liggen" and self.elsewhere:
                data = self.elsewhere[pick % len(self.elsewhere)]
            return pipeline.import_signed(self.world.tools, self.by(person, Act.SIGN), data)

        self.attempt(f"inlezen {how}", doing)

    @may(2, Act.REFUSE, person=["gedeputeerde", "kabinetschef", "coordinator"], reason=["", "een fout", "een fout"])
    def refuse_signing(self, person: str, reason: str) -> None:
        self.attempt(
            "weigeren",
            lambda: pipeline.refuse_signing(self.world.tools, self.by(person, Act.REFUSE), reason=reason),
        )

    @may(1, Act.RESUME, person=["gedeputeerde", "kabinetschef", "coordinator"])
    def resume_signing(self, person: str) -> None:
        self.attempt(
            "weigering terugnemen", lambda: pipeline.resume_signing(self.world.tools, self.by(person, Act.RESUME))
        )

    @may(
        3,
        Act.WITHDRAW_SIGNATURE,
        person=["gedeputeerde", "kabinetschef"],
        reason=["", "te vroeg", "te vroeg"],
        signed=[False, True],
    )
    def withdraw_signature(self, person: str, reason: str, signed: bool) -> None:
        if signed and self.world.phase() is Phase.ADOPTED and not self.world.state.signatures:
            self.sign("gedeputeerde")
        self.attempt(
            "handtekening intrekken",
            lambda: pipeline.withdraw_signature(
                self.world.tools, self.by(person, Act.WITHDRAW_SIGNATURE), reason=reason
            ),
        )

    # -- release ---------------------------------------------------------------------------------------

    @may(4, Act.ARM, after=["hold", "abort"], reason=["", "vraag van de griffie", "vraag van de griffie"])
    def arm_and_think_again(self, after: str, reason: str) -> None:
        self.arm("coordinator")
        getattr(self, after)("coordinator", reason)

    @may(2, Act.ARM, person=["coordinator", "coordinator", "kabinetschef"])
    def arm(self, person: str) -> None:
        self.attempt("klaarzetten", lambda: pipeline.arm(self.world.tools, self.by(person, Act.ARM)))

    @may(1, Act.HOLD, person=["coordinator", "kabinetschef"], reason=["", "het debat"])
    def hold(self, person: str, reason: str) -> None:
        self.attempt("aanhouden", lambda: pipeline.hold(self.world.tools, self.by(person, Act.HOLD), reason=reason))

    @may(1, Act.ABORT, person=["coordinator", "kabinetschef"], reason=["", "een fout"])
    def abort(self, person: str, reason: str) -> None:
        self.attempt("afbreken", lambda: pipeline.abort(self.world.tools, self.by(person, Act.ABORT), reason=reason))

    # -- the signal ------------------------------------------------------------------------------------

    @may(2, Act.PLAN_RELEASE, person=["coordinator", "coordinator", "kabinetschef"], hours=[-1, 0, 2, 30, 24 * 400])
    def plan(self, person: str, hours: int) -> None:
        minute = self.world.clock.now().astimezone(ZONE).replace(second=0, microsecond=0) + timedelta(hours=hours)
        self.attempt(
            "moment kiezen",
            lambda: pipeline.plan_release(self.world.tools, self.by(person, Act.PLAN_RELEASE), at=minute),
        )

    @may(1, Act.PLAN_RELEASE, reason=["", "het debat schuift"])
    def unplan(self, reason: str) -> None:
        by = self.by("coordinator", Act.PLAN_RELEASE)
        self.attempt("moment laten vervallen", lambda: pipeline.unplan_release(self.world.tools, by, reason=reason))

    @may(2, Act.CONFIRM_RELEASE, wait=[0, 0, 1, 2], again=[False, True])
    def confirm_and_wait(self, wait: int, again: bool) -> None:
        """The minute is set and confirmed, or was; then it comes, or not yet, and the edition is looked at."""
        if not again:
            if self.world.state.release.planned is None:
                self.plan("coordinator", 2)
            self.attempt(
                "vertrek bevestigen",
                lambda: pipeline.confirm_release(self.world.tools, self.by("coordinator", Act.CONFIRM_RELEASE)),
            )
        self.world.later(wait)
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))

    @may(1, Act.NOTE_KAMERBRIEF, which=["de goede", "geen PDF", "geen PDF"], name=["brief.pdf", "nog een.pdf"])
    def drop_kamerbrief(self, which: str, name: str) -> None:
        """In the inbox, where nobody vouches for it; by the edition's clock its day is mostly still to come."""
        good = (self.world.templates.parents[1] / "kamerbrief.pdf").read_bytes()
        self.world.inbox.files["kamerbrief", name] = good if which == "de goede" else b"PK"
        self.attempt("verder", lambda: pipeline.advance(self.world.tools, SYSTEM))

    @may(1, Act.SETTLE_DOUBT, person=["coordinator", "kabinetschef"], reason=["", "een vergissing"], pick=SMALL)
    def settle_doubt(self, person: str, reason: str, pick: int) -> None:
        """What was dropped in the inbox, now or before, and is no Kamerbrief."""
        if pick % 3:
            self.drop_kamerbrief("geen PDF", f"{pick}.pdf")
        doubted = [*sorted(self.world.state.release.doubts), "iets anders"]
        self.attempt(
            "terzijde leggen",
            lambda: pipeline.settle_doubt(
                self.world.tools,
                self.by(person, Act.SETTLE_DOUBT),
                document=doubted[pick % len(doubted)],
                reason=reason,
            ),
        )

    @may(2, Act.NOTE_KAMERBRIEF, which=["de goede", "een andere", "geen PDF"], vouched=[False, True])
    def kamerbrief(self, which: str, vouched: bool) -> None:
        data = (self.world.templates.parents[1] / "kamerbrief.pdf").read_bytes()
        data = {"de goede": data, "een andere": data + b"\n%%EOF\n", "geen PDF": b"PK"}[which]
        given: dict[str, Any] = {"on": date(2020, 3, 24), "number": "80"} if vouched else {}
        self.attempt(
            f"Kamerbrief {which}",
            lambda: pipeline.note_kamerbrief(
                self.world.tools,
                self.by("coordinator", Act.NOTE_KAMERBRIEF),
                name="kamerbrief.pdf",
                data=data,
                **given,
            ),
        )
