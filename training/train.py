"""Train a tagger from a configuration file.

    python training/train.py configs/mokmin-small.yaml
    python training/train.py configs/mokmin-small.yaml --train.seed 3 --output runs/seed-3
    python training/train.py configs/klue-roberta-base.yaml --model.encoder path/to/encoder
    accelerate launch training/train.py configs/klue-roberta-base.yaml

The run directory holds the model, its tokenizer, the resolved configuration, the data's hash, the
library versions, the log, and a report on the test articles.
"""

import importlib.metadata
import json
import os
import random
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from rich.console import Console
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel, AutoTokenizer, Trainer, TrainerCallback, TrainingArguments, set_seed
from transformers.trainer_pt_utils import LengthGroupedSampler

from mokmin import modeling, scoring
from mokmin.article import Article
from mokmin.backends.torch import TorchBackend
from mokmin.decoding import legal_transitions
from mokmin.errors import MokminError, first_line
from mokmin.settings import FILE, Settings, file_sha256
from mokmin.tagger import Tagger
from mokmin.windows import Windower
from training import augmentation
from training.calibration import calibrate
from training.config import load
from training.dataset import build_dataset, collate, hash_articles, read_folder
from training.precision import choose_precision
from training.tagging_config import TaggingConfig, Train

LIBRARIES = ("torch", "transformers", "datasets", "accelerate", "tokenizers", "numpy", "mokmin")
console = Console(stderr=True)


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


def group_parameters(model: modeling.TaggingModel, train: Train) -> list[dict[str, Any]]:
    """Parameter groups: lower layers learn more slowly (Howard & Ruder 2018), heads faster."""
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("encoder."):
            depth = next((int(part) + 1 for part in name.split(".") if part.isdigit()), 0)
            rate = train.learning_rate * train.layer_decay ** (layers - depth)
        else:
            rate = train.head_learning_rate
        decay = train.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


