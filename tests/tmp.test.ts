import { it } from "vitest";
import { type Arr, array, grad, hessian, jit, sum, norm, hypot, standardDeviation, zeros, hvp, jvp, vmap } from "fluxion";
const show = (what: string, f: () => unknown) => { const t = performance.now(); let r: unknown; try { r = f(); } catch (e) { r = String(e); } console.log(what, JSON.stringify(r, (_k, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v), (performance.now()-t).toFixed(1)+"ms"); };
it("x", () => {
  for (const t of [(f: any) => f, (f: any) => jit(f)]) {
  show("norm2", () => t(hessian((x: Arr)=>norm(x).square()))(zeros([2])).toNested());
  show("norm mul", () => t(hessian((x: Arr)=>{const r = norm(x).div(2); return r.mul(r);}))(zeros([2])).toNested());
  show("norm pow4", () => t(hessian((x: Arr)=>norm(x).pow(4)))(zeros([2])).toNested());
  show("norm", () => t(hessian((x: Arr)=>norm(x)))(zeros([2])).toNested());
  show("norm g", () => t(grad((x: Arr)=>norm(x)))(zeros([2])).toNested());
  show("hypot2", () => t(hessian((x: Arr)=>hypot(x.slice(0), x.slice(1)).square()))(zeros([2])).toNested());
  show("hypot", () => t(hessian((x: Arr)=>hypot(x.slice(0), x.slice(1))))(zeros([2])).toNested());
  show("std2", () => t(hessian((x: Arr)=>standardDeviation(x).square()))(array([1,1])).toNested());
  show("std", () => t(hessian((x: Arr)=>standardDeviation(x)))(array([1,1])).toNested());
  show("std big", () => [standardDeviation(array([3e200,-1e200])).item(), standardDeviation(array([1.5e308,-1.5e308])).item(), standardDeviation(array([3e-200,-1e-200])).item(), t(grad((x: Arr)=>standardDeviation(x)))(array([3e200,-1e200])).toNested()]);
  show("big", () => [norm(array([3e200,4e200])).item(), t(grad(norm))(array([3e200,4e200])).toNested(), t(hessian((x: Arr) => norm(x)))(array([3e200,4e200])).toNested()]);
  show("small", () => [norm(array([3e-200,4e-200])).item(), norm(array([5e-324, 0])).item(), norm(array([Infinity, 1])).item(), norm(array([NaN, Infinity])).item(),t(grad(norm))(array([3e-200,4e-200])).toNested()]);
  show("ord3", () => [t(grad((x: Arr)=>norm(x,null,{ord:3})))(array([0,0])).toNested(), t(hessian((x: Arr)=>norm(x,null,{ord:3})))(array([0,0])).toNested(), t(hessian((x: Arr)=>norm(x,null,{ord:3})))(array([0,1])).toNested()]);
  show("ord1.5", () => [t(grad((x: Arr)=>norm(x,null,{ord:1.5})))(array([0,1])).toNested(), t(hessian((x: Arr)=>norm(x,null,{ord:1.5})))(array([0,1])).toNested()]);
  show("vmap", () => t(vmap(hessian((x: Arr)=>norm(x).square())))(zeros([2, 2])).toNested());
  show("inf hypot", () => t(grad((x: Arr)=>hypot(x.slice(0), x.slice(1))))(array([Infinity, 1])).toNested());
  }
});
