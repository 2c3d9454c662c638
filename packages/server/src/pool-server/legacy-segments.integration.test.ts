import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PoolService } from "@afpools/core";
import { encodeLegacyPools, legacySegmentBytes } from "@afpools/protocol";
import { openSqliteStore } from "@afpools/store-sqlite";
import { describe, expect, it } from "vitest";
import { startProcess } from "../testing/daemon-process.js";
import { type EmulatedLink, emulateLink } from "../testing/emulated-link.js";
import { legacyClientScript } from "../testing/legacy-client.js";
import { tempFolder } from "../testing/temp-folder.js";

const run = promisify(execFile);
const times = 1_000;

/** A database with one pool of so many hosts that the compact body has this many bytes. */
async function databaseFor(bodyBytes: number): Promise<string> {
  const path = `${tempFolder()}/pools.db`;
  const store = openSqliteStore(path);
  const pools = new PoolService(store);
  const size = async () => encodeLegacyPools(await store.listPools()).body.length;
  const author = { name: "anna", origin: "test" } as const;
  await pools.create({ name: "p", hosts: [] }, author);
  const hosts: string[] = [];
  const perHost = '{"hostname":"pc-000"},'.length;
  for (let left = bodyBytes - (await size()); left > 2 * perHost; left -= perHost) {
    hosts.push(`pc-${String(hosts.length).padStart(3, "0")}`);
  }
  await pools.update("p", { addHosts: hosts }, author);
  const rest = bodyBytes - (await size());
  await pools.update("p", { name: "p".repeat(1 + rest) }, author);
  expect(await size()).toBe(bodyBytes);
  await store.close();
  return path;
}

/** How many answers the client of 2019, unchanged, read only the beginning of. */
async function cutAnswers(link: EmulatedLink, port: number): Promise<number> {
  const [ip = "", ...words] = [...link.client, "python3", legacyClientScript];
  const { stdout } = await run(ip, [...words, link.address, String(port), String(times)], {
    maxBuffer: 1 << 28,
  });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(times);
  return lines.filter((line) => line === "null").length;
}

// Network namespaces are Linux's, and for root. There the test fails where the link cannot be made.
describe.runIf(process.platform === "linux" && process.getuid?.() === 0)(
  "clients of 2019 on a link of MTU 1500",
  () => {
    // 425 is the first size that was cut when header and body were one write, 1,448 the last that is one segment.
    it.each([
      ["100mbit", 425],
      ["100mbit", legacySegmentBytes],
      ["1gbit", 425],
      ["1gbit", 900],
      ["1gbit", legacySegmentBytes],
    ])(
      `get all of ${times} answers whole: %s, a body of %i bytes`,
      { timeout: 120_000 },
      async (rate, bytes) => {
        const database = await databaseFor(bytes);
        const link = await emulateLink(rate);
        const { port } = await startProcess(
          ["--store", `sqlite:${database}`, "--port", "0"],
          { AFPOOLS_SERVER_HOST: link.address },
          link.server,
        );
        expect(await cutAnswers(link, port)).toBe(0);
      },
    );

    it("get a longer body cut, and are counted", { timeout: 120_000 }, async () => {
      const database = await databaseFor(2 * legacySegmentBytes);
      const link = await emulateLink("100mbit");
      const { port, httpPort } = await startProcess(
        ["--store", `sqlite:${database}`, "--port", "0"],
        { AFPOOLS_SERVER_HOST: link.address },
        link.server,
      );
      expect(await cutAnswers(link, port)).toBeGreaterThan(0);
      const [ip = "", ...words] = [
        ...link.client,
        "curl",
        "-s",
        `http://${link.address}:${httpPort}/metrics`,
      ];
      const { stdout } = await run(ip, words);
      expect(stdout).toContain(`\nafpools_legacy_answers_cut_total ${times}\n`);
    });
  },
);
