"""The one entry to every check: plain ``nox`` runs the default sessions, ``nox -l`` lists all."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nox

ROOT = Path(__file__).parent
DIST = ROOT / "dist"
MEASURED = ROOT / "build" / "coverage"
EXAMPLES = "build/examples"
COVERAGE_CONFIG = "tests/coverage.toml"
PYPROJECT = nox.project.load_toml("pyproject.toml")
FOREIGN = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-writer-nogui",
    "strace": "strace",
    "unshare": "util-linux",
}
"""Programs that the interop tests need, each with the parcel of Debian that has it."""

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "virtualenv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"


def runs(executable: str, version: str) -> bool:
    """Tell whether *executable* really is that Python: a shim may exist and refuse."""
    code = "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"
    probe = subprocess.run([executable, "-c", code], capture_output=True, text=True, check=False)
    return probe.stdout.strip() == version


def interpreter(version: str) -> str | None:
    """Find an interpreter of that version: on the path, the running one, or one that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = (str(path) for path in pyenv.glob(f"versions/{version}.*/bin/python{version}"))
    candidates = [shutil.which(f"python{version}"), sys.executable, *sorted(kept)]
    return next((path for path in candidates if path and runs(path, version)), None)


def pythons_at_hand() -> list[str]:
    """Put each supported Python that is at hand on the path and name them; without any, the running one."""
    found = {version: path for version in nox.project.python_versions(PYPROJECT) if (path := interpreter(version))}
    folders = [str(Path(path).parent) for path in found.values()]
    os.environ["PATH"] = os.pathsep.join([*folders, os.environ["PATH"]])
    return [*found] or ["{}.{}".format(*sys.version_info)]


PYTHONS = pythons_at_hand()


def group(name: str) -> tuple[str, ...]:
    """Return the requirements of a dependency group."""
    return nox.project.dependency_groups(PYPROJECT, name)


def wheel(session: nox.Session) -> Path:
    """Return the one wheel that the session ``build`` left."""
    wheels = [*DIST.glob("*.whl")]
    if len(wheels) != 1:
        session.error(f"expected one wheel in {DIST.name}/, found {len(wheels)}: run nox -s build")
    return wheels[0]


def install(session: nox.Session, *groups: str, extras: str = "[all]") -> None:
    """Install the built wheel with its extras and the dependency groups."""
    built = wheel(session)
    session.install(f"{built}{extras}", *(requirement for name in groups for requirement in group(name)))
    session.install("--force-reinstall", "--no-deps", str(built))  # the same version may be there from an older build


def pytest(session: nox.Session, *args: str) -> None:
    """Run pytest with the coverage of the installed package, kept apart for each session."""
    folder = MEASURED / session.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    env = {"COVERAGE_FILE": str(folder / ".coverage"), "PYTHONPATH": None}
    session.run("coverage", "run", f"--rcfile={COVERAGE_CONFIG}", "-m", "pytest", *args, *session.posargs, env=env)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the source distribution, and the wheel from it."""
    shutil.rmtree(DIST, ignore_errors=True)
    session.install(*group("build"))
    session.run("python", "-m", "build", "--no-isolation", silent=True)


@nox.session(python=PYTHONS, requires=["build"])
def tests(session: nox.Session) -> None:
    """Run the tests, examples of the docs included, against the built wheel, on each supported Python at hand."""
    install(session, "tests")
    args = ["--numprocesses=auto", "--dist=loadscope", "--durations=5", "--ignore=tests/interop"]
    if session.python == PYTHONS[0]:
        pytest(session, *args)
    else:  # what is drawn by chance is drawn often, and coverage measured, on the oldest Python alone
        env = {"PYTHONPATH": None}
        session.run("pytest", *args, "--hypothesis-profile=brief", *session.posargs, env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, docstrings and change notes."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("interrogate", "src")
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session(requires=["build"])
def typing(session: nox.Session) -> None:
    """Check types inside (mypy) and as a host sees them (pyright)."""
    install(session, "typing")
    session.run("python", "docs/examples.py", EXAMPLES)
    session.run("mypy")
    session.run("mypy", EXAMPLES)
    session.run("pyright", "tests/typing", EXAMPLES)
    session.run("pyright", "--verifytypes", "safetykit", "--ignoreexternal")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that imports go down the layers only."""
    session.install(*group("imports"))
    session.run("lint-imports", env={"PYTHONPATH": "src"})


