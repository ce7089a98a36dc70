/**
 * Which lines are in a blurred spectrum, and how far does the answer hang on the blur that one assumes?
 *
 * Takes a spectrum apart into lines that cannot be negative, differentiates every line by the width of the blur, and fits
 * the width where the places of the lines are known. Draws all of it: reports/nnls-deconvolution.svg.
 */
import { type Arr, array, expandDims, jit, jvp, linspace, matMul, sin, square } from "fluxion";
import { leastSquares, nnls, nnlsArgmin, nnlsSolve, separable, unwrap } from "fluxion/inference";
import { writeFigure } from "fluxion/node";
import { curveFigure, type FigureSpec, stackFigures } from "fluxion/report";

const energies = linspace(0, 12, 121); // keV, one a pixel
const places = linspace(1, 11, 41); // keV, where there may be lines

/** What one photon a second in each line adds to every pixel, through a Gaussian blur of `width` keV. */
const response = (width: Arr, at: Arr = places): Arr =>
  square(expandDims(energies, 1).sub(expandDims(at, 0)).div(width))
    .mul(-0.5)
    .exp()
    .div(width.mul(Math.sqrt(2 * Math.PI)));

// Five lines seen through a blur of 0.4 keV, measured to 0.5 counts/s/keV; the scatter is the same on every run.
const truth = new Float64Array(41);
for (const [place, flux] of [
  [3, 20],
  [4, 28],
  [6.5, 12],
  [8, 24],
  [8.75, 9],
] as const) {
  truth[Math.round(4 * (place - 1))] = flux;
}
const trueWidth = 0.4;
const sigma = 0.5;
const scatter = sin(square(energies.mul(13))).mul(Math.SQRT2 * sigma);
const spectrum = matMul(response(array(trueWidth)), array(truth)).add(scatter);

/** The lines, each at least zero, that explain the spectrum best. */
const lines = (width: Arr): Arr => nnlsArgmin(response(width), spectrum);

// The derivative: exact, in one compiled program, and by differences of two more deconvolutions.
const { value: found, tangent: slope } = jit((width: Arr) => jvp(lines, [width], [1]))(trueWidth);
const solution = unwrap(nnls(response(array(trueWidth)), spectrum));
const h = 1e-6;
const solved = (width: number): Arr => unwrap(nnls(response(array(width)), spectrum)).x;
export const difference = solved(trueWidth + h)
  .sub(solved(trueWidth - h))
  .div(2 * h);
export const derivative = slope;
export const flux = found;

const strictness = nnlsSolve(response(array(trueWidth)), spectrum).strictness.item();
console.log(solution.explain);
console.log(`Smallest dual of a line that is not there: ${strictness.toExponential(1)} of its terms.`);
for (const j of solution.columns[0]!.support) {
  const [at, x, d] = [places, found, slope].map((list) => list.slice(j).item());
  console.log(`${at!.toFixed(2)} keV: ${x!.toFixed(2)} photons/s, ${d!.toFixed(1)} a keV of blur`);
}

// Where the places are known (one of these is a false friend), the width is a parameter like any other: the lines are solved
// for inside of its fit. With lines anywhere it could not be told: a narrower blur of more lines looks the same.
const known = array([3, 4, 6.5, 8, 8.75, 10]);
const design = ({ width }: { width: Arr }): Arr => response(width, known);
const model = separable({ design, data: spectrum, sigma });
export const fit = unwrap(leastSquares(model.residuals, { width: 0.3 }, { bounds: { width: [0.1, 2] } }));
export const errors = model.errors(fit.params);
console.log(`The blur is ${fit.params.width.item().toFixed(4)} ± ${errors.params.width.item().toFixed(4)} keV.`);

const numbers = (x: Arr): Float64Array => Float64Array.from(x.toArray());
/** All places and both ends of the spectrum, where there is nothing: the panels share their axis. */
const stems = (x: Arr) => ({ x: [0, ...numbers(places), 12], y: [0, ...numbers(x), 0], drawnAs: "stems" as const });
const nonZero = (x: ArrayLike<number>) => Array.from(places.toArray()).filter((_, j) => x[j] !== 0);
const heights = (x: ArrayLike<number>) => Array.from(x).filter((value) => value !== 0);

/** The spectrum with its model, the lines with the truth, and their derivative by the blur. */
export const figure: FigureSpec = stackFigures([
  curveFigure({
    title: "A spectrum through a blur of 0.4 keV",
    xTitle: "energy (keV)",
    yTitle: "counts/s/keV",
    height: 200,
    data: { x: energies, y: spectrum, sigma },
    curves: [{ label: "lines, blurred", x: energies, y: matMul(response(array(trueWidth)), found) }],
  }),
  curveFigure({
    title: "The lines that explain it best, none of them negative",
    xTitle: "energy (keV)",
    yTitle: "photons/s",
    height: 170,
    data: { label: "truth", x: nonZero(truth), y: heights(truth) },
    curves: [{ label: "found", ...stems(found) }],
  }),
  curveFigure({
    title: "How they change as the assumed blur grows",
    xTitle: "energy (keV)",
    yTitle: "photons/s a keV",
    height: 170,
    data: { label: "by differences", x: nonZero(numbers(difference)), y: heights(numbers(difference)) },
    curves: [{ label: "derivative", ...stems(slope) }],
  }),
]);

await writeFigure(figure, "reports/nnls-deconvolution.svg");
console.log("\nreports/nnls-deconvolution.svg shows the spectrum, the lines, and how they follow the blur.");
