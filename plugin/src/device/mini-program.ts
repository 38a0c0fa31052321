import { PlainHost, type PlainHostOptions } from "../host/plain-host.ts";
import { MiniHost, type MiniHostOptions } from "../mini-host/mini-host.ts";
import { portPair } from "../port/ends.ts";
import type { FromLogic, SeatPort, ToLogic } from "../port/port.ts";
import type { StartProgram } from "./device.ts";

export interface MiniProgramOptions
  extends Omit<PlainHostOptions, "exit">, Omit<MiniHostOptions, "host" | "port"> {
  seat: { connect(port: SeatPort): void };
  /** Told of each start. */
  onStart?(mini: MiniHost): void;
}

/** A Mini Program's files as the program of a device. Each start is a fresh one. */
export function miniProgram(options: MiniProgramOptions): StartProgram {
  return (entry, exit) => {
    const [logic, port] = portPair<FromLogic, ToLogic>();
    const host = new PlainHost({ ...options, exit, environment: { ...options.environment, enterOptions: entry } });
    const mini = new MiniHost({ ...options, host, port: logic });
    options.seat.connect(port);
    options.onStart?.(mini);
    mini.launch();
    return { enter: (again) => mini.enter(again), hide: () => host.hide(), unload: () => host.unload() };
  };
}
