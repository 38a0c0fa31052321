import { portOver } from "../port/ends.ts";
import type { FromLogic, SeatPort, ToLogic } from "../port/port.ts";
import type { Host } from "./host.ts";
import { install, type Realm, surroundings } from "./install.ts";
import { factsOf, type FromProgram, type HostFacts, RemoteHost, serveHost, type ToProgram } from "./remote-host.ts";

/** The one message that a program's worker gets from its page; everything else goes over the two ports. */
export interface StartProgram {
  facts: HostFacts;
  aliases: string[];
  /** Address of the program's first file. */
  program: string;
  seat: MessagePort;
  host: MessagePort;
}

/** In the page: starts a program in a worker that runs `worker.js`, and returns the port for the seat. */
export function programInWorker(
  worker: Pick<Worker, "postMessage">,
  options: { host: Host; program: string; aliases: string[] },
): SeatPort {
  const seat = new MessageChannel();
  const host = new MessageChannel();
  serveHost(options.host, portOver<ToProgram, FromProgram>(host.port1));
  const start: StartProgram = {
    facts: factsOf(options.host),
    aliases: options.aliases,
    program: options.program,
    seat: seat.port2,
    host: host.port2,
  };
  worker.postMessage(start, [seat.port2, host.port2]);
  return portOver<ToLogic, FromLogic>(seat.port1);
}

/** In the worker: everything is there when the program's first file begins. */
export async function startProgram(realm: Realm, start: StartProgram): Promise<void> {
  const host = new RemoteHost(start.facts, portOver<FromProgram, ToProgram>(start.host));
  const around = surroundings({ host, port: portOver<FromLogic, ToLogic>(start.seat) });
  around.pages.startAt({ path: host.enterOptions.path, query: host.enterOptions.query, url: host.enterOptions.path });
  install(realm, around, start.aliases);
  await import(/* @vite-ignore */ start.program);
}
