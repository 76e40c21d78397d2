"""For every rule a file that breaks it, and one that only just does not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.contributions.gate import same_name
from bna_pipeline.contributions.judge import judge, judge_editorial, not_judged
from bna_pipeline.contributions.rules import WHOLE_FILE, Rule
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.programme import Abbreviation
from tests.sample.filling import Answer
from tests.unit.contributions import small

Said = Callable[[], tuple[Finding, ...]]


@dataclass(frozen=True)
class Case:
    """What breaks a rule, what does not, and where the finding stands."""

    bad: Said
    good: Said
    place: str


PLAIN = small.report("T-01")
FORM: dict[str, Answer] = {"T-01.a": "conform planning", "T-01.b": "Er is veel bereikt."}
LONG = (
    "In het voorjaar begonnen zestig studenten aan de nieuwe opleiding, en twaalf bedrijven boden hun een plaats om "
    "te leren en te werken."
)


# -- ways to say something, and what is found ------------------------------------------------------------------


def _file(data: bytes, name: str = "bijdrage.json") -> Said:
    return lambda: judge(small.PROGRAMME, small.EDITION, "school", name, data).findings


def _data(*reports: dict[str, Any], before: dict[str, Any] | None = None, **changes: Any) -> Said:
    programme = small.PROGRAMME.model_copy(
        update={"abbreviations": (Abbreviation(short="VMBO", meaning="voorbereidend middelbaar beroepsonderwijs"),)}
    )

    def found() -> tuple[Finding, ...]:
        body = json.dumps(small.data(*reports, **changes)).encode()
        last = _last_year(before) if before else None
        return judge(programme, small.EDITION, "school", "bijdrage.json", body, previous=last).findings

    return found


def _last_year(report: dict[str, Any]) -> Contribution:
    whole = small.data(report, edition="proef-2019", sent_at="2019-05-02T10:00:00+02:00")
    return Contribution.model_validate(
        {**whole, "reports": [{**report, "achieved": [report["achieved"]]}]} if report["achieved"] else whole
    )


def _said(**changes: Any) -> Said:
    return _data(small.report("T-01", **changes))


def _milestone(day: str, title: str = "Opening van het gebouw", *, reached: bool) -> dict[str, Any]:
    return {"date": day, "title": title, "reached": reached}


def _example(**changes: Any) -> Said:
    return _said(example={"title": "Een dag op school", "text": "Zo ging het.", **changes})


def _picture(description: str = "Twee studenten aan een draaibank.", width: int = 800) -> dict[str, str]:
    return {"data": base64.b64encode(small.picture(width)).decode(), "description": description}


def _money(amount: Any, purpose: str) -> dict[str, Any]:
    return {"amount": amount, "purpose": purpose}


def _form(change: Callable[[str], str] = lambda text: text, **parts: str) -> Said:
    parts = {f"word/{name}.xml": content for name, content in parts.items()}
    docx = small.filled(FORM)
    return lambda: small.word_judged(small.rewritten(docx, {"word/document.xml": change, **parts})).findings


def _answers(**answers: Answer) -> Said:
    chosen = {code.replace("_", "-", 1).replace("_", "."): answer for code, answer in answers.items()}
    return lambda: small.word_judged(small.filled({**FORM, **chosen})).findings


def _behind(xml: str) -> Callable[[str], str]:
    run = "<w:t>Er is veel bereikt.</w:t></w:r>"
    return lambda text: text.replace(run, run + xml)


def _comment(done: int) -> Said:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    w15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    comment = '<w:comment w:id="7"><w:p w14:paraId="0A"><w:r><w:t>Klopt dit?</w:t></w:r></w:p></w:comment>'
    return _form(
        _behind('<w:r><w:commentReference w:id="7"/></w:r>'),
        comments=f"<w:comments {w} {w14}>{comment}</w:comments>",
        commentsExtended=f'<w15:commentsEx {w15}><w15:commentEx w15:paraId="0A" w15:done="{done}"/></w15:commentsEx>',
    )


def _redactie(**changes: Any) -> Said:
    body = json.dumps({**small.EDITORIAL, **changes}).encode()
    return lambda: judge_editorial(small.PROGRAMME, small.EDITION, "redactie.json", body).findings


def _claimed(**changes: Any) -> Said:
    late = {"status": "vertraagd", "reason": "Tijd.", "measure": "Meer tijd."}
    school = small.data(PLAIN, small.report("T-02", **late), small.report("K-01", **late))

    def found() -> tuple[Finding, ...]:
        whole = consolidate(small.PROGRAMME, small.EDITION, small.used(school), small.editorial(**changes), ())
        return claim_findings(small.PROGRAMME, whole)

    return found


def _statement(name: str = "een", heading: str = "Dit is een hele zin.") -> dict[str, str]:
    return {"id": name, "heading": heading, "argument": "Om deze reden."}


def _edit(**changes: Any) -> dict[str, Any]:
    edit = {"partner": "school", "action": "T-01", "field": "achieved", "original": "Er is veel bereikt."}
    return {**edit, "text": "Er is heel veel bereikt.", "reason": "Duidelijker.", **changes}


def _example_with_picture() -> dict[str, Answer]:
    return {"T_01_e": "Titel", "T_01_f": "Tekst.", "T_01_g": small.picture(), "T_01_h": "Twee studenten."}


def _doubled_picture() -> bytes:
    answers = {code.replace("_", "-", 1).replace("_", "."): said for code, said in _example_with_picture().items()}
    docx = small.filled({**FORM, **answers})

    def twice(text: str) -> str:
        start = text.index("<w:drawing>")
        end = text.index("</w:drawing>") + len("</w:drawing>")
        return text[:end] + text[start:end] + text[end:]

    return small.rewritten(docx, {"word/document.xml": twice})


TALENT, KENNIS = small.EDITORIAL["pillars"]
GOOD = _data(PLAIN)
WHOLE = _redactie()
AT = "reports[0]"

# -- the registry ----------------------------------------------------------------------------------------------

CASES: dict[Rule, Case] = {
    # the file
    Rule.NO_FORM: Case(_file(b"%PDF-1.7\n%..."), GOOD, WHOLE_FILE),
    Rule.UNREADABLE: Case(_file(small.form()[:5000]), _file(small.filled(FORM)), WHOLE_FILE),
    Rule.ENCRYPTED: Case(
        _file(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        GOOD,
        WHOLE_FILE,
    ),
    Rule.TOO_LARGE: Case(_file(b" " * (40 * 1024 * 1024 + 1)), GOOD, WHOLE_FILE),
    Rule.UNSAFE: Case(
        lambda: small.word_judged(small.rewritten(small.filled(FORM), {"word/vbaProject.bin": "x"})).findings,
        _form(),
        WHOLE_FILE,
    ),
    Rule.STRUCTURE: Case(_said(colour="blauw"), GOOD, f"{AT}.colour"),
    Rule.FILE_NAME: Case(
        _file(json.dumps(small.data(PLAIN)).encode(), "wat?.json"),
        _file(json.dumps(small.data(PLAIN)).encode(), "Bijdrage van de school (2).json"),
        WHOLE_FILE,
    ),
    Rule.SAME_NAME: Case(
        lambda: same_name("Bijdrage.docx", ["bijdrage.docx"]),
        lambda: same_name("Bijdrage.docx", ["Bijdrage.docx", "bijdrage-2.docx"]),
        WHOLE_FILE,
    ),
    Rule.DEFECT: Case(lambda: not_judged("bijdrage.docx").findings, GOOD, WHOLE_FILE),
    # the head
    Rule.OTHER_EDITION: Case(_data(PLAIN, edition="proef-2019"), GOOD, "edition"),
    Rule.OTHER_PARTNER: Case(_data(PLAIN, partner="lezer"), GOOD, "partner"),
    Rule.SENT_AT: Case(_data(PLAIN, sent_at="2020-05-04T10:00:00"), GOOD, "sent_at"),
    Rule.AUTHOR: Case(_data(PLAIN, author=" "), GOOD, "author"),
    Rule.COMPLETENESS: Case(_data(PLAIN, completeness="half"), GOOD, "completeness"),
    Rule.NOTHING: Case(_data(PLAIN, reports=[]), GOOD, WHOLE_FILE),
    Rule.IDENTITY: Case(_data(PLAIN, edition=""), GOOD, "edition"),
    # the actions
    Rule.ACTION_UNKNOWN: Case(_data(small.report("X-99")), GOOD, AT),
    Rule.ACTION_NOT_YOURS: Case(_data(small.report("K-02")), _data(small.report("K-01")), AT),
    Rule.ACTION_TWICE: Case(_data(PLAIN, PLAIN), _data(PLAIN, small.report("T-02")), "reports[1]"),
    Rule.ACTION_MISSING: Case(
        _data(PLAIN, small.report("T-02"), completeness="volledig"), _data(PLAIN, small.report("T-02")), "K-01"
    ),
    # the answers
    Rule.STATUS_MISSING: Case(_said(status=""), GOOD, f"{AT}.status"),
    Rule.STATUS_UNKNOWN: Case(_said(status="loopt goed"), _said(status=" Conform planning. "), f"{AT}.status"),
    Rule.ACHIEVED_MISSING: Case(_said(achieved=""), _said(status="nog niet gestart", achieved=""), f"{AT}.achieved"),
    Rule.REASON_MISSING: Case(
        _said(status="stopgezet", measure="Iets."),
        _said(status="stopgezet", measure="Iets.", reason="Iets."),
        f"{AT}.reason",
    ),
    Rule.MEASURE_MISSING: Case(
        _said(status="vertraagd", reason="Iets."),
        _said(status="vertraagd", measure="Iets.", reason="Iets."),
        f"{AT}.measure",
    ),
    Rule.STATUS_BACK: Case(
        _data(PLAIN, before=small.report("T-01", status="gerealiseerd")),
        _data(
            small.report("T-01", reason="Er kwam een tweede deel bij."),
            before=small.report("T-01", status="gerealiseerd"),
        ),
        f"{AT}.status",
    ),
    Rule.MILESTONE_DATE: Case(
        _said(milestones=[_milestone("31-02-2020", reached=True)]),
        _said(milestones=[_milestone("29-02-2020", reached=True)]),
        f"{AT}.milestones[0]",
    ),
    Rule.MILESTONE_TITLE: Case(
        _said(milestones=[_milestone("2020-05-03", " ", reached=True)]),
        _said(milestones=[_milestone("2020-05-03", "Start", reached=True)]),
        f"{AT}.milestones[0]",
    ),
    Rule.MILESTONE_NOT_YET: Case(
        _said(milestones=[_milestone("2020-05-05", reached=True)]),
        _said(milestones=[_milestone("2020-05-04", reached=True)]),
        f"{AT}.milestones[0]",
    ),
    Rule.MILESTONE_PAST: Case(
        _said(milestones=[_milestone("2020-05-03", reached=False)]),
        _said(milestones=[_milestone("2020-05-04", reached=False)]),
        f"{AT}.milestones[0]",
    ),
    Rule.MILESTONE_OUTSIDE: Case(
        _said(milestones=[_milestone("2002-02-03", reached=True)]),
        _said(milestones=[_milestone("2020-02-03", reached=True)]),
        f"{AT}.milestones[0]",
    ),
    Rule.MILESTONE_FORGOTTEN: Case(
        _data(PLAIN, before=small.report("T-01", milestones=[_milestone("2019-10-03", reached=False)])),
        _data(
            small.report("T-01", next_steps="De opening van het gebouw is verschoven."),
            before=small.report("T-01", milestones=[_milestone("2019-10-03", reached=False)]),
        ),
        f"{AT}.milestones",
    ),
    Rule.EXAMPLE_TEXT: Case(_example(text=""), _example(), f"{AT}.example.text"),
    Rule.EXAMPLE_TITLE: Case(_example(title=""), _example(), f"{AT}.example.title"),
    Rule.PICTURE_UNDESCRIBED: Case(
        _example(picture=_picture("")), _example(picture=_picture()), f"{AT}.example.picture.description"
    ),
    Rule.PICTURE_ABSENT: Case(_answers(T_01_h="Twee studenten."), _form(), "T-01.h"),
    Rule.PICTURE_UNREADABLE: Case(
        _example(picture={**_picture(), "data": base64.b64encode(b"geen plaatje").decode()}),
        _example(picture=_picture()),
        f"{AT}.example.picture.data",
    ),
    Rule.PICTURE_SMALL: Case(
        _example(picture=_picture(width=599)), _example(picture=_picture(width=600)), f"{AT}.example.picture.data"
    ),
    Rule.PICTURE_MISPLACED: Case(_answers(T_01_f=small.picture()), _form(), "T-01.f"),
    Rule.PICTURES_MANY: Case(
        lambda: small.word_judged(_doubled_picture()).findings, _answers(**_example_with_picture()), "T-01.g"
    ),
    Rule.CAPTION_ALONE: Case(
        _example(caption="De werkplaats."),
        _example(caption="De werkplaats.", picture=_picture()),
        f"{AT}.example.caption",
    ),
    Rule.DESCRIPTION_EMPTY: Case(
        _example(caption="De nieuwe werkplaats.", picture=_picture("De nieuwe werkplaats")),
        _example(caption="De nieuwe werkplaats.", picture=_picture("Foto van twee studenten aan een draaibank.")),
        f"{AT}.example.picture.description",
    ),
    Rule.AMOUNT: Case(
        _said(money=_money("twee ton", "onderzoek")), _said(money=_money("200.000", "onderzoek")), f"{AT}.money.amount"
    ),
    Rule.PURPOSE_MISSING: Case(_said(money=_money(1, "")), _said(money=_money(1, "zaal")), f"{AT}.money.purpose"),
    Rule.AMOUNT_MISSING: Case(_said(money=_money("", "zaal")), _said(money=_money(0, "zaal")), f"{AT}.money.amount"),
    Rule.MONEY_PARTS: Case(
        _said(money=_money(1_250_000, "een gebouw, waarvan 1 miljoen van het Rijk en 0,5 miljoen van de regio")),
        _said(money=_money(1_500_000, "een gebouw, waarvan 1 miljoen van het Rijk en 0,5 miljoen van de regio")),
        f"{AT}.money.purpose",
    ),
    Rule.MONEY_TWICE: Case(
        _data(
            small.report("T-01", money=_money(250_000, "Huur van de werkplaats")),
            small.report("T-02", money=_money(250_000, "huur van de werkplaats.")),
        ),
        _data(
            small.report("T-01", money=_money(250_000, "Huur van de werkplaats")),
            small.report("T-02", money=_money(250_000, "Machines voor de werkplaats")),
        ),
        "reports[1].money.amount",
    ),
    Rule.MONEY_SCALE: Case(
        _data(
            small.report("T-01", money=_money(1_250, "onderzoek")),
            before=small.report("T-01", money=_money(1_200_000, "onderzoek")),
        ),
        _data(
            small.report("T-01", money=_money(125_000, "onderzoek")),
            before=small.report("T-01", money=_money(1_200_000, "onderzoek")),
        ),
        f"{AT}.money.amount",
    ),
    Rule.PURPOSE_EMPTY: Case(
        _said(money=_money(1_000, "n.v.t.")), _said(money=_money(1_000, "zaalhuur")), f"{AT}.money.purpose"
    ),
    # the text itself
    Rule.TOO_LONG: Case(_said(achieved="a" * 2501), _said(achieved="a" * 2500), f"{AT}.achieved"),
    Rule.CONTROL: Case(_said(achieved="een\u200btwee"), _said(achieved="een twee"), f"{AT}.achieved"),
    Rule.CHARACTERS: Case(_said(achieved="漢字"), _said(achieved="Één goed idee: ± 5 µm"), f"{AT}.achieved"),
    Rule.ABBREVIATION: Case(
        _said(achieved="De VRE hielp de scholen."),
        _said(achieved="De Voorbeeldregio (VRE) hielp; de VRE-gemeenten en het VMBO deden mee."),
        f"{AT}.achieved",
    ),
    Rule.SAME_TEXT: Case(
        _data(small.report("T-01", achieved=LONG), small.report("T-02", achieved=f"{LONG} ")),
        _data(small.report("T-01", achieved=LONG), small.report("T-02", achieved="Hier begon nog niemand.")),
        "reports[1].achieved",
    ),
    Rule.TRACKED: Case(
        _form(_behind('<w:ins w:id="1" w:author="x"><w:r><w:t> Heus.</w:t></w:r></w:ins>')), _form(), "T-01.b"
    ),
    Rule.COMMENT: Case(_comment(done=0), _comment(done=1), "T-01.b"),
    Rule.LEFT_OUT: Case(_form(_behind('<w:r><w:footnoteReference w:id="2"/></w:r>')), _form(), "T-01.b"),
    Rule.HIDDEN: Case(
        _form(_behind("<w:r><w:rPr><w:vanish/></w:rPr><w:t>Stil.</w:t></w:r>")),
        _form(_behind("<w:r><w:rPr><w:b/></w:rPr><w:t>Luid.</w:t></w:r>")),
        "T-01.b",
    ),
    Rule.CELL_MISSING: Case(_form(lambda text: text.replace(">T-01.b<", ">T-01.bb<", 1)), _form(), "T-01.b"),
    # personal data
    Rule.BSN: Case(
        _said(achieved="De student met BSN 111222333 slaagde."),
        _said(achieved="Het project met nummer 111222333 slaagde; BSN-nummers vragen wij niet."),
        f"{AT}.achieved",
    ),
    Rule.MAIL_ADDRESS: Case(
        _said(next_steps="Mail naar jan.voorbeeld@example.org."),
        _said(next_steps="Mail naar info@example.org of naar school@example.org."),
        f"{AT}.next_steps",
    ),
    Rule.PHONE: Case(
        _said(next_steps="Bel 06-12345678."), _said(next_steps="Op 06-12-2020 gaat het door."), f"{AT}.next_steps"
    ),
    Rule.PERSON_NAME: Case(
        _data(PLAIN, author="mevr. drs. A. Voorbeeld"), _data(PLAIN, author="Directeur Regio"), "author"
    ),
    # the redactie
    Rule.CLAIM: Case(
        _claimed(summary="Alles ligt op schema."), _claimed(summary="Het ligt later dan gepland."), "summary"
    ),
    Rule.SHARE: Case(
        _claimed(summary="De provincie neemt deel aan een kwart van de acties."),
        _claimed(summary="De provincie neemt deel aan driekwart van de acties."),
        "summary",
    ),
    Rule.STATEMENT_HEADING: Case(
        _redactie(core=[_statement(heading="Geen zin")]), _redactie(core=[_statement()]), "core[0].heading"
    ),
    Rule.PILLAR_TEXT: Case(_redactie(pillars=[TALENT]), _redactie(pillars=[KENNIS, TALENT]), "pillars"),
    Rule.STATEMENT_TWICE: Case(
        _redactie(core=[_statement(), _statement()]), _redactie(core=[_statement(), _statement("twee")]), "core[0].id"
    ),
    Rule.EDIT_UNKNOWN: Case(_redactie(edits=[_edit(action="K-02")]), _redactie(edits=[_edit()]), "edits[0]"),
    Rule.EDIT_TWICE: Case(
        _redactie(edits=[_edit(), _edit()]), _redactie(edits=[_edit(), _edit(action="T-02")]), "edits[0]"
    ),
    Rule.EDIT_LINE: Case(
        _redactie(edits=[_edit(field="example.title", text="Een.\n\nTwee.")]),
        _redactie(edits=[_edit(field="achieved", text="Een.\n\nTwee.")]),
        "edits[0].text",
    ),
}
