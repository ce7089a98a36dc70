/** The cosmology system: LCDM with its data sets, its conventions, and what a report shows of it (Node only: it reads the data). */
import { array, stack, type Arr, errors } from "../../src/index.ts";
import { columns, listText } from "../../src/internal.ts";
import type {
  DerivedQuantity,
  Problem,
  ProblemBlock,
  ProblemRequest,
  System,
  VerbResult,
} from "../../src/system/index.ts";
import { loadDesiDr2, loadPlanck2018, loadUnion3 } from "./data-files.ts";
import { type LcdmDerived, lcdmDerived } from "./derived.ts";
import { lcdmFigures } from "./figures.ts";
import { lcdm } from "./function.ts";
import { type CosmologyData, lcdmObjective } from "./objective.ts";
import {
  dragFits,
  type DragName,
  type RecombinationChoice,
  recombinationFits,
  type RecombinationName,
} from "./recombination.ts";
import { type LcdmParams, lcdmSpec, standardInputs } from "./spec.ts";

/** Each data set fills one place of the objective. */
const datasets = {
  cmb: { doc: "Planck 2018 distance prior", load: () => ({ cmb: loadPlanck2018() }) },
  "desi-dr2": { doc: "DESI DR2 baryon acoustic oscillations", load: () => ({ bao: loadDesiDr2() }) },
  union3: { doc: "Union3 supernovae in 22 bins, absolute magnitude profiled out", load: () => ({ sn: loadUnion3() }) },
} as const satisfies Readonly<Record<string, { readonly doc: string; readonly load: () => CosmologyData }>>;

type DatasetName = keyof typeof datasets;

const derivedQuantities: readonly (DerivedQuantity & { readonly name: keyof LcdmDerived })[] = [
  { name: "Omh2", doc: "physical density of matter, Om0 h²", unit: "" },
  { name: "OL0", doc: "cosmological constant / critical density", unit: "" },
  { name: "zStar", doc: "redshift of photon decoupling", unit: "" },
  { name: "rStar", doc: "sound horizon at decoupling", unit: "Mpc" },
  { name: "theta100", doc: "angle of the sound horizon at decoupling in radians, times 100", unit: "" },
  { name: "zDrag", doc: "drag redshift", unit: "" },
  { name: "rDrag", doc: "sound horizon at the drag epoch", unit: "Mpc" },
];

/** Redshifts of the table that `fluxion cosmology distances` prints. */
const tableRedshifts = [0.1, 0.3, 0.5, 1, 2, 1100];

/** Flat LCDM with massless neutrinos, against Planck, DESI and supernovae. */
export const cosmologySystem: System = {
  name: "cosmology",
  doc: "The expansion of the universe against Planck, DESI and supernovae.",
  specs: { lcdm: lcdmSpec },
  question: "residuals",
  datasets,
  choices: [
    { option: "drag", doc: "fit for the drag redshift", values: Object.keys(dragFits), default: "PBUF9" },
    {
      option: "recomb",
      doc: "fit for the redshift of decoupling",
      values: Object.keys(recombinationFits),
      default: "PLANCK18",
    },
  ],
  profiles: {
    riess2022: { doc: "H0 of the local distance ladder, Riess et al. (2022), ApJL 934, L7", values: { H0: 73.04 } },
  },
  verbs: {
    distances: { doc: "Distances and the sound horizon at the given parameters.", run: distanceTable },
  },
  problem: lcdmProblem,
};

