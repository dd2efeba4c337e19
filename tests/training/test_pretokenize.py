import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mokmin import MokminError
from training import pretokenize
from training.pretokenize import PASSAGE, TAGS, collect, drop_repeated, overlaps, passages_of, prepare, tag_characters
from training.pretraining_config import PretrainingConfig

ALPHABET = (
    "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후"
)
LONG = ALPHABET + "나래시는 지난 5일 AI 민원 서비스를 열었다고 밝혔다"


@pytest.fixture
def config(tmp_path: Path) -> Callable[..., PretrainingConfig]:
    def make(**changes: Any) -> PretrainingConfig:
        values: dict[str, Any] = {
            "output": str(tmp_path / "runs" / "x"),
            "vocabulary": {"path": "none", "size": 256},
            "corpus": {"held_out": 0.2},
        }
        for key, value in changes.items():
            values[key] = {**values.get(key, {}), **value} if isinstance(value, dict) else value
        return PretrainingConfig.model_validate(values)

    return make


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    documents = [
        f"나래시는 {i}일 AI 민원 서비스를 열었다\n가람군은 {i}월 데이터 협의회를 {i}번 열었다" for i in range(60)
    ]
    (folder / "news.txt").write_text("\n\n".join(documents), encoding="utf-8")
    return folder


# Duplicates


def test_repeated_documents_are_dropped() -> None:
    seen: set[bytes] = set()
    documents = ["하나 둘\n셋", "하나둘\n셋", "넷 다섯 여섯\n셋", "하나 둘\n일곱"]
    # The second is the first but for spaces; the last is old in more than half of its characters.
    assert list(drop_repeated(documents, seen)) == ["하나 둘\n셋", "넷 다섯 여섯\n셋"]
    assert list(drop_repeated(["하나 둘\n넷 다섯 여섯\n새"], seen)) == []


def test_documents_are_compared_across_files() -> None:
    seen: set[bytes] = set()
    assert list(drop_repeated(["가나다"], seen)) == ["가나다"]
    assert list(drop_repeated(["가나다"], seen)) == []


# Evaluation text


@pytest.mark.parametrize("start", range(0, 15, 4))
def test_a_shared_passage_is_found_wherever_it_lies(start: int) -> None:
    passages = passages_of([LONG])
    shared = "".join(LONG.split())[start : start + PASSAGE]
    assert overlaps(f"앞 글 {shared} 뒷글", passages)
    assert overlaps(" ".join(shared), passages)
    assert not overlaps(f"앞 글 {shared[:-1]}뷁 뒷글", passages)


def test_nothing_excluded_and_short_texts() -> None:
    assert not overlaps(LONG, passages_of([]))
    assert not overlaps(LONG, passages_of(["짧은 글"]))
    assert not overlaps("", passages_of([LONG]))


def test_documents_with_evaluation_text_stay_out(
    config: Callable[..., Any], corpus: Path, article_folder: Path
) -> None:
    from mokmin.formats import inline

    article = inline.read(sorted(article_folder.glob("*.md"))[0])
    (corpus / "leak.txt").write_text(f"어느 글\n{article.text.replace(chr(10), ' ')}\n더", encoding="utf-8")
    files = sorted(corpus.glob("*.txt"))

    def everything(**changes: Any) -> str:
        held_out, train = collect(config(corpus={"held_out": 0.2, **changes}), files)
        return "\n\n".join([*held_out, *train])

    assert "어느 글" in everything()
    assert "어느 글" not in everything(exclude=[str(article_folder)])
    assert article.text not in everything(articles=str(article_folder), exclude=[str(article_folder)])


# Weights and splits


def test_weights_repeat_documents(config: Callable[..., Any], corpus: Path) -> None:
    (corpus / "rare.txt").write_text("\n\n".join(f"드문 글 {i} {i}" for i in range(200)), encoding="utf-8")
    files = sorted(corpus.glob("*.txt"))
    held_out, train = collect(config(corpus={"weights": {"news*": 3, "rare*": 0.25}, "held_out": 0.1}), files)
    news = [d for d in train if "나래시" in d]
    rare = [d for d in train if "드문" in d]
    assert len(news) == 3 * len(set(news))
    assert len(rare) == len(set(rare))
    assert 25 <= len(rare) + sum("드문" in d for d in held_out) <= 75
    assert len(held_out) == len(set(held_out))
    assert not set(held_out) & set(train)


def test_articles_join_the_training_text(config: Callable[..., Any], corpus: Path, article_folder: Path) -> None:
    _, train = collect(config(corpus={"articles": str(article_folder), "articles_weight": 4}), [corpus / "news.txt"])
    assert sum("나래 AI 협의회" in text for text in train) == 4
    assert not any("](" in text for text in train)


