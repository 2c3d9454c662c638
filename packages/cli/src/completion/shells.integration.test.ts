import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../bin/afpools.js", import.meta.url));
const exec = promisify(execFile);

/** What each shell that there is really offers, with the built `afpools` first on its PATH. */
describe.skipIf(process.platform === "win32")("the completion script", () => {
  let environment: NodeJS.ProcessEnv;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "afpools-completion-"));
    const path = folder;
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const command = join(folder, "afpools");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(command, 0o755);
    environment = {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      HOME: folder,
      AFPOOLS_STORE: `sqlite:${join(folder, "pools.db")}`,
      AFPOOLS_CONFIG: join(folder, "config.json"),
    };
    await exec(command, ["pool", "create", "gpu"], { env: environment });
    await exec(command, ["pool", "create", "Heavy Sim", "--description", "256 GB"], { env: environment });
    writeFileSync(join(folder, "farm.yaml"), "pools: []\n");
  });

  async function shell(name: string, args: readonly string[], script: string): Promise<string[]> {
    const { stdout } = await exec(name, [...args, "-c", script], { env: environment, cwd: folder });
    return stdout.trim().split("\n");
  }

  const bashOffers = (...words: string[]) =>
    shell(
      "bash",
      ["--norc"],
      `eval "$(afpools completion bash)"
COMP_WORDS=(afpools ${words.join(" ")}); COMP_CWORD=${words.length}; _afpools
printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  it("works in bash", async () => {
    const offers = bashOffers;
    expect(await offers("pool", "sh")).toEqual(["show"]);
    expect((await offers("pool", "show", "''")).sort()).toEqual(["Heavy\\ Sim", "gpu"]);
    expect(await offers("mask", "g")).toEqual(["gpu", "gpu:", "gpu-ram\\>="]);
    expect(await offers("mask", "gpu", "--di")).toEqual(["--dialect"]);
    expect(await offers("plan", "''")).toEqual([""]);
  });

  it("completes quoted names in bash as they are begun", async () => {
    expect(await bashOffers("pool", "show", "'Heavy\\ S'")).toEqual(["Heavy\\ Sim"]);
    expect(await bashOffers("pool", "show", `'"Heavy S'`)).toEqual(["Heavy Sim"]);
  });

  it("works in zsh", async () => {
    // Completion in zsh needs its line editor, and so a terminal: each read waits until what it names is shown.
    const seen = await shell(
      "zsh",
      ["-f"],
      `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -Uz compinit && compinit -u -d ${folder}/dump; eval "$(afpools completion zsh)"; printf "REA%s\\n" DY'
zpty -r z seen '*READY*'
zpty -w -n z $'afpools pool show H\\t'
zpty -r z seen '*Sim*' && print pool
zpty -w -n z $'\\C-uafpools plan fa\\t'
zpty -r z seen '*farm.yaml*' && print file`,
    );
    expect(seen).toEqual(["pool", "file"]);
  });

  it("works in fish", async () => {
    const offers = (line: string) =>
      shell("fish", ["--no-config"], `afpools completion fish | source; complete -C '${line}'`);
    expect(await offers("afpools pool sh")).toEqual(["show\tShow a pool with its hosts"]);
    expect((await offers("afpools pool show ")).sort()).toEqual(["Heavy Sim\t256 GB", "gpu"]);
    expect(await offers("afpools plan fa")).toEqual(["farm.yaml"]);
  });
});
