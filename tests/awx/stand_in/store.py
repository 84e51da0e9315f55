# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stand-in knows: the objects of each kind, their associations and surveys."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from . import credential_types
from .kinds import CHECKS, KINDS, SINGULAR
from .refusal import Refused, refuse

NODE_LISTS = ("success_nodes", "failure_nodes", "always_nodes")


class Store:
    """The state. ``repositories`` maps the address of a Git repository to the paths of its files."""

    def __init__(self, repositories: dict[str, set[str]]) -> None:
        self.repositories = repositories
        self.objects: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.lists: dict[tuple[int, str], list[int]] = {}
        self.surveys: dict[int, dict[str, Any]] = {}
        self.last_id = 0
        self.write("organizations", None, {"name": "Default"})

    def all(self, kind: str) -> list[dict[str, Any]]:
        """The objects of a kind, or of all kinds that can be run."""
        if kind == "unified_job_templates":
            return [entry for name in KINDS if KINDS[name].UNIFIED for entry in self.all(name)]
        return list(self.objects[kind].values())

    def get(self, kind: str, number: int) -> dict[str, Any]:
        """One object. Raises ``Refused`` if it is not there."""
        for entry in self.all(kind):
            if entry["id"] == number:
                return entry
        raise Refused({"detail": "Not found."}, 404)

    def unified(self, number: int) -> tuple[str, dict[str, Any]]:
        """The kind of something that can be run, and the thing itself."""
        return next((kind, self.objects[kind][number]) for kind in KINDS if KINDS[kind].UNIFIED and number in self.objects[kind])

    def write(self, kind: str, old: dict[str, Any] | None, body: dict[str, Any]) -> dict[str, Any]:
        """Make an object, or change the given fields of one."""
        model = KINDS[kind]
        given = {name: value for name, value in body.items() if name not in model.READ_ONLY}
        current = {name: old[name] for name in model.model_fields} if old else {}
        try:
            new = model.model_validate({**current, **given}).model_dump()
        except ValidationError as error:
            raise Refused({str(problem["loc"][0]): [problem["msg"]] for problem in error.errors()}) from None
        for field, target in model.REFERENCES.items():
            if new[field] is not None and all(entry["id"] != new[field] for entry in self.all(target)):
                refuse(field, f'Invalid pk "{new[field]}" - object does not exist.')
        if kind in CHECKS:
            CHECKS[kind](self, old, new)
        for entry in self.all(kind):
            if entry is not old and all(entry.get(field) == new.get(field) for field in model.UNIQUE):
                raise Refused({"__all__": [f"{SINGULAR[kind]} with this {' and '.join(model.UNIQUE)} already exists."]})
        if kind == "projects":
            new["files"] = sorted(self.repositories.get(new["scm_url"], ()))
        if old is None:
            self.last_id += 1
        self.objects[kind][(old or {"id": self.last_id})["id"]] = entry = {"id": old["id"] if old else self.last_id, **new}
        return entry

    def remove(self, kind: str, number: int) -> None:
        """Remove an object, which nothing may refer to."""
        self.get(kind, number)
        del self.objects[kind][number]

    def listed(self, kind: str, number: int, name: str) -> list[dict[str, Any]]:
        """The objects of an association."""
        self.get(kind, number)
        if name not in KINDS[kind].LISTS:
            raise Refused({"detail": "Not found."}, 404)
        return [self.get(KINDS[kind].LISTS[name], member) for member in self.lists.get((number, name), [])]

    def associate(self, kind: str, number: int, name: str, body: dict[str, Any]) -> None:
        """Add an object to an association, or take it out."""
        members = [entry["id"] for entry in self.listed(kind, number, name)]
        if set(body) - {"id", "disassociate"} or not isinstance(body.get("id"), int):
            raise Refused({"msg": '"id" field must be an integer.'})
        other = self.get(KINDS[kind].LISTS[name], body["id"])
        if body.get("disassociate"):
            members = [member for member in members if member != other["id"]]
        elif other["id"] not in members:
            if name == "credentials":
                self._check_credential(kind, members, other)
            elif name in NODE_LISTS:
                self._check_edge(number, other)
            members.append(other["id"])
        self.lists[(number, name)] = members

    def _check_credential(self, kind: str, members: list[int], other: dict[str, Any]) -> None:
        if kind != "job_templates":
            raise Refused({"msg": "Related template is not configured to accept credentials on launch."})
        if other["credential_type"] in [self.get("credentials", member)["credential_type"] for member in members]:
            label = self.get("credential_types", other["credential_type"])["name"]
            raise Refused({"error": f"Cannot assign multiple {label} credentials."})

    def _check_edge(self, number: int, child: dict[str, Any]) -> None:
        kind = "workflow_job_template_nodes"
        if child["workflow_job_template"] != self.get(kind, number)["workflow_job_template"]:
            raise Refused({"error": "Relationship not allowed."})
        if any(child["id"] in self.lists.get((number, name), []) for name in NODE_LISTS):
            raise Refused({"error": "Relationship not allowed."})
        if number in self._descendants(child["id"]):
            raise Refused({"Error": "Cycle detected."})

    def _descendants(self, number: int) -> set[int]:
        found, todo = set(), [number]
        while todo:
            node = todo.pop()
            found.add(node)
            todo += [child for name in NODE_LISTS for child in self.lists.get((node, name), []) if child not in found]
        return found

    def shown(self, kind: str, entry: dict[str, Any]) -> dict[str, Any]:
        """An object as the API shows it."""
        if kind == "unified_job_templates":
            kind, entry = self.unified(entry["id"])
        url = f"/api/v2/{kind}/{entry['id']}/"
        answer = {**entry, "type": SINGULAR[kind], "url": url, "related": {}, "summary_fields": {}}
        if kind == "credentials":
            answer["inputs"] = credential_types.hidden(self.get("credential_types", entry["credential_type"]), entry["inputs"])
        elif kind == "credential_types":
            answer["managed"] = False
        elif kind == "projects":
            del answer["files"]
            answer["scm_revision"] = "0" * 40 if entry["files"] else ""
            answer["status"] = "successful" if entry["files"] else "failed"
            answer["related"]["update"] = url + "update/"
        elif kind in ("job_templates", "workflow_job_templates"):
            answer["related"]["survey_spec"] = url + "survey_spec/"
        return answer
