export * from "./host.ts";
export {
  aliasesOf,
  install,
  type PluginDeclarations,
  PROVIDER,
  type Realm,
  requirePluginOf,
  surroundings,
  type Surroundings,
} from "./install.ts";
export { PageStack, type PageEntry, type PageLife, type PageMap } from "./page-stack.ts";
export { PlainHost, type PlainHostOptions } from "./plain-host.ts";
export { programInWorker, startProgram } from "./program-in-worker.ts";
export { register, type Registered, type Registration, registrationOf } from "./registration.ts";
export { keptToken, openIdOf } from "./tokens.ts";
export { WebHost } from "./web-host.ts";
