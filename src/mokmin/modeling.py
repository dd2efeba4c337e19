"""The torch model: any Hugging Face encoder, a character-exact tagging head, a head for domains."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from mokmin import characters
from mokmin.crf import ConditionalRandomField
from mokmin.labels import BIO_TAGS, DOMAINS
from mokmin.windows import PLACES

IGNORED = -100
SMOOTHING = 0.1
"""Label smoothing of pillar domains: two annotators differ on one in seven."""


class TaggingConfig(PretrainedConfig):
    """Shape of a :class:`TaggingModel`; ``encoder`` is the encoder's own configuration."""

    model_type = "mokmin"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        width: int = 192,
        convolutions: int = 2,
        kernel: int = 5,
        dropout: float = 0.1,
        crf: bool = True,
        **kwargs: Any,
    ) -> None:
        self.encoder = encoder or {}
        self.width = width
        self.convolutions = convolutions
        self.kernel = kernel
        self.dropout = dropout
        self.crf = crf
        super().__init__(**kwargs)


class CharacterHead(torch.nn.Module):
    """Scores each character from its token's state, its place in the token and its neighbours.

    The convolutions over characters see the n-grams around a boundary, as a character CRF with
    n-gram features does (Lample et al. 2016 use characters to the same end).
    """

    def __init__(self, config: TaggingConfig, hidden: int) -> None:
        super().__init__()
        self.from_token = torch.nn.Linear(hidden, config.width)
        self.characters = torch.nn.Embedding(characters.COUNT, config.width, padding_idx=characters.PADDING)
        self.from_start = torch.nn.Embedding(PLACES, config.width)
        self.from_end = torch.nn.Embedding(PLACES, config.width)
        self.norm = torch.nn.LayerNorm(config.width)
        self.layers = torch.nn.ModuleList(
            torch.nn.Conv1d(config.width, config.width, config.kernel, padding=config.kernel // 2)
            for _ in range(config.convolutions)
        )
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(config.width) for _ in range(config.convolutions))
        self.dropout = torch.nn.Dropout(config.dropout)
        self.output = torch.nn.Linear(config.width, len(BIO_TAGS))

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

    def __init__(self, config: TaggingConfig, hidden: int, layers: int) -> None:
        super().__init__()
        self.mix = LayerMix(layers)
        self.hidden = torch.nn.Sequential(
            torch.nn.LayerNorm(hidden),
            torch.nn.Dropout(config.dropout),
            torch.nn.Linear(hidden, 2 * config.width),
            torch.nn.GELU(),
            torch.nn.Dropout(config.dropout),
        )
        self.pillar = torch.nn.Linear(2 * config.width, len(DOMAINS))
        self.article = torch.nn.Linear(2 * config.width, len(DOMAINS))
        self.attention = torch.nn.Linear(2 * config.width, len(DOMAINS))

    def forward(
        self, layers: Sequence[torch.Tensor], attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        values = self.hidden(self.mix(layers))
        attention = self.attention(values).float() + (attention_mask[..., None] - 1) * 1e4
        weights = attention.logsumexp(1)
        scores = (self.article(values).float() * (attention - weights[:, None]).exp()).sum(1)
        return self.pillar(values).float(), scores, weights


class TaggingModel(PreTrainedModel):
    """One encoder, two heads: BIO tags of characters; domains of PILLAR spans and of the article.

    ``forward`` takes what :func:`mokmin.windows.pad` gives and returns ``emissions`` (rows,
    characters, tags), ``pillar_logits`` (rows, tokens, domains), whose mean over a span's tokens
    scores its domain, ``article_logits`` and ``article_weights`` (rows, domains), which
    :func:`mokmin.windows.pool` brings together over an article's windows; with ``tags`` also
    ``loss``.
    """

    config_class = TaggingConfig
    base_model_prefix = "encoder"

    def __init__(self, config: TaggingConfig) -> None:
        super().__init__(config)
        settings = dict(config.encoder)
        encoder_config = AutoConfig.for_model(settings.pop("model_type"), **settings)
        self.encoder = _without_pooler(encoder_config)
        hidden = encoder_config.hidden_size
        self.tagging = CharacterHead(config, hidden)
        self.crf = ConditionalRandomField()
        self.dropout = torch.nn.Dropout(config.dropout)
        self.domains = DomainHead(config, hidden, encoder_config.num_hidden_layers + 1)
        self.loss_weights = {"tags": 1.0, "pillar": 0.3, "article": 0.3}
        self.post_init()

    def _init_weights(self, module: torch.nn.Module) -> None:
        if isinstance(module, torch.nn.Linear | torch.nn.Conv1d | torch.nn.Embedding):
            torch.nn.init.normal_(module.weight, std=0.02)
        elif isinstance(module, ConditionalRandomField):
            module.reset_masks()

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        character_ids: torch.Tensor,
        character_tokens: torch.Tensor,
        character_places: torch.Tensor,
        tags: torch.Tensor | None = None,
        pillar_domains: torch.Tensor | None = None,
        pillar_spans: torch.Tensor | None = None,
        article_domains: torch.Tensor | None = None,
        articles: torch.Tensor | None = None,
    ) -> dict[str, torch.Tensor]:
        # No token_type_ids: klue/roberta has one type only although its tokenizer gives two.
        encoded = self.encoder(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
        states = self.dropout(encoded.last_hidden_state)
        pillar, article, weights = self.domains(encoded.hidden_states, attention_mask)
        outputs = {
            "emissions": self.tagging(states, character_ids, character_tokens, character_places).float(),
            "pillar_logits": pillar,
            "article_logits": article,
            "article_weights": weights,
        }
        if tags is not None:
            loss = self.loss_weights["tags"] * self._tag_loss(outputs["emissions"], character_ids, tags)
            if pillar_domains is not None and pillar_spans is not None and len(pillar_domains):
                means = average(pillar, pillar_spans, len(pillar_domains))
                loss = loss + self.loss_weights["pillar"] * torch.nn.functional.cross_entropy(
                    means, pillar_domains, label_smoothing=SMOOTHING
                )
            if article_domains is not None and articles is not None:
                scores = pool(article, weights, articles, len(article_domains))
                loss = loss + self.loss_weights["article"] * torch.nn.functional.binary_cross_entropy_with_logits(
                    scores, article_domains.float()
                )
            outputs["loss"] = loss
        return outputs

    def _tag_loss(self, emissions: torch.Tensor, character_ids: torch.Tensor, tags: torch.Tensor) -> torch.Tensor:
        lengths = (character_ids != characters.PADDING).sum(1).clamp_min(1)
        if self.config.crf:
            return self.crf(emissions, tags, lengths).sum() / lengths.sum() * 10
        real = character_ids != characters.PADDING
        return torch.nn.functional.cross_entropy(emissions[real], tags[real]) * 10


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


def _without_pooler(config: PretrainedConfig) -> torch.nn.Module:
    try:
        return AutoModel.from_config(config, add_pooling_layer=False)
    except TypeError:
        return AutoModel.from_config(config)


AutoConfig.register("mokmin", TaggingConfig, exist_ok=True)
AutoModel.register(TaggingConfig, TaggingModel, exist_ok=True)
