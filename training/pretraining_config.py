"""The typed configuration of vocabulary learning and pre-training."""

import argparse
from typing import Annotated

from pydantic import Field

from training.config import Section, load


class Corpus(Section):
    weights: dict[str, float] = Field(
        default_factory=dict,
        description="file name pattern → how often its documents are seen; first match counts, others 1",
    )
    articles: str | None = Field(
        None, description="folder of article files whose text joins the corpus (training split only)"
    )
    articles_weight: float = Field(3.0, ge=0, description="how often those articles are seen")
    exclude: list[str] = Field(
        default_factory=list,
        description="folders of evaluation articles; documents that share a 30-character passage with them are left out",
    )
    held_out: float = Field(0.005, gt=0, lt=0.5, description="share of documents kept for the validation loss")


class Vocabulary(Section):
    path: str = Field(description="tokenizer folder: written by vocabulary.py, read by pretrain.py")
    size: int = Field(16000, gt=0, description="pieces, a multiple of 64")
    sample_characters: int = Field(20_000_000, gt=0, description="characters that Kiwi segments")
    morphemes: bool = Field(True, description="segment into morphemes first; false learns a plain WordPiece")


class Encoder(Section):
    layers: int = Field(6, gt=0, description="transformer layers")
    width: int = Field(384, gt=0, description="hidden size")
    heads: int = Field(6, gt=0, description="attention heads; must divide width")
    feed_forward: int = Field(1536, gt=0, description="width of the feed-forward layer")
    positions: int = Field(512, gt=0, description="longest sequence")
    neighbour_heads: bool = Field(True, description="start the first layer with heads that look at neighbouring tokens")
    dropout: float = Field(0.0, ge=0, lt=1, description="dropout; 0 when few epochs are seen")
    start: str | None = Field(
        None,
        description="folder of an encoder of this shape to go on from, to adapt it to a corpus; else random weights",
    )


class Schedule(Section):
    minutes: float | None = Field(None, gt=0, description="time budget over all resumed runs; or give steps")
    steps: int | None = Field(None, gt=0, description="step budget; or give minutes")
    batch_tokens: int = Field(8192, gt=0, description="tokens in one optimiser step, over all processes")
    length: int = Field(128, gt=0, description="sequence length of the first phase")
    long_length: int = Field(512, gt=0, description="sequence length of the last phase")
    long_after: float = Field(0.9, ge=0, le=1, description="share of the budget after which sequences are long")
    shift: float = Field(
        0.5, ge=0, le=1, description="share of short sequences that start at a random position, so that all are learned"
    )
    learning_rate: float = Field(1e-3, gt=0, description="peak learning rate of AdamW")
    warmup: float = Field(0.02, ge=0, lt=1, description="share of the budget with rising rate")
    decay_after: float = Field(
        0.5, ge=0, le=1, description="share of the budget after which the rate falls linearly to 0"
    )
    weight_decay: float = Field(0.05, ge=0, description="not applied to biases, norms and embeddings")
    clip: float = Field(1.0, gt=0, description="largest gradient norm")


class Objective(Section):
    mask_first: float = Field(0.30, gt=0, lt=1, description="share of tokens masked at the start")
    mask_last: float = Field(0.15, gt=0, lt=1, description="share masked at the end; linear between")
    join: float = Field(0.35, ge=0, lt=1, description="chance that the next word joins a masked span")
    tags: float = Field(
        0.0, ge=0, description="weight of predicting Kiwi's part-of-speech tags for every token; 0 leaves it out"
    )
    replaced: float = Field(
        0.0,
        ge=0,
        description="weight of telling replaced tokens from original ones, which a small generator puts in (ELECTRA takes 50); 0 leaves it out",
    )


class PretrainingConfig(Section):
    """Everything that shapes a pre-training run; a checkpoint of another one is refused."""

    output: str = Field(description="run directory")
    seed: int = Field(1, description="seed of data order, masking and initial weights")
    precision: str = Field(
        "auto", pattern="^(auto|bf16|fp32)$", description="auto takes bf16 where the hardware multiplies it fast"
    )
    compile: bool = Field(False, description="compile the model first (about a minute; a third faster on a CPU)")
    report_seconds: float = Field(15, ge=0, description="time between lines of progress")
    checkpoint_minutes: float = Field(5, gt=0, description="time between checkpoints")
    milestones: list[Annotated[float, Field(gt=0, lt=1)]] = Field(
        default_factory=list, description="shares of the budget at which a checkpoint is kept, as 25.pt for 0.25"
    )
    corpus: Corpus = Field(default_factory=Corpus, description="what is read")
    vocabulary: Vocabulary = Field(description="the tokenizer")
    encoder: Encoder = Field(default_factory=Encoder, description="the shape of the model (BERT)")
    schedule: Schedule = Field(default_factory=Schedule, description="how long and how fast")
    objective: Objective = Field(default_factory=Objective, description="what is learned")


def parse_arguments(arguments: list[str]) -> tuple[PretrainingConfig, str]:
    """``CONFIG --corpus DIR [--section.key value …]`` → configuration and corpus path."""
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("--corpus", required=True, help="folder or file of text")
    known, overrides = parser.parse_known_args(arguments)
    return load(known.config, PretrainingConfig, overrides), known.corpus
