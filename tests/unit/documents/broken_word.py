"""Word templates with one thing wrong in each, made from a sound one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DOCUMENT, HEADER, FOOTER = "word/document.xml", "word/header1.xml", "word/footer1.xml"
STYLES, SETTINGS = "word/styles.xml", "word/settings.xml"
RELATIONS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Change = Callable[[dict[str, bytes]], None]


@dataclass(frozen=True)
class Broken:
    """What was done to the report's template, and what its owner reads of it behind the template's name."""

    name: str
    change: Change
    said: str


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def changed(data: bytes, *changes: Change) -> bytes:
    parts = parts_of(data)
    for change in changes:
        change(parts)
    return packed(parts)


def swap(part: str, old: str, new: str) -> Change:
    """Put a text in the place of another, once."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part], f"{old} is not in {part}"
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def relation(kind: str, target: str, *, external: bool = False, data: bytes = b"") -> Change:
    """One more relationship of the document, and the part that it leads to."""

    def change(parts: dict[str, bytes]) -> None:
        mode = ' TargetMode="External"' if external else ""
        made = f'<Relationship Id="rId99" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
        parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", made.encode())
        if not external:
            parts[f"word/{target}"] = data

    return change


def in_title(properties: str) -> Change:
    """Give the text of the title these properties."""
    return swap(DOCUMENT, "<w:r><w:t>{{ title }}", f"<w:r><w:rPr>{properties}</w:rPr><w:t>{{{{ title }}}}")


def before_content(inner: str) -> Change:
    """One more paragraph before the one where the content comes."""
    return swap(DOCUMENT, "<w:sectPr", f"{inner}<w:sectPr")


_TITLE = ", hoofdtekst, alinea 2 ('{{ title }}'): "
_DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="9" cy="9"/><wp:docPr id="7" name="Streep"/></wp:inline></w:drawing></w:r></w:p>'
)
_ANCHORED = _DRAWING.replace("wp:inline", "wp:anchor").replace('name="Streep"', 'name="Streep" descr="Streep"')
_FIELDS = (
    "Alleen deze velden mogen er staan: {{ edition }} (de hoeveelste rapportage), {{ title }} (de titel van de "
    "rapportage), {{ subtitle }} (de naam van de agenda), {{ period }} (de periode waarover zij gaat), {{ page }} (het "
    "woord voor een paginanummer), {{ content }} (hier komt alles wat volgt op de omslag)."
)
_ONLY = "Alleen NUMPAGES, PAGE, SECTIONPAGES, STYLEREF, TITLE mogen; zet gewone tekst in de plaats (Ctrl+Shift+F9)."
_CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
    'Requires="w14"><w:r><w:t>a</w:t></w:r></mc:Choice></mc:AlternateContent>'
)

