// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The OpenAPI document and the variants as a page.

import { chip, chips, el, empty, head, table } from "./dom.js";

const TONES = { GET: "good", POST: "warn", PUT: "warn", PATCH: "warn", DELETE: "bad" };
const LIMITS = {
  minimum: "at least", maximum: "at most", minLength: "length at least", maxLength: "length at most", minItems: "items at least", maxItems: "items at most", pattern: "pattern",
};

async function read(path) {
  return (await fetch(path)).json();
}

const [api, variants, values] = await Promise.all([read("/openapi.json"), read("/sandbox/variants/table"), read("/sandbox/variants")]);

function resolved(schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split("/").at(-1)] : schema ?? {};
}

function typeOf(schema) {
  const one = resolved(schema);
  const choices = (one.anyOf ?? one.oneOf)?.filter((choice) => choice.type !== "null");
  if (choices) return choices.map(typeOf).join(" or ");
  if (one.enum || one.const !== undefined) return (one.enum ?? [one.const]).map((value) => JSON.stringify(value)).join(", ");
  if (one.type === "array") return `list of ${typeOf(one.items)}`;
  if (one.properties) return one.title;
  return one.type ?? "anything";
}

function limitsOf(schema) {
  const all = [schema, ...(schema.anyOf ?? [])].map(resolved);
  return all.flatMap((one) => Object.entries(LIMITS).filter(([key]) => one[key] !== undefined).map(([key, words]) => `${words} ${one[key]}`)).join(", ");
}

// Every object in a body, the outermost first.
function objectsIn(schema, found = new Map()) {
  const one = resolved(schema);
  for (const inner of [...(one.anyOf ?? []), ...(one.oneOf ?? []), ...(one.items ? [one.items] : [])]) objectsIn(inner, found);
  if (one.properties && !found.has(one.title)) {
    found.set(one.title, one);
    Object.values(one.properties).forEach((inner) => objectsIn(inner, found));
  }
  return found;
}

function fieldRow(place, name, required, schema, description) {
  const note = [description ?? schema.description, limitsOf(schema), schema.default !== undefined && schema.default !== null ? `default ${JSON.stringify(schema.default)}` : ""];
  return { place, name, required, type: typeOf(schema), note: note.filter(Boolean).join("; ") };
}

function fields(operation) {
  const parameters = (operation.parameters ?? []).map((one) => fieldRow(one.in, one.name, one.required, one.schema, one.description));
  const objects = [...objectsIn(operation.requestBody?.content["application/json"]?.schema).values()];
  const body = objects.flatMap((object, index) => Object.entries(object.properties).map(([name, schema]) => (
    fieldRow(index ? object.title : "body", name, object.required?.includes(name), schema))));
  return [...parameters, ...body];
}

function operationNode(path, method, operation) {
  const rows = fields(operation);
  const verb = method.toUpperCase();
  const success = Object.keys(operation.responses).find((code) => code.startsWith("2"));
  return el("details", `operation ${TONES[verb]}`,
    el("summary", "", el("code", "verb", verb), el("code", "path", path), el("span", "sub", `${operation.summary ?? ""} · ${success}`)),
    rows.length
      ? table([
        ["Field", (row) => el("span", "name mono", row.name)],
        ["In", (row) => row.place],
        ["Type", (row) => el("code", "", row.type)],
        ["Required", (row) => (row.required ? "yes" : "")],
        ["Notes", (row) => el("span", "", row.note)],
      ], rows)
      : empty("No parameters and no body."));
}

function operations() {
  const byTag = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0];
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationNode(path, method, operation)]);
    }
  }
  return [...byTag].map(([tag, nodes]) => el("section", "card", head(tag, `${nodes.length} calls`), ...nodes));
}

function valueChips(variant) {
  const now = values[variant.name];
  if (!Array.isArray(variant.choices)) return chips(chip(now, now === variant.default ? "" : "warn"));
  return chips(...variant.choices.map((choice) => chip(choice, choice === now ? (now === variant.default ? "good" : "warn") : "")));
}

document.getElementById("contract").replaceChildren(
  ...operations(),
  el("section", "card", head("Variants", "how the unknowns are played now; the first value is the default"),
    table([
      ["Name", (variant) => el("code", "name", variant.name)],
      ["Value", valueChips],
      ["Question", (variant) => variant.meaning],
    ], variants)),
);
