"""Findings as a SARIF log: valid by the schema of OASIS, complete, the same each time."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from urllib.parse import quote

import attrs
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.kit import Kit
from safetykit.model.findings import Basis, EffectiveGrade, Finding, Findings, Outcome, Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.packs import cn_gb30871
from safetykit.rules.sarif import LISTED, sarif_log
from safetykit.rules.texts import Message, Texts
from safetykit.testing.strategies import strategy_for
from tests.unit.rules.made_up import row

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "tests/vectors/sarif/sarif-schema-2.1.0.json").read_text("utf-8"))
SARIF = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TEXTS = Texts(
    FrozenMap(
        {
            "zh": FrozenMap(
                {
                    "late": Message("检测于 {at:minute}", "请重新检测"),
                    "house/rule": Message("超过 {limit}", "请缩短"),
                    "waived": Message("企业豁免"),
                }
            ),
            "en": FrozenMap(
                {
                    "late": Message("sampled at {at:minute}", "sample again"),
                    "brace": Message("in {braces}"),
                    "house/rule": Message("longer than {limit}", "shorten it"),
                    "waived": Message("waived by the company"),
                    "hazard": Message("runs"),
                }
            ),
        }
    ),
    FrozenMap(
        {
            "zh": FrozenMap({"milestone.start": "开始作业", "severity.block": "禁止", "mark.two": "一致"}),
            "en": FrozenMap({"milestone.start": "start of work", "severity.block": "blocks", "grade.low": "low"}),
        }
    ),
)


def finding(outcome=Outcome.BREACH, **fields):
    """Return a made-up finding."""
    values = {
        "rule": "made-up/row",
        "code": "MU-01",
        "pack": "made-up",
        "outcome": outcome,
        "severity": Severity.BLOCK,
        "cites": "made-up 1.1",
        "mark": "two",
        "due": "start",
        "path": "/permitted/end",
        "message": "late",
        "args": FrozenMap({"at": "2026-11-16T01:00:00Z"}),
    }
    return Finding(**{**values, **fields})


def findings(*items, **fields):
    """Return made-up findings about one record."""
    values = {"record": "permit-1", "revision": 3, "judged_at": AT, "items": items}
    return Findings(**{**values, **fields})


def run(*items, lang="en", every=False, rules=(), **fields):
    """Return the run of a log about one record, after having validated it."""
    return run_of({"permit.json": findings(*items, **fields)}, lang=lang, every=every, rules=rules)


def run_of(found, *, texts=TEXTS, lang="en", **options):
    """Return the run of a log, after having validated it and sent it through JSON text."""
    log = sarif_log(found, texts=texts, lang=lang, zone="Asia/Shanghai", **options)
    SARIF.validate(log)
    assert json.loads(json.dumps(log)) == log
    assert log["version"] == "2.1.0"
    assert log["$schema"] == SCHEMA["id"]
    assert next(iter(log)) == "version"
    return log["runs"][0]


class TestOutcome:
    @pytest.mark.parametrize(
        ("outcome", "kind"),
        [
            (Outcome.BREACH, "fail"),
            (Outcome.OK, "pass"),
            (Outcome.NEEDS_INPUT, "open"),
            (Outcome.NOT_DUE, "informational"),
            (Outcome.WAIVED, "review"),
            (Outcome.NOT_TRIGGERED, "notApplicable"),
            (Outcome.NOT_APPLICABLE, "notApplicable"),
        ],
    )
    def test_each_has_its_kind(self, outcome, kind):
        """Only a breach has a level; the others have none, as the standard demands, and keep their severity aside."""
        result = run(finding(outcome), every=True)["results"][0]

        assert (result["kind"], result["level"]) == (kind, "error" if kind == "fail" else "none")
        assert result["properties"]["outcome"] == outcome.value
        assert result["properties"]["severity"] == "block"

    @pytest.mark.parametrize(
        ("severity", "level"), [(Severity.BLOCK, "error"), (Severity.WARN, "warning"), (Severity.INFO, "note")]
    )
    def test_severity_becomes_the_level(self, severity, level):
        """Of a breach, and of its rule."""
        made = run(finding(severity=severity))

        assert made["results"][0]["level"] == level
        assert made["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": level}

    def test_a_waived_row_is_suppressed(self):
        """With the words of the finding as the reason; every other result says that it is not (3.27.23)."""
        waived, broken = run(finding(Outcome.WAIVED, message="waived", path="/waivers"), finding(rule="z"))["results"]

        assert waived["suppressions"] == [
            {"kind": "external", "status": "accepted", "justification": "waived by the company"}
        ]
        assert broken["suppressions"] == []

    def test_what_is_well_is_listed_on_demand(self):
        """By default breaches, questions, what is still to do and what was waived; the rules are there in any case."""
        items = [finding(outcome, rule=f"made-up/{outcome.value}") for outcome in Outcome]
        short, long = run(*items), run(*items, every=True)

        assert {item["properties"]["outcome"] for item in short["results"]} == {each.value for each in LISTED}
        assert len(long["results"]) == len(items)
        assert len(short["tool"]["driver"]["rules"]) == len(items)

    def test_what_an_ok_rests_on_is_told(self):
        """A tick is no measurement."""
        (result,) = run(finding(Outcome.OK, basis=Basis.DECLARED), every=True)["results"]

        assert result["properties"]["basis"] == "declared"

    def test_an_input_that_is_not_kept_is_told(self):
        """So that a reader can tell a gap of the record from one of the site."""
        (result,) = run(finding(Outcome.NEEDS_INPUT, kept=False))["results"]

        assert result["properties"]["kept"] is False


class TestMessage:
    @pytest.mark.parametrize(
        ("lang", "text"),
        [("zh", "检测于 2026年11月16日 09时00分；请重新检测"), ("en", "sampled at 2026-11-16 09:00; sample again")],
    )
    def test_it_is_in_the_readers_language(self, lang, text):
        """What is wrong and what to do, on the clocks of the site."""
        made = run(finding(), lang=lang)

        assert made["results"][0]["message"] == {"text": text}
        assert made["language"] == made["tool"]["driver"]["language"] == lang

    def test_a_brace_is_no_place_for_an_argument(self):
        """It is doubled (3.11.5)."""
        (result,) = run(finding(message="brace", args=FrozenMap({"braces": "{0}"})))["results"]

        assert result["message"]["text"] == "in {{0}}"


class TestRules:
    def test_a_row_is_described(self):
        """Code, clause, mark, due, and from when until when it is in force."""
        rules = [row(id="made-up/row", until=date(2030, 1, 1)), row(id="made-up/other")]
        (rule,) = run(finding(), lang="zh", rules=rules)["tool"]["driver"]["rules"]

        assert (rule["id"], rule["name"]) == ("made-up/row", "MU-01")
        assert rule["shortDescription"] == {"text": "made-up 1.1"}
        assert rule["fullDescription"] == {"text": "made-up 1.1；开始作业；禁止；一致"}
        assert rule["properties"] == {
            "code": "MU-01",
            "pack": "made-up",
            "cites": "made-up 1.1",
            "mark": "two",
            "due": "start",
            "inForceFrom": "2020-01-01",
            "inForceUntil": "2030-01-01",
        }
        assert "help" not in rule

    def test_a_row_that_is_not_at_hand_is_described_by_its_finding(self):
        """Findings of long ago can be shown too; a word without a label stands as it is."""
        (rule,) = run(finding(due=None))["tool"]["driver"]["rules"]

        assert rule["fullDescription"] == {"text": "made-up 1.1; blocks; two"}
        assert not {"due", "inForceFrom", "inForceUntil"} & rule["properties"].keys()

    def test_a_row_in_force_without_end_has_none(self):
        """An end that is not known is left out."""
        (rule,) = run(finding(), rules=[row(id="made-up/row")])["tool"]["driver"]["rules"]

        assert "inForceUntil" not in rule["properties"]

    def test_a_rule_of_the_house_brings_its_own_help(self):
        """The words under its own id."""
        (rule,) = run(finding(rule="house/rule", code="house/rule"))["tool"]["driver"]["rules"]

        assert rule["help"] == {"text": "longer than {{limit}}; shorten it"}

    def test_results_point_to_their_rule(self):
        """By id and by index, whatever the order of the findings."""
        made = run(finding(rule="z"), finding(rule="a"), finding(rule="m"), finding(rule="a", path=""))
        rules = made["tool"]["driver"]["rules"]

        assert [rule["id"] for rule in rules] == ["a", "m", "z"]
        assert all(rules[item["ruleIndex"]]["id"] == item["ruleId"] for item in made["results"])

    def test_packs_are_extensions(self):
        """Each with its fingerprint as its version."""
        made = run(finding(), packs=FrozenMap({"pack-b": "b" * 64, "pack-a": "a" * 64}))

        assert [(each["name"], each["version"]) for each in made["tool"]["extensions"]] == [
            ("pack-a", "a" * 64),
            ("pack-b", "b" * 64),
        ]


class TestPlace:
    @pytest.mark.parametrize(
        ("path", "names"),
        [
            ("", ["permit-1"]),
            ("/", ["", "permit-1"]),
            ("/permitted/end", ["end", "permitted", "permit-1"]),
            ("/gas_tests/0", ["0", "gas_tests", "permit-1"]),
            ("/extensions/a~1b~0c~01//动火", ["动火", "", "a/b~c~1", "extensions", "permit-1"]),
        ],
    )
    def test_it_is_named_with_all_that_it_lies_in(self, path, names):
        """A JSON Pointer, its steps unescaped, up to the record; the place of the whole record is the record."""
        made = run(finding(path=path))
        (location,) = made["results"][0]["locations"]
        (place,) = location["logicalLocations"]
        chain = [made["logicalLocations"][place["index"]]]
        while "parentIndex" in chain[-1]:
            chain.append(made["logicalLocations"][chain[-1]["parentIndex"]])

        assert place["fullyQualifiedName"] == (path or "permit-1")
        assert chain[0].get("fullyQualifiedName", chain[0]["name"]) == place["fullyQualifiedName"]
        assert [each["name"] for each in chain] == names
        assert made["results"][0]["properties"]["path"] == path

    def test_it_lies_in_the_file_of_the_record(self):
        """By name and by index."""
        made = run_of({"b.json": findings(finding()), "a.json": findings(finding(), record="permit-2")})
        artifacts = [each["location"]["uri"] for each in made["artifacts"]]
        places = [item["locations"][0]["physicalLocation"]["artifactLocation"] for item in made["results"]]

        assert artifacts == ["a.json", "b.json"]
        assert places == [{"uri": "a.json", "index": 0}, {"uri": "b.json", "index": 1}]

    @pytest.mark.parametrize(
        "uri",
        [
            "permit.json",
            "../a/b%20c.json",
            "./a:b.json",
            "file:///permits/1.json",
            "https://a.example/p?id=1/2#/x?y",
            "a",
            "?a",
        ],
    )
    def test_uris_are_taken(self, uri):
        """Absolute and relative references of RFC 3986."""
        assert run_of({uri: findings()})["artifacts"][0]["location"] == {"uri": uri}

    @pytest.mark.parametrize("uri", ["", "a b.json", "动火.json", "a%2", "1:2", "a\\b", "a#b#c", "[a]", "a\n"])
    def test_what_is_no_uri_is_refused(self, uri):
        """With what to do about it, and without the name, which may be that of a person."""
        with pytest.raises(ValueError, match=r"key 2 is no URI reference; urllib.parse.quote") as caught:
            run_of({"a": findings(), uri: findings()})

        assert not uri or uri not in str(caught.value)

    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
    def test_quoting_makes_a_uri_of_every_name(self, name):
        """What the refusal says to do helps."""
        assert run_of({quote(name): findings()})


class TestIdentity:
    def print_of(self, item, **fields):
        """Return the fingerprint of a result."""
        (result,) = run(item, **fields)["results"]
        return result["partialFingerprints"]

    def test_it_survives_other_words_a_later_revision_and_another_instant(self):
        """So that a build server knows the finding of yesterday."""
        later = {"revision": 9, "judged_at": datetime(2027, 1, 1, tzinfo=UTC), "lang": "zh"}
        first = self.print_of(finding())

        assert list(first) == ["recordRulePath/v1"]
        assert first == self.print_of(finding(message="brace", cites="2.2", args=FrozenMap()), **later)

    @pytest.mark.parametrize("fields", [{"path": "/permitted"}, {"rule": "made-up/other"}])
    def test_it_tells_findings_apart(self, fields):
        """By rule, by place, and by record."""
        assert self.print_of(finding()) != self.print_of(finding(**fields))
        assert self.print_of(finding()) != self.print_of(finding(), record="permit-2")


class TestRun:
    def test_it_says_what_was_judged_by(self):
        """Fingerprints of kit and site and the defaults of the site that were used; what is not known is left out."""
        digests = {"kit": "a" * 64, "site": "b" * 64}
        made = run_of(
            {
                "a": findings(defaults=("zone", "night"), **digests),
                "b": findings(defaults=("mode", "zone"), **digests),
            }
        )

        assert made["properties"] == {**digests, "defaults": ["zone", "night", "mode"]}
        assert run()["properties"] == {"defaults": []}

    def test_the_instant_of_judgment_is_no_time_of_a_run(self):
        """Each record has its own, in UTC, with its revision; results repeat it."""
        made = run(finding(), milestone="start")
        expected = {"record": "permit-1", "revision": 3, "judgedAt": "2026-11-16T01:00:00Z", "milestone": "start"}

        assert made["invocations"] == [{"executionSuccessful": True}]
        assert made["artifacts"][0]["properties"] == {**expected, "grades": []}
        assert made["results"][0]["properties"].items() >= expected.items()

    def test_grades_come_with_their_reasons(self):
        """In the reader's words, with clauses and open facts."""
        grade = EffectiveGrade(
            scheme="made-up/hot-work",
            value="high",
            entered="low",
            required="high",
            grounds=("hazard",),
            cites=("made-up 2.1",),
            open=("/work/purged",),
        )

        assert run(grades=(grade,))["artifacts"][0]["properties"]["grades"] == [
            {
                "scheme": "made-up/hot-work",
                "value": "high",
                "entered": "low",
                "required": "high",
                "reasons": ["runs"],
                "cites": ["made-up 2.1"],
                "open": ["/work/purged"],
            }
        ]

    @pytest.mark.parametrize(
        ("entered", "shown"), [("canary", "?"), ("low", "low"), ("high", "high"), ("middle", "middle"), (None, None)]
    )
    def test_a_grade_that_nobody_knows_is_not_repeated(self, entered, shown):
        """It may be any word; one that is judged by, required, or has a label is no secret."""
        grade = EffectiveGrade(scheme="s", value="high", entered=entered, required="middle")
        (told,) = run(grades=(grade,))["artifacts"][0]["properties"]["grades"]

        assert told.get("entered") == shown

    @pytest.mark.parametrize("fields", [{"kit": "a" * 64}, {"site": "a" * 64}, {"packs": FrozenMap({"p": "a" * 64})}])
    def test_one_run_is_one_judge(self, fields):
        """Findings by different kits, sites or packs do not stand side by side."""
        with pytest.raises(ValueError, match="make a log of each"):
            run_of({"a": findings(), "b": findings(**fields)})

    def test_no_findings_make_an_empty_run(self):
        """A log of nothing is a log."""
        assert run_of({})["results"] == []


