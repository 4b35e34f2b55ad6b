import pytest

from safetykit.documents import Badge, Cell, Picture, Run
from safetykit.documents.environment import FORMATS, References, color, css_text, data_uri, rendered
from safetykit.documents.sandbox import HOLDERS, HardenedEnvironment
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

EVIL = '"<b>&#panic({{x}})\\'


def html(template, **more):
    return rendered("html", FrozenMap({"t": template, **more}), "t", s=sheet_of(EVIL), v=EVIL, items=[EVIL, "b"], n=3)


def typst(template, **more):
    references = References()
    sources = FrozenMap({"t": template, **more})
    made = rendered(
        "typ", sources, "t", s=sheet_of(EVIL), v=EVIL, items=[EVIL, "b"], n=3, yes=True, references=references
    )
    return made, references.texts


class TestHtmlValues:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{{ v }}", "&#34;&lt;b&gt;&amp;#panic({{x}})\\"),
            ('{{ "<" }}', "&lt;"),
            ("{{ n }} {{ n / 2 }} {{ 1 + 1 }}", "3 1.5 2"),
            ("{% set x %}<i>{{ v }}</i>{% endset %}{{ x }}", "<i>&#34;&lt;b&gt;&amp;#panic({{x}})\\</i>"),
            ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(items[1]) }}", "<i>b</i>"),
            ("{% for i in items %}{{ loop.index }}{% endfor %}", "12"),
            ("{{ items|length }} {{ v|upper|first }}", "2 &#34;"),
            ("{% for i in range(2) %}{{ i }}{% endfor %}", "01"),
            ("{{ v|css }}", '"\\22 \\3c b\\3e \\26 \\23 panic\\28 \\7b \\7b x\\7d \\7d \\29 \\5c "'),
        ],
    )
    def test_escaped(self, template, expected):
        """Every text is escaped once, whatever way it takes through the template; numbers stay."""
        assert expected == html(template)

    @pytest.mark.parametrize(
        "template", ["{{ s }}", "{{ s.tables }}", "{{ none }}", "{{ true }}", "{{ s.changed_at }}"]
    )
    def test_no_text(self, template):
        """What is neither text nor number is not printed by accident."""
        with pytest.raises(RenderError, match="a template can print texts and numbers, not a"):
            html(template)


class TestTypstValues:
    def test_references(self):
        """No value stands in the source: each text, a constant too, is a reference, the same text the same one."""
        assert ("d.at(0) d.at(1) d.at(0) 3 true 0.5", [EVIL, "c"]) == typst(
            '{{ v }} {{ "c" }} {{ v }} {{ n }} {{ yes }} {{ 1 / 2 }}'
        )

    @pytest.mark.parametrize(
        "template",
        [
            "{% macro m(x) %}t({{ x }}){% endmacro %}{{ m(v) }}",
            "{% set x %}t({{ v }}){% endset %}{{ x }}",
            '{% extends "base" %}{% block b %}t({{ v }}){% endblock %}',
            '{% from "lib" import m with context %}{{ m(v) }}',
            "{% macro m() %}t({{ caller(v) }}){% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}",
            "{% filter trim %} t({{ v }}) {% endfilter %}",
        ],
    )
    def test_ways_that_work(self, template):
        """Macros, blocks, inheritance and set blocks work and still pass references only."""
        made, texts = typst(
            template, base="{% block b %}{% endblock %}", lib="{% macro m(x) %}t({{ x }}){% endmacro %}"
        )

        assert ("t(d.at(0))", [EVIL]) == (made.strip(), texts)

    def test_import_without_context(self):
        """A template imported without context has nowhere to put its texts, and says so."""
        with pytest.raises(RenderError, match="imported 'with context'"):
            typst('{% from "lib" import m %}{{ m(v) }}', lib="{% macro m(x) %}t({{ x }}){% endmacro %}")


