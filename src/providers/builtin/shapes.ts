// Outlines as SVG paths: smooth curves through points, limbs of changing width, and the small elements that figures are built from. No colours of its own.
import type { Rgb } from "./color.ts";
import { css } from "./color.ts";

/** x, y, and 1 where the outline has a corner there. */
export type Point = readonly [number, number] | readonly [number, number, number];

const n = (value: number): string => (Math.round(value * 100) / 100).toString();

/** A smooth line through all points (Catmull-Rom as cubic Béziers), closed unless told otherwise. */
export function curve(points: readonly Point[], closed = true, tension = 1): string {
  const count = points.length;
  const at = (i: number): Point => (closed ? points[(i + count) % count]! : points[Math.max(0, Math.min(count - 1, i))]!);
  let path = `M${n(points[0]![0])} ${n(points[0]![1])}`;
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const k = tension / 6;
    const [bx, by] = b[2] ? [b[0], b[1]] : [b[0] + (c[0] - a[0]) * k, b[1] + (c[1] - a[1]) * k];
    const [cx, cy] = c[2] ? [c[0], c[1]] : [c[0] - (d[0] - b[0]) * k, c[1] - (d[1] - b[1]) * k];
    path += `C${n(bx)} ${n(by)} ${n(cx)} ${n(cy)} ${n(c[0])} ${n(c[1])}`;
  }
  return closed ? `${path}Z` : path;
}

/** A limb, tail or trunk: a smooth band through [x, y, width] points, with round ends. */
export function limb(spine: readonly (readonly [number, number, number])[]): string {
  const [left, right]: [Point[], Point[]] = [[], []];
  const last = spine.length - 1;
  spine.forEach(([x, y, width], i) => {
    const [before, after] = [spine[Math.max(0, i - 1)]!, spine[Math.min(last, i + 1)]!];
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
    const length = Math.hypot(dx, dy) || 1;
    const [nx, ny] = [(-dy / length) * (width / 2), (dx / length) * (width / 2)];
    if (i === last) right.push([x + (dx / length) * (width / 2.6), y + (dy / length) * (width / 2.6)]);
    left.push([x + nx, y + ny]);
    right.push([x - nx, y - ny]);
    if (i === last) [right[right.length - 2], right[right.length - 1]] = [right[right.length - 1]!, right[right.length - 2]!];
  });
  const [first, second] = [spine[0]!, spine[1]!];
  const back = Math.hypot(second[0] - first[0], second[1] - first[1]) || 1;
  const cap: Point = [first[0] - ((second[0] - first[0]) / back) * (first[2] / 2.6), first[1] - ((second[1] - first[1]) / back) * (first[2] / 2.6)];
  const tip = right.pop()!;
  return curve([cap, ...left, tip, ...right.reverse()]);
}

/** Anything SVG takes as a fill: a colour, or a reference such as url(#g). */
export type Fill = Rgb | string;
const paint = (fill: Fill): string => (typeof fill === "string" ? fill : css(fill));

export const path = (d: string, fill: Fill, more = ""): string => `<path d="${d}" fill="${paint(fill)}" ${more}/>`;
export const shape = (points: readonly Point[], fill: Fill, more = ""): string => path(curve(points), fill, more);
export const limbs = (spine: readonly (readonly [number, number, number])[], fill: Fill, more = ""): string => path(limb(spine), fill, more);
export const poly = (points: readonly (readonly [number, number])[], fill: Fill, more = ""): string =>
  `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(" ")}" fill="${paint(fill)}" ${more}/>`;
export const oval = (x: number, y: number, rx: number, ry: number, fill: Fill, more = ""): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${paint(fill)}" ${more}/>`;
export const disc = (x: number, y: number, r: number, fill: Fill, more = ""): string => oval(x, y, r, r, fill, more);
export const box = (x: number, y: number, width: number, height: number, fill: Fill, round = 0, more = ""): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ${round ? `rx="${n(round)}"` : ""} fill="${paint(fill)}" ${more}/>`;
export const line = (d: string, color: Fill, width: number, more = ""): string =>
  `<path d="${d}" fill="none" stroke="${paint(color)}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
/** A smooth open line through points. */
export const stroke = (points: readonly Point[], color: Fill, width: number, more = ""): string => line(curve(points, false), color, width, more);
export const group = (content: string, transform: string): string => `<g transform="${transform}">${content}</g>`;
/** Mirrors about a vertical line. */
export const mirror = (content: string, x: number): string => group(content, `translate(${n(2 * x)} 0) scale(-1 1)`);
/** Both halves of something symmetrical. */
export const both = (content: string, x: number): string => content + mirror(content, x);

/** A gradient to refer to as url(#id); vertical unless points are given. */
export function gradient(id: string, stops: readonly (readonly [number, Rgb, number?])[], direction = 'x1="0" y1="0" x2="0" y2="1"'): string {
  return `<linearGradient id="${id}" ${direction}>${stops.map(([at, color, alpha]) => `<stop offset="${at}" stop-color="${css(color)}" stop-opacity="${alpha ?? 1}"/>`).join("")}</linearGradient>`;
}
