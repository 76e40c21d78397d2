"""How the validation report looks: dark on light, at least 4.5 to 1 (WCAG 2.1, 1.4.3), and on paper."""

STYLE = """\
:root { color-scheme: light; }
body { margin: 0; background: #f3f1ec; color: #1d1d1b; font: 1rem/1.5 "Source Sans 3", "Segoe UI", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 2rem 4rem; background: #fff; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 2px solid #1d1d1b; }
.test { background: #7a0019; color: #fff; padding: .75rem 1rem; margin: 0 0 1rem; }
.oordeel { border-left: .6rem solid; padding: .5rem 1rem; margin: 0 0 1.5rem; }
.oordeel p { margin: .25rem 0; }
.oordeel .woord { font-size: 1.5rem; font-weight: 700; }
.oordeel.ja { border-color: #1b6e3c; background: #edf6f0; }
.oordeel.open { border-color: #8a5a00; background: #fbf4e4; }
.oordeel.nee { border-color: #a3001c; background: #fbecee; }
.ja .woord, span.ja { color: #175c32; font-weight: 700; }
.open .woord, span.open { color: #6b4600; font-weight: 700; }
.nee .woord, span.nee { color: #8c0018; font-weight: 700; }
dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; margin: 0; }
dt, dd { margin: 0; padding: .4rem 0; border-bottom: 1px solid #d8d4ca; }
dt { font-weight: 600; padding-right: 1rem; }
dd { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 1.25rem 0 0; }
caption { text-align: left; font-weight: 600; padding: 0 0 .35rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #d8d4ca; }
thead th { border-bottom: 2px solid #1d1d1b; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
code { font: .8125rem/1.4 "Source Code Pro", Consolas, monospace; overflow-wrap: anywhere; }
li { margin: .35rem 0; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; }
  dt { border: 0; padding-bottom: 0; }
  main { padding: 1rem; }
}
@media print { body, main { background: #fff; } main { padding: 0; } section { break-inside: avoid-page; } }
"""
