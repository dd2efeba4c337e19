"""Pre-train a small encoder by masked language modelling.

    python training/pretrain.py configs/pretrain-small.yaml --corpus DIR
    python training/pretrain.py configs/pretrain-small.yaml --corpus DIR --schedule.minutes 300
    accelerate launch training/pretrain.py configs/pretrain-small.yaml --corpus DIR

Start the same command again after an interruption and it goes on from its last checkpoint; with a
larger budget a finished run goes on from the point before its rate began to fall.
"""

import math
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from rich.console import Console
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from mokmin.errors import MokminError, first_line
from training.checkpoints import Run, draw_curve
from training.masked_model import build_model, save_encoder
from training.masking import IGNORED, Batch, SpecialIds, mask, pack, shift
from training.precision import choose_precision
from training.pretokenize import TokenFiles, prepare
from training.pretraining_config import PretrainingConfig, parse_arguments


def rate_at(fraction: float, config: PretrainingConfig) -> float:
    """Learning rate: linear warm-up, constant, linear decay to 0."""
    s = config.schedule
    warm = fraction / s.warmup if s.warmup and fraction < s.warmup else 1.0
    fall = (1 - fraction) / (1 - s.decay_after) if fraction > s.decay_after else 1.0
    return s.learning_rate * max(0.0, min(warm, fall))


def to_tensors(batch: Batch, accelerator: Accelerator) -> list[torch.Tensor | None]:
    """This process's rows of a global batch."""
    rows = slice(accelerator.process_index, None, accelerator.num_processes)
    arrays = (batch.inputs, batch.positions, batch.targets, batch.tags, batch.offsets)
    return to_device([None if a is None else np.ascontiguousarray(a[rows]) for a in arrays], accelerator)


def to_device(arrays: Sequence[np.ndarray | None], accelerator: Accelerator) -> list[torch.Tensor | None]:
    return [None if a is None else torch.from_numpy(a).to(accelerator.device) for a in arrays]


def shares(batch: Batch, accelerator: Accelerator) -> tuple[float, float]:
    """What this process's mean losses count in the mean over processes, so that it is the mean over
    the global batch: its part of the targets and of the tags, times the number of processes."""
    rows, processes = slice(accelerator.process_index, None, accelerator.num_processes), accelerator.num_processes
    if processes == 1:
        return 1.0, 1.0
    parts = [np.ones((1, 1)) if a is None else a != IGNORED for a in (batch.targets, batch.tags)]
    own, tagged = (processes * part[rows].sum() / part.sum() for part in parts)
    return float(own), float(tagged)


