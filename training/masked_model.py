"""The model that pre-training trains, and the encoder that is left of it."""

from pathlib import Path

import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from mokmin.errors import MokminError
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
        steps = torch.arange(inputs.shape[1], device=inputs.device)[None]
        places = steps if offsets is None else offsets[:, None] + steps
        states = self.encoder(inputs, position_ids=places).last_hidden_state
        rows = torch.arange(len(inputs), device=inputs.device)[:, None]
        masked = self.transform(states[rows, positions])
        logits = torch.nn.functional.linear(masked, self.encoder.embeddings.word_embeddings.weight, self.bias)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=IGNORED)
        if not self.tag_weight or tags is None:
            return loss, torch.zeros_like(loss)
        tag_logits = self.tag_head(states).unflatten(-1, (2, len(TAGS)))
        tag_loss = torch.nn.functional.cross_entropy(
            tag_logits.flatten(0, 2).float(), tags.flatten(), ignore_index=IGNORED
        )
        return loss, tag_loss


def build_model(config: PretrainingConfig, vocabulary: int) -> MaskedLanguageModel:
    """A model from random weights."""
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
    model = MaskedLanguageModel(bert, config.objective.tags)
    if config.encoder.neighbour_heads:
        initialize(model.encoder)
    return model


def save_encoder(model: MaskedLanguageModel, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the encoder as a standard Hugging Face model, in half precision."""
    encoder = BertModel(model.encoder.config, add_pooling_layer=False)
    encoder.load_state_dict({k: v.detach().float().cpu() for k, v in model.encoder.state_dict().items()})
    encoder.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