class TaggingTrainer(Trainer):
    """The Hugging Face Trainer with our parameter groups, weight averaging, and span F1 on the
    validation articles as the measure by which the best weights are kept."""

    def __init__(
        self,
        *args: Any,
        settings: TaggingConfig,
        windower: Windower,
        pad_id: int,
        validation: list[Article],
        lengths: list[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.windower = windower
        self.pad_id = pad_id
        self.validation = validation
        self.lengths = lengths
        self.best: dict[str, Any] = {"f1": -1.0, "weights": None}
        self.averaged: dict[str, torch.Tensor] = {}
        self.add_callback(Averaging(self))

    def _get_train_sampler(self, dataset: Any = None) -> LengthGroupedSampler:
        # Articles of like length stand together: padding would be two fifths of a random batch.
        generator = torch.Generator().manual_seed(self.settings.train.seed)
        return LengthGroupedSampler(self.settings.train.batch, lengths=self.lengths, generator=generator)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        if self.optimizer is None:
            groups = group_parameters(self.accelerator.unwrap_model(self.model), self.settings.train)
            self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
        return self.optimizer

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        model = self.accelerator.unwrap_model(self.model)
        own = {k: v.detach().clone() for k, v in model.state_dict().items()}
        if self.averaged:
            model.load_state_dict(self.averaged)
        predicted = as_tagger(model, self.windower, self.pad_id).predict([a.text for a in self.validation])
        scores = scoring.score(self.validation, predicted, samples=1)
        f1 = scores["spans"]["micro"]["f1"]
        if f1 > self.best["f1"]:
            self.best = {"f1": f1, "weights": {k: v.detach().clone() for k, v in model.state_dict().items()}}
        model.load_state_dict(own)
        metrics = {f"eval_{name}": row["f1"] for name, row in scores["spans"].items()}
        metrics |= {
            "eval_pillar_domain": scores["domains"]["pillar_accuracy"],
            "eval_article_domains": scores["domains"]["article"]["f1"],
        }
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class Averaging(TrainerCallback):
    """Keeps an exponential moving average of the weights (Polyak & Juditsky 1992)."""

    def __init__(self, trainer: TaggingTrainer) -> None:
        self.trainer = trainer

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        decay = self.trainer.settings.train.average
        if not decay:
            return
        weights = self.trainer.accelerator.unwrap_model(self.trainer.model).state_dict()
        if not self.trainer.averaged:
            self.trainer.averaged = {k: v.detach().clone() for k, v in weights.items()}
        # The average of few steps must not hang on the first weights.
        decay = min(decay, state.global_step / (state.global_step + 10))
        for key, value in weights.items():
            average = self.trainer.averaged[key]
            average.lerp_(value, 1 - decay) if value.is_floating_point() else average.copy_(value)


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


def train(config: TaggingConfig) -> dict[str, Any]:
    """Train, keep the best weights by validation span F1, write the run directory and report.

    Returns:
        The scores of the report (on the test articles if the configuration names them, else on
        the validation articles).

    Raises:
        MokminError: articles or encoder are missing, or do not fit.
    """
    set_seed(config.train.seed)
    articles, validation = read_folder(config.data.train), read_folder(config.data.validation)
    if config.data.share < 1:
        random.Random(config.train.seed).shuffle(articles)
        articles = articles[: max(1, round(config.data.share * len(articles)))]
    tokenizer = load_tokenizer(config)
    model = build_model(config, len(tokenizer))
    bare: Tokenizer = tokenizer.backend_tokenizer
    bare.no_truncation()
    bare.no_padding()
    positions = model.encoder.config.max_position_embeddings - 2 * (
        model.encoder.config.model_type in ("roberta", "xlm-roberta")
    )
    windower = Windower(
        bare, tokenizer.cls_token_id, tokenizer.sep_token_id, min(config.data.window, positions), config.data.overlap
    )
    pad_id = int(tokenizer.pad_token_id)
    augment = augmentation.build(config.augmentation)
    dataset = build_dataset(articles, windower, augment, config.train.seed)
    steps = max(1, int(np.ceil(len(articles) / config.train.batch) * config.train.epochs))
    precision = choose_precision(config.train.precision)
    arguments = TrainingArguments(
        output_dir=config.output,
        seed=config.train.seed,
        max_steps=steps,
        per_device_train_batch_size=max(1, config.train.batch // int(os.environ.get("WORLD_SIZE", "1"))),
        lr_scheduler_type="linear",
        warmup_steps=int(config.train.warmup * steps),
        max_grad_norm=config.train.clip,
        use_cpu=not torch.cuda.is_available(),
        bf16=precision == "bf16",
        torch_compile=config.train.compile,
        eval_strategy="steps",
        eval_steps=max(1, steps // config.train.evaluations),
        logging_steps=max(1, steps // 50),
        save_strategy="no",
        remove_unused_columns=False,
        label_names=["tags"],
        report_to=[],
        dataloader_pin_memory=False,
    )
    trainer = TaggingTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        eval_dataset=dataset,
        data_collator=partial(collate, pad_id=pad_id),
        settings=config,
        windower=windower,
        pad_id=pad_id,
        validation=validation,
        lengths=[len(article.text) for article in articles],
    )
    trainer.train()
    trainer.evaluate()
    model = trainer.accelerator.unwrap_model(trainer.model)
    model.load_state_dict(trainer.best["weights"])
    if not trainer.is_world_process_zero():
        return {}
    tagger = save(model, bare, windower, pad_id, config, articles, validation)
    output = Path(config.output)
    (output / "log.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in trainer.state.log_history), encoding="utf-8"
    )
    from mokmin.evaluation import evaluate

    gold = read_folder(config.data.test) if config.data.test else validation
    scores = evaluate(tagger, gold, output / "report", train=articles)
    console.print(
        f"{output}: span F1 {scores['spans']['micro']['f1']:.4f} on {len(gold)} articles, report in {output / 'report'}"
    )
    return scores


def main(arguments: list[str]) -> None:
    if not arguments:
        raise MokminError("give a configuration file, such as configs/mokmin-small.yaml")
    train(load(arguments[0], TaggingConfig, arguments[1:]))


if __name__ == "__main__":
    from mokmin.cli.errors import run_script
    from training.allocator import keep_memory

    keep_memory()
    run_script(main, sys.argv[1:])
