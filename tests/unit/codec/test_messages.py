import re
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

import safetykit.codec
from safetykit.codec.messages import problem_text
from safetykit.errors import Problem
from safetykit.model import shapes
from safetykit.model.frozenmap import FrozenMap

WORDS = tomllib.loads((resources.files("safetykit.codec") / "messages.toml").read_text("utf-8"))
SOURCES = [*Path(safetykit.codec.__path__[0]).glob("*.py"), Path(shapes.__file__)]
CODES = {
    code
    for file in SOURCES
    for code in re.findall(r'(?:fault\(|return |else )"([a-z]+(?:-[a-z0-9]+)+)"', file.read_text("utf-8"))
} | {"fraction"}


class TestWords:
    def test_every_code_has_words_and_no_words_are_left_over(self):
        """Every code that the codec can tell has its words, and no others are there."""
        assert set(WORDS["problem"]) == CODES

    @pytest.mark.parametrize("table", ["problem", "expected"])
    def test_both_languages(self, table):
        """Everything is said in Chinese and in English, with the same arguments."""
        for words in WORDS[table].values():
            assert set(words) == {"zh", "en"}
            names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in words.values()]
            assert table == "expected" or names[0] == names[1]


class TestProblemText:
    def test_arguments_are_put_in(self):
        """What was expected is said in the language of the reader."""
        problem = Problem("/record/id", "wrong-type", FrozenMap(expected="text"))

        assert problem_text(problem) == "应填写文本"
        assert problem_text(problem, "en") == "must be text"

    def test_limits(self):
        """Limits are put in as they are."""
        assert problem_text(Problem("", "too-long", FrozenMap(most="200")), "en") == "too long; at most 200 allowed"

    def test_unknown_language(self):
        """A language without words is refused, not replaced by another."""
        with pytest.raises(ValueError, match="use 'zh' or 'en'"):
            problem_text(Problem("", "too-deep"), "de")
