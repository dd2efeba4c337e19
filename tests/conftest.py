"""Tiny models with random weights: everything real but the size."""

import os

# Before any library reads them: one thread gives the same sums every time, and no test may reach out.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from mokmin.article import Article
    from mokmin.modeling import TaggingModel
    from mokmin.tagger import Tagger

# Shared machines stall now and then: no deadline for one example.
settings.register_profile("mokmin", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mokmin")

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (
    *"가나다라마바사나래시는지난일민원서비스를열었다가람군협의회김온장과도의에은이오월년까지와한빛데터허브구축돌봄",
    *("나래시", "서비스", "지난", "시장", "데이터", "AI", "협의회"),
)


def tiny_vocabulary(special: tuple[str, ...] = SPECIAL) -> list[str]:
    """Special pieces, ASCII, and a few words as pieces and continuations."""
    pieces = [*(chr(c) for c in range(0x21, 0x7F)), *WORDS, "△", "·", "‘", "’", "美"]
    return [*special, *dict.fromkeys(pieces), *dict.fromkeys(f"##{w}" for w in WORDS)]


@pytest.fixture(scope="session")
def tokenizer() -> "PreTrainedTokenizerFast":
    from training.vocabulary import build_tokenizer

    return build_tokenizer(tiny_vocabulary())


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory, tokenizer: "PreTrainedTokenizerFast") -> Path:
    """A BERT of 2 layers × 16 with its tokenizer, as pre-training leaves it."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tagging_config(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """``make(output=…, train={…}, …)`` → a training configuration over the tiny encoder."""
    from training.tagging_config import TaggingConfig

    def make(**changes: Any) -> TaggingConfig:
        values: dict[str, Any] = {
            "output": str(tmp_path_factory.mktemp("run")),
            "data": {"train": "none", "validation": "none", "window": 24, "overlap": 6},
            "model": {"encoder": str(encoder_folder), "width": 16, "convolutions": 1, "dropout": 0.0},
            "train": {"precision": "fp32", "epochs": 1, "batch": 2, "evaluations": 1},
        }
        for key, value in changes.items():
            values[key] = {**values[key], **value} if isinstance(values.get(key), dict) else value
        return TaggingConfig.model_validate(values)

    return make


@pytest.fixture(scope="session")
def model(tagging_config: Callable[..., Any], tokenizer: "PreTrainedTokenizerFast") -> "TaggingModel":
    """A tagging model whose scores are spread so that it finds spans of all labels."""
    import torch

    from mokmin.windows import Windower, pad
    from training.tagging_model import build_model

    torch.manual_seed(0)
    model = build_model(tagging_config(), len(tokenizer)).eval()
    window = Windower(tokenizer.backend_tokenizer, 2, 3, 64, 0)(" ".join(WORDS))[0]
    with torch.no_grad():
        model.tagging.characters.weight.normal_(std=2.0)
        emissions = model(**{k: torch.from_numpy(v) for k, v in pad([window], 0).items()})["emissions"][0]
        model.tagging.output.weight.mul_(2 / emissions.std(0)[:, None])
        model.tagging.output.bias.sub_(emissions.mean(0)).mul_(2 / emissions.std(0))
        model.tagging.output.bias[0] += 2.0
        model.crf.transitions.normal_(std=1.0)
        for begin in range(1, 11, 2):
            model.crf.transitions[begin : begin + 2, begin + 1] += 2.0
        model.domains.article.weight.mul_(500)
    return model


@pytest.fixture(scope="session")
def tagger(model: "TaggingModel", tokenizer: "PreTrainedTokenizerFast") -> "Tagger":
    """The tiny model with windows of 24 tokens, so that a sentence or two need several."""
    from mokmin.windows import Windower
    from training.tagging_model import as_tagger

    windower = Windower(tokenizer.backend_tokenizer, tokenizer.cls_token_id, tokenizer.sep_token_id, 24, 6)
    return as_tagger(model, windower, tokenizer.pad_token_id)


@pytest.fixture(scope="session")
def model_folder(
    model: "TaggingModel", tagger: "Tagger", tokenizer: "PreTrainedTokenizerFast", tagging_config: Callable[..., Any]
) -> Path:
    """The tiny model as training saves it."""
    from training.tagging_model import save

    config = tagging_config()
    save(model, tokenizer.backend_tokenizer, tagger.windower, tokenizer.pad_token_id, config, [], [])
    return Path(config.output)


@pytest.fixture
def copy_of_model(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of :func:`model_folder` that a test may damage."""
    import shutil

    return Path(shutil.copytree(model_folder, tmp_path / "model"))


@pytest.fixture(scope="session")
def articles() -> "list[Article]":
    """Small articles with every label."""
    return [annotate(source, number) for number, source in enumerate(SOURCES)]


@pytest.fixture(scope="session")
def article_folder(articles: "list[Article]", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """:func:`articles` as files."""
    from mokmin.formats import inline

    folder = tmp_path_factory.mktemp("articles")
    for article in articles:
        inline.write(article, folder / f"{article.id}.md")
    return folder


SOURCES = (
    '[나래시](ORG)는 [지난 5일](DATE) [AI 민원 서비스](PILLAR:administration)를 열었다.\n\n[김가온](OFFICIAL) [나래시장](ROLE)은 "시민의 말"이라고 했다.',
    "[가람군](ORG)이 [오는 10월](DATE)까지 △[데이터 허브 구축](PILLAR:infrastructure) △[AI 돌봄](PILLAR:livelihood)을 추진한다.",
    "[한빛구](ORG)와 [나래시](ORG)의 [AI 협의회](ORG)가 [올해](DATE) 열린다. [이한빛](OFFICIAL) [한빛구청장](ROLE)이 온다.",
    "[나래 AI 협의회](ORG)는 [2025년](DATE) [데이터 허브](PILLAR:infrastructure), [AI 인재 양성](PILLAR:talent) 등을 한다.",
)


def annotate(source: str, number: int = 0) -> "Article":
    """An article from text with inline marks."""
    from mokmin.formats import inline

    marks = [part.split(":")[1] for part in source.replace(")", "(").split("(") if part.startswith("PILLAR:")]
    header = f"---\nid: inline-{number}\npublished: 2025-06-08\ndomains: [{', '.join(dict.fromkeys(marks))}]\n"
    dates = source.count("](DATE)")
    header += f"date_values: [{', '.join(['null'] * dates)}]\n" if dates else ""
    return inline.parse(f"{header}---\n{source}\n")
