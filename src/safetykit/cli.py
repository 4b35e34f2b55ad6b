"""The command line: a thin face of the library for files. Exit codes: 0 no blocking breach, 1 one or more, 2 unusable."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata, resources
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.text import Text

from safetykit.codec.messages import problem_text
from safetykit.errors import DecodeError, Refused, SafetykitError
from safetykit.kit import Kit
from safetykit.model.findings import Finding, Findings, Mode, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.version import VERSION
from safetykit.packs import cn_gb30871
from safetykit.rules.cases import run_cases
from safetykit.rules.site import site_from_toml

Lang = Literal["zh", "en"]
OK, BROKEN, UNUSABLE = 0, 1, 2

app: App = App(name="safetykit", help="Check and print work permits.", version=VERSION)


class Unusable(Exception):
    """The input cannot be used; the text says why."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what went wrong is printed on standard error."""
    try:
        result: Any = app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return UNUSABLE
    except (SafetykitError, Unusable) as error:
        return _fail(str(error))
    return int(result or OK)


def _fail(text: str) -> int:
    print(f"safetykit: {text}", file=sys.stderr)
    return UNUSABLE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path}: cannot be read ({error.strerror}); check the name and the rights") from None


def _text(path: Path) -> str:
    try:
        return _read(path).decode()
    except UnicodeDecodeError:
        raise Unusable(f"{path}: is no UTF-8 text; save it as UTF-8") from None


def _kit(site: Path | None, lang: Lang) -> Kit:
    kit = Kit(packs=[cn_gb30871.PACK], locale=lang)
    return kit if site is None else attrs.evolve(kit, site=site_from_toml(_text(site), kit.site, site.name))


def _record(kit: Kit, data: bytes, name: str) -> Permit[Any]:
    try:
        return kit.codec.load(data, Permit)
    except DecodeError as error:
        lines = [f"  {problem.path or '/'}: {problem_text(problem, kit.locale)}" for problem in error.problems]
        raise Unusable("\n".join((_WORDS[kit.locale]["no-record"].format(name=name), *lines))) from None


def _check(kit: Kit, record: Permit[Any], moment: datetime) -> Findings:
    try:
        return kit.check(record, at=moment)
    except Refused as refused:
        raise Unusable("\n".join(kit.text(item) for item in refused.findings.items)) from None


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        raise Unusable("--at: a time with its offset is needed, such as 2026-11-16T16:30:00+08:00")
    return at


