import type { StoreFinding } from "@afpools/core";
import { visible } from "@afpools/core/internal";
import { styled, type Terminal } from "./terminal.js";

const style = { note: "green", warning: "yellow", error: "red" } as const;

/** Findings a line each, the severity first. */
export function describeFindings(findings: readonly StoreFinding[], terminal: Terminal): string {
  return findings
    .map(({ severity, subject, message }) => {
      const label = styled(terminal, "out", style[severity], severity.padEnd(7));
      return `${label}  ${visible(subject)}: ${message}`;
    })
    .join("\n");
}
