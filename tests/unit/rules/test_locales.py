from importlib import resources

import pytest

from safetykit.model.findings import Basis, Milestone, Outcome, Severity
from safetykit.rules.loader import read_texts
from safetykit.rules.rows import SourceMark

FOLDER = resources.files("safetykit.rules") / "locales"
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

        assert [text for text in texts if any(word in text for word in ("合格", "安全", "safe"))] == []
        assert TEXTS.label("outcome.ok", "zh") == "未发现不符合"
        assert TEXTS.label("outcome.ok", "en") == "no breach found"
