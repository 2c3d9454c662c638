import { routes } from "@afpools/api";
import * as z from "zod";

const path = z.string().describe("The whole path.");
const count = z.int().min(0);

const findings = z.array(
  z
    .object({
      severity: z.enum(["note", "warning", "error"]),
      subject: z.string().describe("What it is about: a pool, a file, a setting."),
      message: z.string(),
    })
    .meta({ id: "Finding", description: "Something that was looked at, and what is odd about it." }),
);

const counts = { pools: count, changes: count, users: count, tokens: count };

const certificateFiles = z.object({ certificate: path, key: path });

/** A setting's value; of an address without its password. */
const value = z.union([z.string(), z.number(), z.boolean()]);

const context = {
  name: z.string(),
  server: z.exactOptional(z.string()),
  store: z.exactOptional(z.string()),
  tlsCa: z.exactOptional(path),
  tlsCert: z.exactOptional(path),
  tlsKey: z.exactOptional(path),
  tokenFile: z.exactOptional(path),
};

const installed = z.object({
  dryRun: z.boolean(),
  places: z.array(
    z.object({
      root: path,
      warnings: z.array(z.string()),
      steps: z.array(z.object({ action: z.string(), path: z.string(), target: z.string() })),
      obstacles: z.array(z.object({ path, reason: z.string() })).describe("Files that are in the way."),
    }),
  ),
});

const stepName = z.string().describe("The name of a step.");

/** Results of commands about this machine and its files. */
export const machineResults = {
  backup: z.object({ file: path, from: z.string(), ...counts }),
  restore: z.union([
    z.object({ location: z.string(), filled: z.literal(true), ...counts }),
    z.object({
      location: z.string(),
      filled: z.literal(false),
      changes: routes.listHistory.result.shape.changes,
    }),
  ]),
  "cert ca": certificateFiles,
  "cert server": certificateFiles,
  "cert client": certificateFiles,
  "cert show": z.array(
    z.object({
      subject: z.string(),
      issuer: z.string(),
      names: z.array(z.string()),
      isAuthority: z.boolean(),
      notBefore: z.string(),
      notAfter: z.string(),
      fingerprint: z.string().describe("SHA-256."),
      daysLeft: z.int(),
    }),
  ),
  "config show": z.object({
    file: path,
    settings: z.array(
      z.object({
        key: z.string(),
        value,
        source: z.string(),
        variable: z.string(),
        description: z.string(),
      }),
    ),
  }),
  "config get": value,
  "config set": z.object({ file: path, values: z.record(z.string(), value) }),
  "config unset": z.object({ file: path, values: z.record(z.string(), value) }),
  "config import-legacy": z.object({ file: path, values: z.record(z.string(), value) }),
  "context add": z.object(context),
  "context use": z.object({ current: z.string() }),
  "context list": z.array(z.object({ ...context, current: z.boolean() })),
  "context show": z.object({
    context: z.string().nullable(),
    kind: z.enum(["store", "server"]),
    address: z.string(),
    why: z.string(),
  }),
  "context remove": z.object({ name: z.string() }),
  welcome: z.object({ link: z.string().describe("Opens the page that creates the first admin.") }),
  doctor: findings,
  install: installed,
  uninstall: installed,
  migrate: z
    .union([
      z.object({
        findings,
        steps: z.array(
          z.object({
            name: stepName,
            isDone: z.boolean(),
            changes: z.array(z.string()),
            blocked: z.exactOptional(z.string()).describe("Why it cannot be done now."),
          }),
        ),
      }),
      z.object({ done: z.array(stepName) }),
      z.object({ back: z.array(stepName) }),
    ])
    .describe("With `--check` the findings and steps; with `--back` the steps that were taken back."),
} as const;
