"""Form A.1 against the facts of the standard: which fields, measures and slots it has, in every setting."""

import hashlib
import re
from pathlib import Path

import attrs
import pytest

from safetykit.codec.toml import parse_toml
from safetykit.documents import fill
from safetykit.documents.locale import PRINTED
from safetykit.documents.pdf import page_images
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.evidence import Link, Waiver
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.measures import Grading
from safetykit.model.permits import DailyHours
from safetykit.model.signoffs import SignOff
from tests.unit.documents.packages import png
from tests.unit.documents.samples import HOSTILE, IMPRINT, NOON, a1, record, with_texts, words

FACTS = parse_toml((Path(__file__).parent / "a1_facts.toml").read_text("utf-8"), "a1_facts.toml")
SHEETS = {lang: fill(a1(), record(), words(lang)) for lang in PRINTED}
SHEET = SHEETS["zh"]
MEASURES = list(enumerate(FACTS["measure"], start=1))


def said(fact, lang):
    """Return what the form calls a thing in a setting."""
    return " ".join(fact[one] for one in lang.split("+"))


def face(sheet):
    """Return the cells of the form itself, without the annex."""
    tables = [table for table in sheet.tables if not table.id.startswith("annex")]
    return [cell for table in tables for row in (*table.head, *table.rows) for cell in row.cells]


def table(sheet, name):
    return next(table for table in sheet.tables if table.id == name)


