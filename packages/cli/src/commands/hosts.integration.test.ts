import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { HostsScreen } from "../output/hosts-screen.js";
import { withAfserver } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";

async function farm() {
  const afpools = commandLine();
  const { simulated } = await withAfserver(afpools, ["pc-1", "pc-2"]);
  await afpools(["pool", "create", "gpu", "pc-2", "pc-9"]);
  simulated.farm.stopRender("pc-1");
  return afpools;
}

it("shows the farm and the hosts that only pools name", async () => {
  const afpools = await farm();
  const { out } = await afpools(["hosts", "--json"]);
  expect(JSON.parse(out)).toMatchObject([
    { name: "pc-1", online: false, pools: [], tasks: 0, nativePool: "/" },
    { name: "pc-2", online: true, pools: ["gpu"], tasks: 0 },
    { name: "pc-9", online: null, pools: ["gpu"], tasks: null },
  ]);
  const table = await afpools(["hosts", "--online"]);
  expect(table.out).toMatch(/^HOST .*\npc-2 +yes +gpu .*\n1 hosts, 1 online, 0 busy\n$/);
  expect((await afpools(["hosts", "--no-online", "--pool", "GPU", "--json"])).out).toContain("pc-9");
  expect((await afpools(["hosts", "--pool", "gpx"])).status).toBe(3);
});

it("shows the pools' hosts where afserver is away, and says so", async () => {
  const afpools = await farm();
  afpools.environment.AFPOOLS_AFANASY_SERVER = "127.0.0.1:1";
  const { status, out, err } = await afpools(["hosts", "--json"]);
  expect([status, JSON.parse(out).length]).toEqual([0, 2]);
  expect(err).toMatch(/^The farm is not known: /);
});

const row = (name: string, members: object = {}) => ({
  name,
  online: true,
  pools: ["gpu"],
  tasks: 0,
  jobs: [],
  held: null,
  nativePool: "/",
  address: null,
  engine: null,
  facts: {},
  ...members,
});

function screen({ json = false, rows }: { json?: boolean; rows?: number } = {}) {
  const stream = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, ...(rows && { rows }) });
  const out = stream(rows !== undefined);
  const shown = new HostsScreen(
    { in: new PassThrough(), out, err: stream(false), environment: {} },
    { json },
  );
  return { shown, read: () => (out.read() as Buffer | null)?.toString() ?? "" };
}

it("tells each change in a line where nobody looks at a terminal", () => {
  const { shown, read } = screen();
  shown.show([row("pc-1"), row("pc-2", { pools: [], online: false })]);
  expect(read()).toBe("pc-1  online, in gpu\npc-2  offline, in no pool\n");
  shown.show([row("pc-1"), row("pc-2", { pools: [], online: false })]);
  expect(read()).toBe("");
  shown.show([row("pc-1", { tasks: 1, held: "nimby" })]);
  expect(read()).toBe("pc-1  nimby, in gpu, renders 1 task\npc-2  gone\n");
});

it("tells each change as a line of JSON", () => {
  const { shown, read } = screen({ json: true, rows: 20 });
  shown.show([row("pc-1")]);
  shown.show([]);
  expect(
    read()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([row("pc-1"), { name: "pc-1", gone: true }]);
});

it("draws the table anew on a terminal, no longer than that", () => {
  const { shown, read } = screen({ rows: 6 });
  shown.show(["pc-1", "pc-2", "pc-3", "pc-4", "pc-5"].map((name) => row(name)));
  expect(read().split("\n")).toEqual([
    expect.stringContaining("\u001b[2J\u001b[HHOST"),
    expect.stringContaining("pc-1"),
    expect.stringContaining("pc-2"),
    expect.stringContaining("pc-3"),
    "… 2 more; 5 hosts, 5 online, 0 busy",
    "",
  ]);
});
