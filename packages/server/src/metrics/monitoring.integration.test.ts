import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get as getSecurely } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { PoolService } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it, vi } from "vitest";
import { openStore } from "../store/open-store.js";
import { first } from "../testing/certificates.js";
import { tempFolder } from "../testing/temp-folder.js";
import { startApi } from "../testing/test-api.js";

const read = (name: string) =>
  readFileSync(new URL(`../../../../examples/deploy/monitoring/${name}`, import.meta.url), "utf8");

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
const { panels } = JSON.parse(read("grafana-dashboard.json")) as Dashboard;
const alerts = [...read("alerts.yaml").matchAll(/^ +expr: (.*)$/gm)].map(([, expression = ""]) => expression);

/** Each metric that an expression names, with the labels that it asks for but for those that Prometheus adds. */
function asked(expression: string) {
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) =>
    labels.split(", "),
  );
  const named = [...expression.matchAll(/\b((?:afpools|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
  return named.map(([, metric = "", matchers = ""]) => {
    const matched = [...matchers.matchAll(/(\w+)[=!]/g)].map(([, label = ""]) => label);
    const labels = [...grouped, ...matched].filter((label) => !["job", "instance"].includes(label));
    return { metric, labels };
  });
}

/** What a server tells that has answered, refused and corrected something. */
async function metricsOfServer(): Promise<Map<string, Set<string>>> {
  const folder = tempFolder();
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, first.cert);
  writeFileSync(files.key, first.key);
  const { daemon, folder: ofApi } = await startApi({
    renders: ["pc-1"],
    users: false,
    settings: {
      "tls.mode": "optional",
      "tls.cert": files.cert,
      "tls.key": files.key,
      "limits.requestMs": 1_000,
    },
  });
  const store = openStore(`sqlite:${join(ofApi, "pools.db")}`);
  await new PoolService(store).create({ name: "gpu" }, { name: "anna", origin: "test" });
  await store.close();
  const { port } = daemon.address;
  const client = createPoolClient({ host: "127.0.0.1", port });
  await client.pools();
  await client.pool("none").catch(() => undefined);
  const slow = connect(port, "127.0.0.1", () => void slow.write('{"type')).resume();
  await once(slow, "close");
  const ask = async () => {
    const sent = getSecurely({
      host: "127.0.0.1",
      port: daemon.httpAddress.port,
      path: "/metrics",
      ca: first.cert,
    });
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of response) text += String(chunk);
    return text;
  };
  for (const metric of ["afpools_reconciler_active 1", 'afpools_pool_hosts{pool="gpu",state="offline"}']) {
    await vi.waitFor(async () => expect(await ask()).toContain(metric), 20_000);
  }
  const samples = (await ask()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const labels = new Map<string, Set<string>>();
  for (const line of samples) {
    const [, metric = "", text = ""] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    const known = labels.get(metric) ?? new Set();
    for (const [, label = ""] of text.matchAll(/(\w+)="/g)) known.add(label);
    labels.set(metric, known);
  }
  return labels;
}

describe("the dashboard and the alerts in examples/deploy", () => {
  it("ask for metrics and labels that a server tells", async () => {
    const told = await metricsOfServer();
    const expressions = [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...alerts];
    expect(expressions.length).toBeGreaterThan(25);
    const missing = expressions.flatMap((expression) =>
      asked(expression).flatMap(({ metric, labels }) => {
        const known = told.get(metric);
        if (!known) return [metric];
        return labels.filter((label) => !known.has(label)).map((label) => `${metric}{${label}}`);
      }),
    );
    expect(missing).toEqual([]);
    expect(alerts.filter((expression) => asked(expression).length === 0)).toEqual(['up{job="afpools"} == 0']);
    // All of the server's own metrics are looked at, but for what only counts.
    const shown = new Set(expressions.flatMap((expression) => asked(expression).map(({ metric }) => metric)));
    const own = [...told.keys()].filter((metric) => metric.startsWith("afpools_"));
    expect(own.filter((metric) => !shown.has(metric)).sort()).toEqual([
      "afpools_http_request_duration_seconds_count",
      "afpools_http_request_duration_seconds_sum",
      "afpools_pools_without_series",
    ]);
  });

  it("has panels that lie beside each other", () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });
});
