/** Listed active set: a wide problem by the block active set over a list of columns, as many places as there are rows. */
import {
  abs,
  add,
  all,
  any,
  arange,
  argmax,
  argmin,
  array,
  div,
  dynamicUpdateSlice,
  equal,
  expandDims,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  matMul,
  max,
  maximum,
  min,
  mul,
  ones,
  rsqrt,
  scatterAdd,
  sqrt,
  square,
  sub,
  sum,
  take,
  transpose,
  where,
  whileLoop,
  zeros,
  type Arr,
} from "../../../src/index.ts";
import { blockFraction, largestBlock } from "../block.ts";

/** Which columns are in use. */
export interface ColumnList {
  /** Column in each place, i32 [m]; no column is in two places that are taken. */
  readonly list: Arr;
  /** 1 for the places that are taken, shape [m]. */
  readonly taken: Arr;
}

/** And how much of each. */
export interface ListedSolution extends ColumnList {
  /** The unknown of each place, shape [m]. */
  readonly amounts: Arr;
}

/** A column that has less than this fraction of its length outside of the others is taken for dependent. */
const dependent = 1e-10;
/** Pulls below this many units of rounding of their terms are zero. */
const roundingUnits = 8;

/** The columns in use. Rows of all matrices are places. */
interface Places {
  readonly list: Arr;
  readonly taken: Arr;
  /** The columns themselves, shape [m, m]; zero where a place is not taken. */
  readonly columns: Arr;
  /** The rows of their pseudo-inverse, likewise: each is orthogonal to all columns but its own. */
  readonly duals: Arr;
  /** 1 for columns that are in use, shape [n]. */
  readonly used: Arr;
}

interface Loop extends Places {
  readonly amounts: Arr;
  /** Columns that were dependent or brought nothing, and those that came in the last round, shape [n]. */
  readonly refused: Arr;
  readonly tried: Arr;
  readonly misfit: Arr;
  readonly done: Arr;
}

/**
 * The steps of `activeSet`. No more columns than rows can be independent, so that the pseudo-inverse B of those in use has m rows: a
 * column that comes or goes changes it by one product of vectors, m² operations, and a round asks all columns, m n. With c the part
 * of a column a that is its own, its row is c / c·c, and the others lose B a times that; a row that goes is projected out of the others.
 *
 * @see Greville (1960), Some applications of the pseudoinverse of a matrix, SIAM Rev. 2, 15
 * @param matrix  A, shape [m, n] with n > m
 * @param target  b, shape [m]
 * @param isFree  bool, shape [n]
 */
