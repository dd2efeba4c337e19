"""The torch model: any Hugging Face encoder, a character-exact tagging head, two domain heads."""

from typing import Any

import torch
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from mokmin import characters
from mokmin.crf import ConditionalRandomField
from mokmin.labels import BIO_TAGS, DOMAINS
from mokmin.windows import PLACES

IGNORED = -100


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


class TaggingModel(PreTrainedModel):
    """One encoder, three heads: BIO tags of characters, a domain for a PILLAR span, the article's
    domains.

    ``forward`` takes what :func:`mokmin.windows.pad` gives and returns ``emissions`` (rows,
    characters, tags), ``pillar_logits`` (rows, tokens, domains), whose mean over a span's tokens
    scores its domain, and ``article_logits`` (rows, domains); with ``tags`` also ``loss``.
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
        self.pillar_domain = torch.nn.Linear(hidden, len(DOMAINS))
        self.article_domains = torch.nn.Sequential(
            torch.nn.Linear(2 * hidden, config.width), torch.nn.GELU(), torch.nn.Linear(config.width, len(DOMAINS))
        )
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
        article_domains: torch.Tensor | None = None,
        article_weight: torch.Tensor | None = None,
    ) -> dict[str, torch.Tensor]:
        # No token_type_ids: klue/roberta has one type only although its tokenizer gives two.
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        states = self.dropout(states)
        outputs = {
            "emissions": self.tagging(states, character_ids, character_tokens, character_places).float(),
            "pillar_logits": self.pillar_domain(states).float(),
            "article_logits": self.article_domains(pool(states, attention_mask)).float(),
        }
        if tags is not None:
            outputs["loss"] = self._loss(outputs, character_ids, tags, pillar_domains, article_domains)
        return outputs

    def _loss(
        self,
        outputs: dict[str, torch.Tensor],
        character_ids: torch.Tensor,
        tags: torch.Tensor,
        pillar_domains: torch.Tensor | None,
        article_domains: torch.Tensor | None,
    ) -> torch.Tensor:
        lengths = (character_ids != characters.PADDING).sum(1).clamp_min(1)
        if self.config.crf:
            loss = self.crf(outputs["emissions"], tags, lengths).sum() / lengths.sum() * 10
        else:
            real = character_ids != characters.PADDING
            loss = torch.nn.functional.cross_entropy(outputs["emissions"][real], tags[real]) * 10
        loss = self.loss_weights["tags"] * loss
        if pillar_domains is not None and (pillar_domains != IGNORED).any():
            pillar = torch.nn.functional.cross_entropy(
                outputs["pillar_logits"].flatten(0, 1), pillar_domains.flatten(), ignore_index=IGNORED
            )
            loss = loss + self.loss_weights["pillar"] * pillar
        if article_domains is not None:
            article = torch.nn.functional.binary_cross_entropy_with_logits(
                outputs["article_logits"], article_domains.float()
            )
            loss = loss + self.loss_weights["article"] * article
        return loss


def pool(states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Mean and maximum of the token states, (rows, 2 × hidden)."""
    mask = attention_mask[..., None].to(states.dtype)
    mean = (states * mask).sum(1) / mask.sum(1).clamp_min(1)
    highest = (states * mask + (mask - 1) * 1e4).amax(1)
    return torch.cat([mean, highest], -1)


def _without_pooler(config: PretrainedConfig) -> torch.nn.Module:
    try:
        return AutoModel.from_config(config, add_pooling_layer=False)
    except TypeError:
        return AutoModel.from_config(config)


AutoConfig.register("mokmin", TaggingConfig, exist_ok=True)
AutoModel.register(TaggingConfig, TaggingModel, exist_ok=True)
