import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOracle } from "../../../../tools/mask-oracle/ask-oracle.ts";
import { findMaskWithin, maskOfEitherType } from "./either-type.js";
import { readMask } from "./read-mask.js";

const prefix = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-cA-C0-2._-]{1,4}$/) },
  fc.stringMatching(/^[ab.*+?$(){}[\]^#é\n-]{1,4}$/),
);
const separator = fc.constantFrom("|", ";", ",", ":", " ", ", ", "||", ",,", " | ");
const findMask = fc
  .tuple(separator, fc.array(fc.tuple(prefix, separator), { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(
    ([first, parts, isFramed]) =>
      (isFramed ? first : "") +
      parts
        .flat()
        .slice(0, isFramed ? undefined : -1)
        .join(""),
  );
/** Names that hosts can have, many of which begin with a prefix of the masks. */
const hostName = fc.stringMatching(/^[a-cA-C0-2._-]{1,8}$/);

describe("maskOfEitherType", () => {
  it("means the same in both types", () => {
    fc.assert(
      fc.property(findMask, fc.array(hostName, { minLength: 1, maxLength: 20 }), (mask, names) => {
        const either = maskOfEitherType(mask);
        const meant = readMask({ hosts_mask: mask, hosts_mask_type: "find" });
        for (const hosts_mask_type of ["find", "regex"] as const) {
          const read = readMask({ hosts_mask: either, hosts_mask_type });
          for (const name of names) expect([name, read.admits(name)]).toEqual([name, meant.admits(name)]);
        }
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it("is read by the std::regex of afserver as by us", () => {
    const cases = fc.sample(fc.tuple(findMask, fc.array(hostName, { minLength: 3, maxLength: 12 })), {
      seed: 2,
      numRuns: 300,
    });
    const questions = cases.map(([mask, names]) => ({ expression: maskOfEitherType(mask), names }));
    const answers = askOracle("ecmascript", questions);
    for (const [index, [mask, names]] of cases.entries()) {
      const meant = readMask({ hosts_mask: mask, hosts_mask_type: "find" });
      expect(answers[index]?.error).toBeUndefined();
      expect(answers[index]?.matches).toEqual(names.map((name) => meant.admits(name)));
    }
  });

  it("is an empty text for a mask that masks nothing", () => {
    expect(["", " ", "|;, :"].map(maskOfEitherType)).toEqual(["", "", ""]);
  });

  it("keeps what no host name has, without letting anybody in", () => {
    expect(maskOfEitherType("pc*|Node(A")).toBe(",pc#2a#,,Node#28#A,|#");
    expect(findMaskWithin(",pc#2a#,,Node#28#A,|#")).toBe("pc*|Node(A");
  });

  it("gives the mask back, with the separators that it had", () => {
    expect(findMaskWithin(maskOfEitherType("pc-1|lt.; ws"))).toBe("pc-1|lt.; ws");
    fc.assert(
      fc.property(findMask, (mask) => {
        const back = findMaskWithin(maskOfEitherType(mask));
        expect(back).toBe(mask.replaceAll(",,", "|"));
      }),
      { seed: 3 },
    );
  });

  it("takes no other mask for one of its own", () => {
    const others = [
      "",
      "pc",
      "pc.*",
      ",pc,",
      ",pc,|(ws).*",
      ",pc,|(pc).*x",
      ",a(b,|(a(b).*",
      ",|().*",
      ",#110000#,|#",
    ];
    expect(others.map(findMaskWithin)).toEqual(others.map(() => undefined));
  });
});
