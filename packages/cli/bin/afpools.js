#!/usr/bin/env node

// Node of another release cannot read the program itself, so this is looked at before.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `error: afpools needs Node 20.19 or later; this is Node ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(1);
}

// Who reads no more, as `head` does, has seen enough.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const { run } = await import("../dist/main.js");
process.exitCode = await run(process.argv.slice(2));
// A database that does not answer must not hold up a shell that completes a word.
if (process.argv[2] === "__complete") process.exit();
