/* Twenty elementwise operations in one loop in plain C: four rounds of t -> f(1 + (a t + b)^2).
 * Usage: elementwise polynomial|arithmetic|transcendental SIZE MINIMUM_SECONDS; the input is four pairs a, b and the numbers. */
#include "timed.h"

static int size;
static const double *restrict x, *restrict c;
static double *restrict y;

static inline double round_argument(double t, const double *pair) {
  double linear = pair[0] * t + pair[1];
  return linear * linear + 1;
}

static void polynomial(void) {
  for (int i = 0; i < size; i++) {
    double t = -round_argument(x[i], c);
    t = -round_argument(t, c + 2);
    t = -round_argument(t, c + 4);
    y[i] = -round_argument(t, c + 6);
  }
}

static void arithmetic(void) {
  for (int i = 0; i < size; i++) {
    double t = sqrt(round_argument(x[i], c));
    t = 1 / round_argument(t, c + 2);
    t = sqrt(round_argument(t, c + 4));
    y[i] = 1 / round_argument(t, c + 6);
  }
}

static void transcendental(void) {
  for (int i = 0; i < size; i++) {
    double t = sqrt(round_argument(x[i], c));
    t = log(round_argument(t, c + 2));
    t = exp(round_argument(t, c + 4));
    y[i] = tanh(round_argument(t, c + 6));
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  size = atoi(argv[2]);
  c = read_doubles(8 + (size_t)size);
  x = c + 8;
  y = doubles((size_t)size);
  void (*chain)(void) = strcmp(argv[1], "polynomial") == 0   ? polynomial
                        : strcmp(argv[1], "arithmetic") == 0 ? arithmetic
                                                             : transcendental;
  write_seconds(time_calls(chain, atof(argv[3])));
  write_doubles(y, (size_t)size);
  return 0;
}
