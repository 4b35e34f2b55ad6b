import io
import json
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import pytest

from safetykit.documents import apart
from safetykit.documents.apart import answered, limit, main, prepare, rendered_apart, taken
from safetykit.documents.docx import docx
from safetykit.documents.html import html
from safetykit.documents.markdown import markdown
from safetykit.documents.pdf import pdf
from safetykit.documents.sheet_schema import sheet_data
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

LONG = 60
"""Seconds that are enough on any machine; no test takes them."""
SHORT = 0.7
FOR_EVER = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
TYPST_FOR_EVER = "#for a in range(9999) { for b in range(9999) { for c in range(9999) {} } }"
WITHOUT_END = "{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxx{{ b }}{% endfor %}{% endfor %}"
SHEET = sheet_of("甲", watermark="草稿")
TEMPLATES = {"html": "sheet.html.j2", "pdf": "sheet.typ.j2", "docx": "sheet.docx.j2", "md": "sheet.md.j2"}


def task(format="html", source="{{ s.title }}", **more):
    given = {
        "format": format,
        "sheet": sheet_data(SHEET),
        "templates": {"x": source},
        "template": "x",
        "fonts": [],
        "record": None,
        "seconds": LONG,
        "megabytes": 512,
    }
    return {**given, **more}


def of_stranger(source, format="html", seconds=LONG, **more):
    return rendered_apart(format, SHEET, templates=FrozenMap(x=source), template="x", seconds=seconds, **more)


