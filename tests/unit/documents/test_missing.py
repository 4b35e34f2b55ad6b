import re

import attrs
import pytest

from safetykit.documents import Document, Imprint
from safetykit.documents.html import html
from safetykit.documents.missing import PAPER, missing
from safetykit.documents.pdf import page_images
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.findings import EffectiveGrade, Mode, Outcome, Severity
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.places import Place
from safetykit.rules.texts import Message, Texts
from tests.unit.documents.outlooks import WORDS, at, finding, findings, permit
from tests.unit.documents.samples import HOSTILE, a1

LONG = Texts(
    FrozenMap(
        {
            "zh": FrozenMap(
                {
                    "long": Message(
                        "“安全管理部门意见”栏未签字", "请责任人在办理该步之前到现场核查，签署意见、姓名和时间"
                    )
                }
            ),
            "en": FrozenMap(
                {
                    "long": Message(
                        'the slot "safety department" is not signed',
                        "before this step sign it on the spot, with opinion, name and time",
                    )
                }
            ),
        }
    )
)


def sheet(*items, job=None, lang="en", mode=Mode.ADVISE, texts=WORDS, more=EMPTY, **given):
    record = job or permit(state="submitted")
    return missing(
        record,
        findings(*items, revision=record.revision, **more),
        STANDARD_PERMIT,
        mode=mode,
        words=texts,
        lang=lang,
        zone="Asia/Shanghai",
        **given,
    )


def due(code, milestone, **more):
    return finding(code, due=milestone, **more)


def rows(made):
    """Return the texts of the cells of each row of the list."""
    return [[cell.text for cell in row.cells if cell.role != "merged"] for row in made.tables[1].rows]


def codes(made):
    """Return the headings and, below each, the codes."""
    return [row[0] if len(row) == 1 else row[1].split("\n")[0] for row in rows(made)]


class TestGroups:
    def test_by_move(self):
        """Each item stands under the move before which it falls due, in the order of the record's life."""
        items = [due(name.upper(), name) for name in ("archive", "close", "during", "start", "approve", "submit")]

        assert codes(sheet(*items, job=permit())) == [
            'Before "submit" (by: applicant): 1',
            "SUBMIT",
            'Before "approve" (by: approver): 1',
            "APPROVE",
            'Before "check and start work" (by: shift leader): 1',
            "START",
            'Before "resume" (by: work leader, shift leader): 1',
            "DURING",
            'Before "accept and close" (by: acceptor): 1',
            "CLOSE",
            "archiving: 1",
            "ARCHIVE",
        ]

    def test_overdue_first(self):
        """What was due at a milestone that the record has passed comes first, with what has no moment."""
        made = sheet(due("START", "start"), due("SUBMIT", "submit"), finding("ALWAYS"), job=permit(state="submitted"))

        assert ["Overdue, do at once: 2", "SUBMIT", "ALWAYS"] == codes(made)[:3]

    def test_all_overdue(self):
        """On a closed permit nothing is left to come but the archive."""
        made = sheet(due("CLOSE", "close"), due("ARCHIVE", "archive"), job=permit(state="closed"))

        assert ["Overdue, do at once: 1", "CLOSE", "archiving: 1", "ARCHIVE"] == codes(made)

    def test_order_within(self):
        """In a group to-dos come before questions, and what blocks before what does not."""
        items = (
            due("Q", "approve", outcome=Outcome.NEEDS_INPUT),
            due("W", "approve", severity=Severity.WARN),
            due("B", "approve"),
        )

        assert ["B", "W", "Q"] == codes(sheet(*items))[1:]

    def test_move_without_roles(self):
        """A move that anybody may make names no role; one that has no words in the language goes by its name."""
        moves = tuple(
            attrs.evolve(move, roles=(), action="inspect" if move.action == "approve" else move.action)
            for move in STANDARD_PERMIT.moves
        )
        own = attrs.evolve(STANDARD_PERMIT, moves=moves)
        made = missing(
            permit(state="submitted"),
            findings(due("A", "approve")),
            own,
            mode=Mode.ADVISE,
            words=WORDS,
            lang="en",
            zone="UTC",
        )

        assert 'Before "inspect": 1' == codes(made)[0]

    def test_own_role(self):
        """A role that has no words in the language goes by its name."""
        moves = tuple(attrs.evolve(move, roles=("x-chief",)) for move in STANDARD_PERMIT.moves)
        made = missing(
            permit(state="submitted"),
            findings(due("A", "approve")),
            attrs.evolve(STANDARD_PERMIT, moves=moves),
            mode=Mode.ADVISE,
            words=WORDS,
            lang="en",
            zone="UTC",
        )

        assert 'Before "approve" (by: x-chief): 1' == codes(made)[0]

    def test_nothing(self):
        """If nothing is missing the page says so, and that this is not safe."""
        assert [["No breach was found and there is no open question. This does not mean safe."]] == rows(
            sheet(finding(outcome=Outcome.OK))
        )

    def test_waived_last(self):
        """What was waived stands at the end, without a box to tick, also where nothing else is missing."""
        waived = finding("W", Outcome.WAIVED)

        assert codes(sheet(waived, due("A", "approve")))[2:] == [
            "Waived by the company; the duty under the law remains: 1",
            "W",
        ]
        made = sheet(waived)
        assert 3 == len(made.tables[1].rows)
        assert "/" == rows(made)[2][0]
        assert "W\noutcome.waived" == rows(made)[2][1]


