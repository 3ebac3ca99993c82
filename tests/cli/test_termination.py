"""SIGTERM ends a command as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from scenewright import cli


def test_what_a_command_has_in_hand_is_cleaned_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def long_work(given: list[str]) -> int:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        raise AssertionError("nobody interrupted it")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(cli, "_run", long_work)
    assert cli.main(["doctor"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not list(tmp_path.iterdir()) and signal.getsignal(signal.SIGTERM) is before


def test_another_thread_leaves_signals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_run", lambda given: 0)
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(cli.main(["doctor"])))
    thread.start()
    thread.join()
    assert codes == [0]
