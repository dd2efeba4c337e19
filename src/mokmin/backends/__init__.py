"""What runs the model: ONNX Runtime everywhere, torch where a checkpoint has not been exported."""

from typing import Protocol

import numpy as np

OUTPUTS = ("emissions", "pillar_logits", "article_logits", "article_weights")
"""What every backend's model gives."""


class Backend(Protocol):
    """Maps a padded batch of windows to the model's outputs; see :func:`mokmin.windows.pad`."""

    def run(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """``emissions`` (rows, characters, tags), ``pillar_logits`` (rows, tokens, domains),
        ``article_logits`` and ``article_weights`` (rows, domains), float32."""
        ...
