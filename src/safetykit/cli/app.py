"""The commands and how they end."""

import sys
from collections.abc import Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from rich.text import Text

from safetykit.cli.checking import check, show, terminal
from safetykit.cli.inputs import instant, kit_of, moment, read_bytes, read_text, usable
from safetykit.cli.words import BROKEN, OK, UNUSABLE, Lang, Unusable, complain, say, tell
from safetykit.documents.write import write
from safetykit.errors import MissingExtra, PackError, RenderError
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.version import VERSION
from safetykit.packs import cn_gb30871
from safetykit.rules.cases import run_cases

app: App = App(name="safetykit", help="Check and print work permits.", version=VERSION)
app.command(check)


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
    return complain(lang, unusable)


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
    kit = kit_of(site, lang)
    with usable(kit, file):
        record = kit.codec.load(read_bytes(file), Permit)
        document = kit.document(record, at=moment(kit, record, instant(at), file), fonts=font)
    tell(document.save(out))
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
    kit = kit_of(None, lang)
    pack = cn_gb30871.PACK
    results = [
        result
        for file in files
        for result in run_cases(
            read_text(file), rules=pack.rules, scales=pack.scales, site=kit.site, codec=kit.codec, name=file.name
        )
    ]
    if not results:
        raise Unusable("no-case")
    failed = [result for result in results if not result.passed]
    for result in failed:
        case = result.case
        tell(say(lang, "case-failed", name=case.name, id=case.id, expected=result.expected, got=result.got))
    tell(say(lang, "case-counts", passed=len(results) - len(failed), failed=len(failed)))
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
    tell(f"safetykit {VERSION} (Python {sys.version.split()[0]})")
    for name in ("attrs", "cattrs", "pendulum", "jinja2", "annotated-types"):
        tell(f"  {name} {metadata.version(name)}")
    for extra, package in _EXTRAS.items():
        tell("  " + say(lang, "extra", extra=extra, found=_installed(package, extra, lang)))
    pack = cn_gb30871.PACK
    tell("  " + say(lang, "pack", id=pack.id, rows=len(pack.rules), fingerprint=pack.fingerprint[:16]))
    years = ", ".join(str(year.year) for year in kit_of(None, lang).site.calendar.years)
    tell("  " + say(lang, "years", years=years))
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
    kit = kit_of(None, lang)
    console = terminal()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable("no-folder", path=out, reason=error.strerror) from None
    folder = resources.files("safetykit.packs.cn_gb30871") / "examples"
    written = []
    for name, suffixes in (("hot_work_form1", ("html", "pdf")), ("hot_work_form2", ())):
        data = (folder / f"{name}.json").read_bytes()
        record = kit.codec.load(data, Permit)
        at = moment(kit, record, None, name)
        console.print(Text(f"\n{record.number}", style="bold underline"))
        show(kit, kit.check(record, at=at), console)
        written.append(out / f"{name}.json")
        write(written[-1], data)
        written += [kit.document(record, at=at).save(out / f"{name}.{suffix}") for suffix in suffixes]
    console.print("\n" + "\n".join(str(path) for path in written))
    return OK