def check_fit(config: PretrainingConfig, tokenizer: PreTrainedTokenizerFast, processes: int) -> None:
    """Raises MokminError unless tokenizer, sequences and processes fit the model."""
    schedule, where = config.schedule, f"vocabulary.path {config.vocabulary.path}"
    if len(tokenizer) != config.vocabulary.size:
        raise MokminError(f"{where}: {len(tokenizer)} pieces, but vocabulary.size is {config.vocabulary.size}")
    if len(tokenizer) >= 2**16:
        raise MokminError(f"{where}: {len(tokenizer)} pieces; at most 65535 fit the token files")
    for name in ("cls_token", "sep_token", "mask_token"):
        if getattr(tokenizer, name) is None:
            raise MokminError(f"{where}: the tokenizer has no {name}")
    for name in ("length", "long_length") if schedule.long_after < 1 else ("length",):
        length = getattr(schedule, name)
        if not 3 <= length <= config.encoder.positions:
            raise MokminError(f"schedule.{name} is {length}; give 3 to encoder.positions, {config.encoder.positions}")
        if processes > max(1, schedule.batch_tokens // length):
            raise MokminError(
                f"schedule.batch_tokens {schedule.batch_tokens}: fewer sequences of {length} tokens than the {processes} processes"
            )


def special_ids(tokenizer: PreTrainedTokenizerFast) -> SpecialIds:
    tokens = tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
    special = set(tokenizer.all_special_ids)
    first = next(i for i in range(len(tokens)) if i not in special)
    return SpecialIds(
        tokenizer.cls_token_id,
        tokenizer.sep_token_id,
        tokenizer.mask_token_id,
        first,
        np.array([t.startswith("##") for t in tokens]),
    )


def evaluate(
    model: torch.nn.Module, files: TokenFiles, ids: SpecialIds, config: PretrainingConfig, accelerator: Accelerator
) -> float:
    """Mean masked-token loss on held-out text: 15 % masked, the same masks every time."""
    model.eval()
    rows, length = 32, config.schedule.length
    batches = min(16, max(1, len(files.tokens) // (length - 2) // rows))
    losses = []
    with torch.no_grad(), accelerator.autocast():
        for number in range(batches):
            inputs, _ = pack(files, ids, length, rows, number, 0)
            batch = mask(inputs, None, ids, 0.15, config.objective.join, [0, number])
            arrays = (batch.inputs, batch.positions, batch.targets, None, batch.offsets)
            losses.append(float(model(*to_device(arrays, accelerator))[0]))
    model.train()
    return float(np.mean(losses))


def pretrain(config: PretrainingConfig, corpus: str) -> dict[str, float]:
    """Run (or go on with) a pre-training; returns the last measurements.

    Raises:
        MokminError: no budget, a tokenizer that is missing, a corpus without text, a checkpoint of
            another configuration.
    """
    if (config.schedule.minutes is None) == (config.schedule.steps is None):
        raise MokminError("give schedule.minutes or schedule.steps, not both")
    accelerator = Accelerator(mixed_precision=choose_precision(config.precision))
    console = Console(stderr=True, quiet=not accelerator.is_main_process)
    try:
        tokenizer = AutoTokenizer.from_pretrained(config.vocabulary.path)
    except (OSError, ValueError) as error:
        raise MokminError(
            f"vocabulary.path {config.vocabulary.path}: no tokenizer here; run training/vocabulary.py first"
        ) from error
    check_fit(config, tokenizer, accelerator.num_processes)
    run = Run(config)
    state = run.load()
    with accelerator.main_process_first():
        train, held_out = prepare(config, corpus, tokenizer)
    longest = max(config.schedule.length, config.schedule.long_length if config.schedule.long_after < 1 else 0)
    for files, least in ((train, longest - 2), (held_out, config.schedule.length - 2)):
        if len(files.tokens) < least:
            raise MokminError(
                f"{corpus}: too little text: {len(train.tokens)} training and {len(held_out.tokens)} held-out tokens"
            )
    run.folder.mkdir(parents=True, exist_ok=True)
    ids = special_ids(tokenizer)
    console.print(
        f"{len(train.tokens):,} training tokens, {len(held_out.tokens):,} held out, precision {accelerator.mixed_precision}"
    )

    set_seed(config.seed)
    model = build_model(config, math.ceil(len(tokenizer) / 64) * 64)
    decayed = [p for n, p in model.named_parameters() if p.ndim > 1 and "embeddings" not in n]
    plain = [p for n, p in model.named_parameters() if not (p.ndim > 1 and "embeddings" not in n)]
    groups = [{"params": decayed, "weight_decay": config.schedule.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=config.schedule.learning_rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    progress: dict[str, Any] = {"step": 0, "long_steps": 0, "seconds": 0.0, "tokens": 0, "fraction": 0.0}
    if state:
        try:
            model.load_state_dict(state["model"])
        except RuntimeError as error:
            raise MokminError(
                f"{run.folder}: the checkpoint does not fit the vocabulary; set another output ({first_line(error)})"
            ) from error
        optimizer.load_state_dict(state["optimizer"])
        progress = {key: state[key] for key in progress}
        console.print(f"going on from step {progress['step']:,}")
    bare = model
    model, optimizer = accelerator.prepare(model, optimizer)
    compiled = torch.compile(model) if config.compile else model

    def snapshot() -> dict[str, Any]:
        return {"model": bare.state_dict(), "optimizer": optimizer.state_dict(), **progress}

    last_save = time.monotonic()
    last_report = progress["seconds"]
    ahead = {name: share for name, share in run.points().items() if share >= run.fraction(progress)}
    reported = progress["tokens"]
    recent: list[tuple[torch.Tensor, torch.Tensor]] = []
    measured: dict[str, float] = {}
    while (fraction := run.fraction(progress)) < 1:
        started = time.monotonic()
        progress["fraction"] = fraction
        for name in [name for name, share in ahead.items() if share <= fraction]:
            del ahead[name]
            if accelerator.is_main_process:
                run.save(snapshot(), name)
        long = fraction >= config.schedule.long_after
        length = config.schedule.long_length if long else config.schedule.length
        rows = max(1, config.schedule.batch_tokens // length)
        number = progress["long_steps"] if long else progress["step"] - progress["long_steps"]
        rate = config.objective.mask_first + (config.objective.mask_last - config.objective.mask_first) * fraction
        inputs, tags = pack(train, ids, length, rows, number, config.seed)
        # Few different shapes, as each is compiled anew: the share falls in steps of 5 %.
        batch = mask(inputs, tags, ids, round(rate * 20) / 20, config.objective.join, [config.seed, progress["step"]])
        if config.schedule.shift and not long:
            batch = shift(batch, config.encoder.positions, config.schedule.shift, [config.seed, progress["step"]])
        torch.manual_seed(config.seed * 1_000_003 + progress["step"])
        for group in optimizer.param_groups:
            group["lr"] = rate_at(fraction, config)
        with accelerator.autocast():
            losses = compiled(*to_tensors(batch, accelerator))
        loss, tag_loss = (value * share for value, share in zip(losses, shares(batch, accelerator), strict=True))
        accelerator.backward(loss + config.objective.tags * tag_loss)
        accelerator.clip_grad_norm_(model.parameters(), config.schedule.clip)
        optimizer.step()
        optimizer.zero_grad()
        recent.append((loss.detach(), tag_loss.detach()))
        progress["step"] += 1
        progress["long_steps"] += long
        progress["tokens"] += rows * length
        elapsed = time.monotonic() - started
        # The mean over the processes, so that all agree on what comes next.
        progress["seconds"] += float(
            accelerator.reduce(torch.tensor(elapsed / accelerator.num_processes, device=accelerator.device))
        )
        now = time.monotonic()
        since = progress["seconds"] - last_report
        if since > config.report_seconds or run.fraction(progress) >= 1:
            means = accelerator.reduce(
                torch.tensor([[float(a), float(b)] for a, b in recent], device=accelerator.device).mean(0), "mean"
            )
            speed = (progress["tokens"] - reported) / max(since, 1e-9)
            used = run.fraction(progress)
            left = progress["seconds"] * (1 - used) / max(used, 1e-9) / 60
            measured = {
                "step": progress["step"],
                "tokens": progress["tokens"],
                "loss": float(means[0]),
                "tag_loss": float(means[1]),
                "lr": rate_at(fraction, config),
                "tokens_per_second": speed,
            }
            if accelerator.is_main_process:
                run.log(**measured)
                console.print(
                    f"step {progress['step']:,}  {used:.0%}  loss {means[0]:.3f}  tags {means[1]:.3f}  {speed:,.0f} tokens/s  {left:.0f} min left"
                )
            last_report, reported, recent = progress["seconds"], progress["tokens"], []
        if accelerator.is_main_process and now - last_save > 60 * config.checkpoint_minutes:
            run.save(snapshot())
            held = evaluate(bare, held_out, ids, config, accelerator)
            run.log(step=progress["step"], tokens=progress["tokens"], held_out_loss=held)
            console.print(f"step {progress['step']:,}  held-out loss {held:.3f}")
            last_save = time.monotonic()
    progress["fraction"] = 1.0
    if accelerator.is_main_process:
        run.save(snapshot())
        measured["held_out_loss"] = evaluate(bare, held_out, ids, config, accelerator)
        run.log(step=progress["step"], tokens=progress["tokens"], held_out_loss=measured["held_out_loss"])
        console.print(f"held-out loss {measured['held_out_loss']:.3f} after {progress['tokens']:,} tokens")
        save_encoder(bare, tokenizer, run.folder / "encoder")
        draw_curve(run.folder)
    accelerator.wait_for_everyone()
    accelerator.end_training()
    return measured


def main(arguments: list[str]) -> None:
    config, corpus = parse_arguments(arguments)
    pretrain(config, corpus)


if __name__ == "__main__":
    from mokmin.cli.errors import run_script
    from training.allocator import keep_memory

    keep_memory()
    run_script(main, sys.argv[1:])
