"""The model that a tagger's training starts from, and the run directory that it leaves."""

import importlib.metadata
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import yaml
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer

from mokmin import modeling
from mokmin.article import Article
from mokmin.backends.torch import TorchBackend
from mokmin.decoding import legal_transitions
from mokmin.errors import MokminError, first_line
from mokmin.settings import FILE, Settings, file_sha256
from mokmin.tagger import Tagger
from mokmin.windows import Windower
from training.calibration import calibrate
from training.dataset import hash_articles
from training.tagging_config import TaggingConfig

LIBRARIES = ("torch", "transformers", "datasets", "accelerate", "tokenizers", "numpy", "mokmin")


def load_tokenizer(config: TaggingConfig) -> Any:
    """The encoder's tokenizer.

    Raises:
        MokminError: it cannot be loaded, or would lose Hangul by splitting off accents.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(config.model.encoder)
    except (OSError, ValueError) as error:
        raise MokminError(f"model.encoder {config.model.encoder}: no tokenizer here ({first_line(error)})") from error
    if not tokenizer.is_fast:
        raise MokminError(
            f"model.encoder {config.model.encoder}: its tokenizer gives no offsets; use one with a tokenizer.json"
        )
    if tokenizer.unk_token_id in tokenizer.encode("가나다라마바사", add_special_tokens=False):
        raise MokminError(f"model.encoder {config.model.encoder}: its tokenizer does not know Hangul (strip_accents?)")
    return tokenizer


def build_model(config: TaggingConfig, vocabulary: int) -> modeling.TaggingModel:
    """Encoder and heads; the encoder's weights are loaded unless ``model.from_scratch``."""
    try:
        encoder_config = AutoConfig.from_pretrained(config.model.encoder)
    except (OSError, ValueError) as error:
        raise MokminError(f"model.encoder {config.model.encoder}: no model here ({first_line(error)})") from error
    if encoder_config.vocab_size < vocabulary:
        raise MokminError(
            f"model.encoder {config.model.encoder}: {vocabulary} pieces in the tokenizer, {encoder_config.vocab_size} in the model"
        )
    settings = {
        k: v
        for k, v in encoder_config.to_dict().items()
        if k not in ("architectures", "transformers_version", "dtype", "torch_dtype")
    }
    if config.model.encoder_dropout is not None:
        settings["hidden_dropout_prob"] = config.model.encoder_dropout
    model = modeling.TaggingModel(
        modeling.TaggingConfig(
            encoder=settings,
            width=config.model.width,
            convolutions=config.model.convolutions,
            kernel=config.model.kernel,
            dropout=config.model.dropout,
            crf=config.model.crf,
        )
    )
    if not config.model.from_scratch:
        try:
            loaded = AutoModel.from_pretrained(config.model.encoder, dtype=torch.float32)
        except Exception as error:  # damaged safetensors raise a type of their own
            raise MokminError(
                f"model.encoder {config.model.encoder}: no usable weights here ({first_line(error)})"
            ) from error
        missing, _ = model.encoder.load_state_dict(loaded.state_dict(), strict=False)
        if missing:
            raise MokminError(f"model.encoder {config.model.encoder}: weights are missing, {missing[0]} first")
    model.loss_weights = {"tags": 1.0, "pillar": config.model.pillar_weight, "article": config.model.article_weight}
    return model


def as_tagger(model: modeling.TaggingModel, windower: Windower, pad_id: int) -> Tagger:
    """A Tagger over a model in memory."""
    return Tagger(TorchBackend(model), windower, describe(model, windower, pad_id))


def describe(model: modeling.TaggingModel, windower: Windower, pad_id: int) -> Settings:
    """Settings of a model that is not calibrated."""
    transitions = model.crf.transitions.detach().float().cpu() * float(model.config.crf)
    legal = torch.from_numpy(legal_transitions())
    return Settings(
        window=windower.size,
        overlap=windower.overlap,
        cls_id=windower.cls_id,
        sep_id=windower.sep_id,
        pad_id=pad_id,
        transitions=[[round(v, 5) for v in row] for row in torch.where(legal, transitions, -1e4).tolist()],
    )


def save(
    model: modeling.TaggingModel,
    tokenizer: Tokenizer,
    windower: Windower,
    pad_id: int,
    config: TaggingConfig,
    articles: list[Article],
    validation: list[Article],
) -> Tagger:
    """Calibrate and write the run directory; ``mokmin.json`` last, so that a half-written one is no
    model. Returns the calibrated tagger."""
    output = Path(config.output)
    output.mkdir(parents=True, exist_ok=True)
    (output / FILE).unlink(missing_ok=True)
    model.save_pretrained(output)
    tokenizer.save(str(output / "tokenizer.json"))
    (output / "config.yaml").write_text(
        yaml.safe_dump(config.model_dump(), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    facts = {"data_sha256": hash_articles(articles), "articles": len(articles), "libraries": versions}
    (output / "environment.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    names = ("model.safetensors", "config.json", "tokenizer.json")
    hashes = {name: file_sha256(output / name) for name in names}
    tagger = as_tagger(model, windower, pad_id)
    settings = replace(calibrate(tagger, validation), version=versions["mokmin"], sha256=hashes)
    settings.write(output)
    return Tagger(tagger.backend, windower, settings)