class TestItems:
    def test_cells(self):
        """An item has a box, its code and kind, what is wrong and what to do, where, and the clause."""
        made = sheet(due("GEN-1", "approve", path="/work/in_dike"))

        assert rows(made)[1] == [
            "",
            "GEN-1\nto do, blocks",
            "sampled 31 min ago; sample again",
            "/work/in_dike",
            "XX 1-2026, GEN-1",
        ]
        (box,) = made.tables[1].rows[1].cells[0].runs
        assert ("box", False) == (box.kind, box.on)

    def test_question(self):
        """A question is called one and has a line to answer on."""
        made = sheet(due("Q", "approve", outcome=Outcome.NEEDS_INPUT, message="grade"))

        assert ["", "Q\nquestion", "raised Answer: ", "/", "XX 1-2026, Q"] == rows(made)[1]
        assert "line" == made.tables[1].rows[1].cells[2].runs[-1].kind

    @pytest.mark.parametrize(
        ("mode", "kinds"),
        [
            (Mode.RECORD, ["to do", "to do", "question"]),
            (Mode.ADVISE, ["to do, blocks", "to do", "question"]),
            (Mode.ENFORCE, ["to do, blocks", "to do", "question, blocks"]),
        ],
    )
    def test_blocks_in_words(self, mode, kinds):
        """Whether an item blocks at the site is said in words."""
        items = (
            due("B", "approve"),
            due("W", "approve", severity=Severity.WARN),
            due("Q", "approve", outcome=Outcome.NEEDS_INPUT),
        )

        assert kinds == [row[1].split("\n")[1] for row in rows(sheet(*items, mode=mode))[1:]]

    def test_after_the_last_gate(self):
        """What falls due after the last gate blocks no move, however grave it is."""
        assert ["CLOSE\nto do"] == [row[1] for row in rows(sheet(due("CLOSE", "close")))[1:]]

    def test_still_to_come(self):
        """A row that is not due is listed if its words say what to do, else it is only counted."""
        later = (
            due("SAYS", "archive", outcome=Outcome.NOT_DUE),
            due("SILENT", "archive", outcome=Outcome.NOT_DUE, message="grade"),
        )
        made = sheet(*later)

        assert ["archiving: 1", "SAYS"] == codes(made)
        assert "SAYS\nlater" == rows(made)[1][1]
        assert any("2 not due yet" in cell.text for cell in made.tables[0].rows[-1].cells)

    def test_labels_of_the_form(self):
        """With the form at hand a place goes by its label, else by its pointer."""
        items = (due("A", "approve", path="/permitted/end"), due("B", "approve", path="/work/in_dike"))
        made = sheet(*items, form=a1(), lang="zh")

        assert ["动火作业实施时间", "/work/in_dike"] == [row[3] for row in rows(made)[1:]]
        assert ["/permitted/end"] * 5 == [cell.path for cell in made.tables[1].rows[1].cells]

    def test_words_of_the_rules(self):
        """What the form does not print goes by the words that the rules have for its cell or field."""
        items = (
            due("A", "approve", path="/joinings", args=FrozenMap({"cell": "leader"})),
            due("B", "approve", path="/joinings", args=FrozenMap({"cell": "other"})),
            due("C", "approve", path="/work/outdoors"),
            due("D", "approve", path="/work/outdoors/0"),
        )

        for form in (None, a1()):
            assert ["Leader", "/joinings", "Outdoors", "Outdoors"] == [
                row[3] for row in rows(sheet(*items, form=form))[1:]
            ]


