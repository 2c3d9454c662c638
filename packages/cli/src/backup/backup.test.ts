import type { Credential } from "@afpools/core";
import { newCredentialFields } from "@afpools/core/internal";
import { expect, it } from "vitest";
import { keptTokens } from "./backup.js";

const credential = (id: string, kind: Credential["kind"], madeWith: readonly string[] = []): Credential => ({
  id,
  kind,
  hash: "00",
  user: "anna",
  userId: "u",
  createdAt: "2026-01-01T12:00:00.000Z",
  ...newCredentialFields,
  madeWith,
});

it("a backup keeps the tokens that are good, and of what they were made with the tokens", () => {
  const kept = keptTokens([
    credential("session", "session"),
    credential("link", "link", ["session"]),
    credential("a", "token", ["session"]),
    credential("b", "token", ["session", "a"]),
    credential("revoked with what is gone", "token", ["session", "gone"]),
  ]);
  expect(kept.map(({ id, madeWith }) => [id, madeWith])).toEqual([
    ["a", []],
    ["b", ["a"]],
  ]);
});
