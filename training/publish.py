"""Write the articles as a folder that ``datasets.load_dataset`` reads and the Hugging Face Hub shows.

    python training/publish.py FOLDER

The folder gets ``data/SPLIT-00000-of-00001.parquet``, the data card as ``README.md``, the guidelines and the
pictures. Offsets are Python string indices into ``text``.
"""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mokmin.article import Article
from mokmin.errors import MokminError
from training.corpus_tables import SPLITS, read_corpus, values_of
from training.data_card import CARD, DATA

if TYPE_CHECKING:
    from datasets import Features

META = ("issuer", "issuer_kind", "region", "topic", "source", "list_style", "noise")
"""Keys of ``meta`` that every article has as a string."""


def to_row(article: Article) -> dict[str, Any]:
    """An article as a row of the features of :func:`features`."""
    return {
        "id": article.id,
        "text": article.text,
        "published": article.published,
        "spans": [
            {"start": e.start, "end": e.end, "label": e.label, "domain": e.domain, "value": e.value}
            for e in article.entities
        ],
        "domains": list(article.domains),
        "affiliations": [
            {"name": a.name, "role": a.role, "organization": a.organization, "former": a.former}
            for a in article.affiliations
        ],
        "meta": {
            **{key: article.meta.get(key) for key in META},
            "hard": values_of(article, "hard"),
            "other_domain": bool(article.meta.get("other_domain")),
        },
    }


def features() -> "Features":
    """The columns, with a type for every field, so that empty lists and nulls have one too."""
    from datasets import Features, Value

    text, offset = Value("string"), Value("int32")
    span = {"start": offset, "end": offset, "label": text, "domain": text, "value": text}
    affiliation = {"name": text, "role": text, "organization": text, "former": Value("bool")}
    return Features(
        {
            "id": text,
            "text": text,
            "published": text,
            "spans": [span],
            "domains": [text],
            "affiliations": [affiliation],
            "meta": {**dict.fromkeys(META, text), "hard": [text], "other_domain": Value("bool")},
        }
    )


def publish(folder: Path, data: Path = DATA) -> None:
    """Write the three splits and the card.

    Raises:
        MokminError: the folder exists and is not empty.
    """
    from datasets import Dataset

    if folder.exists() and any(folder.iterdir()):
        raise MokminError(f"{folder}: not empty; give a new folder")
    corpus = read_corpus(data / "articles")
    (folder / "data").mkdir(parents=True)
    for split in SPLITS:
        shard = Dataset.from_list([to_row(article) for article in corpus[split]], features=features())
        shard.to_parquet(folder / "data" / f"{split}-00000-of-00001.parquet")
    shutil.copy(data / CARD.name, folder / "README.md")
    shutil.copy(data / "GUIDELINES.md", folder)
    shutil.copy(data / "agreement.json", folder)
    for name in ("bodies", "pictures", "second-annotation"):
        shutil.copytree(data / name, folder / name)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    publish(parser.parse_args(arguments).folder)


if __name__ == "__main__":
    from mokmin.cli.errors import run_script

    run_script(main, sys.argv[1:])
