"""The model that pre-training trains, and the encoder that is left of it."""

from pathlib import Path

import torch
from transformers import BertConfig, BertModel, ElectraConfig, ElectraModel, PreTrainedTokenizerFast

from mokmin.errors import MokminError, first_line
from training.initialization import initialize
from training.masking import IGNORED
from training.pretokenize import TAGS
from training.pretraining_config import PretrainingConfig


class MaskedLanguageModel(torch.nn.Module):
    """A BERT encoder with a tied prediction head over masked positions only, and a head for
    part-of-speech tags over all positions."""

    def __init__(self, config: BertConfig, tag_weight: float) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.transform = torch.nn.Sequential(
            torch.nn.Linear(config.hidden_size, config.hidden_size),
            torch.nn.GELU(),
            torch.nn.LayerNorm(config.hidden_size),
        )
        torch.nn.init.normal_(self.transform[0].weight, std=config.initializer_range)
        self.bias = torch.nn.Parameter(torch.zeros(config.vocab_size))
        self.tag_weight = tag_weight
        if tag_weight:
            self.tag_head = torch.nn.Linear(config.hidden_size, 2 * len(TAGS))

    def forward(
        self,
        inputs: torch.Tensor,
        positions: torch.Tensor,
        targets: torch.Tensor,
        tags: torch.Tensor | None,
        offsets: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean losses of masked tokens and of tags; ``offsets`` (rows,) is the position of each
        row's first token, 0 if left out."""
        states = self.encoder(inputs, position_ids=place(inputs, offsets)).last_hidden_state
        logits = self.predict(states, positions)
        return average_loss(logits, targets), self.tag_loss(states, tags)

    def predict(self, states: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Logits (rows, masked, vocabulary) of the tokens at ``positions``."""
        rows = torch.arange(len(states), device=states.device)[:, None]
        masked = self.transform(states[rows, positions])
        return torch.nn.functional.linear(masked, self.encoder.embeddings.word_embeddings.weight, self.bias)

    def tag_loss(self, states: torch.Tensor, tags: torch.Tensor | None) -> torch.Tensor:
        if not self.tag_weight or tags is None:
            return torch.zeros((), device=states.device)
        return average_loss(self.tag_head(states).unflatten(-1, (2, len(TAGS))), tags)


def place(inputs: torch.Tensor, offsets: torch.Tensor | None) -> torch.Tensor:
    """Positions of the tokens, counted from each row's offset."""
    steps = torch.arange(inputs.shape[1], device=inputs.device)[None]
    return steps if offsets is None else offsets[:, None] + steps


def average_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over the last axis, mean over the targets that are not IGNORED."""
    return torch.nn.functional.cross_entropy(logits.flatten(0, -2).float(), targets.flatten(), ignore_index=IGNORED)


class ReplacedTokenModel(MaskedLanguageModel):
    """ELECTRA (Clark et al. 2020): a generator a quarter as wide fills the masked places with
    samples of its own, the encoder tells for every token whether it was replaced. Word and position
    embeddings are shared. The first loss is the generator's plus ``weight`` times the encoder's."""

    def __init__(self, config: BertConfig, tag_weight: float, weight: float) -> None:
        super().__init__(config, tag_weight)
        width = config.hidden_size
        shape = {k: v for k, v in config.to_dict().items() if k not in ("model_type", "architectures")}
        shape |= {
            "embedding_size": width,
            "hidden_size": width // 4,
            "intermediate_size": config.intermediate_size // 4,
        }
        small = ElectraConfig(**shape, attn_implementation=config._attn_implementation)
        self.generator = ElectraModel(small)
        self.generator.embeddings.word_embeddings = self.encoder.embeddings.word_embeddings
        self.generator.embeddings.position_embeddings = self.encoder.embeddings.position_embeddings
        self.widen = torch.nn.Linear(width // 4, width)
        self.detect = torch.nn.Sequential(torch.nn.Linear(width, width), torch.nn.GELU(), torch.nn.Linear(width, 1))
        self.weight = weight

    def forward(
        self,
        inputs: torch.Tensor,
        positions: torch.Tensor,
        targets: torch.Tensor,
        tags: torch.Tensor | None,
        offsets: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        places = place(inputs, offsets)
        logits = self.predict(self.widen(self.generator(inputs, position_ids=places).last_hidden_state), positions)
        loss = average_loss(logits, targets)
        shown = inputs.gather(1, positions)
        used = targets != IGNORED
        with torch.no_grad():
            # The greatest of logits with Gumbel noise is a sample of their softmax.
            noise = torch.rand_like(logits, dtype=torch.float32).clamp_min(1e-20).log().neg().log().neg()
            sampled = (logits.float() + noise).argmax(-1)
        filled = inputs.scatter(1, positions, torch.where(used, sampled, shown))
        original = inputs.scatter(1, positions, torch.where(used, targets, shown))
        states = self.encoder(filled, position_ids=places).last_hidden_state
        detected = torch.nn.functional.binary_cross_entropy_with_logits(
            self.detect(states).squeeze(-1).float(), (filled != original).float()
        )
        return loss + self.weight * detected, self.tag_loss(states, tags)


def build_model(config: PretrainingConfig, vocabulary: int) -> MaskedLanguageModel:
    """A model from random weights, or around the encoder in ``encoder.start``.

    Raises:
        MokminError: the heads do not divide the width, or that encoder is missing or of another shape.
    """
    if config.encoder.width % config.encoder.heads:
        raise MokminError(
            f"encoder.width {config.encoder.width} is not a multiple of encoder.heads {config.encoder.heads}"
        )
    bert = BertConfig(
        vocab_size=vocabulary,
        hidden_size=config.encoder.width,
        num_hidden_layers=config.encoder.layers,
        num_attention_heads=config.encoder.heads,
        intermediate_size=config.encoder.feed_forward,
        max_position_embeddings=config.encoder.positions,
        hidden_act="gelu_pytorch_tanh",
        hidden_dropout_prob=config.encoder.dropout,
        attention_probs_dropout_prob=config.encoder.dropout,
        type_vocab_size=2,
        pad_token_id=0,
        attn_implementation="sdpa" if torch.cuda.is_available() else "eager",
    )
    objective = config.objective
    model = (
        ReplacedTokenModel(bert, objective.tags, objective.replaced)
        if objective.replaced
        else MaskedLanguageModel(bert, objective.tags)
    )
    if config.encoder.neighbour_heads:
        initialize(model.encoder)
    if config.encoder.start:
        try:
            start = BertModel.from_pretrained(config.encoder.start, dtype=torch.float32, add_pooling_layer=False)
            model.encoder.load_state_dict(start.state_dict())
        except Exception as error:  # damaged safetensors raise a type of their own
            raise MokminError(
                f"encoder.start {config.encoder.start}: no encoder of this shape here ({first_line(error)})"
            ) from error
    return model


def save_encoder(model: MaskedLanguageModel, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the encoder as a standard Hugging Face model, in half precision."""
    encoder = BertModel(model.encoder.config, add_pooling_layer=False)
    encoder.load_state_dict({k: v.detach().float().cpu() for k, v in model.encoder.state_dict().items()})
    encoder.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
