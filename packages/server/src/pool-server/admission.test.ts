import { describe, expect, it } from "vitest";
import { Admission, type Guest } from "./admission.js";

class TestGuest implements Guest {
  readonly address: string;
  evicted: string | undefined;

  constructor(address = "10.0.0.1") {
    this.address = address;
  }

  evict(error: Error): void {
    this.evicted = error.message;
  }
}

function admitted(admission: Admission<TestGuest>, ...addresses: (string | undefined)[]): TestGuest[] {
  return addresses.map((address) => {
    const guest = new TestGuest(address);
    expect(admission.admit(guest)).toBeUndefined();
    return guest;
  });
}

describe("Admission", () => {
  it("lets the one give way that has waited for longest", () => {
    const admission = new Admission<TestGuest>({ connections: 3, connectionsPerAddress: 3 });
    const [first, second, third] = admitted(admission, "a", "b", "c");
    if (first) admission.setTurn(first, "client");
    admitted(admission, "d");
    expect([first, second, third].map((guest) => guest?.evicted)).toEqual([
      undefined,
      "This server takes at most 3 connections. Try again in a moment.",
      undefined,
    ]);
    expect(admission.guests.size).toBe(3);
  });

  it("counts addresses apart: a full one takes nothing from the others", () => {
    const admission = new Admission<TestGuest>({ connections: 10, connectionsPerAddress: 2 });
    const [greedy, other] = admitted(admission, "a", "b");
    admitted(admission, "a", "a");
    expect(greedy?.evicted).toContain("at most 2 connections from a");
    expect(other?.evicted).toBeUndefined();
    expect(admission.guests.size).toBe(3);
  });

  it("spares those for whom the server works, and refuses the newcomer when these are all", () => {
    const admission = new Admission<TestGuest>({ connections: 2, connectionsPerAddress: 2 });
    const [working, waiting] = admitted(admission, "a", "b");
    if (working) admission.setTurn(working, "server");
    admitted(admission, "c");
    expect([working?.evicted, waiting?.evicted]).toEqual([undefined, expect.any(String)]);
    const single = new Admission<TestGuest>({ connections: 1, connectionsPerAddress: 1 });
    const [busy] = admitted(single, "a");
    if (busy) single.setTurn(busy, "server");
    expect(single.admit(new TestGuest("a"))).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    expect(single.admit(new TestGuest("b"))).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    expect(single.guests.size).toBe(1);
  });

  it("forgets who has left, however often they leave", () => {
    const admission = new Admission<TestGuest>({ connections: 2, connectionsPerAddress: 1 });
    const [guest] = admitted(admission, "a");
    if (!guest) throw new Error("not admitted");
    admission.leave(guest);
    admission.leave(guest);
    admission.setTurn(guest, "client");
    expect(admission.guests.size).toBe(0);
    const [next] = admitted(admission, "a", "b");
    expect(guest.evicted ?? next?.evicted).toBeUndefined();
  });
});
