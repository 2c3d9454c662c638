import { expect, it, vi } from "vitest";
import { differenceJson, KeyedJson } from "./keyed-json.js";

const show = vi.fn(({ name, online }: { name: string; online: boolean }) => ({ name, online }));
const start = () => new KeyedJson((host: { name: string; online: boolean }) => host.name, show);

it("tells what came, what differs and what is gone, and nothing of the rest", () => {
  const hosts = start();
  const [a, b, c] = ["a", "b", "c"].map((name) => ({ name, online: true }));
  if (!a || !b || !c) throw new Error("There are three.");
  expect(hosts.take([a, b])).toEqual({
    changed: ['{"name":"a","online":true}', '{"name":"b","online":true}'],
    gone: [],
  });
  expect(hosts.take([a, b])).toBeUndefined();
  expect(hosts.take([{ ...b, online: false }, c])).toEqual({
    changed: ['{"name":"b","online":false}', '{"name":"c","online":true}'],
    gone: ["a"],
  });
  expect(JSON.parse(hosts.json)).toEqual([{ ...b, online: false }, c]);
});

it("does not look at what is the same, and not tell what is alike", () => {
  const hosts = start();
  const all = [{ name: "a", online: true }];
  hosts.take(all);
  show.mockClear();
  hosts.take(all);
  expect(show).not.toHaveBeenCalled();
  expect(hosts.take(structuredClone(all))).toBeUndefined();
});

it("is JSON", () => {
  expect(JSON.parse(differenceJson({ changed: ['{"a":1}', "2"], gone: ["x"] }))).toEqual({
    changed: [{ a: 1 }, 2],
    gone: ["x"],
  });
});
