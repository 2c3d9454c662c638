import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const run = promisify(execFile);

/** Two machines with a cable between them. */
export interface EmulatedLink {
  /** What makes a command run on the one machine, and on the other. */
  readonly server: readonly string[];
  readonly client: readonly string[];
  /** The server's address. */
  readonly address: string;
}

/**
 * A link of Ethernet as packets see it: MTU 1500, each packet of one TCP segment (no segmentation offload), sent no faster than
 * the rate. On loopback, what is written at once also arrives at once; here it does not. Needs Linux and root; rejects where
 * network namespaces or `tc` are not to be had. Gone after the test.
 *
 * @param rate as `tc` has it, such as `100mbit`
 */
export async function emulateLink(rate: string): Promise<EmulatedLink> {
  const name = `afp-${randomBytes(3).toString("hex")}`;
  const [server, client] = [`${name}-server`, `${name}-client`];
  for (const namespace of [server, client]) {
    await run("ip", ["netns", "add", namespace]);
    onTestFinished(async () => void (await run("ip", ["netns", "delete", namespace])));
  }
  const segments = ["mtu", "1500", "gso_max_segs", "1", "gso_max_size", "1514"];
  await run("ip", [
    ...["-n", server, "link", "add", "eth0", ...segments, "type", "veth"],
    ...["peer", "name", "eth0", "netns", client],
  ]);
  await run("ip", ["-n", client, "link", "set", "eth0", ...segments]);
  for (const [namespace, address] of [
    [server, "10.79.0.1"],
    [client, "10.79.0.2"],
  ] as const) {
    await run("ip", ["-n", namespace, "address", "add", `${address}/24`, "dev", "eth0"]);
    await run("ip", ["-n", namespace, "link", "set", "lo", "up"]);
    await run("ip", ["-n", namespace, "link", "set", "eth0", "up"]);
    const limits = ["rate", rate, "burst", "1600", "limit", "1mb"];
    await run("tc", ["-n", namespace, "qdisc", "add", "dev", "eth0", "root", "tbf", ...limits]);
  }
  const on = (namespace: string) => ["ip", "netns", "exec", namespace];
  return { server: on(server), client: on(client), address: "10.79.0.1" };
}
