import fc from "fast-check";
import { expect, it } from "vitest";
import { Chain, Link } from "./chain.js";

it("is as an array from which values are taken and to which they are put at the end", () => {
  const step = fc.record({ chain: fc.nat(1), value: fc.nat(5), append: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const chains = [new Chain<number>(), new Chain<number>()];
      const links = Array.from({ length: 6 }, (_, value) => new Link(value));
      let models: number[][] = [[], []];
      for (const { chain, value, append } of steps) {
        const link = links[value] ?? new Link(value);
        if (append) {
          models = models.map((model, index) => [
            ...model.filter((other) => other !== value),
            ...(index === chain ? [value] : []),
          ]);
          chains[chain]?.append(link);
        } else {
          models = models.map((model, index) =>
            index === chain ? model.filter((other) => other !== value) : model,
          );
          chains[chain]?.remove(link);
        }
        expect(chains.map((each) => each.toArray())).toEqual(models);
        expect(chains.map(({ size }) => size)).toEqual(models.map(({ length }) => length));
        expect(chains.map(({ first }) => first)).toEqual(models.map(([first]) => first));
      }
    }),
  );
});