class TestHead:
    def about(self, made):
        return {cell.name: cell.text for row in made.tables[0].rows for cell in row.cells if cell.role == "value"}

    def test_tells(self):
        """The head tells place, state, moment, edition and how many rules were judged."""
        items = (
            finding("A"),
            finding("A", Outcome.NEEDS_INPUT),
            finding("B", Outcome.OK),
            finding("C", Outcome.NEEDS_INPUT),
            finding("C", Outcome.OK),
            finding("D", Outcome.NOT_DUE),
            finding("E", Outcome.NOT_APPLICABLE),
            finding("F", Outcome.NOT_TRIGGERED),
            finding("G", Outcome.WAIVED),
            finding("H", pack="house", cites="ACME 7, 1"),
            finding("I", Outcome.NOT_APPLICABLE, cites="practice; no clause"),
        )
        made = sheet(*items, job=permit(place=Place(text="管廊三层"), state="approved"))

        assert self.about(made) == {
            "Place": "管廊三层",
            "State": "approved, not started",
            "Judged at": "2026-11-16 08:00",
            "By": "XX 1-2026",
            "Rules": "3 judged; not judged: 1 for want of input, 1 not due yet; 1 waived, 3 do not apply."
            " No breach found does not mean safe.",
        }
        assert ("DH-1", "No. ", "approved", "XX 1-2026") == (made.number, made.number_label, made.state, made.source)

    @pytest.mark.parametrize(
        ("grade", "shown"),
        [
            (
                EffectiveGrade(scheme="s", value="special", entered="second", grounds=("grade", "old")),
                "special, raised, sampled ? min ago",
            ),
            (EffectiveGrade(scheme="s", value="second", entered="second"), None),
            (EffectiveGrade(scheme="s"), None),
        ],
    )
    def test_judged_as(self, grade, shown):
        """A grade other than the entered one is told with its reasons."""
        assert shown == self.about(sheet(finding(), more={"grades": (grade,)})).get("Judged as")

    def test_of_a_state_without_words(self):
        """A place that is not known is blank; a state of a host's own lifecycle goes by its name."""
        state = attrs.evolve(STANDARD_PERMIT.states[0], name="x-parked")
        moves = tuple(
            attrs.evolve(move, sources=tuple("x-parked" if name == "draft" else name for name in move.sources))
            for move in STANDARD_PERMIT.moves
        )
        moves = tuple(attrs.evolve(move, target="x-parked") if move.target == "draft" else move for move in moves)
        own = attrs.evolve(STANDARD_PERMIT, states=(state, *STANDARD_PERMIT.states[1:]), moves=moves)
        made = missing(
            permit(state="x-parked", place=Place(), number=None),
            findings(),
            own,
            mode=Mode.ADVISE,
            words=WORDS,
            lang="zh",
            zone="UTC",
        )

        assert ("", "x-parked") == (self.about(made)["地点"], self.about(made)["状态"])
        assert ("", "") == (made.number, made.watermark)

    def test_imprint(self):
        """The foot says state, print, digest and versions, as far as they are given."""
        full = Imprint(at=at("09:00"), by="钱枫", digest="0123456789abcdef" * 4, versions=("safetykit 26.11",))

        assert sheet(imprint=full).foot == (
            "State at print: awaiting approval",
            "Printed 2026-11-16 09:00 by 钱枫, print 1",
            "Digest 0123456789abcdef",
            "safetykit 26.11",
        )
        assert "Printed 2026-11-16 09:00, print 1" == sheet(imprint=Imprint(at=at("09:00"))).foot[1]
        assert ("State at print: awaiting approval",) == sheet().foot
        assert full.digest == sheet(imprint=full).digest

    def test_dated(self):
        """The file is dated by the record's last change, else by the moment of judgment."""
        changed = permit(changed_at=at("07:00"))

        assert [at("07:00"), at("08:00")] == [sheet(job=job).changed_at for job in (changed, permit())]

    def test_refused(self):
        """Findings about another record or another revision are refused."""
        for job in (permit(id="p-2"), permit(revision=3)):
            with pytest.raises(ValueError, match="this revision"):
                missing(job, findings(), STANDARD_PERMIT, mode=Mode.ADVISE, words=WORDS, lang="en", zone="UTC")


