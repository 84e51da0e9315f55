// Copyright (c) 2026, runwatch.observability contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// One function a section of the page: what it shows of the state.

import { chip, chips, clock, count, el, empty, facts, head, span, state, table, tagChip } from "./dom.js";

const HOURS = 6 * 3600 * 1000;
const filters = {};

function tags(text) {
  return chips(...text.split(",").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return tagChip(pair.slice(0, at), pair.slice(at + 1));
  }));
}

function connectionState(connection) {
  if (!connection.enabled) return state("disabled");
  return connection.connected ? state("connected", "good") : state("not connected", "bad");
}

function named(connection) {
  return el("span", "name", connection.name, el("span", "sub mono", `${connection.host}:${connection.port}`));
}

// What needs a look comes first.
function byUrgency(rows, isSilenced) {
  const rank = (row) => (row.enabled && !row.connected ? 0 : isSilenced(row) ? 1 : row.enabled ? 3 : 2);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

// A search field that outlives the redrawing of its section.
function search(key, redraw) {
  const input = el("input");
  Object.assign(input, { type: "search", placeholder: "Filter", value: filters[key] ?? "", id: `filter-${key}` });
  input.setAttribute("aria-label", "Filter");
  input.addEventListener("input", () => {
    filters[key] = input.value;
    redraw();
  });
  return input;
}

function matching(key, rows) {
  const wanted = (filters[key] ?? "").toLowerCase();
  return wanted ? rows.filter((row) => JSON.stringify(row).toLowerCase().includes(wanted)) : rows;
}

export function connections({ platform }, redraw) {
  const all = platform.connections;
  if (!all.length) return [head("Provisioned connections"), empty("No PostgreSQL instance has been added to the platform.")];
  const connected = all.filter((connection) => connection.connected).length;
  const status = (connection) => platform.alerting[`${connection.host}@${connection.name}`];
  const isSilenced = (connection) => !status(connection).enabled;
  const alerting = (connection) => {
    const label = isSilenced(connection) ? state("silenced", "warn") : state("alerting", "good");
    label.title = status(connection).reason;
    return label;
  };
  const quiet = all.filter(isSilenced).length;
  const about = `${count(all.length, "instance")}, ${connected} connected${quiet ? `, ${quiet} silenced` : ""}`;
  return [
    head("Provisioned connections", about, all.length > 10 ? search("connections", redraw) : null),
    table([
      ["Connection", named],
      ["Tags", (connection) => tags(connection.tags)],
      ["Collection", connectionState],
      ["Alerting", alerting],
    ], byUrgency(matching("connections", all), isSilenced)),
  ];
}

function ruleChips(access) {
  const sets = access.map((set) => set.filters.map((rule) => tagChip(rule.tag, rule.value)));
  return chips(...sets.flatMap((set, index) => (index ? [el("span", "or", "or"), ...set] : set)));
}

export function access({ platform }) {
  const { roles, users } = platform;
  const members = (role) => users.filter((user) => user.roles.includes(role.name)).length;
  const rights = (user) => chips(
    chip(user.privilege, user.privilege === "admin" ? "warn" : ""), chip(user.profile), ...(user.ldap ? [chip("LDAP")] : []), ...(user.live_360 ? [chip("Live360")] : []),
  );
  return [
    head("Roles and users", `${count(roles.length, "role")}, ${count(users.length, "user")}`),
    roles.length
      ? table([
        ["Role", (role) => el("span", "name", role.name)],
        ["Sees instances with", (role) => ruleChips(role.access)],
        ["Users", members, "number"],
      ], roles)
      : empty("No role has been created."),
    el("h3", "", "Users"),
    table([
      ["User", (user) => el("span", "name", user.login, el("span", "sub", user.email))],
      ["Rights", rights],
      ["Roles", (user) => (user.roles.length ? chips(...user.roles.map((role) => chip(role))) : el("span", "empty", "no restriction"))],
    ], users),
  ];
}

const switchLabel = (key, value) => {
  const name = key.replaceAll("_", " ");
  if (typeof value === "boolean") return chip(value ? name : `${name} off`, value ? "good" : "");
  return tagChip(name, value);
};

export function agent({ agent: { running, server, settings, connections: all } }) {
  const proxy = settings.proxy.host ? `${settings.proxy.host}:${settings.proxy.port}` : "none";
  return [
    head("Datasentinel agent", server, running ? state("running", "good") : state("stopped", "bad")),
    facts([
      ["Uploads to", `${settings.upload_server.host}:${settings.upload_server.port}`],
      ["Proxy", proxy],
      ["Port", settings.port],
      ["Collection rate", settings.collection_rate],
      ["Table limit", settings.tables_monitoring_limit],
      ["Query limit", settings.query_monitoring_limit],
      ["SQL text", `${settings.sql_max_size} B`],
    ]),
    all.length
      ? table([
        ["Connection", named],
        ["Tags", (connection) => tags(connection.tags)],
        ["Switches", (connection) => chips(...Object.entries(connection.switches).map(([key, value]) => switchLabel(key, value)))],
        ["Collection", connectionState],
      ], all)
      : empty("The agent watches no instance."),
  ];
}

const TONES = { 5: "warn", 10: "bad" };
const SEVERITIES = { 5: "warning", 10: "critical" };

function eventRow(event, from, until) {
  const tone = event.type === "presence" ? "good" : TONES[event.severity] ?? "";
  const bar = el("div", "bar");
  const share = (moment) => (100 * (Math.max(moment, from) - from)) / Math.max(1, until - from);
  bar.style.left = `min(${share(event.start)}%, 100% - 4px)`;
  bar.style.width = `${share(event.end) - share(event.start)}%`;
  const kind = [SEVERITIES[event.severity], event.type, event.state === "open" ? "open" : ""].filter(Boolean).join(" ");
  return el("div", `event ${tone}`,
    el("div", "what", el("span", "kind", kind), el("div", "name", event.problem), event.detail ? el("span", "sub", event.detail) : null),
    el("div", "", el("div", "when", [clock(event.start), span(event.end - event.start)].filter(Boolean).join(" · ")), el("div", "track", bar)));
}

export function events({ instana: { events: all } }) {
  if (!all.length) return [head("Announced events"), empty("Nothing has been announced to Instana.")];
  const newest = [...all].sort((a, b) => b.start - a.start).slice(0, 40);
  const until = Math.max(...newest.map((event) => event.end));
  const from = Math.max(Math.min(...newest.map((event) => event.start)), until - HOURS);
  const open = all.filter((event) => event.state === "open").length;
  return [
    head("Announced events", `${count(all.length, "event")} in Instana${open ? `, ${open} open` : ""}`),
    ...newest.map((event) => eventRow(event, from, until)),
  ];
}

export function revisions({ appsignal: { revisions: all } }) {
  if (!all.length) return [head("Revisions to verify"), empty("No revision has reported to AppSignal.")];
  return [
    head("Revisions to verify", `${count(all.length, "revision")} in AppSignal`),
    table([
      ["Revision", (revision) => el("span", "name mono", revision.revision, el("span", "sub", `site ${revision.site_id}`))],
      ["Statistics", (revision) => (revision.available ? state("there", "good") : state("not yet", "warn"))],
      ["Throughput", (revision) => revision.throughput, "number"],
      ["Mean", (revision) => `${revision.mean} ms`, "number"],
      ["Errors", (revision) => `${revision.error_rate} %`, "number"],
      ["Asked", (revision) => revision.polls, "number"],
    ], all),
  ];
}
