import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import { isMissingFile, parseJson, readText } from "@afpools/core/internal";
import { z } from "zod";
import { writeWhole } from "../backup/write-file.js";

/** A pool as it was when the database was moved: by it later writes to the old one are seen. */
const movedPool = z.strictObject({ id: z.string(), name: z.string(), hosts: z.array(z.string()) });

/** What takes each step back. */
const step = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("configuration"),
    /** The configuration file as it was; null where there was none. */
    before: z.string().nullable(),
  }),
  z.strictObject({ name: z.literal("spelling"), changes: z.array(z.string()) }),
  z.strictObject({
    name: z.literal("plug-ins"),
    /** Files of CGRU that were put back, with the checksum of what was put there; and those that were moved away: null. */
    files: z.array(z.strictObject({ path: z.string(), sha256: z.string().nullable(), mode: z.int() })),
  }),
  z.strictObject({
    name: z.literal("database"),
    /** The setting `store` as the file had it. */
    from: z.string(),
    pools: z.array(movedPool),
  }),
]);

const recordSchema = z.strictObject({ version: z.literal(1), cgru: z.string(), steps: z.array(step) });

export type DoneStep = z.output<typeof step>;
export type StepName = DoneStep["name"];
export type MovedPool = z.output<typeof movedPool>;
type Record = z.output<typeof recordSchema>;

/** What a migration has done, and the files that it keeps for the way back, beside the configuration file. */
export class MigrationRecord {
  readonly folder: string;
  #record: Record;

  private constructor(folder: string, record: Record) {
    this.folder = folder;
    this.#record = record;
  }

  /**
   * @param cgru the installation that it has to be of; any without it
   * @throws AfpoolsError `INVALID_FILE` when there is one that cannot be read, or that is of another CGRU
   */
  static async open(configFile: string, cgru?: string): Promise<MigrationRecord> {
    const folder = `${configFile}.migration`;
    const file = join(folder, "record.json");
    const source = { name: file };
    const text = await readText(createReadStream(file), source).catch((error: unknown) => {
      if (isMissingFile(error)) return undefined;
      throw error;
    });
    if (text === undefined) return new MigrationRecord(folder, { version: 1, cgru: cgru ?? "", steps: [] });
    const parsed = recordSchema.safeParse(parseJson(text, source));
    if (!parsed.success) {
      throw new AfpoolsError(
        "INVALID_FILE",
        `${file} is not a migration record that this version can read.`,
        {
          details: { file },
        },
      );
    }
    if (cgru !== undefined && parsed.data.steps.length > 0 && parsed.data.cgru !== cgru) {
      throw new AfpoolsError(
        "INVALID_FILE",
        `${file} is the record of the migration of ${parsed.data.cgru}, not of ${cgru}. Name that folder, or another configuration file by --config.`,
        { details: { file, cgru: parsed.data.cgru } },
      );
    }
    return new MigrationRecord(folder, parsed.data);
  }

  /** The steps that are done, in the order in which they were. */
  get steps(): readonly DoneStep[] {
    return this.#record.steps;
  }

  find<N extends StepName>(name: N): Extract<DoneStep, { name: N }> | undefined {
    return this.steps.find((done): done is Extract<DoneStep, { name: N }> => done.name === name);
  }

  /** Where a file of CGRU is kept, by its path below the installation. */
  copyOf(path: string): string {
    return join(this.folder, "files", path);
  }

  async add(done: DoneStep): Promise<void> {
    await this.#write([...this.steps, done]);
  }

  /** Forgets a step that was taken back, and all that was kept once there is none. */
  async remove(name: StepName): Promise<void> {
    await this.#write(this.steps.filter((done) => done.name !== name));
    if (this.steps.length === 0) await rm(this.folder, { recursive: true, force: true });
  }

  async #write(steps: readonly DoneStep[]): Promise<void> {
    this.#record = { ...this.#record, steps: [...steps] };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(this.folder, "record.json"), [`${JSON.stringify(this.#record, undefined, 2)}\n`]);
  }
}