IDIOMS = (
    "{{ v|safe }}",
    "{{ v|e }}",
    "{{ v|escape }}",
    "{{ v|forceescape }}",
    "{{ items|join }}",
    "{{ v|replace('b', 'c') }}",
    "{{ {'a': v}|xmlattr }}",
    "{{ v|tojson }}",
    "{{ '%s'|format(v) }}",
    "{{ items|sum(start='') }}",
    "{{ v|string }}",
    "{{ v|indent }}",
    "{{ v|urlize }}",
    "{{ s|attr('title') }}",
    "{{ v|center(10) }}",
    "{{ v|wordwrap(2) }}",
    "{{ v|striptags }}",
    "{{ v|pprint }}",
    "{{ items|random }}",
    "{{ items|groupby('x') }}",
    "{{ [1]|batch(1000000000, 0)|list }}",
    "{{ [1]|slice(1000000000)|list }}",
    "{{ v|filesizeformat }}",
    "{{ 2.5|round(999999999) }}",
    "{{ 2.5|round('1') }}",
    "{{ v ~ 'x' }}",
    "{% set m %}x{% endset %}{{ m + v }}",
    "{% set m %}%s{% endset %}{{ m % v }}",
    "{{ 'a' * 10 }}",
    "{{ 2 ** 9 }}",
    "{{ 'a' * 10 ** 9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 9007199254740992 * 2 }}",
    "{% macro m(x) %}{{ m(x * x) }}{% endmacro %}{{ m(3) }}",
    "{% set m %}x{% endset %}{{ m * 3 }}",
    "{{ v + 'x' }}",
    "{{ v % 1 }}",
    "{{ items + items }}",
    "{% autoescape false %}{{ v }}{% endautoescape %}",
    "{{ v.upper() }}",
    "{{ '{0.__class__}'.format(v) }}",
    "{{ '{x.__class__}'.format_map({'x': v}) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(v) }}",
    "{{ ['{0}']|map('format', v)|list }}",
    "{{ items|map(attribute='__class__')|list|first }}",
    "{{ ([s]|map(attribute='__class__')|list)[0] }}",
    "{{ s|map(attribute='x')|list }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ v['__class__'] }}",
    "{{ v.title }}",
    "{{ v.title() }}",
    "{{ items.copy }}",
    "{{ {'a': 1}.copy }}",
    "{{ s.text }}",
    "{{ s.tables.count(1) }}",
    "{{ m.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
    "{% macro m() %}{{ caller.__init__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{{ kwargs.pop('a') }}{% endmacro %}{{ m(a=1) }}",
    "{% for i in items %}{{ loop.__init__ }}{% endfor %}",
    "{% for i in items %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for i in items %}{{ loop.changed(i) }}{% endfor %}",
    "{% for i in items recursive %}{{ loop(items) }}{% endfor %}",
    "{% block b %}{{ self.b() }}{% endblock %}",
    "{% block b %}{{ super() }}{% endblock %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 't' %}",
    "{% extends 't' %}",
    "{% import 't' as t %}",
    "{% include '../t' %}",
    "{% include ['a', 'b'] %}",
    "{% from 't' import x %}",
    "{{ joiner(', ') }}",
    "{{ dict(a=1) }}",
    "{{ caller() }}",
    "{{ context }}",
    "{{ environment }}",
    "{{ range }}",
    "{{ s['values'] }}",
    "{% do items.append(1) %}",
    "{% set s.title = 'x' %}",
    "{{ v is nothing }}",
    "{% filter safe %}x{% endfilter %}",
    "{% autoescape true %}{{ v }}{% endautoescape %}",
    "{{ s.pictures.x }}",
    "{{ s.__class__ }}",
    "{{ s.values() }}",
    "{{ s.cells }}",
    "{{ items.append('x') }}",
    "{{ self.__init__ }}",
    "{{ cycler('a') }}",
    "{{ lipsum() }}",
    "{{ namespace(a=1).a }}",
    "{% for i in range(99999999) %}{% endfor %}",
    "{{ loop }}",
    "{{ nothing }}",
    "{{ s.nothing }}",
    "{{ v|nothing }}",
    "{% include 'nothing' %}",
    "{% extends '/etc/passwd' %}",
    "{% include v %}",
    "{{ 1 / 0 }}",
    "{{ items['x'] }}",
    "{% if %}",
    "{{ s|upper }}",
    "{{ items|title }}",
    "{{ nothing|lower }}",
    "{% set m %}{{ v }}{% endset %}{{ m|trim('&') }}",
    "{{ 9e999 }}",
    '{{ "\\ud800" }}',
    "a\x08",
    "{% macro m(a, a) %}{% endmacro %}",
    "{{ range(a=1, a=2) }}",
    "{{ v if 1 == 2 }}",
    "{% for i in items %}" * 25 + "{% endfor %}" * 25,
    "{{ s" + ".title" * 150 + " }}",
    "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
)


