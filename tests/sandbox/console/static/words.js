// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// What a write of the journal did, in words.

const spaced = (text) => text.replaceAll("-", " ");
const place = (body) => (body ? [body.host && `${body.host}:${body.port ?? ""}`, body.tags?.replaceAll(",", ", ")].filter(Boolean).join(" · ") : "");
const rules = (body) => (body?.access ?? []).map((set) => set.filters.map((rule) => `${rule.tag}=${rule.value}`).join(" and ")).join(", or ");
const person = (body) => [body?.privilege, body?.profile, (body?.roles ?? [body?.role]).filter(Boolean).join(", ")].filter(Boolean).join(" · ");
const titles = (body) => [body].flat().map((event) => event?.title).filter(Boolean).join(", ");

const scopes = (body) => [...(body?.applications ?? []), ...(body?.services ?? [])].map((scope) => scope.name).join(", ") || "everywhere";
const span = (body) => {
  const { duration, rrule } = body?.scheduling ?? {};
  return [duration && `${duration.amount} ${String(duration.unit).toLowerCase()}`, rrule, body?.query, body?.paused && "paused"].filter(Boolean).join(" · ");
};
const named = (body) => body?.name;

const severities = (body) => [...new Set([body].flat().map((event) => ({ 5: "warning", 10: "critical" })[event?.severity] ?? "change"))].join(", ");

// [method, path, did, noun, detail of the body, name in the body]; else the first group of the path is the name.
const CALLS = [
  ["POST", /^\/ds-api\/pool\/pg-instances\/([^/]+)$/, "Added", "connection", place],
  ["PUT", /^\/ds-api\/pool\/pg-instances\/([^/]+)$/, "Updated", "connection", place],
  ["DELETE", /^\/ds-api\/pool\/pg-instances\/([^/]+)$/, "Deleted", "connection"],
  ["PATCH", /^\/ds-api\/pool\/pg-instances\/([^/]+)\/enable$/, "Enabled", "connection"],
  ["PATCH", /^\/ds-api\/pool\/pg-instances\/([^/]+)\/disable$/, "Disabled", "connection"],
  ["POST", /^\/ds-api\/roles\/([^/]+)$/, "Created", "role", rules],
  ["PUT", /^\/ds-api\/roles\/([^/]+)$/, "Replaced the rules of", "role", rules],
  ["DELETE", /^\/ds-api\/roles\/([^/]+)$/, "Deleted", "role"],
  ["POST", /^\/ds-api\/users\/([^/]+)$/, "Created", "user", person],
  ["PUT", /^\/ds-api\/users\/([^/]+)$/, "Updated", "user", person],
  ["DELETE", /^\/ds-api\/users\/([^/]+)$/, "Deleted", "user"],
  ["PATCH", /^\/ds-api\/alerting\/([^/]+)\/disable$/, "Silenced", "instance"],
  ["PATCH", /^\/ds-api\/alerting\/([^/]+)\/enable$/, "Turned alerting back on for", "instance"],
  ["POST", /^\/ds-api\/alerting\/([^/]+)\/problems$/, "Raised a problem on", "instance", (body) => body?.message],
  ["PATCH", /^\/api\/connections\/(enable|disable)$/, "Switched", "all agent connections"],
  ["POST", /^\/api\/connections\/([^/]+)$/, "Added", "agent connection", place],
  ["PUT", /^\/api\/connections\/([^/]+)$/, "Updated", "agent connection", place],
  ["DELETE", /^\/api\/connections\/([^/]+)$/, "Deleted", "agent connection"],
  ["PATCH", /^\/api\/connections\/([^/]+)\/enable$/, "Enabled", "agent connection"],
  ["PATCH", /^\/api\/connections\/([^/]+)\/disable$/, "Disabled", "agent connection"],
  ["PATCH", /^\/api\/connections\/([^/]+)\/enable-(.+)$/, (match) => `Switched on ${spaced(match[2])} of`, "agent connection"],
  ["PATCH", /^\/api\/connections\/([^/]+)\/disable-(.+)$/, (match) => `Switched off ${spaced(match[2])} of`, "agent connection"],
  ["PATCH", /^\/api\/connections\/([^/]+)\/([a-z-]+)\/(.+)$/, (match) => `Set ${spaced(match[2])} to ${match[3]} for`, "agent connection"],
  ["PUT", /^\/api\/agent\/(stop)$/, "Told the agent to", ""],
  ["PATCH", /^\/api\/agent\/[a-z-]+\/(.+)$/, (match) => `Set ${spaced(match[0].split("/")[3])} of the agent to`, ""],
  ["PUT", /^\/api\/server$/, "Set the upload server", "", place],
  ["PUT", /^\/api\/server\/token$/, "Set the license key", ""],
  ["POST", /^\/api\/proxy$/, "Set the outbound proxy", "", place],
  ["DELETE", /^\/api\/proxy$/, "Removed the outbound proxy", ""],
  ["POST", /^\/api\/releases$/, "Marked", "release", scopes, named],
  ["PUT", /^\/api\/releases\/([^/]+)$/, "Updated", "release", scopes, named],
  ["DELETE", /^\/api\/releases\/([^/]+)$/, "Deleted", "release"],
  ["PUT", /^\/api\/settings\/v2\/maintenance\/([^/]+)$/, "Set up", "maintenance window", span, named],
  ["DELETE", /^\/api\/settings\/v2\/maintenance\/([^/]+)$/, "Ended", "maintenance window"],
  ["PUT", /^\/api\/settings\/v2\/maintenance\/([^/]+)\/pause$/, "Paused", "maintenance window"],
  ["PUT", /^\/api\/settings\/v2\/maintenance\/([^/]+)\/resume$/, "Resumed", "maintenance window"],
  ["POST", /^\/com\.instana\.plugin\.generic\.event$/, "Announced", "", severities, titles],
  ["POST", /^\/1\/markers$/, "Announced", "revision", (body) => body?.user, (body) => body?.revision],
  ["POST", /^\/api\/[^/]+\/markers\.json$/, "Marked", "", (body) => body?.marker?.user, (body) => body?.marker?.revision ?? body?.marker?.message],
  ["PUT", /^\/api\/[^/]+\/markers\/([^/]+)\.json$/, "Changed", "marker", (body) => body?.marker?.message],
  ["DELETE", /^\/api\/[^/]+\/markers\/([^/]+)\.json$/, "Deleted", "marker"],
  ["POST", /^\/markers$/, "Marked", "", null, (body) => body?.message],
  ["POST", /^\/check_ins\/(.+)$/, "Checked in by", ""],
];

export function inWords(entry) {
  for (const [method, path, did, noun, detail, name] of CALLS) {
    const match = entry.method === method && path.exec(entry.path);
    if (match) {
      return {
        did: typeof did === "function" ? did(match) : did,
        noun,
        name: name?.(entry.body) ?? match[1] ?? "",
        detail: detail?.(entry.body) ?? "",
      };
    }
  }
  return { did: entry.method, noun: "", name: entry.path, detail: "" };
}
