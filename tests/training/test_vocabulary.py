import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from mokmin import Article, MokminError
from mokmin.normalization import normalize
from tests.conftest import tiny_vocabulary
from tests.texts import texts
from training import vocabulary
from training.vocabulary import (
    ASCII,
    HANJA,
    SPECIAL_TOKENS,
    SYLLABLES,
    build_tokenizer,
    learn,
    measure,
    measure_boundaries,
    sample_texts,
)

SENTENCES = [
    "춘천시는 지난 5일 시청에서 AI 민원 서비스를 시작했다고 밝혔다.",
    "춘천시장은 인공지능 행정 서비스를 확대하겠다고 말했다.",
    "원주시는 올해 하반기 데이터 허브를 구축한다.",
    "원주시의회는 인공지능 조례를 제정했다.",
]


@pytest.fixture(scope="module")
def pieces() -> list[str]:
    return learn(SENTENCES * 20, 5760)


def test_the_vocabulary_s_layout(pieces: list[str]) -> None:
    assert len(pieces) == len(set(pieces)) == 5760
    assert pieces[:5] == SPECIAL_TOKENS == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def test_every_standard_syllable_in_both_forms_and_the_signs_of_news(pieces: list[str]) -> None:
    known = set(pieces)
    assert len(SYLLABLES) == 2350
    assert {*SYLLABLES, *(f"##{s}" for s in SYLLABLES), *ASCII, *HANJA} <= known
    assert {*"美日中韓北與野", *"㈜△▲▷·‘’“”「」", *"０１２３４５６７８９ＡＺａｚ"} <= known


def test_learned_pieces_are_morphemes_in_both_forms(pieces: list[str]) -> None:
    learned = [p for p in pieces if len(p.removeprefix("##")) > 1 and not p.startswith("[")]
    assert {"춘천", "서비스", "인공"} & set(learned)
    hangul = {p.removeprefix("##") for p in learned if "가" <= p.removeprefix("##")[0] <= "힣"}
    assert hangul
    for piece in hangul:
        assert {piece, f"##{piece}"} <= set(learned), piece
    # Words with their particles are not learned whole, as without the analyser they are.
    assert "서비스를" not in learned
    assert "춘천시는" not in learned


def test_a_plain_word_piece_learns_words_with_their_particles() -> None:
    plain = learn(SENTENCES * 20, 5760, morphemes=False)
    assert len(plain) == 5760
    assert "서비스를" in plain
    assert "##서비스를" not in plain


@pytest.mark.parametrize(("size", "message"), [(5761, "multiple of 64"), (64, "less than the [0-9]+ fixed characters")])
def test_wrong_sizes(size: int, message: str) -> None:
    with pytest.raises(MokminError, match=message):
        learn(SENTENCES, size)


def test_a_particle_is_a_token_of_its_own(pieces: list[str]) -> None:
    tokenizer = build_tokenizer(pieces)
    tokens = tokenizer.tokenize("춘천시는 서비스를")
    assert "##는" in tokens
    assert "##를" in tokens


def test_one_rare_character_costs_one_unknown(pieces: list[str]) -> None:
    tokens = build_tokenizer(pieces).tokenize("춘천쀍시는 2025年")
    assert tokens.count("[UNK]") == 1
    assert [t for t in tokens if t.isdigit()] == ["2", "0", "2", "5"]


def test_case_and_accents_are_kept(pieces: list[str]) -> None:
    tokenizer = build_tokenizer(pieces)
    assert tokenizer.tokenize("AI")[0][0] == "A"
    assert tokenizer.unk_token not in tokenizer.tokenize("가나다라마바사")
    assert tokenizer.unk_token not in tokenizer.tokenize("각난")  # NFD


@given(texts)
def test_tokens_lie_within_the_text_in_order(text: str) -> None:
    tokenizer = build_tokenizer(tiny_vocabulary())
    text = normalize(text).text
    offsets = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    position = 0
    for start, end in offsets:
        assert position <= start < end <= len(text)
        position = end
    # What has no token is white space.
    covered = {i for a, b in offsets for i in range(a, b)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


def test_a_saved_tokenizer_is_the_same(pieces: list[str], tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = build_tokenizer(pieces)
    tokenizer.save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert again(SENTENCES)["input_ids"] == tokenizer(SENTENCES)["input_ids"]
    assert (again.cls_token_id, again.sep_token_id, again.mask_token_id, again.pad_token_id) == (2, 3, 4, 0)
    assert again(SENTENCES[0])["input_ids"][0] == 2


def test_sampling_follows_the_weights(tmp_path: Path) -> None:
    generator = random.Random(0)
    for name in ("a.txt", "b.txt"):
        documents = [name[0] + "".join(generator.choices("가나다라", k=99)) for _ in range(200)]
        (tmp_path / name).write_text("\n\n".join(documents), encoding="utf-8")
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    drawn = sample_texts(paths, {"a*": 3.0, "b*": 1.0}, 8000, seed=1)
    assert sum(map(len, drawn)) == pytest.approx(8000, rel=0.05)
    assert sum(t[0] == "a" for t in drawn) == pytest.approx(60, abs=2)
    assert drawn == sample_texts(paths, {"a*": 3.0, "b*": 1.0}, 8000, seed=1)
    assert sample_texts(paths, {"*": 0.0}, 8000, seed=1) == []


def test_measures(tokenizer: Any, articles: list[Article]) -> None:
    facts = measure(tokenizer, ["서비스 나", "쀍"])
    assert facts == {"characters_per_token": 5 / 3, "unknown_rate": 1 / 3}
    assert measure(tokenizer, []) == {"characters_per_token": 0.0, "unknown_rate": 0.0}
    share = measure_boundaries(tokenizer, articles)
    assert 0.5 < share <= 1.0
    assert measure_boundaries(tokenizer, []) == 0.0


def test_the_script_writes_a_tokenizer_and_reports(
    tmp_path: Path, article_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoTokenizer

    (tmp_path / "corpus.txt").write_text(
        "\n\n".join(f"{s} {i}" for i in range(30) for s in SENTENCES), encoding="utf-8"
    )
    (tmp_path / "c.yaml").write_text(
        f"output: {tmp_path}/run\nvocabulary: {{path: {tmp_path}/tokenizer, size: 5760, sample_characters: 5000}}\n"
        f"corpus: {{articles: {article_folder}}}\n",
        encoding="utf-8",
    )
    vocabulary.main([str(tmp_path / "c.yaml"), "--corpus", str(tmp_path / "corpus.txt")])
    out = capsys.readouterr().out
    for name in ("characters_per_token", "unknown_rate", "boundaries_on_tokens"):
        assert name in out
    assert len(AutoTokenizer.from_pretrained(tmp_path / "tokenizer")) == 5760
