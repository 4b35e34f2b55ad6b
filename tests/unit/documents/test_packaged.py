import pytest

from safetykit.documents import forms_in
from safetykit.errors import PackError
from safetykit.model.works import HotWork


class TestFormsIn:
    def test_shipped_pack(self):
        """The forms of a pack are found by their folder, with their words in both languages."""
        (form,) = forms_in("safetykit.packs.cn_gb30871", (HotWork,))

        assert "cn-gb30871/a1" == form.id
        assert {"zh", "en"} == {*form.labels}

    def test_without_its_work(self):
        """A form whose kind of work is not given cannot be checked, and says which path it is about."""
        with pytest.raises(
            PackError, match=r"a1.toml: block 1: row 3, cell 2: value: 'work.methods': no field 'methods'"
        ):
            forms_in("safetykit.packs.cn_gb30871", ())
