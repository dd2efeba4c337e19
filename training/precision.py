"""Which number format to train in."""

import torch


def choose_precision(wanted: str) -> str:
    """``bf16`` where the hardware multiplies it fast, else ``no``; ``wanted`` is auto, bf16 or fp32."""
    if wanted != "auto":
        return {"bf16": "bf16", "fp32": "no"}[wanted]
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "no"
    # Without these instructions a CPU emulates bf16, many times slower than fp32.
    fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return "bf16" if fast else "no"
