"""A policy as TOML, out and in: what it asks for, strictly read, each mistake with its line.

The keys are those of `policy.adopted`: `policy`, `number`, `consultation`, `reply`, `freshness`, `quorum`,
`reviewers`, `training`, `advisory`, `by_sections`, `requirements`, `signatures`, `afterwards`, `sharing`. No other key
is known.
A quorum rule is a table with exactly one of `all`, `any`, `least` with `among`, `section`, `role`, `affected`; rules
nest.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import InlineTable

from answerable.people.entries import PolicyAdopted, Quorum
from answerable.people.policies.errors import NotAPolicy

LARGEST = 200_000
"""Most characters of a policy; chosen by hand, one has some 1,000."""

_PATH = re.compile(r" - at `\$(.*?)`$|`\$(.*?)`")
_STEP = re.compile(r"\.?(\w+)|\[(\d+|\.\.\.)\]")


def policy_toml(policy: PolicyAdopted) -> str:
    """Return a policy as TOML that `read_policy` reads back to the same."""
    plain: dict[str, Any] = msgspec.to_builtins(policy)
    document = tomlkit.document()
    for name in PolicyAdopted.__struct_fields__:
        if name == "requirements":
            continue
        document[name] = _item(plain.get(name, getattr(policy, name)))
    for each in policy.requirements:
        table = tomlkit.table()
        table.update({"role": each.role, "training": list(each.training)})
        document.setdefault("requirements", tomlkit.aot()).append(table)
    return tomlkit.dumps(document)


def quorum_toml(rule: Quorum) -> str:
    """Return a quorum rule as the one line of TOML that a form shows."""
    return tomlkit.dumps({"quorum": _item(msgspec.to_builtins(rule))})


def read_quorum(text: str) -> Quorum:
    """Return the quorum rule in a text: a line ``quorum = { ... }``, or only what stands between the braces.

    Raises:
        NotAPolicy: it is none.
    """
    whole = text if re.match(r"\s*quorum\s*=", text) else f"quorum = {text.strip()}"
    found: dict[str, Quorum] = _converted(whole, dict[str, Quorum], name="quorum")
    if set(found) != {"quorum"}:
        raise NotAPolicy(f"expected quorum and nothing else, found {', '.join(found) or 'nothing'}")
    return found["quorum"]


def read_policy(text: str, *, name: str) -> PolicyAdopted:
    """Return the policy that a text holds; `name` is that of the file, for messages.

    Raises:
        NotAPolicy: it is none.
    """
    if len(text) > LARGEST:
        raise NotAPolicy(f"{name}: expected at most {LARGEST} characters, found {len(text)}")
    policy: PolicyAdopted = _converted(text, PolicyAdopted, name=name)
    return policy


def _converted(text: str, kind: Any, *, name: str) -> Any:
    try:
        return msgspec.convert(tomllib.loads(text), kind, strict=True)
    except tomllib.TOMLDecodeError as error:
        raise NotAPolicy(f"{name}: expected TOML, found a mistake: {error}") from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise NotAPolicy(f"{name}, line {line_of(text, _path(str(error)))}: {error}") from error


def _path(message: str) -> list[str]:
    """Return the steps of the path that a message of msgspec names, and a field that it says is missing or unknown."""
    found = _PATH.search(message)
    steps = [a or b for a, b in _STEP.findall((found[1] or found[2] or "") if found else "")]
    unknown = re.search(r"unknown field `(\w+)`", message)
    return [*steps, unknown[1]] if unknown else steps


def line_of(text: str, path: list[str]) -> int:
    """Return the line on which the last step of a path stands that can be found, from 1."""
    position = 0
    for step in path:
        found = None if step.isdigit() or step == "..." else re.compile(rf"(?<![\w-]){step}\b").search(text, position)
        position = found.start() if found else position
    return text.count("\n", 0, position) + 1


def _item(value: Any) -> Any:
    """Return a value as TOML writes it here: tables in one line, without what is not set."""
    if isinstance(value, dict):
        table: InlineTable = tomlkit.inline_table()
        table.update(
            {key: _item(each) for key, each in value.items() if each not in ("", [], (), False, 0) or key in _KEPT}
        )
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(_item(each) for each in value)
        return array
    return value


_KEPT = frozenset({"ordinary", "grave", "expedited", "review", "answer", "notice", "held", "content", "cosigners"})
"""Keys whose zero, or whose empty list, says something."""
