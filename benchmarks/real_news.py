"""How exact the shipped model is on real news, of other subjects than its own.

    python benchmarks/real_news.py boddari-wikinews.txt.xz

The file holds Korean Wikinews (CC BY 2.5) as training/corpus.py reads it.
benchmarks/real_news.tsv has the marks of 20 of them: offsets and labels under the SHA-256 of the text,
which is not ours to keep here. No model was trained on these marks; the shipped encoder has read the
texts, unlabelled.
"""

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mokmin import Tagger, scoring
from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.report import span_table
from training.corpus import list_files, read_documents

MARKS = Path(__file__).with_suffix(".tsv")


def annotate(documents: Iterable[str], marks: Path = MARKS) -> list[Article]:
    """The documents that have marks, with their spans.

    Raises:
        MokminError: a marked document is not among them, letter for letter.
    """
    texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in documents}
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with marks.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["sha256"]].append(row)
    if missing := rows.keys() - texts.keys():
        raise MokminError(
            f"{marks}: {len(missing)} of {len(rows)} marked documents are not in the text; is it the same edition?"
        )
    return [Article(texts[key], entities=[_entity(texts[key], row) for row in found]) for key, found in rows.items()]


def _entity(text: str, row: dict[str, str]) -> Entity:
    start, end = int(row["start"]), int(row["end"])
    return Entity(start, end, text[start:end], row["label"], domain=row["domain"] or None)


def to_markdown(scores: dict[str, Any]) -> str:
    lines = [
        "# Real news",
        "",
        f"Written by `python benchmarks/real_news.py FILE`: the shipped model on {scores['articles']} articles of Korean Wikinews, annotated",
        "without its help by one annotator, a language model of the family that wrote the training articles. They report politics,",
        "strikes, the army, epidemics, which is not what the model is made for: expect more on news of its own subject.",
        "",
        *span_table(scores),
    ]
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="a text file, or a folder that has it")
    gold = annotate(text for path in list_files(parser.parse_args().file) for text in read_documents(path))
    predicted = Tagger.from_pretrained().predict([article.text for article in gold])
    table = to_markdown(scoring.score(gold, predicted))
    MARKS.with_suffix(".md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
