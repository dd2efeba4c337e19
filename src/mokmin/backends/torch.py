"""The torch run-time, for checkpoints as training writes them."""

from pathlib import Path

import numpy as np

from mokmin.errors import MokminError, first_line

try:
    import torch

    from mokmin.modeling import TaggingModel
except ImportError as error:  # pragma: no cover - depends on the installation
    raise MokminError(
        f"this model needs torch and transformers ({error}); pip install 'mokmin[train]', or export it to ONNX"
    ) from error


class TorchBackend:
    """Runs a :class:`~mokmin.modeling.TaggingModel` in evaluation mode, on the device it is on."""

    def __init__(self, model: TaggingModel) -> None:
        self.model = model

    @classmethod
    def from_directory(cls, path: str | Path) -> "TorchBackend":
        """Load ``config.json`` and ``model.safetensors``.

        Raises:
            MokminError: one is missing or damaged.
        """
        try:
            model, report = TaggingModel.from_pretrained(str(path), use_safetensors=True, output_loading_info=True)
            if missing := sorted(report["missing_keys"]):
                raise ValueError(f"{len(missing)} weights are missing, {missing[0]} first")
        except Exception as error:
            raise MokminError(f"{path}: not a usable model ({first_line(error)})") from error
        return cls(model.to("cuda" if torch.cuda.is_available() else "cpu").eval())

    def run(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        training = self.model.training
        self.model.eval()
        device = self.model.device
        with torch.inference_mode():
            outputs = self.model(**{k: torch.from_numpy(v).to(device) for k, v in batch.items()})
        self.model.train(training)
        return {k: v.float().cpu().numpy() for k, v in outputs.items()}
