"""How exact the shipped model is on real news, of other subjects than its own.

    python benchmarks/real_news.py boddari-wikinews.txt.xz

The file holds Korean Wikinews (CC BY 2.5) as text or xz, a blank line between documents.
benchmarks/real_news.tsv has the marks of 20 of them: offsets and labels under the SHA-256 of the text,
which is not ours to keep here. No model was trained on these marks; the shipped encoder has read the
texts, unlabelled.
"""

import argparse
import csv
import hashlib
import lzma
from collections import defaultdict
from pathlib import Path
from typing import Any

from mokmin import Tagger, scoring
from mokmin.article import Article, Entity
from mokmin.errors import MokminError
from mokmin.labels import LABELS

MARKS = Path(__file__).with_suffix(".tsv")


def read_documents(path: Path) -> list[str]:
    """The documents of a text file, parted by blank lines.

    Raises:
        MokminError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
        return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8").strip().split("\n\n")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise MokminError(f"{path}: cannot be read: {error}") from error


def annotate(documents: list[str], marks: Path = MARKS) -> list[Article]:
    """The documents that have marks, with their spans.

    Raises:
        MokminError: a marked document is not among them, letter for letter.
    """
    texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in map(str.strip, documents)}
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


def to_markdown(spans: dict[str, Any], articles: int) -> str:
    lines = [
        "# Real news",
        "",
        f"Written by `python benchmarks/real_news.py FILE`: the shipped model on {articles} articles of Korean Wikinews, annotated",
        "without its help by one annotator, a language model of the family that wrote the training articles. They report politics,",
        "strikes, the army, epidemics, which is not what the model is made for: expect more on news of its own subject.",
        "",
        "| label | precision | recall | F1 | 95 % interval | spans |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for label in (*LABELS, "micro"):
        row = spans[label]
        low, high = row["interval"]
        cells = " | ".join(f"{100 * row[name]:.1f}" for name in ("precision", "recall", "f1"))
        lines.append(f"| {label} | {cells} | {100 * low:.1f}–{100 * high:.1f} | {row['support']} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    gold = annotate(read_documents(parser.parse_args().file))
    predicted = Tagger.from_pretrained().predict([article.text for article in gold])
    table = to_markdown(scoring.score(gold, predicted)["spans"], len(gold))
    MARKS.with_suffix(".md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
