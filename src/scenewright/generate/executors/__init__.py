"""Where shards are made."""

from scenewright.generate.executors.local import run_local

__all__ = ["run_local"]
