from importlib import resources

import pytest

from safetykit.model.findings import Basis, Milestone, Outcome, Severity
from safetykit.model.permits import Permit
from safetykit.model.shapes import fields_of
from safetykit.model.works import HotWork
from safetykit.rules.loader import read_texts
from safetykit.rules.rows import SourceMark, need
from tests.unit.rules.made_up import ask, row

FOLDER = resources.files("safetykit.rules") / "locales"
HELD = {"revision", "changed_at", "state_since", "entered_from", "external_ids", "extensions"}
PROBLEMS = []
TEXTS = read_texts({lang: (FOLDER / f"{lang}.toml").read_text("utf-8") for lang in ("zh", "en")}, PROBLEMS)
KEYS = [
    f"{group}.{member.value}"
    for group, kind in (
        ("outcome", Outcome),
        ("basis", Basis),
        ("severity", Severity),
        ("milestone", Milestone),
        ("mark", SourceMark),
    )
    for member in kind
]


class TestWords:
    def test_are_complete(self):
        """Both languages have the same keys with the same arguments."""
        assert PROBLEMS == []

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("key", [*KEYS, "unit.hour", "unit.minute"])
    def test_name_every_answer(self, key, lang):
        """Every outcome, basis, severity, milestone and source mark has words."""
        assert TEXTS.label(key, lang) != key

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize(
        "key",
        ["ok", "declared", "unknown", "not-due", "not-applicable", "not-triggered", "waived", "grade-raised"],
    )
    def test_of_the_engine_are_there(self, key, lang):
        """What the engine itself says has words."""
        assert TEXTS.messages[lang][key].wrong

    def test_never_say_safe(self):
        """The best result is that no breach was found."""
        texts = [
            words
            for lang in ("zh", "en")
            for words in (
                *TEXTS.labels[lang].values(),
                *(part for message in TEXTS.messages[lang].values() for part in (message.wrong, message.todo)),
            )
        ]

        names = {"安全交底", "安全措施"}  # what cells of the form are called
        assert [
            text for text in texts if any(word in text for word in ("合格", "安全", "safe")) and text not in names
        ] == []
        assert TEXTS.label("outcome.ok", "zh") == "未发现不符合"
        assert TEXTS.label("outcome.ok", "en") == "no breach found"


class TestFields:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize(("cls", "prefix"), [(Permit, ""), (HotWork, "work.")])
    def test_have_a_name_in_every_language(self, lang, cls, prefix):
        """Whatever a finding points to is called by a word, not by a pointer; what the verbs alone set needs none."""
        labels = TEXTS.labels[lang]
        names = {field.name for field in fields_of(cls)} - HELD

        assert {name for name in names if f"field.{prefix}{name}" not in labels} == set()

    def test_are_named_by_a_question_about_them(self):
        """A question that has no words of its own names the field."""
        item = ask(row(lambda _context: [need("/work/outdoors")])).items[0]

        assert TEXTS.say(item, "en", "UTC")[0] == "outdoors: cannot be judged, input missing"
        assert TEXTS.say(item, "zh", "UTC")[0] == "“是否露天”资料不足，无法判定"
