import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { startDaemon } from "@afpools/server";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandTree } from "../reference/command-tree.js";
import { leaves } from "../reference/usage.js";
import { aJob } from "../testing/afserver.js";
import { type CommandLine, commandLine } from "../testing/command-line.js";

const routes = ["store", "protocol", "http"] as const;

type Route = (typeof routes)[number];

/** A command line; `'…'` is one word. */
interface Step {
  readonly line: string;
  readonly input?: string;
  /** What a way prints instead, as it must: a part of it. */
  readonly but?: Partial<Record<Route, string>>;
}

const step = (line: string, more: Omit<Step, "line"> = {}): Step => ({ line, ...more });

const shot = (name: string) => JSON.stringify(aJob(name));
const file = (name: string, ...hosts: string[]) => JSON.stringify({ pools: [{ name, hosts }] });

/** It has no users, nor what belongs to them. */
const noUsers = { protocol: "The pool protocol knows no users." };
/** It has no use over time. */
const noUsage = { protocol: "The pool protocol has no use over time." };
/** It has no audit. */
const noJobHistory = { protocol: "The pool protocol has no history of jobs." };
/** What is changed by it is in no history. */
const unrecorded = { protocol: "The history of jobs does not have this change" };
/** The address of HTTP forbids such a name, and asks for the id. */
const dots = { http: "cannot be used in a URL" };
/** What works on the database alone says so. */
const storeOnly = { protocol: "This command needs direct access to the pool database", http: "use --store" };

/** Every command that works where the pools are, in an order in which each has something to do. */
const steps: readonly Step[] = [
  step("pool list"),
  step("pool list --json"),
  step("pool create gpu 'pc-[1-2]' --rule lt-* --description 'With cards'"),
  step("pool create gpu"),
  step("pool create 'a b' -n"),
  step("pool create x pc-9 --json"),
  step("pool create bad 'pc(1)'"),
  step("pool create .."),
  step("pool show gpu"),
  step("pool show gpu --json"),
  step("pool show gup"),
  step("pool show ..", { but: dots }),
  step("pool add gpu ws-1 PC-1"),
  step("pool add gpu ws-2 -n --json"),
  step("pool add nope pc-1 --json"),
  step("pool remove gpu ws-1 zz-9"),
  step("pool rename gpu cards"),
  step("pool rename nope cards"),
  step("pool describe cards 'New text' --json"),
  step("pool strays cards restart"),
  step("pool strays cards finish -n --json"),
  step("pool respell -n --json"),
  step("pool list --native"),
  step("pool list --native --json"),
  step("pool list --output name"),
  step("pool import-native /"),
  step("pool import-native /nope"),
  step("pool export cards"),
  step("pool export --format csv"),
  step("pool export nope"),
  step("pool import -", { input: file("nuke", "pc-2") }),
  step("pool import -", { input: file("nuke", "pc(2") }),
  step("pool history --limit 3"),
  step("pool history cards --json --limit 2"),
  step("pool history nope"),
  step("pool undo 123"),
  step("mask cards"),
  step("mask 'cards - host:pc-1' --json"),
  step("mask 'cards +'"),
  step("explain cards"),
  step("explain cards --json"),
  step("explain 'ram>=1M + gpu-ram>=1G'"),
  step("pool create big --rule ram>=1M"),
  step("pool show big"),
  step("pool delete big --yes"),
  step("pool never cards pc-2"),
  step("pool never cards pc-2 lt-1 -n --json"),
  step("explain cards"),
  step("pool show cards"),
  step("pool remove cards --rule 'never pc-2'"),
  step("host set pc-1 rack=B2"),
  step("host set pc-1 rack=b2"),
  step("host set pc-1 rack=B3 -n --json"),
  step("host set pc-1 ram=3"),
  step("host hold rack:B2 --until 2999-01-01T08:00Z --reason fan"),
  step("host hold soon --until soon"),
  step("explain cards"),
  step("host holds"),
  step("host holds --json"),
  step("pool create hold:old --rule 'pc-1 until 2020-01-01T08:00Z'"),
  step("pool create old --rule 'pc-1 until 2020-01-01T08:00Z'"),
  step("pool rename old hold:old"),
  step("host holds --all"),
  step("pool list --all --json"),
  step("pool delete hold:old --yes"),
  step("host release pc-1"),
  step("host release rack:B2"),
  step("host list"),
  step("host show pc-1"),
  step("host show nope"),
  step("hosts"),
  step("hosts --online --json"),
  step("hosts --pool nope"),
  step("usage cards nope", { but: noUsage }),
  step("usage --last 7x"),
  step("scan 127.0.0.1", { but: { protocol: "self" } }),
  step("submit - --pool cards -n", { input: shot("tried") }),
  step("submit - --pool cards", { input: shot("shot") }),
  step("submit - --pool cards --json", { input: shot("other") }),
  step("submit - --pool nope", { input: shot("never") }),
  step("job list"),
  step("job list --all --json"),
  step("plan - --json", { input: file("cards", "pc-1", "ws-1") }),
  step("plan -", { input: file("cards", "pc-1", "ws-1") }),
  step("apply - --yes", { input: file("cards", "pc-1", "ws-1") }),
  step("apply - --yes --json", { input: file("cards", "pc-1", "ws-1") }),
  step("job pool shot nuke -n"),
  step("job pool shot nuke --json", { but: unrecorded }),
  step("job pool shot --none --json", { but: unrecorded }),
  step("job pool nope nuke"),
  step("job history", { but: noJobHistory }),
  step("job history shot --limit 1 --json", { but: noJobHistory }),
  step("job history nope", { but: noJobHistory }),
  step("explain --job other"),
  step("explain --job other --json"),
  step("explain --job nope"),
  step("job adopt"),
  step("job adopt other"),
  step("pool delete nuke nope --yes"),
  step("pool delete nuke"),
  step("pool delete nuke -n --json"),
  step("pool delete nuke --yes"),
  step("user list", { but: noUsers }),
  step("user add eve --json", { but: noUsers }),
  step("user add eve", { but: noUsers }),
  step("user role eve viewer", { but: noUsers }),
  step("user disable eve", { but: noUsers }),
  step("user enable nope", { but: noUsers }),
  step("user link nope", { but: noUsers }),
  step("user remove eve --yes --json", { but: noUsers }),
  step("token create farm --days 3 --json", { but: { ...noUsers, http: '"madeWith":"ID"' } }),
  step("token list --user anna", { but: { ...noUsers, http: "127.0.0.1" } }),
  step("token revoke nope", { but: noUsers }),
  step("session list --json", { but: noUsers }),
  step("session end nope", { but: noUsers }),
  step("audit --user nope", { but: noUsers }),
  step("hooks list", { but: { http: "has no webhooks" } }),
  step("hooks test nope", { but: { http: "There is no webhook" } }),
  step("backup /nowhere/x", { but: storeOnly }),
  step("restore /nowhere/x", { but: storeOnly }),
];