@pytest.mark.parametrize("lang", PRINTED)
class TestComplete:
    @pytest.mark.parametrize("fact", FACTS["field"], ids=lambda fact: fact["en"])
    def test_field(self, lang, fact):
        """Every field of the standard's form has its label and beside it the value of the record."""
        named = [cell for cell in face(SHEETS[lang]) if cell.name == said(fact, lang)]

        assert [("label", ""), ("value", fact["path"])] == [(cell.role, cell.path) for cell in named]
        assert all(cell.text for cell in named)

    @pytest.mark.parametrize("fact", FACTS["gas"], ids=lambda fact: fact["en"])
    def test_gas_analysis(self, lang, fact):
        """Each line of the gas analysis has its label and three columns, which show the first tests."""
        label, *columns = [cell for cell in face(SHEETS[lang]) if cell.name == said(fact, lang)]

        assert ("label", 3) == (label.role, len(columns))
        for number, cell in enumerate(columns):
            assert cell.text
            assert not fact["below"] or cell.path == f"/gas_tests/{number}/{fact['below']}"

    @pytest.mark.parametrize(("number", "fact"), MEASURES)
    def test_measure(self, lang, number, fact):
        """Every measure has its row, in its own words of the same substance, with all places to fill in."""
        heads = table(SHEETS[lang], "measures").head[0].cells[1].name
        name = f"{heads} {number}"
        texts = [cell for cell in face(SHEETS[lang]) if cell.name == name]
        blank = next(
            cell for cell in fill(a1(), None, words(lang)).cells() if cell.name == name and cell.role == "value"
        )

        assert [("label", str(number)), ("value", f"/measures/{number - 1}")] == [
            (cell.role, cell.path or cell.text) for cell in texts
        ]
        for one in lang.split("+"):
            assert [word for word in fact[one] if word not in texts[1].text] == []
        assert fact.get("blanks", 0) == sum(run.kind == "line" for run in blank.runs)

    def test_heads_of_the_measures(self, lang):
        """Both parts of the check-list have the four heads."""
        heads = [said({"zh": zh, "en": en}, lang) for zh, en in zip(*FACTS["columns"].values(), strict=True)]

        for part in ("measures", "measures-continued"):
            assert heads == [cell.name for cell in table(SHEETS[lang], part).head[0].cells]

    def test_slots(self, lang):
        """The six slots stand in the order of the standard, each signed by the person of the record."""
        assert [(said(fact, lang), f"/sign_offs/{index}") for index, fact in enumerate(FACTS["slot"])] == [
            (cell.name, cell.path) for cell in face(SHEETS[lang]) if cell.role == "sign"
        ]

    def test_number_and_drafter(self, lang):
        """The number stands at the head, who drafted the other measures in their row."""
        drafted = next(cell for cell in face(SHEETS[lang]) if any("赵砚" in run.text for run in cell.foot))

        assert said(FACTS["number"], lang).rstrip(".") in SHEETS[lang].number_label.replace("：", "")
        assert "DH-2026-1116-003" == SHEETS[lang].number
        assert said(FACTS["drafted"], lang) in "".join(run.text for run in drafted.foot)

    def test_every_label(self, lang):
        """No label of the form or its annex is empty, in any setting."""
        blank = fill(a1(), None, words(lang), annex=True)

        assert [cell for cell in blank.cells() if cell.role in ("label", "head") and not cell.text.strip()] == []
        assert [one.id for one in blank.tables if one.id.startswith("annex") and not one.caption] == []

    @pytest.mark.parametrize(("grade", "holders"), FACTS["copies"].items())
    def test_copies(self, lang, grade, holders):
        """Who holds the third copy goes by the grade (B.3)."""
        graded = attrs.evolve(record(), gradings=(Grading(scheme="cn-gb30871/hot-work", value=grade),))
        for number, holder in enumerate(holders, start=1):
            copy = fill(a1(), graded, words(lang), copy=number).copy
            assert holder in copy or lang == "en"
            assert str(number) in copy or lang == "zh"

    def test_badge(self, lang):
        """The grade at the head can be told by its frame, and by a color that white words can be read on."""
        codes = FACTS["copies"]
        badges = [
            fill(
                a1(), attrs.evolve(record(), gradings=(Grading(scheme="cn-gb30871/hot-work", value=code),)), words(lang)
            ).badge
            for code in codes
        ]

        assert ["solid", "double", "single"] == [badge.frame for badge in badges]
        assert len({badge.text for badge in badges}) == len({badge.color for badge in badges}) == 3

    def test_unsigned_waiver(self, lang):
        """A waiver that nobody signed for does not look like one that holds."""
        waiver = Waiver(rule="r-1", reason="x", approver="p-sun", until=NOON)
        sign = SignOff(slot="waiver", path="/waivers/0", actor="p-sun")
        shown = [
            next(
                cell.text
                for cell in face(fill(a1(), attrs.evolve(record(), waivers=(waiver,), sign_offs=signs), words(lang)))
                if cell.path == "/waivers/0"
            )
            for signs in ((), (sign,))
        ]

        assert words(lang).text("waiver.unsigned") in shown[0]
        assert shown[0].startswith(shown[1])
        assert words(lang).text("waiver.unsigned") not in shown[1]

    def test_daily_hours(self, lang):
        """Hours of the day stand below the window that they cut."""
        hours = attrs.evolve(record(), daily_hours=DailyHours(start="08:00", end="17:30"))
        (cell,) = [cell for cell in face(fill(a1(), hours, words(lang))) if cell.path == "/permitted"]

        below = cell.text.split("\n")[-1]
        assert "08:00" in below
        assert "17:30" in below

    def test_letter_of_a_caption(self, lang):
        """The letter of a part of the annex stands there once, in one language and in two."""
        captions = [one.caption for one in SHEETS[lang].tables if one.id.startswith("annex")]

        assert captions
        assert all(1 == caption.split().count(caption[0]) for caption in captions)

    def test_watermark_of_every_state(self, lang):
        """Each state in which no work may be done has its word for the page, in each language."""
        for state in STANDARD_PERMIT.states:
            sheet = fill(a1(), attrs.evolve(record(), state=state.name), words(lang), works=state.works)
            assert bool(sheet.watermark) != state.works
            assert state.works or len(sheet.watermark.split("\n")) == len(lang.split("+"))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts(self, lang, text):
        """Whatever a person typed stands on the form as it is, once for each place, and nothing else changes."""
        sheet = fill(a1(), with_texts(record(2), text), words(lang))
        content = [cell for cell in face(sheet) if cell.path == "/content"]

        assert [text[:4000]] == [cell.text for cell in content]
        assert [cell.name for cell in face(sheet)] == [cell.name for cell in face(fill(a1(), record(2), words(lang)))]


