"""Pictures of the annotated articles for the data card."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import matplotlib
import numpy as np

from mokmin.article import Article
from mokmin.labels import DOMAINS, LABELS
from training.corpus_tables import LONGEST, REGIONS, SHORTEST, Corpus, lengths

matplotlib.use("Agg")

from matplotlib import pyplot as plt

COLOURS = ("#4477aa", "#ccbb44", "#ee6677")
"""One for each split; apart for colour-blind readers too (Paul Tol's bright scheme)."""


def draw_all(corpus: Corpus, folder: Path) -> None:
    """Write ``labels``, ``domains``, ``regions`` and ``lengths`` as PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    _bars(corpus, LABELS, LABELS, lambda a: [e.label for e in a.entities], "spans", folder / "labels.png")
    pillars = [f"PILLAR:{domain}" for domain in DOMAINS]
    names = [*pillars, *(f"article {domain}" for domain in DOMAINS)]
    _bars(corpus, names, names, _domains, "PILLAR spans, articles", folder / "domains.png")
    # The names of regions are romanised: fonts without Hangul would show boxes.
    regions = list(REGIONS)
    _bars(corpus, regions, list(REGIONS.values()), lambda a: [a.meta["region"]], "articles", folder / "regions.png")
    _lengths(corpus, folder / "lengths.png")


def _domains(article: Article) -> list[str]:
    spans = [f"PILLAR:{e.domain}" for e in article.entities if e.domain]
    return [*spans, *(f"article {domain}" for domain in article.domains)]


def _bars(
    corpus: Corpus,
    keys: Sequence[str],
    names: Sequence[str],
    values: Callable[[Article], Iterable[str]],
    unit: str,
    path: Path,
) -> None:
    """Stacked horizontal bars, the first key on top."""
    figure, axes = plt.subplots(figsize=(7, 0.8 + 0.28 * len(keys)), layout="constrained")
    left = np.zeros(len(keys))
    for (split, articles), colour in zip(corpus.items(), COLOURS, strict=True):
        counts = Counter(value for article in articles for value in values(article))
        width = np.array([counts[key] for key in keys])
        axes.barh(np.arange(len(keys)), width, left=left, label=split, color=colour)
        left += width
    axes.set_yticks(np.arange(len(keys)), names)
    axes.invert_yaxis()
    axes.set_xlabel(unit)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _lengths(corpus: Corpus, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
    found = [lengths(articles) for articles in corpus.values()]
    axes.hist(found, bins=30, stacked=True, label=list(corpus), color=COLOURS)
    for bound in (SHORTEST, LONGEST):
        axes.axvline(bound, color="#555555", linestyle=":")
    axes.set_xlabel("characters")
    axes.set_ylabel("articles")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)
