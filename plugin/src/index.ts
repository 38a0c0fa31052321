/**
 * The npm package: its default export is the plugin of one program, usable at once. A seat connects to `seat` when it is there;
 * `register` does both, and adds the missing `wx` members.
 */
import { createPlugin } from "./plugin/index.ts";
import { portPair } from "./port/ends.ts";
import type { FromLogic, ToLogic } from "./port/port.ts";

const [logic, seat] = portPair<FromLogic, ToLogic>();

export { seat };
export default createPlugin(logic);
export * from "./plugin/index.ts";
