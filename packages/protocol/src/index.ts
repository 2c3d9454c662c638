export {
  type CommandAccess,
  type CommandArgs,
  type CommandName,
  type CommandResult,
  commandNames,
  commands,
} from "./commands/commands.js";
export {
  encodeLegacyPools,
  encodeLegacyPoolsInSteps,
  type LegacyAnswer,
  type LegacyForm,
  legacySegmentBytes,
} from "./legacy/encode-legacy-pools.js";
export type { LegacyClient, LegacyPool } from "./legacy/legacy-pool.js";
export { encodeLegacyRequest, encodeRequest } from "./request/encode-request.js";
export { protocolVersions } from "./request/parse-request.js";
export type {
  BrokenRequests,
  CommandRequest,
  DecodedRequest,
  LegacyRequest,
  RefusedRequest,
  RequestId,
} from "./request/request.js";
export { defaultMaxRequestBytes, RequestDecoder } from "./request/request-decoder.js";
export {
  encodeError,
  encodeResponseHeader,
  encodeResult,
  encodeResultInSteps,
} from "./response/encode-response.js";
export type {
  BrokenResponses,
  DecodedResponse,
  ErrorResponse,
  LegacyResponse,
  ResultResponse,
} from "./response/response.js";
export { defaultMaxBodyBytes, ResponseDecoder } from "./response/response-decoder.js";
