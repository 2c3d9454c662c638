import { type Pool, poolHost } from "@afpools/core";
import { hostileHours, hostileNames } from "./hostile-texts.js";

/** Pools as they stand in a database into which anybody wrote anything. */
export interface HostilePools {
  readonly name: string;
  readonly pools: readonly Pool[];
}

let made = 0;

function pool(name: string, more: Partial<Pool> = {}): Pool {
  made += 1;
  return {
    id: String(made).padStart(24, "0"),
    name,
    description: "",
    hosts: [],
    rules: [],
    revision: 1,
    changedBy: "eve",
    changedAt: "2026-01-01T12:00:00.000Z",
    ...more,
  };
}

const hosts = (count: number, nameOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => poolHost(nameOf(index)));

export const storeInputs: readonly HostilePools[] = [
  {
    name: "200 rules of many stars",
    pools: [pool("x", { rules: Array.from({ length: 200 }, (_, n) => `*${n % 10}*h*${n}*0*`) })],
  },
  { name: "2,000 hosts", pools: [pool("x", { hosts: hosts(2_000, (n) => `host-${n}`) })] },
  { name: "the same host 20,000 times", pools: [pool("x", { hosts: hosts(20_000, () => "h0001") })] },
  {
    name: "a host in 10,000 spellings",
    pools: [
      pool("x", {
        hosts: hosts(10_000, (n) =>
          [..."abcdefghijklmn"].map((letter, at) => ((n >> at) & 1 ? letter.toUpperCase() : letter)).join(""),
        ),
      }),
    ],
  },
  {
    name: "irregular names of 250 characters",
    pools: [pool("x", { hosts: hosts(300, (n) => `${(n * 7_919) % 10_007}`.repeat(60).slice(0, 250)) })],
  },
  { name: "hosts with hostile names", pools: [pool("x", { hosts: hostileNames.map(poolHost) })] },
  { name: "pools with hostile names", pools: hostileNames.map((name) => pool(name)) },
  { name: "5,000 pools", pools: Array.from({ length: 5_000 }, (_, n) => pool(`pool ${n}`)) },
  {
    name: "2,000 pools of which each names the next, in a circle",
    pools: Array.from({ length: 2_000 }, (_, n) =>
      pool(`next ${n}`, { rules: [`"next ${(n + 1) % 2_000}"`] }),
    ),
  },
  {
    name: "2,000 pools of which each names the next, and the last one hosts",
    pools: Array.from({ length: 2_000 }, (_, n) =>
      pool(`next ${n}`, { rules: [n === 1_999 ? "h0001" : `"next ${n + 1}"`] }),
    ),
  },
  {
    name: "200 rules of many hours and exceptions",
    pools: [pool("x", { rules: Array.from({ length: 200 }, (_, n) => hostileHours(n)) })],
  },
  {
    name: "500 holds",
    pools: [
      pool("x", { hosts: hosts(500, (n) => `h${n}`) }),
      ...Array.from({ length: 500 }, (_, n) => pool(`hold:${n}`, { hosts: [poolHost(`h${n}`)] })),
    ],
  },
  { name: "5,000 pools of one name", pools: Array.from({ length: 5_000 }, () => pool("x")) },
  { name: "a description of 1 MB", pools: [pool("x", { description: "a".repeat(1_000_000) })] },
  {
    name: "revisions and times that are none",
    pools: [pool("x", { revision: Number.NaN, changedAt: "never", changedBy: "\u001b[2J" })],
  },
];
