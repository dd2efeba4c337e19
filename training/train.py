"""Train a tagger from a configuration file.

    python training/train.py configs/mokmin-small.yaml
    python training/train.py configs/mokmin-small.yaml --train.seed 3 --output runs/seed-3
    python training/train.py configs/klue-roberta-base.yaml --model.encoder path/to/encoder
    accelerate launch training/train.py configs/klue-roberta-base.yaml

The run directory holds the model, its tokenizer, the resolved configuration, the data's hash, the
library versions, the log, and a report on the test articles.
"""

import json
import os
import random
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from tokenizers import Tokenizer
from transformers import TrainingArguments, set_seed

from mokmin.errors import MokminError
from mokmin.windows import Windower
from training import augmentation
from training.config import load
from training.dataset import build_dataset, collate, read_folder
from training.precision import choose_precision
from training.tagging_config import TaggingConfig
from training.tagging_model import build_model, load_tokenizer, save
from training.trainer import TaggingTrainer

console = Console(stderr=True)


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
