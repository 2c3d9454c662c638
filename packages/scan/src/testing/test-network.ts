import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "tsup";
import { collectOutput } from "../../../../tools/collect-output.js";
import type { HostServices } from "./network-host.js";

const run = promisify(execFile);
const ip = async (...words: string[]) => void (await run("ip", words));

type Program = ChildProcessByStdio<null, Readable, Readable>;

/** A machine of a {@link TestNetwork}. */
export interface TestHost {
  /** Resolves when somebody connects to it from now on. */
  connected(): Promise<void>;
}

/**
 * A network of its own: network namespaces, one a machine, on a switch that nothing else is on. Needs Linux and root; rejects
 * where namespaces cannot be made. To be closed, whatever happens.
 */
export class TestNetwork {
  readonly #name = `afp-${randomBytes(3).toString("hex")}`;
  readonly #namespaces: string[] = [];
  readonly #children: Program[] = [];
  readonly #subnet: string;
  #folder = "";

  /** @param subnet the network's first three bytes: a /24. */
  constructor(subnet: string) {
    this.#subnet = subnet;
  }

  /** The machine that tests run programs on; it asks itself for names. */
  get scanner(): string {
    return `${this.#subnet}.1`;
  }

  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), `${this.#name}-`));
    await writeFile(join(this.#folder, "resolv.conf"), "nameserver 127.0.0.1\n");
    await bundleHost(this.#folder);
    await this.#addNamespace("switch");
    await ip("-n", this.#in("switch"), "link", "add", "switch", "type", "bridge");
    await ip("-n", this.#in("switch"), "link", "set", "switch", "up");
    await this.#plugIn(1);
  }

  /** Adds a machine with this last byte of its address. */
  async addHost(last: number, services: HostServices = {}): Promise<TestHost> {
    await this.#plugIn(last);
    return this.serve(last, services);
  }

  /** Adds a machine that gets what is sent to it, but answers the scanner nothing: all goes into a network without others. */
  async addSilentHost(last: number): Promise<void> {
    await this.#plugIn(last);
    const namespace = this.#in(last);
    await ip("-n", namespace, "link", "add", "void", "type", "bridge");
    await ip("-n", namespace, "link", "set", "void", "up");
    await ip("-n", namespace, "route", "add", `${this.scanner}/32`, "dev", "void");
  }

  /** Starts services on a machine of the network. */
  async serve(last: number, services: HostServices): Promise<TestHost> {
    const script = join(this.#folder, "network-host.cjs");
    const child = this.#spawn(last, [process.execPath, script, JSON.stringify(services)]);
    const output = collectOutput(child.stdout);
    await output.until(/ready/);
    return { connected: async () => void (await output.until(/connection/, output.text().length)) };
  }

  /** Starts a program on the scanner. */
  start(words: readonly string[], environment: NodeJS.ProcessEnv): Program {
    // The namespace's program has a file system of its own, in which another name server can stand.
    const setUp = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
    return this.#spawn(1, ["sh", "-c", setUp, join(this.#folder, "resolv.conf"), ...words], environment);
  }

  /** Lets the scanner reach more addresses by the switch. */
  async widen(network: string): Promise<void> {
    await ip("-n", this.#in(1), "route", "add", network, "dev", "eth0");
  }

  async close(): Promise<void> {
    const ended = this.#children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit"));
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(ended);
    for (const namespace of this.#namespaces) await ip("netns", "delete", namespace);
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  #in(host: number | "switch"): string {
    return `${this.#name}-${host}`;
  }

  async #addNamespace(host: number | "switch"): Promise<void> {
    const namespace = this.#in(host);
    await ip("netns", "add", namespace);
    this.#namespaces.push(namespace);
    await ip("-n", namespace, "link", "set", "lo", "up");
  }

  async #plugIn(last: number): Promise<void> {
    const [namespace, switches] = [this.#in(last), this.#in("switch")];
    await this.#addNamespace(last);
    const port = `port${last}`;
    await ip("-n", switches, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    await ip("-n", switches, "link", "set", port, "master", "switch", "up");
    await ip("-n", namespace, "address", "add", `${this.#subnet}.${last}/24`, "dev", "eth0");
    await ip("-n", namespace, "link", "set", "eth0", "up");
  }

  #spawn(last: number, words: readonly string[], environment: NodeJS.ProcessEnv = process.env): Program {
    const child = spawn("ip", ["netns", "exec", this.#in(last), ...words], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    return child;
  }
}

/** Node 20 runs no TypeScript. */
async function bundleHost(folder: string): Promise<void> {
  await build({
    entry: [fileURLToPath(new URL("./network-host.ts", import.meta.url))],
    outDir: folder,
    format: "cjs",
    config: false,
    silent: true,
    target: "node20",
    noExternal: ["dns-packet"],
    esbuildOptions: (options) => {
      options.outExtension = { ".js": ".cjs" };
    },
  });
}
