"""The shipped data is found, in a checkout and in a wheel."""

from pathlib import Path
from typing import get_args

import pytest

from generator import resources
from generator.resources import Name, data_dir

NAMES: tuple[Name, ...] = get_args(Name)


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_has_its_data_beside_the_package(name: Name) -> None:
    folder = data_dir(name)
    assert folder == Path(resources.__file__).parents[1] / name
    assert any(folder.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_has_its_data_inside_the_package(name: Name, tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "generator"
    (package / "_data" / name).mkdir(parents=True)
    assert data_dir(name, package) == package / "_data" / name


def test_the_data_inside_the_package_wins_over_a_stranger_beside_it(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "generator" / "_data" / "examples").mkdir(parents=True)
    assert data_dir("examples", tmp_path / "generator") == tmp_path / "generator/_data/examples"
