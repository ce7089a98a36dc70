import { it } from "vitest";
import seedrandom from "seedrandom";
import { type Arr, array, grad, hessian, jit, linearInterpolation, pchip, cubicSpline, sum, checkGrads } from "fluxion";
const show = (what: string, f: () => unknown) => { const t = performance.now(); let r: unknown; try { r = f(); } catch (e) { r = String(e); } console.log(what, JSON.stringify(r, (_k, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v), (performance.now()-t).toFixed(1)+"ms"); };
it("x", () => {
  const I = Infinity;
  const at = array([1,1.5,2,2.5,3,3.5,4,5]);
  for (const make of [linearInterpolation, pchip, cubicSpline]) {
    show("inf", () => make([1,2,3,4],[1,2,I,4])(at).toNested());
    show("inf", () => make([1,2,3,4,5],[1,2,3,NaN,4])(at).toNested());
    show("grad y", () => grad((y: Arr) => sum(make([1,2,3,4],y)(array([1,2,4]))))(array([1,2,I,4])).toNested());
    show("huge", () => make([1,2,3,4],[1,-1.7e308,1.7e308,4])(at).toNested());
    const r = seedrandom("a"); let bad = 0;
    for (let k = 0; k < 100; k++) { const n = 5; let x = 0; const xs = Array.from({length:n},()=>x+=r()); const ys = xs.map(()=>r()-0.5); const v = make(xs,ys)(array(xs)).toArray(); if (ys.some((y,i)=>y!==v[i])) bad++; }
    show("bad", () => bad);
  }
  for (const s of [1e-154,1e-160,1e-200,1e-300, 1, 1e200])
  show("pchip tiny " + s, () => [grad((y: Arr) => pchip([0,1,2,3],y)(1.3))(array([0,1*s,1.5*s,3*s])).toNested(), grad((t: Arr) => pchip([0,1,2,3],array([0,s,1.5*s,3*s]))(t))(1.3).div(s).item()]);
});
