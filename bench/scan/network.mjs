// A network of its own: network namespaces on a switch. 10.77.0.1 scans; the others refuse whatever comes, or are silent.
import { execFileSync } from "node:child_process";

const prefix = `afp-bench-${process.pid}`;
const ip = (...words) => execFileSync("ip", words);

/** Makes machines with these last bytes of their addresses. To be taken away, whatever happens. */
export function makeNetwork({ refusing, silent }) {
  const namespaces = [];
  const remove = () => {
    for (const namespace of namespaces) ip("netns", "delete", namespace);
  };
  const addNamespace = (name) => {
    ip("netns", "add", `${prefix}-${name}`);
    namespaces.push(`${prefix}-${name}`);
    ip("-n", `${prefix}-${name}`, "link", "set", "lo", "up");
  };
  const plugIn = (last) => {
    const [own, switches] = [`${prefix}-${last}`, `${prefix}-switch`];
    addNamespace(last);
    ip("-n", switches, "link", "add", `port${last}`, "type", "veth", "peer", "name", "eth0", "netns", own);
    ip("-n", switches, "link", "set", `port${last}`, "master", "switch", "up");
    ip("-n", own, "address", "add", `10.77.0.${last}/24`, "dev", "eth0");
    ip("-n", own, "link", "set", "eth0", "up");
  };
  try {
    addNamespace("switch");
    ip("-n", `${prefix}-switch`, "link", "add", "switch", "type", "bridge");
    ip("-n", `${prefix}-switch`, "link", "set", "switch", "up");
    for (const last of [1, ...refusing, ...silent]) plugIn(last);
    for (const last of silent) {
      const own = `${prefix}-${last}`;
      ip("-n", own, "link", "add", "void", "type", "bridge");
      ip("-n", own, "link", "set", "void", "up");
      ip("-n", own, "route", "add", "10.77.0.1/32", "dev", "void");
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { scanner: `${prefix}-1`, remove };
}