class TestRefused:
    @pytest.mark.parametrize("kind", ["html", "typ"])
    @pytest.mark.parametrize("template", IDIOMS)
    def test_ways_around(self, template, kind):
        """Every idiom that leads around the escaping, reaches for attributes or costs without end is an error."""
        with pytest.raises(RenderError, match=r"^the document cannot be made:\ntemplate '"):
            (html if kind == "html" else typst)(template)

    def test_says_where(self):
        """A slip in a template is named by template and line."""
        with pytest.raises(RenderError, match="template 't', line 2: '~' joins texts around the escaping"):
            html("\n{{ v ~ v }}")

    @pytest.mark.parametrize("kind", ["html", "typ"])
    @pytest.mark.parametrize(
        ("source", "place"),
        [
            ("\n{% macro m() %}\n{{ nothing }}{% endmacro %}\n{{ m() }}", "template 't', line 3: 'nothing'"),
            ("\n{% include 'inner' %}", "template 'inner', line 2: 'nothing'"),
            ("\n\n{% include 'gone' %}", "template 't', line 3: there is no template 'gone'"),
            ("\n{{ 1 / 0 }}", "template 't', line 2: ZeroDivisionError"),
            ("\n{% for a in range(100001) %}{% endfor %}", "template 't', line 2: OverflowError"),
        ],
    )
    def test_says_where_at_run_time(self, source, place, kind):
        """What goes wrong while a template runs is named by the innermost template and its line."""
        with pytest.raises(RenderError, match=place):
            (html if kind == "html" else typst)(source, inner="\n{{ nothing }}")

    @pytest.mark.parametrize(
        "template",
        [
            "{{ s.pictures[v] }}",
            "{{ s[v] }}",
            "{{ [s]|map(attribute=v)|first }}",
            "{{ v() }}",
            "{% include v %}",
            "{% import v as x %}",
            "{% extends v %}",
        ],
    )
    def test_no_value_in_a_message(self, template):
        """A text of the record is never part of what is said about a template."""
        with pytest.raises(RenderError) as error:
            html(template)

        assert "panic" not in str(error.value)

    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{{ s.pictures['logo'] }}", "no attribute 'logo'"),
            ("{{ [s]|map(attribute='nothing')|first }}", "no attribute 'nothing'"),
            ("{{ items[9] }}", "no element 9"),
            ("{{ v.upper() }}", "attribute 'upper' of 'str' object is unsafe"),
            ("{{ v() }}", "a str cannot be called: only macros, blocks and range can"),
        ],
    )
    def test_names_of_the_template_in_a_message(self, template, expected):
        """What a template names itself is named where it is missing."""
        with pytest.raises(RenderError, match=expected):
            html(template)

    def test_memory(self, monkeypatch):
        """A template that takes all memory is an error, not the end of the program."""

        def no_room(*_):
            raise MemoryError

        monkeypatch.setattr(HardenedEnvironment, "call_binop", no_room)

        with pytest.raises(RenderError, match="template 't': it needs more memory than there is"):
            html("{{ 1 + 1 }}")

    @pytest.mark.parametrize("name", ["../t", "/t", "a//b", "a/../b", "{{ x }}", "a{b}", "a b", "", ".hidden", "a\nb"])
    def test_names(self, name):
        """A template has a plain name."""
        with pytest.raises(RenderError, match="a name is made of letters"):
            rendered("html", FrozenMap({name: ""}), "sheet.html.j2", s=sheet_of("a"))

    def test_our_names(self):
        """No template of a host takes the name under which ours can always be found."""
        with pytest.raises(RenderError, match="names that begin with 'safetykit/' are ours"):
            rendered("html", FrozenMap({"safetykit/x": ""}), "sheet.html.j2", s=sheet_of("a"))

    def test_fields_can_be_read(self):
        """The fields of the sheet's values can be read, as can what they say about themselves."""
        cell = Cell(runs=(Run(text="a", bold=True),))
        values = {"c": cell, "b": Badge(text="x")}
        source = FrozenMap(
            {"t": "{{ c.text }} {{ c.runs[0].marks }} {{ b['frame'] }} {{ (c.runs|map(attribute='text')|list)[0] }}"}
        )

        assert "a bold single a" == rendered("html", source, "t", **values)


