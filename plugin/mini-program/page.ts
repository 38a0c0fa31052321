/** A page around a Mini Program that nobody has drawn one for: it shows the page's data, and a button for each of its methods. */
import { miniProgram, WmpfDevice } from "../src/device/index.ts";
import { entryBy, keptToken, WebHost } from "../src/host/index.ts";
import type { FetchToken } from "../src/host/tokens.ts";
import { Line } from "../src/line/line.ts";
import { wakeWithPage } from "../src/line/wake.ts";
import { loadProgram, MiniHost, readUrl } from "../src/mini-host/index.ts";
import { portPair } from "../src/port/ends.ts";
import type { Environment, FromLogic, ToLogic } from "../src/port/port.ts";
import { browserMedia, tabEndpoint } from "../src/seat/browser.ts";
import { Seat } from "../src/seat/seat.ts";
import { type Around, reachedAt } from "./around.ts";
import { argumentOf, methodsOf } from "./press.ts";

interface Given {
  appId: string;
  environment: Environment;
  name: string;
  path: string;
}

export async function runs({ appId, environment, name, path }: Given, around: Around): Promise<void> {
  const address = location.origin;
  const token = keptToken(async () => (await fetch("/token", { method: "POST" })).json() as ReturnType<FetchToken>);
  const line = new Line({ address, endpoint: tabEndpoint(name), token });
  const seat = new Seat({ line, root: document.body, environment, media: browserMedia(), isMuted: false });
  const host = new WebHost({
    appId,
    address,
    environment: { ...environment, enterOptions: entryBy(path) },
    token,
    fetch: (url, init) => fetch(typeof url === "string" ? throughHere(reachedAt(url, around.servers)) : url, init),
    exit: () => log("the program has ended itself"),
  });
  const parts = {
    program: await loadProgram(readUrl(new URL("/program/", location.href))),
    onData: () => draw(),
    report: (message: string, error?: unknown) => log(`! ${message}${error === undefined ? "" : `: ${String(error)}`}`),
    ...(around.wx ? { wx: around.wx } : {}),
    ...(around.requirePlugin ? { requirePlugin: around.requirePlugin } : {}),
  };

  let mini: MiniHost | undefined;
  seat.watch({
    call: (call) =>
      call.onVoipEvent(({ eventName, data }) => eventName !== "calling" && log(`${eventName} ${JSON.stringify(data)}`)),
    page: () => draw(),
  });
  line.onState((state) => log(`line ${state.kind}`));
  addEventListener("unhandledrejection", (event) => mini?.unhandledRejection(event.reason, event.promise));
  addEventListener("online", () => seat.networkChanged());

  if (environment.kind === "device") {
    const device: WmpfDevice = new WmpfDevice({
      appId,
      environment: { ...environment, kind: "device", sn: name },
      seat,
      line,
      token,
      start: (entry, exit) =>
        miniProgram({
          ...parts,
          appId,
          address,
          environment,
          token,
          fetch: host.fetch,
          modal: (modal) => host.modal(modal),
          toast: (toast) => host.toast(toast),
          seat,
          globals: { wmpf: device.wmpf, ...around.globals },
          onStart: (started) => (mini = started),
        })(entry, exit),
    });
    void device.launchMiniProgram({ appId, path });
  } else {
    const [port, seatPort] = portPair<FromLogic, ToLogic>();
    seat.connect(seatPort);
    mini = new MiniHost({ ...parts, host, port, ...(around.globals ? { globals: around.globals } : {}) });
    mini.launch();
  }
  Object.assign(globalThis, { mini, seat });
  wakeWithPage(line, window);
  line.start();
  draw();

  function draw(): void {
    const page = mini?.pages.at(-1);
    place("h1").textContent = `${name} · ${mini?.pages.map(({ route }) => route).join(" → ") ?? ""}`;
    place("#data").textContent = JSON.stringify(page?.data ?? {}, undefined, 2);
    place("#methods").replaceChildren(
      ...(page ? methodsOf(page) : []).map((method) => {
        const button = document.createElement("button");
        button.textContent = method;
        button.addEventListener("click", () => {
          (page?.[method] as (argument: unknown) => unknown).call(page, argumentOf(place<HTMLInputElement>("#argument").value));
          draw();
        });
        return button;
      }),
    );
  }

  function log(text: string): void {
    place("#log").append(`${text}\n`);
    draw();
  }
}

function place<E extends HTMLElement = HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A Mini Program's requests know no other origins; a page's do. */
function throughHere(url: string): string {
  return new URL(url, location.href).origin === location.origin ? url : `/elsewhere?url=${encodeURIComponent(url)}`;
}
