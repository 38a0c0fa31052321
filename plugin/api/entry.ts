// What docs/plugin-api.md tells: the plugin of a program, its requests, results, events and errors.
export type {
  CallDeviceRequest,
  CallPlaced,
  CallRefused,
  CallRequest,
  CallSide,
  CallWmpfRequest,
  ContactList,
  ContactsRequest,
  InitByCallerRequest,
  SetVoipEndPagePathRequest,
  VoipEvent,
  VoipListener,
  WmpfVoip,
} from "../src/plugin/index.ts";
export { VoipCgiError, VoipError, VoipJoinError, VoipPluginError } from "../src/plugin/index.ts";
export type { Contact, EnterOptions, SideUi, UiConfig } from "../src/port/port.ts";
