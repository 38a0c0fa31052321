import { html, svg } from "lit";
import type { Facts } from "./platform.ts";
import { TEXTS } from "./texts.ts";

/** How a person takes the phone's seat on another machine. */
export function phoneElsewhere(facts: Facts | undefined) {
  const phone = facts?.phone;
  return html`<section class="elsewhere" aria-labelledby="elsewhere" ?hidden=${facts === undefined}>
    ${phone && code(phone.code, TEXTS.scan)}
    <div>
      <h2 id="elsewhere">${TEXTS.elsewhere}</h2>
      ${phone
        ? html`<p>${TEXTS.elsewhereOpen}</p>
            <p><a href=${phone.address}>${phone.address}</a></p>
            <p class="soft">${TEXTS.elsewhereTrust}</p>`
        : html`<p class="soft">${TEXTS.elsewhereClosed}</p>
            <p><code>./hookswitch up --lan</code></p>`}
    </div>
  </section>`;
}

/** Dark on light by day and by night: scanners read it no other way. */
function code({ modules, path }: { modules: number; path: string }, label: string) {
  return html`<svg class="code" role="img" aria-label=${label} viewBox="0 0 ${modules} ${modules}" shape-rendering="crispEdges">
    ${svg`<path d=${path} />`}
  </svg>`;
}
