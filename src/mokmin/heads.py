"""The heads on the encoder: BIO tags of characters, domains of PILLAR spans and of the article."""

from collections.abc import Sequence

import torch

from mokmin import characters
from mokmin.labels import BIO_TAGS, DOMAINS
from mokmin.windows import PLACES

IGNORED = -100
"""Marks places that no target is for."""


class CharacterHead(torch.nn.Module):
    """Scores each character from its token's state, its place in the token and its neighbours.

    The convolutions over characters see the n-grams around a boundary, as a character CRF with
    n-gram features does (Lample et al. 2016 use characters to the same end).
    """

    def __init__(self, hidden: int, width: int, convolutions: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.from_token = torch.nn.Linear(hidden, width)
        self.characters = torch.nn.Embedding(characters.COUNT, width, padding_idx=characters.PADDING)
        self.from_start = torch.nn.Embedding(PLACES, width)
        self.from_end = torch.nn.Embedding(PLACES, width)
        self.norm = torch.nn.LayerNorm(width)
        self.layers = torch.nn.ModuleList(
            torch.nn.Conv1d(width, width, kernel, padding=kernel // 2) for _ in range(convolutions)
        )
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(width) for _ in range(convolutions))
        self.dropout = torch.nn.Dropout(dropout)
        self.output = torch.nn.Linear(width, len(BIO_TAGS))

    def forward(
        self, states: torch.Tensor, ids: torch.Tensor, tokens: torch.Tensor, places: torch.Tensor
    ) -> torch.Tensor:
        projected = self.from_token(states)
        spread = projected.gather(1, tokens[..., None].expand(-1, -1, projected.shape[-1]))
        values = spread + self.characters(ids) + self.from_start(places[..., 0]) + self.from_end(places[..., 1])
        values = self.dropout(self.norm(values))
        present = (ids != characters.PADDING)[..., None].to(values.dtype)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            mixed = layer((values * present).transpose(1, 2)).transpose(1, 2)
            values = norm(values + self.dropout(torch.nn.functional.gelu(mixed)))
        return self.output(values)


class LayerMix(torch.nn.Module):
    """A learned weighted mean of all layers' states (Peters et al. 2018): what a policy is about
    shows in its words, near the bottom, more than in the last layer, which serves the tags."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.weights = torch.nn.Parameter(torch.zeros(layers))

    def forward(self, layers: Sequence[torch.Tensor]) -> torch.Tensor:
        return (torch.stack(list(layers), -1) * self.weights.softmax(0)).sum(-1)


class DomainHead(torch.nn.Module):
    """Scores each domain from each token: of the PILLAR around it, and of the article.

    The article's score of a domain is a mean of its tokens' scores, weighted by an attention of its
    own, so that one sentence can decide; see :func:`mokmin.windows.pool`.
    """

    def __init__(self, hidden: int, layers: int, width: int, dropout: float) -> None:
        super().__init__()
        self.mix = LayerMix(layers)
        self.hidden = torch.nn.Sequential(
            torch.nn.LayerNorm(hidden),
            torch.nn.Dropout(dropout),
            torch.nn.Linear(hidden, width),
            torch.nn.GELU(),
            torch.nn.Dropout(dropout),
        )
        self.pillar = torch.nn.Linear(width, len(DOMAINS))
        self.article = torch.nn.Linear(width, len(DOMAINS))
        self.attention = torch.nn.Linear(width, len(DOMAINS))

    def forward(
        self, layers: Sequence[torch.Tensor], attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        values = self.hidden(self.mix(layers))
        attention = self.attention(values).float() + (attention_mask[..., None] - 1) * 1e4
        weights = attention.logsumexp(1)
        scores = (self.article(values).float() * (attention - weights[:, None]).exp()).sum(1)
        return self.pillar(values).float(), scores, weights


def average(scores: torch.Tensor, spans: torch.Tensor, count: int) -> torch.Tensor:
    """Mean scores of each span, (spans, domains); ``spans`` (rows, tokens) numbers them from 0,
    :data:`IGNORED` is outside."""
    inside = spans != IGNORED
    numbers = spans[inside]
    sums = scores.new_zeros(count, scores.shape[-1]).index_add(0, numbers, scores[inside])
    sizes = scores.new_zeros(count).index_add(0, numbers, torch.ones_like(numbers, dtype=scores.dtype))
    return sums / sizes.clamp_min(1)[:, None]


def pool(logits: torch.Tensor, weights: torch.Tensor, articles: torch.Tensor, count: int) -> torch.Tensor:
    """Scores of articles (articles, domains) from those of their windows; ``articles`` (rows,) names
    each window's article. The same as :func:`mokmin.windows.pool`, for a batch and with gradients."""
    share = (weights - weights.detach().amax(0)).clamp_min(-50).exp()
    sums = logits.new_zeros(count, logits.shape[-1]).index_add(0, articles, logits * share)
    return sums / logits.new_zeros(count, logits.shape[-1]).index_add(0, articles, share)
