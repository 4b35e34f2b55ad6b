"""The command line, run as its users run it."""

import io
import json
import re
import runpy
import sys
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

import attrs
import jsonschema_rs
import pytest

from safetykit.__main__ import main
from safetykit.cli import run
from safetykit.cli.checking import setting
from safetykit.codec.codec import Codec
from safetykit.kit import Kit
from safetykit.model.findings import Basis, Findings
from safetykit.model.permits import Permit
from safetykit.packs import cn_gb30871
from safetykit.rules.calendars import NO_CALENDAR
from safetykit.rules.site import SETTINGS
from tests.stories.form1 import RELATED, draft

EXAMPLES = Path(__file__).parents[2] / "examples"
COMPANY, PROVINCE = (str(EXAMPLES / "packs" / f"{name}.toml") for name in ("company", "made_up_province"))
FORM1, FORM2 = (str(EXAMPLES / f"hot_work_form{number}.json") for number in (1, 2))
SCHEMA = Path(__file__).parents[1] / "vectors" / "sarif" / "sarif-schema-2.1.0.json"
SARIF = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")), validate_formats=True)
KIT = Kit(packs=[cn_gb30871.PACK])
CODES = {
    "GEN-01", "GEN-02", "GEN-03", "GEN-05", "GEN-06", "GEN-08", "GEN-09", "GEN-12", "GEN-19", "GEN-20",
    "HOT-01", "HOT-02", "HOT-03", "HOT-04", "HOT-07", "HOT-09", "HOT-10", "HOT-12", "HOT-18", "HOT-20", "HOT-21",
}  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command: exit code, standard output, standard error."""
    code = run(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def live(tmp_path: Path) -> str:
    """Return the file of the first form as it stood at ten: work went on."""
    return stored(tmp_path, state="live", ends=(), without="acceptance")


@pytest.fixture
def waiting(tmp_path: Path) -> str:
    """Return the file of the first form as it stood at half past eight: approved, and nothing begun."""
    return stored(tmp_path, state="approved", ends=(), starts=(), without="shift-leader")


def stored(folder: Path, *, without: str, **changes: Any) -> str:
    """Write the first form with changes, its first two gas tests and the sign-offs before a slot."""
    codec = KIT.codec
    paper: Permit[Any] = codec.load(Path(FORM1).read_bytes(), Permit)
    slots = {"acceptance", without}
    permit = attrs.evolve(
        paper,
        entered_from=None,
        gas_tests=paper.gas_tests[:2],
        pauses=(),
        resumptions=(),
        acceptance=None,
        sign_offs=tuple(sign for sign in paper.sign_offs if sign.slot not in slots),
        **changes,
    )
    file = folder / f"{changes['state']}.json"
    file.write_bytes(codec.dump(permit))
    return str(file)


@pytest.fixture
def beside(tmp_path: Path) -> list[str]:
    """Return the arguments that name the permits which the first form is linked to."""
    permits: tuple[Permit[Any], ...] = RELATED
    arguments = []
    for permit in permits:
        file = tmp_path / f"{permit.id}.json"
        file.write_bytes(KIT.codec.dump(permit))
        arguments += ["--related", str(file)]
    return arguments


class TestCheck:
    def test_the_form_in_order_has_no_breach(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit 0; the defaults used are printed with their values, and the result never says safe."""
        code, out, _ = said(capsys, "check", FORM1)

        assert code == 0
        assert "未发现不符合（不等于安全）" in out
        assert "zone = Asia/Shanghai" in out
        assert "hot-work/second: leader + unit" in out
        assert "2026年11月16日 16时30分" in out
        assert "合格" not in out

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_form_wrong_in_many_ways_shows_every_breach(
        self, lang: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 1; each row at once with code, clause and path, in either language; the gas value is in order."""
        code, out, _ = said(capsys, "check", FORM2, "--lang", lang)

        assert code == 1
        assert all(name in out for name in CODES)
        assert "HOT-08" not in out
        assert "[GB 30871-2022, 5.1.5] /permitted/end" in out
        assert ("特级" if lang == "zh" else "special grade") in out

    def test_programs_read_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The same findings as data."""
        code, out, _ = said(capsys, "check", FORM2, "--format", "json")
        findings = Codec().load(out, Findings)

        assert code == 1
        assert out.isascii()
        assert {item.code for item in findings.breaches} == CODES
        assert findings.judged_at.isoformat() == "2026-10-03T11:00:00+00:00"
        assert [(grade.value, grade.entered) for grade in findings.grades] == [("special", "second")]
        assert {item.basis for item in findings.ok} == {Basis.MEASURED}

    def test_several_records_are_told_one_after_another(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each under its name, as JSON each on a line; one breach among them decides the exit code."""
        code, out, _ = said(capsys, "check", FORM1, FORM2)
        lines = said(capsys, "check", FORM1, FORM2, "--format", "json")[1].splitlines()

        assert code == 1
        assert out.index(FORM1) < out.index("未发现不符合（不等于安全）") < out.index(FORM2) < out.index("HOT-04")
        assert [Codec().load(line, Findings).record for line in lines] == ["hot-work-form-1", "hot-work-form-2"]
        assert said(capsys, "check", FORM1, FORM1)[0] == 0

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_editors_and_build_servers_read_sarif(self, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
        """One run over all records, valid by the schema of OASIS, in either language and without anybody's name."""
        code, out, _ = said(capsys, "check", FORM1, FORM2, "--format", "sarif", "--lang", lang)
        log: Any = json.loads(out)
        results = log["runs"][0]["results"]

        assert code == 1
        assert out.isascii()
        SARIF.validate(log)
        assert {item["properties"]["code"] for item in results if item["kind"] == "fail"} == CODES
        assert {item["kind"] for item in results} <= {"fail", "open", "informational"}
        assert [item["location"]["uri"] for item in log["runs"][0]["artifacts"]] == [
            Path(FORM1).as_uri(),
            Path(FORM2).as_uri(),
        ]
        assert all(rule["properties"]["inForceFrom"] for rule in log["runs"][0]["tool"]["driver"]["rules"])
        assert "陈壑" not in json.dumps(log, ensure_ascii=False)

    def test_nothing_personal_gets_into_any_format(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Names, phones and the numbers of people and certificates stay in the record, and so do free words."""
        record = json.loads(Path(FORM2).read_text("utf-8"))
        for number, person in enumerate(record["record"]["people"]):
            person.update(dict.fromkeys(("name", "phone", "identity_number", "signature_picture"), f"canary{number}"))
            for certificate in person.get("certificates", ()):
                certificate["number"] = f"canary{number}"
        record["record"]["content"] = "canary"
        file = tmp_path / "permit.json"
        file.write_text(json.dumps(record), "utf-8")

        for how in ("text", "json", "sarif"):
            code, out, err = said(capsys, "check", str(file), "--format", how, "--all")
            assert (code, err) == (1, "")
            assert "canary" not in out

    def test_relative_names_become_relative_uris(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """So that the log says nothing about the machine; characters that a URI cannot hold are encoded."""
        (tmp_path / "动火 1#.json").write_bytes(Path(FORM2).read_bytes())
        monkeypatch.chdir(tmp_path)
        log: Any = json.loads(said(capsys, "check", "动火 1#.json", "--format", "sarif")[1])

        assert log["runs"][0]["artifacts"][0]["location"]["uri"] == "%E5%8A%A8%E7%81%AB%201%23.json"

    @pytest.mark.parametrize("format", ["text", "json", "sarif"])
    def test_findings_go_to_a_file(self, format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """In UTF-8, as they would be printed; only its name is printed, and the exit code stays."""
        printed = said(capsys, "check", FORM2, "--format", format)[1]
        target = tmp_path / "findings"
        code, out, _ = said(capsys, "check", FORM2, "--format", format, "--out", str(target))
        text = target.read_text("utf-8")

        assert (code, out) == (1, f"{target}\n")
        assert (text == printed) if format == "text" else json.loads(text) == json.loads(printed)
        assert "GB 30871-2022" in text

    def test_all_findings_may_be_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Then those where nothing is wrong are listed too: as many as there are rows."""
        short = said(capsys, "check", FORM1, "--lang", "en")[1]
        text = said(capsys, "check", FORM1, "--lang", "en", "--all")[1]
        findings = Codec().load(said(capsys, "check", FORM1, "--format", "json")[1], Findings)
        log: Any = json.loads(said(capsys, "check", FORM1, "--format", "sarif", "--all")[1])

        assert "no breach found (" + str(len(findings.ok)) + ")" in text
        assert "no breach found (" + str(len(findings.ok)) + ")" not in short
        cited = sum(text.count(f"[{cites}]") for cites in {item.cites for item in findings.items})
        assert cited == len(findings.items) == len(log["runs"][0]["results"])

    def test_another_instant_may_be_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Before the window nothing after approval is due on paper."""
        code, out, _ = said(capsys, "check", FORM2, "--at", "2026-10-03T08:59:00+08:00", "--lang", "en")

        assert code == 1
        assert "GEN-12" not in out
        assert re.search(r"\b[1-9][0-9]* not due yet", out)

    def test_a_site_file_replaces_defaults(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What the file names is no default any more; the mode changes no exit code. Notepad's mark does no harm."""
        site = tmp_path / "site.toml"
        site.write_text('zone = "Asia/Urumqi"\nmode = "record"\n', "utf-8-sig")
        code, out, _ = said(capsys, "check", FORM2, "--site", str(site))

        assert code == 1
        assert "zone = " not in out
        assert "Asia/Urumqi" in out

    def test_a_grade_that_nobody_knows_is_not_repeated(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It may be anything, a personal value or what a terminal takes for markup."""
        file = tmp_path / "permit.json"
        file.write_text(Path(FORM1).read_text("utf-8").replace('"value": "first"', '"value": "[/red]33072"'), "utf-8")
        _, out, _ = said(capsys, "check", str(file), "--lang", "en")

        assert "judged as first grade (entered: no such grade)" in out
        assert "33072" not in out

    def test_settings_are_shown_as_a_site_file_has_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        """One word stays one word, a list is a list, and of a calendar its first and last day are told."""
        out = said(capsys, "check", FORM2)[1]

        assert "hot-work/first: leader + unit + safety, hot-work/second: leader + unit" in out
        assert "approves = hot-work/first: safety, hot-work/second: unit, hot-work/special: approver" in out
        assert "calendar = 2007-01-01 / 2026-12-28" in out
        assert "night = -" in out

    def test_every_default_can_be_shown(self) -> None:
        """Whatever row uses it, also where it is empty."""
        site = attrs.evolve(KIT.site, calendar=NO_CALENDAR)
        shown = {name: setting(getattr(site, name)) for name in (*SETTINGS, "calendar") if name != "presets"}

        assert shown["guardian_points"] == "false"
        assert shown["mode"] == "advise"
        assert {name for name, words in shown.items() if words == "-"} == {"night", "adoption", "waivers", "calendar"}

    def test_linked_permits_at_hand_are_looked_at(
        self, live: str, beside: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Without them it is a question whether they hold."""
        assert "GEN-04" in said(capsys, "check", live)[1]
        code, out, _ = said(capsys, "check", live, *beside)
        assert code == 0
        assert "GEN-04" not in out

    def test_strict_counts_open_questions(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A permit of which nobody knows whether the unit runs is no breach, but under --strict no pass either."""
        record = json.loads(Path(FORM1).read_text("utf-8"))
        del record["record"]["work"]["running"]
        file = tmp_path / "permit.json"
        file.write_text(json.dumps(record), "utf-8")
        site = tmp_path / "site.toml"
        site.write_text('profile = "electronic"', "utf-8")

        assert said(capsys, "check", str(file), "--site", str(site))[0] == 0
        assert said(capsys, "check", str(file), "--site", str(site), "--strict")[0] == 1

    def test_where_no_row_was_judged_nothing_is_concluded(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Before the standard was in force there is no verdict, not a good one."""
        code, out, _ = said(capsys, "check", FORM2, "--at", "2014-01-01T00:00:00+08:00", "--lang", "en")

        assert code == 0
        assert "no row was judged" in out
        assert "no breach found" not in out

    def test_a_draft_is_no_wall_of_red(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What is not due yet is counted, not listed; a draft without any time has to be told one."""
        file = tmp_path / "draft.json"
        file.write_bytes(Codec().dump(attrs.evolve(draft(), gradings=(), applied_at=None)))

        code, _, err = said(capsys, "check", str(file), "--lang", "en")
        assert (code, err) == (2, f"safetykit: {file}: the record knows no time at all; say when with --at\n")
        code, out, _ = said(capsys, "check", str(file), "--at", "2026-11-16T07:20:00+08:00", "--lang", "en")
        assert code == 0
        assert "judged as - (entered: -)" in out or "judged as first grade (entered: -)" in out


class TestUnusable:
    def test_a_file_that_is_no_record_gets_every_problem(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 2; every place at once, and no value of the input."""
        file = tmp_path / "permit.json"
        file.write_text('{"schema": "permit@1", "record": {"id": "x y 330726198802", "work": {}, "wark": 1}}', "utf-8")
        code, out, err = said(capsys, "check", str(file))

        assert (code, out) == (2, "")
        assert "不是可用的记录" in err
        assert all(place in err for place in ("/record/id", "/record/work/kind", "/record/wark"))
        assert "330726198802" not in err

    def test_every_file_that_is_no_record_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """All at once, and nothing is said about the others as if that were all."""
        file = tmp_path / "permit.json"
        file.write_text("{}", "utf-8")
        code, out, err = said(capsys, "check", str(file), FORM2, "nowhere.json")

        assert (code, out) == (2, "")
        assert f"{file} 不是可用的记录" in err
        assert "nowhere.json：无法读取" in err

    def test_whatever_cannot_be_used_is_told_at_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Option, packs, site, records and linked records, each with its reason; nothing is judged."""
        pack, site, file = (tmp_path / name for name in ("pack.toml", "site.toml", "permit.json"))
        pack.write_text('id = "acme"', "utf-8")
        site.write_text('mood = "good"', "utf-8")
        file.write_text("{}", "utf-8")
        code, out, err = said(
            capsys, "outlook", str(file), "--start", "noon", "--pack", str(pack), "--pack", "nowhere.toml",
            "--site", str(site), "--related", "nowhere.json",
        )  # fmt: skip

        assert (code, out) == (2, "")
        told = (
            "--start 须为",
            "pack.toml: schema",
            "nowhere.toml：",
            "site.toml: mood",
            f"{file} 不是",
            "nowhere.json：",
        )
        assert [err.index(words) for words in told] == sorted(err.index(words) for words in told)

    def test_a_site_is_not_blamed_for_a_pack(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """It may name rows of the pack that cannot be used."""
        site = tmp_path / "site.toml"
        site.write_text('[adoption]\n"acme/hot-work/camera" = 2027-01-01\n', "utf-8")

        assert "acme" not in said(capsys, "check", FORM1, "--pack", "nowhere.toml", "--site", str(site))[2]
        assert "acme" in said(capsys, "check", FORM1, "--site", str(site))[2]
        assert said(capsys, "check", FORM1, "--pack", COMPANY, "--site", str(site))[0] == 0

    def test_a_linked_permit_in_a_state_that_nobody_knows_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Whether work goes on under it could not be said."""
        file = tmp_path / "permit.json"
        file.write_text(Path(FORM1).read_text("utf-8").replace('"closed"', '"clsoed"'), "utf-8")
        code, _, err = said(capsys, "check", FORM2, "--related", str(file))

        assert code == 2
        assert "/state: 票面状态不在该流程中" in err

    def test_a_state_that_nobody_knows_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit 2: a misspelled state must not look as if nothing were due."""
        file = tmp_path / "permit.json"
        file.write_text(Path(FORM1).read_text("utf-8").replace('"closed"', '"clsoed"'), "utf-8")
        code, _, err = said(capsys, "check", str(file))

        assert code == 2
        assert "permit.json 不是可用的记录，请改正：\n  /state: 票面状态不在该流程中" in err

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["check", "nowhere.json"], "nowhere.json：无法读取"),
            (["check", "nowhere.json", "--lang", "en"], "nowhere.json: cannot be read"),
            (["check", FORM1, "--at", "2026-11-16"], "--at 须为带时差的时间"),
            (["check", FORM1, "--at", "2026-11-16", "--lang", "en"], "--at: a time with its offset"),
            (["check", FORM1, "--related", "nowhere.json"], "nowhere.json：无法读取"),
            (["check", FORM1, "--related", FORM2, "--related", FORM2], "hot_work_form2.json：--related 中已有"),
            (["check", FORM1, "--pack", "nowhere.toml"], "nowhere.toml：无法读取"),
            (["check", FORM1, "--pack", FORM1], "hot_work_form1.json"),
            (["check", FORM1, "--pack", COMPANY, "--pack", COMPANY], "'acme' is there twice"),
            (["outlook", FORM1, "--at", "noon"], "--at 须为带时差的时间"),
            (["outlook", FORM1, "--start", "noon"], "--start 须为带时差的时间"),
            (["outlook", FORM1, "--end", "noon", "--lang", "en"], "--end: a time with its offset"),
            (["outlook", FORM1, "--end", "2026-11-16T16:29:00+08:00"], "--end 早于起点"),
            (["outlook", FORM1, "--milestone", "lunch"], "lunch"),
            (["outlook", "nowhere.json"], "nowhere.json：无法读取"),
            (["missing", FORM1, "-o", "page.xyz"], ".pdf"),
            (["missing", FORM1, "-o", "page.pdf", "--font", "nowhere.otf"], "nowhere.otf"),
            (["missing", "nowhere.json", "-o", "page.html"], "nowhere.json：无法读取"),
            (["check", FORM1, "--at", "noon"], "--at 须为带时差的时间"),
            (["check", FORM1, "--at", ""], "--at 须为带时差的时间"),
            (["check", FORM1, "--at", "0001-01-01T00:00:00+14:00"], "--at 须为带时差的时间"),
            (["check", FORM1, "--site", "nowhere.toml"], "nowhere.toml：无法读取"),
            (["check", FORM1, "--site", FORM1], "hot_work_form1.json"),
            (["check", FORM1, "--out", "/proc/nowhere/findings"], "/proc/nowhere/findings"),
            (["check", FORM1, "--format", "xml"], "xml"),
            (["check"], "requires an argument"),
            (["fly"], "fly"),
            (["cases", FORM1], "hot_work_form1.json"),
            (["cases", "--lang", "en"], "no case was found"),
            (["render", FORM1, "-o", "form.xyz"], ".pdf"),
            (["render", FORM1, "-o", "form.pdf", "--font", "nowhere.otf"], "nowhere.otf"),
            (["render", FORM1, "-o", "/proc/nowhere/form.html"], "/proc/nowhere/form.html"),
            (["demo", "--out", "/proc/nowhere"], "/proc/nowhere"),
        ],
    )
    def test_each_bad_input_gets_one_clear_answer(
        self, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 2, with what is wrong and where."""
        code, out, err = said(capsys, *arguments)

        assert code == 2
        assert told in err + out

    def test_a_missing_extra_is_told_with_the_command_that_brings_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Quoted so that a shell of Windows takes it too."""
        monkeypatch.setitem(sys.modules, "typst", None)
        code, _, err = said(capsys, "render", FORM1, "-o", str(tmp_path / "form.pdf"))

        assert (code, err) == (2, 'safetykit: 未安装 typst；请运行：pip install "safetykit[pdf]"\n')

    def test_a_character_in_no_font_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """With its place, and in the language that was asked for."""
        file = tmp_path / "permit.json"
        file.write_text(Path(FORM1).read_text("utf-8").replace("法兰更换", "\U0001f600"), "utf-8")
        code, _, err = said(capsys, "render", str(file), "-o", str(tmp_path / "form.pdf"))

        assert code == 2
        assert err.startswith("safetykit: 无法生成文件，请改正：\n  ")
        assert "U+1F600" in err
        assert not (tmp_path / "form.pdf").exists()

    def test_a_site_that_is_no_text_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The encoding is named."""
        site = tmp_path / "site.toml"
        site.write_bytes(b"\xff\xfe")

        assert "UTF-8" in said(capsys, "check", FORM1, "--site", str(site))[2]


class TestRender:
    @pytest.mark.parametrize("suffix", ["html", "pdf"])
    def test_it_writes_the_form(self, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The suffix says the format; the path is printed."""
        target = tmp_path / f"form.{suffix}"
        code, out, _ = said(capsys, "render", FORM1, "-o", str(target))

        assert (code, out.strip()) == (0, str(target))
        assert target.read_bytes()[:5] == (b"%PDF-" if suffix == "pdf" else b"<!DOC")

    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    def test_it_takes_what_a_print_may_say(self, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Language, copy, serial, who prints, what is left for the pen."""
        target = tmp_path / "form.html"
        more = [
            "--copy",
            "2",
            "--serial",
            "3",
            "--by",
            "门岗",
            "--leave",
            "sign_offs",
            "--leave",
            "gas_tests",
            "--annex",
        ]
        code, _, err = said(capsys, "render", FORM1, "-o", str(target), "--lang", lang, *more)
        page = target.read_text("utf-8")

        assert (code, err) == (0, "")
        assert "门岗" in page
        assert ("Copy 2" in page) == (lang != "zh")
        assert "措施已落实" not in page

    def test_pages_as_pictures(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """One file for each page, named by its number; a single page has the name that was given."""
        code, out, _ = said(capsys, "render", FORM1, "-o", str(tmp_path / "form.png"))
        one, single, _ = said(capsys, "missing", FORM1, "-o", str(tmp_path / "page.png"))

        assert (code, out.split()) == (0, [str(tmp_path / f"form-{number}.png") for number in (1, 2, 3)])
        assert (one, single.split()) == (0, [str(tmp_path / "page.png")])

    def test_the_record_goes_into_the_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """If the user asks for it."""
        target = tmp_path / "form.pdf"

        assert said(capsys, "render", FORM1, "-o", str(target), "--attach")[0] == 0
        assert b"record.json" in target.read_bytes()

    def test_a_picture_that_no_sheet_takes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What cannot be read and what is no picture are told; nothing is written."""
        text = tmp_path / "text.png"
        text.write_bytes(b"no picture")
        target = tmp_path / "form.html"
        missing = said(capsys, "render", FORM1, "-o", str(target), "--picture", str(tmp_path / "none.png"))
        wrong = said(capsys, "render", FORM1, "-o", str(target), "--picture", str(text))

        assert (missing[0], wrong[0]) == (2, 2)
        assert "none.png" in missing[2]
        assert not target.exists()


class TestBlank:
    def test_it_writes_an_empty_form(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """With the number that it is given."""
        target = tmp_path / "form.html"
        code, out, _ = said(capsys, "blank", "-o", str(target), "--number", "DH-0815", "--lang", "en")

        assert (code, out.strip()) == (0, str(target))
        assert "DH-0815" in target.read_text("utf-8")

    def test_of_an_unknown_subject(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Is refused with what there is."""
        code, _, err = said(capsys, "blank", "permit/swimming", "-o", str(tmp_path / "form.html"))

        assert code == 2
        assert "permit/swimming" in err


class TestMissing:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_writes_the_page_of_what_is_missing(
        self, lang: str, waiting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In the reader's language, each item with its code; the path is printed."""
        target = tmp_path / "page.html"
        code, out, err = said(capsys, "missing", waiting, "--out", str(target), "--lang", lang)
        page = target.read_text("utf-8")

        assert (code, out, err) == (0, f"{target}\n", "")
        assert ("缺项清单" if lang == "zh" else "What is missing") in page
        assert all(name in page for name in ("GEN-04", "GEN-12", "HOT-21"))

    def test_the_suffix_says_the_format(self, waiting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """As for the form."""
        target = tmp_path / "page.pdf"

        assert said(capsys, "missing", waiting, "-o", str(target), "--at", "2026-11-16T08:25:00+08:00")[0] == 0
        assert target.read_bytes()[:5] == b"%PDF-"

    def test_rows_of_a_company_are_among_it(
        self, waiting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What its pack asks for is missing too."""
        target = tmp_path / "page.html"

        assert said(capsys, "missing", waiting, "-o", str(target), "--pack", COMPANY)[0] == 0
        assert "ACME-02" in target.read_text("utf-8")


class TestRegister:
    @pytest.mark.parametrize("suffix", ["xlsx", "csv", "html"])
    def test_it_lists_the_permits(self, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """In the format of the suffix, each with its number of breaches."""
        target = tmp_path / f"register.{suffix}"
        code, out, err = said(
            capsys, "register", FORM1, FORM2, "-o", str(target), "--unit", "炼油部", "--period", "2026"
        )

        assert (code, out.strip(), err) == (0, str(target), "")
        assert target.read_bytes()

    def test_without_any(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Nothing to list is told."""
        code, _, err = said(capsys, "register", "-o", str(tmp_path / "register.csv"), "--lang", "en")

        assert (code, "no record was named" in err) == (2, True)


class TestIndex:
    def test_it_lists_an_archive(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """By number, in the format of the suffix."""
        target = tmp_path / "index.md"
        code, out, err = said(capsys, "index", FORM2, FORM1, "-o", str(target), "--period", "2026", "--first", "1")

        assert (code, out.strip(), err) == (0, str(target), "")
        assert "DH\\-2026" in target.read_text("utf-8")


class TestTemplate:
    def test_list_and_eject(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Whatever is listed can be had, on the screen or in a file."""
        code, out, _ = said(capsys, "template", "list")
        assert (code, "sheet.html.j2" in out, "cn-gb30871/a1" in out) == (0, True, True)

        for name in out.split():
            code, text, _ = said(capsys, "template", "eject", name)
            assert said(capsys, "template", "eject", name, "-o", str(tmp_path / "file"))[0] == code == 0
            assert text == (tmp_path / "file").read_text("utf-8")

    def test_eject_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What there is not is refused with what there is."""
        code, _, err = said(capsys, "template", "eject", "sheet.exe.j2")

        assert (code, "sheet.html.j2" in err) == (2, True)


class TestPack:
    def test_rows_of_a_company_are_asked_beside_those_of_the_law(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The camera at first grade is the company's own."""
        assert "ACME-02" not in said(capsys, "check", FORM1)[1]
        code, out, _ = said(capsys, "check", FORM1, "--pack", COMPANY)

        assert code == 0
        assert "ACME-02" in out
        assert "GEN-04" in out

    def test_its_settings_are_used_unless_a_site_goes_over_them(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The company's row only warns until 2027; a site file changes that, and leaves its other settings."""
        site = tmp_path / "site.toml"
        site.write_text('[adoption]\n"acme/hot-work/camera" = 2026-01-01', "utf-8")
        code, own, _ = said(capsys, "check", FORM1, "--pack", COMPANY)
        assert code == 0
        assert "night = " not in own
        code, over, _ = said(capsys, "check", FORM1, "--pack", COMPANY, "--site", str(site))
        assert code == 1
        assert "night = " not in over

    def test_several_packs_sit_on_each_other(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A province and a company judge the same permit, whichever comes first."""
        for packs in ((PROVINCE, COMPANY), (COMPANY, PROVINCE)):
            code, out, _ = said(capsys, "check", FORM1, *(part for pack in packs for part in ("--pack", pack)))

            assert code == 1
            assert all(name in out for name in ("MP-01", "ACME-02", "GEN-04"))
            assert "night = " not in out

    def test_programs_read_of_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The findings name the pack, and SARIF has the days from which its rows are in force."""
        findings = Codec().load(said(capsys, "check", FORM1, "--pack", COMPANY, "--format", "json")[1], Findings)
        log: Any = json.loads(said(capsys, "check", FORM1, "--pack", COMPANY, "--format", "sarif")[1])
        rules = {rule["id"]: rule["properties"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}

        assert {*findings.packs} == {"acme", "cn-gb30871"}
        assert rules["acme/hot-work/camera"]["inForceFrom"] == "2026-01-01"

    def test_the_form_names_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Among what it was printed by."""
        form = tmp_path / "form.html"

        assert said(capsys, "render", FORM1, "-o", str(form), "--pack", COMPANY)[0] == 0
        assert "cn-gb30871 · acme" in re.sub("<[^>]+>", "", form.read_text("utf-8"))


class TestOutlook:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_says_until_when_work_may_go_on_and_why(
        self, lang: str, live: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """From the latest act for a day: the end of the window, the next act that is due, and every change."""
        code, out, err = said(capsys, "outlook", live, "--lang", lang)
        zh = lang == "zh"

        assert (code, err) == (0, "")
        assert (
            "自 2026年11月16日 08时31分 至 2026年11月17日 08时31分" if zh else "from 2026-11-16 08:31 to 2026-11-17"
        ) in out
        assert ("票面状态：作业中" if zh else "state: work in progress") in out
        assert ("自 2026年11月16日 16时31分 起不得继续" if zh else "from 2026-11-16 16:31 on the work") in out
        assert ("不等于安全" if zh else "does not mean safe") in out
        assert ("须在 2026年11月16日 16时31分 之前办理：GEN-13" if zh else "due before 2026-11-16 16:31: GEN-13") in out
        assert re.search("起 +GEN-13 +\\[不符合项\\]" if zh else "begins +GEN-13 +\\[breach\\]", out)
        assert re.search("止 +GEN-13 +未发现不符合\n" if zh else "ends +GEN-13 +no breach found\n", out)
        assert "[GB 30871-2022, 4.16] /permitted/end" in out

    def test_what_stops_already_decides_the_exit_code(self, live: str, capsys: pytest.CaptureFixture[str]) -> None:
        """One minute after the window work must not go on."""
        at = ("--start", "2026-11-16T16:31:00+08:00", "--lang", "en")
        code, out, _ = said(capsys, "outlook", live, *at)

        assert code == 1
        assert "already at the start (2026-11-16 16:31) the work or the next step is stopped (1)" in out
        assert "nothing becomes due by the clock alone" in out

    def test_the_mode_of_the_site_says_what_stops(
        self, live: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where nothing is ever stopped that is said, and the changes are told all the same."""
        site = tmp_path / "site.toml"
        site.write_text('mode = "record"', "utf-8")
        code, out, _ = said(capsys, "outlook", live, "--site", str(site), "--lang", "en")

        assert code == 0
        assert "mode = record: no finding stops anything" in out
        assert "begins GEN-13" in out

    def test_while_a_permit_waits_it_tells_until_when_work_may_begin(
        self, waiting: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The next step is the start, so that is what is asked about."""
        _, out, _ = said(capsys, "outlook", waiting, "--lang", "en")

        assert "2026-11-16 08:41" in out
        assert "HOT-04" in out

    def test_that_nothing_stops_does_not_mean_that_work_is_allowed(
        self, waiting: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A permit under which nothing has begun is not due for much."""
        approved = ("--milestone", "approve", "--end", "2026-11-16T09:00:00+08:00")
        code, out, _ = said(capsys, "outlook", waiting, "--lang", "en", *approved)

        assert code == 0
        assert "up to 2026-11-16 09:00 (which means neither safe nor allowed)" in out
        assert "state: approved, not started" in out

    def test_it_says_until_when_work_may_begin(self, waiting: str, capsys: pytest.CaptureFixture[str]) -> None:
        """As if the start were reached: a sample is good for half an hour."""
        code, out, _ = said(capsys, "outlook", waiting, "--milestone", "start", "--lang", "en")

        assert code == 0
        assert "judged as if this were reached: start of work" in out
        assert "from 2026-11-16 08:41 on the work or the next step is stopped" in out
        assert "/gas_tests/0/at" in out

    def test_it_reaches_to_the_end_of_a_long_window(
        self, live: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The last minute of the window is inside, so that the first instant after it is asked for too."""
        record = json.loads(Path(live).read_text("utf-8"))
        record["record"]["permitted"]["end"] = "2026-11-19T08:30:00+08:00"
        file = tmp_path / "long.json"
        file.write_text(json.dumps(record), "utf-8")

        assert "to 2026-11-19 08:31 " in said(capsys, "outlook", str(file), "--lang", "en")[1]
        del record["record"]["permitted"]
        file.write_text(json.dumps(record), "utf-8")
        assert "to 2026-11-17 08:31 " in said(capsys, "outlook", str(file), "--lang", "en")[1]

    def test_it_begins_where_it_is_told(self, live: str, capsys: pytest.CaptureFixture[str]) -> None:
        """At the start that is given, else now if that is given."""
        now, start = ("--at", "2026-11-16T10:00:00+08:00"), ("--start", "2026-11-16T09:00:00+08:00")

        assert "from 2026-11-16 10:00 to" in said(capsys, "outlook", live, "--lang", "en", *now)[1]
        assert "from 2026-11-16 09:00 to" in said(capsys, "outlook", live, "--lang", "en", *now, *start)[1]

    def test_linked_permits_and_packs_count(
        self, live: str, beside: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The electricity permit ends with the window, and the company asks two questions about a camera."""
        out = said(capsys, "outlook", live, *beside, "--lang", "en")[1]
        assert "begins GEN-04" in out
        assert "0 without the input that is needed" in out
        out = said(capsys, "outlook", live, *beside, "--pack", COMPANY, "--lang", "en")[1]
        assert "2 without the input that is needed" in out

    def test_it_draws_and_writes_a_calendar(
        self, live: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Both files are named at the end; now is marked only where it was told."""
        svg, ics = tmp_path / "day.svg", tmp_path / "day.ics"
        files = ("--svg", str(svg), "--ics", str(ics), "--lang", "en")
        code, out, _ = said(capsys, "outlook", live, *files)
        plain = svg.read_text("utf-8")

        assert code == 0
        assert out.endswith(f"\n{svg}\n{ics}\n")
        assert plain.startswith("<svg")
        assert "now" not in plain
        assert b"DTSTAMP:20261116T003100Z" in ics.read_bytes()
        said(capsys, "outlook", live, *files, "--at", "2026-11-16T10:00:00+08:00")
        assert "now 11-16 10:00" in svg.read_text("utf-8")
        assert b"DTSTAMP:20261116T020000Z" in ics.read_bytes()

    def test_files_that_cannot_be_written_are_told_at_once(
        self, live: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 2, and nothing is said as if all were well."""
        nowhere = [str(tmp_path / "nowhere" / name) for name in ("day.svg", "day.ics")]
        code, out, err = said(capsys, "outlook", live, "--svg", nowhere[0], "--ics", nowhere[1])

        assert (code, out) == (2, "")
        assert all(name in err for name in nowhere)

    def test_the_extra_for_calendars_is_named(
        self, live: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Before anything is written."""
        monkeypatch.setitem(sys.modules, "icalendar", None)
        svg = tmp_path / "day.svg"
        code, out, err = said(capsys, "outlook", live, "--svg", str(svg), "--ics", str(tmp_path / "day.ics"))

        assert (code, out) == (2, "")
        assert 'pip install "safetykit[ical]"' in err
        assert not svg.exists()


class TestCases:
    def test_the_packs_own_cases_pass(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The corpus ships with the package."""
        corpus = resources.files("safetykit.packs.cn_gb30871") / "cases" / "hot_work.toml"
        code, out, _ = said(capsys, "cases", str(corpus))

        assert code == 0
        assert out.startswith("通过 ")
        assert out.endswith("，未通过 0\n")

    def test_a_case_that_fails_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What was expected and what came."""
        file = tmp_path / "mine.toml"
        file.write_text(
            '[[case]]\nid = "wrong"\nrule = "HOT-01"\nat = 2026-11-16T09:00:00+08:00\nexpect = "ok"\n[case.record]\n',
            "utf-8",
        )
        code, out, _ = said(capsys, "cases", str(file), "--lang", "en")

        assert code == 1
        assert out == "mine.toml: wrong: expected ok, got breach\n0 passed, 1 failed\n"

    def test_the_cases_of_a_pack_run_by_the_rows_of_all_packs(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Those in the packs and those in files; a pack without any is no obstacle."""
        bare, mine = tmp_path / "bare.toml", tmp_path / "mine.toml"
        bare.write_text('schema = "safetykit-pack/1"\nid = "bare"\ntitle = { zh = "无" }\n', "utf-8")
        mine.write_text(
            '[[case]]\nid = "own"\nrule = "ACME-02"\nat = 2026-11-16T09:00:00+08:00\nexpect = "breach"\n[case.record]\n'
            'gradings = [{ scheme = "cn-gb30871/hot-work", value = "first" }]\nwork = { camera_in_place = false }\n',
            "utf-8",
        )
        packs = ("--pack", PROVINCE, "--pack", str(bare), "--pack", COMPANY, "--lang", "en")

        assert said(capsys, "cases", *packs)[:2] == (0, "9 passed, 0 failed\n")
        assert said(capsys, "cases", str(mine), *packs)[:2] == (0, "10 passed, 0 failed\n")
        assert said(capsys, "cases", "--pack", str(bare))[0] == 2

    def test_every_file_that_is_no_list_of_cases_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """At once, and no count is printed."""
        names = ("one.toml", "other.toml")
        for name in names:
            (tmp_path / name).write_text("case = 1", "utf-8")
        code, out, err = said(capsys, "cases", *(str(tmp_path / name) for name in names))

        assert (code, out) == (2, "")
        assert all(name in err for name in names)
        assert said(capsys, "cases", "nowhere.toml", "--pack", "lost.toml")[2].count("无法读取") == len(names)


class TestDoctor:
    def test_it_says_what_is_there_and_how_to_get_the_rest(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Versions, the pack, the announced days, and the command for each missing extra."""
        monkeypatch.setattr("safetykit.cli.app._EXTRAS", {"bulk": "a-package-that-nobody-has", "pdf": "typst"})
        code, out, _ = said(capsys, "doctor", "--lang", "en")

        assert code == 0
        assert 'pip install "safetykit[bulk]"' in out
        assert "working days announced: 2007-01-01 to 2026-12-28; later days are unannounced" in out

    def test_it_speaks_chinese_unless_told_otherwise(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Like every other command."""
        out = said(capsys, "doctor")[1]

        assert "附加组件 ical：icalendar " in out
        assert "工作日安排已公布：2007-01-01 至 2026-12-28；此后未公布" in out

    def test_it_shows_the_generated_code_of_a_kind(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Functions that read and write its permits and all that they hold, as valid Python."""
        code, out, _ = said(capsys, "doctor", "--show-codec", "height")

        assert code == 0
        made = set(compile(out, "shown", "exec").co_names)
        assert {"read_Permit", "read_HeightWork", "read_Person", "write_Permit", "write_HeightWork"} <= made

    def test_it_knows_the_kinds(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Who asks for a kind that there is not is told the right ones."""
        code, _, told = said(capsys, "doctor", "--show-codec", "tea", "--lang", "en")

        assert code == 2
        assert "no such kind of work; known: " in told
        assert "hot-work" in told


class TestDemo:
    def test_it_leaves_form_and_record_in_one_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """PDF, HTML and JSON of the permit in order, and the findings of both."""
        code, out, _ = said(capsys, "demo", "--out", str(tmp_path / "new" / "demo"), "--lang", "en")
        names = {path.name for path in (tmp_path / "new" / "demo").iterdir()}

        assert code == 0
        assert {"hot_work_form1.pdf", "hot_work_form1.html", "hot_work_form1.json"} <= names
        assert "no breach found" in out
        assert "HOT-04" in out

    def test_it_lists_what_it_wrote_and_nothing_else(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Also in a folder that holds other things, whatever it is called."""
        folder = tmp_path / "[/x]"
        folder.mkdir(parents=True)
        (folder / "private.txt").touch()
        code, out, _ = said(capsys, "demo", "--out", str(folder))

        assert code == 0
        assert str(folder / "hot_work_form1.pdf") in out
        assert "private.txt" not in out

    def test_a_file_in_the_way_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Nothing is overwritten that is no file."""
        (tmp_path / "hot_work_form1.json").mkdir()

        assert "hot_work_form1.json' cannot be written" in said(capsys, "demo", "--out", str(tmp_path))[2]

    def test_the_bundled_records_are_the_examples(self) -> None:
        """The wheel carries the same two records as the folder of examples."""
        bundled = EXAMPLES.parent / "src/safetykit/packs/cn_gb30871/examples"

        assert all((bundled / path.name).read_bytes() == path.read_bytes() for path in EXAMPLES.glob("*.json"))


class TestWords:
    def test_both_languages(self) -> None:
        """Everything is said in Chinese and in English, with the same arguments."""
        words: dict[str, dict[str, str]] = tomllib.loads(
            (resources.files("safetykit.cli") / "words.toml").read_text("utf-8")
        )

        for key, texts in words.items():
            assert set(texts) == {"zh", "en"}, key
            filled = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
            assert filled[0] == filled[1], key


class TestMain:
    def test_the_module_is_the_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """``python -m safetykit`` ends with the exit code."""
        monkeypatch.setattr(sys, "argv", ["safetykit", "check", FORM2])
        monkeypatch.delitem(sys.modules, "safetykit.__main__")
        with pytest.raises(SystemExit) as caught:
            runpy.run_module("safetykit", run_name="__main__")

        assert caught.value.code == 1

    def test_a_pipe_that_knows_few_characters_is_no_obstacle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A Windows code page need not hold what a finding says."""
        pipe = io.BytesIO()
        monkeypatch.setattr(sys, "argv", ["safetykit", "check", FORM1])
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, "cp1252"))
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        code = main()
        sys.stdout.flush()

        assert code == 0
        assert b"\\u5224" in pipe.getvalue()

    def test_without_the_extra_it_says_how_to_get_it(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The core installs without a command-line library."""
        for name in [name for name in sys.modules if name.startswith("safetykit.cli")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "cyclopts", None)

        assert main() == 2
        assert 'pip install "safetykit[cli]"' in capsys.readouterr().err

    def test_another_missing_module_is_not_mistaken_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A broken installation shows itself."""
        for name in [name for name in sys.modules if name.startswith("safetykit.cli")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "safetykit.codec.messages", None)

        with pytest.raises(ModuleNotFoundError):
            main()

    def test_what_nobody_foresaw_is_no_breach(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 1 means a breach and nothing else."""

        def fail(_: object) -> int:
            message = "nobody foresaw this"
            raise RuntimeError(message)

        monkeypatch.setattr("safetykit.cli.run", fail)

        assert main() == 2
        assert "nobody foresaw this" in capsys.readouterr().err
