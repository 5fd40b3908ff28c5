import { truth } from "./truth.ts";

/**
 * What no one could recover from a dirty simulation: by how much the best possible answer differs from the clean company's
 * answer key. Figures that come out right have no row here.
 */
export const truthResidual = { ...truth, name: "truth_residual", meaning: "Best possible answer less the clean one." };
