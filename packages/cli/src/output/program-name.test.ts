import { expect, it } from "vitest";
import { programName, shellWord } from "./program-name.js";

it.each([
  ["/usr/bin/afpools", { PATH: "/bin:/usr/bin" }, "afpools"],
  ["/opt/afpools/node_modules/.bin/afpools", { PATH: "/usr/bin" }, "/opt/afpools/node_modules/.bin/afpools"],
  ["/src/packages/cli/bin/afpools.js", { PATH: "/usr/bin" }, "node /src/packages/cli/bin/afpools.js"],
  ["/my src/bin/afpools.js", {}, "node '/my src/bin/afpools.js'"],
  ["/home/anna/.npm/_npx/1/node_modules/.bin/afpools", { npm_command: "exec" }, "npx @afpools/cli"],
])("%s is started again by %j: %s", (file, environment, name) => {
  expect(programName({ file, environment })).toBe(name);
});

it.each([
  ["sqlite:/a/b.db", "sqlite:/a/b.db"],
  ["pc-[01-05]", "'pc-[01-05]'"],
  ["it's", "'it'\\''s'"],
  ["", "''"],
])("%j is the word %s of a shell", (text, word) => expect(shellWord(text)).toBe(word));
