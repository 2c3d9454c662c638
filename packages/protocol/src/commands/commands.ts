import type * as z from "zod";
import { getMask } from "./get-mask.js";
import { hello } from "./hello.js";
import { planJob } from "./plan-job.js";
import { getFarm, getHistory, getHosts, getPool, getPools } from "./read-pools.js";
import { changePools, createPool, deletePool, undoChange, updatePool } from "./write-pools.js";

/**
 * What a command does: `read` is answered from the server's snapshot and carries its age, `history` comes from the
 * database, `write` changes it, where the server allows that.
 */
export type CommandAccess = "read" | "history" | "write";

interface Command {
  readonly access: CommandAccess;
  readonly args: z.ZodObject;
  readonly result: z.ZodObject;
}

/** All commands of version 2: what each takes and gives. Server and client both follow this table. */
export const commands = {
  HELLO: hello,
  "GET POOLS": getPools,
  "GET POOL": getPool,
  "GET HOSTS": getHosts,
  "GET FARM": getFarm,
  "GET MASK": getMask,
  "PLAN JOB": planJob,
  "GET HISTORY": getHistory,
  "CREATE POOL": createPool,
  "UPDATE POOL": updatePool,
  "DELETE POOL": deletePool,
  "CHANGE POOLS": changePools,
  "UNDO CHANGE": undoChange,
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export type CommandArgs<C extends CommandName> = z.output<(typeof commands)[C]["args"]>;

export type CommandResult<C extends CommandName> = z.output<(typeof commands)[C]["result"]>;

export const commandNames = Object.keys(commands) as readonly CommandName[];

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(commands, text);
}
