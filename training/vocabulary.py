"""Learn a morpheme-aware WordPiece vocabulary from running text.

    python training/vocabulary.py configs/pretrain-small.yaml --corpus DIR

KLUE's approach (Park et al. 2021, arXiv:2105.09680, section 4.1): an analyser (Kiwi) cuts a sample
of the corpus into morphemes, WordPiece is learned on the pieces, and at run time raw text is
tokenised without an analyser. Every learned Hangul piece also exists as a continuation piece, so
that a particle or a suffix is one token wherever it stands.
"""

import itertools
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from mokmin.characters import SYLLABLES
from mokmin.errors import MokminError
from mokmin.formats import read_articles
from training import corpus as corpus_files

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
JAMO = [chr(c) for c in range(0x3131, 0x3164)]
HANJA = list(
    "美日中韓北與野南英獨佛露臺前現新故大小高低東西左右上下內外萬億兆對反親非無有全各第數約年月日時分間後初末市道郡區洞里長官府院會黨法靑靑金李朴崔鄭姜趙尹張林人女男子父母生死戰爭平和核軍檢警國民軍"
)
SYMBOLS = list(
    "㈜△▲▷▶▽▼◇◆○●□■☆★※→←↑↓·ㆍ‧・•…‥‘’“”「」『』〈〉《》【】〔〕～∼〜–—―−＝℃㎡㎞㎏㎝㎜％＆＋－（）．，：；？！％／①②③④⑤⑥⑦⑧⑨⑩①Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ×÷±′″°€£¥₩©®™".replace(
        " ", ""
    )
)
FULL_WIDTH = [chr(c) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))]
EXTRA_CHARACTERS = 256
"""Further characters, Hanja for the most part, taken from the corpus by frequency."""
ASCII = [chr(c) for c in range(0x21, 0x7F)]


def build_pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    """Cut at white space, and around every character that is not a common syllable or a letter.

    So one rare character costs one [UNK], not the whole word.
    """
    letters = "A-Za-z" + "".join(SYLLABLES)
    return pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(f"[^{letters}]"), "isolated")]
    )


def segment(texts: Iterable[str]) -> Iterator[list[str]]:
    """Cut texts into the surfaces of their morphemes with Kiwi."""
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=os.cpu_count() or 1)
    paragraphs = (paragraph for text in texts for paragraph in text.split("\n"))
    for tokens, paragraph in kiwi.tokenize(paragraphs, echo=True):
        cuts = sorted({0, len(paragraph), *(t.start for t in tokens), *(t.start + t.len for t in tokens)})
        yield [paragraph[a:b] for a, b in itertools.pairwise(cuts) if not paragraph[a:b].isspace()]


def learn(texts: Iterable[str], size: int, min_frequency: int = 10, morphemes: bool = True) -> list[str]:
    """Learn the vocabulary: ``size`` pieces in the order special, single characters, learned.

    Without ``morphemes`` it is a plain WordPiece of the words between spaces.

    Raises:
        MokminError: the size is not a multiple of 64 or too small for the fixed characters.
    """
    if size % 64:
        raise MokminError(f"vocabulary.size is {size}; give a multiple of 64")
    fixed = dict.fromkeys(SPECIAL_TOKENS)
    fixed.update(dict.fromkeys([*ASCII, *SYLLABLES, *JAMO, *HANJA, *SYMBOLS, *FULL_WIDTH]))
    fixed.update(dict.fromkeys(f"##{c}" for c in [*SYLLABLES, *(c for c in ASCII if c.isalpha())]))
    if len(fixed) > size:
        raise MokminError(f"vocabulary.size is {size}, less than the {len(fixed)} fixed characters")
    counts: Counter[str] = Counter()
    for pieces in segment(texts) if morphemes else map(str.split, texts):
        counts.update(pieces)
    characters: Counter[str] = Counter()
    for piece, count in counts.items():
        for character in piece:
            characters[character] += count
    frequent = [c for c, _ in characters.most_common() if c not in fixed and not "가" <= c <= "힣"]
    fixed.update(dict.fromkeys(frequent[:EXTRA_CHARACTERS]))
    trainer = trainers.WordPieceTrainer(
        vocab_size=4 * size,
        min_frequency=min_frequency,
        special_tokens=SPECIAL_TOKENS,
        limit_alphabet=3500,
        show_progress=False,
    )
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = build_pre_tokenizer()
    tokenizer.train_from_iterator((f"{piece} " * min(count, 10_000) for piece, count in counts.items()), trainer)
    # Ids of a trained WordPiece follow the order of merging: the most useful pieces come first.
    ranked = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    for piece, _ in ranked:
        bare = piece.removeprefix("##")
        if len(bare) < 2 or piece in SPECIAL_TOKENS:
            continue
        forms = (bare, f"##{bare}") if morphemes and any("가" <= c <= "힣" for c in bare) else (piece,)
        new = [form for form in forms if form not in fixed]
        if len(fixed) + len(new) > size:
            break
        fixed.update(dict.fromkeys(new))
    for number in range(size - len(fixed)):
        fixed[f"[unused{number}]"] = None
    return list(fixed)


