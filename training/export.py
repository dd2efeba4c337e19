"""Export a trained tagger to ONNX, quantise it to int8, and check what that costs.

    python training/export.py runs/mokmin-small --articles data/articles/validation --output src/mokmin/models/mokmin-small

The gate: on the given articles the exported model may lose at most 0.3 span F1 (in points of 100)
against the torch model and must agree with it on 99.5 % of the spans; otherwise nothing is written.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from mokmin import scoring
from mokmin.article import Article
from mokmin.backends import OUTPUTS
from mokmin.errors import MokminError
from mokmin.formats import read_articles
from mokmin.modeling import TaggingModel
from mokmin.settings import FILE, Settings, file_sha256
from mokmin.tagger import Tagger
from mokmin.windows import pad

LARGEST_LOSS = 0.003
LEAST_AGREEMENT = 0.995
NAMES = ("input_ids", "attention_mask", "character_ids", "character_tokens", "character_places")


class _Outputs(torch.nn.Module):
    """The model with positional inputs and a tuple of outputs, as the exporter wants it."""

    def __init__(self, model: TaggingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        outputs = self.model(**dict(zip(NAMES, inputs, strict=True)))
        return tuple(outputs[name] for name in OUTPUTS)


def to_onnx(model: TaggingModel, tagger: Tagger, path: Path) -> None:
    """Write the fp32 graph with free numbers of rows, tokens and characters."""
    windows = [tagger.windower(text)[0] for text in ("나래시는 지난 5일 AI 민원 서비스를 열었다.", "가람군 AI 협의회")]
    example = {k: torch.from_numpy(v) for k, v in pad(windows, tagger.settings.pad_id).items()}
    axes = {name: {0: "rows", 1: "tokens" if name in NAMES[:2] else "characters"} for name in NAMES}
    axes |= {
        "emissions": {0: "rows", 1: "characters"},
        "pillar_logits": {0: "rows", 1: "tokens"},
        "article_logits": {0: "rows"},
        "article_weights": {0: "rows"},
    }
    torch.onnx.export(
        _Outputs(model).eval(),
        tuple(example[name] for name in NAMES),
        str(path),
        input_names=list(NAMES),
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantize(source: Path, target: Path) -> None:
    """Dynamic int8: per-channel weights of matrix products and embeddings, activations on the fly."""
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def measure(reference: Tagger, exported: Tagger, gold: list[Article]) -> dict[str, float]:
    """``f1_reference``, ``f1_exported``, ``agreement`` (F1 between the two systems' spans)."""
    a, b = (tagger.predict([article.text for article in gold]) for tagger in (reference, exported))
    return {
        "f1_reference": scoring.rates(scoring.count_spans(gold, a))["f1"],
        "f1_exported": scoring.rates(scoring.count_spans(gold, b))["f1"],
        "agreement": scoring.rates(scoring.count_spans(a, b))["f1"] if any(x.entities for x in [*a, *b]) else 1.0,
    }


def export(run: Path, articles: list[Article], output: Path) -> dict[str, Any]:
    """Export, quantise, measure, and put the result in place.

    Raises:
        MokminError: the run is no model, or the quantised model fails the gate.
    """
    if output.exists() and not (output / FILE).is_file():
        raise MokminError(f"{output}: exists and is no model directory; it is not replaced")
    if not articles:
        raise MokminError("no articles to measure the exported model on")
    reference = Tagger.from_pretrained(run)
    model = TaggingModel.from_pretrained(run)
    model.encoder.set_attn_implementation("eager")  # a plainer graph than fused attention leaves
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "model"
        folder.mkdir()
        to_onnx(model, reference, Path(name) / "fp32.onnx")
        quantize(Path(name) / "fp32.onnx", folder / "model.onnx")
        shutil.copy(run / "tokenizer.json", folder)
        hashes = {file: file_sha256(folder / file) for file in ("model.onnx", "tokenizer.json")}
        replace(Settings.read(run), sha256=hashes).write(folder)
        facts = measure(reference, Tagger.from_pretrained(folder), articles)
        facts["megabytes"] = round(os.path.getsize(folder / "model.onnx") / 1e6, 2)
        loss = facts["f1_reference"] - facts["f1_exported"]
        if loss > LARGEST_LOSS or facts["agreement"] < LEAST_AGREEMENT:
            raise MokminError(
                f"{run}: the quantised model loses {100 * loss:.2f} F1 (at most {100 * LARGEST_LOSS:.1f}) and agrees on "
                f"{facts['agreement']:.2%} of the spans (at least {LEAST_AGREEMENT:.1%}); not exported"
            )
        environment = json.loads((run / "environment.json").read_text(encoding="utf-8"))
        (folder / "training.json").write_text(json.dumps(environment, indent=1) + "\n", encoding="utf-8")
        (folder / "export.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        # Copied beside its place first: a copy cut short leaves the old model as it is.
        beside = output.with_name(f".{output.name}.tmp")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(folder, beside)
        shutil.rmtree(output, ignore_errors=True)
        os.replace(beside, output)
    return facts


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--articles", type=Path, required=True, help="annotated articles for the gate")
    parser.add_argument("--output", type=Path, required=True, help="model directory to write")
    known = parser.parse_args(arguments)
    facts = export(known.run, read_articles(known.articles), known.output)
    print(json.dumps(facts))


if __name__ == "__main__":
    from mokmin.cli.errors import run_script

    run_script(main, sys.argv[1:])
