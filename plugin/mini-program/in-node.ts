import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import { WmpfDevice, miniProgram } from "../src/device/index.ts";
import { entryBy, keptToken, PlainHost, type PlainHostOptions } from "../src/host/index.ts";
import type { WebSocketMaker } from "../src/line/socket.ts";
import { loadProgram, MiniHost, type MiniHostOptions } from "../src/mini-host/index.ts";
import { evaluateInNode, hearRejections, readFolder } from "../src/mini-host/node.ts";
import { Line, PlainSeat, portPair, type FromLogic, type ToLogic } from "../src/seat/plain.ts";
import { type Around, reachedAt } from "./around.ts";
import type { Options } from "./options.ts";
import { argumentOf, methodsOf } from "./press.ts";
import { tokenOf } from "./token.ts";

const HELP = `press <method> [{"id":1}] [=typed]   call a method of the page: a tap on an element with these data, or typed text; or any text
page · methods · pages               what the page has, what can be pressed, the page stack
answer · hang-up · close             the call that rings, the call, the call page
quit`;

/** The program in this process, with a seat that has neither screen nor media; driven by lines. */
export async function inNode(options: Options): Promise<void> {
  const around = options.around ? ((await import(pathToFileURL(resolve(options.around)).href)) as Around) : {};
  const { appId, address, environment, name, path } = options;
  const token = keptToken(tokenOf(options));
  const line = new Line({
    address,
    endpoint: `${name}-mini-program`,
    token,
    WebSocket: WebSocket as unknown as WebSocketMaker,
  });
  const seat = new PlainSeat({ line, environment });
  const parts: Omit<PlainHostOptions, "exit"> & Omit<MiniHostOptions, "host" | "port"> = {
    appId,
    address,
    environment,
    token,
    program: await loadProgram(readFolder(options.folder)),
    evaluate: evaluateInNode,
    fetch: (url, init) => fetch(typeof url === "string" ? reachedAt(url, around.servers) : url, init),
    toast: (toast) => toast && say(`toast: ${toast.title}`),
    modal: async (modal) => {
      say(`dialog: ${modal.title} ${modal.content} → ${modal.confirmText}`);
      return { confirm: true };
    },
    onData: (_, changes) => say(`data: ${JSON.stringify(changes)}`),
    report: (message, error) => say(`! ${message}${error === undefined ? "" : `: ${text(error)}`}`),
    ...(around.wx ? { wx: around.wx } : {}),
    ...(around.requirePlugin ? { requirePlugin: around.requirePlugin } : {}),
  };
  const program = environment.kind === "device" ? onDevice() : onPhone();
  seat.calls.onCall(({ call }) => {
    if (!call.isCaller) say(`ring: ${JSON.stringify(call.facts.caller.party)}; answer or hang-up`);
    call.onVoipEvent(({ eventName, data }) => {
      if (eventName !== "calling") say(`event: ${eventName} ${JSON.stringify(data)}`);
    });
  });
  line.onState((state) => say(`line: ${state.kind}`));
  line.start();
  say(HELP);

  const lines = createInterface({ input: process.stdin });
  for await (const typed of lines) {
    if (typed.trim() === "quit") break;
    try {
      await obey(typed.trim());
    } catch (error) {
      say(`! ${text(error)}`);
    }
  }
  await seat.calls.current?.leave("unloadCallPage");
  line.close();
  process.exit();

  function onPhone(): () => MiniHost {
    const [port, seatPort] = portPair<FromLogic, ToLogic>();
    const host = new PlainHost({ ...parts, environment: { ...environment, enterOptions: entryBy(path) }, exit: () => say("the program has ended itself") });
    const mini = new MiniHost({ ...parts, host, port, ...(around.globals ? { globals: around.globals } : {}) });
    hearRejections(mini);
    seat.connect(seatPort);
    mini.launch();
    return () => mini;
  }

  /** As WMPF starts it: at its first page, and again when it was ended. */
  function onDevice(): () => MiniHost {
    let mini: MiniHost | undefined;
    const device: WmpfDevice = new WmpfDevice({
      appId,
      environment: { ...environment, kind: "device", sn: name },
      seat,
      line,
      token,
      start: (entry, exit) =>
        miniProgram({
          ...parts,
          seat,
          globals: { wmpf: device.wmpf, ...around.globals },
          onStart: (started) => {
            mini = started;
            hearRejections(started);
          },
        })(entry, exit),
    });
    void device.launchMiniProgram({ appId, path });
    return () => {
      if (!mini) throw new Error("the program does not run");
      return mini;
    };
  }

  async function obey(typed: string): Promise<void> {
    const [command = "", method = "", ...rest] = typed.split(" ");
    const mini = program();
    switch (command) {
      case "":
        return;
      case "press": {
        const { page } = mini;
        const pressed = page[method];
        if (typeof pressed !== "function") throw new Error(`${String(page.route)} has no ${method}; it has ${methodsOf(page).join(", ")}`);
        await (pressed as (arg: unknown) => unknown).call(page, argumentOf(rest.join(" ")));
        return;
      }
      case "page":
        return say(`${String(mini.page.route)} ${JSON.stringify(mini.page.data, undefined, 2)}`);
      case "methods":
        return say(methodsOf(mini.page).join(" "));
      case "pages":
        return say(mini.pages.map(({ route }) => route).join(" → "));
      case "answer":
        return seat.answer();
      case "hang-up":
        return seat.hangUp();
      case "close":
        return seat.closePage();
      default:
        return say(HELP);
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function text(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  return typeof error === "object" ? JSON.stringify(error) : String(error);
}
