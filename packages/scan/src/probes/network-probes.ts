import { Resolver } from "node:dns/promises";
import { decodeNodeStatusResponse, encodeNodeStatusRequest, type NodeStatus } from "../codecs/node-status.js";
import { decodeReverseAnswer, encodeReverseQuery } from "../codecs/reverse-query.js";
import { NeighbourTable } from "../neighbours/neighbour-table.js";
import { readNeighbours } from "../neighbours/read-neighbours.js";
import { askUdp, type UdpQuestion } from "./ask-udp.js";
import { knock } from "./knock.js";
import type { Probes, ProbeTrouble } from "./probes.js";
import { ReverseLookup } from "./reverse-lookup.js";

export interface ProbeSettings {
  readonly tcpPorts: readonly number[];
  readonly netbiosPort: number;
  readonly mdnsPort: number;
  /** How long a machine may take to answer, in ms. */
  readonly answerMs: number;
  /** How long the name servers may take for one address, in ms. */
  readonly dnsMs: number;
  /** The least time from one reading of the neighbour table to the next, in ms. */
  readonly tableMs: number;
  readonly resolver: Resolver;
}

/**
 * A machine without a firewall refuses whatever it does not take, so any port finds it. These are the ones that are mostly let
 * through where all else is silent: SSH, a web server, Windows' RPC, file server, remote desktop and discovery, screen sharing
 * (macOS, VNC), afserver. Afanasy's render listens on none.
 */
const tcpPorts = [22, 80, 135, 445, 3389, 5357, 5900, 51000] as const;

export function defaultProbeSettings(): ProbeSettings {
  const dnsMs = 2_000;
  return {
    tcpPorts,
    netbiosPort: 137,
    mdnsPort: 5353,
    // After 1 s systems ask once more, for a connection and for who has an address: what was lost is found then.
    answerMs: 1_500,
    dnsMs,
    tableMs: 200,
    // After half of the time the next name server is asked.
    resolver: new Resolver({ timeout: dnsMs / 2, tries: 3 }),
  };
}

/** Asks the network. All sockets are closed when the signal is raised. */
export function networkProbes(
  settings: ProbeSettings,
  signal: AbortSignal,
  onTrouble: (trouble: ProbeTrouble) => void,
): Probes {
  const { tcpPorts: ports, answerMs: timeoutMs } = settings;
  const troubleOf = (source: ProbeTrouble["source"]) => (code: string) => onTrouble({ source, code });
  const netbios: UdpQuestion<NodeStatus> = {
    port: settings.netbiosPort,
    encode: (_address, id) => encodeNodeStatusRequest(id),
    decode: (packet, _address, id) => decodeNodeStatusResponse(packet, id),
  };
  const mdns: UdpQuestion<string> = {
    port: settings.mdnsPort,
    encode: encodeReverseQuery,
    decode: decodeReverseAnswer,
  };
  const table = new NeighbourTable(() => readNeighbours(signal), settings.tableMs, signal);
  const dns = new ReverseLookup({
    resolver: settings.resolver,
    timeoutMs: settings.dnsMs,
    onTrouble: troubleOf("dns"),
  });
  signal.addEventListener("abort", () => dns.close(), { once: true });
  return {
    answersTcp: (address) => knock(address, { ports, timeoutMs, signal, onTrouble: troubleOf("tcp") }),
    nodeStatus: (address) => askUdp(address, netbios, { timeoutMs, signal, onTrouble: troubleOf("netbios") }),
    mdnsName: (address) => askUdp(address, mdns, { timeoutMs, signal, onTrouble: troubleOf("mdns") }),
    neighbour: async (address) => {
      try {
        return (await table.current()).get(address);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!signal.aborted) onTrouble({ source: "arp", code: String(code) });
        return undefined;
      }
    },
    dnsNames: (address) => dns.names(address),
  };
}
