# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of objects: their fields, what they refer to, and what AWX checks when one is written."""

from __future__ import annotations

import json
from typing import Annotated, Any, Callable, ClassVar, Literal, Optional

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from . import credential_types, recurrence, surveys
from .refusal import Refused, refuse

Name = Annotated[str, Field(min_length=1, max_length=512)]
# AWX takes null for an empty text.
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
Reference = Optional[int]


class Fields(BaseModel):
    """Base of the fields of a kind. AWX ignores fields that it does not know; here they are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)
    REFERENCES: ClassVar[dict[str, str]] = {}
    UNIQUE: ClassVar[tuple[str, ...]] = ("name",)
    # Associations: where they lead to.
    LISTS: ClassVar[dict[str, str]] = {}
    # Fields of requests that AWX ignores, because they are only for reading.
    READ_ONLY: ClassVar[tuple[str, ...]] = ()
    UNIFIED: ClassVar[bool] = False


class Organization(Fields):
    name: Name
    description: Text = ""


class CredentialType(Fields):
    UNIQUE = ("name", "kind")
    READ_ONLY = ("managed",)
    name: Name
    description: Text = ""
    kind: Literal["cloud", "net", "ssh", "scm", "vault", "insights"]
    inputs: dict[str, Any] = {}
    injectors: dict[str, Any] = {}


class Credential(Fields):
    REFERENCES = {"organization": "organizations", "credential_type": "credential_types"}
    UNIQUE = ("organization", "name", "credential_type")
    name: Name
    description: Text = ""
    organization: Reference = None
    credential_type: int
    inputs: dict[str, Any] = {}


class ExecutionEnvironment(Fields):
    REFERENCES = {"organization": "organizations", "credential": "credentials"}
    name: Name
    description: Text = ""
    organization: Reference = None
    image: Name
    credential: Reference = None
    pull: Literal["", "always", "missing", "never"] = ""


class Project(Fields):
    REFERENCES = {"organization": "organizations", "credential": "credentials", "default_environment": "execution_environments"}
    UNIQUE = ("organization", "name")
    UNIFIED = True
    name: Name
    description: Text = ""
    organization: Reference = None
    scm_type: Literal["", "git", "svn", "insights", "archive"] = ""
    scm_url: Text = ""
    scm_branch: Text = ""
    credential: Reference = None
    default_environment: Reference = None
    scm_update_on_launch: bool = False
    scm_update_cache_timeout: Annotated[int, Field(ge=0)] = 0
    allow_override: bool = False


class Inventory(Fields):
    REFERENCES = {"organization": "organizations"}
    UNIQUE = ("organization", "name")
    name: Name
    description: Text = ""
    organization: int
    kind: Annotated[Literal["", "smart", "constructed"], BeforeValidator(lambda value: value or "")] = ""
    host_filter: Optional[str] = None
    variables: Text = ""


class InventorySource(Fields):
    REFERENCES = {"inventory": "inventories", "source_project": "projects", "credential": "credentials", "execution_environment": "execution_environments"}
    UNIQUE = ("inventory", "name")
    UNIFIED = True
    name: Name
    description: Text = ""
    inventory: int
    source: Literal["scm", "ec2", "gce", "azure_rm", "vmware", "satellite6", "openstack", "rhv", "controller", "insights"]
    source_project: Reference = None
    source_path: Text = ""
    source_vars: Text = ""
    credential: Reference = None
    execution_environment: Reference = None
    overwrite: bool = False
    overwrite_vars: bool = False
    update_on_launch: bool = False
    update_cache_timeout: Annotated[int, Field(ge=0)] = 0


class JobTemplate(Fields):
    REFERENCES = {"inventory": "inventories", "project": "projects", "execution_environment": "execution_environments"}
    UNIQUE = ("organization", "name")
    LISTS = {"credentials": "credentials"}
    READ_ONLY = ("organization",)  # that of the project
    UNIFIED = True
    name: Name
    description: Text = ""
    job_type: Literal["run", "check"] = "run"
    inventory: Reference = None
    project: Reference = None
    playbook: Text = ""
    execution_environment: Reference = None
    extra_vars: Text = ""
    ask_job_type_on_launch: bool = False
    ask_variables_on_launch: bool = False
    survey_enabled: bool = False
    allow_simultaneous: bool = False


class WorkflowJobTemplate(Fields):
    REFERENCES = {"organization": "organizations"}
    UNIQUE = ("organization", "name")
    UNIFIED = True
    name: Name
    description: Text = ""
    organization: Reference = None
    extra_vars: Text = ""
    ask_variables_on_launch: bool = False
    survey_enabled: bool = False
    allow_simultaneous: bool = False


class WorkflowJobTemplateNode(Fields):
    REFERENCES = {"workflow_job_template": "workflow_job_templates", "unified_job_template": "unified_job_templates"}
    UNIQUE = ("workflow_job_template", "identifier")
    LISTS = {f"{how}_nodes": "workflow_job_template_nodes" for how in ("success", "failure", "always")} | {"credentials": "credentials"}
    READ_ONLY = ("type",)
    identifier: Name
    workflow_job_template: int
    unified_job_template: int
    all_parents_must_converge: bool = False
    extra_data: dict[str, Any] = {}


class Schedule(Fields):
    REFERENCES = {"unified_job_template": "unified_job_templates"}
    UNIQUE = ("unified_job_template", "name")
    LISTS = {"credentials": "credentials"}
    name: Name
    description: Text = ""
    unified_job_template: int
    rrule: str
    extra_data: dict[str, Any] = {}
    enabled: bool = True


KINDS: dict[str, type[Fields]] = {
    "organizations": Organization,
    "credential_types": CredentialType,
    "credentials": Credential,
    "execution_environments": ExecutionEnvironment,
    "projects": Project,
    "inventories": Inventory,
    "inventory_sources": InventorySource,
    "job_templates": JobTemplate,
    "workflow_job_templates": WorkflowJobTemplate,
    "workflow_job_template_nodes": WorkflowJobTemplateNode,
    "schedules": Schedule,
}
SINGULAR = {kind: kind[:-3] + "y" if kind.endswith("ies") else kind[:-1] for kind in KINDS}


def _check_credential_type(store: Any, old: dict | None, new: dict) -> None:
    if new["kind"] not in ("cloud", "net"):
        refuse("kind", f"Must be 'cloud' or 'net', not {new['kind']}")
    credential_types.check_inputs(new["inputs"])
    credential_types.check_injectors(new["inputs"], new["injectors"])
    in_use = old and any(credential["credential_type"] == old["id"] for credential in store.all("credentials"))
    if in_use and new["inputs"] != old["inputs"]:
        raise Refused({"detail": "Modifications to inputs are not allowed for credential types that are in use"}, 403)


def _check_credential(store: Any, old: dict | None, new: dict) -> None:
    if new["organization"] is None:
        refuse("detail", "Missing 'user', 'team', or 'organization'.")
    inputs = dict(new["inputs"])
    for name, value in inputs.items():
        if value == credential_types.ENCRYPTED:  # as it was
            inputs[name] = (old or {"inputs": {}})["inputs"].get(name, "")
    new["inputs"] = inputs
    credential_types.check_credential(store.get("credential_types", new["credential_type"]), inputs)


def _check_project(store: Any, old: dict | None, new: dict) -> None:
    if new["scm_type"] and not new["scm_url"]:
        refuse("scm_url", "SCM URL is required.")
    if new["organization"] is None:
        refuse("organization", "This field may not be null.")


def _check_inventory(store: Any, old: dict | None, new: dict) -> None:
    if old and new["kind"] != old["kind"]:
        refuse("kind", "Kind cannot be changed.")
    if new["kind"] != "smart" and new["host_filter"]:
        refuse("host_filter", "Only for smart inventories.")


def _check_inventory_source(store: Any, old: dict | None, new: dict) -> None:
    if new["source"] != "scm":
        if new["source_project"] or new["source_path"]:
            raise Refused({"detail": "Cannot set source_project source_path if not SCM type."})
        return
    if new["source_project"] is None:
        refuse("source_project", "Project required for scm type sources.")
    # AWX would find out when the source is synchronized.
    if new["source_path"] not in store.get("projects", new["source_project"])["files"]:
        refuse("source_path", f"The project has no file {new['source_path']}.")
    if new["credential"] is not None:
        kind = store.get("credential_types", store.get("credentials", new["credential"])["credential_type"])["kind"]
        if kind in ("scm", "ssh", "insights", "vault"):
            refuse("credential", "Credentials of type machine, source control, insights and vault are disallowed for scm inventory sources.")


def _check_job_template(store: Any, old: dict | None, new: dict) -> None:
    _check_variables(new["extra_vars"])
    if new["project"] is None:
        refuse("project", "Job Templates must have a project assigned.")
    if new["inventory"] is None:
        refuse("inventory", "Must either set a default value or ask to prompt on launch.")
    project = store.get("projects", new["project"])
    new["organization"] = project["organization"]
    if not new["playbook"]:
        refuse("playbook", "Must select playbook for project.")
    if new["playbook"] not in project["files"] and not project["allow_override"]:
        refuse("playbook", "Playbook not found for project.")


def _check_workflow(store: Any, old: dict | None, new: dict) -> None:
    _check_variables(new["extra_vars"])


def _check_node(store: Any, old: dict | None, new: dict) -> None:
    if old and new["workflow_job_template"] != old["workflow_job_template"]:
        refuse("workflow_job_template", "Cannot be changed.")
    if new["extra_data"]:
        _check_answers(store, new, all_required=False)


def _check_schedule(store: Any, old: dict | None, new: dict) -> None:
    recurrence.check(new["rrule"])
    _check_answers(store, new, all_required=True)


def _check_answers(store: Any, new: dict, all_required: bool) -> None:
    kind, template = store.unified(new["unified_job_template"])
    if kind in ("job_templates", "workflow_job_templates"):
        label = "Job Template" if kind == "job_templates" else "Workflow Job Template"
        surveys.check_answers(template, store.surveys.get(template["id"], {}), new["extra_data"], label, all_required)
    elif new["extra_data"]:
        refuse("extra_data", "Field is not allowed for this kind of template.")


def _check_variables(text: str) -> None:
    try:
        is_mapping = isinstance(json.loads(text or "{}"), dict)
    except ValueError:  # AWX takes YAML too, which awx.awx does not send
        is_mapping = False
    if not is_mapping:
        refuse("extra_vars", "Cannot parse as JSON or YAML.")


CHECKS: dict[str, Callable[[Any, dict | None, dict], None]] = {
    "credential_types": _check_credential_type,
    "credentials": _check_credential,
    "projects": _check_project,
    "inventories": _check_inventory,
    "inventory_sources": _check_inventory_source,
    "job_templates": _check_job_template,
    "workflow_job_templates": _check_workflow,
    "workflow_job_template_nodes": _check_node,
    "schedules": _check_schedule,
}
