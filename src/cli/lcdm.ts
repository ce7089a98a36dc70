/** LCDM on the command line: its data sets, its conventions, and what a report shows of it. */
import {
  type CosmologyData,
  dragFits,
  type DragName,
  type LcdmDerived,
  lcdmDerived,
  lcdmObjective,
  type LcdmParams,
  lcdmSpec,
  loadDesiDr2,
  loadPlanck2018,
  loadUnion3,
  recombinationFits,
  type RecombinationName,
  standardInputs,
} from "../../models/cosmology/index.ts";
import { stack } from "../index.ts";
import { listText } from "../report/format.ts";
import { CommandError, unknownName } from "./command-error.ts";
import type { DerivedQuantity, FitProblem, ProblemBlock, Values } from "./fit/problem.ts";
import { lcdmFigures } from "./lcdm-figures.ts";
import type { CommandModel, ProblemRequest } from "./models.ts";

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

/** LCDM: flat, with massless neutrinos. */
export const lcdmModel: CommandModel = {
  name: "lcdm",
  spec: lcdmSpec,
  fittedByDefault: ["H0", "Om0", "Obh2", "ns"],
  datasets: Object.fromEntries(Object.entries(datasets).map(([name, { doc }]) => [name, doc])),
  datasetsByDefault: ["cmb", "desi-dr2", "union3"],
  choices: [
    { option: "drag", doc: "fit for the drag redshift", values: Object.keys(dragFits), default: "PBUF9" },
    {
      option: "recomb",
      doc: "fit for the redshift of decoupling",
      values: Object.keys(recombinationFits),
      default: "PLANCK18",
    },
  ],
  problem: lcdmProblem,
};

function lcdmProblem(request: ProblemRequest): FitProblem {
  const choice = {
    // The command line has checked both against the names of the table.
    drag: request.choices.drag as DragName,
    recombination: request.choices.recomb as RecombinationName,
  };
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
  const spec = lcdmSpec.with(request.overrides);
  return {
    model: "lcdm",
    title: `LCDM fitted to ${listText(blocks.map(({ title }) => title))}`,
    spec,
    inputs: [
      { name: "Neff", unit: "", value: Number(standardInputs.Neff) },
      { name: "Tcmb", unit: "K", value: Number(standardInputs.Tcmb) },
      { name: "Ok0", unit: "", value: Number(standardInputs.Ok0) },
    ],
    blocks,
    residuals: (params) => objective.residuals(lcdmParams(params)),
    chi2ByBlock: (params) => {
      const parts = objective.chi2ByBlock(lcdmParams(params));
      return stack(objective.blocks.map(({ name }) => parts[name]));
    },
    derivedQuantities,
    derived: (params) => {
      const quantities = lcdmDerived(lcdmParams(params), choice);
      return stack(derivedQuantities.map(({ name }) => quantities[name]));
    },
    contourPair: ["H0", "Om0"],
    axisTitles: {
      H0: "H₀ (km s⁻¹ Mpc⁻¹)",
      Om0: "Ωₘ",
      Obh2: "Ω_b h²",
      ns: "n_s",
    },
    residualFigures: (params) => lcdmFigures(objective, data, lcdmParams(params)),
    provenance: [
      { label: "drag redshift", value: choice.drag },
      { label: "redshift of decoupling", value: choice.recombination },
    ],
    warnings: [data.cmb, data.bao, data.sn].flatMap((table) => table?.warnings ?? []),
  };
}

function lcdmParams({ H0, Om0, Obh2, ns }: Values): LcdmParams {
  // Values of this problem have the names of its spec.
  return { H0: H0!, Om0: Om0!, Obh2: Obh2!, ns: ns! };
}

interface LoadedData {
  readonly data: CosmologyData;
  /** Name of the data set by name of its block. */
  readonly names: Readonly<Record<string, string>>;
}

function loadData(asked: readonly string[]): LoadedData {
  const known = Object.keys(datasets);
  return asked.reduce<LoadedData>(
    ({ data, names }, name) => {
      if (!isDataset(name)) throw unknownName("dataset", name, known);
      const loaded = datasets[name].load();
      const [block = ""] = Object.keys(loaded);
      const other = names[block];
      if (other !== undefined && other !== name) {
        throw new CommandError(`The datasets ${other} and ${name} cannot be fitted together: their surveys overlap.`);
      }
      return { data: { ...data, ...loaded }, names: { ...names, [block]: name } };
    },
    { data: {}, names: {} },
  );
}

function isDataset(name: string): name is DatasetName {
  return Object.hasOwn(datasets, name);
}
