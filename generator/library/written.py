"""An entry of the library written out as YAML, for whoever looks it up."""

import msgspec
import yaml
from msgspec import Struct


def written(entry: Struct) -> str:
    """Everything that an entry says; what is empty is left out."""
    data = msgspec.to_builtins(entry, str_keys=False)
    shown = {name: value for name, value in data.items() if value not in (None, "", (), [], {})}
    return yaml.safe_dump(_plain(shown), allow_unicode=True, sort_keys=False, width=100)


def _plain(value: object) -> object:
    """Lists for tuples, so that YAML prints them as lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
