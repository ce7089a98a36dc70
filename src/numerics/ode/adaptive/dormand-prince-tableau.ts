/** The coefficients of Dormand and Prince: seven stages, orders 5 and 4, and a polynomial in between. */

/** Where the slopes are taken, as fractions of the step. */
export const nodes: readonly number[] = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];

/** Row i: the weights of the earlier slopes in the state at which slope i is taken. The last row gives the step of order 5. */
export const stages: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];

/** Weights of the slopes in the difference of the two orders. */
export const errorWeights: readonly number[] = [
  71 / 57600,
  0,
  -71 / 16695,
  71 / 1920,
  -17253 / 339200,
  22 / 525,
  -1 / 40,
];

/**
 * Row j: the weights of the slopes in the coefficient of theta^(j + 1) of (y(t + theta h) - y(t)) / h, of order 4 and with
 * continuous slope (Shampine 1986, Math. Comp. 46, 135).
 */
export const denseWeights: readonly (readonly number[])[] = [
  [1, 0, 0, 0, 0, 0, 0],
  [
    -8048581381 / 2820520608,
    0,
    131558114200 / 32700410799,
    -1754552775 / 470086768,
    127303824393 / 49829197408,
    -282668133 / 205662961,
    40617522 / 29380423,
  ],
  [
    8663915743 / 2820520608,
    0,
    -68118460800 / 10900136933,
    14199869525 / 1410260304,
    -318862633887 / 49829197408,
    2019193451 / 616988883,
    -110615467 / 29380423,
  ],
  [
    -12715105075 / 11282082432,
    0,
    87487479700 / 32700410799,
    -10690763975 / 1880347072,
    701980252875 / 199316789632,
    -1453857185 / 822651844,
    69997945 / 29380423,
  ],
];
