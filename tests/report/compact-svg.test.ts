/** Compacting a drawing drops bytes and moves nothing by more than a hundredth of a pixel. */
import { describe, expect, it } from "vitest";
import { compactSvg } from "../../src/report/compact-svg.ts";

describe("compactSvg", () => {
  it("rounds coordinates, and nothing else", () => {
    expect(compactSvg('<svg><path d="M1.23456,-0.0001L12,3e-7.5"/><text x="1">0.123456</text></svg>', "f")).toBe(
      '<svg font-family="f"><path d="M1.23,0L12,3e-7.5"/><text x="1">0.123456</text></svg>',
    );
    expect(compactSvg('<svg><g transform="translate(1.005999,2e1) rotate(-45)"/></svg>', "f")).toContain(
      'transform="translate(1.01,2e1) rotate(-45)"',
    );
  });

  it("names the font once", () => {
    const svg = `<svg><text font-family="a, 'b c'">x</text><text font-family="mono">y</text></svg>`;
    expect(compactSvg(svg, "a, 'b c'")).toBe(
      `<svg font-family="a, 'b c'"><text>x</text><text font-family="mono">y</text></svg>`,
    );
  });

  it("drops what draws nothing, and groups that this leaves empty", () => {
    const svg =
      '<svg><g class="mark-group" role="graphics-object"><path class="background" aria-hidden="true" d="M0,0h0v0h0Z"/>' +
      '<g><g></g></g><path class="foreground" d="" display="none"/></g><g class="mark-line"><path d="M0,0L1,1" opacity="1"/></g></svg>';
    expect(compactSvg(svg, "f")).toBe('<svg font-family="f"><g><path d="M0,0L1,1"/></g></svg>');
  });
});
