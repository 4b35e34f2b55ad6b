"""The commands and how they end."""

import sys
from collections.abc import Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from rich.text import Text

from safetykit.cli.checking import announced, check, show, terminal
from safetykit.cli.inputs import Files, Reason, Several, Slips, given, kit_of, read_text
from safetykit.cli.outlook import outlook
from safetykit.cli.printing import blank, index, missing, register, render
from safetykit.cli.templates import templates
from safetykit.cli.words import BROKEN, OK, UNUSABLE, Lang, Unusable, complain, say, tell
from safetykit.codec.codec import generated_source
from safetykit.codec.names import kind_of
from safetykit.documents.write import write
from safetykit.errors import MissingExtra, PackError, RenderError
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.version import VERSION
from safetykit.packs import cn_gb30871
from safetykit.rules.cases import CaseResult, run_cases

app: App = App(name="safetykit", help="Check and print work permits.", version=VERSION)
app.command(check)
app.command(outlook)
app.command(render)
app.command(blank)
app.command(missing)
app.command(register)
app.command(index)
app.command(templates)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what went wrong is printed on standard error."""
    lang = "zh"
    try:
        command, bound, _ = app.parse_args(arguments, exit_on_error=False)
        lang = bound.arguments.get("lang", lang)
        return int(command(*bound.args, **bound.kwargs) or OK)
    except CycloptsError:
        return UNUSABLE
    except Several as several:
        reasons = several.reasons
    except (Unusable, MissingExtra, PackError, RenderError) as reason:
        reasons = (reason,)
    for each in reasons:
        complain(lang, _told(each))
    return UNUSABLE


def _told(reason: Reason) -> Unusable:
    if isinstance(reason, Unusable):
        return reason
    if isinstance(reason, MissingExtra):
        return Unusable("no-extra", extra=reason.extra, package=reason.package)
    return Unusable("correct" if isinstance(reason, PackError) else "no-document", reason.problems)


@app.command
def cases(*files: Path, pack: Files = (), lang: Lang = "zh") -> int:
    """
    Run worked cases against the rules: those in files, and those that stand in packs.

    Parameters
    ----------
    files
        Case files (TOML).
    pack
        Pack of a company or a province (TOML) over the shipped one and those before it; its own cases are run too. May
        be given several times.
    lang
        Language of the texts.
    """
    slips = Slips()
    kit = kit_of(lang, slips, pack)
    texts: list[tuple[str, str]] = []
    for file in files:
        with slips:
            texts.append((file.name, read_text(file)))
    slips.refuse()
    texts += ((file.name, own.cases) for file, own in zip(pack, kit.packs[1:], strict=True) if own.cases)
    rules, scales = kit.judging.rules, [scale for each in kit.packs for scale in each.scales]
    results: list[CaseResult] = []
    for name, text in texts:
        with slips:
            results += run_cases(text, rules=rules, scales=scales, site=kit.site, codec=kit.codec, name=name)
    slips.refuse()
    if not results:
        raise Unusable("no-case")
    failed = [result for result in results if not result.passed]
    for result in failed:
        case = result.case
        tell(say(lang, "case-failed", name=case.name, id=case.id, expected=result.expected, got=result.got))
    tell(say(lang, "case-counts", passed=len(results) - len(failed), failed=len(failed)))
    return BROKEN if failed else OK


_EXTRAS: FrozenMap[str] = FrozenMap({"cli": "cyclopts", "pdf": "typst", "ical": "icalendar"})


@app.command
def doctor(*, show_codec: str | None = None, lang: Lang = "zh") -> int:
    """
    Say what is installed, what the shipped data covers, and how to get what is missing.

    Parameters
    ----------
    show_codec
        A kind of work, such as hot-work: show instead the generated Python that reads and writes its permits.
    lang
        Language of the texts.
    """
    if show_codec is not None:
        codec = kit_of(lang, Slips()).codec
        kinds = [kind_of(work) or "" for work in codec.works]
        if show_codec not in kinds:
            raise Unusable("no-kind", known=", ".join(sorted(kinds)))
        tell(generated_source(codec, show_codec))
        return OK
    tell(f"safetykit {VERSION} (Python {sys.version.split()[0]})")
    for name in ("attrs", "cattrs", "pendulum", "jinja2", "annotated-types"):
        tell(f"  {name} {metadata.version(name)}")
    for extra, package in _EXTRAS.items():
        tell("  " + say(lang, "extra", extra=extra, found=_installed(package, extra, lang)))
    pack = cn_gb30871.PACK
    tell("  " + say(lang, "pack", id=pack.id, rows=len(pack.rules), fingerprint=pack.fingerprint[:16]))
    first, last = announced(kit_of(lang, Slips()).site.calendar)
    tell("  " + say(lang, "years", first=first, last=last))
    return OK


def _installed(package: str, extra: str, lang: Lang) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return say(lang, "not-installed", extra=extra)


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
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable("no-folder", path=out, reason=error.strerror) from None
    folder = resources.files("safetykit.packs.cn_gb30871") / "examples"
    written = [out / f"{name}.json" for name in ("hot_work_form1", "hot_work_form2")]
    for file in written:
        write(file, (folder / file.name).read_bytes())
    read, console = given(written, Slips(), lang=lang, at=None), terminal()
    for _, record, at in read.records:
        console.print(Text(f"\n{record.number}", style="bold underline"))
        show(read.kit, read.kit.check(record, at=at), console)
    (file, record, at), *_ = read.records
    form = read.kit.document(record, at=at)
    written += [form.save(file.with_suffix(suffix)) for suffix in (".html", ".pdf")]
    console.print("\n" + "\n".join(str(path) for path in written))
    return OK
