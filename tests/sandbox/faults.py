# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: which of them are armed, and which one a call meets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Kind = Literal["status", "delay", "reset_before", "reset_after", "truncate", "html", "not_json", "wrong_content_type", "redirect", "error_key"]


class Fault(BaseModel):
    """One rule: which calls it meets, how often, and what happens to them."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    method: str = "*"
    path: str = Field(default="", description="regular expression, searched in the decoded path")
    skip: int = Field(default=0, ge=0, description="matching calls that pass unharmed first")
    times: int = Field(default=1, ge=-1, description="calls that are hit then; -1 = all")
    status: Optional[int] = Field(default=None, ge=200, le=599)
    body: Any = None
    headers: dict[str, str] = {}
    delay: float = Field(default=0, ge=0, description="seconds to wait first, with any kind")
    location: Optional[str] = None

    @field_validator("path")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value

    @model_validator(mode="after")
    def _complete(self) -> Fault:
        if self.kind == "status" and self.status is None:
            raise ValueError("kind status needs a status")
        if self.kind == "redirect" and self.location is None:
            raise ValueError("kind redirect needs a location")
        return self


@dataclass
class Armed:
    """A rule and what has become of it."""

    id: int
    rule: Fault
    seen: int = 0
    hits: int = 0
    _path: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._path = re.compile(self.rule.path)

    def matches(self, method: str, path: str) -> bool:
        return self.rule.method.upper() in ("*", method) and self._path.search(path) is not None

    def strikes(self) -> bool:
        """Count one matching call; whether the rule hits it."""
        if self.rule.times != -1 and self.hits >= self.rule.times:
            return False
        self.seen += 1
        if self.seen <= self.rule.skip:
            return False
        self.hits += 1
        return True

    def described(self) -> dict[str, Any]:
        return {"id": self.id, "seen": self.seen, "hits": self.hits, **self.rule.model_dump()}


class Faults:
    """The armed rules in the order of arming, and the delay of every call."""

    def __init__(self) -> None:
        self.latency = 0.0
        self._armed: list[Armed] = []
        self._next_id = 1

    def arm(self, rule: Fault) -> int:
        armed = Armed(self._next_id, rule)
        self._next_id += 1
        self._armed.append(armed)
        return armed.id

    def meeting(self, method: str, path: str) -> Optional[Fault]:
        """The first rule that hits this call; those after it do not count it."""
        for armed in self._armed:
            if armed.matches(method, path) and armed.strikes():
                return armed.rule
        return None

    def disarm(self) -> None:
        self._armed.clear()

    def listed(self) -> list[dict[str, Any]]:
        return [armed.described() for armed in self._armed]