class TestPages:
    @pytest.mark.parametrize(("lang", "count", "pages"), [("zh", 25, 1), ("en", 25, 1), ("zh", 40, 2), ("en", 40, 2)])
    def test_fit(self, lang, count, pages):
        """Twenty-five usual items fit on a page; more go on to the next."""
        items = [
            due(
                f"GEN-{n:02}",
                ("approve", "start")[n % 2],
                message="long",
                cites="GB 30871-2022, 4.6",
                path="/sign_offs",
            )
            for n in range(count)
        ]

        assert pages == len(page_images(sheet(*items, lang=lang, texts=LONG), ppi=20))

    def test_heads_are_repeated(self):
        """The heads of the columns belong to the head of the table, which every page repeats."""
        assert [["√", "Item", "What is wrong, and what to do", "Where", "Clause"]] == [
            [cell.text for cell in row.cells] for row in sheet().tables[1].head
        ]
        assert "What is missing (cont.)" == sheet().later_title

    def test_grid(self):
        """The tracks fill the paper between its margins."""
        made = sheet(finding())

        assert {round(PAPER.width - PAPER.margins[1] - PAPER.margins[3], 2)} == {
            round(sum(table.grid), 2) for table in made.tables
        }

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_value_is_printed(self, lang):
        """Every value of the sheet is on the page in HTML, and the page can be made as PDF."""
        items = (
            due("A", "approve", path="/work/in_dike"),
            due("Q", "start", outcome=Outcome.NEEDS_INPUT),
            finding("W", Outcome.WAIVED),
        )
        made = sheet(*items, lang=lang)
        page = re.sub(r"\s", "", re.sub(r"<[^>]+>", "", html(made)))

        assert len([*made.values()]) > 12
        assert [] == [value for value in made.values() if re.sub(r"\s", "", value) not in page]
        assert Document(made).pdf().startswith(b"%PDF")

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts(self, text):
        """Whatever stands in the place stays text in both formats."""
        made = sheet(finding(), job=permit(place=Place(text=text)))
        tags = [
            re.findall(r"<[a-z0-9]+", html(one)) for one in (made, sheet(finding(), job=permit(place=Place(text="x"))))
        ]

        assert tags[0] == tags[1]
        assert Document(made).pdf().startswith(b"%PDF")

    def test_same_bytes(self):
        """The same values give the same sheet."""
        assert sheet(finding()) == sheet(finding())
