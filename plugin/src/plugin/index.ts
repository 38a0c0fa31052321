export * from "./plugin.ts";
export { VoipCgiError, VoipError, VoipJoinError, VoipPluginError } from "./errors.ts";
export type {
  CallDeviceRequest,
  CallRequest,
  CallSide,
  CallWmpfRequest,
  ContactsRequest,
  InitByCallerRequest,
} from "./requests.ts";
export { parseQuery } from "./query.ts";
export { SeatLink } from "./seat-link.ts";
