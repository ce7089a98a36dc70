/** A table of a report: the first cell of a row names it, numbers stand flush right. */
import { type Html, html, type HtmlValue, raw } from "./escape.ts";

/** A column. */
export interface Column {
  /** Text of the heading. */
  readonly title: string;
  readonly holds: "text" | "number" | "headline";
}

const cellClass = { text: "", number: "number", headline: "number main" } as const;

/** The table, in a frame that scrolls sideways where a screen is too narrow for it. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
  total?: readonly HtmlValue[],
): Html {
  const heading = columns.some(({ title }) => title !== "")
    ? html`<thead>
        <tr>
          ${columns.map(({ title, holds }) => html`<th scope="col" class="${cellClass[holds]}">${title}</th>`)}
        </tr>
      </thead>`
    : raw("");
  return html`<div class="scroll">
    <table>
      ${heading}
      <tbody>
        ${rows.map((row) => tableRow(columns, row))}
      </tbody>
      ${
        total === undefined
          ? raw("")
          : html`<tfoot>
              ${tableRow(columns, total)}
            </tfoot>`
      }
    </table>
  </div>`;
}

function tableRow(columns: readonly Column[], row: readonly HtmlValue[]): Html {
  const [name = "", ...cells] = row;
  return html`<tr>
    <th scope="row">${name}</th>
    ${cells.map((cell, index) => html`<td class="${cellClass[columns[index + 1]?.holds ?? "text"]}">${cell}</td>`)}
  </tr>`;
}

/** Labels and what belongs to them, without headings. */
export function factTable(facts: readonly (readonly [label: string, value: string])[]): Html {
  return html`<div class="facts">
    ${table(
      [
        { title: "", holds: "text" },
        { title: "", holds: "text" },
      ],
      facts,
    )}
  </div>`;
}

/** A name in type of its own with a line of explanation below it. */
export function named(name: string, explanation: string): Html {
  return explanation === ""
    ? html`<code>${name}</code>`
    : html`<code>${name}</code><span class="doc">${explanation}</span>`;
}
