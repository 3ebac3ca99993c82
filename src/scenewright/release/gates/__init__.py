"""Gates: total functions from evidence to a verdict."""

from scenewright.release.gates.judge import Verdict, judge
from scenewright.release.gates.metric import look_up

__all__ = ["Verdict", "judge", "look_up"]
