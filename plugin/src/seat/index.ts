export { Line, type LineOptions } from "../line/line.ts";
export { wakeWithPage } from "../line/wake.ts";
export { portPair } from "../port/ends.ts";
export type { FromLogic, LogicPort, SeatPort, ToLogic } from "../port/port.ts";
export { browserMedia, tabEndpoint } from "./browser.ts";
export { Seat, type SeatNews, type SeatOptions } from "./seat.ts";
