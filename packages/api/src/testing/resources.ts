import type { Render } from "../resources/host.js";
import type { Job } from "../resources/job.js";
import type { Pool } from "../resources/pool.js";
import type { Status } from "../resources/status.js";

/** A pool; its id is made of `number`. */
export function aPool(name: string, hosts: readonly string[], number = 1): Pool {
  return {
    id: number.toString(16).padStart(24, "0"),
    name,
    description: "",
    hosts,
    rules: [],
    revision: 1,
    changedBy: "anna",
    changedAt: "2026-01-02T03:04:05.000Z",
  };
}

export function aRender(name: string): Render {
  return {
    name,
    online: true,
    tasks: 0,
    jobs: [],
    held: null,
    nativePool: "/",
    address: "10.0.0.1",
    engine: "3.4.1",
    facts: { os: "unix linux 64", cores: 8, ram: 16e9, gpu: "", users: [] },
  };
}

export function aJob(serial: number, name: string): Job {
  return {
    id: serial,
    serial,
    name,
    user: "anna",
    state: ["RDY"],
    pool: "gpu",
    enforcement: "mask",
    status: "following",
    why: null,
    stopped: null,
    hosts: 1,
    online: 1,
  };
}

export function aStatus(): Status {
  return {
    version: "0.0.0",
    instance: "one",
    startedAt: "2026-01-02T03:04:05.000Z",
    pools: 2,
    store: { kind: "memory", location: "memory:", known: true, away: null },
    afserver: { state: "none", address: null, reason: null },
    farm: { known: true, hosts: 2, online: 2 },
    jobs: { dialect: "3.4", enforcement: "mask", keepsProperties: false },
    protocol: { host: "127.0.0.1", port: 9999, tls: "off", writes: "off" },
    reconciler: null,
  };
}
