import pytest

from safetykit.documents import locale_of
from safetykit.documents.labels import label_of
from safetykit.model.evidence import Attachment, AttachmentKind, Joining, Link, Pause
from safetykit.model.measures import Confirmation, Grading, Isolation, IsolationMethod, Measure
from safetykit.model.people import Party, Person
from safetykit.model.signoffs import SignOff
from tests.unit.documents.outlooks import at, permit
from tests.unit.documents.samples import a1, form_of, words

JOB = permit(
    parties=(Party(unit="储运一部", side="applicant"), Party(unit="二队", side="performing")),
    gradings=(Grading(scheme="cn-gb30871/hot-work", value="first"), Grading(scheme="other", value="x")),
    people=(Person(id="p-long"), Person(id="p-zhou"), Person(id="p-zheng"), Person(id="p-else")),
    joinings=(Joining(person="p-long", duty="worker"), Joining(person="p-zhou", duty="guardian")),
    isolations=(Isolation(method=IsolationMethod.VALVE),),
    measures=(Measure(row=14),),
    confirmations=(Confirmation(row=3, by="p-long"),),
    links=(Link(kind="height", number="GC-1"),),
    pauses=(Pause(at=at("10:00")),),
    attachments=(
        Attachment(kind=AttachmentKind.VIDEO, sha256="0" * 64, media_type="video/mp4", size=1),
        Attachment(kind=AttachmentKind.PHOTO, sha256="0" * 64, media_type="image/png", size=1),
    ),
    sign_offs=(
        SignOff(slot="safety", actor="p-zheng", role="safety-head"),
        SignOff(slot="waiver", actor="p-zheng", role="x"),
    ),
)


def label(pointer, form=None, **args):
    chosen = form or a1()
    return label_of(chosen, words() if form is None else words_of(form), JOB, pointer, args)


def words_of(form):
    return locale_of(form, "zh", "UTC")


class TestFields:
    @pytest.mark.parametrize(
        ("pointer", "expected"),
        [
            ("/content", "作业内容"),
            ("/place/text", "动火地点及动火部位"),
            ("/place", "动火地点及动火部位"),
            ("/permitted/end", "动火作业实施时间"),
            ("/work/methods", "动火方式"),
            ("/work/methods/1", "动火方式"),
            ("/briefings", "安全交底人"),
            ("/briefings/0/receipts/2/at", "接受交底人"),
            ("/gas_tests", "气体取样分析时间"),
            ("/gas_tests/0/at", "气体取样分析时间"),
            ("/gas_tests/1/point/kind", "代表性气体"),
            ("/gas_tests/0/reading/value", "分析结果/%"),
            ("/gas_tests/0/analyst", "分析人"),
            ("/starts/0/at", "实际开始时间"),
            ("/upgrade/extra", "升级管理"),
        ],
    )
    def test_on_the_form(self, pointer, expected):
        """A field goes by the label of the cell that prints it or what is around it."""
        assert expected == label(pointer)

    @pytest.mark.parametrize(
        "pointer", ["/work/camera_in_place", "/gas_tests/0/instrument", "/isolations/0/method", ""]
    )
    def test_not_on_the_form(self, pointer):
        """What the form does not print has no label there."""
        assert label(pointer) is None


class TestItems:
    @pytest.mark.parametrize(
        ("pointer", "expected"),
        [
            ("/parties/0/unit", "作业申请单位"),
            ("/parties/1", "作业单位"),
            ("/gradings/0/value", "动火作业级别"),
            ("/joinings/0/duty", "动火人及证书编号"),
            ("/joinings/1/at", "监护人"),
            ("/people/0/certificates/0/number", "动火人及证书编号"),
            ("/people/1/certificates/0", "监护人"),
            ("/people/2/function", "安全管理部门意见"),
            ("/sign_offs/0/signed_at", "安全管理部门意见"),
            ("/measures/0/involved", "安全措施 14"),
            ("/confirmations/0/by", "安全措施 3"),
            ("/links/0", "关联的其他特殊作业及安全作业票编号"),
            ("/pauses/0/at", "作业中断（中止）与恢复"),
            ("/attachments/0/period", "影像编号"),
        ],
    )
    def test_by_what_it_is(self, pointer, expected):
        """An item of a list goes by what it is to the form: a side, a duty, a slot, a row."""
        assert expected == label(pointer)

    @pytest.mark.parametrize("pointer", ["/people/3", "/gradings/1", "/attachments/1", "/sign_offs/1/actor"])
    def test_has_no_place(self, pointer):
        """An item that the form prints nowhere has no label, not that of another item."""
        assert label(pointer) is None

    @pytest.mark.parametrize(
        ("pointer", "args", "expected"),
        [
            ("/sign_offs", {"slot": "leader"}, "作业负责人意见"),
            ("/joinings", {"duty": "guardian"}, "监护人"),
            ("/measures", {"row": "14"}, "安全措施 14"),
            ("/confirmations", {}, "安全措施"),
            ("/links", {}, "关联的其他特殊作业及安全作业票编号"),
            ("/sign_offs/9", {"slot": "unit"}, "所在单位意见"),
        ],
    )
    def test_missing_item(self, pointer, args, expected):
        """Of an item that is not there the arguments tell what it would be."""
        assert expected == label(pointer, **args)

    @pytest.mark.parametrize(
        ("pointer", "args"),
        [("/sign_offs", {}), ("/joinings", {}), ("/attachments", {}), ("/sign_offs", {"slot": "x"})],
    )
    def test_missing_item_unknown(self, pointer, args):
        """Where nothing tells which item is missing there is no label."""
        assert label(pointer, **args) is None


class TestOtherForms:
    def test_prose_and_unlabeled(self):
        """A prose text and a cell without a label of its own answer for no field."""
        form = form_of(
            """
            [[block]]
            kind = "prose"
            text = "note"
            values = { unit = { value = "place.text" }, at = { value = "applied_at" } }
            [[block]]
            kind = "rows"
            rows = [[{ label = "a" }, { value = "content", w = 2 }]]
            """
        )

        assert [None, None] == [label(pointer, form) for pointer in ("/place/text", "/content")]
