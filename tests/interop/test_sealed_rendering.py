"""Seen from outside: while documents are made, no connection is opened and no file but the library's own is read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import safetykit

PACKAGE = Path(safetykit.__file__).parent
PERMIT = Path(__file__).parents[2] / "examples" / "hot_work_form1.json"
BEGIN, END = "/begin-of-rendering", "/end-of-rendering"
SCRIPT = f"""
import datetime, importlib, os, pkgutil, sys
import ctypes, segno, typst, xlsxwriter  # ctypes: whoever imports it first has the linker read a library
import safetykit.documents
from safetykit import Kit
from safetykit.packs import cn_gb30871

for module in pkgutil.iter_modules(safetykit.documents.__path__):
    importlib.import_module("safetykit.documents." + module.name)
kit = Kit(packs=[cn_gb30871.PACK])
permit = kit.codec.load(sys.stdin.buffer.read())
at = datetime.datetime.fromisoformat("2026-11-16T16:30+08:00")
os.access({BEGIN!r}, os.F_OK)
for lang in ("zh", "en", "zh+en"):
    for document in (kit.document(permit, at=at, lang=lang), kit.blank("permit/hot-work", lang=lang, annex=True)):
        made = [document.html(), document.pdf(), document.docx(), document.markdown(), document.flat(), document.pages()]
        assert all(made)
    assert kit.document(permit, at=at, lang=lang).pdf(attach=True)
    register = kit.register([permit], at=at, lang=lang)
    assert all([register.html(), register.pdf(), register.xlsx(), register.csv()])
os.access({END!r}, os.F_OK)
"""
TIME_ZONES = (
    "/usr/share/zoneinfo/",
    "/etc/localtime",
)  # the local one changes no byte: see tests/stories/test_same_bytes.py
CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)")
FOLDER_OF_ONE_DOCUMENT = re.compile(r"/tmp/[\w-]+(/|$)")  # typst's fonts and its empty root


@pytest.fixture(scope="module")
def calls(tmp_path_factory) -> list[tuple[str, str]]:
    """Return what the program asked of the system while it made documents, without any network around it."""
    log = tmp_path_factory.mktemp("trace") / "log"
    traced = "trace=%network,open,openat,openat2,creat,access,faccessat,faccessat2,execve"
    command = ["unshare", "--map-root-user", "--net", "strace", "-f", "-qq", "-s", "300", "-e", traced, "-o", str(log)]
    subprocess.run([*command, sys.executable, "-c", SCRIPT], input=PERMIT.read_bytes(), check=True, cwd="/")
    lines = log.read_text("utf-8", "replace").splitlines()
    begin, end = (next(at for at, line in enumerate(lines) if mark in line) for mark in (BEGIN, END))
    found = (CALL.search(line) for line in lines[begin + 1 : end])
    return [(call["name"], call["arguments"]) for call in found if call]


def opened(calls: list[tuple[str, str]]) -> set[str]:
    """Return the path of every file that was opened or tried."""
    quoted = (re.search(r'"([^"]*)"', arguments) for name, arguments in calls if name.startswith(("open", "creat")))
    return {match[1] for match in quoted if match}


class TestSealedRendering:
    def test_opens_no_connection(self, calls):
        """Nothing asks for a socket, and everything works in an empty network namespace."""
        asked = {name for name, _ in calls} & {"socket", "connect", "bind", "sendto", "sendmsg", "socketpair"}

        assert not asked

    def test_starts_no_program(self, calls):
        """Documents are made in the process itself."""
        assert [] == [arguments for name, arguments in calls if name == "execve"]

    def test_reads_no_file_but_assets(self, calls):
        """Nothing is read but the library's own files, the interpreter's modules and folders made for one document."""
        roots = (str(PACKAGE), sys.prefix, sys.base_prefix, "/dev/", "/proc/self", "/sys/", *TIME_ZONES)
        strange = {path for path in opened(calls) if not path.startswith(roots)}

        assert not {path for path in strange if not FOLDER_OF_ONE_DOCUMENT.match(path)}

    def test_sees_what_it_looks_for(self, calls):
        """The trace is no empty one: the font is among what was opened."""
        assert any(path.endswith("SafetykitSansSC-Regular.otf") for path in opened(calls))
