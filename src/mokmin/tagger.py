"""The Tagger: load a model, predict articles."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import overload

import numpy as np

from mokmin.article import Article, Entity, check_published
from mokmin.backends import Backend
from mokmin.boundaries import fit
from mokmin.dates.entities import with_date_values
from mokmin.decoding import decode
from mokmin.errors import MokminError, first_line
from mokmin.labels import DOMAINS, LABELS
from mokmin.normalization import NormalizedText, normalize
from mokmin.records.affiliations import link
from mokmin.settings import Settings
from mokmin.windows import Window, Windower, merge, pad, pool

EMBEDDED = "mokmin-small"
"""The model inside the package."""


class Tagger:
    """Finds organisations, officials, roles, dates and policy pillars in Korean articles.

    Args:
        backend: what runs the model.
        windower: cuts texts into the windows the model takes.
        settings: decoding, calibration and thresholds.
    """

    def __init__(self, backend: Backend, windower: Windower, settings: Settings) -> None:
        self.backend = backend
        self.windower = windower
        self.settings = settings
        self._transitions = np.array(settings.transitions, dtype=np.float64)

    @classmethod
    def from_pretrained(cls, model: str | Path | None = None, threads: int | None = None) -> "Tagger":
        """Load a model.

        Args:
            model: nothing for the embedded model; a directory that training or export wrote; or a
                Hugging Face Hub id such as ``name/model``.
            threads: threads of one prediction (ONNX only).

        Raises:
            MokminError: the model is missing or damaged, or needs an extra that is not installed.
        """
        if model is None:
            with resources.as_file(resources.files("mokmin") / "models" / EMBEDDED) as directory:
                return cls._load(directory, threads)
        directory = Path(model)
        if not directory.is_dir():
            directory = _download(str(model))
        return cls._load(directory, threads)

    @classmethod
    def _load(cls, directory: Path, threads: int | None) -> "Tagger":
        from tokenizers import Tokenizer

        settings = Settings.read(directory)
        settings.verify(directory)
        try:
            tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        except Exception as error:  # the library raises a bare Exception
            raise MokminError(f"{directory / 'tokenizer.json'}: missing or damaged ({error})") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        windower = Windower(tokenizer, settings.cls_id, settings.sep_id, settings.window, settings.overlap)
        backend: Backend
        if (directory / "model.onnx").is_file():
            from mokmin.backends.onnx import OnnxBackend

            backend = OnnxBackend(directory / "model.onnx", threads)
        elif (directory / "model.safetensors").is_file():
            from mokmin.backends.torch import TorchBackend

            backend = TorchBackend.from_directory(directory)
        else:
            raise MokminError(f"{directory}: neither model.onnx nor model.safetensors is here")
        return cls(backend, windower, settings)

    @overload
    def predict(  # type: ignore[overload-overlap]  # a string is a sequence of strings too
        self, texts: str, published: str | None = None, threshold: float | dict[str, float] | None = None
    ) -> Article: ...

    @overload
    def predict(
        self,
        texts: Sequence[str],
        published: Sequence[str | None] | None = None,
        threshold: float | dict[str, float] | None = None,
    ) -> list[Article]: ...

    def predict(self, texts, published=None, threshold=None):  # type: ignore[no-untyped-def]
        """Tag one article or many.

        Args:
            texts: a string, or a list of strings; the texts are never cut.
            published: the publication date ``YYYY-MM-DD`` (Korean time), a list of them for a
                list, or None.
            threshold: leave out entities that score less: one number, or one per label
                (``tagger.settings.thresholds`` has the recommended ones); 0 gives all that the
                decoder finds. None, and a label that is left out, stand for
                ``tagger.settings.threshold``.

        Returns:
            An :class:`~mokmin.article.Article` for a string, a list in the same order for a list.

        Raises:
            MokminError: a text is empty or not a string, ``published`` does not fit, or ``threshold``
                names an unknown label.
        """
        if isinstance(texts, str):
            return self._predict_one(texts, check_published(published), threshold, "the text")
        if not isinstance(texts, Iterable):
            raise MokminError(f"texts is a {type(texts).__name__}, not a string or a list of strings")
        texts = list(texts)
        dates = [None] * len(texts) if published is None else published
        if isinstance(dates, str) or not isinstance(dates, Sequence) or len(dates) != len(texts):
            raise MokminError(f"published must be a list of {len(texts)} dates (or None), one for each text")
        return [
            self._predict_one(text, check_published(date), threshold, f"text {number}")
            for number, (text, date) in enumerate(zip(texts, dates, strict=True))
        ]

    def _predict_one(
        self, text: str, published: str | None, threshold: float | dict[str, float] | None, name: str
    ) -> Article:
        if not isinstance(text, str):
            raise MokminError(f"{name} is a {type(text).__name__}, not a string")
        normalized = normalize(text)
        if not normalized.text.strip():
            raise MokminError(f"{name} is empty; there is nothing to tag")
        windows = self.windower(normalized.text)
        outputs = [self.backend.run(pad([window], self.settings.pad_id)) for window in windows]
        entities = self._entities(text, normalized, windows, outputs)
        logits = pool(*(np.concatenate([o[name] for o in outputs]) for name in ("article_logits", "article_weights")))
        scores = 1 / (1 + np.exp(-logits / self.settings.temperatures.get("article", 1.0)))
        article = Article(
            text=text,
            published=published,
            entities=with_date_values(text, entities, published),
            domain_scores={d: round(float(s), 4) for d, s in zip(DOMAINS, scores, strict=True)},
        )
        return self.select(article, threshold)

    def select(self, article: Article, threshold: float | dict[str, float] | None = None) -> Article:
        """A predicted article with those of its entities that score at least ``threshold`` (see
        :meth:`predict`), and the domains and affiliations that follow from them."""
        limits = dict.fromkeys(LABELS, self.settings.threshold)
        if isinstance(threshold, dict) and (unknown := threshold.keys() - limits.keys()):
            raise MokminError(f"threshold: unknown label {', '.join(sorted(unknown))}; known: {', '.join(LABELS)}")
        if threshold is not None:
            limits |= threshold if isinstance(threshold, dict) else dict.fromkeys(LABELS, threshold)
        selected = replace(article, entities=[e for e in article.entities if e.score >= limits[e.label]])
        selected.domains = choose_domains(selected.entities, article.domain_scores, self.settings.domain_threshold)
        selected.affiliations = link(selected)
        return selected

    def _entities(
        self, text: str, normalized: NormalizedText, windows: list[Window], outputs: list[dict[str, np.ndarray]]
    ) -> list[Entity]:
        length = len(normalized.text)
        emissions = merge(windows, [o["emissions"][0] for o in outputs], length)
        heat = self.settings.temperatures.get("tags", 1.0)
        spans = decode(emissions / heat, self._transitions / heat)
        pillar_scores = [o["pillar_logits"][0][w.tokens] for w, o in zip(windows, outputs, strict=True)]
        domains = merge(windows, pillar_scores, length)
        entities: list[Entity] = []
        for span in (fit(s, normalized.text) for s in spans):
            if span is None:
                continue
            start, end = normalized.original_span(span.start, span.end)
            # Where two spans meet inside of one original character sequence, the first has it.
            start = max(start, entities[-1].end if entities else 0)
            while start < end and text[start].isspace():
                start += 1
            if start >= end:
                continue
            domain = None
            if span.label == "PILLAR":
                domain = DOMAINS[int(domains[span.start : span.end].mean(0).argmax())]
            entities.append(Entity(start, end, text[start:end], span.label, round(span.score, 4), domain))
        return entities


def choose_domains(entities: Sequence[Entity], scores: dict[str, float], threshold: float) -> list[str]:
    """An article's domains: those that score enough, and those of a quarter of its different pillars,
    which belong to it by the annotation contract."""
    pillars = Counter({e.text: e.domain for e in entities if e.label == "PILLAR"}.values())
    return [d for d in DOMAINS if scores[d] >= threshold or 0 < pillars[d] >= pillars.total() / 4]


def _download(model: str) -> Path:
    if model.count("/") != 1 or model.startswith((".", "/")):
        raise MokminError(f"{model}: no such model directory")
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MokminError(
            f"{model}: no such directory, and loading from the Hub needs pip install 'mokmin[hub]'"
        ) from error
    try:
        return Path(snapshot_download(model))
    except Exception as error:
        raise MokminError(f"{model}: no such directory, and the Hub does not give it ({first_line(error)})") from error
