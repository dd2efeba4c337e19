"""Which label is taken for which: a table of spans."""

from collections.abc import Sequence

from mokmin.article import Article
from mokmin.labels import LABELS
from mokmin.scoring import list_errors

COLUMNS = (*LABELS, "boundary", "missed")
"""What became of a gold span: found under this label, found with other edges, not found."""

ROWS = (*LABELS, "spurious")
"""The gold label, or none."""


def count_confusions(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, dict[str, int]]:
    """Row of :data:`ROWS` → column of :data:`COLUMNS` → number of spans; gold spans are in one cell
    each, spurious ones under the label they were given."""
    table = {row: dict.fromkeys(COLUMNS, 0) for row in ROWS}
    for article in gold:
        for entity in article.entities:
            table[entity.label][entity.label] += 1
    for error in list_errors(gold, predicted):
        if error.gold is None:
            assert error.predicted is not None
            table["spurious"][error.predicted.label] += 1
            continue
        label = error.gold.label
        table[label][label] -= 1
        column = error.predicted.label if error.kind == "label" and error.predicted else error.kind
        table[label][column] += 1
    return table
