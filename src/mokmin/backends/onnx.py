"""The light run-time: ONNX Runtime on the CPU."""

import os
from pathlib import Path

import numpy as np
import onnxruntime

from mokmin.backends import OUTPUTS
from mokmin.errors import MokminError, first_line


class OnnxBackend:
    """Runs an exported model.

    Args:
        path: the ``.onnx`` file.
        threads: threads of one prediction; by default the cores this process may use, at most 4.

    Raises:
        MokminError: the file is missing or damaged.
    """

    def __init__(self, path: str | Path, threads: int | None = None) -> None:
        options = onnxruntime.SessionOptions()
        # ONNX Runtime counts the host's cores, not those given to this process or container.
        options.intra_op_num_threads = threads or min(available_cores(), 4)
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises many types of its own
            raise MokminError(f"{path}: not a usable ONNX model ({first_line(error)})") from error
        self._inputs = {i.name for i in self._session.get_inputs()}
        self._outputs = [o.name for o in self._session.get_outputs()]
        if missing := [name for name in OUTPUTS if name not in self._outputs]:
            raise MokminError(f"{path}: not a model for this version of mokmin, it does not give {missing[0]}")

    def run(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        values = self._session.run(self._outputs, {k: v for k, v in batch.items() if k in self._inputs})
        return dict(zip(self._outputs, values, strict=True))


def available_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
