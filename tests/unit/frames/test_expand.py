"""JSON objects spread over columns."""

from __future__ import annotations

import pandas as pd
import pytest

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames import expand as module
from yamtam_nb.frames.expand import expand


def spread(*values: str | bytes) -> tuple[list[str | bytes | None], pd.DataFrame]:
    rest, columns = expand(list(values))
    return rest, pd.DataFrame(columns)


def test_each_field_has_a_column_and_nested_ones_a_dotted_name() -> None:
    """Columns come in the order in which the fields are met."""
    rest, frame = spread('{"tier": "power", "limits": {"cpu": 2}}', ' {"tier": "fast", "limits": {"cpu": 3}}')
    assert list(frame.columns) == ["value.tier", "value.limits.cpu"]
    assert frame["value.tier"].tolist() == ["power", "fast"]
    assert frame["value.limits.cpu"].tolist() == [2, 3]
    assert rest == [None, None]


@pytest.mark.parametrize("value", ["power", "3", "[1, 2]", "{broken", "", "{}", b"\xff{", '"{}"', "{" * 5000])
def test_what_is_no_object_with_fields_stays_whole(value: str | bytes) -> None:
    """It is in the value column as before."""
    rest, frame = spread(value, '{"a": 1}')
    assert rest == [value, None]
    assert list(frame.columns) == ["value.a"]


def test_an_object_whose_fields_would_share_a_column_stays_whole() -> None:
    """Neither of the two is lost."""
    value = '{"a.b": 1, "a": {"b": 2}}'
    rest, frame = spread(value)
    assert rest == [value]
    assert frame.empty


def test_lists_and_empty_objects_stay_in_their_cell() -> None:
    """They have no names to make columns of."""
    _, frame = spread('{"hosts": ["a", "b"], "labels": {}}')
    assert frame["value.hosts"].tolist() == [["a", "b"]]
    assert frame["value.labels"].tolist() == [{}]


def test_whole_numbers_stay_whole_numbers_when_rows_lack_them() -> None:
    """A float would round 2**62 + 1."""
    _, frame = spread(f'{{"n": {2**62 + 1}}}', "text", '{"n": null}')
    assert str(frame["value.n"].dtype) == "Int64"
    assert frame["value.n"][0] == 2**62 + 1
    assert frame["value.n"].isna().tolist() == [False, True, True]


def test_numbers_too_large_for_64_bits_are_kept() -> None:
    """As Python integers."""
    _, frame = spread(f'{{"n": {2**64}}}', '{"n": 1}')
    assert frame["value.n"].tolist() == [2**64, 1]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (('{"x": true}', '{"x": false}'), "bool"),
        (('{"x": true}', "-"), "boolean"),
        (('{"x": 1}', '{"x": 2}'), "int64"),
        (('{"x": 1.5}', "-"), "float64"),
        (('{"x": 1}', '{"x": 1.5}'), "object"),
        (('{"x": 1}', '{"x": true}'), "object"),
        (('{"x": "a"}', '{"x": "b"}'), "object"),
        (('{"x": null}', '{"x": null}'), "object"),
    ],
)
def test_a_column_has_the_narrowest_dtype_that_changes_nothing(values: tuple[str, ...], dtype: str) -> None:
    """Mixed kinds stay the objects that they are."""
    _, frame = spread(*values)
    assert str(frame["value.x"].dtype) == dtype


def test_a_mixed_column_keeps_each_kind() -> None:
    """True is not 1."""
    _, frame = spread('{"x": 1}', '{"x": true}', '{"x": "1"}')
    assert [type(cell) for cell in frame["value.x"]] == [int, bool, str]


def test_too_many_fields_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to do."""
    monkeypatch.setattr(module, "MOST_COLUMNS", 3)
    with pytest.raises(InvalidArgument, match="narrow the prefix"):
        spread('{"a": 1, "b": 1, "c": 1, "d": 1}')
