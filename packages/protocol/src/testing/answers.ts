import type { CommandName, CommandResult } from "../commands/commands.js";

const described = {
  id: "65f000000000000000000001",
  name: "gpu",
  description: "",
  rules: ["lt-*"],
  revision: 2,
  changedBy: "anna",
  changedAt: "2026-01-02T03:04:05.000Z",
};

const pool = { ...described, hosts: [{ name: "pc-01", engine: "", ip: "", port: "" }] };

const change = {
  id: "65f0000000000000000000aa",
  kind: "update",
  poolId: described.id,
  poolName: "gpu",
  revision: 2,
  diff: { rules: { removed: [], added: ["lt-*"] } },
  by: "anna",
  origin: "protocol 127.0.0.1",
  at: "2026-01-02T03:04:05.000Z",
} as const;

const write = { pool, change, already: ["pc-01"], absent: [] };

/** A right answer to each command. */
export const answers: { readonly [C in CommandName]: CommandResult<C> } = {
  HELLO: {
    server: "afpools",
    serverVersion: "1.0.0",
    versions: [1, 2],
    commands: ["HELLO"],
    snapshot: { pools: 1, age: 35, away: "The pool database sqlite:/pools.db cannot be used: it is gone." },
    farm: { known: true, hosts: 3, online: 2 },
    writes: true,
  },
  "GET POOLS": { pools: [{ ...described, hosts: ["pc-01", "lt-01"], online: 1 }] },
  "GET POOL": {
    pool: {
      ...described,
      named: ["pc-01"],
      members: [
        { name: "pc-01", online: false, by: "name" },
        { name: "lt-01", online: true, by: "rule", rule: "lt-*" },
      ],
    },
  },
  "GET HOSTS": { farm: false, hosts: [{ name: "pc-01", online: null, pools: ["gpu"] }] },
  "GET FARM": {
    hosts: [{ name: "pc-01", online: true, tasks: 2, held: null, nativePool: "/" }],
  },
  "GET MASK": {
    plan: {
      fields: { hosts_mask: "lt-01|pc-01", hosts_mask_exclude: "", hosts_mask_type: "regex" },
      form: "include",
      dialect: "3.4",
      hosts: ["lt-01", "pc-01"],
      online: 1,
      exact: true,
      why: "The hosts mask names the hosts of the expression.",
      warnings: [{ code: "HOSTS_UNKNOWN", message: "afserver does not know pc-01.", subjects: ["pc-01"] }],
    },
  },
  "PLAN JOB": {
    job: {
      hosts_mask: "lt-01|pc-01|#1f3870be",
      hosts_mask_type: "regex",
      annotation: "pool: gpu",
      description: "afpools:1?on=gpu&by=mask",
    },
    blocks: [{ number: 1, change: { hosts_mask: ",pc,|(pc).*" } }],
    plan: {
      enforcement: "mask",
      form: "include",
      hosts: ["lt-01", "pc-01"],
      online: 1,
      exact: true,
      why: "The hosts mask names the hosts of the expression.",
      warnings: [],
    },
  },
  "GET HISTORY": { changes: [change] },
  "CREATE POOL": write,
  "UPDATE POOL": write,
  "DELETE POOL": { ...write, pool: null },
  "CHANGE POOLS": { writes: [write] },
  "UNDO CHANGE": { ...write, change: null, others: [write] },
};
