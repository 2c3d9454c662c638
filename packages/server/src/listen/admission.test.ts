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

  it("first ends one on which everything is said, the oldest of them", () => {
    const admission = new Admission<TestConnection>({ connections: 4, connectionsPerAddress: 4 });
    const [waiting, second, first] = [admit(admission, "a"), admit(admission, "b"), admit(admission, "c")];
    const back = admit(admission, "d");
    first.setTurn("ended");
    second.setTurn("ended");
    back.setTurn("ended");
    back.setTurn("client");
    for (const _ of [1, 2, 3]) admit(admission, "e").setTurn("server");
    expect([waiting, second, first, back].map(({ connection }) => Boolean(connection.evicted))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(admission.size).toBe(4);
  });

  it("first ends one of the same address on which everything is said, where that has too many", () => {
    const admission = new Admission<TestConnection>({ connections: 10, connectionsPerAddress: 2 });
    const elsewhere = admit(admission, "b");
    elsewhere.setTurn("ended");
    const waiting = admit(admission, "a");
    const over = admit(admission, "a");
    over.setTurn("ended");
    admit(admission, "a");
    expect([elsewhere, waiting, over].map(({ connection }) => Boolean(connection.evicted))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("takes from the address that lets it wait most, however long others have waited", () => {
    const admission = new Admission<TestConnection>({ connections: 5, connectionsPerAddress: 5 });
    const patient = admit(admission, "good");
    const busy = [admit(admission, "busy"), admit(admission, "busy")];
    for (const slot of busy) slot.setTurn("server");
    const greedy = [admit(admission, "greedy"), admit(admission, "greedy")];
    const evicted = () => [patient, ...busy, ...greedy].map(({ connection }) => Boolean(connection.evicted));
    admit(admission, "new");
    expect(evicted()).toEqual([false, false, false, true, false]);
    // Now one each waits: who has waited longest.
    admit(admission, "newer");
    expect(evicted()).toEqual([true, false, false, true, false]);
    for (const slot of busy) slot.setTurn("client");
    admit(admission, "newest");
    expect(evicted()).toEqual([true, true, false, true, false]);
  });

  it("knows which address lets it wait most, however connections come, change and go", () => {
    const full = new Admission<TestConnection>({ connections: 12, connectionsPerAddress: 12 });
    const few = ["a", "b", "c"].map((address) => admit(full, address));
    const many = Array.from({ length: 9 }, () => admit(full, "d"));
    for (const slot of many) slot.setTurn("server");
    for (const slot of many.slice(0, 5)) slot.setTurn("client");
    for (const slot of many.slice(0, 5)) slot.free();
    expect(full.size).toBe(7);
    for (const slot of few) slot.free();
    expect([full.size, full.addresses]).toEqual([4, 1]);
    for (let more = 0; more < 8; more += 1) admit(full, "e");
    admit(full, "f");
    expect(full.connections().filter(({ address }) => address === "e")).toHaveLength(7);
    expect(many.some(({ connection }) => connection.evicted)).toBe(false);
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
