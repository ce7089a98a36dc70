/* The leapfrog problem in plain C: one thread, a loop over orbits inside a loop over steps, the adjoint written by hand.
 * Usage: leapfrog forward|gradient ORBITS STEPS MINIMUM_SECONDS; the input is ln rho_s, r_s, G, the time step and the state. */
#include "timed.h"

static const double pi = 3.14159265358979323846;

/* Rows are a cache line longer than the orbits, lest rows of a power of two all fall on the same cache sets. */
static size_t row;
static int n, steps;
static double scale_radius, amplitude, dt;
static const double *start;

/* State, cotangents of the state, and what the backward sweep needs of each kick: x, y, z and K. */
static double *restrict x, *restrict y, *restrict z, *restrict u, *restrict v, *restrict w;
static double *restrict gx, *restrict gy, *restrict gz, *restrict gu, *restrict gv, *restrict gw;
static double *kept;
static double value, ln_density, radius;

static void drift(double time) {
  for (int i = 0; i < n; i++) {
    x[i] += time * u[i];
    y[i] += time * v[i];
    z[i] += time * w[i];
  }
}

static void kick(double time) {
  for (int i = 0; i < n; i++) {
    double squared = x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
    double r = sqrt(squared);
    double s = r / scale_radius;
    double k = time * amplitude * (log1p(s) - s / (1 + s)) / (squared * r);
    u[i] -= k * x[i];
    v[i] -= k * y[i];
    w[i] -= k * z[i];
  }
}

static void begin(void) {
  size_t bytes = (size_t)n * sizeof(double);
  memcpy(x, start, bytes);
  memcpy(y, start + n, bytes);
  memcpy(z, start + 2 * n, bytes);
  memcpy(u, start + 3 * n, bytes);
  memcpy(v, start + 4 * n, bytes);
  memcpy(w, start + 5 * n, bytes);
}

static void forward(void) {
  begin();
  kick(dt / 2);
  for (int step = 0; step < steps; step++) {
    drift(dt);
    kick(dt);
  }
  kick(-dt / 2);
}

static void keeping_kick(double *restrict keep, double time) {
  double *restrict kx = keep, *restrict ky = keep + row, *restrict kz = keep + 2 * row;
  double *restrict strength = keep + 3 * row;
  for (int i = 0; i < n; i++) {
    double squared = x[i] * x[i] + y[i] * y[i] + z[i] * z[i];
    double r = sqrt(squared);
    double s = r / scale_radius;
    double k = amplitude * (log1p(s) - s / (1 + s)) / (squared * r);
    kx[i] = x[i];
    ky[i] = y[i];
    kz[i] = z[i];
    strength[i] = k;
    u[i] -= time * k * x[i];
    v[i] -= time * k * y[i];
    w[i] -= time * k * z[i];
  }
}

/* Pulls cotangents back through v' = v - time K(|x|) x; see leapfrog-javascript.ts for the derivatives of K. */
static void kick_adjoint(const double *restrict keep, double time) {
  const double *restrict kx = keep, *restrict ky = keep + row, *restrict kz = keep + 2 * row;
  const double *restrict strength = keep + 3 * row;
  double by_density = 0, by_radius = 0;
  for (int i = 0; i < n; i++) {
    double squared = kx[i] * kx[i] + ky[i] * ky[i] + kz[i] * kz[i];
    double r = sqrt(squared);
    double s = r / scale_radius;
    double k = strength[i];
    double fraction = s / (1 + s);
    double slope = amplitude * fraction * fraction / (squared * r);
    double along = time * (kx[i] * gu[i] + ky[i] * gv[i] + kz[i] * gw[i]);
    double radial = along * (slope - 3 * k) / squared;
    gx[i] -= time * k * gu[i] + radial * kx[i];
    gy[i] -= time * k * gv[i] + radial * ky[i];
    gz[i] -= time * k * gw[i] + radial * kz[i];
    by_density -= along * k;
    by_radius -= along * (3 * k - slope);
  }
  ln_density += by_density;
  radius += by_radius / scale_radius;
}

static void drift_adjoint(double time) {
  for (int i = 0; i < n; i++) {
    gu[i] += time * gx[i];
    gv[i] += time * gy[i];
    gw[i] += time * gz[i];
  }
}

static void gradient(void) {
  size_t stride = 4 * row;
  begin();
  keeping_kick(kept, dt / 2);
  for (int step = 1; step <= steps; step++) {
    drift(dt);
    keeping_kick(kept + (size_t)step * stride, dt);
  }
  value = ln_density = radius = 0;
  for (int i = 0; i < n; i++) {
    value += (x[i] * x[i] + y[i] * y[i] + z[i] * z[i]) / n;
    gx[i] = 2 * x[i] / n;
    gy[i] = 2 * y[i] / n;
    gz[i] = 2 * z[i] / n;
    gu[i] = gv[i] = gw[i] = 0;
  }
  /* The last kick moves no position: begin with the drift before it. */
  for (int step = steps; step > 0; step--) {
    drift_adjoint(dt);
    kick_adjoint(kept + (size_t)(step - 1) * stride, step == 1 ? dt / 2 : dt);
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int differentiate = strcmp(argv[1], "gradient") == 0;
  n = atoi(argv[2]);
  steps = atoi(argv[3]);
  double minimum = atof(argv[4]);
  double *input = read_doubles(4 + 6 * (size_t)n);
  scale_radius = input[1];
  amplitude = 4 * pi * input[2] * exp(input[0]) * scale_radius * scale_radius * scale_radius;
  dt = input[3];
  start = input + 4;
  row = (size_t)n + 8;
  double *state = doubles(6 * row);
  x = state, y = state + row, z = state + 2 * row, u = state + 3 * row, v = state + 4 * row, w = state + 5 * row;
  if (!differentiate) {
    write_seconds(time_calls(forward, minimum));
    for (int axis = 0; axis < 6; axis++) write_doubles(state + (size_t)axis * row, (size_t)n);
    return 0;
  }
  double *g = doubles(6 * row);
  gx = g, gy = g + row, gz = g + 2 * row, gu = g + 3 * row, gv = g + 4 * row, gw = g + 5 * row;
  kept = doubles(4 * row * ((size_t)steps + 1));
  write_seconds(time_calls(gradient, minimum));
  write_doubles(&value, 1);
  write_doubles(&ln_density, 1);
  write_doubles(&radius, 1);
  for (int axis = 0; axis < 6; axis++) write_doubles(g + (size_t)axis * row, (size_t)n);
  return 0;
}
