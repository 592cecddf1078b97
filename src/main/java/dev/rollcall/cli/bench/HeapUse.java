package dev.rollcall.cli.bench;

/** What this process holds on its heap, garbage left out. */
final class HeapUse {
  private HeapUse() {}

  /** Bytes in use; takes as long as a full collection does. */
  static long bytes() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
