"""Which Mitsuba variant is safe and fast on this machine.

Dr.Jit takes the first libLLVM that it finds, and a too old one aborts the process. So an LLVM variant is
used only after a child process has rendered with it and come back.
"""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["LLVM", "SCALAR", "LlvmStatus", "describe", "llvm_status", "variant_for"]

SCALAR = "scalar_rgb"
LLVM = "llvm_ad_rgb"

_VERSION_PROBE = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
if not hasattr(library, "LLVMGetVersion"):  # new in LLVM 16
    sys.exit(print("0"))
major, minor, patch = (ctypes.c_uint() for _ in range(3))
library.LLVMGetVersion(ctypes.byref(major), ctypes.byref(minor), ctypes.byref(patch))
print(f"{major.value}.{minor.value}.{patch.value}")
"""
_RENDER_PROBE = """
import mitsuba as mi
mi.set_variant("llvm_ad_rgb")
import numpy as np
scene = mi.load_dict({"type": "scene", "i": {"type": "path"}, "e": {"type": "constant"},
  "s": {"type": "sphere"},
  "c": {"type": "perspective", "film": {"type": "hdrfilm", "width": 4, "height": 4}}})
assert np.isfinite(np.array(mi.render(scene, spp=1))).all()
"""
_OLDEST_TRIED = 16
"""Dr.Jit aborts the process with 14 and 15."""


@dataclass(frozen=True)
class LlvmStatus:
    """What was found out about LLVM, and what to do about it."""

    usable: bool
    library: str
    version: str
    advice: str
    """One line for the user; empty when nothing could be better."""


@cache
def llvm_status() -> LlvmStatus:
    """Find libLLVM, ask its version in a child process, then render four pixels in another."""
    how = "install LLVM 19 (Debian: apt-get install libllvm19), or set DRJIT_LIBLLVM_PATH to its library"
    library = _find_library()
    if not library:
        return LlvmStatus(False, "", "", f"large frames would render faster with LLVM: {how}")
    version = _child(_VERSION_PROBE, library)
    if version is None:
        return LlvmStatus(False, library, "", f"the libLLVM found does not load: {how}")
    if int(version.split(".")[0]) < _OLDEST_TRIED:
        advice = f"{Path(library).name} is older than LLVM {_OLDEST_TRIED} and is not used: {how}"
        return LlvmStatus(False, library, f"before {_OLDEST_TRIED}", advice)
    if _child(_RENDER_PROBE, library) is None:
        return LlvmStatus(
            False, library, version, f"rendering with LLVM {version} failed, it is not used: {how}"
        )
    return LlvmStatus(True, library, version, "")


def variant_for(*, large: bool) -> str:
    """Scalar for small crops; LLVM for large frames where one is usable. A probe, once a process."""
    if not large or not llvm_status().usable:
        return SCALAR
    # Dr.Jit reads it when its first LLVM variant starts.
    os.environ["DRJIT_LIBLLVM_PATH"] = llvm_status().library
    return LLVM


def describe() -> dict[str, object]:
    """What `doctor` shows about rendering."""
    status = llvm_status()
    return {
        "crop_variant": SCALAR,
        "large_frame_variant": LLVM if status.usable else SCALAR,
        "llvm_library": status.library,
        "llvm_version": status.version,
        "llvm_usable": status.usable,
        "advice": status.advice,
    }


def _find_library() -> str:
    named = os.environ.get("DRJIT_LIBLLVM_PATH")
    if named:
        return named if Path(named).exists() else ""
    folders = [
        Path("/usr/lib/x86_64-linux-gnu"),
        Path("/usr/lib/aarch64-linux-gnu"),
        Path("/usr/lib64"),
        Path("/usr/lib"),
    ]
    found = [file for folder in folders if folder.is_dir() for file in folder.glob("libLLVM*.so*")]
    if found:
        return str(max(found, key=_version_in_name))
    return ctypes.util.find_library("LLVM") or ""


def _version_in_name(file: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in file.name).split()
    return tuple(int(d) for d in digits) or (0,)


def _child(program: str, library: str) -> str | None:
    """Output of a Python child, or None when it failed or was killed."""
    environment = {**os.environ, "DRJIT_LIBLLVM_PATH": library}
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, library],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
