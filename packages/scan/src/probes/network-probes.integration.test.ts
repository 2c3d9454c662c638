import { Resolver } from "node:dns/promises";
import { Farm } from "@afpools/core";
import { describe, expect, it, vi } from "vitest";
import type { ScanEvent } from "../machine.js";
import { runScan, type ScanParts } from "../run-scan.js";
import { ScanTargets } from "../targets/scan-targets.js";
import { answerNodeStatus, answerReverse } from "../testing/name-answers.js";
import { tcpListener } from "../testing/tcp-listener.js";
import { udpResponder } from "../testing/udp-responder.js";
import { defaultProbeSettings, networkProbes, type ProbeSettings } from "./network-probes.js";

/** Machines of 127.77/16, which a system other than macOS has all of. */
const hasLoopback = process.platform !== "darwin";

/** A scan of loopback as though it were other machines. */
function scan(targets: readonly string[], settings: Partial<ProbeSettings>, more: Partial<ScanParts> = {}) {
  return runScan({
    targets: ScanTargets.parse(targets),
    farm: undefined,
    signal: undefined,
    atOnce: 64,
    self: { name: "scanner", has: () => false, mac: () => undefined, isNobodys: () => false },
    openProbes: (signal, onTrouble) => networkProbes({ ...offline(), ...settings }, signal, onTrouble),
    ...more,
  });
}

/** Asks no port that somebody may listen on, and no name server but one that is not there. */
function offline(): ProbeSettings {
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers(["127.0.0.1:1"]);
  return { tcpPorts: [], netbiosPort: 1, mdnsPort: 1, answerMs: 20_000, dnsMs: 20_000, tableMs: 0, resolver };
}

async function machinesOf(events: AsyncIterable<ScanEvent>) {
  for await (const event of events) {
    if (event.kind === "end") return event.machines;
  }
  throw new Error("a scan ends with its end");
}

describe.skipIf(!hasLoopback)("a scan by real sockets (not on macOS, whose loopback is one address)", () => {
  it("finds machines by what they take and refuse, and names them by all sources", async () => {
    const port = await tcpListener("127.77.0.1");
    await tcpListener("127.77.0.2", port);
    const netbios = await udpResponder("127.77.0.2", (request) => answerNodeStatus(request, "PC-02"));
    const mdns = await udpResponder("127.77.0.3", (request) =>
      answerReverse(request, { "127.77.0.3": "Render-03.local" }),
    );
    const dns = await udpResponder("127.0.0.1", (request) =>
      answerReverse(request, { "127.77.0.1": "pc-01.studio.example", "127.77.0.2": "pc-02.studio.example" }),
    );
    const resolver = new Resolver({ timeout: 20_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${dns.port}`]);
    const farm = new Farm([{ name: "RENDER-03", online: true }]);
    const machines = await machinesOf(
      scan(
        ["127.77.0.1-4"],
        { tcpPorts: [port], netbiosPort: netbios.port, mdnsPort: mdns.port, resolver },
        { farm },
      ),
    );
    expect(machines.map(({ address, name, evidence, mac }) => ({ address, name, evidence, mac }))).toEqual([
      { address: "127.77.0.1", name: "pc-01", evidence: ["tcp"], mac: undefined },
      { address: "127.77.0.2", name: "pc-02", evidence: ["tcp", "netbios"], mac: "02:00:00:00:00:02" },
      { address: "127.77.0.3", name: "RENDER-03", evidence: ["tcp", "mdns"], mac: undefined },
      { address: "127.77.0.4", name: null, evidence: ["tcp"], mac: undefined },
    ]);
    expect(machines[1]?.names).toEqual([
      { name: "PC-02", source: "netbios", hostName: "pc-02" },
      { name: "pc-02.studio.example", source: "dns", hostName: "pc-02" },
    ]);
    expect(machines[2]?.farmHost).toEqual({ name: "RENDER-03", online: true });
  });

  it("tells names that can be no host names, and has none then", async () => {
    const netbios = await udpResponder("127.77.0.1", (request) =>
      answerNodeStatus(request, "ANNAS\u0007 PC"),
    );
    const [machine] = await machinesOf(scan(["127.77.0.1"], { netbiosPort: netbios.port }));
    expect(machine).toMatchObject({
      name: null,
      names: [{ name: "ANNAS\u0007 PC", source: "netbios", hostName: null }],
    });
  });

  it("closes all sockets at once when it is cancelled in the middle", async () => {
    const port = await tcpListener("127.77.0.1");
    const silent = await udpResponder("0.0.0.0", () => undefined);
    const before = sockets();
    const stop = new AbortController();
    const events: ScanEvent[] = [];
    const settings = { tcpPorts: [port], netbiosPort: silent.port, mdnsPort: silent.port };
    for await (const event of scan(["127.77.0.0/16"], settings, { signal: stop.signal })) {
      events.push(event);
      if (event.kind === "found" && sockets() >= before + 64) stop.abort();
    }
    expect(events.at(-1)).toMatchObject({ kind: "end", outcome: "cancelled", done: 0, total: 65_534 });
    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before), 20_000);
  });

  it("closes all sockets when nobody fetches its events any more", async () => {
    const port = await tcpListener("127.77.0.1");
    const silent = await udpResponder("0.0.0.0", () => undefined);
    const before = sockets();
    const settings = { tcpPorts: [port], netbiosPort: silent.port, mdnsPort: silent.port };
    for await (const event of scan(["127.77.0.0/24"], settings)) if (event.kind === "found") break;
    await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before), 20_000);
  });
});

it("asks the ports that firewalls let through, and those of the name protocols", () => {
  const { tcpPorts, netbiosPort, mdnsPort } = defaultProbeSettings();
  expect([...tcpPorts, netbiosPort, mdnsPort]).toEqual([
    22, 80, 135, 445, 3389, 5357, 5900, 51000, 137, 5353,
  ]);
});

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP.*|UDP)W/i.test(name)).length;
}
