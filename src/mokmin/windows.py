"""Text → overlapping windows of tokens, with the place of every character in them.

Only the ``tokenizers`` library is needed. Nothing is cut: the windows of a text cover all its
characters, and :func:`merge` puts scores of characters back together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from mokmin import characters
from mokmin.errors import MokminError

PLACES = 8
"""Places in a token that are told apart, counted from either end; 0 is outside of tokens."""


@dataclass(frozen=True)
class Window:
    """A stretch of a normalised text, ``start:end``, as the model takes it.

    ``token_ids`` (tokens,) with the special tokens around; per character ``character_ids``,
    ``tokens`` (the index of its token) and ``places`` (characters, 2), the place from the token's
    start and end. ``offsets`` (tokens, 2): each token's characters in the text; (0, 0) for special
    tokens.
    """

    start: int
    end: int
    token_ids: np.ndarray
    offsets: np.ndarray
    character_ids: np.ndarray
    tokens: np.ndarray
    places: np.ndarray


@dataclass(frozen=True)
class Windower:
    """Cuts texts into windows of at most ``size`` tokens, special tokens included.

    Raises:
        MokminError: the overlap is so large that windows could not move on.
    """

    tokenizer: Tokenizer
    cls_id: int
    sep_id: int
    size: int = 512
    overlap: int = 128

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < self.size - 2:
            raise MokminError(
                f"windows of {self.size} tokens can overlap by 0 to {self.size - 3} tokens, not by {self.overlap}"
            )

    def __call__(self, text: str) -> list[Window]:
        """The windows of a normalised text; at least one, covering every character."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int64)
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        room = self.size - 2
        starts = [0]
        while starts[-1] + room < len(ids):
            starts.append(min(starts[-1] + room - self.overlap, len(ids) - room))
        windows = []
        for number, first in enumerate(starts):
            last = min(first + room, len(ids))
            start = 0 if number == 0 else int(offsets[first, 0])
            # Up to the next token, so that the space between belongs to a window without overlap too.
            end = len(text) if last == len(ids) else max(int(offsets[last - 1, 1]), int(offsets[last, 0]))
            windows.append(self._window(text, start, end, ids[first:last], offsets[first:last]))
        return windows

    def _window(self, text: str, start: int, end: int, ids: np.ndarray, offsets: np.ndarray) -> Window:
        length = end - start
        tokens = np.zeros(length, dtype=np.int64)
        places = np.zeros((length, 2), dtype=np.int64)
        for index, (a, b) in enumerate(offsets - start, start=1):
            tokens[a:b] = index
            reach = np.minimum(np.arange(1, b - a + 1), PLACES - 1)
            places[a:b, 0], places[a:b, 1] = reach, reach[::-1]
        # A space belongs to the token before it, at place 0.
        np.maximum.accumulate(tokens, out=tokens)
        return Window(
            start=start,
            end=end,
            token_ids=np.concatenate([[self.cls_id], ids, [self.sep_id]]),
            offsets=np.concatenate([np.zeros((1, 2), np.int64), offsets, np.zeros((1, 2), np.int64)]),
            character_ids=characters.encode(text[start:end]),
            tokens=tokens,
            places=places,
        )


def pad(windows: Sequence[Window], pad_id: int) -> dict[str, np.ndarray]:
    """Windows as one batch of model inputs.

    Keys: ``input_ids``, ``attention_mask`` (rows, tokens); ``character_ids``, ``character_tokens``
    (rows, characters); ``character_places`` (rows, characters, 2). Character id 0 is padding.
    """
    rows = len(windows)
    tokens = max(len(w.token_ids) for w in windows)
    length = max(1, *(w.end - w.start for w in windows)) if windows else 1
    batch = {
        "input_ids": np.full((rows, tokens), pad_id, dtype=np.int64),
        "attention_mask": np.zeros((rows, tokens), dtype=np.int64),
        "character_ids": np.full((rows, length), characters.PADDING, dtype=np.int64),
        "character_tokens": np.zeros((rows, length), dtype=np.int64),
        "character_places": np.zeros((rows, length, 2), dtype=np.int64),
    }
    for row, window in enumerate(windows):
        n, c = len(window.token_ids), window.end - window.start
        batch["input_ids"][row, :n] = window.token_ids
        batch["attention_mask"][row, :n] = 1
        batch["character_ids"][row, :c] = window.character_ids
        batch["character_tokens"][row, :c] = window.tokens
        batch["character_places"][row, :c] = window.places
    return batch


def merge(windows: Sequence[Window], scores: Sequence[np.ndarray], length: int) -> np.ndarray:
    """Scores per character of the whole text, shape (length, …).

    ``scores`` holds one array per window, (characters of the window, …). Where windows overlap,
    a character takes the scores of the window in which it stands farther from the edge.
    """
    merged = np.zeros((length, *scores[0].shape[1:]), dtype=np.float32)
    previous_end = 0
    for window, values in zip(windows, scores, strict=True):
        start = window.start if previous_end <= window.start else (window.start + previous_end) // 2
        merged[start : window.end] = values[start - window.start : window.end - window.start]
        previous_end = window.end
    return merged


def pool(logits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """An article's scores (domains,) from those of its windows, both (windows, domains).

    ``weights`` are logarithms of each window's summed attention, so that the result is the
    attention-weighted mean over all the article's tokens, however it was cut.
    """
    share = np.exp(weights - weights.max(0))
    return np.asarray((logits * share).sum(0) / share.sum(0))
