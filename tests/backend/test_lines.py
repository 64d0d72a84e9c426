import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.lines import Place, json_lines, line_of, toml_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=12,
)


def places(value: Any, place: Place = ()) -> list[Place]:
    inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    return [place, *(each for at, one in inner for each in places(one, (*place, at)))]


@given(VALUES)
def test_every_value_of_json_has_a_line(value: Any) -> None:
    found = json_lines(json.dumps(value, indent=1))
    assert list(found) == places(value)
    assert list(found.values()) == sorted(found.values())


TOML = """name = "x"
[forbund]
slug = "y"  # no [[table]]
[[groups]]
name = "A"
[[groups.days]]
day = 1
[[groups]]
"name" = "B"
[[groups.days]]
[[groups.days]]
day = 3
"""


def test_every_table_and_name_of_toml_has_a_line() -> None:
    found = toml_lines(TOML)
    assert set(found) <= set(places(tomllib.loads(TOML)))
    assert found["groups", 1, "days", 1, "day"] == 12
    assert found["groups", 0, "days", 0] == 6
    assert (found["groups", 1, "name"], found["forbund", "slug"], found["name",]) == (9, 3, 1)


LONG = '''[[groups]]
about = """It says "so":
[[groups]]
name = "no head" # nor a remark
"""
"name" = "it's \\"so\\"" # ends with """
note = "SINGLE"
[[groups]]
name = "B"
'''.replace('"SINGLE"', "'''one\nlabel = 1\n'''")


def test_what_stands_in_a_text_of_several_lines_is_neither_a_table_nor_a_name() -> None:
    found = toml_lines(LONG)
    assert set(found) <= set(places(tomllib.loads(LONG)))
    assert (found["groups", 0, "name"], found["groups", 1], found["groups", 1, "name"]) == (6, 10, 11)


def test_what_has_no_line_of_its_own_is_told_by_what_is_around_it() -> None:
    found = toml_lines(TOML)
    assert line_of(("groups", 1, "lable"), found) == 8
    assert line_of(("forbund", "slug", 3), found) == 3
    assert line_of(("people",), found) is None
