import { basename } from "node:path";
import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { completionScripts, type Shell, shells } from "../completion/scripts.js";

export function completionCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "completion [shell]",
    "Print a shell script that completes commands, options and pools",
    (command) =>
      command
        .positional("shell", { choices: shells, describe: "Default: the shell in SHELL" })
        .example("$0 completion bash >> ~/.bashrc", "for bash")
        .example("$0 completion zsh >> ~/.zshrc", "for zsh, after compinit")
        .example("$0 completion fish > ~/.config/fish/completions/afpools.fish", "for fish"),
    ({ shell }) => {
      app.terminal.out.write(completionScripts[shell ?? ownShell(app.terminal.environment)]);
    },
  );
}

function ownShell({ SHELL = "" }: Readonly<Record<string, string | undefined>>): Shell {
  const name = basename(SHELL);
  const shell = shells.find((each) => each === name);
  if (shell) return shell;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `Which shell? Name one: ${shells.join(", ")}.${name === "" ? " SHELL is not set." : ` SHELL is ${name}.`}`,
  );
}