class TestRenderedApart:
    def test_same_bytes(self):
        """A document made apart is the document made here."""
        made = rendered_apart("html", SHEET, template="sheet.html.j2", seconds=LONG)

        assert html(SHEET).encode() == made

    @pytest.mark.parametrize(
        ("source", "format"), [(FOR_EVER, "html"), (TYPST_FOR_EVER, "pdf")], ids=["jinja", "typst"]
    )
    def test_endless_loop(self, source, format, monkeypatch, tmp_path):
        """An endless loop is ended at the time limit; no file and no process stays."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        started = []
        monkeypatch.setattr(apart.subprocess, "Popen", noting(started))

        with pytest.raises(RenderError, match=r"template 'x': not done within 0.7 s; it was ended"):
            of_stranger(source, format, seconds=SHORT)

        assert [] == [*tmp_path.iterdir()]
        assert [True] == [process.returncode is not None for process in started]

    def test_memory(self):
        """A template that takes memory without end is ended at its limit."""
        with pytest.raises(RenderError, match=r"template 'x'.*memory"):
            of_stranger(WITHOUT_END, megabytes=8)

    def test_slip_in_the_template(self):
        """What is wrong with a template is told with its line, as without a process."""
        with pytest.raises(RenderError) as caught:
            apart._result(answered(task(source="\n{{ nothing }}")), 0, "x", 512)

        assert ("template 'x', line 2: 'nothing' is undefined",) == caught.value.problems

    def test_unknown_format(self):
        """A format that does not exist is refused before a process is started."""
        with pytest.raises(RenderError, match="there is no format 'exe'; name one of html, pdf, docx, md"):
            of_stranger("", "exe")

    @pytest.mark.parametrize(
        "limits",
        [
            *({"seconds": seconds} for seconds in (0, -1, float("nan"), float("inf"), 86_401)),
            *({"megabytes": megabytes} for megabytes in (0, -1, 2**20 + 1, 10**30)),
        ],
    )
    def test_limits(self, limits):
        """Limits that are none are refused before a process is started."""
        with pytest.raises(RenderError, match="seconds go up to 86400 and megabytes up to 1048576, both above 0"):
            of_stranger("", **limits)

    @pytest.mark.parametrize("path", ["/nowhere/python", None, ""])
    def test_no_python(self, monkeypatch, path):
        """Where no process can be started, the error says so."""
        monkeypatch.setattr(sys, "executable", path)

        with pytest.raises(RenderError, match="no process can be started for template 'x'"):
            of_stranger("")

    def test_nothing_is_handed_down(self, monkeypatch, tmp_path):
        """The process gets no variable of this one, an empty folder, and no module of the folder it is called in."""
        (tmp_path / "json.py").write_text("raise SystemExit", "utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("SECRET", "1")
        monkeypatch.syspath_prepend("")
        started = []
        monkeypatch.setattr(apart.subprocess, "Popen", noting(started))

        of_stranger("a")

        assert "SECRET" not in started[0].given["env"]
        assert str(tmp_path) != started[0].given["cwd"]
        assert "" not in started[0].args

    def test_from_a_line_of_code(self):
        """A caller without a module of its own, such as a notebook or ``python -c``, can use it."""
        code = (
            "from safetykit.documents.apart import rendered_apart; from safetykit.documents import Sheet;"
            "s = Sheet(form='f', language='en', title='T', later_title='L', tables=());"
            "print(len(rendered_apart('html', s, template='sheet.html.j2', seconds=60)))"
        )
        paths = f"import sys; sys.path[:] = {sys.path!r}; "
        made = subprocess.run([sys.executable, "-c", paths + code], capture_output=True, check=True)

        assert int(made.stdout) > 1000


def noting(started):
    real = subprocess.Popen

    def start(args, **given):
        process = real(args, **given)
        process.given = given
        started.append(process)
        return process

    return start


class TestAnswer:
    @pytest.mark.parametrize("format", TEMPLATES)
    def test_every_format(self, format):
        """Each format is made by its own renderer."""
        made = {
            "html": lambda: html(SHEET).encode(),
            "pdf": lambda: pdf(SHEET, record=b"{}"),
            "docx": lambda: docx(SHEET),
            "md": lambda: markdown(SHEET).encode(),
        }[format]()

        assert b"+" + made == answered(task(format, template=TEMPLATES[format], record="e30="))

    def test_pdf_without_record(self):
        """Without a record nothing is attached."""
        assert b"+" + pdf(SHEET) == answered(task("pdf", template="sheet.typ.j2"))

    @pytest.mark.parametrize(
        ("error", "problem"),
        [
            (RenderError(["no room"]), "template 'x': no room"),
            (RenderError(["template 'y', line 3: slip"]), "template 'y', line 3: slip"),
            (MemoryError(), "template 'x': it needs more than 512 MiB of memory"),
            (KeyError("name of a person"), "template 'x': it fails with KeyError"),
        ],
    )
    def test_faults(self, error, problem, monkeypatch):
        """Whatever goes wrong comes back as a problem that names the template and tells nothing of the sheet."""
        monkeypatch.setattr(apart, "RENDERERS", {"html": raising(error)})

        assert [problem] == json.loads(answered(task())[1:])["problems"]

    def test_missing_package(self, monkeypatch):
        """A missing package is told as it would be here."""
        monkeypatch.setattr(apart, "RENDERERS", {"html": raising(MissingExtra("pdf", "typst"))})
        answer = answered(task())

        with pytest.raises(MissingExtra, match=r"safetykit\[pdf\]"):
            apart._result(answer, 0, "x", 512)

    def test_large_output(self, monkeypatch):
        """A document beyond the limit is refused."""
        monkeypatch.setattr(apart, "OUTPUT", 3)
        monkeypatch.setattr(apart, "RENDERERS", {"html": lambda *_: b"1234"})

        assert b"the document has more than 0 MiB" in answered(task())

    @pytest.mark.parametrize(("answer", "code"), [(b"", -6), (b"", 0), (b"+half", -9), (b"half", 0)])
    def test_ended_by_itself(self, answer, code):
        """A process that ends without a whole answer is an error that guesses at the reason."""
        with pytest.raises(RenderError, match=rf"ended with code {code} and no document; most likely 512 MiB"):
            apart._result(answer, code, "x", 512)


def raising(error):
    def render(*_):
        raise error

    return render


class Limits:
    """Stands in for the module of the system."""

    RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_CORE, RLIM_INFINITY = "as", "cpu", "size", "core", -1

    def __init__(self, hard, *, fixed=False):
        self.hard, self.fixed, self.kept = hard, fixed, {}

    def getpagesize(self):
        return 4096

    def getrlimit(self, what):
        return self.hard, self.hard

    def setrlimit(self, what, limits):
        if self.fixed:
            raise ValueError
        self.kept[what] = limits[1]


class TestLimit:
    def test_all_are_set(self, monkeypatch):
        """Memory, time, files and dumps are limited; a limit that is already lower stays."""
        for hard in (-1, 5):
            limits = Limits(hard)
            monkeypatch.setitem(sys.modules, "resource", limits)
            limit(1.2, 10)

            assert ["as", "core", "cpu", "size"] == sorted(limits.kept)
            assert limits.kept["cpu"] == 3
            assert (limits.kept["as"] > 10 * 2**20) == (hard == -1)

    def test_system_without_limits(self, monkeypatch):
        """A system without limits of this kind, or one that does not let them be set, goes without."""
        monkeypatch.setitem(sys.modules, "resource", Limits(-1, fixed=True))
        limit(1, 1)
        monkeypatch.setitem(sys.modules, "resource", None)

        assert limit(1, 1) is None

    def test_taken(self, tmp_path):
        """What is taken already does not count; a system that does not tell it counts as nothing."""
        (tmp_path / "statm").write_text("3 2 1", "ascii")

        assert 3 * 4096 == taken(tmp_path / "statm", 4096)
        assert 0 == taken(tmp_path / "nothing", 4096)


class TestMain:
    def test_one_task(self, monkeypatch):
        """The process reads one task and writes one answer."""
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(task()).encode())))
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setitem(sys.modules, "resource", None)
        main()

        assert "+试样".encode() == out.getvalue()

    def test_missing_package_is_no_fault_yet(self, monkeypatch):
        """A package that is not there is passed over when the format is made ready."""
        monkeypatch.setitem(sys.modules, "typst", None)

        assert prepare("pdf") is None
