"""The tree of YAML text: keys, tags, aliases, merge keys, limits, and each message with its place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.errors import InputError
from dirsim.parsing import yaml_tree
from dirsim.parsing.places import MAX_DEPTH
from dirsim.parsing.tree import parse
from dirsim.parsing.yaml_tree import MAX_NODES, compose


def read(text):
    """The data of a text."""
    return parse(text, "f").data


def faults(text):
    """The problems of a text, as they are shown."""
    with pytest.raises(InputError) as caught:
        parse(text, "f")
    return [str(problem) for problem in caught.value.problems]


def where(text):
    """The places of the keys of a text."""
    return parse(text, "f").places()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1: x\n", "f:1:1: a key must be text, found 1 (write it in quotes: '1')"),
        ("a:\n  true: x\n", "f:2:3: a: a key must be text, found true (write it in quotes: 'true')"),
        ("~: x\n", "f:1:1: a key must be text, found ~ (write it in quotes: '~')"),
        (": x\n", "f:1:1: a key must be text, found nothing (write the key before the colon)"),
        ("a: !!set {x}\n", "f:1:4: a: the tag 'tag:yaml.org,2002:set' is not allowed (write the plain value)"),
        ("a: !foo x\n", "f:1:4: a: the tag '!foo' is not allowed (write the plain value)"),
        ("a: !!timestamp 2026-01-01\n", "f:1:4: a: the tag 'tag:yaml.org,2002:timestamp' is not allowed (write the plain value)"),
        ("a: !!seq {x: 1}\n", "f:1:4: a: the tag 'tag:yaml.org,2002:seq' is not allowed (write the plain value)"),
        ("a: !!map [x]\n", "f:1:4: a: the tag 'tag:yaml.org,2002:map' is not allowed (write the plain value)"),
        ("a: *x\n", "f:1:4: a: the alias '*x' is undefined (define &x above it)"),
        ("a: &x [*x]\n", "f:1:8: a[0]: the alias '*x' refers to a value that contains it"),
        ("a: &x\n  b: *x\n", "f:2:6: a.b: the alias '*x' refers to a value that contains it"),
        ("a: 1\n---\nb: 2\n", "f:2:1: more than one document in the file (use one file per document)"),
        ("<<: 5\n", "f:1:5: '<<' merges mappings, found 5"),
        ("a: .inf\n", "f:1:4: a: .inf is not a finite number"),
        ("a: [1, 99999999999999999999]\n", "f:1:8: a[1]: the number is too large"),
        ('a: "\\ud83d"\n', "f:1:4: a: the text contains a lone surrogate (half a character) (write the character itself)"),
        ("\ta: 1\n", "f:1:1: tab used for indentation (indent with spaces)"),
        ("a: b: c\n", "f:1:5: second ': ' on the line, or line indented too far (put text that contains ': ' in quotes, or check the indentation)"),
        ("a: [1, 2\n", "f:2:1: unclosed list [ ], or missing comma"),
        ("a: {b: 1\n", "f:2:1: unclosed mapping { }, or missing comma"),
        ("a: 'x\n", "f:2:1: unclosed quotes at the end of the file (close the quotes)"),
        ("a: 'x\n---\nb: 1\n", "f:2:1: unclosed quotes at the end of the document (close the quotes)"),
        ('a: "x\\q"\n', "f:1:7: unknown escape sequence after a backslash (use single quotes, or double the backslash)"),
        ("a: @x\n", "f:1:4: a value cannot start with '@' (put the text in quotes)"),
        ("a: `x\n", "f:1:4: a value cannot start with '`' (put the text in quotes)"),
        ("a: 1\n\nb: 2\x01\n", "f:3:5: the character '\\x01' is not allowed (remove it)"),
        ("a: ?\n", "f:1:4: invalid YAML: mapping keys are not allowed here"),
        ("a: -\n", "f:1:4: invalid YAML: sequence entries are not allowed here"),
        ("", "f: the file is empty (start it with 'dirsim: requirements/v1')"),
        ("# only a comment\n", "f: the file is empty (start it with 'dirsim: requirements/v1')"),
        ("null\n", "f: the file is empty (start it with 'dirsim: requirements/v1')"),
    ],
)  # fmt: skip
def test_the_one_fault_of_a_text_is_told_exactly(text, problem):
    """Each fault has its line and column, its path, the offending text, and a way out where there is one."""
    assert faults(text) == [problem]


@pytest.mark.parametrize(
    ("key", "found"),
    [("? [a]\n: x\n", "a list"), ("? {a: 1}\n: x\n", "a mapping"), ("? [1]\n: x\n? [2]\n: y\n", "a list")],
)
def test_a_key_that_is_not_a_scalar_is_named_by_its_kind(key, found):
    """A list or a mapping as a key is a fault on its line, and the value below it is still read."""
    assert {line.partition(": ")[2] for line in faults(key)} == {f"a key must be text, found {found}"}
    assert len(faults(key + "b: .inf\n")) == len(faults(key)) + 1


def test_all_faults_come_together_in_the_order_of_lines():
    """Faults that do not stop the reading are all reported, in the order of the file."""
    found = faults("a: 1\na: 2\nb: .inf\n3: *x\nb: !foo y\n")
    assert [line.split(":")[1] for line in found] == ["2", "3", "4", "4", "5", "5"]


def test_a_duplicate_key_names_the_first():
    """A key that is written again names the line of the first one, also if it was written three times."""
    assert faults("a: 1\nb: 2\na: 3\na: 4\n") == [
        "f:3:1: duplicate key 'a' (first on line 1)",
        "f:4:1: duplicate key 'a' (first on line 1)",
    ]
    assert read("a: {x: 1}\nb: {x: 2}\n") == {"a": {"x": 1}, "b": {"x": 2}}


def test_each_tab_that_indents_is_a_fault():
    """Every line that is indented with a tab is named with its column; a tab within quotes is not a fault."""
    assert faults("a:\n\tb: 1\n  \tc: 2\n") == [
        "f:2:1: tab used for indentation (indent with spaces)",
        "f:3:3: tab used for indentation (indent with spaces)",
    ]
    assert read("c: 'x\ty'\n") == {"c": "x\ty"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!str 5", "5"), ("! 6", "6"), ("!!int 7", 7), ("'5'", "5"), ('"true"', "true"), ("|\n  5\n", "5\n"), ("!!bool true", True),
        ("!!null ''", ""), ("!!float 1.5", 1.5), ("!!map {x: 1}", {"x": 1}), ("!!seq [1]", [1]), ("! [1]", [1]), ("! {x: 1}", {"x": 1}),
    ],
)  # fmt: skip
def test_tags_of_plain_values_are_allowed(text, value):
    """A tag that names a plain type is allowed; text in quotes, or with the tag for text, stays text."""
    assert read(f"a: {text}\n") == {"a": value}


def test_aliases_repeat_their_value():
    """An alias has the value of its anchor; an anchor that is defined again changes only the aliases after it."""
    assert read("a: &x [1, {b: 2}]\nc: *x\n") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("<<: {a: 1}\nb: 2\n", {"a": 1, "b": 2}),
        ("a: 9\n<<: {a: 1, c: 3}\n", {"a": 9, "c": 3}),
        ("<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}),
        ("<<: [{b: {c: 1}}, {b: {d: 2}}]\n", {"b": {"c": 1}}),
        ("'<<': {a: 1}\n", {"<<": {"a": 1}}),
        ("<<: {a: 1}\n<<: {b: 2}\n", {"a": 1, "b": 2}),
        ("<<: []\na: 1\n", {"a": 1}),
    ],
)
def test_a_merge_key_adds_what_is_missing(text, merged):
    """A merge key adds the keys of its mappings that are not there; earlier mappings win, and in quotes it is a key."""
    assert read(text) == merged


def test_merged_values_keep_their_own_place():
    """A value that came through a merge key is found where it was written."""
    found = where("x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  c: 3\n")
    assert (found["z.a"], found["z.b"], found["z.c"], found["x.a"]) == ((1, 8), (1, 14), (4, 3), (1, 8))


def test_a_merge_of_something_else_is_named_for_each_entry():
    """Each entry of a merge list that is not a mapping is a fault; the mappings beside it do not hide it."""
    assert [line.partition(": ")[2] for line in faults("<<: [1, {a: 2}, x]\n")] == [
        "'<<' merges mappings, found 1",
        "'<<' merges mappings, found 'x'",
    ]


def test_a_key_without_a_value_is_nothing_at_its_own_place():
    """A key with nothing after the colon has the value nothing, and is placed at the key, not at the next line."""
    assert read("a:\nb: 2\nc:\n") == {"a": None, "b": 2, "c": None}
    tree = parse("x:\n  a:\n\n\n  b: 2\n", "f")
    assert tree.root.place(("x", "a")) == (2, 3)


def test_lists_keep_the_places_of_their_entries():
    """Each entry of a list, and each key below it, has its own line and column."""
    root = parse("a:\n  - 1\n  - {b: 2,\n     c: 3}\n  -\n    - d\n", "f").root
    assert [root.place(("a", step)) for step in range(3)] == [(2, 5), (3, 5), (6, 5)]
    assert root.place(("a", 1, "c")) == (4, 9)
    assert root.place(("a", 1), "c") == (4, 6)
    assert root.place(("a", 2, 0)) == (6, 7)
    assert root.place(("a", 7, "x")) == root.place(("a",)) == (2, 3)


@pytest.mark.parametrize(("depth", "deep"), [(MAX_DEPTH, False), (MAX_DEPTH + 1, True)])
@pytest.mark.parametrize("form", ["[{}]", "{{a: {}}}"])
def test_nesting_has_a_limit(depth, deep, form):
    """Fifty levels are read, and one more is refused; the message has no path of fifty steps."""
    text = "1"
    for _ in range(depth):
        text = form.format(text)
    if deep:
        (problem,) = faults(f"# yaml\n{text}\n")
        assert problem.endswith(": the file is nested deeper than 50 levels")
        assert problem.count(":") == 3
    else:
        assert read(f"# yaml\n{text}\n")


def test_nesting_through_aliases_counts():
    """An alias is as deep as the value that it repeats."""
    half = MAX_DEPTH // 2
    inner, outer = "[" * half + "1" + "]" * half, "[" * half + "{}" + "]" * half
    assert read(f"a: &x {inner}\nb: {outer[: -half - 2]}1{outer[-half:]}\n")
    (problem,) = faults(f"a: &x {inner}\nb: {outer.replace('{}', '*x')}\n")
    assert problem.endswith("the file is nested deeper than 50 levels")
    one_less = outer[1:-1].replace("{}", "*x")
    assert read(f"a: &x {inner}\nb: {one_less}\n")["b"]


def test_values_have_a_limit_with_aliases_expanded(monkeypatch):
    """Values are counted as if each alias were written out; the limit itself is allowed."""
    assert MAX_NODES == 50_000
    monkeypatch.setattr(yaml_tree, "MAX_NODES", 12)
    for text, refused in (("[1,2,3,4,5,6,7,8,9,10,11]", False), ("[1,2,3,4,5,6,7,8,9,10,11,12]", True)):
        root, found = compose(f"# yaml\n{text}\n")
        assert (root is None) is refused
        assert [one.message for one, _, _ in found] == (
            ["the file has more than 12 values, aliases expanded"] if refused else []
        )
    root, found = compose("- &x [1, 2, 3]\n- *x\n- *x\n")
    assert [one.hint for one, _, _ in found] == ["split it"]


def test_merged_mappings_count_as_values(monkeypatch):
    """A merge key writes its mappings out, so that their values count again: with the merge there are more than without."""

    def least(text):
        """The smallest limit at which a text is read."""
        for limit in range(1, 40):
            monkeypatch.setattr(yaml_tree, "MAX_NODES", limit)
            if compose(text)[0] is not None:
                return limit
        raise AssertionError("never read")

    plain = least("a: &x {b: 1, c: 2}\nd: {}\n")
    assert least("a: &x {b: 1, c: 2}\nd: {<<: *x}\n") >= plain + 2
    assert least("a: &x {b: 1, c: 2}\nd: *x\n") == plain + 2


@pytest.mark.parametrize("text", ['"\\x', '"\\u12', "%YAML\n---\na: 1\n", "%YAML 1.1 x\na", "&", "*", "!<", "a: !<x y"])
def test_broken_escapes_and_directives_are_faults(text):
    """Text on which a scanner may stumble is one fault of the input, with or without a place."""
    root, found = compose(text)
    assert root is None or found == []
    assert all(one.message for one, _, _ in found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text("ab :#-'\"\\\n\té", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab c-", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=30)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), VALUES, min_size=1, max_size=4))
def test_json_is_the_same_by_either_road(data):
    """A JSON document gives the same data through the YAML parser as through the parser for JSON."""
    text = json.dumps(data, indent=1)
    root, found = compose(text)
    assert (root.value, found) == (data, [])
    assert parse(text).data == data


@settings(max_examples=30)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), VALUES, min_size=1, max_size=4))
def test_size_and_height_of_a_tree(data):
    """A node counts its values and its levels, whatever they are."""

    def size(value):
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + sum(size(entry) for entry in below)

    def height(value):
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if below is None else 1 + max((height(entry) for entry in below), default=0)

    root, _ = compose(json.dumps(data))
    assert (root.size, root.height) == (size(data), height(data))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\t# comment\n", {"a": 1}),
        ("a:\t1\n", {"a": 1}),
        ("key\t: v\n", {"key": "v"}),
        ("a: x\ty \t\n", {"a": "x\ty"}),
        ("a: 'x'\t# c\n", {"a": "x"}),
        ("a:\t# c\n  b: 1\n", {"a": {"b": 1}}),
        ("-\ta\t# c\n-\tb\n", ["a", "b"]),
        ("a: b\n\t\nc: d\n", {"a": "b", "c": "d"}),
        ("a: b\n\t# c\n  \t# d\nc: d\n", {"a": "b", "c": "d"}),
        ("{a: 1,\tb: [1,\t2]\t}\t# c\n", {"a": 1, "b": [1, 2]}),
        ("a: |\n  x\n  \ty\n", {"a": "x\n\ty\n"}),
        ("--- \t# c\na: 1\n", {"a": 1}),
    ],
)
def test_tabs_are_blanks_within_a_line(text, value):
    """YAML 1.2 allows tabs between tokens, before a comment, in plain text and on blank lines."""
    root, faults = compose(text)
    assert faults == []
    assert root.value == value


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "-\ta: 1\n  b: 2\n", "\ta: 1\n"])
def test_a_tab_is_no_indentation(text):
    """A tab before a token of a block is a fault."""
    root, faults = compose(text)
    assert root is None
    assert faults


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[a, b]: c\n", 1, 1),
        ("x: 1\n{a: b}: c\n", 2, 1),
        ("a:\n  ? [x, y]\n  : 1\n", 2, 5),
        ("? - a\n  - b\n: c\n", 1, 3),
        ("a: &k x\n*k : 1\n3: 4\n", 3, 1),
    ],
)
def test_a_key_that_is_no_text_has_the_place_of_its_beginning(text, line, column):
    """Line and column of such a key are those of its first character, not of its last."""
    _, faults = compose(text)
    assert [(at, column_) for _, at, column_ in faults] == [(line, column)]


def test_long_text_in_braces_has_the_fault_of_json():
    """A long file in braces that is not JSON is refused at the place of its fault, without a search by the YAML parser."""
    text = '{"a": [' + "1, " * 30_000 + "], }"
    with pytest.raises(InputError, match=r"invalid JSON: .*") as caught:
        parse(text, "long.json")
    assert caught.value.problems[0].line == 1


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{a: 2,500, b: 7,500}", {"a": "2,500", "b": "7,500"}),
        ("{a: {b: 1,500,000}, c: 1}", {"a": {"b": "1,500,000"}, "c": 1}),
        ("[a: 2,500]", None),
        ("{a: 2, 500}", None),
        ("{a: 2,50}", None),
        ("{a: 0,500}", None),
        ("{a: 1234,500}", None),
        ("{a: 2,500: }", None),
        ("{a: x,500}", None),
        ("{a: '2',500}", None),
        ("a: 2\n500:\n", None),
    ],
)
def test_a_comma_between_digits_groups_them(text, data):
    """A number of up to three digits, a comma and three more without a blank are one number as text; anything else is refused."""
    if data is None:
        assert (
            parse(text, "f").data == [{"a": 2}, 500]
            if text.startswith("[")
            else "a key must be text" in faults(text)[0]
        )
    else:
        assert parse(text, "f").data == data
