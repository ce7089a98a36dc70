/** Random numbers on the host, by named and numbered streams: the same key gives the same bits everywhere. */
export { fold, integers, key, type Key, normals, permutation, uniforms } from "../random/keys.ts";
