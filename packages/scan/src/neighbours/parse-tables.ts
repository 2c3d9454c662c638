import { parseIpv4 } from "../targets/ipv4.js";
import { type Neighbour, parseMac } from "./neighbour.js";

/** The bit of an entry in Linux' table whose MAC address is known: `ATF_COM`. */
const complete = 0x2;

/** Reads Linux' `/proc/net/arp`. Lines that are not understood are left out, here as in the other tables. */
export function parseProcNetArp(text: string): Neighbour[] {
  return lines(text).flatMap((line) => {
    const [address = "", , flags = "", mac = ""] = line.split(/\s+/);
    return (Number(flags) & complete) === 0 ? [] : neighbour(address, mac);
  });
}

/** Reads what `ip neigh` prints on Linux. */
export function parseIpNeigh(text: string): Neighbour[] {
  return lines(text).flatMap((line) => {
    const words = line.split(/\s+/);
    if (words.includes("FAILED") || words.includes("INCOMPLETE")) return [];
    return neighbour(words[0] ?? "", words[words.indexOf("lladdr") + 1] ?? "");
  });
}

/** Reads what `arp -a` prints on macOS, BSD and Windows, in whatever language. */
export function parseArp(text: string): Neighbour[] {
  return lines(text).flatMap((line) => {
    const match = /(?:^|\()([\d.]+)\)?\s+(?:at\s+)?([\da-f:-]+)\b/i.exec(line);
    return neighbour(match?.[1] ?? "", match?.[2] ?? "");
  });
}

function neighbour(address: string, macText: string): Neighbour[] {
  const mac = parseMac(macText);
  return mac === undefined || parseIpv4(address) === undefined ? [] : [{ address, mac }];
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}
