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
from safetykit.codec.codec import Codec
from safetykit.model.findings import Basis, Findings
from tests.stories.form1 import draft

EXAMPLES = Path(__file__).parents[2] / "examples"
FORM1, FORM2 = (str(EXAMPLES / f"hot_work_form{number}.json") for number in (1, 2))
SCHEMA = Path(__file__).parents[1] / "vectors" / "sarif" / "sarif-schema-2.1.0.json"
SARIF = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")), validate_formats=True)
CODES = {
    "GEN-01", "GEN-02", "GEN-03", "GEN-05", "GEN-06", "GEN-08", "GEN-09", "GEN-12", "GEN-19", "GEN-20",
    "HOT-01", "HOT-02", "HOT-03", "HOT-04", "HOT-07", "HOT-09", "HOT-10", "HOT-12", "HOT-18", "HOT-20", "HOT-21",
}  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command: exit code, standard output, standard error."""
    code = run(arguments)
    out, err = capsys.readouterr()
    return code, out, err


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


class TestDoctor:
    def test_it_says_what_is_there_and_how_to_get_the_rest(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Versions, the pack, the announced years, and the command for each missing extra."""
        monkeypatch.setattr("safetykit.cli.app._EXTRAS", {"bulk": "a-package-that-nobody-has", "pdf": "typst"})
        code, out, _ = said(capsys, "doctor", "--lang", "en")

        assert code == 0
        assert 'pip install "safetykit[bulk]"' in out
        assert "announced for: 2007, 2008, " in out
        assert " 2025, 2026; other years" in out

    def test_it_speaks_chinese_unless_told_otherwise(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Like every other command."""
        out = said(capsys, "doctor")[1]

        assert "已公布工作日安排的年份：2007, 2008, " in out
        assert " 2025, 2026；其他年份" in out


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
