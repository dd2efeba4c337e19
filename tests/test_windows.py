import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from mokmin import MokminError, characters
from mokmin.normalization import normalize
from mokmin.windows import PLACES, Window, Windower, merge, pad
from tests.texts import texts, wild_texts

SENTENCE = "나래시는 지난 5일 AI 민원 서비스를 열었다. " * 4
shapes = st.sampled_from([(12, 0), (12, 3), (12, 9), (512, 128)])


def byte_tokenizer() -> Tokenizer:
    """One token per byte: several tokens stand on one character."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({c: i for i, c in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def cleaning_tokenizer() -> Tokenizer:
    """BERT's own normaliser, as klue/roberta has it: some characters get no token at all."""
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0, "나": 1, "##래": 2, "시": 3}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


@pytest.fixture(scope="module", params=["ours", "bytes", "cleaning"])
def bare(request: pytest.FixtureRequest) -> Any:
    if request.param == "ours":
        return request.getfixturevalue("tokenizer").backend_tokenizer
    return byte_tokenizer() if request.param == "bytes" else cleaning_tokenizer()


def cut(bare: Tokenizer, text: str, shape: tuple[int, int]) -> list[Window]:
    return Windower(bare, 2, 3, *shape)(text)


@given(wild_texts, shapes)
def test_windows_cover_every_character(bare: Tokenizer, text: str, shape: tuple[int, int]) -> None:
    text = normalize(text).text
    windows = cut(bare, text, shape)
    assert windows[0].start == 0
    assert windows[-1].end == len(text)
    for before, after in itertools.pairwise(windows):
        assert before.start <= after.start <= before.end <= after.end
    for window in windows:
        assert 2 <= len(window.token_ids) <= shape[0]
        assert (window.token_ids[0], window.token_ids[-1]) == (2, 3)
        length = window.end - window.start
        assert (len(window.character_ids), len(window.tokens), window.places.shape) == (length, length, (length, 2))
        assert window.character_ids.tolist() == characters.encode(text[window.start : window.end]).tolist()


@given(wild_texts, shapes)
def test_every_character_points_at_its_token(bare: Tokenizer, text: str, shape: tuple[int, int]) -> None:
    text = normalize(text).text
    for window in cut(bare, text, shape):
        assert np.all(np.diff(window.tokens) >= 0)
        assert np.all((window.tokens >= 0) & (window.tokens < len(window.token_ids) - 1))
        for index in range(window.end - window.start):
            start, end = window.offsets[window.tokens[index]]
            position, (first, last) = window.start + index, window.places[index]
            if first == 0:
                assert last == 0
                assert not start <= position < end or window.tokens[index] == 0
            else:
                assert start <= position < end
                assert first == min(position - start + 1, PLACES - 1)
                assert last == min(end - position, PLACES - 1)


def test_places_within_a_word(tokenizer: Any) -> None:
    window = cut(tokenizer.backend_tokenizer, "서비스를 AI", (16, 0))[0]
    assert window.token_ids.tolist() == tokenizer("서비스를 AI")["input_ids"]
    assert window.tokens.tolist() == [1, 1, 1, 2, 2, 3, 3]
    assert window.places.tolist() == [[1, 3], [2, 2], [3, 1], [1, 1], [0, 0], [1, 2], [2, 1]]


def test_a_long_text_gives_overlapping_windows(tokenizer: Any) -> None:
    windows = cut(tokenizer.backend_tokenizer, SENTENCE, (16, 5))
    tokens = len(tokenizer(SENTENCE, add_special_tokens=False)["input_ids"])
    assert len(windows) == 1 + -(-(tokens - 14) // 9)
    assert all(len(w.token_ids) == 16 for w in windows)


@pytest.mark.parametrize("shape", [(16, 14), (16, 128), (16, -1), (2, 0)])
def test_windows_that_would_not_move_on_are_refused(tokenizer: Any, shape: tuple[int, int]) -> None:
    with pytest.raises(MokminError, match="can overlap by"):
        Windower(tokenizer.backend_tokenizer, 2, 3, *shape)


@pytest.mark.parametrize("text", ["", " ", "\x00", "나"])
def test_tiny_texts_give_one_window(bare: Tokenizer, text: str) -> None:
    windows = cut(bare, text, (12, 3))
    assert [(w.start, w.end) for w in windows] == [(0, len(text))]
    assert pad(windows, 0)["character_ids"].shape[1] == max(1, len(text))


def test_padding(tokenizer: Any) -> None:
    windows = [cut(tokenizer.backend_tokenizer, text, (32, 0))[0] for text in ("나래시는", "AI", "지난 5일 시장")]
    batch = pad(windows, pad_id=7)
    assert {key: value.dtype for key, value in batch.items()} == dict.fromkeys(batch, np.int64)
    for row, window in enumerate(windows):
        tokens, length = len(window.token_ids), window.end - window.start
        assert batch["input_ids"][row, :tokens].tolist() == window.token_ids.tolist()
        assert set(batch["input_ids"][row, tokens:]) <= {7}
        assert batch["attention_mask"][row].tolist() == [1] * tokens + [0] * (batch["input_ids"].shape[1] - tokens)
        assert batch["character_ids"][row, :length].tolist() == window.character_ids.tolist()
        assert not batch["character_ids"][row, length:].any()
        assert batch["character_tokens"][row, :length].tolist() == window.tokens.tolist()
        assert batch["character_places"][row, :length].tolist() == window.places.tolist()


@given(texts, shapes)
def test_merging_gives_each_character_its_own_score(bare: Tokenizer, text: str, shape: tuple[int, int]) -> None:
    text = normalize(text).text
    windows = cut(bare, text, shape)
    scores = np.stack([np.arange(len(text)), -np.arange(len(text))], 1).astype(np.float32)
    merged = merge(windows, [scores[w.start : w.end] for w in windows], len(text))
    assert np.array_equal(merged, scores)


def test_merging_takes_the_window_with_more_context(tokenizer: Any) -> None:
    windows = cut(tokenizer.backend_tokenizer, SENTENCE, (16, 9))
    assert len(windows) > 4
    numbers = [np.full(w.end - w.start, i, np.float32) for i, w in enumerate(windows)]
    merged = merge(windows, numbers, len(SENTENCE))
    last = len(windows) - 1
    for position, chosen in enumerate(merged.astype(int)):
        # The text's own ends are no edges: there is nothing beyond them to see.
        room = [
            min(position - w.start if i else 10**6, w.end - 1 - position if i < last else 10**6)
            if w.start <= position < w.end
            else -1
            for i, w in enumerate(windows)
        ]
        assert room[chosen] >= max(room) - 1