KITS = {lang: Kit(packs=[cn_gb30871.PACK], locale=lang) for lang in ("zh", "en")}


class TestExamples:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_every_finding_of_the_forms_is_kept(self, lang, number):
        """Both forms, in both languages: one result for each finding, with its text."""
        kit = KITS[lang]
        data = (ROOT / f"examples/hot_work_form{number}.json").read_bytes()
        permit = kit.codec.load(data, Permit)
        found = kit.check(permit, at=kit.moment(permit))
        rules = cn_gb30871.PACK.rules
        made = run_of({"form.json": found}, texts=kit.texts, lang=lang, every=True, rules=rules)
        told = {(item["ruleId"], item["properties"]["path"], item["message"]["text"]) for item in made["results"]}

        assert len(made["results"]) == len(found.items)
        assert told == {(item.rule, item.path, kit.text(item)) for item in found.items}
        assert made["properties"]["kit"] == kit.fingerprint
        assert not [
            person for person in permit.people if person.name and person.name in json.dumps(made, ensure_ascii=False)
        ]


def made_up():
    """Return any findings, judged by one kit."""
    return strategy_for(Findings).map(lambda each: attrs.evolve(each, kit=None, site=None, packs=FrozenMap()))


class TestAnyFindings:
    @given(st.dictionaries(st.from_regex(r"[a-z]{1,3}", fullmatch=True), made_up(), max_size=3), st.randoms())
    def test_none_is_lost_and_the_order_of_the_input_does_not_count(self, found, random: Random):
        """Every finding is one result, and a log of the same findings is the same text."""
        shuffled = list(found.items())
        random.shuffle(shuffled)
        mixed = {
            uri: attrs.evolve(each, items=tuple(random.sample(each.items, len(each.items)))) for uri, each in shuffled
        }
        bare = Texts()
        made = run_of(found, texts=bare, every=True)

        assert sorted((item["ruleId"], item["properties"]["outcome"]) for item in made["results"]) == sorted(
            (item.rule, item.outcome.value) for each in found.values() for item in each.items
        )
        assert {rule["id"] for rule in made["tool"]["driver"]["rules"]} == {
            item.rule for each in found.values() for item in each.items
        }
        assert [item for item in made["results"] if (item["kind"] == "fail") != (item["level"] != "none")] == []
        assert all(re.fullmatch(r"[0-9a-f]{64}", *item["partialFingerprints"].values()) for item in made["results"])
        assert json.dumps(made) == json.dumps(run_of(mixed, texts=bare, every=True))
