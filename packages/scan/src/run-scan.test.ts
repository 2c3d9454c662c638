import { Farm } from "@afpools/core";
import { describe, expect, it } from "vitest";
import type { ScanEvent } from "./machine.js";
import type { Probes, ProbeTrouble } from "./probes/probes.js";
import { runScan, type ScanParts } from "./run-scan.js";
import { ScanTargets } from "./targets/scan-targets.js";

const nothing: Probes = {
  answersTcp: async () => false,
  nodeStatus: async () => undefined,
  mdnsName: async () => undefined,
  neighbour: async () => undefined,
  dnsNames: async () => [],
};

function parts(probes: Partial<Probes>, more: Partial<ScanParts> = {}): ScanParts {
  return {
    targets: ScanTargets.parse(["10.77.0.0/24"]),
    farm: undefined,
    signal: undefined,
    atOnce: 16,
    self: { name: "ws-1", has: () => false, mac: () => undefined, isNobodys: () => false },
    openProbes: () => ({ ...nothing, ...probes }),
    ...more,
  };
}

async function eventsOf(scan: AsyncIterable<ScanEvent>) {
  const events: ScanEvent[] = [];
  for await (const event of scan) events.push(event);
  return events;
}

const endOf = (events: readonly ScanEvent[]) => {
  const end = events.at(-1);
  if (end?.kind !== "end") throw new Error("a scan ends with its end");
  return end;
};

