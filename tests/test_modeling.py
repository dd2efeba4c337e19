import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mokmin import characters
from mokmin.heads import IGNORED, average, pool
from mokmin.labels import BIO_TAGS, DOMAINS
from mokmin.modeling import TaggingConfig, TaggingModel
from mokmin.tagger import Tagger
from mokmin.windows import pad
from mokmin.windows import pool as windows_pool

TEXTS = ("나래시는 지난 5일", "AI", "가람군 협의회 김온 장은 데이터 서비스")


@pytest.fixture(scope="module")
def batch(tagger: Tagger) -> dict[str, torch.Tensor]:
    windows = [tagger.windower(text)[0] for text in TEXTS]
    return {key: torch.from_numpy(value) for key, value in pad(windows, tagger.settings.pad_id).items()}


@pytest.fixture(scope="module")
def targets(batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    spans = torch.full_like(batch["input_ids"], IGNORED)
    spans[0, 2:4] = 0
    spans[2, 1] = 1
    domains = torch.zeros(2, len(DOMAINS), dtype=torch.long)
    domains[1, 4] = 1
    return {
        "tags": torch.zeros_like(batch["character_ids"]),
        "pillar_spans": spans,
        "pillar_domains": torch.tensor([3, 5]),
        "articles": torch.tensor([0, 0, 1]),
        "article_domains": domains,
    }


def test_shapes(model: TaggingModel, batch: dict[str, torch.Tensor]) -> None:
    outputs = model(**batch)
    rows, tokens = batch["input_ids"].shape
    assert outputs["emissions"].shape == (rows, batch["character_ids"].shape[1], len(BIO_TAGS))
    assert outputs["pillar_logits"].shape == (rows, tokens, len(DOMAINS))
    assert outputs["article_logits"].shape == outputs["article_weights"].shape == (rows, len(DOMAINS))
    assert "loss" not in outputs


def test_padding_changes_no_score(model: TaggingModel, tagger: Tagger, batch: dict[str, torch.Tensor]) -> None:
    """A short article must not depend on what stands beside it in a batch."""
    together = model(**batch)
    for row, text in enumerate(TEXTS):
        window = tagger.windower(text)[0]
        alone = model(**{k: torch.from_numpy(v) for k, v in pad([window], tagger.settings.pad_id).items()})
        length, tokens = len(text), len(window.token_ids)
        assert torch.allclose(together["emissions"][row, :length], alone["emissions"][0], atol=1e-4)
        assert torch.allclose(together["pillar_logits"][row, :tokens], alone["pillar_logits"][0], atol=1e-5)
        for name in ("article_logits", "article_weights"):
            assert torch.allclose(together[name][row], alone[name][0], atol=1e-4)


def test_a_boundary_can_stand_within_a_token(model: TaggingModel, tagger: Tagger) -> None:
    window = tagger.windower("서비스")[0]
    assert window.tokens.tolist() == [1, 1, 1]
    emissions = tagger.backend.run(pad([window], 0))["emissions"][0]
    assert len({tuple(np.round(row, 3)) for row in emissions}) == 3


def test_every_part_learns(
    model: TaggingModel, batch: dict[str, torch.Tensor], targets: dict[str, torch.Tensor]
) -> None:
    model.zero_grad()
    model(**batch, **targets)["loss"].backward()
    without = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum()]
    model.zero_grad()
    assert without == []


