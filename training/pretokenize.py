"""Turn a corpus into flat token files for pre-training, once per corpus, vocabulary and seed.

Documents are de-duplicated (exact and near: more than half of a document's characters stand in
lines seen before), those that share a passage with evaluation articles are left out, the rest is
shuffled, tokenised and, when asked for, labelled with Kiwi's part-of-speech tags.
"""

import hashlib
import json
import os
import random
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import track
from transformers import PreTrainedTokenizerFast

from mokmin.errors import MokminError
from mokmin.formats import inline
from mokmin.settings import file_sha256
from training import corpus as corpus_files
from training.pretraining_config import PretrainingConfig

PASSAGE = 30
"""Characters, white space left out, that two texts must share to count as overlapping."""

TAGS = [
    "NONE",
    "NNG",
    "NNP",
    "NNB",
    "NR",
    "NP",
    "VV",
    "VA",
    "VX",
    "VCP",
    "VCN",
    "MM",
    "MAG",
    "MAJ",
    "IC",
    "JKS",
    "JKC",
    "JKG",
    "JKO",
    "JKB",
    "JKV",
    "JKQ",
    "JX",
    "JC",
    "EP",
    "EF",
    "EC",
    "ETN",
    "ETM",
    "XPN",
    "XSN",
    "XSV",
    "XSA",
    "XSM",
    "XR",
    "SF",
    "SP",
    "SS",
    "SSO",
    "SSC",
    "SE",
    "SO",
    "SW",
    "SL",
    "SH",
    "SN",
    "SB",
    "UN",
    "Z_CODA",
    "Z_SIOT",
    "USER",
    "W_URL",
    "W_EMAIL",
    "W_HASHTAG",
    "W_MENTION",
    "W_SERIAL",
    "W_EMOJI",
]
"""Kiwi's tag set (without irregularity marks); unknown tags count as NONE."""
_TAG_IDS = {tag: i for i, tag in enumerate(TAGS)}


@dataclass(frozen=True)
class TokenFiles:
    """Flat arrays: ``tokens`` uint16 (n,), ``tags`` uint8 (n, 2): tags of a token's first and last
    character, or None."""

    tokens: np.ndarray
    tags: np.ndarray | None


