"""In which numbers trainings multiply: bfloat16 where the processor has it, otherwise single precision."""

from __future__ import annotations

from typing import Any

import torch

__all__ = ["ARITHMETIC", "autocast"]

_NATIVE = any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16"))
# Emulated bfloat16 is slower than single precision; native, a training takes two thirds of the time.
ARITHMETIC = "bfloat16" if _NATIVE else "float32"
"""What convolutions and products are made in; weights, sums and losses are float32 always."""


def autocast() -> Any:
    """A context in which layers compute in `ARITHMETIC`."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=_NATIVE)
