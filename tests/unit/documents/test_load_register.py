import pytest

from safetykit.documents.load_registers import load_register
from safetykit.errors import PackError
from tests.unit.documents.ledgers import HEAD, WORDS, Drill, columns, of, shipped

TEXT = 'label = "a"\nvalue = "content"'


def problems(*lines, **more):
    """Return what is wrong with a register."""
    with pytest.raises(PackError) as caught:
        of(*lines, **more)
    return " | ".join(caught.value.problems)


class TestShipped:
    def test_holds_what_a_ledger_tells(self):
        """The shipped register has every column that practice asks for, on landscape A4."""
        wanted = "row number kind grade content place applicant performing leader workers guardian from until started "
        wanted += "ended state upgraded links breaches accepted"

        assert wanted.split() == [column.id for column in shipped().columns]
        assert (297, 210) == (shipped().paper.width, shipped().paper.height)

    def test_index_holds_what_an_archive_asks(self):
        """The shipped index has a box for each of three copies, the count of attachments, digest and time of keeping."""
        assert [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0] == [column.boxes for column in shipped("archive").columns]
        assert {"digest", "keep_until"} == set().union(*(column.given for column in shipped("archive").columns))


class TestColumns:
    def test_ids_come_from_labels(self):
        """A column without an id is called like the last part of its label."""
        assert ["a", "two"] == [column.id for column in of(TEXT, 'id = "two"\nlabel = "b"\nvalue = "number"').columns]

    def test_path_of_one_kind_is_enough(self):
        """A path that leads somewhere in one kind of work is taken, one that leads nowhere in any is not."""
        assert of('label = "a"\nvalue = "work.methods"').columns
        assert "no field 'colour'" in problems('label = "a"\nvalue = "work.colour"')

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ('label = "zz"\nvalue = "content"', "label 'zz' is missing in locale 'zh'"),
            ('label = "a"', "value: is missing"),
            ('label = "a"\nvalue = "content"\nas = "row"', "a column of 'row' shows no value"),
            ('label = "a"\nas = "boxes"', "boxes: the number of boxes is needed"),
            ('label = "a"\nvalue = "content"\nboxes = 2', "boxes: the number of boxes is needed"),
            ('label = "a"\nvalue = "content"\nas = "date"', "as: 'date' is none of text, minute"),
            ('label = "a"\nvalue = "content"\nas = "minute"', "as: 'minute' does not fit a value of kind 'text'"),
            ('label = "a"\nvalue = "starts.at"\nas = "minute"', "take: there may be several"),
            ('label = "a"\nvalue = "slot(unit).signed_at"\nas = "minute"', "take: there may be several"),
            ('label = "a"\nvalue = "crew(worker).who"\nas = "number"', "take: there may be several"),
            ('label = "a"\nvalue = "permitted"', "a Period is no value to show"),
            ('label = "a"\nvalue = "extensions"', "a json is no value to show"),
            ('label = "a"\nvalue = "sign_offs.agrees"', "names: yes and no need the prefix"),
            ('label = "a"\nvalue = "upgrade"\nas = "filled"', "names: yes and no need the prefix"),
            ('label = "a"\nvalue = "upgrade"\nas = "filled"\nnames = "no"', "label 'no.true' is missing"),
            ('label = "a"\nvalue = "links()"\neach = "{colour}"', "no field 'colour'"),
            ('label = "a"\nvalue = "links()"\neach = "{given(x)}"', "no source 'given'"),
            ('label = "a"\nvalue = "applied_at"\neach = "{x}"\nas = "minute"', "each: is for text"),
            ('label = "a"\nvalue = "given()"', "a name in brackets"),
            ('label = "a"\nvalue = "given(x).y"', "a name in brackets"),
            ('label = "a"\nvalue = "content"\noptional = true', "only a column of what the host gives"),
            ('label = "a"\nvalue = "given(x)"\noptional = true', "one that is not optional is needed"),
            ('label = "a"\nvalue = "content"\ncolor = "red"', "color: no such key"),
        ],
    )
    def test_are_checked(self, line, expected):
        """What is wrong with a column is said with its place."""
        found = problems(line)

        assert expected in found
        assert "test.toml" in found

    def test_choices_are_spelled_out(self):
        """The words of an enumeration are asked for, unless a prefix gives others."""
        assert "enum.HotWorkMethod.drilling" in of('label = "a"\nvalue = "work.methods"').columns[0].words
        assert () == of('label = "a"\nvalue = "work.methods"\nnames = "x"').columns[0].words

    def test_widths_add_up(self):
        """Columns that miss the paper, take nothing or share an id are refused, all at once."""
        text = HEAD + f"[[column]]\nmm = -1\n{TEXT}\n[[column]]\nmm = 20\n{TEXT}"
        with pytest.raises(PackError) as caught:
            load_register(text, "t", labels={"zh": WORDS, "en": WORDS})

        found = " | ".join(caught.value.problems)
        assert "a width above 0" in found
        assert "the columns take 19 mm, the paper leaves 277 mm" in found
        assert "two have the id 'a'" in found

    def test_head_is_checked(self):
        """Another schema, a wrong paper and missing margins are named."""
        head = HEAD.replace("register/1", "register/9").replace("a4", "b5").replace("10, 10]", "10]")

        found = problems(TEXT, head=head)
        assert "'safetykit-register/1' is needed" in found
        assert "'b5' is none of a3, a4" in found
        assert "four numbers are needed" in found

    def test_upright_paper(self):
        """A register may stand upright, and on larger paper."""
        head = HEAD.replace('size = "a4"', 'size = "a3"\nlandscape = false')

        assert (297, 420) == (of(TEXT, head=head).paper.width, of(TEXT, head=head).paper.height)


