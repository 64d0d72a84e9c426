"""Where in a file something stands: the line of each place in JSON or TOML, so that what is wrong can be found and mended."""

import re
from collections.abc import Mapping

Place = tuple[int | str, ...]
"""The way to a value from the outermost: names, and numbers from nought in lists, as pydantic tells it."""

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
# A text of several lines; and a text of one line or a remark, in which none begins.
_QUOTED = re.compile(r'''"""(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*''', re.DOTALL)
_KEY = re.compile(r"""\s*(["']?)([\w-]+)\1\s*=""")


def line_of(place: Place, lines: Mapping[Place, int]) -> int | None:
    """Return the line of a place, or of the nearest one around it that is known; None when none is."""
    while place not in lines and place:
        place = place[:-1]
    return lines.get(place)


def json_lines(text: str) -> dict[Place, int]:
    """Return the line of each value of a JSON text that can be read, by its place."""
    lines: dict[Place, int] = {}
    # What is open: whether it is a list, and the name or the number that stands next in it.
    around: list[tuple[bool, int | str]] = []
    expects_name = False
    for token in _JSON.finditer(text):
        said = token[0]
        line = text.count("\n", 0, token.start()) + 1
        if said == ",":
            is_list, at = around[-1]
            around[-1] = (is_list, at + 1 if isinstance(at, int) else at)
            expects_name = not is_list
        elif said in "}]":
            around.pop()
            expects_name = False
        elif expects_name and said != ":":
            around[-1] = (False, said[1:-1])
            expects_name = False
        elif said != ":":
            lines[tuple(at for _, at in around)] = line
            if said in "{[":
                around.append((said == "[", 0 if said == "[" else ""))
                expects_name = said == "{"
    return lines


def toml_lines(text: str) -> dict[Place, int]:
    """Return the line of each table and each name with a value of its own line in a TOML text that can be read."""
    lines: dict[Place, int] = {}
    table: Place = ()
    numbers: dict[Place, int] = {}
    for number, line in enumerate(_without_long_texts(text).split("\n"), 1):
        if header := _TABLE.fullmatch(line):
            table = ()
            *above, last = (name.strip(" \"'") for name in header[2].split("."))
            for name in above:
                table = (*table, name)
                table = (*table, numbers[table]) if table in numbers else table
            table = (*table, last)
            if header[1] == "[[":
                numbers[table] = numbers.get(table, -1) + 1
                table = (*table, numbers[table])
            lines[table] = number
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[2]), number)
    return lines


def _without_long_texts(text: str) -> str:
    """Return a TOML text whose texts of several lines are empty lines: what looks like a head in them is none."""

    def emptied(quoted: re.Match[str]) -> str:
        return "\n" * quoted[0].count("\n") if quoted[0].startswith(('"' * 3, "'" * 3)) else quoted[0]

    return _QUOTED.sub(emptied, text)
