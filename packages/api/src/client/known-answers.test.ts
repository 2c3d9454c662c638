import { expect, it } from "vitest";
import { KnownAnswers } from "./known-answers.js";

it("keeps the answers that were used last, and none without a weak ETag", () => {
  const known = new KnownAnswers();
  known.keep("/strong", '"1"', 1);
  known.keep("/none", null, 1);
  for (let number = 0; number < 20; number += 1) {
    known.keep(`/${number}`, `W/"${number}"`, number);
    known.valueOf("/0");
  }
  const kept = ["/strong", "/none", "/0", "/1", "/4", "/5", "/19"];
  expect(kept.map((url) => known.etagOf(url))).toEqual([
    undefined,
    undefined,
    'W/"0"',
    undefined,
    undefined,
    'W/"5"',
    'W/"19"',
  ]);
  known.keep("/19", null, 19);
  expect(known.etagOf("/19")).toBeUndefined();
});