def build_tokenizer(vocabulary: list[str], max_length: int = 512) -> PreTrainedTokenizerFast:
    """A Hugging Face tokenizer over the vocabulary: NFC, case and accents kept."""
    tokenizer = Tokenizer(
        models.WordPiece({p: i for i, p in enumerate(vocabulary)}, unk_token="[UNK]", max_input_chars_per_word=200)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex("[\u200b-\u200d\ufeff\u00ad]"), "")]
    )
    tokenizer.pre_tokenizer = build_pre_tokenizer()
    tokenizer.decoder = decoders.WordPiece()
    cls, sep = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", sep), ("[CLS]", cls))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=max_length,
    )


def sample_texts(paths: list[Path], weights: dict[str, float], characters: int, seed: int) -> list[str]:
    """About ``characters`` characters of documents, drawn from the files by weight."""
    drawn: list[str] = []
    pools = []
    for path in paths:
        documents = list(corpus_files.read_documents(path))
        pools.append((documents, corpus_files.repeats_of(path, weights) * sum(map(len, documents))))
    total = sum(weight for _, weight in pools)
    generator = random.Random(seed)
    for documents, weight in pools:
        generator.shuffle(documents)
        budget = characters * weight / total if total else 0
        for document in documents:
            if budget <= 0:
                break
            drawn.append(document)
            budget -= len(document)
    return drawn


def measure(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> dict[str, float]:
    """Characters per token (spaces not counted) and the share of [UNK] tokens."""
    encodings = tokenizer(texts, add_special_tokens=False)["input_ids"] if texts else []
    tokens = sum(map(len, encodings))
    unknown = sum(ids.count(tokenizer.unk_token_id) for ids in encodings)
    characters = sum(not c.isspace() for text in texts for c in text)
    return {"characters_per_token": characters / max(tokens, 1), "unknown_rate": unknown / max(tokens, 1)}


def measure_boundaries(tokenizer: Any, articles: Iterable[Any]) -> float:
    """Share of gold span boundaries (starts and ends) that fall on token boundaries."""
    hits = total = 0
    for article in articles:
        offsets = tokenizer(article.text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        starts, ends = {a for a, _ in offsets}, {b for _, b in offsets}
        for entity in article.entities:
            hits += (entity.start in starts) + (entity.end in ends)
            total += 2
    return hits / max(total, 1)


def main(arguments: list[str]) -> None:
    from training.pretraining_config import parse_arguments

    config, corpus = parse_arguments(arguments)
    paths = corpus_files.list_files(corpus)
    texts = sample_texts(paths, config.corpus.weights, config.vocabulary.sample_characters, config.seed)
    if not texts:
        raise MokminError(f"{corpus}: corpus.weights leave no text to learn from")
    print(f"{len(texts):,} documents, {sum(map(len, texts)):,} characters")
    held_out, learned = texts[::50], [t for i, t in enumerate(texts) if i % 50]
    tokenizer = build_tokenizer(learn(learned, config.vocabulary.size, morphemes=config.vocabulary.morphemes))
    tokenizer.save_pretrained(config.vocabulary.path)
    facts = measure(tokenizer, held_out)
    if config.corpus.articles:
        facts["boundaries_on_tokens"] = measure_boundaries(tokenizer, read_articles(config.corpus.articles))
    for name, value in facts.items():
        print(f"{name}: {value:.4f}")


if __name__ == "__main__":
    from mokmin.cli.errors import run_script

    run_script(main, sys.argv[1:])
