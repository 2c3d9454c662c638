import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import type * as z from "zod";
import { commandNames, commands, isCommandName } from "../commands/commands.js";
import type { JsonObject } from "../framing/object-reader.js";
import { describeIssue } from "./describe-issue.js";
import type { CommandRequest, LegacyRequest, RefusedRequest, RequestId } from "./request.js";

/** The versions of the protocol; 1 is the 2019 tool's, whose messages bear no version. */
export const protocolVersions: readonly number[] = [1, 2];

const maxIdLength = 128;
const members = ["version", "id", "command", "args", "keep"];

/** What the object of one message asks for. Never throws: what is wrong is a {@link RefusedRequest}. */
export function parseRequest(message: JsonObject): LegacyRequest | CommandRequest | RefusedRequest {
  try {
    return Object.hasOwn(message, "version") ? parseCommand(message) : parseLegacy(message);
  } catch (error) {
    const id = isRequestId(message.id) ? message.id : null;
    return { kind: "refused", id, keep: message.keep === true, error: toAfpoolsError(error) };
  }
}

function parseLegacy({ type, command }: JsonObject): LegacyRequest {
  if (type !== "request") {
    throw unsupportedVersion('The request has no version. Put "version": 2 into it.', null);
  }
  if (command === "GET POOLS") return { kind: "legacy", command };
  throw new AfpoolsError(
    "UNKNOWN_COMMAND",
    `A request without a version can only be "GET POOLS", not ${show(command)}. Put "version": 2 into it for more.`,
    { details: { command, known: ["GET POOLS"] } },
  );
}

function parseCommand(message: JsonObject): CommandRequest {
  const { version, id, command, args = {}, keep = false } = message;
  if (version !== 2) {
    throw unsupportedVersion(`The protocol's version ${show(version)} is not known; use 2.`, version);
  }
  if (!isRequestId(id)) {
    throw invalid("id", `expected a text of 1-${maxIdLength} characters or an integer, received ${show(id)}`);
  }
  if (typeof keep !== "boolean") throw invalid("keep", `expected true or false, received ${show(keep)}`);
  const stranger = Object.keys(message).find((name) => !members.includes(name));
  if (stranger !== undefined) throw invalid(stranger, `not known here; a request has ${members.join(", ")}`);
  if (typeof command !== "string" || !isCommandName(command)) {
    throw new AfpoolsError(
      "UNKNOWN_COMMAND",
      `The command ${show(command)} is not known; there are ${commandNames.join(", ")}.`,
      { details: { command, known: commandNames } },
    );
  }
  const schema: z.ZodObject = commands[command].args;
  const parsed = schema.safeParse(args);
  // The table pairs the command with the schema that just accepted its arguments.
  if (parsed.success) return { kind: "v2", id, command, args: parsed.data, keep } as CommandRequest;
  const { field, reason } = describeIssue(parsed.error, Object.keys(schema.shape));
  throw invalid(field === "" ? "args" : `args.${field}`, reason, command);
}

function isRequestId(value: unknown): value is RequestId {
  if (typeof value === "string") return value.length > 0 && value.length <= maxIdLength;
  return Number.isSafeInteger(value);
}

function unsupportedVersion(message: string, version: unknown): AfpoolsError {
  return new AfpoolsError("UNSUPPORTED_VERSION", message, {
    details: { version, supported: protocolVersions },
  });
}

function invalid(field: string, reason: string, command?: string): AfpoolsError {
  const where = command === undefined ? "the request" : command;
  return new AfpoolsError("INVALID_ARGUMENT", `${JSON.stringify(field)} of ${where} is wrong: ${reason}.`, {
    details: { field, reason, ...(command !== undefined && { command }) },
  });
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
