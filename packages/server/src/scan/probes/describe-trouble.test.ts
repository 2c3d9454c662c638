import { expect, it } from "vitest";
import { describeTrouble } from "./describe-trouble.js";

it.each([
  ["tcp", "EMFILE", "Machines may be missed: this process may open no more sockets (TCP: EMFILE)."],
  [
    "tcp",
    "ENETUNREACH",
    "Machines may be missed: this machine has no way to that network (TCP: ENETUNREACH).",
  ],
  [
    "netbios",
    "EPERM",
    "Machines may be missed: this machine's firewall does not let the scan out (NetBIOS: EPERM).",
  ],
  ["arp", "ENOENT", "Machines may be missed: it cannot be asked (the neighbour table: ENOENT)."],
  [
    "mdns",
    "ENOBUFS",
    "Machines may be missed: this machine's network tables are full (multicast DNS: ENOBUFS).",
  ],
  ["dns", "ETIMEOUT", "Names may be missing: the name servers do not answer (DNS: ETIMEOUT)."],
] as const)("a trouble of %s by %s says what it means", (source, code, message) => {
  expect(describeTrouble({ source, code })).toBe(message);
});
