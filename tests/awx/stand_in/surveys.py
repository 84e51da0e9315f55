# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys: which ones AWX accepts, and which variables it accepts for a template when it is launched or scheduled."""

from __future__ import annotations

import json
from typing import Any

from .refusal import Refused

TYPES = {"text": str, "textarea": str, "password": str, "multiplechoice": str, "multiselect": str, "integer": int, "float": (float, int)}
KEYS = {"question_name", "question_description", "variable", "type", "required", "default", "choices", "min", "max", "new_question"}


def check(survey: Any) -> None:
    """Refuse a survey as AWX does; a key that it does not know is refused too."""
    for key, kind in (("name", str), ("description", str), ("spec", list)):
        if key not in survey:
            _wrong(f"Field '{key}' is missing from survey spec.")
        if not isinstance(survey[key], kind):
            _wrong(f"Expected {kind.__name__} for field '{key}', received {type(survey[key]).__name__} type.")
    if not survey["spec"]:
        _wrong("'spec' doesn't contain any items.")
    variables = set()
    for index, question in enumerate(survey["spec"]):
        if not isinstance(question, dict):
            _wrong(f"Survey question {index} is not a json object.")
        _check_question(index, question)
        if question["variable"] in variables:
            _wrong(f"'variable' '{question['variable']}' duplicated in survey question {index}.")
        variables.add(question["variable"])


def _check_question(index: int, question: dict[str, Any]) -> None:
    if set(question) - KEYS:
        _wrong(f"Survey question {index} has unknown keys: {', '.join(sorted(set(question) - KEYS))}.")
    for key in ("type", "question_name", "variable", "required"):
        if key not in question:
            _wrong(f"'{key}' missing from survey question {index}")
        if not isinstance(question[key], bool if key == "required" else str):
            _wrong(f"'{key}' in survey question {index} expected to be {'boolean' if key == 'required' else 'string'}.")
    kind, default = question["type"], question.get("default", "")
    if kind not in TYPES:
        _wrong(f"'{kind}' in survey question {index} is not one of '{', '.join(TYPES)}' allowed question types.")
    if default != "" and (not isinstance(default, TYPES[kind]) or isinstance(default, bool)):
        _wrong(f"Default value {default} in survey question {index} expected to be {kind}.")
    for key in ("min", "max"):
        if question.get(key) is not None and not isinstance(question[key], int):
            _wrong(f"The {key} limit in survey question {index} expected to be integer.")
    if kind in ("multiplechoice", "multiselect"):
        if "choices" not in question:
            _wrong(f"Survey question {index} of type {kind} must specify choices.")
        chosen = default.splitlines()
        if kind == "multiplechoice" and len(chosen) > 1:
            _wrong("Multiple Choice (Single Select) can only have one default value.")
        if any(choice not in question["choices"] for choice in chosen):
            _wrong("Default choice must be answered from the choices listed.")
    if isinstance(default, str) and default.startswith("$encrypted$"):
        _wrong(f"$encrypted$ is a reserved keyword, may not be used for new default in position {index}.")


def check_answers(template: dict[str, Any], survey: dict[str, Any], answers: dict[str, Any], label: str, all_required: bool) -> None:
    """Refuse variables that the template does not ask for, wrong answers and, if ``all_required``, missing ones."""
    questions = {question["variable"]: question for question in survey.get("spec", [])} if template.get("survey_enabled") else {}
    errors = []
    for variable, question in questions.items():
        if variable not in answers:
            if question["required"] and all_required:
                errors.append(f"'{variable}' value missing")
        else:
            errors += _answer_errors(question, answers[variable])
    if errors:
        raise Refused({"variables_needed_to_start": errors})
    own = json.loads(template.get("extra_vars") or "{}")
    others = [name for name, value in answers.items() if name not in questions and own.get(name) != value]
    if others and not template.get("ask_variables_on_launch"):
        raise Refused({"extra_data": [f"Variables {', '.join(others)} are not allowed on launch. Check the Prompt on Launch setting on the {label} "
                                      "to include Extra Variables."]})


def _answer_errors(question: dict[str, Any], value: Any) -> list[str]:
    variable, kind = question["variable"], question["type"]
    if not isinstance(value, TYPES[kind]) or isinstance(value, bool):
        return [f"Value {value} for '{variable}' expected to be a {kind}."]
    if kind in ("text", "textarea") and question["required"] and not value:
        return [f"'{variable}' value missing"]
    if kind == "multiplechoice" and value not in question["choices"] and (value or question["required"]):
        return [f"Value {value} for '{variable}' expected to be one of {question['choices']}."]
    return []


def _wrong(message: str) -> None:
    raise Refused({"error": message})
