import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin.errors import MokminError
from mokmin.formats.bio import article_of, check_id, joined, spans_of, tags_of


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["", "ORG", "A-B"])), max_size=8))
def test_tags_and_back(runs: list[tuple[int, str]]) -> None:
    spans, length = [], 0
    for size, label in runs:
        if label:
            spans.append((length, length + size, label))
        length += size
    tags = tags_of(length, spans)
    assert len(tags) == length
    assert spans_of(tags, [""] * length) == spans


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (["O", "I-ORG"], "line 2: I-ORG continues no ORG"),
        (["B-ORG", "I-ROLE"], "line 2: I-ROLE continues no ROLE"),
        (["B-ORG", "O", "I-ORG"], "line 3: I-ORG continues no ORG"),
        (["E-ORG"], "line 1: 'E-ORG' is not O, B-label or I-label"),
        (["B-"], "line 1: 'B-' is not O"),
        (["B"], "line 1: 'B' is not O"),
        ([""], "line 1: '' is not O"),
    ],
)
def test_errors_name_the_place(tags: list[str], message: str) -> None:
    with pytest.raises(MokminError, match=f"^{message}"):
        spans_of(tags, [f"line {i}" for i in range(1, len(tags) + 1)])


def test_rows_of_several_characters() -> None:
    rows = [("👩‍💻", "O", ""), ("나래", "B-ORG", ""), ("시", "I-ORG", ""), ("는", "O", "")]
    assert joined(rows) == ("👩‍💻나래시는", [(3, 6, "ORG")])


def test_a_label_of_others_is_an_error_with_its_place() -> None:
    with pytest.raises(MokminError, match=r"^f\.tsv:3: entity '나래' at 0:2 has the unknown label 'OG'"):
        article_of("나래", [(0, 2, "OG")], None, "f.tsv:3")


@pytest.mark.parametrize("number", ["a\tb", "a\nb", "a\rb"])
def test_an_id_that_breaks_lines_is_an_error(number: str) -> None:
    with pytest.raises(MokminError, match="which conll cannot hold"):
        check_id(number, "conll")
