"""The command line: a thin face of the library for files. Exit codes: 0 no blocking breach, 1 one or more, 2 unusable."""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.text import Text

from safetykit.codec.messages import problem_text
from safetykit.documents.write import write
from safetykit.errors import DecodeError, MissingExtra, PackError, Refused, RenderError
from safetykit.kit import Kit
from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.shapes import Shape, broken
from safetykit.model.version import VERSION
from safetykit.packs import cn_gb30871
from safetykit.rules.cases import run_cases
from safetykit.rules.site import site_from_toml

Lang = Literal["zh", "en"]
OK, BROKEN, UNUSABLE = 0, 1, 2

app: App = App(name="safetykit", help="Check and print work permits.", version=VERSION)


class Unusable(Exception):
    """The input cannot be used: the key of the words that say why, what fills them, and a line for each problem."""

    def __init__(self, key: str, problems: Iterable[str] = (), **fills: object) -> None:
        super().__init__(key)
        self.key: str = key
        self.problems: tuple[str, ...] = tuple(problems)
        self.fills: dict[str, object] = fills


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what went wrong is printed on standard error."""
    lang = "zh"
    try:
        command, bound, _ = app.parse_args(arguments, exit_on_error=False)
        lang = bound.arguments.get("lang", lang)
        return int(command(*bound.args, **bound.kwargs) or OK)
    except CycloptsError:
        return UNUSABLE
    except MissingExtra as error:
        unusable = Unusable("no-extra", extra=error.extra, package=error.package)
    except PackError as error:
        unusable = Unusable("correct", error.problems)
    except RenderError as error:
        unusable = Unusable("no-document", error.problems)
    except Unusable as error:
        unusable = error
    first = _say(lang, unusable.key, **unusable.fills)
    print("\n  ".join((f"safetykit: {first}", *unusable.problems)), file=sys.stderr)
    return UNUSABLE


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("safetykit") / "cli.toml").read_text("utf-8"))


def _say(lang: str, key: str, **fills: object) -> str:
    return str(_words()[key][lang]).format(**fills)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable("unreadable", path=path, reason=error.strerror) from None


def _text(path: Path) -> str:
    try:
        return _read(path).decode("utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except UnicodeDecodeError:
        raise Unusable("not-utf8", path=path) from None


def _kit(site: Path | None, lang: Lang) -> Kit:
    kit = Kit(packs=[cn_gb30871.PACK], locale=lang)
    return kit if site is None else attrs.evolve(kit, site=site_from_toml(_text(site), kit.site, site.name))


@contextmanager
def _usable(kit: Kit, name: str) -> Iterator[None]:
    """Tell in words why a record cannot be read, judged or printed."""
    try:
        yield
    except DecodeError as error:
        problems = [(problem.path, problem_text(problem, kit.locale)) for problem in error.problems]
    except Refused as refused:
        problems = [(item.path, kit.text(item)) for item in refused.findings.items]
    else:
        return
    raise Unusable("no-record", [f"{path or '/'}: {text}" for path, text in problems], name=name)


def _moment(kit: Kit, record: Permit[Any], at: str | None) -> datetime:
    moment = kit.moment(record) if at is None else _instant(at)
    if moment is None:
        raise Unusable("no-time")
    return moment


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable("at") from None
    if broken(Shape("instant"), at):
        raise Unusable("at")
    return at


@app.command
def check(
    file: Path,
    *,
    site: Path | None = None,
    at: str | None = None,
    lang: Lang = "zh",
    format: Literal["text", "json"] = "text",
    strict: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """
    Judge a stored record and list every finding.

    Parameters
    ----------
    file
        The record as JSON.
    site
        Settings of the site (TOML); the pack's default site if left out.
    at
        The instant of judgment, with offset. If left out, the latest act in the record, or the end of its window if
        that is later and the permit is over or was entered from paper.
    lang
        Language of the texts.
    format
        Text for people or JSON for programs.
    strict
        Count an open question on a blocking row like a breach.
    """
    kit = _kit(site, lang)
    with _usable(kit, file.name):
        record = kit.codec.load(_read(file), Permit)
        findings = kit.check(record, at=_moment(kit, record, at))
    if format == "json":
        print(json.dumps(_data(kit, findings), indent=2))  # in ASCII: whatever reads the pipe reads that
    else:
        _show(kit, findings, _console())
    blocking = findings.blocking(Mode.ENFORCE if strict else Mode.ADVISE)
    return BROKEN if blocking else OK


def _data(kit: Kit, findings: Findings) -> dict[str, Any]:
    def item(finding: Finding) -> dict[str, Any]:
        return {
            "rule": finding.rule,
            "code": finding.code,
            "outcome": finding.outcome.value,
            "severity": finding.severity.value,
            "basis": finding.basis.value if finding.basis else None,
            "cites": finding.cites,
            "path": finding.path,
            "message": finding.message,
            "args": dict(finding.args),
            "text": kit.text(finding),
        }

    return {
        "record": findings.record,
        "judged_at": findings.judged_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "site_defaults_used": list(findings.defaults),
        "grades": [
            {"scheme": grade.scheme, "value": grade.value, "entered": grade.entered} for grade in findings.grades
        ],
        "fingerprints": {**findings.packs, "site": findings.site, "kit": findings.kit},
        "findings": [item(finding) for finding in findings.items],
    }


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def _show(kit: Kit, findings: Findings, console: Console) -> None:
    lang = kit.locale
    judged = kit.texts.time(findings.judged_at, lang, kit.site.zone)
    console.print(_say(lang, "judged", at=judged, zone=kit.site.zone))
    if findings.defaults:
        named = [f"{name} = {_setting(getattr(kit.site, name))}" for name in findings.defaults]
        console.print(_say(lang, "defaults", names="; ".join(named)))
    for grade in findings.grades:
        console.print(_say(lang, "grade", grade=_grade(kit, grade.value), entered=_grade(kit, grade.entered)))
        for ground in grade.grounds:
            console.print(f"  - {kit.texts.render(ground, FrozenMap(), lang, kit.site.zone)[0]}")
    blocking = [item for item in findings.breaches if item.severity is Severity.BLOCK]
    cautions = [item for item in findings.breaches if item.severity is not Severity.BLOCK]
    for label, style, items in (
        ("outcome.breach", "bold red", blocking),
        ("severity.warn", "bold yellow", cautions),
        ("outcome.needs-input", "bold cyan", findings.needs),
    ):
        _list(kit, console, kit.texts.label(label, lang), style, items)
    counted = {outcome: sum(item.outcome is outcome for item in findings.items) for outcome in Outcome}
    rest = counted[Outcome.NOT_APPLICABLE] + counted[Outcome.NOT_TRIGGERED]
    later = counted[Outcome.NOT_DUE]
    rows = len(findings.items)
    judged_rows = rows - later - rest
    if not findings.breaches:
        console.print(Text(_say(lang, "none" if judged_rows else "nothing-judged"), style="bold"))
    console.print(_say(lang, "counts", rows=rows, judged=judged_rows, later=later, rest=rest))


def _grade(kit: Kit, value: str | None) -> str:
    key = f"grade.{value}"
    label = kit.texts.label(key, kit.locale) if value else "-"
    return _say(kit.locale, "unknown-grade") if label == key else label


def _setting(value: Any) -> str:
    if isinstance(value, FrozenMap):
        return ", ".join(f"{name}: {' + '.join(item)}" for name, item in value.items())
    return "-".join(value) if isinstance(value, tuple) else str(getattr(value, "value", value) or "-")


def _list(kit: Kit, console: Console, title: str, style: str, items: Iterable[Finding]) -> None:
    listed = list(items)
    if not listed:
        return
    console.print(Text(f"\n{title} ({len(listed)})", style=style))
    for item in listed:
        console.print(Text.assemble((f"  {item.code:<7}", style), f" {kit.text(item)}"))
        console.print(Text(f"          [{item.cites}] {item.path or '/'}", style="dim"))
    console.print()


@app.command
def render(
    file: Path,
    *,
    out: Annotated[Path, Parameter(alias="-o")],
    lang: Lang = "zh",
    site: Path | None = None,
    at: str | None = None,
    font: Annotated[tuple[Path, ...], Parameter(negative=())] = (),
) -> int:
    """
    Print a stored record as its form.

    Parameters
    ----------
    file
        The record as JSON.
    out
        The document to write; its suffix says the format (.pdf, .html).
    lang
        Language of the form.
    site
        Settings of the site (TOML); the pack's default site if left out.
    at
        The instant of printing, with offset; chosen as by check if left out.
    font
        A font file for characters that the shipped font lacks; may be given several times.
    """
    kit = _kit(site, lang)
    with _usable(kit, file.name):
        record = kit.codec.load(_read(file), Permit)
        document = kit.document(record, at=_moment(kit, record, at), fonts=font)
    print(document.save(out))
    return OK


@app.command
def cases(*files: Path, lang: Lang = "zh") -> int:
    """
    Run files of worked cases against the rules.

    Parameters
    ----------
    files
        Case files (TOML).
    lang
        Language of the texts.
    """
    kit = _kit(None, lang)
    pack = cn_gb30871.PACK
    results = [
        result
        for file in files
        for result in run_cases(
            _text(file), rules=pack.rules, scales=pack.scales, site=kit.site, codec=kit.codec, name=file.name
        )
    ]
    if not results:
        raise Unusable("no-case")
    failed = [result for result in results if not result.passed]
    for result in failed:
        case = result.case
        print(_say(lang, "case-failed", name=case.name, id=case.id, expected=result.expected, got=result.got))
    print(_say(lang, "case-counts", passed=len(results) - len(failed), failed=len(failed)))
    return BROKEN if failed else OK


_EXTRAS: FrozenMap[str] = FrozenMap({"cli": "cyclopts", "pdf": "typst"})


@app.command
def doctor(*, lang: Lang = "zh") -> int:
    """
    Say what is installed, what the shipped data covers, and how to get what is missing.

    Parameters
    ----------
    lang
        Language of the texts.
    """
    print(f"safetykit {VERSION} (Python {sys.version.split()[0]})")
    for name in ("attrs", "cattrs", "pendulum", "jinja2", "annotated-types"):
        print(f"  {name} {metadata.version(name)}")
    for extra, package in _EXTRAS.items():
        print("  " + _say(lang, "extra", extra=extra, found=_installed(package, extra, lang)))
    pack = cn_gb30871.PACK
    print("  " + _say(lang, "pack", id=pack.id, rows=len(pack.rules), fingerprint=pack.fingerprint[:16]))
    years = ", ".join(str(year.year) for year in _kit(None, lang).site.calendar.years)
    print("  " + _say(lang, "years", years=years))
    return OK


def _installed(package: str, extra: str, lang: Lang) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return _say(lang, "not-installed", extra=extra)


@app.command
def demo(*, out: Annotated[Path, Parameter(alias="-o")] = Path("demo"), lang: Lang = "zh") -> int:
    """
    Judge and print a made-up hot-work permit, then judge one that is wrong in many ways.

    Parameters
    ----------
    out
        Folder for the form as PDF and HTML and the record as JSON.
    lang
        Language of form and findings.
    """
    kit = _kit(None, lang)
    console = _console()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable("no-folder", path=out, reason=error.strerror) from None
    folder = resources.files("safetykit.packs.cn_gb30871") / "examples"
    written = []
    for name, suffixes in (("hot_work_form1", ("html", "pdf")), ("hot_work_form2", ())):
        data = (folder / f"{name}.json").read_bytes()
        record = kit.codec.load(data, Permit)
        moment = _moment(kit, record, None)
        console.print(Text(f"\n{record.number}", style="bold underline"))
        _show(kit, kit.check(record, at=moment), console)
        written.append(out / f"{name}.json")
        write(written[-1], data)
        written += [kit.document(record, at=moment).save(out / f"{name}.{suffix}") for suffix in suffixes]
    console.print("\n" + "\n".join(str(path) for path in written))
    return OK