def prepare(
    config: PretrainingConfig, corpus: str, tokenizer: PreTrainedTokenizerFast
) -> tuple[TokenFiles, TokenFiles]:
    """Training and held-out token files, made now or found from an earlier run with equal settings."""
    paths = corpus_files.list_files(corpus)
    settings = {
        "corpus": config.corpus.model_dump(),
        "files": [[p.name, file_sha256(p)] for p in paths],
        "articles": _hash_articles([*config.corpus.exclude, *filter(None, [config.corpus.articles])]),
        "vocabulary": hashlib.sha256(json.dumps(tokenizer.get_vocab(), sort_keys=True).encode()).hexdigest(),
        "tags": config.objective.tags > 0,
        "seed": config.seed,
    }
    key = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
    folder = Path(config.output).parent / "tokens" / key
    if not folder.exists():
        temporary = folder.with_name(f"{key}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        held_out, train = collect(config, paths)
        for name, documents in (("held_out", held_out), ("train", train)):
            _write(temporary, name, documents, tokenizer, tags=config.objective.tags > 0)
        (temporary / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
        os.replace(temporary, folder)
    return _read(folder, "train"), _read(folder, "held_out")


def collect(config: PretrainingConfig, paths: list[Path]) -> tuple[list[str], list[str]]:
    """Held-out and training documents, weighted and shuffled."""
    excluded = passages_of(a.text for folder in config.corpus.exclude for a in _articles(folder))
    generator = random.Random(config.seed)
    seen: set[bytes] = set()
    held_out: list[str] = []
    train: list[str] = []
    for path in paths:
        repeats = corpus_files.repeats_of(path, config.corpus.weights)
        for document in drop_repeated(corpus_files.read_documents(path), seen):
            copies = int(repeats) + (generator.random() < repeats % 1)
            if not copies or overlaps(document, excluded):
                continue
            if generator.random() < config.corpus.held_out:
                held_out.append(document)
            else:
                train += [document] * copies
    if config.corpus.articles:
        texts = [a.text for a in _articles(config.corpus.articles)]
        copies = round(config.corpus.articles_weight)
        train += [text for text in texts if not overlaps(text, excluded)] * copies
    if not train or not held_out:
        raise MokminError(
            f"{paths[0].parent}: too little text: {len(train)} training and {len(held_out)} held-out documents"
        )
    generator.shuffle(train)
    return held_out, train


def drop_repeated(documents: Iterable[str], seen: set[bytes]) -> Iterator[str]:
    """Documents most of whose text is new; ``seen`` holds the hashes of the lines so far."""
    for document in documents:
        lines = [("".join(line.split())) for line in document.split("\n")]
        hashes = [hashlib.blake2b(line.encode(), digest_size=8).digest() for line in lines]
        repeated = sum(len(line) for line, digest in zip(lines, hashes, strict=True) if digest in seen)
        if 2 * repeated <= sum(map(len, lines)):
            yield document
        seen.update(hashes)


def passages_of(texts: Iterable[str]) -> set[str]:
    """Every passage of the texts, white space left out."""
    squeezed = ("".join(unicodedata.normalize("NFC", text).split()) for text in texts)
    return {text[i : i + PASSAGE] for text in squeezed for i in range(len(text) - PASSAGE + 1)}


def overlaps(document: str, passages: set[str]) -> bool:
    """Whether a document shares a passage with the excluded texts."""
    if not passages:
        return False
    text = "".join(document.split())
    return any(text[i : i + PASSAGE] in passages for i in range(len(text) - PASSAGE + 1))


def _articles(folder: str) -> list[inline.Article]:
    return [inline.read(path) for path in sorted(Path(folder).glob("*.md"))]


def _hash_articles(folders: list[str]) -> str:
    """SHA-256 of the article files in the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(Path(folder).glob("*.md")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(folder: Path, name: str, documents: list[str], tokenizer: PreTrainedTokenizerFast, *, tags: bool) -> None:
    batch = 256
    with (folder / f"{name}.tokens").open("wb") as tokens_file, (folder / f"{name}.tags").open("wb") as tags_file:
        for start in track(range(0, len(documents), batch), f"tokenising {name}"):
            texts = documents[start : start + batch]
            encodings = tokenizer(texts, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            tagged = list(tag_characters(texts)) if tags else []
            for i, ids in enumerate(encodings["input_ids"]):
                np.array([*ids, tokenizer.sep_token_id], dtype=np.uint16).tofile(tokens_file)
                if tags:
                    offsets = np.array(encodings["offset_mapping"][i], dtype=np.int64).reshape(-1, 2)
                    labels = np.zeros((len(offsets) + 1, 2), dtype=np.uint8)
                    if len(offsets):
                        labels[:-1, 0], labels[:-1, 1] = tagged[i][offsets[:, 0]], tagged[i][offsets[:, 1] - 1]
                    labels.tofile(tags_file)


def tag_characters(texts: list[str]) -> Iterator[np.ndarray]:
    """Kiwi's tag of every character, as ids into :data:`TAGS`, shape (characters,)."""
    from kiwipiepy import Kiwi

    global _kiwi
    if _kiwi is None:
        _kiwi = Kiwi(num_workers=os.cpu_count() or 1)
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n")]
    results = iter(_kiwi.tokenize(paragraphs))
    for text in texts:
        labels = np.zeros(len(text), dtype=np.uint8)
        position = 0
        for paragraph in text.split("\n"):
            for token in next(results):
                tag = _TAG_IDS.get(token.tag.split("-")[0], 0)
                labels[position + token.start : position + token.start + max(token.len, 1)] = tag
            position += len(paragraph) + 1
        yield labels


_kiwi = None


def _read(folder: Path, name: str) -> TokenFiles:
    tokens = np.memmap(folder / f"{name}.tokens", dtype=np.uint16, mode="r")
    tags_path = folder / f"{name}.tags"
    tags = np.memmap(tags_path, dtype=np.uint8, mode="r").reshape(-1, 2) if tags_path.stat().st_size else None
    return TokenFiles(tokens, tags)
