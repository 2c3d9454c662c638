import { expect, it } from "vitest";
import { dependenciesOf, dependencyPage, ownPackages } from "./dependency-trees.js";

/** Licences that ask for nothing but to be kept. */
const free = /^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0)$/;

it("docs/dependencies.md lists what is locked; npm run docs:dependencies makes it anew", async () => {
  await expect(dependencyPage()).toMatchFileSnapshot("../docs/dependencies.md");
});

it("core needs nothing, and no package anything that is not free", () => {
  expect(dependenciesOf("core")).toEqual([]);
  const others = ownPackages().flatMap(dependenciesOf);
  expect(others.filter(({ licence }) => !free.test(licence))).toEqual([]);
});

it("a package has those of our packages that it needs", () => {
  const names = dependenciesOf("cli").map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["mongodb", "bson", "pino", "yargs"]));
});
