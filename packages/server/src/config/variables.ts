import { AfpoolsError } from "@afpools/core";
import { nearest } from "@afpools/core/internal";
import { environmentName, settingKeys } from "./settings.js";

/** Those that are no settings: of the command line, of the programs where artists submit, of containers. */
const others = [
  "AFPOOLS_CONFIG",
  "AFPOOLS_CONTEXT",
  "AFPOOLS_TOKEN",
  "AFPOOLS_POOL",
  "AFPOOLS_WITHOUT_POOL",
  "AFPOOLS_PAGE",
  "AFPOOLS_CA",
  "AFPOOLS_COMMAND",
  "AFPOOLS_TERMINAL",
  "AFPOOLS_VERSION",
  "AFPOOLS_DATABASE",
  "AFPOOLS_DB_PASSWORD",
];

/** What tests are told, and what Kubernetes tells of a service that is named afpools. */
const foreign = /^AFPOOLS_(TEST_|FUZZ_|SERVICE_(HOST|PORT)|PORT(_|$))/;

/**
 * Checks that each variable `AFPOOLS_…` is one that means something: a mistyped one would change nothing, silently.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, with the one that was probably meant
 */
export function checkVariables(environment: Readonly<Record<string, string | undefined>>): void {
  const known = [...settingKeys.map(environmentName), ...others];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith("AFPOOLS_") || !value || known.includes(name) || foreign.test(name)) continue;
    const suggestion = nearest(name, known);
    const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `There is no setting for the variable ${name}.${hint} Unset it.`,
      {
        details: { variable: name, ...(suggestion !== undefined && { suggestion }) },
      },
    );
  }
}
