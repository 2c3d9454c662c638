import type { AfpoolsError } from "@afpools/core";
import type { CommandArgs, CommandName } from "../commands/commands.js";

/** Chosen by the client and given back with the answer: a text of up to 128 characters, or an integer. */
export type RequestId = string | number;

/** The one request of the 2019 protocol. */
export interface LegacyRequest {
  readonly kind: "legacy";
  readonly command: "GET POOLS";
}

/** A request of version 2, its arguments checked. */
export type CommandRequest<C extends CommandName = CommandName> = C extends CommandName
  ? {
      readonly kind: "v2";
      readonly id: RequestId;
      readonly command: C;
      readonly args: CommandArgs<C>;
      /** Does the client ask to keep the connection after the answer? */
      readonly keep: boolean;
    }
  : never;

/** A message that could be told apart from the next, but is no request that can be carried out. Answer it and go on. */
export interface RefusedRequest {
  readonly kind: "refused";
  /** The request's, where it had a right one. */
  readonly id: RequestId | null;
  readonly keep: boolean;
  readonly error: AfpoolsError;
}

/** The bytes are no messages: answer this and close. Nothing comes after it. */
export interface BrokenRequests {
  readonly kind: "broken";
  readonly error: AfpoolsError;
}

export type DecodedRequest = LegacyRequest | CommandRequest | RefusedRequest | BrokenRequests;
