"""The configurations that the repository ships."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mokmin import Article, Tagger
from tests.conftest import tiny_vocabulary
from training.config import load
from training.pretraining_config import PretrainingConfig
from training.tagging_config import TaggingConfig
from training.train import train

ROOT = Path(__file__).parents[2]
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))


def schema_of(path: Path) -> type[TaggingConfig] | type[PretrainingConfig]:
    return PretrainingConfig if path.name.startswith("pretrain") else TaggingConfig


def names(values: list[Path]) -> list[str]:
    return [path.stem for path in values]


def test_the_promised_files_are_there() -> None:
    assert {"mokmin-small", "pretrain-small", "klue-roberta-small", "klue-roberta-base", "klue-roberta-large"} <= set(
        names(CONFIGS)
    )


@pytest.mark.parametrize("path", CONFIGS, ids=names(CONFIGS))
def test_every_file_loads(path: Path) -> None:
    config: Any = load(path, schema_of(path))
    assert config.output == f"runs/{path.stem}"
    assert path.read_text(encoding="utf-8").startswith("#"), "say what it is for"


@pytest.mark.parametrize("path", [p for p in CONFIGS if schema_of(p) is TaggingConfig], ids=lambda p: p.stem)
def test_splits_are_not_mixed_up(path: Path) -> None:
    data = load(path, TaggingConfig).data
    assert (data.train, data.validation, data.test) == tuple(
        f"data/articles/{s}" for s in ("train", "validation", "test")
    )


@pytest.mark.parametrize("path", [p for p in CONFIGS if schema_of(p) is PretrainingConfig], ids=lambda p: p.stem)
def test_pre_training_leaves_the_evaluation_articles_out(path: Path) -> None:
    corpus = load(path, PretrainingConfig).corpus
    assert set(corpus.exclude) == {"data/articles/validation", "data/articles/test"}
    assert corpus.articles in (None, "data/articles/train")


def fields(schema: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in schema.model_fields.items():
        yield prefix + name, field
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from fields(field.annotation, f"{prefix}{name}.")


@pytest.mark.parametrize("schema", [TaggingConfig, PretrainingConfig])
def test_every_key_is_documented(schema: type[BaseModel]) -> None:
    listed = list(fields(schema))
    assert len(listed) > 20
    assert [name for name, field in listed if not field.description] == []


KLUE = [p for p in CONFIGS if p.name.startswith("klue-")]


@pytest.fixture(scope="module")
def klue_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """klue/roberta's layout, tiny: RoBERTa weights with one token type, padding id 1, 514 positions,
    and BERT's WordPiece tokenizer that gives token types all the same."""
    import torch
    from transformers import BertTokenizerFast, RobertaConfig, RobertaForMaskedLM

    folder = tmp_path_factory.mktemp("klue")
    vocabulary = tiny_vocabulary(("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]"))
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(
        vocab=str(folder / "vocab.txt"),
        do_lower_case=False,
        strip_accents=False,
        model_max_length=512,
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
        mask_token="[MASK]",
    )
    assert tokenizer.convert_tokens_to_ids(["[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]"]) == [0, 1, 2, 3, 4]
    tokenizer.save_pretrained(folder)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("cls", "sep", "pad", "unk", "mask")}
    published = {
        **{"do_lower_case": False, "do_basic_tokenize": True, "never_split": None, "tokenize_chinese_chars": True},
        **{"strip_accents": None, "model_max_length": 512, "tokenizer_class": "BertTokenizer"},
        **{"bos_token": "[CLS]", "eos_token": "[SEP]", **special},
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(published), encoding="utf-8")
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        layer_norm_eps=1e-5,
    )
    RobertaForMaskedLM(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("path", KLUE, ids=names(KLUE))
def test_two_steps_on_a_tiny_encoder_of_the_same_layout(
    path: Path, klue_encoder: Path, article_folder: Path, articles: list[Article], tmp_path: Path
) -> None:
    assert load(path, TaggingConfig).model.encoder == path.stem.replace("klue-", "klue/")
    long = [Article(articles[0].text * 30, id="long"), *articles]  # more than 512 tokens: several windows
    from mokmin.formats import inline

    (tmp_path / "train").mkdir()
    for article in long:
        inline.write(article, tmp_path / "train" / f"{article.id}.md")
    config = load(
        path,
        TaggingConfig,
        [
            *("--model.encoder", str(klue_encoder)),
            *("--output", str(tmp_path / "run")),
            *("--data.train", str(tmp_path / "train")),
            *("--data.validation", str(article_folder)),
            *("--data.test", str(article_folder)),
            *("--train.epochs", "2"),
            *("--train.evaluations", "1"),
            *("--train.precision", "fp32"),
        ],
    )
    scores = train(config)
    assert scores["articles"] == len(articles)
    tagger = Tagger.from_pretrained(tmp_path / "run")
    assert (tagger.windower.size, tagger.windower.cls_id, tagger.windower.sep_id, tagger.settings.pad_id) == (
        512,
        0,
        2,
        1,
    )
    assert len(tagger.windower(long[0].text)) > 1
    assert tagger.predict(long[0].text).text == long[0].text