def test_loss_counts_characters_not_padding(model: TaggingModel, tagger: Tagger) -> None:
    window = tagger.windower("나래시는 지난 5일")[0]
    one = {k: torch.from_numpy(v) for k, v in pad([window], 0).items()}
    wider = dict(one)
    for key in ("character_ids", "character_tokens", "character_places"):
        shape = (1, 9, *one[key].shape[2:])
        wider[key] = torch.cat([one[key], torch.full(shape, characters.PADDING)], 1)
    losses = [float(model(**b, tags=torch.zeros_like(b["character_ids"]))["loss"].detach()) for b in (one, wider)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_without_domain_targets_only_tags_count(
    model: TaggingModel, batch: dict[str, torch.Tensor], targets: dict[str, torch.Tensor]
) -> None:
    def loss(**given: Any) -> float:
        return float(model(**batch, tags=targets["tags"], **given)["loss"].detach())

    pillars = {key: targets[key] for key in ("pillar_spans", "pillar_domains")}
    none = {"pillar_spans": torch.full_like(pillars["pillar_spans"], IGNORED), "pillar_domains": torch.zeros(0).long()}
    assert loss(**none) == loss()
    assert loss(**pillars) > loss()
    assert loss(articles=targets["articles"], article_domains=targets["article_domains"]) > loss()


def test_without_crf(
    tagging_config: Callable[..., Any], tokenizer: Any, batch: dict[str, torch.Tensor], targets: dict[str, torch.Tensor]
) -> None:
    from training.tagging_model import build_model, describe

    model = build_model(tagging_config(model={"crf": False}), len(tokenizer)).eval()
    loss = model(**batch, **targets)["loss"]
    assert torch.isfinite(loss)
    with torch.no_grad():
        model.crf.transitions.fill_(5.0)
    assert torch.equal(model(**batch, **targets)["loss"], loss)

    class AnyWindower:
        size, overlap, cls_id, sep_id = 16, 4, 2, 3

    transitions = np.array(describe(model, AnyWindower(), 0).transitions)  # type: ignore[arg-type]
    assert set(np.unique(transitions)) == {-1e4, 0.0}


def test_a_saved_model_comes_back_whole(
    model: TaggingModel, batch: dict[str, torch.Tensor], targets: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    model.save_pretrained(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"config.json", "model.safetensors"}
    again = TaggingModel.from_pretrained(tmp_path).eval()
    for (name, a), b in zip(model.named_buffers(), again.buffers(), strict=True):
        assert torch.equal(a, b), name  # among them the CRF's, which are not in the file
    with torch.no_grad():
        for key, value in model(**batch, **targets).items():
            assert torch.equal(value, again(**batch, **targets)[key]), key


@pytest.mark.parametrize("name", ["bert", "roberta", "electra", "distilbert"])
def test_any_encoder(name: str, tagger: Tagger) -> None:
    sizes = {
        "vocab_size": 300,
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    if name == "distilbert":
        sizes = {"vocab_size": 300, "dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 32}
    config = TaggingConfig(encoder={"model_type": name, "max_position_embeddings": 66, **sizes}, width=8)
    model = TaggingModel(config).eval()
    assert not [n for n, _ in model.named_parameters() if "pooler" in n]
    batch = pad(tagger.windower("나래시는 지난 5일"), 1)
    assert model(**{k: torch.from_numpy(v) for k, v in batch.items()})["emissions"].shape == (1, 10, 11)


def test_a_span_scores_the_mean_of_its_tokens() -> None:
    scores = torch.tensor([[[1.0, 0.0], [3.0, 4.0], [9.0, 9.0]], [[5.0, 6.0], [9.0, 9.0], [9.0, 9.0]]])
    spans = torch.tensor([[0, 0, IGNORED], [1, IGNORED, IGNORED]])
    assert average(scores, spans, 2).tolist() == [[2.0, 2.0], [5.0, 6.0]]


@given(st.data())
def test_pooling_is_the_same_in_numpy_and_torch_and_for_any_cut(data: st.DataObject) -> None:
    """Windows pooled together weigh every token as one window of all of them would."""
    generator = np.random.default_rng(data.draw(st.integers(0, 99)))
    values, attention = generator.normal(size=(2, 12, 3)) * 4
    weights = np.exp(attention)
    expected = (values * weights).sum(0) / weights.sum(0)
    cuts = [0, *sorted(data.draw(st.sets(st.integers(1, 11), max_size=4))), 12]
    windows = [slice(a, b) for a, b in itertools.pairwise(cuts)]
    logits = np.array([(values[w] * weights[w]).sum(0) / weights[w].sum(0) for w in windows])
    logs = np.log([weights[w].sum(0) for w in windows])
    assert windows_pool(logits, logs) == pytest.approx(expected)
    # Two articles in one batch do not mix.
    both = pool(
        torch.from_numpy(np.concatenate([logits, logits + 1])),
        torch.from_numpy(np.concatenate([logs, logs - 3])),
        torch.tensor([0] * len(windows) + [1] * len(windows)),
        2,
    )
    assert both.numpy() == pytest.approx(np.stack([expected, expected + 1]))