class TestTotals:
    MORE = '[[totals]]\nby = "a"\nacross = "b"\norder = ["x"]\n'
    TWO = (TEXT, 'label = "b"\nvalue = "state"\nnames = "word"')

    def test_words_of_its_columns_are_needed(self):
        """The codes with a column of their own need words."""
        assert "word.x" in of(*self.TWO, more=self.MORE).keys
        assert "label 'word.y' is missing" in problems(*self.TWO, more=self.MORE.replace('"x"', '"y"'))

    def test_columns_are_looked_up(self):
        """Totals of a column that is not there, or of times, are refused."""
        assert "by: the id of a column of text" in problems(*self.TWO, more=self.MORE.replace('"a"', '"c"'))
        time = ('label = "a"\nvalue = "applied_at"\nas = "minute"', self.TWO[1])
        assert "by: the id of a column of text" in problems(*time, more=self.MORE)

    def test_have_room(self):
        """Totals with more columns than the paper holds are refused."""
        many = ", ".join(['"x"'] * 30)

        assert "no room" in problems(*self.TWO, more=self.MORE.replace('"x"', many))


class TestPages:
    MORE = '[pages]\nunit = "party(applicant).unit"\nday = "applied_at"\nnumber = "a"\n'

    def test_are_checked(self):
        """How an index is cut needs a text, a time and the column of numbers."""
        assert of(TEXT, more=self.MORE).pages.number == "a"
        wrong = self.MORE.replace('(applicant).unit"', '(applicant)"').replace("applied_at", "content")
        found = problems(TEXT, more=wrong.replace('"a"', '"b"'))
        assert "unit: a text is needed" in found
        assert "day: a time or a day is needed" in found
        assert "number: the id of the column" in found

    def test_paths_are_checked(self):
        """A path that leads nowhere is named."""
        more = self.MORE.replace("applied_at", "nowhere").replace("party(applicant).unit", "nobody")

        assert "nowhere" in problems(TEXT, more=more)
        assert "nobody" in problems(TEXT, more=more)


class TestOwnRecords:
    def test_paths_start_from_the_type(self):
        """A register of a host's own type reads its fields; those of a permit are not there."""
        drills = of('label = "a"\nvalue = "title"', 'label = "b"\nvalue = "heads"\nas = "number"', record=Drill)

        assert ["a", "b"] == [column.id for column in drills.columns]
        assert "no field 'permitted'" in problems('label = "a"\nvalue = "permitted.start"', record=Drill)
        assert "no field 'work'" in problems('label = "a"\nvalue = "work.kind"', record=Drill)

    def test_columns_helper_fills_the_paper(self):
        """The shared helper makes columns that add up."""
        assert "mm = 257" in columns("x", "y")