function lcdmProblem(request: ProblemRequest): Problem<LcdmParams> {
  const choice = choiceOf(request);
  const { data, names } = loadData(request.datasets);
  const objective = lcdmObjective(data, choice);
  const blocks = objective.blocks.map((block): ProblemBlock => {
    const points = block.whitening.shape[0] ?? 0;
    const profiled = block.observed.size - points;
    return {
      name: names[block.name] ?? block.name,
      title: block.source.name,
      points,
      citations: [block.source.citation],
      note: profiled === 0 ? "" : `${block.observed.size} magnitudes, their common offset profiled out`,
    };
  });
  return {
    name: "lcdm",
    title: `LCDM fitted to ${listText(blocks.map(({ title }) => title))}`,
    spec: lcdmSpec.with(request.values),
    question: { kind: "residuals", residuals: objective.residuals },
    inputs: [
      { name: "Neff", unit: "", value: Number(standardInputs.Neff) },
      { name: "Tcmb", unit: "K", value: Number(standardInputs.Tcmb) },
      { name: "Ok0", unit: "", value: Number(standardInputs.Ok0) },
    ],
    blocks: {
      list: blocks,
      chi2: (params) => {
        const parts = objective.chi2ByBlock(params);
        return stack(objective.blocks.map(({ name }) => parts[name]));
      },
    },
    derived: {
      quantities: derivedQuantities,
      values: (params) => {
        const quantities = lcdmDerived(params, choice);
        return stack(derivedQuantities.map(({ name }) => quantities[name]));
      },
    },
    contourPair: ["H0", "Om0"],
    axisTitles: { H0: "H₀ (km s⁻¹ Mpc⁻¹)", Om0: "Ωₘ", Obh2: "Ω_b h²", ns: "n_s" },
    figures: (params) => lcdmFigures(objective, data, params),
    provenance: [
      { label: "drag redshift", value: choice.drag },
      { label: "redshift of decoupling", value: choice.recombination },
    ],
    warnings: [data.cmb, data.bao, data.sn].flatMap((table) => table?.warnings ?? []),
    functions: [
      { name: "lcdm", evaluate: (params) => lcdm(params, { ...choice, redshift: array(tableRedshifts) }) },
      { name: "lcdmDerived", evaluate: (params) => lcdmDerived(params, choice) },
      { name: "chi2", evaluate: (params) => objective.chi2(params) },
      { name: "compare", evaluate: (params) => objective.compare(params) },
    ],
  };
}

function choiceOf({ choices }: ProblemRequest): Required<Pick<RecombinationChoice, "drag" | "recombination">> {
  // Requests are completed and checked against the names of the tables before they come here.
  return { drag: choices.drag as DragName, recombination: choices.recomb as RecombinationName };
}

function distanceTable(request: ProblemRequest): VerbResult {
  const params = lcdmSpec.with(request.values).defaults;
  const { distances, dragHorizon } = lcdm(params, { ...choiceOf(request), redshift: array(tableRedshifts) });
  const lists = {
    transverse: listOf(distances.transverse),
    luminosity: listOf(distances.luminosity),
    angularDiameter: listOf(distances.angularDiameter),
  };
  const rDrag = dragHorizon.item();
  const rows = tableRedshifts.map((z, i) => [String(z), ...Object.values(lists).map((list) => list[i]!.toFixed(2))]);
  return {
    text: [
      "Distances (Mpc)",
      ...columns(["z", ...Object.keys(lists)], rows, ["right", "right", "right", "right"]).map((line) => `  ${line}`),
      `sound horizon at the drag epoch: ${rDrag.toFixed(2)} Mpc`,
    ].join("\n"),
    data: { unit: "Mpc", redshift: tableRedshifts, ...lists, rDrag },
  };
}

const listOf = (values: Arr): readonly number[] => Array.from(values.toArray(), Number);

interface LoadedData {
  readonly data: CosmologyData;
  /** Name of the data set by name of its block. */
  readonly names: Readonly<Record<string, string>>;
}

function loadData(asked: readonly string[]): LoadedData {
  return asked.reduce<LoadedData>(
    ({ data, names }, name) => {
      if (!isDataset(name)) {
        throw new errors.DataError({ path: "datasets", expected: Object.keys(datasets).join(", "), received: name });
      }
      const loaded = datasets[name].load();
      const [block = ""] = Object.keys(loaded);
      const other = names[block];
      if (other !== undefined && other !== name) {
        throw new errors.DataError({
          path: "datasets",
          problem: `the datasets ${other} and ${name} cannot be fitted together: their surveys overlap`,
        });
      }
      return { data: { ...data, ...loaded }, names: { ...names, [block]: name } };
    },
    { data: {}, names: {} },
  );
}

function isDataset(name: string): name is DatasetName {
  return Object.hasOwn(datasets, name);
}
