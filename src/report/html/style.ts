/** The style sheet of a report: readable on screen in light and dark, and on paper. */
import { darkRules } from "../theme.ts";

export const reportStyle = `
:root {
  color-scheme: light dark;
  --text: #1b1f24;
  --muted: #59636e;
  --line: #d1d9e0;
  --surface: #ffffff;
  --raised: #f6f8fa;
  --warning: #9a3412;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e9ed;
    --muted: #9aa4af;
    --line: #3a424b;
    --surface: #14181d;
    --raised: #1d232a;
    --warning: #fdba74;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 60rem;
  padding: 2.5rem 1.5rem 4rem;
  background: var(--surface);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", "Liberation Sans", sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.4rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2.6rem 0 0.7rem; }
p { margin: 0.4rem 0; max-width: 46rem; }
.lead { color: var(--muted); }
.note, figcaption, .muted { color: var(--muted); font-size: 0.9rem; }
.warning { color: var(--warning); font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.42rem 0.8rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 0.85rem; font-weight: 600; color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { font-weight: 600; border-bottom: none; }
.number { text-align: right; white-space: nowrap; }
.main { font-weight: 600; }
.facts th { width: 14rem; }
.doc { display: block; font-weight: 400; font-size: 0.85rem; color: var(--muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.8rem, 1fr)); gap: 0.75rem; margin: 1.4rem 0 0; padding: 0; }
.cards div { background: var(--raised); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.6rem 0.85rem; }
.cards dt { font-size: 0.82rem; color: var(--muted); }
.cards dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
figure { margin: 1.4rem 0 2.2rem; }
figure svg { display: block; max-width: 100%; height: auto; color: var(--text); }
@media screen and (max-width: 600px) {
  figure { overflow-x: auto; }
  figure svg { max-width: none; }
}
@media (prefers-color-scheme: dark) {
  ${darkRules("figure ").join("\n  ")}
}
figcaption { margin-top: 0.3rem; max-width: 46rem; }
code { font: 0.92em ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; font: 0.85rem/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
ul { margin: 0.3rem 0; padding-left: 1.1rem; }
footer { margin-top: 3rem; padding-top: 0.8rem; border-top: 1px solid var(--line); }
@media print {
  :root {
    color-scheme: light;
    --text: #000000;
    --muted: #444444;
    --line: #bbbbbb;
    --surface: #ffffff;
    --raised: #ffffff;
    --warning: #7c2d12;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, figure, tr, .cards { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
