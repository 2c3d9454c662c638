import { AfpoolsError } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Admission, type AdmittedConnection, type Slot } from "./admission.js";

class TestConnection implements AdmittedConnection {
  readonly address: string;
  evicted: string | undefined;

  constructor(address: string) {
    this.address = address;
  }

  evict(error: Error): void {
    this.evicted = error.message;
  }
}

function admit(admission: Admission<TestConnection>, address: string): Slot<TestConnection> {
  const slot = admission.admit(new TestConnection(address));
  if (slot instanceof AfpoolsError) throw slot;
  return slot;
}

describe("Admission", () => {
  it("lets the one give way that has waited for longest", () => {
    const admission = new Admission<TestConnection>({ connections: 3, connectionsPerAddress: 3 });
    const [first, second, third] = [admit(admission, "a"), admit(admission, "b"), admit(admission, "c")];
    first.setTurn("client");
    admit(admission, "d");
    expect([first, second, third].map(({ connection }) => connection.evicted)).toEqual([
      undefined,
      "This server takes at most 3 connections. Try again in a moment.",
      undefined,
    ]);
    expect(admission.size).toBe(3);
  });

  it("counts addresses apart: a full one takes nothing from the others", () => {
    const admission = new Admission<TestConnection>({ connections: 10, connectionsPerAddress: 2 });
    const greedy = admit(admission, "a");
    const other = admit(admission, "b");
    admit(admission, "a");
    admit(admission, "a");
    expect(greedy.connection.evicted).toContain("at most 2 connections from a");
    expect(other.connection.evicted).toBeUndefined();
    expect(admission.size).toBe(3);
  });

  it("spares those for whom the server works, and refuses the newcomer when these are all", () => {
    const admission = new Admission<TestConnection>({ connections: 2, connectionsPerAddress: 2 });
    const working = admit(admission, "a");
    working.setTurn("server");
    const waiting = admit(admission, "b");
    const next = admit(admission, "c");
    expect([working, waiting].map(({ connection }) => connection.evicted)).toEqual([
      undefined,
      expect.any(String),
    ]);
    next.setTurn("server");
    expect(admission.admit(new TestConnection("a"))).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    expect(new Set(admission.connections())).toEqual(new Set([working.connection, next.connection]));
    working.setTurn("client");
    admit(admission, "d");
    expect(working.connection.evicted).toBeDefined();
  });

  it("forgets who has left, however often they leave", () => {
    const admission = new Admission<TestConnection>({ connections: 2, connectionsPerAddress: 1 });
    const slot = admit(admission, "a");
    const neighbour = admit(admission, "b");
    slot.free();
    slot.setTurn("client");
    slot.free();
    expect(admission.size).toBe(1);
    const next = admit(admission, "a");
    slot.free();
    expect(admission.connections()).toEqual([neighbour.connection, next.connection]);
    admit(admission, "a");
    expect(next.connection.evicted).toContain("at most 1 connections from a");
  });

  it("keeps nothing of an address whose last connection has left or was ended", () => {
    const admission = new Admission<TestConnection>({ connections: 2, connectionsPerAddress: 2 });
    const [first, second] = [admit(admission, "a"), admit(admission, "a")];
    first.free();
    expect(admission.addresses).toBe(1);
    second.free();
    expect(admission.addresses).toBe(0);
    for (const address of ["b", "c", "d", "e"]) admit(admission, address);
    expect(admission.addresses).toBe(2);
  });
});