class TestHarmless:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{{ v|default('x')|length }}", "19"),
            ("{{ 2.55|round(1) }} {{ 7|round }}", "2.5 7"),
            ("{{ {'title': 'a'}.title }} {{ {'a': 1}|items|list|length }}", "a 1"),
            ("{% set m %}<i>{% endset %}{{ [m]|first }}{{ m|upper }}", "<i><I>"),
            ("{% import 'lib' as lib with context %}{{ lib.m(items[1]) }}{{ lib.word }}", "<i>b</i>&lt;"),
            ("{% block title %}x{% endblock %}{{ self.title() }}", "xx"),
            ("{% for i in items if i == 'b' %}{{ loop.last }}{{ s.title }}{% endfor %}", None),
            ("{% for i in s.tables if i.id == 'one' %}{{ i.id }}{% endfor %}", "one"),
            ("{{ (s.tables|first).id }} {{ s.title is defined }}", None),
            ("{{ s.tables[0].rows[0].cells[0].name }}", "作业内容"),
            ("{{ s.nothing|default('none') }} {{ s.nothing is defined and 1 or 2 }}", "none 2"),
        ],
    )
    def test_works(self, template, expected):
        """What authors of templates use works as they expect, and no way of printing leaves a text unescaped."""
        lib = "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{% set word = '<' %}"
        if expected is None:
            with pytest.raises(RenderError, match="not a bool"):
                html(template, lib=lib)
        else:
            assert expected == html(template, lib=lib)

    @pytest.mark.parametrize("name", sorted(HOLDERS))
    def test_fields_of_other_values(self, name):
        """A name that the sheet's values have reads nothing of a value of another kind."""
        for other in ("v", "items", "n", "{'x': 1}", "range", "none"):
            with pytest.raises(RenderError, match=r"template 't', line 1: "):
                html(f"{{{{ ({other}).{name} }}}}")

    @pytest.mark.parametrize("kind", FORMATS)
    def test_same_with_and_without_shortcut(self, kind):
        """A text that is printed at once is written as the finalize of its format writes it."""
        finalize, _ = FORMATS[kind]
        jinja = HardenedEnvironment(finalize, {}, {"t": "{{ v }}{{ n }}{{ m }}"})
        values = {"v": EVIL, "n": 2.5, "m": 3, "references": References()}

        assert jinja.get_template("t").render(values) == rendered(
            kind, FrozenMap({"t": "{{ v }}{{ n }}{{ m }}"}), "t", **{**values, "references": References()}
        )


class TestPlaceOfOurs:
    def test_replaces_ours(self):
        """A host's template with the name of ours takes its place, and may extend ours under its other name."""
        own = FrozenMap(
            {"sheet.html.j2": '{% extends "safetykit/sheet.html.j2" %}{% block before %}<p>own</p>{% endblock %}'}
        )
        page = rendered("html", own, "sheet.html.j2", s=sheet_of("甲"), code=None)

        assert "<p>own</p>" in page
        assert "<bdi>甲</bdi>" in page

    def test_extends_itself(self):
        """A template that extends itself under the name of ours is told the name that was meant."""
        own = FrozenMap({"sheet.html.j2": '{% extends "sheet.html.j2" %}'})

        with pytest.raises(RenderError, match=r"what takes the place of 'sheet\.html\.j2' extends 'safetykit/sheet"):
            rendered("html", own, "sheet.html.j2", s=sheet_of("甲"))


class TestPictures:
    def test_address(self):
        """A picture is written as an address that holds it."""
        assert "data:image/jpeg;base64,/9j/" == str(data_uri(Picture(media_type="image/jpeg", data=b"\xff\xd8\xff")))

    @pytest.mark.parametrize(
        "value",
        [
            "x",
            None,
            Picture(media_type="image/svg+xml", data=b"<svg/>"),
            Picture(media_type="image/png", data=b"<svg/>"),
        ],
    )
    def test_anything_else(self, value):
        """What is no picture of pixels has no address."""
        with pytest.raises(RenderError, match="'data_uri' takes a picture of the sheet, PNG or JPEG"):
            rendered("html", FrozenMap({"t": "{{ v|data_uri }}"}), "t", v=value)


class TestColor:
    def test_written(self):
        """A color stands in a style as it is."""
        assert "#b35900" == str(color("#b35900"))

    @pytest.mark.parametrize("value", ["red", "#fff", "#b35900;x:y", "#B3590G", ""])
    def test_anything_else(self, value):
        """What is not a color by numbers does not get into a style."""
        with pytest.raises(RenderError, match="a color is written as #rrggbb"):
            rendered("html", FrozenMap({"t": "{{ v|color }}"}), "t", v=value)


class TestCss:
    def test_any_text(self):
        """A text in a style sheet is a string that nothing can leave."""
        assert '"a1\\22 \\3c \\2f style\\3e \\9f99 "' == str(css_text('a1"</style>龙'))
