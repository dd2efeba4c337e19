from hypothesis import given
from hypothesis import strategies as st

from mokmin import Article, Entity
from mokmin.confusion import COLUMNS, ROWS, count_confusions
from mokmin.labels import LABELS
from tests.strategies import annotated

TEXT = "나래시는 지난 5일 AI 민원 서비스를 열었다."


def test_each_kind_of_error_in_its_cell() -> None:
    gold = Article(TEXT, entities=[Entity(0, 3, "나래시", "ORG"), Entity(5, 10, "지난 5일", "DATE")])
    predicted = Article(
        TEXT,
        entities=[Entity(0, 3, "나래시", "ROLE"), Entity(8, 10, "5일", "DATE"), Entity(11, 13, "AI", "PILLAR")],
    )
    table = count_confusions([gold], [predicted])
    assert table["ORG"] == {**dict.fromkeys(COLUMNS, 0), "ROLE": 1}
    assert table["DATE"] == {**dict.fromkeys(COLUMNS, 0), "boundary": 1}
    assert table["spurious"] == {**dict.fromkeys(COLUMNS, 0), "PILLAR": 1}
    missed = count_confusions([gold], [Article(TEXT)])
    assert missed["ORG"]["missed"] == missed["DATE"]["missed"] == 1


@given(st.data())
def test_every_gold_span_is_in_one_cell(data: st.DataObject) -> None:
    gold = data.draw(annotated(TEXT))
    predicted = data.draw(annotated(TEXT))
    table = count_confusions([gold], [predicted])
    assert tuple(table) == ROWS
    for label in LABELS:
        assert sum(table[label].values()) == sum(e.label == label for e in gold.entities)
        assert table[label][label] >= 0
    taken = sum(table[row][label] for row in ROWS for label in LABELS)
    boundary = sum(table[row]["boundary"] for row in ROWS)
    assert taken + boundary == len(predicted.entities)
