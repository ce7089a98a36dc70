/** Redshifts of photon decoupling z* and of the baryon drag z_d: published fits in omega_b and omega_m, chosen by name. */

import { add, div, mul, pow, type Arr, type ArrLike } from "../../src/index.ts";

/** A fit: redshift from the physical densities of baryons and of all matter, scalars. */
export type RedshiftFit = (baryons: ArrLike, matter: ArrLike) => Arr;

/** Eisenstein & Hu (1998), eq. 4, with the leading amplitude and the slope of its denominator left open. */
const eisensteinHuDrag =
  (amplitude: number, slope: number): RedshiftFit =>
  (baryons, matter) => {
    const b1 = pow(matter, -0.419).mul(0.313).mul(pow(matter, 0.674).mul(0.607).add(1));
    const b2 = pow(matter, 0.223).mul(0.238);
    const scale = pow(matter, 0.251).mul(amplitude).div(pow(matter, 0.828).mul(slope).add(1));
    return scale.mul(mul(b1, pow(baryons, b2)).add(1));
  };

/** Drag redshift z_d, where baryons are released. */
export const dragFits = {
  /** Eisenstein & Hu (1998), eq. 4: r_d 2.5 % above a Boltzmann code's. */
  EH98: eisensteinHuDrag(1291, 0.659),
  /** The same with 1345 and 0.650: r_d within 0.3 %. */
  PBUF9: eisensteinHuDrag(1345, 0.65),
  /** Aizpuru, Arjona & Nesseris (2021), Phys. Rev. D 104, 043521: z_d within 0.01 %. */
  AAN21: (baryons, matter) =>
    mul(pow(baryons, 0.256459), pow(matter, 0.616388))
      .mul(428.169)
      .add(pow(matter, 0.751615).mul(925.56))
      .add(1)
      .mul(pow(matter, -0.714129)),
} as const satisfies Record<string, RedshiftFit>;

/** Redshift of photon decoupling z*. */
export const recombinationFits = {
  /** Power laws about the Planck 2018 best fit. */
  PLANCK18: (baryons, matter) =>
    pow(div(baryons, 0.02237), -0.004)
      .mul(pow(div(matter, 0.1424), 0.01))
      .mul(1089.8),
  /** Hu & Sugiyama (1996), appendix E. */
  HS96: (baryons, matter) => {
    const g1 = div(mul(pow(baryons, -0.238), 0.0783), pow(baryons, 0.763).mul(39.5).add(1));
    const g2 = div(0.56, pow(baryons, 1.81).mul(21.1).add(1));
    const scale = pow(baryons, -0.738).mul(0.00124).add(1).mul(1048);
    return scale.mul(mul(g1, pow(matter, g2)).add(1));
  },
  /** 1.04 times the drag redshift of Eisenstein & Hu (1998); crude, 3 % low. */
  EH98: (baryons, matter) => dragFits.EH98(baryons, matter).mul(1.04),
  /** Aizpuru, Arjona & Nesseris (2021). */
  AAN21: (baryons, matter) =>
    add(
      pow(matter, -0.731631),
      pow(matter, -0.372296)
        .mul(391.672)
        .add(pow(baryons, -0.97966).mul(937.422))
        .mul(pow(matter, 0.0192951))
        .mul(pow(baryons, 0.93681)),
    ),
} as const satisfies Record<string, RedshiftFit>;

/** Name of a drag fit. */
export type DragName = keyof typeof dragFits;

/** Name of a decoupling fit. */
export type RecombinationName = keyof typeof recombinationFits;

/** Which fits to use. */
export interface RecombinationChoice {
  /** z*; PLANCK18 unless given. */
  readonly recombination?: RecombinationName;
  /** z_d; PBUF9 unless given. */
  readonly drag?: DragName;
}
