/** Installs the plugin in this page when it is loaded, as a script or a module; the seat takes `globalThis.hookswitch` from there. */
import type { Realm } from "./install.ts";
import { register, type Registered, type Registration, registrationOf } from "./registration.ts";

const realm = globalThis as Realm & { hookswitch?: Partial<Registration> | Registered };
const script = document.currentScript;
const attributes = script instanceof HTMLScriptElement ? registrationOf(script.dataset, script.src) : {};

realm.hookswitch = register(realm, { ...attributes, ...(realm.hookswitch as Partial<Registration> | undefined) });
