import { it } from "vitest";
import { type Arr, array, grad, hessian, jit, sum, eigh, exp, log, eye, matMul, expm, logm, sqrtm, svd } from "fluxion";
const show = (what: string, f: () => unknown) => { const t = performance.now(); let r: unknown; try { r = f(); } catch (e) { r = (e as Error).message; } console.log(what, JSON.stringify(r)?.slice(0,200), (performance.now()-t).toFixed(1)+"ms"); };
it("x", () => {
  const S = array([[2,0.3],[0.3,1]]), C = array([[1,3],[3,5]]);
  show("ss", () => hessian((x: Arr) => sum(matMul(sqrtm(x), sqrtm(x)).mul(C)))(S).toNested());
  show("s2", () => hessian((x: Arr) => { const r = sqrtm(x); return sum(matMul(r, r).mul(C)); })(S).toNested());
  show("el", () => hessian((x: Arr) => sum(expm(logm(x)).mul(C)))(S).toNested());
  show("l", () => hessian((x: Arr) => sum(logm(x).mul(C)))(S).toNested());
  show("l.exp", () => hessian((x: Arr) => sum(logm(x).exp().mul(C)))(S).toNested());
  show("inv(l)", () => hessian((x: Arr) => sum(matMul(logm(x), logm(x)).mul(C)))(S).toNested());
});