/** Commands about this machine, whatever there is of pools. */
const local = [
  "welcome",
  "serve",
  "demo",
  "migrate",
  "install",
  "uninstall",
  "doctor",
  "completion",
  /^cert /,
  /^config /,
  /^context /,
];

/** A farm, a database and a server of one way's own, all alike, and the command line by that way. */
async function startWay(route: Route): Promise<CommandLine> {
  const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
  for (const name of ["pc-1", "pc-2", "ws-1"]) simulated.farm.startRender({ name });
  const afpools = commandLine();
  const { environment } = afpools;
  environment.AFPOOLS_AFANASY_SERVER = `127.0.0.1:${simulated.address.port}`;
  const store = environment.AFPOOLS_STORE ?? "";
  await afpools(["user", "add", "anna", "--role", "admin"]);
  const token = (await afpools(["token", "create", "test", "--user", "anna"])).out.trim();
  const daemon = await startDaemon({
    settings: {
      file: "none.json",
      environment: {},
      flags: {
        store,
        "server.port": 0,
        "server.httpPort": 0,
        "server.writes": "loopback",
        "afanasy.server": environment.AFPOOLS_AFANASY_SERVER,
        "log.level": "silent",
      },
    },
  });
  onTestFinished(async () => {
    await daemon.close();
    await simulated.stop();
  });
  if (route !== "store") delete environment.AFPOOLS_STORE;
  if (route === "protocol") environment.AFPOOLS_SERVER = `127.0.0.1:${daemon.address.port}`;
  if (route === "http") Object.assign(environment, { AFPOOLS_SERVER: daemon.url, AFPOOLS_TOKEN: token });
  return afpools;
}

/** What a command prints, without what is another at each run, and without the name of the way. */
async function printed(afpools: CommandLine, { line, input }: Step) {
  const words = Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, word]) => quoted ?? word ?? "");
  const { status, out, err } = await afpools(words, input);
  return { status, out: withoutChance(out), err: withoutChance(err) };
}

function withoutChance(text: string): unknown {
  const plain = text
    .replaceAll(/afp_\w{24}_[\w-]+/g, "SECRET")
    .replaceAll(/[0-9a-f]{24}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, "TIME")
    .replaceAll(/\b(protocol|api) 127\.0\.0\.1|\bcli\b/g, "WAY")
    .replaceAll(/ {2,}/g, "  ");
  return /^[[{]/.test(text) ? JSON.parse(plain) : plain;
}

it("every command does the same, and says the same, by each way to the pools", async () => {
  const ways = await Promise.all(routes.map(async (route) => [route, await startWay(route)] as const));
  const [[, onStore]] = ways as [readonly [Route, CommandLine]];
  for (const each of steps) {
    const expected = await printed(onStore, each);
    for (const [route, afpools] of ways.slice(1)) {
      const exception = each.but?.[route];
      if (exception !== undefined) {
        expect(JSON.stringify(await printed(afpools, each)), `${each.line}: ${route}`).toContain(exception);
        continue;
      }
      // The server's picture of the farm follows within a cycle; what only reads is looked at again until then.
      const isRead = /^(job list|explain|hosts?|plan|pool delete nuke -n)/.test(each.line);
      const same = async () =>
        expect(await printed(afpools, each), `${each.line}: ${route}`).toEqual(expected);
      await (isRead ? vi.waitFor(same, 20_000) : same());
    }
  }
}, 120_000);

it("every command is among those that are tried so, or is about this machine alone", () => {
  const tried = steps.map(({ line }) => line);
  const missing = leaves(commandTree())
    .map(({ path }) => path.join(" "))
    .filter((name) => !tried.some((line) => line === name || line.startsWith(`${name} `)))
    .filter((name) => !local.some((each) => (typeof each === "string" ? each === name : each.test(name))));
  expect(missing).toEqual([]);
});
