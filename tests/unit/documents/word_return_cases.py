"""Cases of a draft that comes back, made by writing the XML that Word writes: what is done, and what must be found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from tests.support.word_edits import (
    ANNE,
    BERT,
    By,
    Comment,
    WordEdit,
    added,
    gone,
    kept,
    mark,
    paragraph,
    parsed,
    said,
    w,
)
from tests.unit.documents.returned_draft import (
    ACHIEVED,
    CAPTION,
    EXAMPLE,
    FOREWORD,
    NEXT,
    OCCASION,
    PROVINCE,
    SENDER,
    SUMMARY,
    Seen,
)

A, B = ANNE.name, BERT.name
AD, BD = ANNE.date, BERT.date
FORE, SUM = "foreword:paragraphs", "summary:paragraphs"
SCHOOL, PROV = "edits.school.T-01.achieved:paragraphs", "edits.provincie.T-01.achieved:paragraphs"
NEXT_STEPS = "edits.school.T-01.next_steps:paragraphs"
EX_TEXT, EX_TITLE = "edits.school.T-01.example.text:paragraphs", "edits.school.T-01.example.title:paragraphs"
FIXED = "Buiten de velden: vaste tekst, of tekst die uit de gegevens volgt."


@dataclass(frozen=True)
class Case:
    """What a reviewer does, what must be found, each once, and what the fields become when all is accepted."""

    name: str
    act: Callable[[WordEdit], object]
    found: tuple[Seen, ...]
    then: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    document: str = REPORT_DOCX


def tracked(kind: str, before: str, after: str, where: str, by: By = ANNE) -> Seen:
    """A change that the file says the author and date of."""
    return Seen(kind, by.name, before, after, where, by.date)


def _own(kind: str, before: str, after: str, where: str) -> Seen:
    return Seen(kind, SENDER, before, after, where, None)


def _split(text: str, at: str) -> tuple[str, str, str]:
    return text.partition(at)


# -- words -----------------------------------------------------------------------------------------------


def _insert(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept("Het werk ging "), added("gewoon "), kept("door, ook op afstand."))


def _replace(edit: WordEdit) -> None:
    edit.rewrite(SUMMARY[1], kept("Herstel is voor "), gone("het komende jaar"), added("2021"), kept(" het doel."))


def _two_in_one_word(edit: WordEdit) -> None:
    edit.rewrite(
        ACHIEVED[0],
        kept("De school open"),
        gone("de", ANNE),
        added("t", BERT),
        kept(" twaalf stageplaatsen."),
    )


def _nested_delete(edit: WordEdit) -> None:
    inner = f"{gone('bijna ', BERT)}{kept('alle ')}"
    edit.rewrite(PROVINCE[0], kept("De provincie betaalde "), added("nu ", ANNE, inner=inner), kept(PROVINCE[0][22:]))


def _nested_insert(edit: WordEdit) -> None:
    inner = added("heel ", BERT) + kept("graag ")
    edit.rewrite(NEXT[0], kept("In het najaar volgen "), added("zo ", ANNE, inner=inner), kept("twintig plaatsen."))


def _insert_in_deleted(edit: WordEdit) -> None:
    outer = f'<w:del {ANNE}><w:r><w:delText xml:space="preserve">ook </w:delText></w:r>{added("al ", BERT)}</w:del>'
    edit.rewrite(FOREWORD[0], kept("Het werk ging door, "), outer, kept("op afstand."))


def _odd_characters(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[1], kept(FOREWORD[1]), added(' <b>R&D</b> "100%" & meer'))


def _right_to_left(edit: WordEdit) -> None:
    edit.rewrite(
        EXAMPLE[1],
        kept("Hij noemt het zijn beste keuze: "),
        gone("שלום עולם"),
        added("שלום, עולם"),
        kept(", zegt hij."),
    )


def _unknown_author(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept(FOREWORD[0]), added(" Echt.", By(None, None)))


def _two_dates(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept(FOREWORD[0]), added(" Een."), added(" Twee.", By(ANNE.name, "2020-03-09T09:00:00Z")))


def _cut_over_runs(edit: WordEdit) -> None:
    edit.rewrite(
        SUMMARY[0],
        kept("Veel acties "),
        added("gingen "),
        added("snel "),
        added("door "),
        kept("gingen van plan naar uitvoering."),
    )


# -- paragraphs ------------------------------------------------------------------------------------------


def _split_paragraph(edit: WordEdit) -> None:
    first, _, rest = _split(FOREWORD[2], "duurde nu")
    node = edit.rewrite(FOREWORD[2], kept(first))
    edit.end(node, "ins")
    edit.after(node, paragraph(kept("duurde nu" + rest), style=edit.style(node)))


def _merge_paragraphs(edit: WordEdit) -> None:
    edit.end(edit.paragraph(FOREWORD[0]), "del")


def _new_paragraph(edit: WordEdit) -> None:
    node = edit.paragraph(FOREWORD[1])
    edit.after(node, paragraph(added("Dat bleek in mei."), end=mark("ins"), style=edit.style(node)))


def _new_last_paragraph(edit: WordEdit) -> None:
    node = edit.paragraph(SUMMARY[1])
    edit.end(node, "ins")
    edit.after(node, paragraph(added("Dat geldt voor iedereen.")))


def _paragraph_gone(edit: WordEdit) -> None:
    node = edit.rewrite(FOREWORD[1], gone(FOREWORD[1]))
    edit.end(node, "del")


def _field_emptied(edit: WordEdit) -> None:
    for text in NEXT:
        edit.end(edit.rewrite(text, gone(text)), "del")


def _over_the_edge(edit: WordEdit) -> None:
    """The end of a field goes, with the end of its paragraph."""
    node = edit.rewrite(ACHIEVED[1], kept("Vier bedrijven "), gone("zegden er nog acht toe."))
    edit.end(node, "del")


# -- moves -----------------------------------------------------------------------------------------------


def _move(name: str, kind: str, inner: str) -> str:
    start = f'<w:move{kind}RangeStart w:id="77" w:name="{name}" w:author="{A}" w:date="{AD}"/>'
    return f'{start}<w:move{kind} {ANNE}>{inner}</w:move{kind}><w:move{kind}RangeEnd w:id="77"/>'


def _moved_within(edit: WordEdit) -> None:
    edit.rewrite(
        SUMMARY[0],
        _move("m1", "From", kept("Veel acties ")),
        kept("gingen van plan "),
        _move("m1", "To", kept("Veel acties ")),
        kept("naar uitvoering."),
    )


def _moved_between(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], _move("m2", "From", kept("Het werk ging door, ")), kept("ook op afstand."))
    edit.rewrite(SUMMARY[0], kept(SUMMARY[0] + " "), _move("m2", "To", kept("Het werk ging door, ")))


def _paragraph_moved(edit: WordEdit) -> None:
    """A whole paragraph, as Word writes it: its end moves along, and the ranges end behind it."""
    about = f'w:id="78" w:name="m4" w:author="{A}" w:date="{AD}"'
    node = edit.rewrite(
        FOREWORD[0], f"<w:moveFromRangeStart {about}/><w:moveFrom {ANNE}>{kept(FOREWORD[0])}</w:moveFrom>"
    )
    edit.end(node, "moveFrom")
    edit.after(node, '<w:moveFromRangeEnd w:id="78"/>')
    inner = f"<w:moveToRangeStart {about}/><w:moveTo {ANNE}>{kept(FOREWORD[0])}</w:moveTo>"
    edit.after(
        edit.paragraph(FOREWORD[1]),
        paragraph(inner, end=mark("moveTo"), style=edit.style(node)) + '<w:moveToRangeEnd w:id="78"/>',
    )


def _moved_outside(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], _move("m3", "From", kept("Het werk ")), kept("ging door, ook op afstand."))
    edit.rewrite("Wat komt hierna", kept("Wat komt hierna "), _move("m3", "To", kept("Het werk ")))


# -- tables, fixed text, format --------------------------------------------------------------------------


def _row(edit: WordEdit, text: str) -> Any:
    return next(r for r in edit.body.iter(w("tr")) if any(said(p) == text for p in r.iter(w("p"))))


def _row_added(edit: WordEdit) -> None:
    row = _row(edit, "Hogeschool Voorbeeld")
    made = deepcopy(row)
    for cell, text in zip(made.iter(w("tc")), ("Een andere partner", "kennis", "T-02"), strict=True):
        for p in cell.iter(w("p")):
            for child in [c for c in p if c.tag != w("pPr")]:
                p.remove(child)
            p.extend(parsed(added(text)))
    made.find(w("trPr")).extend(parsed(f"<w:ins {ANNE}/>"))
    row.addnext(made)


def _row_gone(edit: WordEdit) -> None:
    """As Word writes it: the row, and everything in it."""
    row = _row(edit, "Wat is afgesproken, is bereikt.")
    row.find(w("trPr")).extend(parsed(f"<w:del {BERT}/>"))
    for node in row.iter(w("p")):
        for run in [r for r in node if r.tag == w("r")]:
            (change,) = parsed(f"<w:del {BERT}/>")
            run.addprevious(change)
            change.append(run)
            for text in run.iter(w("t")):
                text.tag = w("delText")
        edit.end(node, "del", BERT)


def _cell_changed(edit: WordEdit) -> None:
    edit.rewrite(
        "Het werk loopt zoals afgesproken.",
        kept("Het werk loopt "),
        gone("zoals "),
        added("als "),
        kept("afgesproken."),
    )


def _heading_changed(edit: WordEdit) -> None:
    edit.rewrite("Wat komt hierna", kept("Wat komt "), gone("hierna"), added("daarna"))


def _label_and_field(edit: WordEdit) -> None:
    edit.rewrite(
        "Voorbeeld: ",
        gone("Voorbeeld: "),
        added("Uitgelicht: "),
        kept("Een dag op "),
        gone("de "),
        added("onze "),
        kept("werkplaats"),
    )


def _formatted(edit: WordEdit) -> None:
    look = f"<w:rPr><w:b/><w:rPrChange {BERT}><w:rPr/></w:rPrChange></w:rPr>"
    bold = f"<w:r>{look}<w:t>werk ging</w:t></w:r>"
    node = edit.rewrite(FOREWORD[0], kept("Het "), bold, kept(" door, ook op afstand."))
    node.find(w("pPr")).extend(parsed(f'<w:jc w:val="center"/><w:pPrChange {ANNE}><w:pPr/></w:pPrChange>'))


def _page_changed(edit: WordEdit) -> None:
    section = next(edit.body.iter(w("sectPr")))
    section.extend(parsed(f'<w:sectPrChange {ANNE}><w:sectPr><w:pgMar w:top="1"/></w:sectPr></w:sectPrChange>'))


# -- comments and notes ----------------------------------------------------------------------------------


def _commented(edit: WordEdit) -> None:
    edit.comments(
        Comment(FOREWORD[0], "Klopt dit nog?"),
        Comment(FOREWORD[0], "Ja, zie de cijfers.", BERT, to=0),
        Comment(FOREWORD[0], "Dank.", ANNE, to=1),
        Comment("Wat komt hierna", "Kop mag weg.", BERT),
        Comment(SUMMARY[0], "Is gedaan.", BERT, done=True),
    )


def _hidden_in_comment(edit: WordEdit) -> None:
    edit.comments(Comment(FOREWORD[0], "Lees \u202etsre\u202c dit\u200b & <dat>"))


def _footnoted(edit: WordEdit) -> None:
    edit.footnote(edit.paragraph(FOREWORD[1]), "Bron: de stuurgroep.", BERT)


def _footnoted_untracked(edit: WordEdit) -> None:
    edit.footnote(edit.paragraph(FOREWORD[1]), "Bron: de stuurgroep.", None)


def _in_header(edit: WordEdit) -> None:
    name = next(n for n in edit.parts if n.startswith("word/header"))
    edit.parts[name] = edit.parts[name].replace(b"</w:p>", added(" VERTROUWELIJK", BERT).encode() + b"</w:p>", 1)


def _text_box(edit: WordEdit) -> None:
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        f"<w:p>{added('Let op dit kader', BERT)}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    edit.paragraph(FOREWORD[2]).extend(parsed(box))


# -- without tracking ------------------------------------------------------------------------------------


def _untracked_word(edit: WordEdit) -> None:
    edit.rewrite(FOREWORD[0], kept("Het werk ging gewoon door, op afstand."))


def _untracked_paragraph(edit: WordEdit) -> None:
    node = edit.paragraph(PROVINCE[0])
    edit.after(node, paragraph(kept("Dat bleef zo tot de zomer."), style=edit.style(node)))


def _untracked_rewritten(edit: WordEdit) -> None:
    edit.rewrite(SUMMARY[1], kept("Geen enkel woord hiervan stond er eerst."))


def _untracked_section_gone(edit: WordEdit) -> None:
    for text in (SUMMARY[0], SUMMARY[1]):
        node = edit.paragraph(text)
        node.getparent().remove(node)


def _untracked_moved(edit: WordEdit) -> None:
    node = edit.paragraph(FOREWORD[1])
    node.getparent().remove(node)
    edit.paragraph(SUMMARY[1]).addnext(node)


def _untracked_figures(edit: WordEdit) -> None:
    edit.rewrite("De uitvoering van de agenda verloopt", kept("De uitvoering van de agenda verloopt voortreffelijk."))


def _pasted_between(edit: WordEdit) -> None:
    node = edit.paragraph("Wat is bereikt")
    edit.after(node, paragraph(kept("Hier geplakt."), style=edit.style(edit.paragraph(ACHIEVED[0]))))


def _mixed(edit: WordEdit) -> None:
    """Tracked and untracked changes in one paragraph."""
    edit.rewrite(
        FOREWORD[0], kept("Het echte werk ging door, "), gone("ook "), kept("op afstand."), added(" Heus.", BERT)
    )


def _bookmarks_lost(edit: WordEdit) -> None:
    edit.drop_bookmarks()
    edit.rewrite(NEXT[1], kept("Daarna beslist "), gone("het bestuur"), added("de raad"), kept(" over het vervolg."))


def _twice_the_same_text(edit: WordEdit) -> None:
    edit.rewrite("De agenda noemt deze kans", kept(_CHANCE), added(" Dit is de tweede."), number=1)


_CHANCE = (
    "De agenda noemt deze kans zonder er een actie aan te verbinden. In deze periode is verkend wie haar kan oppakken "
    "en wat daarvoor nodig is. Een voorstel volgt in de volgende rapportage."
)


def _letter(edit: WordEdit) -> None:
    edit.rewrite(
        "2. De agenda is belangrijker",
        kept("2. De agenda is "),
        gone("belangrijker"),
        added("nodiger"),
        kept(" geworden."),
    )
    edit.rewrite(OCCASION[1], kept(OCCASION[1]), added(" Samen.", BERT))
    edit.rewrite("Ter informatie.", kept("Ter "), gone("informatie"), added("kennisneming"), kept("."))


def _caption(edit: WordEdit) -> None:
    edit.rewrite(CAPTION, kept("Ruben aan "), gone("de draaibank"), added("het werk"))


CASES = (
    Case(
        "een woord ingevoegd",
        _insert,
        (tracked("invoeging", "", "gewoon ", FORE),),
        {FORE: ("Het werk ging gewoon door, ook op afstand.", *FOREWORD[1:])},
    ),
    Case(
        "woorden vervangen",
        _replace,
        (tracked("vervanging", "het komende jaar", "2021", SUM),),
        {SUM: (SUMMARY[0], "Herstel is voor 2021 het doel.")},
    ),
    Case(
        "twee auteurs in een woord",
        _two_in_one_word,
        (tracked("verwijdering", "de", "", SCHOOL), tracked("invoeging", "", "t", SCHOOL, BERT)),
        {SCHOOL: ("De school opent twaalf stageplaatsen.", ACHIEVED[1])},
    ),
    Case(
        "de een haalt weg wat de ander invoegde",
        _nested_delete,
        (tracked("invoeging", "", "nu bijna alle ", PROV), tracked("verwijdering", "bijna ", "", PROV, BERT)),
        {PROV: ("De provincie betaalde nu alle het vervoer van alle leerlingen.",)},
    ),
    Case(
        "de een voegt in binnen wat de ander invoegde",
        _nested_insert,
        (tracked("invoeging", "", "zo heel graag ", NEXT_STEPS), tracked("invoeging", "", "heel ", NEXT_STEPS, BERT)),
        {NEXT_STEPS: ("In het najaar volgen zo heel graag twintig plaatsen.", NEXT[1])},
    ),
    Case(
        "ingevoegd binnen wat werd weggehaald",
        _insert_in_deleted,
        (tracked("verwijdering", "ook al ", "", FORE), tracked("invoeging", "", "al ", FORE, BERT)),
        {FORE: ("Het werk ging door, op afstand.", *FOREWORD[1:])},
    ),
    Case(
        "tekens van opmaaktalen",
        _odd_characters,
        (tracked("invoeging", "", ' <b>R&D</b> "100%" & meer', FORE),),
        {FORE: (FOREWORD[0], FOREWORD[1] + ' <b>R&D</b> "100%" & meer', FOREWORD[2])},
    ),
    Case(
        "van rechts naar links",
        _right_to_left,
        (tracked("vervanging", "שלום עולם", "שלום, עולם", EX_TEXT),),
        {EX_TEXT: (EXAMPLE[0], "Hij noemt het zijn beste keuze: שלום, עולם, zegt hij.")},
    ),
    Case("geen auteur en geen datum", _unknown_author, (Seen("invoeging", None, "", " Echt.", FORE, None),)),
    Case(
        "een auteur op twee dagen",
        _two_dates,
        (tracked("invoeging", "", " Een.", FORE), Seen("invoeging", A, "", " Twee.", FORE, "2020-03-09T09:00:00Z")),
    ),
    Case("over stukjes verdeeld", _cut_over_runs, (tracked("invoeging", "", "gingen snel door ", SUM),)),
    Case(
        "alinea gesplitst",
        _split_paragraph,
        (tracked("invoeging", "", "\n", FORE),),
        {FORE: (*FOREWORD[:2], "Wat eerst drie weken duurde,", "duurde nu < 1 dag.")},
    ),
    Case(
        "alinea's samengevoegd",
        _merge_paragraphs,
        (tracked("verwijdering", "\n", "", FORE),),
        {FORE: (FOREWORD[0] + FOREWORD[1], FOREWORD[2])},
    ),
    Case(
        "alinea erbij",
        _new_paragraph,
        (tracked("invoeging", "", "Dat bleek in mei.", FORE),),
        {FORE: (*FOREWORD[:2], "Dat bleek in mei.", FOREWORD[2])},
    ),
    Case(
        "alinea erbij aan het eind van een veld",
        _new_last_paragraph,
        (tracked("invoeging", "", "Dat geldt voor iedereen.", SUM),),
        {SUM: (*SUMMARY, "Dat geldt voor iedereen.")},
    ),
    Case(
        "alinea weg",
        _paragraph_gone,
        (tracked("verwijdering", FOREWORD[1], "", FORE),),
        {FORE: (FOREWORD[0], FOREWORD[2])},
    ),
    Case(
        "veld leeggemaakt",
        _field_emptied,
        (tracked("verwijdering", "\n".join(NEXT), "", NEXT_STEPS),),
        {NEXT_STEPS: ()},
    ),
    Case(
        "over de rand van een veld",
        _over_the_edge,
        (
            tracked("verwijdering", "zegden er nog acht toe.", "", SCHOOL),
            tracked(
                "verwijdering",
                "\n",
                "",
                "Buiten de velden: het einde van een alinea weggehaald, zodat zij samengaat met de volgende.",
            ),
        ),
        {SCHOOL: (ACHIEVED[0], "Vier bedrijven")},
    ),
    Case(
        "verplaatst binnen een alinea",
        _moved_within,
        (tracked("verplaatsing", "Veel acties ", "Veel acties ", SUM),),
        {SUM: ("gingen van plan Veel acties naar uitvoering.", SUMMARY[1])},
    ),
    Case(
        "verplaatst naar een ander veld",
        _moved_between,
        (tracked("verplaatsing", "Het werk ging door, ", "Het werk ging door, ", f"{FORE}+{SUM}"),),
        {FORE: ("ook op afstand.", *FOREWORD[1:]), SUM: (SUMMARY[0] + " Het werk ging door,", SUMMARY[1])},
    ),
    Case(
        "alinea verplaatst",
        _paragraph_moved,
        (tracked("verplaatsing", FOREWORD[0], FOREWORD[0], FORE),),
        {FORE: (FOREWORD[1], FOREWORD[0], FOREWORD[2])},
    ),
    Case(
        "verplaatst naar vaste tekst",
        _moved_outside,
        (
            tracked(
                "verplaatsing",
                "Het werk ",
                "Het werk ",
                "Buiten de velden: tekst verplaatst van of naar een plek die geen veld is.",
            ),
        ),
    ),
    Case(
        "tabelrij erbij",
        _row_added,
        (
            tracked(
                "tabel", "", "Een andere partner\nkennis\nT-02", "Buiten de velden: een rij van een tabel toegevoegd."
            ),
        ),
    ),
    Case(
        "tabelrij weg",
        _row_gone,
        (
            tracked(
                "tabel",
                "[afbeelding]\u00a0gerealiseerd\nWat is afgesproken, is bereikt.",
                "",
                "Buiten de velden: een rij van een tabel weggehaald.",
                BERT,
            ),
        ),
    ),
    Case("woord in een tabelcel", _cell_changed, (tracked("vervanging", "zoals ", "als ", FIXED),)),
    Case("kop gewijzigd", _heading_changed, (tracked("vervanging", "hierna", "daarna", FIXED),)),
    Case(
        "vast woord en veld in een alinea",
        _label_and_field,
        (
            tracked("vervanging", "Voorbeeld: ", "Uitgelicht: ", FIXED),
            tracked("vervanging", "de ", "onze ", EX_TITLE),
        ),
        {EX_TITLE: ("Een dag op onze werkplaats",)},
    ),
    Case(
        "opmaak van woorden en van een alinea",
        _formatted,
        (
            tracked("opmaak", "werk ging", "", "Opmaak: vet aan.", BERT),
            tracked("opmaak", FOREWORD[0], "", "Opmaak: alinea: stijl gezet; uitlijning gezet."),
        ),
    ),
    Case("bladzijde anders", _page_changed, (tracked("opmaak", "", "", "Opmaak: bladzijde:*"),)),
    Case(
        "opmerkingen met antwoorden",
        _commented,
        (
            tracked("opmerking", FOREWORD[0], "Klopt dit nog?", "Opmerking in de kantlijn."),
            tracked("opmerking", "Wat komt hierna", "Kop mag weg.", "Opmerking in de kantlijn.", BERT),
            tracked("opmerking", SUMMARY[0], "Is gedaan.", "Opmerking in de kantlijn.", BERT),
        ),
    ),
    Case(
        "verborgen tekens in een opmerking",
        _hidden_in_comment,
        (
            tracked(
                "opmerking", FOREWORD[0], "Lees [U+202E]tsre[U+202C] dit[U+200B] & <dat>", "Opmerking in de kantlijn."
            ),
        ),
    ),
    Case(
        "voetnoot erbij",
        _footnoted,
        (
            tracked(
                "invoeging", "", "[voetnoot: Bron: de stuurgroep.]", "Buiten de velden: iets dat geen tekst is.", BERT
            ),
        ),
    ),
    Case(
        "voetnoot erbij zonder bijhouden",
        _footnoted_untracked,
        (_own("noot", "", "Bron: de stuurgroep.", "Buiten de velden: een voetnoot die het concept niet heeft."),),
    ),
    Case(
        "in de koptekst",
        _in_header,
        (tracked("invoeging", "", " VERTROUWELIJK", "Buiten de velden: invoeging in *", BERT),),
    ),
    Case(
        "in een tekstvak",
        _text_box,
        (tracked("invoeging", "", "Let op dit kader", "Buiten de velden: invoeging in tekstvak.", BERT),),
    ),
    Case(
        "woorden zonder bijhouden",
        _untracked_word,
        (_own("invoeging", "", "gewoon ", FORE), _own("verwijdering", " ook", "", FORE)),
        {FORE: ("Het werk ging gewoon door, op afstand.", *FOREWORD[1:])},
    ),
    Case(
        "alinea erbij zonder bijhouden",
        _untracked_paragraph,
        (_own("invoeging", "", "Dat bleef zo tot de zomer.", PROV),),
        {PROV: (*PROVINCE, "Dat bleef zo tot de zomer.")},
    ),
    Case(
        "alinea herschreven zonder bijhouden",
        _untracked_rewritten,
        (_own("vervanging", SUMMARY[1], "Geen enkel woord hiervan stond er eerst.", SUM),),
        {SUM: (SUMMARY[0], "Geen enkel woord hiervan stond er eerst.")},
    ),
    Case(
        "hele tekst weg zonder bijhouden",
        _untracked_section_gone,
        (_own("verwijdering", "\n".join(SUMMARY), "", SUM),),
        {SUM: ()},
    ),
    Case(
        "verplaatst zonder bijhouden",
        _untracked_moved,
        (_own("verplaatsing", FOREWORD[1], FOREWORD[1], f"{FORE}+{SUM}"),),
        {FORE: (FOREWORD[0], FOREWORD[2]), SUM: (*SUMMARY, FOREWORD[1])},
    ),
    Case(
        "cijfers gewijzigd zonder bijhouden",
        _untracked_figures,
        (
            _own(
                "vervanging",
                "grotendeels volgens planning: 1 van de 1 acties zijn conform planning, versneld of gerealiseerd",
                "voortreffelijk",
                FIXED,
            ),
        ),
    ),
    Case(
        "geplakt tussen kop en veld",
        _pasted_between,
        (_own("invoeging", "", "Hier geplakt.", SCHOOL),),
        {SCHOOL: ("Hier geplakt.", *ACHIEVED)},
    ),
    Case(
        "met en zonder bijhouden in een alinea",
        _mixed,
        (
            _own("invoeging", "", " echte", FORE),
            tracked("verwijdering", "ook ", "", FORE),
            tracked("invoeging", "", " Heus.", FORE, BERT),
        ),
        {FORE: ("Het echte werk ging door, op afstand. Heus.", *FOREWORD[1:])},
    ),
    Case(
        "bladwijzers kwijt",
        _bookmarks_lost,
        (tracked("vervanging", "het bestuur", "de raad", NEXT_STEPS),),
        {NEXT_STEPS: (NEXT[0], "Daarna beslist de raad over het vervolg.")},
    ),
    Case(
        "dezelfde tekst staat er driemaal",
        _twice_the_same_text,
        (tracked("invoeging", "", " Dit is de tweede.", "opportunities.2:paragraphs"),),
    ),
    Case(
        "in de brief",
        _letter,
        (
            tracked("vervanging", "belangrijker", "nodiger", "core.belang:heading"),
            tracked("invoeging", "", " Samen.", "occasion:paragraphs", BERT),
            tracked("vervanging", "informatie", "kennisneming", FIXED),
        ),
        {
            "core.belang:heading": ("De agenda is nodiger geworden.",),
            "occasion:paragraphs": (OCCASION[0], OCCASION[1] + " Samen."),
        },
        LETTER_DOCX,
    ),
    Case(
        "bijschrift",
        _caption,
        (tracked("vervanging", "de draaibank", "het werk", "edits.school.T-01.example.caption:paragraphs"),),
    ),
)