def test_the_order_is_the_seed_s(config: Callable[..., Any], corpus: Path) -> None:
    files = [corpus / "news.txt"]
    assert collect(config(seed=3), files) == collect(config(seed=3), files)
    assert collect(config(seed=3), files) != collect(config(seed=4), files)


def test_too_little_text(config: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("글 하나", encoding="utf-8")
    with pytest.raises(MokminError, match="too little text"):
        collect(config(), [tmp_path / "one.txt"])


# Token files


def test_tokens_of_documents_between_separators(config: Callable[..., Any], corpus: Path, tokenizer: Any) -> None:
    made = config()
    train, held_out = prepare(made, str(corpus), tokenizer)
    texts = collect(made, [corpus / "news.txt"])
    for files, documents in ((train, texts[1]), (held_out, texts[0])):
        expected = [
            i for d in documents for i in [*tokenizer(d, add_special_tokens=False)["input_ids"], tokenizer.sep_token_id]
        ]
        assert files.tokens.tolist() == expected
        assert files.tokens.dtype == np.uint16
        assert files.tags is None


def test_token_files_are_made_once(
    config: Callable[..., Any], corpus: Path, tokenizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = prepare(config(), str(corpus), tokenizer)
    with monkeypatch.context() as patch:
        patch.setattr(pretokenize, "collect", lambda *a: pytest.fail("made again"))
        again, _ = prepare(config(output=str(Path(config().output).parent / "another")), str(corpus), tokenizer)
    assert again.tokens.tolist() == first.tokens.tolist()
    other, _ = prepare(config(seed=5), str(corpus), tokenizer)
    assert other.tokens.tolist() != first.tokens.tolist()


def test_half_made_token_files_are_made_anew(config: Callable[..., Any], corpus: Path, tokenizer: Any) -> None:
    expected = prepare(config(), str(corpus), tokenizer)[0].tokens.tolist()
    folder = next((Path(config().output).parent / "tokens").iterdir())
    assert json.loads((folder / "settings.json").read_text())["seed"] == 1
    folder.rename(folder.with_name(f"{folder.name}.tmp"))  # what a kill leaves behind
    (folder.with_name(f"{folder.name}.tmp") / "train.tokens").write_bytes(b"")
    assert prepare(config(), str(corpus), tokenizer)[0].tokens.tolist() == expected


# Kiwi's tags


def tags_of(text: str) -> dict[str, set[str]]:
    labels = next(tag_characters([text]))
    assert labels.shape == (len(text),)
    found: dict[str, set[str]] = {}
    for character, label in zip(text, labels, strict=True):
        found.setdefault(character, set()).add(TAGS[label])
    return found


def test_part_of_speech_of_characters(config: Callable[..., Any], corpus: Path, tokenizer: Any) -> None:
    found = tags_of("춘천시는 어제 갔다.\n\n나래")
    assert found["춘"] <= {"NNP", "NNG"}
    assert found["는"] == {"JX"}
    assert found["."] == {"SF"}
    assert found[" "] == found["\n"] == {"NONE"}
    # Characters outside of the basic plane must not shift what follows.
    assert tags_of("😀👩‍💻 춘천시는")["는"] == {"JX"}
    assert list(map(len, tag_characters(["", "가\n", "나래"]))) == [0, 2, 2]

    train, _ = prepare(config(objective={"tags": 1.0}), str(corpus), tokenizer)
    assert train.tags is not None
    assert train.tags.shape == (len(train.tokens), 2)
    assert not train.tags[train.tokens == tokenizer.sep_token_id].any()
    particle = tokenizer.convert_tokens_to_ids("##는")
    assert {TAGS[t] for t in train.tags[train.tokens == particle][:, 0]} == {"JX"}


def test_token_files_are_made_anew_when_the_corpus_changes(
    config: Callable[..., Any], corpus: Path, tokenizer: Any
) -> None:
    """Also when it stays as long as it was."""
    first, _ = prepare(config(), str(corpus), tokenizer)
    path = corpus / "news.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("가람군", "나래시"), encoding="utf-8")
    assert prepare(config(), str(corpus), tokenizer)[0].tokens.tolist() != first.tokens.tolist()


def test_token_files_are_made_anew_when_an_article_changes(
    config: Callable[..., Any], corpus: Path, tokenizer: Any, article_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(article_folder, tmp_path / "articles")
    made = config(corpus={"articles": str(folder)})
    first, _ = prepare(made, str(corpus), tokenizer)
    path = sorted(folder.glob("*.md"))[0]
    path.write_text(path.read_text(encoding="utf-8") + " 데이터 서비스 협의회", encoding="utf-8")
    assert len(prepare(made, str(corpus), tokenizer)[0].tokens) > len(first.tokens)
