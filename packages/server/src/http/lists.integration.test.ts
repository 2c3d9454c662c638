import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { sumsOfNumbers } from "@afpools/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../store/open-store.js";
import { openRawHttp } from "../testing/raw-http.js";
import { startApi, type TestApi } from "../testing/test-api.js";

const renders = ["pc-01", "pc-02", "pc-03"];

async function farmWithPools(count: number, settings = {}) {
  const api = await startApi({ renders, settings });
  await vi.waitFor(async () => {
    const { status } = await api.as().getStatus();
    expect([status.farm.online, status.afserver.state]).toEqual([renders.length, "current"]);
  }, 20_000);
  const hosts = Array.from({ length: 40 }, (_, index) => `pc-${String(index + 1).padStart(2, "0")}`);
  for (let number = 0; number < count; number += 1) {
    await api.as("editor").createPool({ body: { name: `pool ${number}`, hosts } });
  }
  return api;
}

/** The bytes of an answer's body, as they come. */
async function rawGet(api: TestApi, path: string, coding: string) {
  const client = await openRawHttp(api.daemon.httpAddress.port);
  const head = `GET /api/v1${path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: ${coding}\r\nconnection: close\r\n\r\n`;
  const text = await client.send(head).closed();
  const end = text.indexOf("\r\n\r\n");
  return { head: text.slice(0, end).toLowerCase(), body: Buffer.from(text.slice(end + 4), "latin1") };
}

describe("lists by HTTP", () => {
  it("are given in pages of any size, which together are all", async () => {
    const api = await farmWithPools(5);
    const all = await api.as().listPools();
    expect(all.next).toBeNull();
    const walked = [];
    let after: string | null | undefined;
    while (after !== null) {
      const page = await api.as().listPools({ limit: 2, ...(after !== undefined && { after }) });
      walked.push(page.pools);
      after = page.next;
    }
    expect(walked.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(walked.flat()).toEqual(all.pools);
    const { hosts, next } = await api.as().listHosts({ limit: 3 });
    expect(hosts.map(({ name }) => name)).toEqual(renders);
    const rest = await api.as().listHosts({ after: next ?? "" });
    expect([rest.hosts.length, rest.next]).toEqual([37, null]);
    expect(await api.as().listJobs({ all: true, limit: 1 })).toMatchObject({ next: expect.any(Object) });
  });

  it("of more entries than the setting allows are refused as a whole, and given in pages", async () => {
    const api = await farmWithPools(3, { "limits.listing": 2 });
    await expect(api.as().listPools()).rejects.toMatchObject({
      code: "REQUEST_TOO_COSTLY",
      message: expect.stringContaining("limits.listing"),
    });
    expect((await api.as().listPools({ limit: 1_000 })).pools).toHaveLength(2);
  });

  it.each(["/pools", "/hosts", "/jobs", "/history", "/native-pools"])(
    "%s is not sent again to those who have it, until it changes",
    async (path) => {
      const api = await farmWithPools(1);
      const get = async (headers = {}) => {
        const response = await fetch(`${api.url}/api/v1${path}`, { headers });
        const body = await response.text();
        return { status: response.status, etag: response.headers.get("etag") ?? "", body };
      };
      const first = await get();
      expect(first).toMatchObject({ status: 200, etag: expect.stringMatching(/^W\/"[\w-]{27}"$/) });
      for (const header of [first.etag, first.etag.slice(2), `"x", ${first.etag}`, "*"]) {
        expect(await get({ "if-none-match": header })).toEqual({ status: 304, etag: first.etag, body: "" });
      }
      expect((await get({ "if-none-match": 'W/"x"' })).status).toBe(200);
      if (path === "/pools" || path === "/history") {
        await api.as("editor").updatePool({ pool: "pool 0", body: { addHosts: ["pc-99"] } });
        const second = await get({ "if-none-match": first.etag });
        expect(second.status).toBe(200);
        expect(second.body).toContain("pc-99");
      }
    },
  );

  it("are compressed for those who take that", async () => {
    const api = await farmWithPools(3);
    const plain = await rawGet(api, "/hosts", "identity");
    expect(plain.head).not.toContain("content-encoding");
    const brotli = await rawGet(api, "/hosts", "gzip, br");
    expect(brotli.head).toContain("content-encoding: br");
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    const gzipped = await rawGet(api, "/hosts", "gzip, br;q=0");
    expect(gzipped.head).toContain("content-encoding: gzip");
    expect(gunzipSync(gzipped.body)).toEqual(plain.body);
    expect(gzipped.head).toContain("vary: accept-encoding");
  });

  it("are read again only by those who may", async () => {
    const api = await startApi({ settings: { "access.anonymous": "none" } });
    const response = await api.request("GET", "/pools", { headers: { "if-none-match": "*" } });
    expect(response.status).toBe(401);
  });
});

describe("use over time by HTTP", () => {
  it("is given of the farm and of pools, as JSON and as a table", async () => {
    const api = await startApi();
    const { pool } = await api.as("editor").createPool({ body: { name: "gpu" } });
    const store = openStore(`sqlite:${api.folder}/pools.db`);
    onTestFinished(() => store.close());
    const at = "2026-01-31T12:00:00.000Z";
    const sums = sumsOfNumbers([60, 180, 60, 0, 0, 30, 600, 2, 90]);
    const pools = new Map([[pool?.id ?? "", sums]]);
    await store.usage?.put([{ resolution: "day", at, farm: sums, pools }]);
    const span = { from: "2026-01-01T00:00:00.000Z", to: "2026-02-01T00:00:00.000Z" };
    const report = await api.as().getUsage({ pools: "GPU", ...span, resolution: "day" });
    expect(report).toMatchObject({ ...span, resolution: "day", since: at });
    const means = { free: 3, busy: 1, held: 0, offline: 0, jobsWaiting: 0.5, tasksWaiting: 10 };
    const points = [{ at, ...means, jobsStarted: 2, wait: 45 }];
    expect(report.series).toEqual([
      { pool: null, points },
      { pool: { id: pool?.id, name: "gpu" }, points },
    ]);
    const query = `pools=${pool?.id}&from=${span.from}&resolution=day`;
    const csv = await api.request("GET", `/usage?${query}`, { headers: { accept: "text/csv" } });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = (await csv.text()).split("\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["pool", "", "gpu", ""]);
    const refused = async (wrong: string) => {
      const response = await api.request("GET", `/usage?${wrong}`);
      return ((await response.json()) as { code: string }).code;
    };
    expect(await refused("pools=nope")).toBe("POOL_NOT_FOUND");
    expect(await refused("from=yesterday")).toBe("INVALID_ARGUMENT");
    expect(await refused("resolution=second")).toBe("INVALID_ARGUMENT");
  });
});