class TestGrid:
    def test_columns(self):
        """The seven columns fill the paper between its margins; head and checklist keep their merges."""
        assert (10, 26, 46.4, 18.3, 28, 18.3, 28) == a1().grid
        assert [36, 64.7, 28, 46.3] == [cell.width for cell in SHEET.tables[0].rows[0].cells]
        assert [10, 118.7, 18.3, 28] == [cell.width for cell in SHEET.tables[3].head[0].cells]

    @pytest.mark.parametrize(
        ("id", "heights"),
        [
            ("head", [8, 14, 8, 12, 8]),
            ("gas-tests", [8, 9, 8, 8]),
            ("risk-and-window", [9, 9, 8]),
            ("measures", [7] * 10),
            ("measures-continued", [7, 7, 7, 7, 7, 12]),
            ("briefing", [10, 9]),
            ("opinions", [16] * 6),
        ],
    )
    def test_heights(self, id, heights):
        """Rows leave at least the room that a hand needs."""
        assert heights == [row.height for row in table(SHEET, id).rows]

    def test_second_page(self):
        """The second page begins with measure 11, the annex with a page of its own, by its own title."""
        assert [("measures-continued", ""), ("annex-gas", "动火安全作业票附页")] == [
            (table.id, table.title) for table in SHEET.tables if table.page
        ]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_two_pages(self, number, lang):
        """Blank and filled as on paper, in each language, the form takes two pages; four gas tests ask for a third."""
        sheet = fill(a1(), record(number) if number else None, words(lang), imprint=IMPRINT, copy=1)

        assert 2 + (number == 1) == len(page_images(sheet, ppi=20))

    def test_drawn_signatures(self):
        """Drawn signatures of six opinions and of a confirmer in every row fit into the room of their rows."""
        given = png(300, 100)
        digest = hashlib.sha256(given.data).hexdigest()
        drawn = attrs.evolve(
            record(),
            gas_tests=record().gas_tests[:3],
            pauses=(),
            sign_offs=tuple(attrs.evolve(one, drawing=digest) for one in record().sign_offs),
            confirmations=tuple(attrs.evolve(one, drawing=digest) for one in record().confirmations),
        )
        sheet = fill(a1(), drawn, words(), imprint=IMPRINT, copy=1, pictures=FrozenMap({digest: given}))

        assert 6 + 16 == sum(run.kind == "picture" for cell in face(sheet) for run in (*cell.runs, *cell.foot))
        assert 2 == len(page_images(sheet, ppi=20))

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_two_pages_plus(self, number):
        """In two languages it takes three, and a fourth for the annex."""
        sheet = fill(a1(), record(number) if number else None, words("zh+en"), imprint=IMPRINT, copy=1)

        assert 3 + (number == 1) == len(page_images(sheet, ppi=20))

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_compact(self, lang):
        """The compact variant shows all of it on one page."""
        sheet = fill(a1(), record(), words(lang), imprint=IMPRINT, copy=1, compact=True, annex=False)

        assert 1 == len(page_images(sheet, ppi=20))
        assert {cell.name for cell in face(SHEETS[lang])} <= {cell.name for cell in face(sheet)}

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_substance_of_the_measures(self, lang):
        """The distances of the standard stand in both languages: cylinders 10 and 5 m; 30, 15 and 10 m around."""
        distances = {
            number: re.findall(r"\d+ m\b", words(lang).text_of(f"form.a1.measure.{number}")) for number in (7, 11)
        }

        assert {7: ["10 m", "5 m"], 11: ["30 m", "15 m", "10 m"]} == distances

    def test_company_area_is_marked(self):
        """What the company adds is marked as no part of the standard's form."""
        assert "企业增设栏（非标准样式）" == table(SHEET, "company").caption