@nox.session(requires=["build"])
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning or a broken reference is an error."""
    install(session, "docs")
    session.run(
        "sphinx-build", "--nitpicky", "--fail-on-warning", "--keep-going", "--quiet", "docs", "docs/_build/html"
    )


@nox.session(requires=["build"], reuse_venv=False)
def package(session: nox.Session) -> None:
    """Check what the wheel holds, and that it works with nothing but the core dependencies."""
    with zipfile.ZipFile(wheel(session)) as archive:
        packed = {name for name in archive.namelist() if not name.endswith("/")}
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    files = {name for name in files if "__pycache__" not in name}
    if different := sorted(files ^ {name for name in packed if ".dist-info/" not in name}):
        session.error(f"the wheel and src differ in: {', '.join(different)}")
    listed = {name.partition(".dist-info/licenses/")[2] for name in packed}
    licences = {"LICENSE", *(f"src/{name}" for name in files if name.endswith(("/LICENSE", "/OFL.txt")))}
    if missing := sorted(licences - listed):
        session.error(f"license-files in pyproject.toml leaves out: {', '.join(missing)}")
    if "safetykit/py.typed" not in packed:
        session.error("py.typed is missing")
    session.install(str(wheel(session)))
    session.run("python", "-m", "pip", "check")
    session.run("python", "-c", "import safetykit; [getattr(safetykit, name) for name in safetykit.__all__]")


@nox.session(default=False, requires=["build"])
def interop(session: nox.Session) -> None:
    """Run the tests that need foreign programs; a missing one is installed if that is possible, else an error."""
    missing = {program: parcel for program, parcel in FOREIGN.items() if not shutil.which(program)}
    if missing:
        if not shutil.which("apt-get") or os.geteuid() != 0:
            session.error(f"{', '.join(missing)} missing: install {', '.join(missing.values())}")
        session.run("apt-get", "update", "--quiet", external=True)
        parcels = missing.values()
        session.run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *parcels, external=True)
    install(session, "tests")
    session.install("--no-deps", *group("axe"))
    pytest(session, "tests/interop", "--durations=5")


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Combine the coverage of all sessions that ran, and ask for 100 % of lines and branches."""
    measured = [str(folder) for folder in MEASURED.glob("*/")]
    if not measured:
        session.error("nothing was measured: run nox and nox -s interop first")
    session.install("coverage>=7.13")
    env = {"COVERAGE_RCFILE": COVERAGE_CONFIG, "COVERAGE_FILE": str(MEASURED / ".coverage")}
    session.run("coverage", "combine", "--keep", "--quiet", *measured, env=env)
    session.run("coverage", "report", env=env)


@nox.session(default=False, requires=["build"])
def packs(session: nox.Session) -> None:
    """Run only the tests of the regulation packs and their cases."""
    install(session, "tests")
    session.run("pytest", "tests/packs", *session.posargs)


@nox.session(default=False, requires=["build"])
def golden(session: nox.Session) -> None:
    """Run only the golden records and documents."""
    install(session, "tests")
    session.run("pytest", "tests/golden", *session.posargs)


@nox.session(default=False, requires=["build"])
def fuzz(session: nox.Session) -> None:
    """Run the property tests with many more, random examples."""
    install(session, "tests")
    session.run("pytest", "tests/property", "--hypothesis-profile=fuzz", *session.posargs)


@nox.session(default=False, requires=["build"])
def bench(session: nox.Session) -> None:
    """Measure speed as ratios with their spread, as a Markdown table."""
    install(session, "bench")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session(default=False)
def fonts(session: nox.Session) -> None:
    """Cut the larger font from Noto Sans CJK (a path, or the distribution's file) and build its distribution."""
    source = next(iter(session.posargs), "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    if not Path(source).is_file():
        session.error(f"{source} is missing: install fonts-noto-cjk, or run nox -s fonts -- NotoSansCJK-Regular.ttc")
    session.install(*group("build"), "fonttools>=4.60")
    large = ROOT / "fonts-large"
    session.run("python", "tools/cut_font.py", source, "--large", str(large / "src/safetykit_fonts_large"))
    session.run("python", "-m", "build", "--no-isolation", str(large), silent=True)
