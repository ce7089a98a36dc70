/* c = a b for square matrices in straightforward C: blocks that fit the first two caches, no intrinsics.
 * Usage: mat-mul SIZE MINIMUM_SECONDS; the input is a and b, row-major. */
#include "timed.h"

enum { BLOCK = 64 };

static int size;
static const double *restrict a, *restrict b;
static double *restrict c;

static int least(int p, int q) { return p < q ? p : q; }

static void multiply(void) {
  memset(c, 0, (size_t)size * (size_t)size * sizeof(double));
  for (int kk = 0; kk < size; kk += BLOCK) {
    for (int jj = 0; jj < size; jj += BLOCK) {
      int k_end = least(kk + BLOCK, size), j_end = least(jj + BLOCK, size);
      for (int i = 0; i < size; i++) {
        for (int k = kk; k < k_end; k++) {
          double factor = a[(size_t)i * size + k];
          for (int j = jj; j < j_end; j++) c[(size_t)i * size + j] += factor * b[(size_t)k * size + j];
        }
      }
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  size = atoi(argv[1]);
  size_t count = (size_t)size * (size_t)size;
  a = read_doubles(2 * count);
  b = a + count;
  c = doubles(count);
  write_seconds(time_calls(multiply, atof(argv[2])));
  write_doubles(c, count);
  return 0;
}
