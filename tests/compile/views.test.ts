/** Movement compiled: views of views read in place, parts written in place, and copies only where strides cannot say it. */

import { array, broadcastTo, concat, flip, pad, stack, transpose } from "fluxion";
import { describe, it } from "vitest";
import { expectSame, uniform } from "./support.ts";

const x = uniform([4, 6], 1);
const cube = uniform([3, 4, 5], 2);

describe("movement", () => {
  it("gives views back as arrays", () => {
    expectSame((a) => [a.T, flip(a, 0), flip(a, [0, 1]), a.slice([1, 3], [null, null, 2]), a.reshape(3, 8)], [x]);
    expectSame((a) => [transpose(a, [2, 0, 1]), transpose(a, [1, 0, 2]).reshape(12, 5), a.slice(1, [0, 2])], [cube]);
  });

  it("computes on views of views", () => {
    expectSame((a) => a.T.slice([1, 5]).add(flip(a, 1).T.slice([1, 5])), [x]);
    expectSame((a) => broadcastTo(a.slice([1, 2]), [3, 6]).T.mul(flip(broadcastTo(a.slice([2, 3]), [3, 6]), 0).T), [x]);
    expectSame(
      (a) =>
        transpose(flip(a.slice([null, null, 2]), 1), [2, 1, 0])
          .neg()
          .reshape(10, 4)
          .add(1),
      [cube],
    );
    expectSame((a) => flip(flip(a, 0).slice([1, 4]), 0).sub(a.slice([0, 3])), [x]);
  });

  it("reshapes what strides can and copies what they cannot", () => {
    expectSame((a) => [a.T.reshape(24), a.T.reshape(6, 2, 2).add(1), a.slice([0, 2]).reshape(3, 4).neg()], [x]);
    expectSame((a) => [a.slice([null, null, 2]).reshape(4, 10), a.T.reshape(4, 15).exp()], [cube], 1e-15);
    expectSame((a) => [a.reshape(2, 12).T.reshape(4, 6), a.reshape(24, 1).mul(a.reshape(1, 24))], [x]);
  });

  it("fuses one range under several shapes", () => {
    expectSame((a) => [a.reshape(24).add(1), a.mul(2), a.reshape(2, 2, 6).neg(), a.reshape(8, 3).sum(1)], [x], 1e-14);
    expectSame((a) => a.add(1).reshape(3, 8).mul(2).reshape(24).sub(a.reshape(24)), [x]);
  });

  it("pads with zeros before, after and between", () => {
    expectSame(
      (a) => [
        pad(a, [
          [1, 0],
          [0, 2],
        ]),
        pad(a.mul(2), [
          [0, 0],
          [1, 1],
        ]).add(1),
      ],
      [x],
    );
    expectSame(
      (a) =>
        pad(a.T.slice([1, 3]), [
          [2, 1],
          [0, 1],
        ]),
      [x],
    );
    expectSame(
      (a) =>
        pad(a, [
          [0, 0],
          [0, 0],
        ]),
      [x],
    );
    for (const dtype of ["f32", "i32", "bool"] as const) {
      expectSame((a) => pad(a, [[1, 2]]), [uniform([5], 3, dtype)]);
    }
  });

  it("concatenates computed, stored and repeated arrays along any axis", () => {
    expectSame((a) => [concat([a, a.neg()], 0), concat([a, a.mul(2), a], 1), concat([a.T, flip(a.T, 0)], 0)], [x]);
    expectSame((a) => stack([a.sum(), a.max(), a.slice(0, 0)]).mul(2), [x], 1e-14);
    expectSame((a) => stack([a, a.mul(2)], 2).sum(2), [x]);
    expectSame((a) => concat([a.slice([0, 0]), a, a.slice([0, 1])], 0), [x]);
    for (const dtype of ["f32", "i32", "bool"] as const) {
      expectSame((a) => concat([a, flip(a, 0), a.slice([1, 3])]), [uniform([5], 3, dtype)]);
    }
  });

  it("vectorises over whichever axis is long", () => {
    const [points, weights, mask] = [uniform([257, 3], 4), uniform([3], 5), uniform([257], 6)];
    expectSame((p, w, m) => p.mul(w).add(m.reshape(257, 1)).sum(1), [points, weights, mask], 1e-14);
    expectSame((p, w, m) => p.T.mul(w.reshape(3, 1)).mul(m).sum(0), [points, weights, mask], 1e-14);
    expectSame((p) => p.slice([null, null, -1], [null, null, 2]).square(), [points]);
  });

  it("reads inputs that are views themselves", () => {
    const view = uniform([6, 4], 7).T.slice([null, null, -1], [1, null, 2]);
    expectSame((a) => [a.add(1), a.sum(0)], [view], 1e-14);
    expectSame((a) => a.mul(2), [broadcastTo(array(3), [5])]);
  });
});
