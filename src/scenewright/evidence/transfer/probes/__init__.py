"""Probes: small fixed networks that measure what a dataset is worth, one a module."""

from scenewright.evidence.transfer.probes.base import Probe
from scenewright.evidence.transfer.probes.residual_cnn import RESIDUAL_CNN
from scenewright.evidence.transfer.probes.small_cnn import SMALL_CNN

__all__ = ["PROBES", "Probe"]

PROBES = {probe.name: probe for probe in (SMALL_CNN, RESIDUAL_CNN)}
