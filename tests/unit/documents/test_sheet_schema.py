import copy
import json
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources

import attrs
import jsonschema_rs
import pytest

from safetykit.documents import Cell, Picture, Row, Run, Table, fill
from safetykit.documents.sheet_schema import sheet_data, sheet_from, sheet_schema
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import HOSTILE, IMPRINT, NOON, a1, record, sheet_of, with_texts, words
from tests.unit.documents.trial.trials import NAMES, PNGS, sheet

VALID = jsonschema_rs.validator_for(sheet_schema(), validate_formats=True)


def written(made):
    data = json.loads(json.dumps(sheet_data(made)))
    VALID.validate(data)
    return data


def problems(data):
    with pytest.raises(RenderError) as caught:
        sheet_from(data)
    return list(caught.value.problems)


def changed(**more):
    return {**written(sheet_of("文字")), **more}


class TestSchema:
    def test_shipped(self):
        """The schema that ships is the one of the classes."""
        shipped = (resources.files("safetykit.documents") / "schemas" / "sheet-1.json").read_text("utf-8")

        assert sheet_schema() == json.loads(shipped)
        jsonschema_rs.meta.validate(sheet_schema())

    def test_says_what_fields_mean(self):
        """Each field carries what its class says about it."""
        fields = sheet_schema()["$defs"]["Cell"]["properties"]

        assert fields["path"]["description"].startswith("JSON Pointer (RFC 6901) to the value")
        assert {"label", "head", "value", "sign", "prose", "merged"} == {*fields["role"]["enum"]}

    @pytest.mark.parametrize(
        "wrong", [{"schema": "safetykit-sheet/2"}, {"extra": 1}, {"paper": {"width": "wide"}}, {"page_words": ["a"]}]
    )
    def test_refuses(self, wrong):
        """What the reader refuses the schema refuses too."""
        assert not VALID.is_valid(changed(**wrong))
        assert problems(changed(**wrong))


class TestRoundTrip:
    @pytest.mark.parametrize("name", NAMES)
    def test_trial_forms(self, name):
        """A sheet with pictures, heads, annex and panels is the same after it was written and read."""
        assert sheet(name) == sheet_from(written(sheet(name)))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts(self, text):
        """Whatever a text holds comes back."""
        made = fill(a1(), with_texts(record(), text), words("zh+en"), imprint=IMPRINT)

        assert made == sheet_from(written(made))

    @pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone(timedelta(minutes=7, seconds=3))])
    def test_times(self, zone):
        """An instant comes back whatever the clock it was read from."""
        made = sheet_of("文字", changed_at=NOON.astimezone(zone))

        assert made == sheet_from(written(made))

    def test_numbers_stay_as_they_are(self):
        """A whole number of millimeters stays one, so that a page made from JSON has the same bytes."""
        made = sheet_from(written(sheet_of("文字")))

        assert ("210", "10") == (str(made.paper.width), str(made.paper.type_size))


class TestReader:
    def test_everything_at_once(self):
        """All that is wrong is told at once, by pointer, without the values."""
        wrong = changed(
            **{"a/b": 1, "badge": {"text": 5}, "pictures": {"x~": {"media_type": "image/png", "data": "%"}}},
            paper={"margins": [1, 2, 3], "pages": True, "width": float("nan")},
            changed_at="2026-11-16T12:00",
            foot="foot",
            tables=[3, {"id": "t", "grid": [1], "kind": "circle", "frame": 0}],
        )
        del wrong["title"]

        assert {
            "/a~1b: there is no such field in a Sheet",
            "/title: is missing",
            "/badge/text: a text is needed",
            "/pictures/x~0/data: a text in base64 is needed",
            "/paper/margins: a list of 4 is needed",
            "/paper/pages: a whole number is needed",
            "/paper/width: a finite number is needed",
            "/changed_at: an instant is needed",
            "/foot: a list is needed",
            "/tables/0: an object is needed",
            "/tables/1/kind: one of 'fields', 'columns', 'list', 'opinions', 'prose', 'pictures' is needed",
            "/tables/1/frame: true or false is needed",
        } == {*problems(wrong)}

    @pytest.mark.parametrize("data", [None, 1, [], "sheet"])
    def test_no_object(self, data):
        """What is no object is no sheet."""
        assert ["/: an object is needed"] == problems(data)

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ({"pictures": []}, "/pictures: an object is needed"),
            ({"changed_at": 5}, "/changed_at: an instant is needed"),
            ({"changed_at": "2026-02-30T12:00:00Z"}, "/changed_at: an instant is needed"),
            ({"schema": "x"}, "/schema: 'safetykit-sheet/1' is needed"),
            ({"logo": "logo"}, "/pictures: there is no picture 'logo', which the sheet shows"),
            (
                {"pictures": {"a": {"media_type": "image/gif", "data": ""}}},
                "/pictures/a: its kind is none of image/png, image/jpeg",
            ),
        ],
    )
    def test_problems(self, more, problem):
        """Each thing that is wrong is told with what is needed."""
        assert [problem] == problems(changed(**more))

    def test_torn_rows(self):
        """A row whose cells do not fill the grid is refused, before a template stumbles over it."""
        data = changed()
        rows = data["tables"][0]["rows"]
        rows.append(copy.deepcopy(rows[0]))
        rows[1]["cells"][0]["w"] = 2

        assert ["/tables/0/rows/1: the cells do not take 1 tracks"] == problems(data)

    def test_missing_picture(self):
        """A picture that a cell shows has to be among the pictures."""
        run = Run(kind="picture", picture="p", mm=10, high=10)
        table = Table(id="t", grid=(10,), rows=(Row(cells=(Cell(runs=(run,)),)),))
        made = sheet_of("", tables=(table,))
        given = FrozenMap(p=Picture(media_type="image/png", data=PNGS[0]))

        assert ["/pictures: there is no picture 'p', which the sheet shows"] == problems(written(made))
        assert attrs.evolve(made, pictures=given) == sheet_from(written(attrs.evolve(made, pictures=given)))

    def test_naive_time(self):
        """A time without an offset is written as it is and refused by the reader."""
        assert ["/changed_at: an instant is needed"] == problems(
            sheet_data(sheet_of("", changed_at=datetime(2026, 11, 16, 12)))
        )
