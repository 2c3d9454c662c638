import { finish } from "@afpools/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "./read-answer.js";

const read = (text: string) => finish(readAnswer(Buffer.from(text)));

/** A listing as afserver writes it, with this text for a block's mask and nothing escaped. */
function listing(mask: string, end = "") {
  return `{"jobs":[\n{"name":"a\\"b",\n"id":2,\n"serial":1,\n"user_name":"alice",\n"blocks":[\n{\n"name":"b",\n"hosts_mask":"${mask}",\n"block_num":0${end}\n}]\n}]\n}`;
}

const mended = (mask: string) => ({
  jobs: [
    {
      name: 'a"b',
      id: 2,
      serial: 1,
      user_name: "alice",
      blocks: [{ name: "b", hosts_mask: mask, block_num: 0 }],
    },
  ],
});

describe("readAnswer", () => {
  it("leaves JSON that is right as it is", () => {
    expect(read(listing("pc-1|pc-2"))).toEqual(mended("pc-1|pc-2"));
    expect(read("[1]")).toEqual([1]);
  });

  it.each(["node\\.a", 'a"b', "tab\there", "two\nlines", 'all \\d "of" \t them\n', '","', "\\"])(
    "mends %j in a text that afserver does not escape",
    (mask) => expect(read(listing(mask))).toEqual(mended(mask)),
  );

  it("mends the last member of an object, and a first one", () => {
    expect(read('{"name":"a\\.b",\n"id":1,\n"user_name":"DOM\\x"}')).toEqual({
      name: "a\\.b",
      id: 1,
      user_name: "DOM\\x",
    });
    expect(read('{"renders":[{"tasks":[\n1\n],"name":"p\\.c",\n"x":1}]}')).toEqual({
      renders: [{ tasks: [1], name: "p\\.c", x: 1 }],
    });
  });

  it("does not escape twice what only has a raw control character", () => {
    expect(read('{"jobs":[{\n"hosts_mask":"a\\\\.b\t",\n"id":1}]}')).toEqual({
      jobs: [{ hosts_mask: "a\\.b\t", id: 1 }],
    });
  });

  it("mends names of native pools, a line each", () => {
    expect(read('{"jobs":[\n{\n"id":2,\n"pools":{\n"/a"b":10,\n"/c\\d":-100\n},\n"serial":1\n}\n]}')).toEqual(
      {
        jobs: [{ id: 2, pools: { '/a"b': 10, "/c\\d": -100 }, serial: 1 }],
      },
    );
  });

  it("mends the tasks of a render, which stand on one line with their texts unescaped", () => {
    const task = (user: string, job: string) =>
      `{"name":"frame "1"","service":"generic","capacity":1000,"user_name":"${user}","job_name":"${job}","job_id":2,"task_num":0}`;
    const answer = `{"renders":[\n{\n"tasks_percents":[-1,\n5\n],\n"name":"pc-1",\n"id":1,\n"tasks":[${task("DOM\\alice", 'the "best" job')},\n${task("bob", "x")}\n]\n}\n]}`;
    expect(read(answer)).toEqual({
      renders: [
        {
          tasks_percents: [-1, 5],
          name: "pc-1",
          id: 1,
          tasks: [
            {
              name: 'frame "1"',
              service: "generic",
              capacity: 1000,
              user_name: "DOM\\alice",
              job_name: 'the "best" job',
              job_id: 2,
              task_num: 0,
            },
            {
              name: 'frame "1"',
              service: "generic",
              capacity: 1000,
              user_name: "bob",
              job_name: "x",
              job_id: 2,
              task_num: 0,
            },
          ],
        },
      ],
    });
  });

  it("mends any mask without a line break", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("", ',\n"p_percentage":10'), (mask, end) => {
        fc.pre(!/[\n\r]/.test(mask));
        const job = mended(mask).jobs[0];
        const text = listing(mask, end);
        let expected = job?.blocks[0]?.hosts_mask;
        try {
          // What happens to be JSON is not broken, and then means what it says.
          expected = JSON.parse(text).jobs[0].blocks[0].hosts_mask;
        } catch {
          const controlled = mask.replace(/[^ -\uffff]/g, (character) =>
            JSON.stringify(character).slice(1, -1),
          );
          try {
            expected = JSON.parse(`"${controlled}"`);
          } catch {}
        }
        expect(read(text)).toMatchObject({ jobs: [{ blocks: [{ hosts_mask: expected }] }] });
      }),
    );
  });

  // Each would take minutes if a line were read again for each bracket, quote or line in it.
  it.each([
    ["brackets that end nothing", `{"jobs":[\n"a":"${"}".repeat(200_000)}x`],
    ["members that do not end", `{"jobs":[\n{"tasks":[{${'"a":"x'.repeat(30_000)}`],
    ["quotes and brackets", `{"jobs":[\n{"tasks":[{"a":"${'"}'.repeat(100_000)}x`],
    ["a text over many lines", `{"jobs":[\n${'"a":"x\n'.repeat(300_000)}`],
    ["a text over many lines that ends", `{"jobs":[\n"a":"${"x\n".repeat(100_000)}"`],
    ["lines of brackets", `{"jobs":[\n"a":"\\q",\n${"]\n".repeat(3_000_000)}`],
    ["a line of megabytes", `{"jobs":[\n"a":"\\q${"\\q".repeat(3_000_000)}"`],
  ])("reads %s in time in proportion to its length", (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "UNEXPECTED_ANSWER" }));
  });

  it("says that an answer cannot be mended", () => {
    expect(() => read('{"jobs":[')).toThrow(expect.objectContaining({ code: "UNEXPECTED_ANSWER" }));
  });
});
