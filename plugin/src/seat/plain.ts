export { Line, type LineOptions } from "../line/line.ts";
export { portPair } from "../port/ends.ts";
export type { FromLogic, LogicPort, SeatPort, ToLogic } from "../port/port.ts";
export { PlainSeat, type PlainSeatOptions } from "./plain-seat.ts";