class TestFilled:
    def test_never_a_bare_tick(self):
        """A filled row says involved or not involved in words."""
        cells = [cell for cell in SHEET.cells() if cell.name == "是否涉及" and cell.role == "value"]

        assert {"涉及", "不涉及"} == {cell.text for cell in cells}
        assert not any(run.kind == "box" for cell in cells for run in cell.runs)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("动火人及证书编号", "龙䶮 T330726198802；王㛃 T330726199105"),
            ("动火作业实施时间", "自 2026年11月16日 08时30分 至 2026年11月16日 16时30分 止"),
            ("作业中断（中止）与恢复", "2026年11月16日 11时50分 — 2026年11月16日 13时20分"),
            ("复测（结果/%）", "2026年11月16日 13时05分 0.06 合格；2026年11月16日 13时08分 0.05 合格"),
            ("实际结束时间", "2026年11月16日 15时50分"),
            (
                "接受交底人",
                "龙䶮 2026年11月16日 08时05分\n王㛃 2026年11月16日 08时05分\n周岚 2026年11月16日 08时05分\n赵砚 2026年11月16日 08时05分",
            ),
        ],
    )
    def test_values(self, name, text):
        """Values of several parts are written as the form wants them."""
        assert [text] == [cell.text for cell in SHEET.cells() if cell.name == name and cell.role == "value"]

    def test_readings(self):
        """Readings are shown as volume fraction, one in %LEL with what was read; the face shows three."""
        shown = [cell.text for cell in table(SHEET, "gas-tests").rows[2].cells]

        assert ["分析结果/%", "0.05 合格", "0.055（1 %LEL） 合格", "0.06 合格"] == shown

    def test_two_languages(self):
        """Measures stand in Chinese and below in English, marked as such; what people wrote stands once."""
        row = table(SHEETS["zh+en"], "measures").rows[1].cells[1]

        assert ["", "", "", "en", "en", "en", "en"] == [run.lang for run in row.runs]
        assert ["2", "2"] == [run.text for run in row.runs if run.value]
        assert 1 == sum("切割旧支架" in cell.text for cell in SHEETS["zh+en"].cells())

    def test_titles(self):
        """In two languages the sheet has two titles, each with its language."""
        sheet = SHEETS["zh+en"]

        assert ("动火安全作业票", "Hot Work Permit") == (sheet.title, sheet.second_title)
        assert ("zh-CN", "en", "动火安全作业票（续 cont.）") == (
            sheet.language,
            sheet.second_language,
            sheet.later_title,
        )

    def test_for_the_pen(self):
        """What is left for the pen has its room: 35 mm to sign on, 9 mm for each part of the date; the rest is filled."""
        left = ("sign_offs", "confirmations", "measures", "gas_tests")
        sheet = fill(a1(), record(), words(), leave=left)
        slots = [cell for cell in face(sheet) if cell.role == "sign"]

        for cell in slots:
            assert [35] == [run.mm for run in cell.foot if run.kind == "line"]
            assert [4, 9, 9, 9, 9, 9] == [run.mm for run in cell.foot if run.kind == "gap"]
        assert 32 == sum(run.kind == "box" for cell in face(sheet) if cell.name == "是否涉及" for run in cell.runs)
        assert {"储运一部"} == {cell.text for cell in face(sheet) if cell.path == "/parties/0/unit"}
        assert not any("/" == cell.text for cell in face(sheet) if cell.name == "确认人")


class TestAnnex:
    def test_of_the_paper(self):
        """All four tests stand in the annex, so that it can be read alone, and the pause with its re-tests."""
        gas, pause = table(SHEET, "annex-gas"), table(SHEET, "annex-interruptions")

        assert ["1", "2026年11月16日 08时10分", "管线内部", "甲醇", "0.05", "合格", "TY-07", "孙蓓"] == [
            cell.text for cell in gas.rows[0].cells
        ]
        assert 4 == len(gas.rows)
        assert ["2026年11月16日 11时50分", "2026年11月16日 13时20分", "", "3、4", "周岚", "赵砚"] == [
            cell.text for cell in pause.rows[0].cells
        ]

    def test_only_what_is_needed(self):
        """Empty parts are not printed, nor the list of shifts for one shift or of links that the face can show."""
        assert ["annex-gas", "annex-interruptions"] == [one.id for one in SHEET.tables if one.id.startswith("annex")]
        assert not any(one.id.startswith("annex") for one in fill(a1(), record(2), words()).tables)

    def test_shifts_and_many_links(self):
        """Work on a second day and more links than the face can show have their lists."""
        subject = attrs.evolve(
            record(),
            starts=record().starts * 2,
            links=tuple(Link(kind="height", number=f"GC-{number}") for number in range(7)),
        )
        sheet = fill(a1(), subject, words())

        assert 2 == len(table(sheet, "annex-shifts").rows)
        assert ["7", "高处", "GC-6", ""] == [cell.text for cell in table(sheet, "annex-links").rows[6].cells]

    def test_blank(self):
        """The blank annex has ten empty lines of each list and six frames for photos."""
        sheet = fill(a1(), None, words(), annex=True)
        counts = {one.id: len(one.rows) for one in sheet.tables if one.id.startswith("annex")}

        assert 10 == counts["annex-gas"] == counts["annex-interruptions"] == counts["annex-crew"]
        assert 10 == counts["annex-shifts"] == counts["annex-links"]
        assert 6 == sum(len(row.cells) for row in table(sheet, "annex-photos").rows)
