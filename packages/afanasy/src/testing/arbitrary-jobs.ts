import fc from "fast-check";
import type { PoolFields } from "../job-pools/pool-fields.js";

const find = fc.constantFrom("", "pc", "pc-1", "pc-1|ws", "lt.", "PC;node", "|", " , ");
const regex = fc.constantFrom("", "pc-.*", "^pc-1$|ws-7", "(?!pc-10$).*", "[pP][cC]-.*", "lt.1");

/** Custom data as studios write it: nothing, words, lines, objects of JSON in several spellings. */
export const customData = fc.oneof(
  fc.constantFrom(
    "",
    "{}",
    "{ }",
    "  {\n}\n",
    "[1]",
    "null",
    "a\nb",
    "\n",
    '{"a":1}',
    '{\n  "a": {"b": "}"}\n}',
    '{"a',
  ),
  fc.string(),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map((value) => JSON.stringify(value)),
);

/** Members of jobs with masks of their own, in either type or in none, on the job and on its blocks. */
export const arbitraryFields: fc.Arbitrary<PoolFields> = fc
  .constantFrom<("find" | "regex" | undefined)[]>("find", "regex", undefined)
  .chain((type) => {
    const mask = type === "regex" ? regex : find;
    return fc
      .record({
        hosts_mask: mask,
        hosts_mask_exclude: mask,
        need_properties: fc.constantFrom("", "[fx]"),
        pools: fc.constantFrom<PoolFields["pools"][]>({}, { "/fx": 50 }),
        annotation: fc.constantFrom("", "take 3", "pool", "swimming pool: blue; deep"),
        description: fc.oneof(
          fc.constantFrom("", "for Ünï", "two\nlines", "see afpools:1?on=gpu"),
          fc.string(),
        ),
        blocks: fc.array(
          fc.record({ hosts_mask: mask, hosts_mask_exclude: mask, custom_data: fc.constant("") }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      })
      .map((fields) => ({ ...fields, ...(type && { hosts_mask_type: type }) }));
  });
