import { expect, it } from "vitest";
import { describeTrouble } from "./describe-trouble.js";

it.each([
  ["tcp", "EMFILE", "Machines may be missed: this process may open no more sockets (EMFILE)."],
  ["mdns", "EMFILE", "Machines may be missed: this process may open no more sockets (EMFILE)."],
  ["tcp", "ENETUNREACH", "Machines may be missed: this machine has no way to that network (ENETUNREACH)."],
  ["netbios", "EPERM", "Machines may be missed: this machine's firewall does not let the scan out (EPERM)."],
  ["mdns", "ENOBUFS", "Machines may be missed: this machine's network tables are full (ENOBUFS)."],
  ["arp", "ENOENT", "Machines may be missed: the neighbour table cannot be asked (ENOENT)."],
  ["tcp", "EINVAL", "Machines may be missed: TCP cannot be asked (EINVAL)."],
  ["dns", "ETIMEOUT", "Names may be missing: the name servers do not answer (ETIMEOUT)."],
] as const)("a trouble of %s by %s says what it means", (source, code, message) => {
  expect(describeTrouble({ source, code })).toBe(message);
});
