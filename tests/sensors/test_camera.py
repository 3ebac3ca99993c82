"""The camera model against what physics says about it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from scenewright.randomness import Streams
from scenewright.scene import Sensor
from scenewright.sensors import encode_jpeg, expose
from scenewright.sensors.electronics import COLOR_MATRIX, record
from scenewright.sensors.optics import through_lens

STREAMS = Streams("camera", "0")


def flat(level: float, size: int = 64) -> np.ndarray:
    return np.full((size, size, 3), level, dtype=np.float32)


def test_exposure_is_a_gain_and_clips() -> None:
    quiet = Sensor(exposure=1.0, full_well_e=1e9, read_noise_e=0)
    images = [expose(flat(level), quiet, STREAMS).mean() for level in (0.1, 0.2, 5.0)]
    brighter = expose(flat(0.1), Sensor(exposure=2.0, full_well_e=1e9, read_noise_e=0), STREAMS).mean()
    assert images[0] < images[1] < images[2] == 255
    assert abs(brighter - images[1]) < 0.6


@pytest.mark.parametrize("level", [0.1, 0.4])
def test_noise_has_the_variance_of_the_photon_transfer_curve(level: float) -> None:
    sensor = Sensor(exposure=1.0, full_well_e=1000.0, read_noise_e=5.0)
    raw = record(flat(level, 256), sensor, STREAMS.generator("n"))
    # Green photosites are kept as they are by bilinear demosaicing: look at those only.
    green = raw[0::2, 1::2, 1][4:-4, 4:-4]
    expected = (level * 1000 + 25) / 1000**2
    assert green.var() == pytest.approx(expected, rel=0.06)
    assert green.mean() == pytest.approx(level, rel=0.01)


def test_a_binned_sensor_shows_no_mosaic() -> None:
    line = np.zeros((32, 32, 3), dtype=np.float32)
    line[:, 16] = 0.5
    quiet = {"exposure": 1.0, "full_well_e": 1e9, "read_noise_e": 0.0}
    raw = record(line, Sensor(**quiet, binned=True), STREAMS.generator("n"))
    assert np.abs(raw - line).max() < 2e-4
    mosaic = record(line, Sensor(**quiet), STREAMS.generator("n"))
    assert np.ptp(mosaic, axis=-1).max() > 0.2, "a thin white line has colours behind a mosaic"
    noisy = record(
        flat(0.4, 256), Sensor(exposure=1.0, full_well_e=1000.0, binned=True), STREAMS.generator("n")
    )
    assert noisy.var(axis=(0, 1)) == pytest.approx((0.4 * 1000 + 36) / 1000**2, rel=0.06)


def test_optics_keep_energy_inside_the_frame() -> None:
    point = np.zeros((65, 65, 3), dtype=np.float32)
    point[32, 32] = 100.0
    sensor = Sensor(exposure=1.0, bloom=0.2, bloom_radius_px=2.0, defocus_px=1.5, motion_px=(3.0, 1.0))
    assert through_lens(point, sensor).sum() == pytest.approx(point.sum(), rel=1e-3)


def test_motion_blur_runs_along_the_motion() -> None:
    point = np.zeros((33, 33, 3), dtype=np.float32)
    point[16, 16] = 1.0
    blurred = through_lens(point, Sensor(exposure=1.0, motion_px=(8.0, 0.0)))[..., 0]
    assert (blurred.sum(axis=0) > 1e-3).sum() >= 8 and (blurred.sum(axis=1) > 1e-3).sum() <= 3


def test_veil_lifts_black_and_lowers_contrast() -> None:
    light = flat(0.0)
    light[:, 32:] = 0.5
    hazy = through_lens(light, Sensor(exposure=1.0, veiling_glare=0.4, veil=(0.5, 0.5, 0.5)))
    assert hazy[0, 0, 0] == pytest.approx(0.2) and hazy[0, 63, 0] == pytest.approx(0.5)


def test_a_clipping_lamp_turns_white_in_its_middle_and_keeps_its_colour_when_dim() -> None:
    red = np.broadcast_to(np.array([1.0, 0.02, 0.02], dtype=np.float32), (32, 32, 3))
    quiet = Sensor(exposure=1.0, full_well_e=1e9, read_noise_e=0)
    dim, strong = expose(red * 0.3, quiet, STREAMS), expose(red * 40, quiet, STREAMS)
    assert dim[16, 16, 0] > dim[16, 16, 1] + 60
    assert strong[16, 16].min() > 200


def test_demosaicing_and_colour_matrix_give_back_a_flat_colour() -> None:
    color = np.broadcast_to(np.array([0.4, 0.2, 0.3], dtype=np.float32), (32, 32, 3)).copy()
    raw = record(color, Sensor(exposure=1.0, full_well_e=1e9, read_noise_e=0), STREAMS.generator("n"))
    np.testing.assert_allclose(
        (raw @ COLOR_MATRIX.T)[8:-8, 8:-8].mean(axis=(0, 1)), [0.4, 0.2, 0.3], atol=2e-3
    )


def test_same_streams_same_bytes_and_the_file_is_a_jpeg() -> None:
    sensor = Sensor(exposure=1.0, full_well_e=500.0)
    first, second = (encode_jpeg(expose(flat(0.3), sensor, STREAMS), 80) for _ in range(2))
    other = encode_jpeg(expose(flat(0.3), sensor, Streams("camera", "1")), 80)
    assert first == second != other
    assert Image.open(io.BytesIO(first)).size == (64, 64)