describe("runScan", () => {
  it("tells a machine when it is found, again with more, and all at the end in order", async () => {
    const there = new Set(["10.77.0.200", "10.77.0.9"]);
    const events = await eventsOf(
      runScan(
        parts({
          answersTcp: async (address) => there.has(address),
          neighbour: async (address) => (there.has(address) ? "02:00:00:00:00:01" : undefined),
          dnsNames: async (address) => [`pc-${address.split(".")[3]}.studio.example`],
        }),
      ),
    );
    const told = events.flatMap((event) =>
      event.kind === "found" || event.kind === "updated" ? [`${event.kind} ${event.machine.address}`] : [],
    );
    expect(told.filter((text) => text.startsWith("found"))).toEqual(["found 10.77.0.9", "found 10.77.0.200"]);
    expect(endOf(events)).toMatchObject({
      outcome: "complete",
      done: 254,
      total: 254,
      machines: [
        { address: "10.77.0.9", name: "pc-9", evidence: ["tcp", "arp"], mac: "02:00:00:00:00:01" },
        { address: "10.77.0.200", name: "pc-200" },
      ],
    });
    expect(events.filter((event) => event.kind === "progress").at(-1)).toMatchObject({
      done: 254,
      total: 254,
    });
  });

  it("asks so many addresses at once and no more", async () => {
    let running = 0;
    let most = 0;
    let goOn: () => void = () => undefined;
    const others = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const answersTcp = async () => {
      running += 1;
      most = Math.max(most, running);
      // More than these would begin by then.
      if (running === 16) setTimeout(goOn, 20);
      await others;
      running -= 1;
      return false;
    };
    await eventsOf(runScan(parts({ answersTcp })));
    expect(most).toBe(16);
  });

  it("finds a machine by each source, and takes its name", async () => {
    const targets = ScanTargets.parse(["10.77.0.1-4"]);
    const events = await eventsOf(
      runScan(
        parts(
          {
            nodeStatus: async (address) =>
              address === "10.77.0.1" ? { name: "PC-01", mac: "02:00:00:00:00:01" } : undefined,
            mdnsName: async (address) => (address === "10.77.0.2" ? "Render-02.local" : undefined),
            neighbour: async (address) => (address === "10.77.0.3" ? "02:00:00:00:00:03" : undefined),
          },
          { targets },
        ),
      ),
    );
    expect(endOf(events).machines).toEqual([
      expect.objectContaining({ name: "pc-01", evidence: ["netbios"], mac: "02:00:00:00:00:01" }),
      expect.objectContaining({ name: "render-02", evidence: ["mdns"] }),
      expect.objectContaining({ name: null, evidence: ["arp"], mac: "02:00:00:00:00:03" }),
    ]);
  });

  it("asks the name servers only for what is there", async () => {
    const asked: string[] = [];
    const dnsNames = async (address: string) => {
      asked.push(address);
      return [];
    };
    await eventsOf(runScan(parts({ answersTcp: async (address) => address === "10.77.0.9", dnsNames })));
    expect(asked).toEqual(["10.77.0.9"]);
  });

  it("finds the farm's hosts that are among the targets before anything else, though they be silent", async () => {
    const farm = new Farm([
      { name: "PC-09", online: true, address: "10.77.0.9" },
      { name: "pc-10", online: false, address: "10.77.0.10" },
      { name: "far", online: true, address: "10.78.0.9" },
      { name: "nowhere", online: true },
    ]);
    const dnsNames = async () => ["pc.studio.example"];
    const events = await eventsOf(runScan(parts({ dnsNames }, { farm })));
    expect(events.slice(0, 2)).toMatchObject([
      { kind: "found", machine: { address: "10.77.0.9", farmHost: { name: "PC-09", online: true } } },
      { kind: "found", machine: { address: "10.77.0.10", farmHost: { name: "pc-10", online: false } } },
    ]);
    expect(endOf(events).machines.map(({ name, evidence, names }) => [name, evidence, names.length])).toEqual(
      [
        ["PC-09", ["farm"], 2],
        ["pc-10", ["farm"], 2],
      ],
    );
  });

  it("asks nobody about itself, and not at addresses that no machine has", async () => {
    const self = {
      name: "WS-1.studio.example",
      has: (address: string) => address === "10.77.0.9",
      mac: () => "02:00:00:00:00:09",
      isNobodys: (address: string) => address === "10.77.0.1",
    };
    const answersTcp = async (address: string) => {
      if (self.has(address) || self.isNobodys(address)) throw new Error("asked");
      return false;
    };
    expect(endOf(await eventsOf(runScan(parts({ answersTcp }, { self })))).machines).toEqual([
      {
        address: "10.77.0.9",
        name: "ws-1",
        names: [{ name: "WS-1.studio.example", source: "self", hostName: "ws-1" }],
        mac: "02:00:00:00:00:09",
        evidence: ["self"],
      },
    ]);
  });

  it("tells each problem once", async () => {
    let tell: (trouble: ProbeTrouble) => void = () => undefined;
    const scan = runScan(
      parts(
        {},
        {
          openProbes: (_signal, onTrouble) => {
            tell = onTrouble;
            return {
              ...nothing,
              answersTcp: async () => {
                tell({ source: "tcp", code: "EMFILE" });
                return false;
              },
            };
          },
        },
      ),
    );
    const problems = (await eventsOf(scan)).filter((event) => event.kind === "problem");
    expect(problems).toHaveLength(1);
  });

  it("ends with what was found when it is cancelled in the middle", async () => {
    const stop = new AbortController();
    let signalOfProbes: AbortSignal | undefined;
    const scan = runScan(
      parts(
        {},
        {
          signal: stop.signal,
          openProbes: (signal) => {
            signalOfProbes = signal;
            const cancelled = new Promise<false>((resolve) => {
              signal.addEventListener("abort", () => resolve(false));
            });
            return {
              ...nothing,
              answersTcp: (address) => (address === "10.77.0.1" ? Promise.resolve(true) : cancelled),
            };
          },
        },
      ),
    );
    const events: ScanEvent[] = [];
    for await (const event of scan) {
      events.push(event);
      if (event.kind === "found") stop.abort();
    }
    expect(signalOfProbes?.aborted).toBe(true);
    expect(endOf(events)).toMatchObject({ outcome: "cancelled", machines: [{ address: "10.77.0.1" }] });
    expect(endOf(events).done).toBeLessThan(254);
  });

  it("asks nobody where it was cancelled before", async () => {
    const openProbes = () => {
      throw new Error("asked");
    };
    expect(await eventsOf(runScan(parts({}, { signal: AbortSignal.abort(), openProbes })))).toEqual([
      { kind: "end", outcome: "cancelled", machines: [], done: 0, total: 254 },
    ]);
  });

  it("is cancelled when no more events are fetched", async () => {
    let signalOfProbes: AbortSignal | undefined;
    const scan = runScan(
      parts(
        {},
        {
          openProbes: (signal) => {
            signalOfProbes = signal;
            return { ...nothing, answersTcp: async () => true };
          },
        },
      ),
    );
    for await (const event of scan) if (event.kind === "found") break;
    expect(signalOfProbes?.aborted).toBe(true);
  });

  it("throws a fault of its parts, after what was found before", async () => {
    const answersTcp = async (address: string) => {
      if (address === "10.77.0.40") throw new Error("a fault");
      return address === "10.77.0.1";
    };
    const events: ScanEvent[] = [];
    const scan = async () => {
      for await (const event of runScan(parts({ answersTcp }))) events.push(event);
    };
    await expect(scan()).rejects.toThrow("a fault");
    expect(events[0]).toMatchObject({ kind: "found", machine: { address: "10.77.0.1" } });
  });
});
