#!/usr/bin/env node
import { run } from "../dist/main.js";

// Who reads no more, as `head` does, has seen enough.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2));
// A database that does not answer must not hold up a shell that completes a word.
if (process.argv[2] === "__complete") process.exit();
