import type { App, GlobalArguments } from "../app.js";
import type { DoneStep, MigrationRecord, StepName } from "./record.js";

export interface MigrateArguments extends GlobalArguments {
  /** The folder of an unchanged CGRU of the same release. */
  readonly originals?: string | undefined;
  /** The address of the database that the pools move to; absent, they stay. */
  readonly to?: string | undefined;
}

/** What the steps of a migration work with. */
export interface Migration {
  readonly args: MigrateArguments;
  readonly app: App;
  /** The CGRU installation. */
  readonly cgru: string;
  readonly record: MigrationRecord;
}

/** What a step would do. */
export interface StepPlan {
  /** What it changes, a line each; none where there is nothing to do. */
  readonly changes: readonly string[];
  /** Why it cannot be done now, and what to do; absent where it can. */
  readonly blocked?: string;
}

/** One step from the 2019 tool to Afanasy Pools, and its way back. */
export interface MigrationStep<Done extends DoneStep = DoneStep> {
  readonly name: StepName;
  plan(migration: Migration): Promise<StepPlan>;
  /** Does it, and returns what takes it back. */
  carryOut(migration: Migration): Promise<Done>;
  /** Takes it back; returns what a person should know of it. */
  undo(migration: Migration, done: Done): Promise<readonly string[]>;
}
