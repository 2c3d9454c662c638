import { expect, test } from "vitest";
import { parseRequest } from "./parse-request.js";

const refusal = (message: Record<string, unknown>) => {
  const request = parseRequest(message);
  if (request.kind !== "refused") throw new Error(`not refused: ${JSON.stringify(request)}`);
  return request.error;
};

test("an unknown command is answered with those that there are", () => {
  const error = refusal({ version: 2, id: 1, command: "GET NODES" });
  expect(error.message).toContain('The command "GET NODES" is not known; there are HELLO, GET POOLS, ');
  expect(error.details.known).toContain("GET MASK");
});

test("messages name the argument and what is wrong with it", () => {
  const message = (command: string, args: unknown) => refusal({ version: 2, id: 1, command, args }).message;
  expect(message("GET POOL", { pool: 5 })).toBe(
    '"args.pool" of GET POOL is wrong: expected string, received number.',
  );
  expect(message("GET POOL", { pool: "gpu", hosts: true })).toBe(
    '"args.hosts" of GET POOL is wrong: not known here; there are pool.',
  );
  expect(message("HELLO", { pool: "gpu" })).toBe(
    '"args.pool" of HELLO is wrong: not known here; it takes none.',
  );
  expect(message("CREATE POOL", { author: "a", name: "n", hosts: [{}] })).toBe(
    '"args.hosts.0" of CREATE POOL is wrong: expected a host name, or an object with the texts name, engine, ip and port.',
  );
  expect(message("GET MASK", { expression: "gpu", form: "both" })).toContain(
    'expected one of "include"|"exclude"',
  );
});

test("a long wrong value is shown shortened", () => {
  const error = refusal({ version: 2, id: "x".repeat(5_000), command: "HELLO" });
  expect(error.message.length).toBeLessThan(250);
});
