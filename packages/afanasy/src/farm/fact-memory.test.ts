import { expect, it } from "vitest";
import { measuredPart, readOnlyMemory, withMemory } from "./fact-memory.js";

const said = { cores: 8, ram: 64e9, users: ["anna"] };

it("a host that measured nothing has what it measured last, and what is known of it otherwise", () => {
  const host = { name: "pc-1", online: false, facts: { os: "linux", properties: ["fx"] } };
  const recall = (name: string) => (name === "pc-1" ? said : undefined);
  expect(withMemory(host, recall).facts).toEqual({ ...said, os: "linux", properties: ["fx"] });
  expect(withMemory({ name: "pc-1", online: false }, recall)).toEqual({
    name: "pc-1",
    online: false,
    facts: said,
  });
  expect(withMemory({ name: "pc-2", online: false }, recall)).toEqual({ name: "pc-2", online: false });
});

it("nothing old is put beside what a host measured now: it may be another machine", () => {
  const host = { name: "pc-1", online: true, facts: { os: "windows", ram: 32e9 } };
  expect(withMemory(host, () => said)).toBe(host);
});

it("only what a machine measures is remembered, and only where it did", () => {
  expect(measuredPart({ ...said, os: "linux", properties: ["fx"], services: { disabled: [] } })).toEqual(
    said,
  );
  expect(measuredPart({ os: "linux", cores: 8 })).toBeUndefined();
  expect(measuredPart(undefined)).toBeUndefined();
});

it("what changes too often counts as it is remembered, until the time that the memory says", () => {
  const kept = { ...said, keptUntil: "2026-01-01T12:00:00.000Z" };
  const host = { name: "pc-1", online: true, facts: { os: "linux", ram: 7, gpu: "B" } };
  const at = Date.parse(kept.keptUntil);
  expect(withMemory(host, () => kept, at - 1).facts).toEqual({ os: "linux", ...kept });
  expect(withMemory(host, () => kept, at)).toBe(host);
  expect(withMemory({ name: "pc-1", online: false }, () => kept, at)).toMatchObject({ facts: said });
  const { note } = readOnlyMemory(() => ({ ...said, keptUntil: "2999-01-01T12:00:00.000Z" }));
  expect(note("pc-1", { ram: 7 })).toMatchObject(said);
  expect(readOnlyMemory(() => said).note("pc-1", { ram: 7 })).toEqual({ ram: 7 });
});
