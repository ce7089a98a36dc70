/** Fifteen American law schools of 1973: Efron (1979), Bootstrap methods, Annals of Statistics 7, 1, table 1. */
import { type Arr, array } from "fluxion";

/** Average test score (LSAT) and grade (GPA) of the entering class. */
export const lawSchools = {
  score: array([576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]),
  grade: array([3.39, 3.3, 2.81, 3.03, 3.44, 3.07, 3.0, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]),
};

/** Pearson's correlation of the two. */
export function correlation({ score, grade }: { readonly score: Arr; readonly grade: Arr }): Arr {
  const [x, y] = [score.sub(score.mean()), grade.sub(grade.mean())];
  return x.mul(y).sum().div(x.square().sum().mul(y.square().sum()).sqrt());
}