@app.command
def check(
    file: Path,
    *,
    site: Path | None = None,
    at: str | None = None,
    lang: Lang = "zh",
    format: Literal["text", "json"] = "text",
    strict: bool = False,
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
        The instant of judgment, with offset; the latest act in the record if left out.
    lang
        Language of the texts.
    format
        Text for people or JSON for programs.
    strict
        Count an open question on a blocking row like a breach.
    """
    kit = _kit(site, lang)
    record = _record(kit, _read(file), file.name)
    findings = _check(kit, record, _moment(kit, record, at))
    if format == "json":
        print(json.dumps(_data(kit, findings), ensure_ascii=False, indent=2))
    else:
        _show(kit, findings, Console(highlight=False, soft_wrap=True))
    blocking = findings.blocking(Mode.ENFORCE if strict else Mode.ADVISE)
    return BROKEN if blocking else OK


def _moment(kit: Kit, record: Permit[Any], at: str | None) -> datetime:
    moment = _instant(at) if at else kit.moment(record)
    if moment is None:
        raise Unusable("the record knows no time at all; say when with --at")
    return moment


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


_WORDS: FrozenMap[dict[str, str]] = FrozenMap(
    {
        "zh": {
            "no-record": "{name} 不是可用的记录，请改正：",
            "judged": "判定时刻 {at}（{zone}）",
            "defaults": "采用规则包的默认设置：{names}",
            "none": "未发现不符合（不等于安全）",
            "counts": "共 {rows} 条：已判定 {judged}，待办 {later}，不适用或未发生 {rest}",
            "grade": "按{grade}判定（票面填写：{entered}）",
        },
        "en": {
            "no-record": "{name} is no record; correct:",
            "judged": "judged at {at} ({zone})",
            "defaults": "defaults of the pack used: {names}",
            "none": "no breach found (which does not mean safe)",
            "counts": "{rows} rows: {judged} judged, {later} not due yet, {rest} not applicable or did not occur",
            "grade": "judged as {grade} (entered: {entered})",
        },
    }
)


def _show(kit: Kit, findings: Findings, console: Console) -> None:
    words = _WORDS[kit.locale]
    judged = kit.texts.time(findings.judged_at, kit.locale, kit.site.zone)
    console.print(words["judged"].format(at=judged, zone=kit.site.zone))
    if findings.defaults:
        named = [f"{name} = {_setting(getattr(kit.site, name))}" for name in findings.defaults]
        console.print(words["defaults"].format(names="; ".join(named)))
    for grade in findings.grades:
        named = [
            kit.texts.label(f"grade.{value}", kit.locale) if value else "-" for value in (grade.value, grade.entered)
        ]
        console.print(words["grade"].format(grade=named[0], entered=named[1]))
    blocking = [item for item in findings.breaches if item.severity is Severity.BLOCK]
    cautions = [item for item in findings.breaches if item.severity is not Severity.BLOCK]
    for label, style, items in (
        ("outcome.breach", "bold red", blocking),
        ("severity.warn", "bold yellow", cautions),
        ("outcome.needs-input", "bold cyan", findings.needs),
    ):
        _list(kit, console, kit.texts.label(label, kit.locale), style, items)
    if not findings.breaches:
        console.print(Text(words["none"], style="bold"))
    counted = {outcome: sum(item.outcome is outcome for item in findings.items) for outcome in Outcome}
    rest = counted[Outcome.NOT_APPLICABLE] + counted[Outcome.NOT_TRIGGERED]
    later = counted[Outcome.NOT_DUE]
    rows = len(findings.items)
    console.print(words["counts"].format(rows=rows, judged=rows - later - rest, later=later, rest=rest))


def _setting(value: Any) -> str:
    if isinstance(value, FrozenMap):
        return ", ".join(f"{name}: {_setting(item)}" for name, item in value.items())
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
        The instant of printing, with offset; the latest act in the record if left out.
    """
    kit = _kit(site, lang)
    record = _record(kit, _read(file), file.name)
    print(kit.document(record, at=_moment(kit, record, at)).save(out))
    return OK


@app.command
def cases(*files: Path) -> int:
    """
    Run files of worked cases against the rules.

    Parameters
    ----------
    files
        Case files (TOML).
    """
    kit = _kit(None, "en")
    pack = cn_gb30871.PACK
    results = [
        result
        for file in files
        for result in run_cases(
            _text(file), rules=pack.rules, scales=pack.scales, site=kit.site, codec=kit.codec, name=file.name
        )
    ]
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"{result.case.name}: {result.case.id}: expected {result.expected}, got {result.got}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if not results:
        raise Unusable("no case was found; name files that hold [[case]] tables")
    return BROKEN if failed else OK


_EXTRAS: FrozenMap[str] = FrozenMap(
    {"fast": "orjson", "pdf": "typst", "cli": "cyclopts", "xlsx": "XlsxWriter", "sign": "cryptography"}
)


@app.command
def doctor() -> int:
    """Say what is installed, what the shipped data covers, and how to get what is missing."""
    print(f"safetykit {VERSION} on Python {sys.version.split()[0]}")
    for name in ("attrs", "cattrs", "pendulum", "jinja2", "annotated-types"):
        print(f"  {name} {metadata.version(name)}")
    for extra, package in _EXTRAS.items():
        print(f"  extra {extra}: {_installed(package, extra)}")
    pack = cn_gb30871.PACK
    print(f"  pack {pack.id}: {len(pack.rules)} rows, fingerprint {pack.fingerprint[:16]}")
    years = ", ".join(str(year.year) for year in _kit(None, "en").site.calendar.years)
    print(f"  working days announced for: {years}; other years are judged as the strict case until you supply them")
    return OK


def _installed(package: str, extra: str) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return f"not installed; pip install 'safetykit[{extra}]'"


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
    console = Console(highlight=False, soft_wrap=True)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{out}: cannot be made a folder ({error.strerror}); choose another with --out") from None
    folder = resources.files("safetykit.packs.cn_gb30871") / "examples"
    for name, printed in (("hot_work_form1", True), ("hot_work_form2", False)):
        data = (folder / f"{name}.json").read_bytes()
        record = _record(kit, data, name)
        console.print(Text(f"\n{record.number}", style="bold underline"))
        moment = _moment(kit, record, None)
        _show(kit, _check(kit, record, moment), console)
        _write(out / f"{name}.json", data)
        if printed:
            for suffix in ("html", "pdf"):
                kit.document(record, at=moment).save(out / f"{name}.{suffix}")
    console.print("\n" + "\n".join(str(path) for path in sorted(out.iterdir())))
    return OK


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Unusable(f"{path}: cannot be written ({error.strerror}); choose another folder with --out") from None
