/** What the page of `page.browser.ts` runs: the questions, a figure, and a fit whose checkpoint the browser keeps. */
import { array, type Arr } from "fluxion";
import { minimizeAsync } from "fluxion/inference";
import { histogramFigure, renderPng, renderSvg } from "fluxion/report";
import { answers, type Answers, type Measurements } from "./questions.ts";

/** What the page hands to the test. */
export interface PageAnswers {
  readonly answers: Answers;
  readonly svg: string;
  /** The first bytes of the PNG, and its size in pixels as the browser reads it. */
  readonly png: { readonly signature: readonly number[]; readonly width: number; readonly height: number };
  /** Steps of a fit that was stopped, of the one that went on from its checkpoint, and of one that nobody stopped. */
  readonly steps: { readonly stopped: number; readonly resumed: number; readonly whole: number };
  /** Where the resumed and the undisturbed fit ended. */
  readonly ends: readonly [readonly number[], readonly number[]];
}

/** Answers everything. */
export async function run(measurements: Measurements): Promise<PageAnswers> {
  const figure = histogramFigure([1, 2, 2, 3], { title: "Counts", valueTitle: "time (s)" });
  const png = await renderPng(figure, { scale: 1 });
  const { width, height } = await createImageBitmap(new Blob([new Uint8Array(png)], { type: "image/png" }));
  return {
    answers: answers(measurements),
    svg: await renderSvg(figure),
    png: { signature: Array.from(png.slice(0, 8)), width, height },
    ...(await interruptedFit()),
  };
}

async function interruptedFit(): Promise<Pick<PageAnswers, "steps" | "ends">> {
  const valley = ({ x, y }: { x: Arr; y: Arr }): Arr =>
    array(1).sub(x).square().add(y.sub(x.square()).square().mul(100));
  const start = { x: -1.2, y: 1 };
  const checkpoint = { file: "valley", every: { steps: 1 } };
  const stopped = await minimizeAsync(valley, start, { stop: { maxSteps: 10 }, run: { resume: checkpoint } });
  const resumed = await minimizeAsync(valley, start, { run: { resume: checkpoint } });
  const whole = await minimizeAsync(valley, start);
  return {
    steps: { stopped: stopped.steps, resumed: resumed.steps, whole: whole.steps },
    ends: [
      [resumed.params.x.item(), resumed.params.y.item()],
      [whole.params.x.item(), whole.params.y.item()],
    ],
  };
}
