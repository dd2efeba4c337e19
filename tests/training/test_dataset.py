import itertools
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given

from mokmin import Article, Entity, MokminError
from mokmin.heads import IGNORED
from mokmin.labels import BIO_TAGS, DOMAINS
from mokmin.normalization import normalize
from mokmin.scoring import character_tags
from mokmin.tagger import Tagger
from mokmin.windows import Windower, merge
from tests.conftest import annotate
from tests.strategies import articles as any_articles
from training.dataset import build_dataset, collate, hash_articles, label_windows, read_folder

ARTICLE = annotate(
    "[나래시](ORG)는 [지난 5일](DATE) △[AI 돌봄](PILLAR:livelihood)과 [AI 민원 서비스](PILLAR:administration)를 열었다."
)


@pytest.fixture(scope="module")
def wide(tokenizer: Any) -> Windower:
    return Windower(tokenizer.backend_tokenizer, 2, 3, 64, 8)


@pytest.fixture(scope="module")
def narrow(tokenizer: Any) -> Windower:
    return Windower(tokenizer.backend_tokenizer, 2, 3, 12, 4)


def test_tags_of_characters(wide: Windower) -> None:
    (row,) = label_windows(ARTICLE, wide)
    assert row["tags"].tolist() == character_tags(ARTICLE).tolist()


def test_pillar_spans_stand_on_the_pillar_s_tokens(wide: Windower) -> None:
    (row,) = label_windows(ARTICLE, wide)
    assert row["pillar_domains"] == [DOMAINS.index("livelihood"), DOMAINS.index("administration")]
    pillars = [e for e in ARTICLE.entities if e.domain]
    for (start, end), span in zip(row["window"].offsets, row["pillar_spans"], strict=True):
        inside = [i for i, e in enumerate(pillars) if e.start <= start and end <= e.end and end > start]
        assert span == (inside[0] if inside else IGNORED)
    assert (row["pillar_spans"] != IGNORED).sum() >= 4


def test_every_window_numbers_its_own_pillars(narrow: Windower) -> None:
    rows = label_windows(ARTICLE, replace(narrow, size=8, overlap=2))
    assert {d for row in rows for d in row["pillar_domains"]} == {DOMAINS.index(d) for d in ARTICLE.domains}
    for row in rows:
        assert sorted(set(row["pillar_spans"]) - {IGNORED}) == list(range(len(row["pillar_domains"])))


def test_a_cut_span_begins_anew_in_the_next_window(narrow: Windower) -> None:
    gold = character_tags(ARTICLE)
    cut = 0
    for size in range(6, 14):
        for row in label_windows(ARTICLE, replace(narrow, size=size, overlap=2)):
            window, tags = row["window"], row["tags"]
            expected = gold[window.start : window.end].copy()
            if BIO_TAGS[expected[0]][0] == "I":
                cut += 1
                expected[0] -= 1
            assert tags.tolist() == expected.tolist()
    assert cut > 5


@given(any_articles())
def test_any_article_gets_legal_tags(narrow: Windower, article: Article) -> None:
    for row in label_windows(article, narrow):
        window, names = row["window"], ["O", *(BIO_TAGS[t] for t in row["tags"])]
        assert len(row["tags"]) == window.end - window.start
        assert len(row["pillar_spans"]) == len(window.token_ids)
        assert all(b[0] != "I" or a[1:] == b[1:] for a, b in itertools.pairwise(names))


@given(any_articles())
def test_no_gold_span_is_lost(wide: Windower, article: Article) -> None:
    rows = label_windows(article, wide)
    n = normalize(article.text)
    tags = (
        merge([r["window"] for r in rows], [np.eye(11)[r["tags"]] for r in rows], len(n.text)).argmax(1)
        if n.text
        else np.zeros(0)
    )
    for e in article.entities:
        start, end = n.normalized_span(e.start, e.end)
        assert start == end or tags[start] != 0


def test_decomposed_articles_get_the_tags_of_composed_ones(wide: Windower) -> None:
    text = unicodedata.normalize("NFD", ARTICLE.text)
    entities, position = [], 0
    for e in ARTICLE.entities:
        name = unicodedata.normalize("NFD", e.text)
        start = text.index(name, position)
        position = start + len(name)
        entities.append(Entity(start, position, name, e.label, domain=e.domain))
    decomposed = Article(text, entities=entities)
    assert label_windows(decomposed, wide)[0]["tags"].tolist() == character_tags(ARTICLE).tolist()


def test_a_span_of_nothing_but_zero_width_characters_is_left_out(wide: Windower) -> None:
    article = Article("나래\u200b", entities=[Entity(0, 2, "나래", "ORG"), Entity(2, 3, "\u200b", "ROLE")])
    assert label_windows(article, wide)[0]["tags"].tolist() == [1, 2]


def test_batches(narrow: Windower, articles: list[Article], tagger: Tagger) -> None:
    rows = build_dataset(articles, narrow, None, seed=0)
    batch = collate([rows[i] for i in (0, 2)], pad_id=0)
    labelled = [*label_windows(articles[0], narrow), *label_windows(articles[2], narrow)]
    assert len(batch["tags"]) == len(labelled)
    per_article = {"article_domains", "pillar_domains"}
    assert {len(v) for key, v in batch.items() if key not in per_article} == {len(labelled)}
    assert batch["pillar_domains"].tolist() == [d for row in labelled for d in row["pillar_domains"]]
    assert batch["articles"].tolist() == [0] * len(label_windows(articles[0], narrow)) + [1] * len(
        label_windows(articles[2], narrow)
    )
    assert batch["article_domains"].tolist() == [[d in articles[i].domains for d in DOMAINS] for i in (0, 2)]
    spans = 0
    for i, row in enumerate(labelled):
        size = len(row["tags"])
        assert batch["tags"][i, :size].tolist() == row["tags"].tolist()
        assert not batch["tags"][i, size:].any()
        own = row["pillar_spans"]
        assert batch["pillar_spans"][i, : len(own)].tolist() == [n if n == IGNORED else n + spans for n in own]
        assert set(batch["pillar_spans"][i, len(own) :].tolist()) <= {IGNORED}
        spans += len(row["pillar_domains"])
    assert torch.isfinite(tagger.backend.model(**batch)["loss"])  # type: ignore[attr-defined]


def test_augmentation_is_drawn_anew_at_every_reading(wide: Windower) -> None:
    def augment(article: Article, generator: Any) -> Article:
        return Article(article.text + generator.choice("가나다라마바사") * 3)

    def read(seed: int) -> list[str]:
        rows = build_dataset([ARTICLE], wide, augment, seed)
        return [str(rows[0]["windows"][0]["window"].character_ids[-1]) for _ in range(12)]

    assert len(set(read(1))) > 1
    assert read(1) == read(1)
    assert read(1) != read(2)


def test_reading_folders(article_folder: Path, articles: list[Article], tmp_path: Path) -> None:
    assert [a.id for a in read_folder(article_folder)] == [a.id for a in articles]
    with pytest.raises(MokminError, match="no article files"):
        read_folder(tmp_path)
    with pytest.raises(MokminError, match="no article files"):
        read_folder(tmp_path / "missing")


def test_hashes_tell_data_sets_apart(articles: list[Article]) -> None:
    assert hash_articles(articles) == hash_articles(list(articles))
    assert hash_articles(articles) != hash_articles(articles[:-1])
    assert hash_articles(articles) != hash_articles(articles[::-1])