export function listedActiveSet(matrix: Arr, target: Arr, isFree: Arr): ListedSolution {
  const [m, n] = matrix.shape as [number, number];
  const size = sum(square(matrix), [0]);
  const isEmpty = lessEqual(size, 0);
  const scale = where(isEmpty, 0, rsqrt(where(isEmpty, 1, size)));
  // Every column in one piece, of unit length.
  const rows = mul(transpose(matrix), expandDims(scale, 1));
  const place = arange(m);
  const column = arange(n);
  const freeness = where(isFree, ones([n]), 0);
  const length = sqrt(sum(square(target)));

  /** Adds the strongest of those that ask, one after the other. */
  const append = (places: Places, asking: Arr, most: Arr): { readonly places: Places; readonly refused: Arr } => {
    const end = whileLoop(
      ({ asks, count, places: { taken } }) =>
        logicalAnd(greater(max(asks), 0), logicalAnd(less(count, most), less(sum(taken), m))),
      ({ asks, count, refused, places: { list, taken, columns, duals, used } }) => {
        const chosen = argmax(asks);
        const added = take(rows, chosen, 0);
        // Twice is enough.
        const first = matMul(duals, added);
        const rough = sub(added, matMul(transpose(columns), first));
        const second = matMul(duals, rough);
        const own = sub(rough, matMul(transpose(columns), second));
        const ownSquare = sum(square(own));
        const isOwn = greater(ownSquare, dependent ** 2);
        const isNew = where(isOwn, 1, 0);
        const free = argmin(taken);
        const here = mul(isNew, where(equal(place, free), ones([m]), 0));
        const row = mul(own, mul(isNew, div(1, where(isOwn, ownSquare, 1))));
        const isChosen = where(equal(column, chosen), ones([n]), 0);
        return {
          asks: where(equal(column, chosen), 0, asks),
          count: add(count, 1),
          refused: add(refused, mul(sub(1, isNew), isChosen)),
          places: {
            list: where(greater(here, 0), chosen, list),
            taken: add(taken, here),
            columns: dynamicUpdateSlice(columns, expandDims(mul(isNew, added), 0), [free, 0]),
            duals: add(duals, mul(expandDims(sub(here, add(first, second)), 1), expandDims(row, 0))),
            used: add(used, mul(isNew, isChosen)),
          },
        };
      },
      { asks: asking, count: zeros([]), refused: zeros([n]), places },
    );
    return { places: end.places, refused: end.refused };
  };

  const remove = (places: Places, leaving: Arr): Places =>
    whileLoop(
      ({ gone }) => greater(max(gone), 0),
      ({ gone, places: { list, taken, columns, duals, used } }) => {
        const out = argmax(gone);
        const isHere = equal(place, out);
        const row = take(duals, out, 0);
        const shares = div(matMul(duals, row), sum(square(row)));
        return {
          gone: where(isHere, 0, gone),
          places: {
            list,
            taken: where(isHere, 0, taken),
            columns: dynamicUpdateSlice(columns, zeros([1, m]), [out, 0]),
            duals: where(expandDims(isHere, 1), 0, sub(duals, mul(expandDims(shares, 1), expandDims(row, 0)))),
            used: where(equal(column, take(list, out)), 0, used),
          },
        };
      },
      { gone: leaving, places },
    ).places;

  const combined = ({ columns }: Places, amounts: Arr): Arr => matMul(transpose(columns), amounts);
  const refined = (places: Places, amounts: Arr): Arr =>
    add(amounts, matMul(places.duals, sub(target, combined(places, amounts))));

  /** Moves to the minimum over the columns in use, letting those go that turn negative. */
  const settle = (start: Places, from: Arr): { readonly places: Places; readonly amounts: Arr } => {
    const end = whileLoop(
      ({ isSettled }) => logicalNot(isSettled),
      ({ places, amounts }) => {
        const wanted = mul(places.taken, refined(places, matMul(places.duals, target)));
        const mayNot = logicalAnd(greater(places.taken, 0), equal(take(freeness, places.list), 0));
        const isNegative = logicalAnd(mayNot, logicalNot(greater(wanted, 0)));
        const isSettled = logicalNot(any(isNegative));
        // Cut off at zero, if that is below where x is; both measured from the minimum over the columns in use.
        const cut = where(isNegative, 0, wanted);
        const excess = (point: Arr): Arr => sum(square(combined(places, sub(point, wanted))));
        const isCut = less(excess(cut), excess(amounts));
        const isBound = logicalAnd(isNegative, greater(amounts, 0));
        const reach = where(isNegative, div(amounts, where(isBound, sub(amounts, wanted), 1)), 1);
        const fraction = min(reach);
        const isBlocking = logicalAnd(isNegative, lessEqual(reach, fraction));
        const between = add(amounts, mul(fraction, sub(wanted, amounts)));
        const partial = where(isBlocking, 0, where(mayNot, maximum(between, 0), between));
        const next = where(isSettled, wanted, where(isCut, cut, partial));
        const leaving = where(logicalAnd(where(isCut, isNegative, isBlocking), isNegative), ones([m]), 0);
        return { places: remove(places, leaving), amounts: next, isSettled };
      },
      { places: start, amounts: from, isSettled: zeros([], { dtype: "bool" }) },
      { maxSteps: 3 * m + 10 },
    );
    return { places: end.places, amounts: mul(end.amounts, end.places.taken) };
  };

  const step = (loop: Loop): Loop => {
    const { list, taken, columns, duals, used, amounts, refused: before, tried, misfit: last } = loop;
    const places: Places = { list, taken, columns, duals, used };
    const residual = sub(target, combined(places, amounts));
    const misfit = sum(square(residual));
    const hasFallen = less(misfit, last);
    const refused = where(hasFallen, zeros([n]), maximum(before, tried));
    const pull = matMul(rows, residual);
    const waits = mul(mul(sub(1, places.used), sub(1, refused)), where(isEmpty, zeros([n]), 1));
    const asking = mul(waits, where(isFree, abs(pull), pull));
    const strongest = max(asking);
    const tolerance = mul(roundingUnits * Number.EPSILON, add(length, sum(abs(amounts))));
    const done = logicalOr(lessEqual(strongest, tolerance), logicalNot(isFinite(misfit)));
    const isStrong = logicalAnd(greaterEqual(asking, mul(blockFraction, strongest)), logicalNot(done));
    const most = maximum(largestBlock.count, mul(largestBlock.fraction, sum(places.taken)));
    const entered = append(places, where(isStrong, asking, 0), most);
    const settled = settle(entered.places, amounts);
    return {
      ...settled.places,
      amounts: settled.amounts,
      refused: maximum(refused, entered.refused),
      tried: maximum(sub(entered.places.used, places.used), 0),
      misfit: where(hasFallen, misfit, last),
      done,
    };
  };
  const nothing: Places = {
    list: zeros([m], { dtype: "i32" }),
    taken: zeros([m]),
    columns: zeros([m, m]),
    duals: zeros([m, m]),
    used: zeros([n]),
  };
  // Columns that may have any sign are in use from the start.
  const begun = settle(append(nothing, where(isEmpty, 0, freeness), array(m)).places, zeros([m]));
  const first: Loop = {
    ...begun.places,
    amounts: begun.amounts,
    refused: zeros([n]),
    tried: zeros([n]),
    misfit: zeros([]).add(Number.POSITIVE_INFINITY),
    done: zeros([], { dtype: "bool" }),
  };
  const end = whileLoop(({ done }) => logicalNot(done), step, first, { maxSteps: 3 * n + 100 });
  let { amounts } = end;
  const mayNot = equal(take(freeness, end.list), 0);
  for (let round = 0; round < 2; round++) {
    const next = mul(end.taken, refined(end, amounts));
    amounts = where(
      all(logicalAnd(isFinite(next), logicalOr(logicalNot(mayNot), greaterEqual(next, 0)))),
      next,
      amounts,
    );
  }
  const taken = mul(end.taken, where(logicalOr(greater(amounts, 0), logicalNot(mayNot)), 1, 0));
  return { list: end.list, taken, amounts: mul(mul(taken, amounts), take(scale, end.list)) };
}

/** Amounts of listed columns as a vector of all, shape [n]. */
export function unlisted({ list, taken }: ColumnList, amounts: Arr, n: number): Arr {
  return scatterAdd(zeros([n]), list, mul(taken, amounts));
}
