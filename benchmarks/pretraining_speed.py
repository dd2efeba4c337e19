"""Tokens per second of pre-training, against the plain loop a user would write first.

    python benchmarks/pretraining_speed.py [--rounds 3] [--steps 6]

Every variant runs in a process of its own, in turns, and its best step counts. The share of the
matrix peak is the arithmetic of the model's matrix products per second (6 operations per weight
and token, attention and prediction head included) over the best bf16 (or fp32) matrix product
measured on the same machine in the same run. Writes benchmarks/pretraining_speed.md.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import torch

ROWS, LENGTH, MASKED, VOCABULARY = 32, 128, 29, 16000
LAYERS, WIDTH, FEED = 6, 384, 1536
VARIANTS = {
    "plain: BertForMaskedLM, bf16 autocast, all logits": {"naive": True},
    "masked positions only": {"compile": False, "malloc": False},
    "masked positions only, tuned allocator": {"compile": False, "malloc": True},
    "masked positions only, tuned allocator, compiled": {"compile": True, "malloc": True},
}


def operations_per_token(masked: bool) -> float:
    """Floating-point operations of forward and backward per token."""
    weights = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * FEED)
    attention = LAYERS * 2 * LENGTH * WIDTH
    head = (WIDTH * WIDTH + WIDTH * VOCABULARY) * (MASKED / LENGTH if masked else 1)
    return 6 * (weights + attention + head)


def measure_peak(precision: str) -> float:
    """Operations per second of a large matrix product."""
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    left, right = torch.randn(4096, 1536).to(kind), torch.randn(1536, 1536).to(kind)
    best = 0.0
    for _ in range(10):
        start = time.perf_counter()
        torch.matmul(left, right)
        best = max(best, 2 * 4096 * 1536 * 1536 / (time.perf_counter() - start))
    return best


def run_variant(name: str, steps: int) -> dict[str, float]:
    """Time training steps of one variant in this process."""
    from transformers import BertConfig, BertForMaskedLM

    from training.masked_model import build_model
    from training.precision import choose_precision
    from training.pretraining_config import PretrainingConfig

    options = VARIANTS[name]
    precision = choose_precision("auto")
    torch.manual_seed(0)
    inputs = torch.randint(5, VOCABULARY, (ROWS, LENGTH))
    positions = torch.stack([torch.randperm(LENGTH)[:MASKED] for _ in range(ROWS)])
    targets = torch.randint(5, VOCABULARY, (ROWS, MASKED))
    if options.get("naive"):
        shape = {"hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": 6, "intermediate_size": FEED}
        model = BertForMaskedLM(BertConfig(vocab_size=VOCABULARY, **shape))
        labels = torch.full_like(inputs, -100).scatter(1, positions, targets)

        def loss() -> torch.Tensor:
            return model(input_ids=inputs, labels=labels).loss
    else:
        config = PretrainingConfig(output="", vocabulary={"path": ""})
        model = build_model(config, VOCABULARY)
        forward = torch.compile(model) if options["compile"] else model

        def loss() -> torch.Tensor:
            return forward(inputs, positions, targets, None)[0]

    optimizer = torch.optim.AdamW(model.parameters(), fused=not options.get("naive"))
    best = float("inf")
    for _ in range(steps):
        start = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
            value = loss()
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        best = min(best, time.perf_counter() - start)
    speed = ROWS * LENGTH / best
    peak = measure_peak(precision)
    return {
        "tokens_per_second": speed,
        "peak": peak,
        "share": speed * operations_per_token(not options.get("naive")) / peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--variant", help=argparse.SUPPRESS)
    known = parser.parse_args()
    if known.variant:
        print(json.dumps(run_variant(known.variant, known.steps)))
        return
    best: dict[str, dict[str, float]] = {}
    for _ in range(known.rounds):
        for name, options in VARIANTS.items():
            environment = dict(os.environ)
            if options.get("malloc"):
                environment |= {"MALLOC_MMAP_THRESHOLD_": str(2**32), "MALLOC_TRIM_THRESHOLD_": str(2**34)}
            command = [sys.executable, __file__, "--variant", name, "--steps", str(known.steps)]
            result = json.loads(
                subprocess.run(
                    command, env=environment, check=True, capture_output=True, text=True
                ).stdout.splitlines()[-1]
            )
            if result["tokens_per_second"] > best.get(name, {}).get("tokens_per_second", 0):
                best[name] = result
    plain = best[next(iter(VARIANTS))]["tokens_per_second"]
    lines = [
        "# Pre-training speed",
        "",
        f"`python benchmarks/pretraining_speed.py`, {torch.get_num_threads()} threads, best step of {known.rounds} interleaved rounds.",
        "",
    ]
    lines += ["| variant | tokens/s | ratio | share of matrix peak |", "|---|---:|---:|---:|"]
    for name, row in best.items():
        lines.append(
            f"| {name} | {row['tokens_per_second']:,.0f} | {row['tokens_per_second'] / plain:.2f} | {row['share']:.0%} |"
        )
    peak = max(row["peak"] for row in best.values())
    lines += ["", f"Largest matrix product measured: {peak / 1e9:,.0f} GFLOP/s.", ""]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
