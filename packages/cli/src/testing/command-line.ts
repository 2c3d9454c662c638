import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { run } from "../main.js";
import { checkResult } from "./checked-result.js";

interface Outcome {
  readonly status: number;
  readonly out: string;
  /** But for {@link place}. */
  readonly err: string;
  /** What it says of where it worked. */
  readonly place: string;
}

export interface CommandLine {
  /** A folder of the test's own. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** Runs `afpools` with these words, and what it may read on standard input. */
  (words: readonly string[], input?: string | Uint8Array): Promise<Outcome>;
}

/** The `afpools` command on an SQLite file and a configuration of the test's own. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), "afpools-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const environment: Record<string, string> = {
    AFPOOLS_STORE: `sqlite:${join(folder, "pools.db")}`,
    AFPOOLS_CONFIG: join(folder, "config.json"),
    USER: "anna",
  };
  const call = async (words: readonly string[], input: string | Uint8Array = ""): Promise<Outcome> => {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const status = await run(words, { in: Readable.from([Buffer.from(input)]), out, err, environment });
    const [, place = "", rest = ""] = /^(?:on ([^\n]*)\n)?(.*)$/s.exec(text(err)) ?? [];
    const printed = text(out);
    checkResult(words, status, printed);
    return { status, out: printed, err: rest, place };
  };
  return Object.assign(call, { folder, environment });
}

function text(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? "";
}
