/** Physical constants and conventions of the cosmology models. */

/** Speed of light [km/s]. */
export const SPEED_OF_LIGHT = 299792.458;

/** Physical density of photons, Omega_gamma h^2, at REFERENCE_TEMPERATURE; the rounded value that published distance priors use. */
export const PHOTON_DENSITY = 2.469e-5;

/** Temperature of the microwave background today at which PHOTON_DENSITY holds [K] (Fixsen 2009, ApJ 707, 916). */
export const REFERENCE_TEMPERATURE = 2.7255;

/** Energy density of one massless neutrino species in units of the photons', (7/8)(4/11)^(4/3), rounded as in Komatsu et al. (2011). */
export const NEUTRINO_TO_PHOTON = 0.2271;
