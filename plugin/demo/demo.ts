import { html, render } from "lit";

render(html`<p>…</p>`, document.body);
