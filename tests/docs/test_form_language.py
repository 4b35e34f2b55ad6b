import re

import pytest

from docs.examples import ROOT
from safetykit.errors import PackError
from tests.unit.documents.samples import HEAD, form_of

PAGE = (ROOT / "docs" / "reference" / "form-language.md").read_text("utf-8")
KINDS = ("rows", "columns", "list", "checklist", "sign", "prose", "picture")


def known(blocks, head=HEAD):
    """Return the keys that the loader names when it meets one that it does not know."""
    with pytest.raises(PackError) as caught:
        form_of(blocks, head=head)
    found = [re.search(r"no such key; known here: (.*)", problem) for problem in caught.value.problems]
    return {key for match in found if match for key in match[1].split(", ")}


class TestReference:
    @pytest.mark.parametrize("kind", KINDS)
    def test_keys_of_blocks(self, kind):
        """The page names each key of each kind of block."""
        keys = known(f'[[block]]\nkind = "{kind}"\nno-such = 1\n')

        assert keys
        assert set() == {key for key in keys if f"`{key}`" not in PAGE}

    def test_keys_of_cells_and_of_the_form(self):
        """The page names each key of a cell, of the form, its paper, badge, compact variant and slots."""
        head = HEAD.replace(
            "[paper]", "no-such = 1\n[compact]\nno-such = 1\n[badge]\nno-such = 1\n[paper]\nno-such = 1"
        )
        block = '[[block]]\nrows = [[{ no-such = 1 }]]\n[[block]]\nkind = "sign"\nslots = [{ no-such = 1 }]'
        keys = known(block, head)

        assert {"grid", "margins", "shrink", "frames", "each", "least"} <= keys
        assert set() == {key for key in keys if f"`{key}`" not in PAGE}
