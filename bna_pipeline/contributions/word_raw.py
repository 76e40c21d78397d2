"""From the answers in a Word form to a contribution as read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.picture_faults import PictureUnusable
from bna_pipeline.contributions.raw import RawContribution, RawMilestone, RawPicture, RawReport, RawText
from bna_pipeline.contributions.reading import split_milestone
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.word_file import WordFile
from bna_pipeline.contributions.word_rows import Answer
from bna_pipeline.contributions.word_text import WordText

_NOWHERE = WordText()


def raw_from_word(file: WordFile, findings: Findings) -> RawContribution:
    """The contribution in a form; what is remarkable about the Word file itself goes into `findings`."""
    for answer in file.answers:
        _remark(answer, findings)
    _strays(file, findings)
    _comments(file, findings)
    _asked_once(file, findings)
    general = {a.code: a.text for a in file.answers if a.code.startswith(f"{q.GENERAL}.")}
    identity = file.identity
    return RawContribution(
        edition=RawText.of("het formulier", identity.edition if identity else ""),
        partner=RawText.of("het formulier", identity.partner if identity else ""),
        completeness=_text(q.COMPLETENESS, general.get(q.COMPLETENESS, _NOWHERE)),
        author=_text(q.AUTHOR, general.get(q.AUTHOR, _NOWHERE)),
        sent_at=RawText.of("de eigenschappen van het bestand", file.modified),
        reports=tuple(r for r in _reports(file) if not r.empty),
        department=identity.department if identity else None,
    )


def _remark(answer: Answer, findings: Findings) -> None:
    text = answer.text
    if answer.misplaced:
        findings.add(
            Rule.CELL_MISSING,
            answer.code,
            "Naast de code van deze vraag staat geen eigen vak, de code is veranderd, of de vraag staat in het "
            "antwoord op een andere vraag.",
            "Zet het antwoord in het rechter vak van een formulier dat u niet hebt veranderd.",
        )
    if beside := q.beside_the_point(answer.code, answer.asked):
        findings.add(
            Rule.LEFT_OUT,
            answer.code,
            f"Bij de vraag zelf, links, staat tekst die niet bij de vraag hoort: {quoted(beside)}. Die komt niet mee.",
            "Hoort dit bij uw antwoord? Zet het dan in het rechter vak.",
        )
    if text.hidden:
        findings.add(
            Rule.HIDDEN,
            answer.code,
            "Hier staat tekst die niet te zien is, of die er niet voor elke lezer hetzelfde uitziet (verborgen tekst, "
            "een veld, een gekoppeld besturingselement).",
            "Typ het antwoord opnieuw als gewone tekst, of plak het als 'alleen tekst'.",
        )
    if text.inserted or text.removed:
        parts = []
        if inserted := "".join(text.inserted).strip():
            parts.append(f"ingevoegd {quoted(inserted)}")
        if removed := "".join(text.removed).strip():
            parts.append(f"verwijderd {quoted(removed)}")
        findings.add(
            Rule.TRACKED,
            answer.code,
            f"Hier staan bijgehouden wijzigingen: {' en '.join(parts) or 'alleen opmaak of witregels'}. "
            "De ingevoegde tekst telt mee, de verwijderde niet.",
            "Klopt dat? Dan hoeft u niets te doen. Anders: aanvaard of weiger de wijzigingen en stuur opnieuw.",
        )
    for count, said in (
        (text.tables, "In dit antwoord staat een tabel; daarvan komt alleen de tekst mee."),
        (text.notes, "Aan dit antwoord hangt een voetnoot; de tekst daarvan komt niet mee."),
        (text.drawings, "In dit antwoord staat een tekening, grafiek of formule; die komt niet mee."),
    ):
        if count:
            findings.add(Rule.LEFT_OUT, answer.code, said, "Schrijf wat de lezer moet weten in het antwoord zelf.")
    if text.pictures and not answer.code.endswith(f".{q.PICTURE.letter}"):
        findings.add(
            Rule.PICTURE_MISPLACED,
            answer.code,
            "Hier staat een afbeelding; die komt niet mee.",
            f"Zet de afbeelding bij vraag {answer.code[:-1]}{q.PICTURE.letter}, of haal haar weg.",
        )


def _strays(file: WordFile, findings: Findings) -> None:
    for row in file.strays:
        said = quoted(row.said) if row.said else "een afbeelding"
        findings.add(
            Rule.CELL_MISSING,
            f"de rij onder {row.below}" if row.below else "een rij zonder code",
            f"Hier staat {said}, maar de code van een vraag ontbreekt of is veranderd"
            + (f": {quoted(row.asked)}." if row.asked.strip() else "."),
            "Zet het antwoord naast de goede code, in een formulier dat u niet hebt veranderd.",
        )


def _asked_once(file: WordFile, findings: Findings) -> None:
    general = Counter(a.code for a in file.answers if a.code.startswith(f"{q.GENERAL}."))
    for code, count in general.items():
        if count > 1:
            findings.add(
                Rule.CELL_MISSING,
                code,
                f"Deze vraag staat {count} keer in het formulier.",
                "Laat haar er één keer staan.",
            )


def _comments(file: WordFile, findings: Findings) -> None:
    places = {comment: a.code for a in file.answers for comment in a.text.comments}
    for key, said in file.comments.items():
        findings.add(
            Rule.COMMENT,
            places.get(key, "de kantlijn van het formulier"),
            f"Hier staat nog een opmerking: {quoted(said)}. Die komt niet in de rapportage.",
            "Verwerk de opmerking in uw antwoord en haal haar weg, of laat haar staan als u niets wilt wijzigen.",
        )


def _reports(file: WordFile) -> Iterable[RawReport]:
    rounds: list[tuple[str, dict[str, WordText]]] = []
    for answer in file.answers:
        subject, letter = answer.code.rsplit(".", 1)
        if subject == q.GENERAL:
            continue
        latest = next((cells for action, cells in reversed(rounds) if action == subject), None)
        if latest is None or letter in latest:  # a code for the second time: somebody copied the table
            latest = {}
            rounds.append((subject, latest))
        latest[letter] = answer.text
    return tuple(_report(file, action, cells) for action, cells in rounds)


def _report(file: WordFile, action: str, cells: dict[str, WordText]) -> RawReport:
    def text(question: q.Question) -> RawText:
        return _text(q.code_of(action, question), cells.get(question.letter, _NOWHERE))

    picture_place = q.code_of(action, q.PICTURE)
    shown = cells.get(q.PICTURE.letter, _NOWHERE)
    return RawReport(
        place=action,
        action=action,
        status=text(q.STATUS),
        achieved=text(q.ACHIEVED),
        milestones=(*_milestones(text(q.REACHED), reached=True), *_milestones(text(q.COMING), reached=False)),
        title=text(q.EXAMPLE_TITLE),
        text=text(q.EXAMPLE_TEXT),
        pictures=tuple(
            RawPicture(picture_place, _altered if key in shown.altered else file.pictures.get(key, _absent))
            for key in shown.pictures
        ),
        picture_place=picture_place,
        description=text(q.DESCRIPTION),
        caption=text(q.CAPTION),
        next_steps=text(q.NEXT_STEPS),
        amount=text(q.AMOUNT),
        purpose=text(q.PURPOSE),
        reason=text(q.REASON),
        measure=text(q.MEASURE),
        milestones_place=q.code_of(action, q.COMING),
    )


def _absent() -> bytes:
    raise PictureUnusable("De afbeelding zelf zit niet in het bestand.", "Plaats de afbeelding opnieuw.")


def _altered() -> bytes:
    raise PictureUnusable(
        "De afbeelding is in Word bijgesneden, gedraaid of gespiegeld; wij kunnen alleen de hele afbeelding overnemen.",
        "Bijgesneden? Klik op de afbeelding, kies Afbeeldingen comprimeren en vink ‘Bijgesneden gebieden van "
        "afbeeldingen verwijderen’ aan. Gedraaid of gespiegeld? Doe dat in een fotoprogramma. Mag de hele afbeelding "
        "mee? Haal haar dan weg en voeg haar opnieuw in (Invoegen, Afbeelding).",
    )


def _text(code: str, found: WordText) -> RawText:
    return RawText.of(code, *found.paragraphs)


def _milestones(lines: RawText, *, reached: bool) -> Iterable[RawMilestone]:
    for index, line in enumerate(lines.paragraphs):
        day, title = split_milestone(line)
        yield RawMilestone(f"{lines.place}, regel {index + 1}", day, title, reached)