BROKEN: tuple[Broken, ...] = (
    Broken(
        "unknown field",
        swap(DOCUMENT, "{{ title }}", "{{ titel }}"),
        f", hoofdtekst, alinea 2 ('{{{{ titel }}}}'): het veld 'titel' bestaat niet. {_FIELDS}",
    ),
    Broken(
        "unknown field in a header",
        swap(HEADER, "{{ title }}", "{{ datum }}"),
        f", koptekst, alinea 1 ('{{{{ datum }}}}'): het veld 'datum' bestaat niet. {_FIELDS}",
    ),
    Broken(
        "half a field",
        swap(DOCUMENT, "{{ title }}", "{{ title }}}}"),
        f", hoofdtekst, alinea 2 ('{{{{ title }}}}}}}}'): hier staat '}}}}', het begin of einde van code of van een "
        "half "
        f"veld. {_FIELDS}",
    ),
    Broken(
        "attribute of a field",
        swap(DOCUMENT, "{{ title }}", "{{ title.__class__ }}"),
        ", hoofdtekst, alinea 2 ('{{ title.__class__ }}'): '{{ title.__class__ }}' is code en geen veld. " + _FIELDS,
    ),
    Broken(
        "call",
        swap(FOOTER, "{{ page }}", "{{ page() }}"),
        ", voettekst, alinea 1 ('{{ page() }}'): '{{ page() }}' is code en geen veld. " + _FIELDS,
    ),
    Broken(
        "statement",
        swap(HEADER, "{{ title }}", "{% for a in b %}"),
        ", koptekst, alinea 1 ('{% for a in b %}'): hier staat '{%', het begin of einde van code of van een half veld. "
        + _FIELDS,
    ),
    Broken(
        "code in an attribute",
        swap(DOCUMENT, '<w:pStyle w:val="Title"/>', '<w:pStyle w:val="Title"/><w:x w:y="{{ cycler }}"/>'),
        f"{_TITLE}hier staat code op een plek die niemand leest. Verwijder haar.",
    ),
    Broken(
        "code over two paragraphs",
        before_content("<w:p><w:r><w:t>{</w:t></w:r></w:p><w:p><w:r><w:t>{ title }</w:t></w:r></w:p>"),
        ", hoofdtekst: accolades van verschillende alinea's vormen samen code. Zet elk veld heel in één alinea.",
    ),
    Broken(
        "code in the properties",
        swap("docProps/core.xml", "<dc:title>", "<dc:title>{{ x }}"),
        ", eigenschappen: hier staat code. Maak titel, onderwerp en trefwoorden van het bestand leeg.",
    ),
    Broken(
        "field that must be there",
        swap(DOCUMENT, "{{ period }}", ""),
        ", hoofdtekst: het veld {{ period }} (de periode waarover zij gaat) ontbreekt. Zet het er weer in.",
    ),
    Broken(
        "place of the content",
        swap(DOCUMENT, "{{ content }}", ""),
        ", hoofdtekst: het veld {{ content }} (hier komt alles wat volgt op de omslag) ontbreekt. Zet het er weer in.",
    ),
    Broken(
        "field twice",
        swap(DOCUMENT, "{{ period }}", "{{ period }}{{ period }}"),
        ", hoofdtekst: het veld {{ period }} staat er 2 keer. Laat het één keer staan.",
    ),
    Broken(
        "order of fields",
        lambda parts: parts.update(
            {
                DOCUMENT: parts[DOCUMENT]
                .replace(b"{{ period }}", b"{{ P }}")
                .replace(b"{{ edition }}", b"{{ period }}")
                .replace(b"{{ P }}", b"{{ edition }}")
            }
        ),
        ", hoofdtekst: de velden staan in een andere volgorde dan in de PDF. Zet ze zo: {{ edition }}, {{ title }}, "
        "{{ subtitle }}, {{ period }}, {{ content }}.",
    ),
    Broken(
        "field of the footer in the body",
        swap(DOCUMENT, "{{ period }}", "{{ period }}{{ page }}"),
        ", hoofdtekst: het veld {{ page }} hoort in een kop- of voettekst. Haal het uit de hoofdtekst; in de PDF staat "
        "het daar ook niet.",
    ),
    Broken(
        "content not alone",
        lambda parts: (
            before_content("</w:tc></w:tr></w:tbl>")(parts),
            swap(DOCUMENT, "{{ period }}</w:t></w:r></w:p>", "{{ period }}</w:t></w:r></w:p><w:tbl><w:tr><w:tc>")(
                parts
            ),
        )[0],
        ", hoofdtekst, alinea 5, in een tabel ('{{ content }}'): het veld {{ content }} staat niet alleen in een "
        "gewone alinea. Geef "
        "het een eigen alinea, buiten tabellen en besturingselementen.",
    ),
    Broken(
        "fixed text in the body",
        swap(DOCUMENT, "{{ period }}", "Periode: {{ period }}"),
        ", hoofdtekst, alinea 4 ('Periode: {{ period }}'): hier staat vaste tekst ('Periode:') die niet in de PDF "
        "komt. "
        "Zet haar in een kop- of voettekst, of in text.yaml van het programma; dan zeggen beide hetzelfde.",
    ),
    Broken(
        "no page number",
        swap(FOOTER, " PAGE ", " TITLE "),
        ", kop- en voettekst: er staat nergens een paginanummer. Zet de cursor in de voettekst en kies Invoegen, "
        "Paginanummer.",
    ),
    Broken(
        "style gone",
        swap(STYLES, '<w:name w:val="Kader"/>', '<w:name w:val="Kadertje"/>'),
        " mist deze stijlen: Kader. Neem ze over uit het voorbeeldsjabloon (Stijlen beheren, Importeren/exporteren).",
    ),
    Broken(
        "style of another kind",
        swap(STYLES, 'w:type="paragraph" w:customStyle="1" w:styleId="Kader"', 'w:type="character" w:styleId="Kader"'),
        ": de stijl 'Kader' is geen alineastijl. Verwijder haar en neem haar over uit het voorbeeldsjabloon.",
    ),
    Broken(
        "hidden text",
        in_title("<w:vanish/>"),
        f"{_TITLE}hier staat verborgen tekst. Zet bij Lettertype het vinkje Verborgen uit, of verwijder de tekst.",
    ),
    Broken(
        "text hidden by its style",
        lambda parts: (
            swap(HEADER, 'w:val="Header"', 'w:val="Weg"')(parts),
            swap(
                STYLES,
                "</w:styles>",
                '<w:style w:type="paragraph" w:styleId="Weg"><w:name w:val="Weg"/><w:rPr><w:vanish/></w:rPr></w:style>'
                "</w:styles>",
            )(parts),
        )[0],
        ", koptekst, alinea 1 ('{{ title }}'): hier staat verborgen tekst. Zet bij Lettertype het vinkje Verborgen "
        "uit, "
        "of verwijder de tekst.",
    ),
    Broken(
        "white text",
        swap(HEADER, "<w:r><w:t", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t'),
        ", koptekst, alinea 1 ('{{ title }}'): de tekst (#ffffff) is niet te zien op haar achtergrond (#ffffff). Geef "
        "de "
        "tekst een donkere kleur.",
    ),
    Broken(
        "faint text",
        swap(HEADER, "<w:r><w:t", '<w:r><w:rPr><w:color w:val="AAAAAA"/></w:rPr><w:t'),
        ", koptekst, alinea 1 ('{{ title }}'): de tekst (#aaaaaa) steekt te weinig af tegen haar achtergrond "
        "(#ffffff). "
        "Kies een kleur met een contrast van ten minste 4,5 op 1.",
    ),
    Broken(
        "text of one point",
        in_title('<w:sz w:val="2"/>'),
        f"{_TITLE}de tekst is 1 punt groot. Kies ten minste 7 punt.",
    ),
    Broken(
        "text as narrow as a line",
        in_title('<w:w w:val="1"/>'),
        f"{_TITLE}de tekst is te smal om te lezen. Zet bij Lettertype, Geavanceerd, de schaal op 100 %.",
    ),
    Broken(
        "text off the page",
        swap(DOCUMENT, '<w:pStyle w:val="Title"/>', '<w:pStyle w:val="Title"/><w:ind w:left="-20000"/>'),
        f"{_TITLE}de tekst springt zo ver in of uit dat zij buiten de bladzijde valt. Maak de inspringing kleiner.",
    ),
    Broken(
        "lines over each other",
        swap(
            DOCUMENT,
            '<w:pStyle w:val="Title"/>',
            '<w:pStyle w:val="Title"/><w:spacing w:line="20" w:lineRule="exact"/>',
        ),
        f"{_TITLE}de regelafstand is zo klein dat de tekst niet te lezen is. Kies een regelafstand van ten minste "
        "enkel.",
    ),
    Broken(
        "text box",
        swap(DOCUMENT, '<w:pStyle w:val="Title"/>', '<w:pStyle w:val="Title"/><w:framePr w:w="10"/>'),
        f"{_TITLE}hier staat een tekstvak, vorm of kader, dat een schermlezer niet op zijn plaats leest. Zet de tekst "
        "gewoon in de alinea's van het sjabloon.",
    ),
    Broken(
        "other text for other programs",
        swap(HEADER, "</w:p>", f"{_CHOICE}</w:p>"),
        ", koptekst, alinea 1 ('{{ title }} a'): hier staat een tekstvak, vorm of kader, dat een schermlezer niet op "
        "zijn "
        "plaats leest. Zet de tekst gewoon in de alinea's van het sjabloon.",
    ),
    Broken(
        "tracked change",
        swap(
            DOCUMENT,
            "<w:r><w:t>{{ title }}</w:t></w:r>",
            '<w:ins w:id="1" w:author="A" w:date="2020-01-01T00:00:00Z"><w:r><w:t>{{ title }}</w:t></w:r></w:ins>',
        ),
        f"{_TITLE}hier staan bijgehouden wijzigingen, zodat niet iedereen dezelfde tekst ziet. Accepteer of negeer ze: "
        "Controleren, Accepteren.",
    ),
    Broken(
        "deleted text",
        swap(
            DOCUMENT,
            "<w:r><w:t>{{ title }}",
            '<w:del w:id="1" w:author="A"><w:r><w:delText>weg</w:delText></w:r></w:del><w:r><w:t>{{ title }}',
        ),
        f"{_TITLE}hier staan bijgehouden wijzigingen, zodat niet iedereen dezelfde tekst ziet. Accepteer of negeer ze: "
        "Controleren, Accepteren.",
    ),
    Broken(
        "comment",
        swap(DOCUMENT, "<w:r><w:t>{{ title }}", '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:t>{{ title }}'),
        f"{_TITLE}hier hangt een opmerking. Verwijder haar.",
    ),
    Broken(
        "part with comments",
        relation("comments", "comments.xml", data=b"<x/>"),
        " bevat opmerkingen. Verwijder ze: Controleren, Alle opmerkingen verwijderen.",
    ),
    Broken(
        "hidden bookmark",
        swap(
            DOCUMENT,
            "<w:r><w:t>{{ title }}",
            '<w:bookmarkStart w:id="5" w:name="_geheim"/><w:bookmarkEnd w:id="5"/><w:r><w:t>{{ title }}',
        ),
        ", hoofdtekst: hier staat een verborgen bladwijzer ('_geheim'). Verwijder hem: Invoegen, Bladwijzer, vinkje "
        "Verborgen bladwijzers.",
    ),
    Broken(
        "bookmark of ours",
        swap(
            DOCUMENT,
            "<w:r><w:t>{{ title }}",
            '<w:bookmarkStart w:id="5" w:name="actie_T_01"/><w:bookmarkEnd w:id="5"/><w:r><w:t>{{ title }}',
        ),
        ", hoofdtekst: de bladwijzer 'actie_T_01' heeft een naam die in het document zelf voorkomt. Geef hem een "
        "andere "
        "naam.",
    ),
    Broken(
        "header that no page shows",
        swap(DOCUMENT, '<w:headerReference w:type="default"', '<w:headerReference w:type="even"'),
        ", koptekst van de even bladzijden: hier staat tekst die geen bladzijde toont ('{{ title }}'). Zet deze kop- "
        "of "
        "voettekst aan, of maak haar leeg.",
    ),
    Broken(
        "row without height",
        swap(
            HEADER,
            "<w:p>",
            '<w:tbl><w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>'
            "<w:tc><w:p/></w:tc></w:tr></w:tbl><w:p>",
        ),
        ", koptekst: een rij van een tabel is zo laag dat haar tekst wegvalt. Kies bij Rijhoogte voor Ten minste.",
    ),
    Broken(
        "picture without a text",
        swap(DOCUMENT, "<w:sectPr", f"{_DRAWING}<w:sectPr"),
        ", hoofdtekst, alinea 6 (zonder tekst): de afbeelding 'Streep' heeft geen alternatieve tekst. Rechtsklik erop, "
        "kies Alternatieve tekst bewerken, en beschrijf haar of noem haar decoratief.",
    ),
    Broken(
        "picture over the text",
        swap(DOCUMENT, "<w:sectPr", f"{_ANCHORED}<w:sectPr"),
        ", hoofdtekst, alinea 6 (zonder tekst): hier ligt een afbeelding over de tekst. Kies bij Tekstterugloop voor "
        "In "
        "tekstregel of Achter tekst.",
    ),
    Broken(
        "macros",
        lambda parts: parts.update({"word/vbaProject.bin": b"x"}),
        " bevat macro's (programma's). Bewaar het als .docx, zonder macro's.",
    ),
    Broken(
        "file with macros",
        swap(TYPES, "wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml"),
        " is een bestand met macro's (.docm of .dotm). Bewaar het als .docx, zonder macro's.",
    ),
    Broken(
        "dotx",
        swap(TYPES, "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"),
        " is geen gewoon Word-document. Bewaar het in Word als Word-document (.docx), niet als sjabloon (.dotx).",
    ),
    Broken(
        "OLE object",
        relation("oleObject", "embeddings/oleObject1.bin", data=b"x"),
        " bevat een ingesloten object (bestand, besturingselement of OLE). Verwijder het, of zet er een afbeelding "
        "voor "
        "in de plaats.",
    ),
    Broken(
        "attached template",
        relation("attachedTemplate", "https://example.org/a.dotm", external=True),
        " hangt aan een ander Word-sjabloon. Kies in Word bij Ontwikkelaars, Documentsjabloon, voor Normal.",
    ),
    Broken(
        "picture from elsewhere",
        relation("image", "https://example.org/spoor.png", external=True),
        " haalt een afbeelding op van een andere plek (https://example.org/spoor.png). Zet de afbeelding in het "
        "sjabloon "
        "zelf.",
    ),
    Broken(
        "something from elsewhere",
        relation("frame", "https://example.org/x", external=True),
        " haalt iets op van een andere plek (https://example.org/x). Zet het in het sjabloon zelf, of verwijder het.",
    ),
    Broken(
        "picture that is none",
        relation("image", "media/x.emf", data=b"\x01\x00"),
        " bevat een afbeelding die geen PNG, JPEG of eenvoudige SVG is (word/media/x.emf). Zet haar om naar PNG of "
        "JPEG "
        "en voeg haar opnieuw in.",
    ),
    Broken(
        "drawing with a script",
        relation("image", "media/x.svg", data=b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        " bevat een afbeelding die geen PNG, JPEG of eenvoudige SVG is (word/media/x.svg). Zet haar om naar PNG of "
        "JPEG "
        "en voeg haar opnieuw in.",
    ),
    Broken(
        "other file within",
        relation("aFChunk", "a.html", data=b"<p/>"),
        " neemt een heel ander bestand op (altChunk). Plak de tekst van dat bestand er gewoon in.",
    ),
    Broken(
        "place of another file",
        before_content("<w:altChunk/>"),
        ", hoofdtekst: hier staat een heel ander bestand (altChunk). Plak de tekst van dat bestand er gewoon in.",
    ),
    Broken(
        "embedded font",
        relation("font", "fonts/font1.odttf", data=b"x"),
        " bevat ingesloten lettertypen. Zet dat uit: Bestand, Opties, Opslaan, Lettertypen insluiten in het bestand.",
    ),
    Broken(
        "part of an unknown kind",
        relation("webextension", "x.xml", data=b"<x/>"),
        " bevat een deel dat geen sjabloon nodig heeft (webextension: word/x.xml). Verwijder het.",
    ),
    Broken(
        "link of a strange kind",
        relation("hyperlink", "file:///etc/passwd", external=True),
        " heeft een link naar 'file:///etc/passwd'. Een link begint met https://, http:// of mailto:.",
    ),
    Broken(
        "link that goes elsewhere",
        lambda parts: (
            swap(
                HEADER,
                "</w:p>",
                f'<w:hyperlink xmlns:r="{_OFFICE}" r:id="rId1">'
                "<w:r><w:t>www.example.org</w:t></w:r></w:hyperlink></w:p>",
            )(parts),
            parts.update(
                {
                    "word/_rels/header1.xml.rels": (
                        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                        f'<Relationship Id="rId1" Type="{_OFFICE}/hyperlink" Target="https://elders.example.org" '
                        'TargetMode="External"/></Relationships>'
                    ).encode()
                }
            ),
        )[0],
        ", koptekst, alinea 1 ('{{ title }} www.example.org'): de link 'www.example.org' gaat naar "
        "'https://elders.example.org', en dat staat er niet. Laat de tekst van een link haar adres zijn.",
    ),
    Broken(
        "field of Word that fetches",
        swap(HEADER, " STYLEREF 1 ", " INCLUDETEXT x "),
        ", koptekst: hier staat een veld van Word (INCLUDETEXT) dat iets ophaalt, start of laat veranderen. " + _ONLY,
    ),
    Broken(
        "field of Word in two pieces",
        swap(
            HEADER,
            '<w:instrText xml:space="preserve"> STYLEREF 1 </w:instrText>',
            "<w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText>",
        ),
        ", koptekst: hier staat een veld van Word (DDEAUTO) dat iets ophaalt, start of laat veranderen. " + _ONLY,
    ),
    Broken(
        "strict edition of the standard",
        swap(
            RELATIONS,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles",
            "http://purl.oclc.org/ooxml/officeDocument/relationships/styles",
        ),
        " is bewaard als Strict Open XML. Kies bij Opslaan als voor gewoon Word-document (.docx).",
    ),
    Broken(
        "part that is not there",
        lambda parts: parts.__delitem__(FOOTER),
        " mist het deel word/footer1.xml.",
    ),
    Broken(
        "code in a comment of the XML",
        swap(HEADER, "<w:p>", "<!-- {{ x }} --><w:p>"),
        ", koptekst: hier staat code op een plek die niemand leest. Verwijder haar.",
    ),
    Broken(
        "text outside a paragraph",
        swap(HEADER, "<w:p>", "<w:p/>geheim<w:p>"),
        ", koptekst: hier staat tekst buiten de alinea's. Bewaar het sjabloon opnieuw in Word.",
    ),
    Broken(
        "damaged table",
        swap(HEADER, "<w:p>", "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p>"),
        ", koptekst: een tabel is beschadigd. Maak haar opnieuw.",
    ),
    Broken("no zip", lambda parts: parts.clear(), " bevat geen document."),
    Broken(
        "document type",
        swap(HEADER, "<w:hdr", '<!DOCTYPE x [<!ENTITY a "b">]><w:hdr'),
        " heeft een eigen documenttype in het deel word/header1.xml.",
    ),
    Broken(
        "broken part",
        swap(HEADER, "</w:hdr>", ""),
        " is beschadigd: het deel word/header1.xml is geen geldige XML.",
    ),
)
