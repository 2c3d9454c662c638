import { AfpoolsError } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Admission, type Guest, type Seat } from "./admission.js";

class TestGuest implements Guest {
  readonly address: string;
  evicted: string | undefined;

  constructor(address: string) {
    this.address = address;
  }

  evict(error: Error): void {
    this.evicted = error.message;
  }
}

function admit(admission: Admission<TestGuest>, address: string): Seat<TestGuest> {
  const seat = admission.admit(new TestGuest(address));
  if (seat instanceof AfpoolsError) throw seat;
  return seat;
}

describe("Admission", () => {
  it("lets the one give way that has waited for longest", () => {
    const admission = new Admission<TestGuest>({ connections: 3, connectionsPerAddress: 3 });
    const [first, second, third] = [admit(admission, "a"), admit(admission, "b"), admit(admission, "c")];
    first.setTurn("client");
    admit(admission, "d");
    expect([first, second, third].map(({ guest }) => guest.evicted)).toEqual([
      undefined,
      "This server takes at most 3 connections. Try again in a moment.",
      undefined,
    ]);
    expect(admission.size).toBe(3);
  });

  it("counts addresses apart: a full one takes nothing from the others", () => {
    const admission = new Admission<TestGuest>({ connections: 10, connectionsPerAddress: 2 });
    const greedy = admit(admission, "a");
    const other = admit(admission, "b");
    admit(admission, "a");
    admit(admission, "a");
    expect(greedy.guest.evicted).toContain("at most 2 connections from a");
    expect(other.guest.evicted).toBeUndefined();
    expect(admission.size).toBe(3);
  });

  it("spares those for whom the server works, and refuses the newcomer when these are all", () => {
    const admission = new Admission<TestGuest>({ connections: 2, connectionsPerAddress: 2 });
    const working = admit(admission, "a");
    working.setTurn("server");
    const waiting = admit(admission, "b");
    const next = admit(admission, "c");
    expect([working, waiting].map(({ guest }) => guest.evicted)).toEqual([undefined, expect.any(String)]);
    next.setTurn("server");
    expect(admission.admit(new TestGuest("a"))).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    expect(new Set(admission.guests())).toEqual(new Set([working.guest, next.guest]));
    working.setTurn("client");
    admit(admission, "d");
    expect(working.guest.evicted).toBeDefined();
  });

  it("forgets who has left, however often they leave", () => {
    const admission = new Admission<TestGuest>({ connections: 2, connectionsPerAddress: 1 });
    const seat = admit(admission, "a");
    const neighbour = admit(admission, "b");
    seat.leave();
    seat.setTurn("client");
    seat.leave();
    expect(admission.size).toBe(1);
    const next = admit(admission, "a");
    seat.leave();
    expect(admission.guests()).toEqual([neighbour.guest, next.guest]);
    admit(admission, "a");
    expect(next.guest.evicted).toContain("at most 1 connections from a");
  });
});
