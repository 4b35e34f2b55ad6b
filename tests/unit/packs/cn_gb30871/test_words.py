import ast
from importlib import resources

import pytest

from safetykit.model.evidence import Duty
from safetykit.packs.cn_gb30871 import PACK
from safetykit.rules.hours import Stretch
from safetykit.rules.loader import read_texts

LANGUAGES = ("zh", "en")
RULES = resources.files("safetykit.rules")
TEXTS = read_texts({lang: (RULES / f"locales/{lang}.toml").read_text("utf-8") for lang in LANGUAGES}, []).including(
    PACK.texts
)
FILES = [file for folder in (RULES, resources.files("safetykit.packs.cn_gb30871")) for file in folder.iterdir()]
ANSWERS = {"breach": 1, "need": 1, "declared": 1, "not_triggered": 1, "not_applicable": 1, "denied": 2}
"""Functions that make answers, and where among their arguments the message stands; ``denied`` fills in the row."""


def calls():
    """Yield the message key and the arguments of every answer that a check gives."""
    for file in FILES:
        if file.name.endswith(".py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ANSWERS:
                    place = ANSWERS[node.func.id]
                    messages = node.args[place : place + 1]
                    keys = [key for arg in messages for key in ast.walk(arg) if isinstance(key, ast.Constant)]
                    given = {word.arg for word in node.keywords} - {"group"} | ({"row"} if place > 1 else set())
                    for key in keys:
                        yield key.value, given


CALLS = [call for call in calls() if isinstance(call[0], str)]
CONSTANTS = {
    node.value
    for file in FILES
    if file.name.endswith(".py")
    for node in ast.walk(ast.parse(file.read_text("utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
"""Texts of the code: keys that functions hand on stand in no call of an answer."""


class TestWords:
    def test_are_found(self):
        """The test below looks at something."""
        assert len(CALLS) > 60

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_exist_for_every_answer(self, lang):
        """Whatever a check may say has words in both languages."""
        assert [key for key, _ in CALLS if key not in TEXTS.messages[lang]] == []

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_take_the_arguments_that_are_given(self, lang):
        """No text has a place that the check does not fill."""
        lacking = [
            (key, place)
            for key, given in CALLS
            for place in TEXTS.messages[lang][key].places
            if place not in given and None not in given
        ]

        assert lacking == []

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_are_all_used(self, lang):
        """No text is left over from a check that is gone."""
        reasons = {reason.message for scale in PACK.scales for reason in scale.requirements}
        said = CONSTANTS | reasons | {scale.raised_message for scale in PACK.scales}

        assert set(PACK.texts.messages[lang]) - said == set()

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_say_what_is_wrong_and_what_to_do(self, lang):
        """Every answer but a reason for a grade ends in an act."""
        acts = {key: TEXTS.messages[lang][key] for key, _ in CALLS if key not in ("ok", "declared")}
        silent = {"not-applicable", "not-triggered"}

        assert [key for key, message in acts.items() if not message.wrong] == []
        assert [key for key, message in acts.items() if not message.todo and key not in silent] == []

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize(
        "key",
        [
            *(f"grade.{grade}" for grade in PACK.scales[0].order),
            *(f"slot.{slot}" for slots in PACK.site.slots.values() for slot in slots),
            "slot.acceptance",
            *(f"duty.{duty.value}" for duty in Duty),
            *(
                f"hours.{kind.value}"
                for kind in (Stretch.REST_DAY, Stretch.HOLIDAY, Stretch.NIGHT, Stretch.UNANNOUNCED)
            ),
            *(f"kind.{kind}" for rule in PACK.rules for kind in rule.params.get("facts", {}) if rule.code == "GEN-04"),
            *(f"kind.{kind}" for rule in PACK.rules for kind in rule.params.get("before", ())),
            *(f"function.{function}" for functions in PACK.site.approvers.values() for function in functions),
            *(f"disposed.{what}" for rule in PACK.rules for what in rule.params.get("keep", ())),
            *(f"blank.{blank}" for blank in ("text", "drafted_by", "blinds", "extinguishers", "blankets", "hoses")),
            *(f"occurrence.{kind}" for rule in PACK.rules if "demands" in rule.params for kind in rule.params["kinds"]),
            *(f"cell.{cell}" for cell in ("place", "window", "leader", "number", "applied_at", "content", "method")),
            *(
                f"cell.{cell}"
                for cell in ("applicant-unit", "work-unit", "analyst", "at", "gas", "reading", "instrument")
            ),
            *(f"certificate.{rule.params['certificate']}" for rule in PACK.rules if "certificate" in rule.params),
            *(
                f"point.{point}"
                for rule in PACK.rules
                for points in rule.params.get("surfaces", {}).values()
                for point in points
            ),
        ],
    )
    def test_label_what_stands_in_arguments(self, key, lang):
        """Every code that an argument may hold has a word."""
        assert TEXTS.label(key, lang) != key
