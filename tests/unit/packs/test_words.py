import attrs
import pytest

from safetykit.model.frozenmap import FrozenMap
from safetykit.packs import cn_gb30871
from safetykit.packs.words import misfits

FORMS = cn_gb30871.PACK.forms


class TestMisfits:
    def test_none(self):
        """Other words under a known key, with the places of the words that they replace, are welcome."""
        labels = {
            "zh": {"form.a1.title": "动火票", "form.a1.measure.2": "加盲板 {blinds} 块"},
            "en": {"number": "No."},
            "zh+en": {"number": "No. 编号 ", "form.a1.measure.2": "盲板 blinds {blinds}"},
        }

        assert [] == misfits(labels, FORMS)

    @pytest.mark.parametrize("text", ["协调人已明确", "协调人：{coordinator}"])
    def test_place_that_the_form_fills(self, text):
        """A place that the form fills from elsewhere in the record may be left out: given wording may not have it."""
        assert [] == misfits({"zh": {"form.a1.measure.12": text}}, FORMS)

    @pytest.mark.parametrize(
        ("labels", "problem"),
        [
            ({"fr": {}}, "labels: 'fr' is not among the languages zh, en, zh+en"),
            ({"zh+en": {"form.a1.titel": "x"}}, "labels: zh+en: no form has a label 'form.a1.titel'"),
            ({"zh+en": {"signature": "{x}"}}, "labels: zh+en: 'signature' has the places {x}; needed are none"),
            ({"zh": {"form.a1.titel": "x"}}, "labels: zh: no form has a label 'form.a1.titel'"),
            (
                {"zh": {"form.a1.measure.2": "加盲板"}},
                "labels: zh: 'form.a1.measure.2' has the places none; needed are {blinds}",
            ),
            ({"en": {"form.a1.title": "{x}"}}, "labels: en: 'form.a1.title' has the places {x}; needed are none"),
        ],
    )
    def test_are_named(self, labels, problem):
        """A language, a key or places that do not fit are named, with what would."""
        assert [problem] == misfits(labels, FORMS)

    def test_form_of_one_language(self):
        """A form without words of a language leaves only the library's own to be replaced."""
        (form,) = FORMS

        bare = attrs.evolve(form, labels=FrozenMap({"zh": form.labels["zh"]}))
        assert ["labels: en: no form has a label 'form.a1.title'"] == misfits({"en": {"form.a1.title": "x"}}, [bare])
