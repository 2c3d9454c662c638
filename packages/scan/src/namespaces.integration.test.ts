import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectOutput } from "../../../tools/collect-output.js";
import type { Machine } from "./machine.js";
import { type TestHost, TestNetwork } from "./testing/test-network.js";

const program = fileURLToPath(new URL("../../cli/bin/afpools.js", import.meta.url));
const built = fileURLToPath(new URL("../../cli/dist/main.js", import.meta.url));

const canMakeNetworks = process.platform === "linux" && process.getuid?.() === 0;

/** The built `afpools` on a machine of a network of its own, with machines of every kind. */
describe.skipIf(!canMakeNetworks)(
  "afpools scan on a network (only on Linux as root: needs namespaces)",
  () => {
    const network = new TestNetwork("10.77.0");
    let folder: string;
    let listening: TestHost;

    beforeAll(async () => {
      if (!existsSync(built)) throw new Error('This test runs the built program: "npm run build" first.');
      folder = await mkdtemp(join(tmpdir(), "afpools-scan-"));
      const farm = [
        { name: "RENDER-03", online: true },
        { name: "Pc-05", online: false, address: "10.77.0.15" },
        { name: "pc-99", online: false, address: "10.77.0.99" },
        { name: "far", online: true, address: "10.78.0.1" },
      ];
      await writeFile(join(folder, "farm.json"), JSON.stringify(farm));
      await network.open();
      await network.serve(1, {
        dns: {
          "10.77.0.11": "pc-01.studio.example",
          "10.77.0.14": "PC-04.studio.example",
          "10.77.0.15": "pc-05.studio.example",
          "10.77.0.16": "annas pc.studio.example",
          "10.77.0.17": "nobody.studio.example",
        },
      });
      listening = await network.addHost(11, { tcp: 22 });
      await network.addHost(12, { netbios: "PC-02" });
      await network.addHost(13, { mdns: { "10.77.0.13": "Render-03.local" } });
      await network.addSilentHost(14);
      await network.addHost(15);
      await network.addHost(16);
    });

    afterAll(async () => {
      await network.close();
      await rm(folder, { recursive: true, force: true });
    });

    function afpools(...words: string[]) {
      const child = network.start([process.execPath, program, ...words], {
        ...process.env,
        AFPOOLS_STORE: `sqlite:${join(folder, "pools.db")}`,
        AFPOOLS_CONFIG: join(folder, "config.json"),
        AFPOOLS_FARM_FILE: join(folder, "farm.json"),
      });
      const [out, err] = [collectOutput(child.stdout), collectOutput(child.stderr)];
      const ended = once(child, "close").then(() => ({
        status: child.exitCode,
        out: out.text(),
        err: err.text(),
      }));
      return { child, ended };
    }

    it("finds the machines of its own network, those behind a firewall too, and names them as Afanasy does", async () => {
      const { status, out, err } = await afpools("scan", "--json").ended;
      expect({ status, err }).toEqual({ status: 0, err: "" });
      const machines = JSON.parse(out) as Machine[];
      expect(
        machines.slice(1).map(({ address, name, evidence }) => [address, name, evidence.join(" ")]),
      ).toEqual([
        ["10.77.0.11", "pc-01", "tcp arp"],
        ["10.77.0.12", "pc-02", "tcp arp netbios"],
        ["10.77.0.13", "RENDER-03", "tcp arp mdns"],
        ["10.77.0.14", "pc-04", "arp"],
        ["10.77.0.15", "Pc-05", "farm tcp arp"],
        ["10.77.0.16", null, "tcp arp"],
        ["10.77.0.99", "pc-99", "farm"],
      ]);
      expect(machines[0]).toMatchObject({ address: network.scanner, evidence: ["self"] });
      expect(machines.slice(1, 7).every(({ mac }) => /^([\da-f]{2}:){5}[\da-f]{2}$/.test(mac ?? ""))).toBe(
        true,
      );
      expect(machines[3]?.farmHost).toEqual({ name: "RENDER-03", online: true });
      expect(machines[6]?.names).toEqual([
        { name: "annas pc.studio.example", source: "dns", hostName: null },
      ]);
    });

    it("shows a table, and adds what has a name to a pool", async () => {
      expect((await afpools("pool", "create", "gpu", "pc-01").ended).status).toBe(0);
      const { status, out, err } = await afpools("scan", "10.77.0.11-16", "--add", "gpu", "--yes").ended;
      expect({ status, err }).toEqual({
        status: 0,
        err: `on sqlite:${join(folder, "pools.db")} (AFPOOLS_STORE)\n1 of 6 machines have no name to add.\n`,
      });
      expect(out).toMatch(/^10\.77\.0\.13 +RENDER-03 +tcp arp mdns +RENDER-03 online$/m);
      expect(out).toMatch(/^10\.77\.0\.15 +Pc-05 +farm tcp arp +Pc-05 offline$/m);
      expect(out).toMatch(/^10\.77\.0\.16 +"annas pc\.studio\.example": no host name +tcp arp$/m);
      expect(out).toMatch(/^gpu: \+ pc-02 RENDER-03 pc-04 Pc-05 \(change [\da-f]{24}\)$/m);
    });

    it("prints on Ctrl-C what it has found by then", async () => {
      await network.widen("10.77.0.0/16");
      const connected = listening.connected();
      const { child, ended } = afpools("scan", "10.77.0.11", "10.77.4.0/22", "--json");
      await connected;
      child.kill("SIGINT");
      const { status, out, err } = await ended;
      expect(status).toBe(5);
      expect(JSON.parse(out)).toBeInstanceOf(Array);
      expect(JSON.parse(err)).toMatchObject({ error: { code: "ABORTED", details: { total: 1_023 } } });
    });
  },
);
