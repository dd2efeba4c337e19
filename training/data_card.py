"""Write the tables of data/README.md and its pictures from the articles.

    python training/data_card.py

A table stands between ``<!-- table: NAME -->`` and ``<!-- /table -->``; the text around it is written
by hand and left alone.
"""

import argparse
import re
import sys
from pathlib import Path

from mokmin.errors import MokminError
from training.corpus_tables import Corpus, all_tables, read_agreement, read_corpus
from training.second_domains import read_opinions

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
CARD = DATA / "README.md"
OPINIONS = DATA / "second-annotation" / "train-pillar-domains.tsv"

_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- /table -->)", re.DOTALL)
_SIZE = re.compile(r"(?<=^size_categories: \[).*(?=\]$)", re.MULTILINE)


def fill(card: str, corpus: Corpus, agreement: Path = DATA / "agreement.json") -> str:
    """The card with every table, and the size in its header, counted anew.

    Raises:
        MokminError: the card lacks a table, or has one of an unknown name.
    """
    tables = all_tables(corpus, read_agreement(agreement), read_opinions(OPINIONS))
    wanted = [match.group(2) for match in _TABLE.finditer(card)]
    if sorted(wanted) != sorted(tables):
        odd = ", ".join(sorted(set(wanted) ^ set(tables)) or wanted)
        raise MokminError(f"{CARD}: tables missing, twice or unknown: {odd}; known: {', '.join(tables)}")
    card = _TABLE.sub(lambda match: f"{match.group(1)}{tables[match.group(2)]}\n{match.group(3)}", card)
    return _SIZE.sub(size_category(sum(map(len, corpus.values()))), card)


def size_category(articles: int) -> str:
    """The name that the Hugging Face Hub has for a number of examples."""
    return "n<1K" if articles < 1_000 else "1K<n<10K" if articles < 10_000 else "10K<n<100K"


def main(arguments: list[str]) -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args(arguments)
    from training.corpus_pictures import draw_all

    corpus = read_corpus(DATA / "articles")
    CARD.write_text(fill(CARD.read_text(encoding="utf-8"), corpus), encoding="utf-8")
    draw_all(corpus, DATA / "pictures")


if __name__ == "__main__":
    from mokmin.cli.errors import run_script

    run_script(main, sys.argv[1:])
