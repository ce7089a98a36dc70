/* The frame of a native peer: reads the problem, times the computation with clock_gettime, writes seconds a call and the result. */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds_since(struct timespec start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start.tv_sec) + 1e-9 * (double)(now.tv_nsec - start.tv_nsec);
}

static double *doubles(size_t count) {
  double *memory = aligned_alloc(64, (count * sizeof(double) + 63) / 64 * 64);
  if (memory == NULL) {
    fprintf(stderr, "out of memory for %zu doubles\n", count);
    exit(1);
  }
  memset(memory, 0, count * sizeof(double));
  return memory;
}

/* Reads exactly `count` doubles from standard input. */
static double *read_doubles(size_t count) {
  double *input = doubles(count);
  if (fread(input, sizeof(double), count, stdin) != count) {
    fprintf(stderr, "expected %zu doubles on standard input\n", count);
    exit(1);
  }
  return input;
}

/* Seconds a call, from as many calls as fill `minimum` seconds after one to warm up. */
static double time_calls(void (*work)(void), double minimum) {
  work();
  int calls = 0;
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do {
    work();
    calls++;
  } while (seconds_since(start) < minimum);
  return seconds_since(start) / calls;
}

static void write_doubles(const double *memory, size_t count) { fwrite(memory, sizeof(double), count, stdout); }

static void write_seconds(double seconds) { write_doubles(&seconds, 1); }
