import { finish } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { releaseOf } from "../releases/release.js";
import { entryGrammar, type ObjectGrammar } from "./entry-grammar.js";
import { mendEntry } from "./mend-entry.js";

const jobs = entryGrammar("jobs", releaseOf("3.4.1"));

/** A job with one block, whose texts are written as afserver does it. */
function job(members: string, block = '"name":"b",\n"service":"s"', end = "]\n}") {
  return `{\n"name":"j",\n"id":2,\n${members}"serial":1,\n"user_name":"u",\n"blocks":[\n{\n${block},\n"block_num":0\n}${end}`;
}

function read(entry: string, grammar: ObjectGrammar): unknown {
  return finish(mendEntry(entry, grammar));
}

describe("mendEntry", () => {
  it("reads what is JSON as JSON.parse does", () => {
    const entry = job(
      '"annotation":"a\\n\\"b\\u00e9",\n"pools":{\n"/fx":5,\n"/":-5\n},\n"files":[]'.replace(
        ',\n"files":[]',
        ",\n",
      ),
    );
    expect(read(entry, jobs)).toEqual(JSON.parse(entry));
  });

  it("takes custom data of blocks as the release writes it", () => {
    const entry = job("", '"custom_data":"{\\"a\\":1}",\n"name":"b",\n"service":"s\\"');
    const customData = (version: string) => read(entry, entryGrammar("jobs", releaseOf(version)));
    expect(customData("3.3.1")).toMatchObject({ blocks: [{ custom_data: '{\\"a\\":1}' }] });
    expect(customData("3.4.1")).toMatchObject({ blocks: [{ custom_data: '{"a":1}' }] });
  });

  it("takes a member that it does not know, where nothing can be read without", () => {
    const entry = job(
      "",
      '"name":"b\\",\n"service":"s",\n"capacity":1,\n"brand_new":{"x":[1,"}"]},\n"flags":1',
    );
    expect(read(entry, jobs)).toMatchObject({
      blocks: [{ name: "b\\", brand_new: { x: [1, "}"] }, service: "s", flags: 1 }],
    });
    const within = job("", '"name":"b",\n"service":"s\\",\n"brand_new":"of the text"');
    expect(read(within, jobs)).toMatchObject({ blocks: [{ service: 's\\",\n"brand_new":"of the text' }] });
  });

  it.each([
    ["an end in the middle", job("").slice(0, 60)],
    ["something behind the end", `${job("")}x`],
    ["a number that is none", job('"priority":!!,\n')],
    ["a text without an end", job("", '"name":"b,\n"service":7')],
    ["a list without an end", job('"try_this_tasks_num":[1,2,\n')],
    ["names without an end", job('"pools":{\n"/fx:5\n},\n')],
    ["members in another order", job('"serial":1,\n"priority":5,\n')],
  ])("finds nothing in %s", (_, entry) => {
    expect(read(entry, jobs)).toBeUndefined();
  });

  it.each([
    ["ends of texts", '",\n"p_percentage":7,\n'],
    ["quotes", '"'],
    ["names of members", '",\n"hosts_mask":"'],
    ["ends of objects", '"\n},\n{\n"name":"'],
    ["backslashes", "\\"],
  ])("gives up soon where somebody wrote many %s", (_, piece) => {
    const entry = job("", `"name":"b\\",\n"service":"${piece.repeat(200_000)}`, "!");
    expect(read(entry, jobs)).toBeUndefined();
  });
});
