import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { createPoolClient } from "@afpools/protocol/client";
import { expect, it, vi } from "vitest";
import { first, second } from "../testing/certificates.js";
import { Follower } from "../testing/follower.js";
import { tempFolder } from "../testing/temp-folder.js";
import { startApi } from "../testing/test-api.js";

/** Each sample by its name and labels. */
function samples(text: string): Map<string, number> {
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
}

it("tells what the server does, in Prometheus' format", async () => {
  const api = await startApi({ renders: ["pc-1", "pc-2"] });
  await api.as("editor").createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  const client = createPoolClient({ host: "127.0.0.1", port: api.daemon.address.port, keep: true });
  await client.pools();
  await client.pool("none").catch(() => undefined);
  const follower = new Follower(api.as());
  await follower.until(({ hosts }) => hosts.size === 2);
  await vi.waitFor(
    async () => expect((await api.as().getStatus()).status.reconciler?.following.state).toBe("active"),
    20_000,
  );
  await api.as("editor").createPool({ body: { name: "late" } });
  await api.as("admin").changeSettings({ body: { "metrics.pools": 1 } });
  const left = api.log.line(({ message }) => message === "pools without metrics of their own");
  await vi.waitFor(
    async () => expect(await (await fetch(`${api.url}/metrics`)).text()).toContain("afpools_pool_hosts{"),
    20_000,
  );
  expect((await left).values).toEqual({ pools: "late" });
  const response = await fetch(`${api.url}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const found = samples(text);
  const expected: Record<string, number> = {
    afpools_pools: 2,
    'afpools_farm_hosts{state="free"}': 2,
    'afpools_farm_waiting{what="tasks"}': 0,
    'afpools_pool_hosts{pool="gpu",state="free"}': 1,
    'afpools_pool_waiting{pool="gpu",what="jobs"}': 0,
    afpools_pools_without_series: 1,
    'afpools_hosts{state="online"}': 2,
    'afpools_hosts{state="offline"}': 0,
    'afpools_jobs{status="following"}': 0,
    afpools_store_away_seconds: 0,
    afpools_afserver_away: 0,
    afpools_jobs_followed: 1,
    afpools_reconciler_active: 1,
    afpools_reconciler_failing: 0,
    'afpools_reconciler_corrections_total{what="job"}': 0,
    'afpools_protocol_requests_total{command="GET POOLS",result="ok"}': 1,
    'afpools_protocol_requests_total{command="GET POOL",result="POOL_NOT_FOUND"}': 1,
    afpools_protocol_connections: 1,
    afpools_event_clients: 1,
    'afpools_http_requests_total{method="POST",route="/api/v1/pools",status="200"}': 2,
    'afpools_build_info{version="0.0.0"}': 1,
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, found.get(name)]))).toEqual(expected);
  expect(found.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  expect(found.get('afpools_http_request_duration_seconds_count{method="POST",route="/api/v1/pools"}')).toBe(
    2,
  );
  for (const name of new Set(text.match(/^# TYPE (\S+) counter$/gm))) expect(name).toMatch(/_total counter$/);
  const told = new Set([...text.matchAll(/^# TYPE (afpools_\S+)/gm)].map(([, name]) => name));
  const reference = readFileSync(
    new URL("../../../../docs/reference/monitoring.md", import.meta.url),
    "utf8",
  );
  expect(new Set([...reference.matchAll(/^\| `(afpools_\w+)`/gm)].map(([, name]) => name))).toEqual(told);
  await client.close();
});

it("tells when the certificates of TLS expire", async () => {
  const folder = tempFolder();
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, first.cert);
  writeFileSync(files.key, first.key);
  const { daemon } = await startApi({
    users: false,
    settings: { "tls.mode": "required", "tls.cert": files.cert, "tls.key": files.key },
  });
  const ask = async (ca: string) => {
    const { port } = daemon.httpAddress;
    const [response] = await once(
      get({ host: "127.0.0.1", port, path: "/metrics", ca, agent: false }),
      "response",
    );
    let text = "";
    for await (const chunk of response) text += String(chunk);
    return [...samples(text)].filter(([name]) => name.startsWith("afpools_certificate"));
  };
  const until = Date.UTC(2120, 0, 1) / 1_000;
  const nameOf = (subject: string) => `afpools_certificate_expiry_timestamp_seconds{subject="${subject}"}`;
  expect(await ask(first.cert)).toEqual([[nameOf("afpools test first"), until]]);
  writeFileSync(files.cert, second.cert);
  writeFileSync(files.key, second.key);
  await daemon.reload();
  expect(await ask(second.cert)).toEqual([[nameOf("afpools test second"), until]]);
});

it("makes no labels of what clients make up", async () => {
  const api = await startApi();
  for (let number = 0; number < 20; number += 1) {
    await api.request("GET", `/pools/none-${number}`);
    await api.request("GET", `/nothing-${number}`);
  }
  const routes = [...samples(await (await fetch(`${api.url}/metrics`)).text()).keys()].filter((name) =>
    name.startsWith("afpools_http_requests_total"),
  );
  expect(routes).toContain(
    'afpools_http_requests_total{method="GET",route="/api/v1/pools/:pool",status="404"}',
  );
  expect(routes).toContain('afpools_http_requests_total{method="GET",route="unknown",status="404"}');
  expect(routes.join()).not.toContain("none-");
});
