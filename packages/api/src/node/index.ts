export { defaultConfigFile } from "./config-path.js";
export {
  type Context,
  type Contexts,
  checkContext,
  contextsFile,
  defaultContext,
  findContext,
  parseContextName,
  readContexts,
} from "./contexts.js";
export { type OpenApiClientOptions, openApiClient } from "./open-api-client.js";
export { describePlace, findPlace, type Place, type PlaceInputs, shownAddress } from "./place.js";
