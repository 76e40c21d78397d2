"""The smallest programme that is whole, as the text of a programme.yaml."""

from __future__ import annotations

TEXT = """\
id: demo
name: Voorbeeldprogramma
short: VP
province: provincie
province_name: Voorbeeldland
agenda:
  name: Voorbeeldagenda
  short: VA
  informed_on: 2018-06-25
  description: een afspraak tussen overheden
  term: de looptijd van de agenda
pillars:
  - {id: talent, name: Talent, aim: Genoeg mensen.}
partners:
  - id: provincie
    name: Provincie Voorbeeldland
    short: PV
    group: regio
    contact: {function: Programmamanager, mail: pv@example.org}
  - id: school
    name: Hogeschool Voorbeeld
    short: HV
    group: kennis
    contact: {function: Programmamanager, mail: hv@example.org}
actions:
  - id: T-01
    pillar: talent
    title: Meer stageplaatsen
    owner: school
    partners: [provincie]
    role: partner
people:
  - {id: coordinator, name: Coordinator, roles: [coordinator]}
  - {id: beleid, name: Beleidsmedewerker, roles: [reviewer]}
  - {id: voorzitter, name: Voorzitter, roles: [signer]}
editions:
  - id: demo-2019
    year: 2019
    ordinal: 1
    title: Eerste
    period_start: 2018-07-01
    period_end: 2019-06-30
    letter_sent: 2019-07-04
  - {id: demo-2020, year: 2020, ordinal: 2, title: Tweede, period_start: 2019-07-01, period_end: 2020-06-30}
review:
  - id: beleid
    name: Beleid
    reviewers:
      - {person: beleid}
claims:
  levels:
    - {at_least: 0.8, words: grotendeels volgens planning}
    - {at_least: 0, words: deels volgens planning}
letter:
  authority: Gedeputeerde Staten van Voorbeeldland
  addressee: Provinciale Staten van Voorbeeldland
  head:
    - {label: Kenmerk, value: VP-2020}
  signatories:
    - {person: voorzitter, field: Voorzitter, label: de voorzitter, name: drs. V. Voorbeeld}
delivery:
  kamerbrief_dossier: "12345"
  channels:
    - {id: griffie, name: Griffie, kind: folder, target: griffie}
"""
