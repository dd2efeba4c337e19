"""The torch model: any Hugging Face encoder, a character-exact tagging head, a head for domains."""

from typing import Any

import torch
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from mokmin import characters
from mokmin.crf import ConditionalRandomField
from mokmin.heads import CharacterHead, DomainHead, average, pool

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
        self.tagging = CharacterHead(hidden, config.width, config.convolutions, config.kernel, config.dropout)
        self.crf = ConditionalRandomField()
        self.dropout = torch.nn.Dropout(config.dropout)
        layers = encoder_config.num_hidden_layers + 1
        self.domains = DomainHead(hidden, layers, 2 * config.width, config.dropout)
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


def _without_pooler(config: PretrainedConfig) -> torch.nn.Module:
    try:
        return AutoModel.from_config(config, add_pooling_layer=False)
    except TypeError:
        return AutoModel.from_config(config)


AutoConfig.register("mokmin", TaggingConfig, exist_ok=True)
AutoModel.register(TaggingConfig, TaggingModel, exist_ok=True)
