/** The sections of a fit report, each from the part of the record that it shows. */
import type { FitReport, ReportedParameter } from "../fit-report.ts";
import { counted, duration, evaluationText, exact, significant, valueWithError } from "../format.ts";
import { type Html, html, raw } from "./escape.ts";
import { factTable, named, table } from "./table.ts";

const nothing = raw("");

/** Title, the verdict in one sentence, and the numbers that judge the fit. */
export function headline(report: FitReport): Html {
  const { statistics, method } = report;
  const cards: readonly (readonly [string, string])[] = [
    ["χ²", significant(statistics.chi2, 6)],
    ["dof", String(statistics.dof)],
    ["χ² / dof", statistics.dof > 0 ? significant(statistics.chi2 / statistics.dof, 4) : "–"],
    ["p", statistics.probability === null ? "–" : significant(statistics.probability, 3)],
    ["AIC", significant(statistics.aic, 6)],
    ["BIC", significant(statistics.bic, 6)],
  ];
  return html`<header>
      <h1>${report.title}</h1>
      <p class="lead">${method.explain}</p>
    </header>
    <dl class="cards">
      ${cards.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

/** Every parameter: fitted ones with their errors, then those held. */
export function parameterSection(report: FitReport): Html {
  const fitted = report.parameters.filter(({ role }) => role === "fitted");
  const held = report.parameters.filter(({ role }) => role === "held");
  const atBounds = fitted.filter(({ bound }) => bound !== null);
  return html`<section>
    <h2>Parameters</h2>
    ${table(
      [
        { title: "parameter", holds: "text" },
        { title: "best fit", holds: "headline" },
        { title: "start", holds: "number" },
        { title: "bounds", holds: "number" },
      ],
      fitted.map((parameter) => [
        named(parameter.name, parameter.doc),
        bestFitCell(parameter),
        exact(parameter.start),
        boundsCell(parameter),
      ]),
    )}
    <p class="note">
      Errors are one standard deviation, from the inverse of the Fisher matrix at the best fit, the other fitted
      parameters marginalised.
    </p>
    ${atBounds.map((parameter) => html`<p class="warning">${boundSentence(parameter)}</p>`)}
    ${held.length === 0 ? nothing : html`<p class="note">Held fixed: ${held.map(heldText).join(", ")}.</p>`}
  </section>`;
}

/** Rounded to what the error warrants, and below it every digit that a comparison may want. */
function bestFitCell({ value, error, unit, bound }: ReportedParameter): Html {
  const suffix = unit === "" ? "" : ` ${unit}`;
  return error === null
    ? html`${significant(value, 6)}${suffix}<span class="doc"
          >${bound === null ? "unconstrained by these data" : "no error on a bound"}</span
        >`
    : html`${valueWithError(value, error)}${suffix}<span class="doc"
          >${significant(value, 10)} ± ${significant(error, 7)}</span
        >`;
}

function boundsCell({ lower, upper, bound }: ReportedParameter): Html {
  const range = html`${exact(lower)} to ${exact(upper)}`;
  return bound === null ? range : html`${range}<br /><span class="warning">at the ${bound} bound</span>`;
}

function boundSentence({ name, bound, lower, upper }: ReportedParameter): string {
  const value = exact(bound === "lower" ? lower : upper);
  return `${name} lies on its ${bound ?? ""} bound, ${value}: the best fit may be beyond it.`;
}

function heldText({ name, value, unit }: ReportedParameter): string {
  return `${name} = ${exact(value)}${unit === "" ? "" : ` ${unit}`}`;
}

/** Quantities computed from the best fit. */
export function derivedSection({ derived }: FitReport): Html {
  if (derived.length === 0) return nothing;
  return html`<section>
    <h2>Derived</h2>
    ${table(
      [
        { title: "quantity", holds: "text" },
        { title: "value", holds: "headline" },
        { title: "unit", holds: "text" },
      ],
      derived.map(({ name, doc, unit, value, error }) => [
        named(name, doc),
        error === null ? significant(value, 7) : valueWithError(value, error),
        unit,
      ]),
    )}
  </section>`;
}

/** Chi-squared by block. */
export function statisticsSection(report: FitReport): Html {
  const { blocks, statistics } = report;
  const { chi2, points } = statistics;
  return html`<section>
    <h2>χ² by block</h2>
    ${table(
      [
        { title: "block", holds: "text" },
        { title: "χ²", holds: "number" },
        { title: "data", holds: "number" },
      ],
      blocks.map((block) => [
        html`${block.title}<span class="doc"
            ><code>${block.name}</code>${block.note === "" ? "" : `: ${block.note}`}</span
          >`,
        block.chi2.toFixed(8),
        block.points,
      ]),
      ["total", chi2.toFixed(8), points],
    )}
    <p>${verdict(report)}</p>
  </section>`;
}

function verdict({ statistics }: FitReport): string {
  const { startChi2, points, fitted, dof, probability, aic, bic } = statistics;
  const chance =
    probability === null
      ? "Without degrees of freedom there is no probability to give."
      : `If the model is right and so are the errors, a χ² at least this large has probability ${significant(probability, 4)}.`;
  return [
    `${counted(points, "number")} less ${counted(fitted, "fitted parameter")}: dof ${dof}.`,
    chance,
    `AIC = χ² + 2k = ${significant(aic, 10)}; BIC = χ² + k ln N = ${significant(bic, 10)}.`,
    `At the starting values χ² was ${significant(startChi2, 8)}.`,
  ].join(" ");
}

/** Correlations of the fitted parameters. */
export function correlationSection(report: FitReport): Html {
  const { correlations } = report;
  if (correlations === null || correlations.names.length < 2) return nothing;
  const { names, rows } = correlations;
  return html`<section>
    <h2>Correlations</h2>
    ${table(
      [{ title: "", holds: "text" }, ...names.map((title) => ({ title, holds: "number" as const }))],
      rows.map((row, index) => [
        named(names[index] ?? "", ""),
        ...row.map((value) => value.toFixed(4).replace("-", "−")),
      ]),
    )}
  </section>`;
}

/** How the best fit was found. */
export function methodSection({ method }: FitReport): Html {
  return html`<section>
    <h2>Method</h2>
    ${factTable([
      ["method", method.name],
      ["status", method.status],
      ["steps", String(method.steps)],
      ["evaluations", evaluationText(method.evaluations)],
      ["gradient norm at the end", method.gradientNorm.toExponential(1)],
      ["time of the fit", duration(method.seconds)],
      ["time to trace and compile", duration(method.compileSeconds)],
    ])}
  </section>`;
}

/** Data sources, and what ran. */
export function provenanceSection({ blocks, provenance }: FitReport): Html {
  const sources = blocks.flatMap(({ title, citations }) =>
    citations.map((citation): readonly [string, string] => [title, citation]),
  );
  return html`<section>
    <h2>Provenance</h2>
    ${factTable([...provenance.map(({ label, value }): readonly [string, string] => [label, value]), ...sources])}
  </section>`;
}
