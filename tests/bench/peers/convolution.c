/* 3 x 3 convolutions with zeros around the images in straightforward C; outputs (or features) are the innermost loop.
 * Usage: convolution IMAGES SIZE FEATURES OUTPUTS DEPTHWISE MINIMUM_SECONDS; the input is images and kernels, row-major, features last. */
#include "timed.h"

enum { KERNEL = 3 };

static int images, size, features, outputs, depthwise;
static const double *restrict x, *restrict kernel;
static double *restrict y;

static void add_pixel(const double *restrict pixel, const double *restrict under, double *restrict to) {
  if (depthwise) {
    for (int c = 0; c < features; c++) to[c] += pixel[c] * under[c];
    return;
  }
  for (int c = 0; c < features; c++) {
    double factor = pixel[c];
    for (int o = 0; o < outputs; o++) to[o] += factor * under[c * outputs + o];
  }
}

static void convolve(void) {
  int width = depthwise ? features : outputs;
  memset(y, 0, (size_t)images * size * size * width * sizeof(double));
  for (int n = 0; n < images; n++)
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++)
        for (int p = 0; p < KERNEL; p++)
          for (int q = 0; q < KERNEL; q++) {
            int row = i + p - 1, column = j + q - 1;
            if (row < 0 || row >= size || column < 0 || column >= size) continue;
            add_pixel(x + (((size_t)n * size + row) * size + column) * features,
                      kernel + (size_t)(p * KERNEL + q) * features * outputs,
                      y + (((size_t)n * size + i) * size + j) * width);
          }
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  images = atoi(argv[1]);
  size = atoi(argv[2]);
  features = atoi(argv[3]);
  outputs = atoi(argv[4]);
  depthwise = atoi(argv[5]);
  if (depthwise && outputs != 1) return 2;
  size_t pixels = (size_t)images * size * size;
  size_t count = pixels * (depthwise ? features : outputs);
  x = read_doubles(pixels * features + (size_t)KERNEL * KERNEL * features * outputs);
  kernel = x + pixels * features;
  y = doubles(count);
  write_seconds(time_calls(convolve, atof(argv[6])));
  write_doubles(y, count);
  return 0;
}
