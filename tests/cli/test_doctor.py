"""Without a libLLVM, with an old one and with a good one: nothing aborts, and doctor says what would help."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path("/usr/lib/x86_64-linux-gnu")
FAKE = """
void LLVMGetVersion(unsigned *a, unsigned *b, unsigned *c) { *a = 17; *b = 0; *c = 0; }
"""


def run(library: Path, *words: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "DRJIT_LIBLLVM_PATH": str(library)}
    return subprocess.run(
        [sys.executable, "-m", "scenewright", *words], env=environment, capture_output=True, text=True
    )


def doctor(library: Path) -> dict:
    done = run(library, "doctor", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["render"]


def installed(pattern: str) -> Path:
    found = sorted(FOLDER.glob(pattern))
    if not found:
        pytest.skip(f"no {pattern} on this machine")
    return found[0]


def test_no_library(tmp_path):
    found = doctor(tmp_path / "nowhere.so")
    assert not found["llvm_usable"] and found["large_frame_variant"] == "scalar_rgb"
    assert "libllvm19" in found["advice"]


def test_a_library_without_a_version_is_an_old_one():
    libc = next(Path("/lib").rglob("libc.so.6"))
    found = doctor(libc)
    assert not found["llvm_usable"] and "older than LLVM 16" in found["advice"]


def test_a_file_that_is_no_library(tmp_path):
    (tmp_path / "libLLVM-19.so").write_text("not a library")
    found = doctor(tmp_path / "libLLVM-19.so")
    assert not found["llvm_usable"] and "does not load" in found["advice"]


def test_a_library_that_breaks_in_use(tmp_path):
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to make a broken library with")
    (tmp_path / "fake.c").write_text(FAKE)
    library = tmp_path / "libLLVM-17.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, tmp_path / "fake.c"], check=True)
    found = doctor(library)
    assert not found["llvm_usable"] and "rendering with LLVM 17" in found["advice"]


@pytest.mark.parametrize("pattern", ["libLLVM-14.so.1", "libLLVM-15.so.1"])
def test_an_old_llvm_is_not_used(pattern):
    found = doctor(installed(pattern))
    assert not found["llvm_usable"] and "older than LLVM 16" in found["advice"]


def test_a_good_llvm_is_recognised():
    found = doctor(installed("libLLVM.so.19.1"))
    assert found["llvm_usable"] and found["large_frame_variant"] == "llvm_ad_rgb" and found["advice"] == ""


@pytest.mark.parametrize("pattern", ["", "libLLVM-14.so.1", "libLLVM-15.so.1", "libLLVM.so.19.1"])
def test_frames_are_the_same_with_any_of_them(pattern, tmp_path):
    library = installed(pattern) if pattern else tmp_path / "nowhere.so"
    scenario = tmp_path / "a.scenario.yaml"
    scenario.write_text("scenewright: 1\nkind: Scenario\nname: a\nworld: traffic_light\n")
    done = [
        run(chosen, "generate", str(scenario), "-n", "2", "-o", str(tmp_path / name), "--json")
        for name, chosen in (("with", library), ("without", tmp_path / "nowhere.so"))
    ]
    assert [d.returncode for d in done] == [0, 0], done[0].stderr
    roots = {json.loads(d.stdout)["merkle_root"] for d in done}
    assert len(roots) == 1
